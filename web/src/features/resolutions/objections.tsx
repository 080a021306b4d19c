/** Whether anybody sees the matter otherwise: who agrees presses nothing, one objection is enough for a vote. */
import { MessageCircleQuestion } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import type { Objections } from "../../protocol/wire.ts";
import { may, nameOf, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";

export function ObjectionsCard({ asked }: { asked: Objections }) {
  const deed = useDeed();
  const mine = asked.raised.includes(you.value?.seat ?? "");
  const raise = async () => {
    if (await deed.run(() => send("resolutions.see_otherwise", { item: asked.item }))) toast(t().objectionDone);
  };
  return (
    <section data-objections>
      <p class={asked.raised.length > 0 ? "note-box warn" : "note-box"}>
        <Icon of={MessageCircleQuestion} />
        <span>
          <b>
            <Phrase text={t().objectionsAsked} />
          </b>
          <br />
          <small>
            {asked.raised.length > 0 ? (
              t().objectionsBy(asked.raised.map(nameOf).join(", "))
            ) : (
              <Phrase text={t().objectionsLine} />
            )}
          </small>
        </span>
      </p>
      <Refused refusal={deed.refusal} />
      {!mine && may("resolutions.see_otherwise") ? (
        <button type="button" class="wide" aria-busy={deed.busy} onClick={() => void raise()}>
          {t().objectionDo}
        </button>
      ) : null}
    </section>
  );
}
