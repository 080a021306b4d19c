/** The recusal card: who, why, explained or not, the sentence, and what it does to the quorum. */
import { DoorOpen, Scale, Users } from "lucide-preact";
import { useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { explainSentence, suspendSentence } from "../../i18n/scripts.ts";
import { basisWords, pick, t } from "../../i18n/t.ts";
import type { Conflict, Item, Reason, Room, Seat } from "../../protocol/wire.ts";
import { nameOf, onOrders, seatOf, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Avatar } from "../../ui/face.tsx";
import { Field } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name, unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { Script } from "../../ui/script.tsx";
import { toast } from "../../ui/toast.tsx";
import { ReasonChoice, SeatChoice } from "./choices.tsx";
import { conflictOf } from "./conflicts.ts";
import { DismissDialog } from "./dismiss-dialog.tsx";
import css from "./suspension.module.css";

interface Props {
  room: Room;
  item: Item;
  /** The seat of whom something is said; null when the chair chooses. */
  seat: string | null;
  onClose(): void;
}

/** What is asked of who is chosen; as it was said of them, until the chair chooses otherwise. */
function useOrder({ room, item, seat }: Props) {
  const [who, setWho] = useState(seat);
  const [chosen, setChosen] = useState<Reason | null>(null);
  const [first, setFirst] = useState<boolean | null>(null);
  const [law, setLaw] = useState("");
  const [taker, setTaker] = useState<string | null>(null);
  const said = (kind: Conflict["kind"]) => conflictOf(item.item, kind, who);
  const declared = said("declared");
  const objected = said("objected");
  const reason = chosen ?? (objected ?? declared ?? said("marked"))?.reason ?? "interest";
  const explaining = room.explaining.some((one) => one.seat === who);
  const heard = explaining || (who !== null && room.heard.includes(who));
  const mustExplain = room.recusal?.explain_first ?? false;
  return {
    who,
    setWho,
    reason,
    setReason: setChosen,
    declared,
    objected,
    explaining,
    heard,
    mustExplain,
    explained: heard || !(first ?? mustExplain),
    explainFirst: setFirst,
    law,
    setLaw,
    taker,
    setTaker,
    takers: needsTaker(room, who) ? takersFor(room, who) : null,
    // Only what somebody said themselves is said to be theirs.
    ground: objected?.reason === reason ? "objected" : declared?.reason === reason ? "declared" : "ordered",
  } as const;
}
type Order = ReturnType<typeof useOrder>;

export function SuspendDialog(props: Props) {
  const { room, item, onClose } = props;
  const order = useOrder(props);
  const [dismissing, setDismissing] = useState(false);
  const deed = useDeed();
  const { who } = order;
  if (dismissing && order.objected !== null) {
    return (
      <DismissDialog item={item} objection={order.objected} onBack={() => setDismissing(false)} onDone={onClose} />
    );
  }
  const done = async (command: string, act: () => Promise<unknown>) => {
    if (await deed.run(act)) {
      toast(pick(t().toast, command));
      onClose();
    }
  };
  const go = () =>
    who === null
      ? undefined
      : order.explained
        ? done("suspension.suspend_seat", () => suspend(order, item.item))
        : done("suspension.begin_explanation", () =>
            send("suspension.begin_explanation", { seat: who, item: item.item }),
          );
  const waits =
    (order.reason === "other_by_law" && order.law.trim() === "") || (order.takers !== null && order.taker === null);
  const footer = (
    <>
      <p class="meta">
        <Phrase text={t().suspendEffect(basisWords(room.recusal?.bases[order.reason] ?? ""))} />
        {onOrders.value ? ` · ${t().onOrders}` : null}
      </p>
      <button type="button" onClick={onClose}>
        {t().cancel}
      </button>
      {order.explaining ? (
        <button
          type="button"
          onClick={() =>
            void done("suspension.end_explanation", () => send("suspension.end_explanation", { seat: who ?? "" }))
          }
        >
          {t().endExplanation}
        </button>
      ) : null}
      {order.objected === null ? null : (
        <button type="button" onClick={() => setDismissing(true)}>
          {t().dismiss}
        </button>
      )}
      {who === null || (order.explained && waits) ? null : (
        <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void go()}>
          {order.explained ? <Icon of={DoorOpen} /> : null}
          {order.explained ? t().suspendDo : t().explainDo}
        </button>
      )}
    </>
  );
  return (
    <Dialog wide title={t().suspendTitle(item.number)} onClose={onClose} footer={footer}>
      <div class={css.cols}>
        <div>
          <Who room={room} order={order} />
          <ReasonChoice chosen={order.reason} onChoose={order.setReason} />
          {order.reason === "other_by_law" ? (
            <Field label={t().whichLaw} value={order.law} onInput={order.setLaw} />
          ) : null}
        </div>
        {who === null ? (
          <p class="meta">{t().chooseWho}</p>
        ) : (
          <Ordered room={room} order={order} refusal={deed.refusal} />
        )}
      </div>
    </Dialog>
  );
}

