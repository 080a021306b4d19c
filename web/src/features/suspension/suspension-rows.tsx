/** Rows on the desks of the officers: of whom an interest is said, who is heard, and who is suspended with the proof. */
import { Armchair, ShieldCheck, TriangleAlert } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { clock } from "../../i18n/dates.ts";
import { pick, t } from "../../i18n/t.ts";
import type { Conflict, Room, Suspension } from "../../protocol/wire.ts";
import { may, nameOf, seatOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Avatar } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { isInside, ofOthers } from "./conflicts.ts";

interface Props {
  room: Room;
  onSuspend(seat: string): void;
  /** The button by which it is put down that they went out of the meeting room. */
  takeOut(seat: string): ComponentChildren;
}

export function SuspensionRows({ room, onSuspend, takeOut }: Props) {
  const said = ofOthers();
  if (said.length + room.suspensions.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
    <ul class="rows" role="list">
      {said.map((conflict) => (
        <SaidRow
          key={`${conflict.kind}-${conflict.seat}-${conflict.item}`}
          room={room}
          conflict={conflict}
          onSuspend={onSuspend}
        />
      ))}
      {room.suspensions.map((suspension) => (
        <SuspendedRow key={`out-${suspension.seat}`} suspension={suspension} takeOut={takeOut(suspension.seat)} />
      ))}
    </ul>
  );
}

/** What is said of somebody; the card opens filled in from it. */
function SaidRow({ room, conflict, onSuspend }: { room: Room; conflict: Conflict; onSuspend(seat: string): void }) {
  const decides = may("suspension.suspend_seat") || may("suspension.begin_explanation");
  const isNow = conflict.item === room.item && conflict.seat !== room.presiding;
  return (
    <li>
      <Avatar name={seatOf(conflict.seat)?.short ?? ""} />
      <p class="grow">
        <b>
          <Name of={nameOf(conflict.seat)} />
        </b>
        <small>{saidOf(conflict)}</small>
        {conflict.item === room.item ? null : <small>{itemNumber(room, conflict.item)}</small>}
        {room.explaining.some((one) => one.seat === conflict.seat) ? <small>{t().explainsNow}</small> : null}
      </p>
      {decides && isNow && (conflict.kind === "objected" || isInside(conflict.seat)) ? (
        <button type="button" onClick={() => onSuspend(conflict.seat)}>
          {conflict.kind === "objected" ? t().considerRow : t().suspendRow}
        </button>
      ) : null}
    </li>
  );
}

function saidOf(conflict: Conflict): string {
  const at = conflict.at === null ? "" : clock(conflict.at);
  if (conflict.kind === "objected") return t().objectedRow(nameOf(conflict.by), at);
  if (conflict.kind === "marked") return t().mayHave(pick(t().interest, conflict.reason));
  return conflict.before_opening ? t().saidEarly(pick(t().interest, conflict.reason)) : t().saidInterest(at);
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
