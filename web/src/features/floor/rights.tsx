/** The rights of one seat: taken by whoever presides, given back, and told to whom they were taken from. */
import { Ban, Hand, MessageSquareOff, MicOff, VideoOff } from "lucide-preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import type { Seat } from "../../protocol/wire.ts";
import { may, room, seatOf, you } from "../../room/derived.ts";
import { isTaken } from "../../room/floor.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./floor.module.css";

type Right = Seat["taken"][number];

const RIGHTS: readonly Right[] = ["microphone", "camera", "chat", "hand"];
const SIGNS = { microphone: MicOff, camera: VideoOff, chat: MessageSquareOff, hand: Hand } as const;

/** Which rights a seat could have at all, by its role. */
function carried(seat: Seat): readonly Right[] {
  if (seat.roles.some((role) => role !== "room" && role !== "observer" && role !== "auditor")) {
    return RIGHTS.filter((right) => right !== "camera" || room.value?.sound_only === false);
  }
  return seat.roles.includes("room") ? ["microphone", "camera"] : [];
}

/** In the list of people: what was taken, and the dialog of whoever presides. */
export function RightsOf({ seat }: { seat: Seat }) {
  const [open, setOpen] = useState(false);
  const orders = may("rights.take_right") && seat.seat !== room.value?.presiding && carried(seat).length > 0;
  return (
    <span class={css.rights}>
      {seat.taken.map((right) => (
        <small class="state warn" key={right} data-taken={right}>
          <Icon of={SIGNS[right]} />
          {t().rightTaken[right]}
        </small>
      ))}
      {orders ? (
        <button type="button" onClick={() => setOpen(true)}>
          {t().rights}…<span class="sr"> {seat.name ?? ""}</span>
        </button>
      ) : null}
      {open ? <RightsDialog id={seat.seat} onClose={() => setOpen(false)} /> : null}
    </span>
  );
}

function RightsDialog({ id, onClose }: { id: string; onClose(): void }) {
  const seat = seatOf(id);
  if (seat === null) return null;
  return (
    <Dialog title={t().rightsTitle(seat.name ?? "")} onClose={onClose}>
      <p>{t().rightsLine}</p>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class="rows" role="list">
        {carried(seat).map((right) => (
          <Row key={right} seat={seat} right={right} />
        ))}
      </ul>
    </Dialog>
  );
}

function Row({ seat, right }: { seat: Seat; right: Right }) {
  const deed = useDeed();
  const taken = seat.taken.includes(right);
  const command = taken ? "rights.grant_right" : "rights.take_right";
  return (
    <li data-right={right}>
      <div class="grow">
        <b>{t().rightName[right]}</b>
        <small class={taken ? "state warn" : "state good"}>{taken ? t().rightOff : t().rightOn}</small>
        <Refused refusal={deed.refusal} />
      </div>
      <button
        type="button"
        aria-busy={deed.busy}
        onClick={() => void deed.run(() => send(command, { seat: seat.seat, right }))}
      >
        {taken ? t().rightGive : t().rightTake}
        <span class="sr"> {t().rightName[right]}</span>
      </button>
    </li>
  );
}

/** On one's own desk: what one may not do, by whose word, and the way to speak all the same. */
export function OwnRights() {
  const taken = RIGHTS.filter(isTaken);
  if (taken.length === 0 || you.value?.presides === true) return null;
  const names = taken.map((right) => unbroken(t().rightName[right])).join(", ");
  return (
    <p class="note-box warn" data-own-rights>
      <Icon of={Ban} />
      <span class="grow">
        <Phrase text={t().rightsYours(names)} />
      </span>
    </p>
  );
}
