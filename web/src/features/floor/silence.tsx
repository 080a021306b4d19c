/** Everybody's microphones: asked to be off, or held until whoever presides gives the floor. */
import { MicOff } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import { may, room } from "../../room/derived.ts";
import { noMic } from "../../room/floor.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";

/** One press asks everybody; the second button holds the microphones until each is given the floor. */
export function SilenceButtons() {
  const deed = useDeed();
  if (!may("floor.silence_microphones")) return null;
  const silence = async (held: boolean) => {
    if (await deed.run(() => send("floor.silence_microphones", { held }))) toast(held ? t().heldDone : t().silenceDone);
  };
  return (
    <>
      <button type="button" class="plain" aria-busy={deed.busy} onClick={() => void silence(false)}>
        {t().silenceAll}
      </button>
      <button type="button" class="plain" aria-busy={deed.busy} onClick={() => void silence(true)}>
        {t().holdAll}
      </button>
      <Refused refusal={deed.refusal} />
    </>
  );
}

/** That microphones are held, on every desk; whoever presides releases them. */
export function HeldNote() {
  const deed = useDeed();
  if (room.value?.silence?.held !== true) return null;
  const releases = may("floor.release_microphones");
  return (
    <div class="note-box" data-held>
      <Icon of={MicOff} />
      <div class="grow">
        <p>
          <Phrase text={noMic.value ? t().heldYours : t().held} />
        </p>
        <Refused refusal={deed.refusal} />
        {releases ? (
          <button
            type="button"
            aria-busy={deed.busy}
            onClick={() => void deed.run(() => send("floor.release_microphones", {}))}
          >
            {t().releaseAll}
          </button>
        ) : null}
      </div>
    </div>
  );
}
