/** Who has the floor, and the rest of their minutes; nothing is cut off when they are over. */
import { Mic, Timer } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { turnOverSentence } from "../../i18n/scripts.ts";
import { digits, t } from "../../i18n/t.ts";
import * as devices from "../../media/devices.ts";
import type { Room } from "../../protocol/wire.ts";
import { may, nameOf, you } from "../../room/derived.ts";
import { secondsLeft } from "../../room/floor.ts";
import { send } from "../../room/store.ts";
import { now } from "../../ui/clock.tsx";
import { type Deed, useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/live.tsx";
import { Name, unbroken } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import { Script } from "../../ui/script.tsx";
import css from "./floor.module.css";
import { TurnMinutes, turn, USUAL } from "./turn.tsx";

type Speaker = NonNullable<Room["speaker"]>;

interface Props {
  speaker: Speaker;
  /** Whether the minutes of the next turn are chosen here: they are chosen with the queue where there is one. */
  alone: boolean;
}

export function FloorCard({ speaker, alone }: Props) {
  const deed = useDeed();
  const mine = speaker.seat === you.value?.seat;
  const directs = may("floor.take_floor");
  const left = secondsLeft(speaker, now.value);
  const over = left === 0;
  useEffect(() => {
    if (over && (mine || directs)) say(mine ? t().turnOverYours : t().turnOver);
  }, [over, mine, directs]);
  return (
    <section class={css.card} aria-label={t().floorHolds} data-speaker={speaker.seat}>
      {over && directs ? (
        <Script
          label={t().turnOverRead}
          sentence={turnOverSentence(unbroken(nameOf(speaker.seat)), speaker.minutes ?? 0)}
        />
      ) : null}
      <p class={css.who}>
        <Icon of={Mic} />
        {mine ? <b>{t().floorYours}</b> : <Holder seat={speaker.seat} />}
      </p>
      {left === null ? null : <Left seconds={left} mine={mine} />}
      {mine ? <Speak /> : null}
      <Refused refusal={deed.refusal} />
      {directs && alone ? <TurnMinutes /> : null}
      {directs || mine ? (
        <div class="pair">
          {directs ? <More deed={deed} /> : null}
          <button
            type="button"
            aria-busy={deed.busy}
            onClick={() => void deed.run(() => send(mine ? "floor.yield_floor" : "floor.take_floor", {}))}
          >
            {mine ? t().floorDone : t().floorEnd}
          </button>
        </div>
      ) : null}
    </section>
  );
}

function Holder({ seat }: { seat: string }) {
  return (
    <span>
      {t().floorHolds}{" "}
      <b>
        <Name of={nameOf(seat)} />
      </b>
    </span>
  );
}

/** Not spoken by readers as it runs: that it is over is said once. */
function Left({ seconds, mine }: { seconds: number; mine: boolean }) {
  if (seconds === 0) {
    return (
      <p class="state warn wraps" data-turn="over">
        <Icon of={Timer} />
        {mine ? t().turnOverYours : t().turnOver}
      </p>
    );
  }
  return (
    <p class={css.left} data-turn="runs">
      <Icon of={Timer} />
      <span class="num">{t().turnLeft(Math.floor(seconds / 60), seconds % 60)}</span>
    </p>
  );
}

/** Nobody's microphone is opened for them: whoever is asked to speak presses it. */
function Speak() {
  if (devices.wanted.value.mic || you.value?.media.sends.includes("mic") !== true) return null;
  return (
    <button type="button" class="primary wide" onClick={() => void devices.want("mic", true)}>
      <Icon of={Mic} />
      {t().floorOpenMic}
    </button>
  );
}

function More({ deed }: { deed: Deed }) {
  const minutes = turn.value ?? USUAL;
  return (
    <button
      type="button"
      aria-busy={deed.busy}
      onClick={() => void deed.run(() => send("floor.time_turn", { minutes }))}
    >
      {t().turnMore(digits(minutes))}
    </button>
  );
}
