/** Who asks to speak, on the desk of whoever directs: the first is given the floor by one press. */
import { Hand, X } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import type { Room } from "../../protocol/wire.ts";
import { may, nameOf, seatOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { now } from "../../ui/clock.tsx";
import { useDeed } from "../../ui/deed.tsx";
import { Avatar } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./floor.module.css";
import { TurnMinutes, turn } from "./turn.tsx";

type Raised = Room["hands"][number];

export function HandQueue({ hands }: { hands: readonly Raised[] }) {
  if (hands.length === 0) return null;
  return (
    <section class={css.queue} aria-labelledby="hands-title" data-hands={hands.length}>
      <div class={css.head}>
        <h3 id="hands-title">
          <Icon of={Hand} />
          {t().handsTitle(hands.length)}
        </h3>
        <TurnMinutes />
      </div>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ol class="rows" role="list">
        {hands.map((hand, at) => (
          <Row key={hand.seat} hand={hand} place={at + 1} />
        ))}
      </ol>
    </section>
  );
}

function Row({ hand, place }: { hand: Raised; place: number }) {
  const deed = useDeed();
  const name = nameOf(hand.seat);
  const dismiss = async () => {
    if (await deed.run(() => send("floor.dismiss_hand", { seat: hand.seat }))) toast(t().handDismissed);
  };
  return (
    <li data-hand={hand.seat}>
      <Avatar name={seatOf(hand.seat)?.short ?? ""} />
      <div class="grow">
        <b>
          <Name of={name} />
        </b>
        <small>{waited(hand.since, place)}</small>
        <Refused refusal={deed.refusal} />
      </div>
      <GiveFloor seat={hand.seat} />
      <button type="button" class={css.dismiss} aria-busy={deed.busy} onClick={() => void dismiss()}>
        <Icon of={X} />
        <span class="sr">{t().handDismiss(name)}</span>
      </button>
    </li>
  );
}

function waited(since: string | null, place: number): string {
  const minutes = since === null ? 0 : Math.floor((now.value - new Date(since).getTime()) / 60_000);
  return t().handWaits(place, Math.max(0, minutes));
}

/** Asks this person to speak, for the minutes that are chosen. */
export function GiveFloor({ seat }: { seat: string }) {
  const deed = useDeed();
  if (!may("floor.give_floor")) return null;
  const minutes = turn.value;
  return (
    <span class={css.give}>
      <button
        type="button"
        aria-busy={deed.busy}
        onClick={() =>
          void deed.run(() => send("floor.give_floor", { seat, ...(minutes === null ? {} : { minutes }) }))
        }
      >
        {t().giveFloor}
        <span class="sr"> {nameOf(seat)}</span>
      </button>
      <Refused refusal={deed.refusal} />
    </span>
  );
}
