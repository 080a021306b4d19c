/** Rows on the chair's desk: who declared an interest, and who is suspended with the proof of it. */
import { Armchair, ShieldCheck, TriangleAlert } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { clock } from "../../i18n/dates.ts";
import { pick, t } from "../../i18n/t.ts";
import type { Room, Suspension } from "../../protocol/wire.ts";
import { may, nameOf, seatOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Avatar } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { explaining } from "./explaining.ts";

interface Props {
  room: Room;
  onSuspend(seat: string): void;
  /** The button by which it is put down that they went out of the meeting room. */
  takeOut(seat: string): ComponentChildren;
}

export function SuspensionRows({ room, onSuspend, takeOut }: Props) {
  if (room.interests.length + room.suspensions.length === 0) return null;
  const out = new Set(room.suspensions.map((one) => one.seat));
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
    <ul class="rows" role="list">
      {room.interests
        .filter((interest) => !out.has(interest.seat))
        .map((interest) => (
          <li key={`interest-${interest.seat}-${interest.item}`}>
            <Avatar name={seatOf(interest.seat)?.short ?? ""} />
            <p class="grow">
              <b>
                <Name of={nameOf(interest.seat)} />
              </b>
              <small>{interest.at === null ? t().interest.interest : t().saidInterest(clock(interest.at))}</small>
              {interest.item === room.item ? null : <small>{itemNumber(room, interest.item)}</small>}
              {explaining.value.has(interest.seat) ? <small>{t().askedToExplain}</small> : null}
            </p>
            {may("suspension.suspend_seat") && interest.item === room.item ? (
              <button type="button" onClick={() => onSuspend(interest.seat)}>
                {t().suspendRow}
              </button>
            ) : null}
          </li>
        ))}
      {room.suspensions.map((suspension) => (
        <SuspendedRow key={`out-${suspension.seat}`} suspension={suspension} takeOut={takeOut(suspension.seat)} />
      ))}
    </ul>
  );
}

function itemNumber(room: Room, id: string): string {
  return t().itemNumbered(room.agenda.find((item) => item.item === id)?.number ?? "");
}

function SuspendedRow({ suspension, takeOut }: { suspension: Suspension; takeOut: ComponentChildren }) {
  const deed = useDeed();
  const restore = async () => {
    if (await deed.run(() => send("suspension.restore_seat", { seat: suspension.seat }))) {
      toast(pick(t().toast, "suspension.restore_seat"));
    }
  };
  return (
    <li>
      <Avatar name={seatOf(suspension.seat)?.short ?? ""} />
      <div class="grow">
        <b>
          <Name of={nameOf(suspension.seat)} />
        </b>
        <small>{t().resting}</small>
        <Proof quiet={suspension.quiet} />
        {suspension.in_room ? (
          <small class="state bad" data-still-in-room>
            <Icon of={Armchair} />
            <span>
              <Phrase text={t().stillInRoom} />
            </span>
          </small>
        ) : null}
        <Refused refusal={deed.refusal} />
        {suspension.in_room && may("rooms.take_out_of_room") ? takeOut : null}
      </div>
      {may("suspension.restore_seat") ? (
        <button type="button" aria-busy={deed.busy} onClick={() => void restore()}>
          {t().restore}
        </button>
      ) : null}
    </li>
  );
}

/** The light shows only when the relay's own counters say so. */
function Proof({ quiet }: { quiet: boolean | null }) {
  if (quiet === null) return <small>{t().proofWaits}</small>;
  if (!quiet) {
    return (
      <small class="state bad">
        <Icon of={TriangleAlert} />
        {t().proofFails}
      </small>
    );
  }
  return (
    <small class="proof">
      <Icon of={ShieldCheck} />
      {t().proof}
    </small>
  );
}
