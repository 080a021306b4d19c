/** The recusal card: who, why, explained or not, the sentence, and what it does to the quorum. */
import { DoorOpen, Users } from "lucide-preact";
import { useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { explainSentence, suspendSentence } from "../../i18n/scripts.ts";
import { pick, t } from "../../i18n/t.ts";
import type { Item, Reason, Room, Seat } from "../../protocol/wire.ts";
import { nameOf, seatOf, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Avatar } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name, unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { Script } from "../../ui/script.tsx";
import { toast } from "../../ui/toast.tsx";
import { explaining } from "./explaining.ts";
import css from "./suspension.module.css";

const REASONS: readonly Reason[] = ["interest", "party", "relative", "other_by_law"];

interface Props {
  room: Room;
  item: Item;
  /** The seat of a declaration; null when the chair chooses. */
  seat: string | null;
  onClose(): void;
}

export function SuspendDialog({ room, item, seat, onClose }: Props) {
  const declared = room.interests.find((one) => one.seat === seat && one.item === item.item) ?? null;
  const [who, setWho] = useState<string | null>(seat);
  const [reason, setReason] = useState<Reason>(declared?.reason ?? "interest");
  const [explained, setExplained] = useState(true);
  const deed = useDeed();
  const declaredBy = declared !== null && declared.seat === who ? declared : null;
  const order = async () => {
    if (who === null) return;
    if (!explained) {
      explaining.value = new Set([...explaining.value, who]);
      onClose();
      return;
    }
    // Only what a member said themselves is said to be theirs.
    const ground = declaredBy?.reason === reason ? "declared" : "ordered";
    const args = { seat: who, item: item.item, ground, reason } as const;
    if (await deed.run(() => send("suspension.suspend_seat", args))) {
      toast(pick(t().toast, "suspension.suspend_seat"));
      onClose();
    }
  };
  const name = unbroken(nameOf(who));
  const footer = (
    <>
      <p class="meta">
        <Phrase text={t().suspendEffect} />
      </p>
      <button type="button" onClick={onClose}>
        {t().cancel}
      </button>
      {who === null ? null : (
        <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void order()}>
          {explained ? <Icon of={DoorOpen} /> : null}
          {explained ? t().suspendDo : t().explainDo}
        </button>
      )}
    </>
  );
  return (
    <Dialog wide title={t().suspendTitle(item.number)} onClose={onClose} footer={footer}>
      <div class={css.cols}>
        <div>
          <Who room={room} who={who} onChoose={setWho} declaredAt={declaredBy?.at ?? null} />
          <ReasonChoice chosen={reason} onChoose={setReason} />
        </div>
        {who === null ? <p class="meta">{t().chooseWho}</p> : null}
        {who === null ? null : (
          <div>
            <Explained explained={explained} onChoose={setExplained} />
            <Script
              label={t().chairReads}
              sentence={explained ? suspendSentence(name, reason) : explainSentence(name)}
            />
            {explained ? <QuorumAfter room={room} seat={seatOf(who)} /> : null}
            <Refused refusal={deed.refusal} />
          </div>
        )}
      </div>
    </Dialog>
  );
}

function Who(props: {
  room: Room;
  who: string | null;
  onChoose(seat: string | null): void;
  declaredAt: string | null;
}) {
  if (props.who === null) {
    const eligible = props.room.seats.filter(
      (seat) =>
        (seat.state === "present" || seat.state === "away") &&
        !seat.roles.includes("room") &&
        seat.seat !== props.room.presiding &&
        seat.seat !== you.value?.seat,
    );
    return (
      <div class="field">
        <label for="suspend-who">{t().suspendWho}</label>
        <select id="suspend-who" value="" onChange={(event) => props.onChoose(event.currentTarget.value)}>
          <option value="" disabled>
            {t().chooseWho}
          </option>
          {eligible.map((seat) => (
            <option key={seat.seat} value={seat.seat}>
              {seat.name}
            </option>
          ))}
        </select>
      </div>
    );
  }
  const seat = seatOf(props.who);
  return (
    <div class="field">
      <span class="lbl">{t().suspendWho}</span>
      <div class="person">
        <Avatar name={seat?.short ?? ""} />
        <span class="grow">
          <b>
            <Name of={seat?.name ?? ""} />
          </b>
          <small>{props.declaredAt === null ? t().byOrder : t().saidSelf(clock(props.declaredAt))}</small>
        </span>
        <button type="button" class="plain" onClick={() => props.onChoose(null)}>
          {t().changeWho}
        </button>
      </div>
    </div>
  );
}

export function ReasonChoice({ chosen, onChoose }: { chosen: Reason; onChoose(reason: Reason): void }) {
  return (
    <fieldset class="field">
      <legend>{t().reasonLabel}</legend>
      {REASONS.map((reason) => (
        <label key={reason} class="choice">
          <input type="radio" name="reason" checked={chosen === reason} onChange={() => onChoose(reason)} />
          {pick(t().interest, reason)}
        </label>
      ))}
    </fieldset>
  );
}

function Explained({ explained, onChoose }: { explained: boolean; onChoose(explained: boolean): void }) {
  return (
    <fieldset class="field">
      <legend>{t().explained}</legend>
      <div class="pair">
        <label class="choice">
          <input type="radio" name="explained" checked={!explained} onChange={() => onChoose(false)} />
          {t().explainFirst}
        </label>
        <label class="choice">
          <input type="radio" name="explained" checked={explained} onChange={() => onChoose(true)} />
          {t().explainedAlready}
        </label>
      </div>
    </fieldset>
  );
}

/** The suspended leave the base as well as the count; the server decides, this only tells beforehand. */
function QuorumAfter({ room, seat }: { room: Room; seat: Seat | null }) {
  const quorum = room.quorum;
  if (quorum === null || seat === null) return null;
  if (!seat.votes) {
    return (
      <p class="note-box">
        <Icon of={Users} />
        <span>{t().quorumSame}</span>
      </p>
    );
  }
  const present = quorum.present - (seat.state === "present" ? 1 : 0);
  const base = quorum.base - 1;
  const stands = present >= Math.floor(base / 2) + (base % 2);
  return (
    <p class={`note-box ${stands ? "good" : "warn"}`}>
      <Icon of={Users} />
      <span>
        <b>{stands ? t().quorumStays : t().quorumBreaks}</b> {t().quorumAfter(present, base)}
      </span>
    </p>
  );
}
