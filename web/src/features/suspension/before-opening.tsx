/** Interests before the meeting is opened: one's own, told to the officers alone; and what an officer marks of others. */
import { Scale } from "lucide-preact";
import { useState } from "preact/hooks";
import { pick, t } from "../../i18n/t.ts";
import type { Conflict, Item, Reason, Room, You } from "../../protocol/wire.ts";
import { nameOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { ItemChoice, ReasonChoice, SeatChoice } from "./choices.tsx";
import { TakeBack } from "./declare-interest.tsx";
import css from "./suspension.module.css";

interface Props {
  room: Room;
  you: You;
}

/** At the door and inside: who knows of an interest says so before the meeting. */
export function OwnBeforeOpening({ room, you }: Props) {
  const [asking, setAsking] = useState(false);
  const mine = you.conflicts.filter((one) => one.seat === you.seat);
  const declares = room.phase === "called" && you.may.includes("suspension.declare_interest");
  if (room.phase !== "called" || (mine.length === 0 && !declares)) return null;
  return (
    <section class="card" aria-labelledby="own-interests">
      <h2 id="own-interests">{t().ownInterests}</h2>
      {mine.map((one) => (
        <div key={`${one.kind}-${one.item}`} class="note-box rest">
          <Icon of={Scale} />
          <div class="grow">
            <b>{itemOf(room, one)}</b>
            <br />
            {one.kind === "declared"
              ? t().declaredEarly(pick(t().interest, one.reason))
              : t().markedYouAt(pick(t().interest, one.reason))}
            {one.kind === "declared" ? <TakeBack item={one.item} /> : null}
          </div>
        </div>
      ))}
      <p class="meta">{t().ownInterestsLine}</p>
      {declares ? (
        <p>
          <button type="button" onClick={() => setAsking(true)}>
            {t().declareEarly}
          </button>
        </p>
      ) : null}
      {asking ? <EarlyDialog room={room} mine={mine} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}

function itemOf(room: Room, conflict: Conflict): string {
  return t().itemNumbered(room.agenda.find((item) => item.item === conflict.item)?.number ?? "");
}

function EarlyDialog(props: { room: Room; mine: readonly Conflict[]; onClose(): void }) {
  const declared = new Set(props.mine.filter((one) => one.kind === "declared").map((one) => one.item));
  const ahead = props.room.agenda.filter((item) => !declared.has(item.item));
  const marked = ahead.find((item) => props.mine.some((one) => one.item === item.item));
  const [item, setItem] = useState((marked ?? ahead[0])?.item ?? "");
  return (
    <InterestDialog
      title={t().declareEarlyTitle}
      line={t().declareEarlyLine}
      confirm={t().declareConfirm}
      command="suspension.declare_interest"
      items={ahead}
      item={item}
      onItem={setItem}
      order={(reason) => send("suspension.declare_interest", { item, reason })}
      onClose={props.onClose}
    />
  );
}

/** One item and one reason, and somebody where it is about another. */
function InterestDialog(props: {
  title: string;
  line: string;
  confirm: string;
  command: string;
  items: readonly Item[];
  item: string;
  onItem(item: string): void;
  order(reason: Reason): Promise<unknown>;
  onClose(): void;
  whom?: preact.ComponentChildren;
  ready?: boolean;
}) {
  const [reason, setReason] = useState<Reason>("interest");
  const deed = useDeed();
  const run = async () => {
    if (await deed.run(() => props.order(reason))) {
      toast(pick(t().toast, props.command));
      props.onClose();
    }
  };
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      footer={
        <>
          <button type="button" onClick={props.onClose}>
            {t().cancel}
          </button>
          {props.ready === false ? null : (
            <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void run()}>
              {props.confirm}
            </button>
          )}
        </>
      }
    >
      <p>{props.line}</p>
      {props.whom}
      <ItemChoice items={props.items} chosen={props.item} onChoose={props.onItem} />
      <ReasonChoice chosen={reason} onChoose={setReason} />
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}

/** The officers' list: what was declared early, and what is marked; nobody else is told of it. */
export function MarkedConflicts({ room, you }: Props) {
  const [marking, setMarking] = useState(false);
  if (room.phase !== "called" || !you.may.includes("suspension.mark_conflict")) return null;
  const others = you.conflicts.filter((one) => one.seat !== you.seat);
  return (
    <section class={css.early} aria-labelledby="marked-conflicts">
      <h3 id="marked-conflicts">{t().knownInterests}</h3>
      <p class="meta">{t().knownInterestsNote}</p>
      {others.length === 0 ? null : (
        // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
        <ul class="rows" role="list">
          {others.map((one) => (
            <MarkRow key={`${one.kind}-${one.seat}-${one.item}`} room={room} conflict={one} />
          ))}
        </ul>
      )}
      <p>
        <button type="button" class={`plain ${css.link}`} onClick={() => setMarking(true)}>
          {t().markSomebody}
        </button>
      </p>
      {marking ? <MarkDialog room={room} you={you} onClose={() => setMarking(false)} /> : null}
    </section>
  );
}

function MarkRow({ room, conflict }: { room: Room; conflict: Conflict }) {
  const deed = useDeed();
  const name = nameOf(conflict.seat);
  const remove = async () => {
    const args = { seat: conflict.seat, item: conflict.item };
    if (await deed.run(() => send("suspension.remove_mark", args))) toast(pick(t().toast, "suspension.remove_mark"));
  };
  return (
    <li>
      <Icon of={Scale} />
      <div class="grow">
        <b>
          <Name of={name} />
        </b>
        <small>
          {itemOf(room, conflict)} ·{" "}
          {conflict.kind === "marked"
            ? t().mayHave(pick(t().interest, conflict.reason))
            : t().saidEarly(pick(t().interest, conflict.reason))}
        </small>
        <Refused refusal={deed.refusal} />
      </div>
      {conflict.kind === "marked" ? (
        <button type="button" aria-label={t().removeMarkOf(name)} aria-busy={deed.busy} onClick={() => void remove()}>
          {t().removeMark}
        </button>
      ) : null}
    </li>
  );
}

function MarkDialog({ room, you, onClose }: Props & { onClose(): void }) {
  const [whom, setWhom] = useState<string | null>(null);
  const [item, setItem] = useState(room.agenda[0]?.item ?? "");
  const seats = room.seats.filter((seat) => seat.seat !== you.seat && !seat.roles.includes("room"));
  return (
    <InterestDialog
      title={t().markTitle}
      line={t().markLine}
      confirm={t().markConfirm}
      command="suspension.mark_conflict"
      items={room.agenda}
      item={item}
      onItem={setItem}
      order={(reason) => send("suspension.mark_conflict", { seat: whom ?? "", item, reason })}
      onClose={onClose}
      ready={whom !== null}
      whom={<SeatChoice label={t().markWhom} seats={seats} chosen={whom} onChoose={setWhom} />}
    />
  );
}