/** Another note-taker is named before the one who keeps the minutes goes. */
async function suspend(order: Order, item: string): Promise<unknown> {
  const seat = order.who ?? "";
  const { ground, reason } = order;
  if (order.takers !== null) await send("suspension.name_note_taker", { seat: order.taker ?? "", item });
  const law = reason === "other_by_law" ? { law: order.law } : {};
  return send("suspension.suspend_seat", { seat, item, ground, reason, explained: true, ...law });
}

function Ordered({
  room,
  order,
  refusal,
}: {
  room: Room;
  order: Order;
  refusal: ReturnType<typeof useDeed>["refusal"];
}) {
  const name = unbroken(nameOf(order.who));
  return (
    <div>
      {order.objected === null ? null : <Objection objection={order.objected} />}
      {order.heard ? (
        <p class="note-box">
          <Icon of={Scale} />
          <span>{order.explaining ? t().explainsNow : t().explainedAlready}</span>
        </p>
      ) : (
        <Explained order={order} />
      )}
      {order.takers === null || !order.explained ? null : (
        <SeatChoice label={t().otherNoteTaker} seats={order.takers} chosen={order.taker} onChoose={order.setTaker} />
      )}
      <Script
        label={t().chairReads}
        sentence={order.explained ? suspendSentence(name, order.reason) : explainSentence(name)}
      />
      {order.explained ? <QuorumAfter room={room} seat={seatOf(order.who)} /> : null}
      <Refused refusal={refusal} />
    </div>
  );
}

function Objection({ objection }: { objection: Conflict }) {
  return (
    <p class="note-box warn">
      <Icon of={Scale} />
      <span>
        <b>
          <Phrase text={t().objectedBy(unbroken(nameOf(objection.by)))} />
        </b>
        <br />
        {objection.text}
      </span>
    </p>
  );
}

function Who({ room, order }: { room: Room; order: Order }) {
  if (order.who === null) {
    const eligible = room.seats.filter(
      (seat) =>
        (seat.state === "present" || seat.state === "away") &&
        !seat.roles.includes("room") &&
        seat.seat !== room.presiding &&
        seat.seat !== you.value?.seat,
    );
    return <SeatChoice label={t().suspendWho} seats={eligible} chosen={null} onChoose={order.setWho} />;
  }
  const seat = seatOf(order.who);
  return (
    <div class="field">
      <span class="lbl">{t().suspendWho}</span>
      <div class="person">
        <Avatar name={seat?.short ?? ""} />
        <span class="grow">
          <b>
            <Name of={seat?.name ?? ""} />
          </b>
          <small>{howItCameUp(order)}</small>
        </span>
        <button type="button" class="plain" onClick={() => order.setWho(null)}>
          {t().changeWho}
        </button>
      </div>
    </div>
  );
}

function howItCameUp({ objected, declared }: Order): string {
  if (objected !== null) return objected.at === null ? t().objectedOnly : t().objectedAt(clock(objected.at));
  if (declared === null) return t().byOrder;
  if (declared.at === null || declared.before_opening) return t().saidSelfEarly;
  return t().saidSelf(clock(declared.at));
}

function Explained({ order }: { order: Order }) {
  return (
    <fieldset class="field">
      <legend>{t().explained}</legend>
      <div class="pair">
        <label class="choice">
          <input type="radio" name="explained" checked={!order.explained} onChange={() => order.explainFirst(true)} />
          {t().explainFirst}
        </label>
        {order.mustExplain ? null : (
          <label class="choice">
            <input type="radio" name="explained" checked={order.explained} onChange={() => order.explainFirst(false)} />
            {t().explainedAlready}
          </label>
        )}
      </div>
    </fieldset>
  );
}

/** Whether somebody keeps the minutes who goes, and nobody else does. */
function needsTaker(room: Room, who: string | null): boolean {
  const secretaries = room.seats.filter((seat) => seat.roles.includes("secretary"));
  const keeps = who === room.note_taker || secretaries.some((seat) => seat.seat === who);
  const others = room.seats.filter((seat) => seat.seat === room.note_taker || secretaries.includes(seat));
  return keeps && !others.some((seat) => seat.seat !== who && seat.state === "present");
}

function takersFor(room: Room, who: string | null): readonly Seat[] {
  return room.seats.filter(
    (seat) =>
      seat.state === "present" &&
      seat.seat !== who &&
      seat.seat !== room.presiding &&
      !seat.roles.includes("room") &&
      !seat.roles.includes("observer"),
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
