/** The whole meeting, all seats in step: one clock, one button, and the moments one can jump to. */
import { Clapperboard, Pause, Play } from "lucide-preact";
import { useEffect, useMemo } from "preact/hooks";
import { exactClock } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import type { Timeline } from "../../protocol/http.ts";
import { Icon } from "../../ui/icon.tsx";
import { Conductor, SPEEDS } from "./conductor.ts";
import { Moments } from "./moments.tsx";
import { type Sitting, sittingOf } from "./playback.ts";
import { Seats } from "./seats.tsx";
import css from "./whole.module.css";

/** What one press of an arrow moves by, and one of Page Up or Page Down (ms). */
const STEP_MS = 5_000;
const LEAP_MS = 60_000;

interface Props {
  meeting: string;
  timeline: Timeline;
}

export function WholePlayer({ meeting, timeline }: Props) {
  const sitting = useMemo(() => sittingOf(meeting, timeline), [meeting, timeline]);
  return sitting === null ? null : <Player sitting={sitting} />;
}

export function Player({ sitting }: { sitting: Sitting }) {
  const conductor = useMemo(() => new Conductor(sitting), [sitting]);
  useEffect(() => conductor.conduct(), [conductor]);
  return (
    <section class="card" aria-labelledby="whole">
      <h2 id="whole" class="state">
        <Icon of={Clapperboard} />
        {t().wholeTitle}
      </h2>
      <div class={css.whole}>
        <div class={css.stage}>
          <Controls sitting={sitting} conductor={conductor} />
          <Seats sitting={sitting} conductor={conductor} />
        </div>
        <Moments sitting={sitting} conductor={conductor} />
      </div>
    </section>
  );
}

interface PartProps {
  sitting: Sitting;
  conductor: Conductor;
}

function Controls({ sitting, conductor }: PartProps) {
  const playing = conductor.playing.value;
  return (
    <div class={css.controls}>
      <div class={css.row}>
        <button type="button" class={css.play} onClick={() => (playing ? conductor.pause() : conductor.play())}>
          <Icon of={playing ? Pause : Play} />
          {playing ? t().pauseWhole : t().playWhole}
        </button>
        <Now sitting={sitting} conductor={conductor} />
        <fieldset class={css.speeds}>
          <legend class="sr">{t().speed}</legend>
          {SPEEDS.map((speed) => (
            <button
              key={speed}
              type="button"
              class={speed === conductor.speed.value ? css.on : undefined}
              aria-pressed={speed === conductor.speed.value}
              onClick={() => {
                conductor.speed.value = speed;
              }}
            >
              {t().times(speed)}
            </button>
          ))}
        </fieldset>
      </div>
      <TimeLine sitting={sitting} conductor={conductor} />
    </div>
  );
}

/** The wall clock of the meeting, and the item that is before it. */
function Now({ sitting, conductor }: PartProps) {
  const at = conductor.at.value;
  const item = sitting.moments.findLast((one) => one.what === "item" && one.began <= at && at < one.ended);
  const waits = conductor.waits.value;
  return (
    <p class={css.now}>
      <b class="num keep">{exactClock(at)}</b>
      <small class="one-line">
        {waits > 0
          ? t().preparing(waits)
          : item?.what === "item"
            ? `${t().itemNumbered(item.number)} ${item.title}`
            : ""}
      </small>
    </p>
  );
}

/** Where we are, by pointer and by keyboard, over what happened when. */
function TimeLine({ sitting, conductor }: PartProps) {
  const at = conductor.at.value;
  const moves: Record<string, number> = {
    ArrowLeft: -STEP_MS,
    ArrowDown: -STEP_MS,
    ArrowRight: STEP_MS,
    ArrowUp: STEP_MS,
    PageDown: -LEAP_MS,
    PageUp: LEAP_MS,
  };
  return (
    <div class={css.line}>
      <input
        type="range"
        aria-label={t().placeInMeeting}
        aria-valuetext={exactClock(at)}
        min={sitting.from}
        max={sitting.to}
        step={1000}
        value={at}
        onInput={(event) => conductor.seek(Number(event.currentTarget.value))}
        onKeyDown={(event) => {
          const move = moves[event.key];
          if (move === undefined && event.key !== " ") return;
          event.preventDefault();
          if (move !== undefined) conductor.seek(at + move);
          else if (conductor.playing.value) conductor.pause();
          else conductor.play();
        }}
      />
      <Lanes sitting={sitting} conductor={conductor} />
      <p class={css.ends}>
        <small class="num">{exactClock(sitting.from)}</small>
        <small class="num">{exactClock(sitting.to)}</small>
      </p>
    </div>
  );
}

const LANES = ["item", "ballot", "suspension", "gap"] as const;

/** The moments as marks to click; the list beside them says the same in words, for readers and the keyboard. */
function Lanes({ sitting, conductor }: PartProps) {
  const whole = sitting.to - sitting.from;
  const share = (ms: number) => (100 * (Math.max(sitting.from, Math.min(sitting.to, ms)) - sitting.from)) / whole;
  const jump = (event: MouseEvent & { currentTarget: HTMLElement }) => {
    const mark = (event.target as HTMLElement).dataset.began;
    const box = event.currentTarget.getBoundingClientRect();
    const place = sitting.from + (whole * (event.clientX - box.left)) / Math.max(1, box.width);
    conductor.seek(mark === undefined ? place : Number(mark));
  };
  return (
    <div class={css.lanes} aria-hidden="true" onClick={jump}>
      {LANES.filter((lane) => sitting.moments.some((one) => one.what === lane)).map((lane) => (
        <div key={lane} class={css.lane}>
          {sitting.moments
            .filter((one) => one.what === lane)
            .map((one) => (
              <i
                key={`${one.began} ${one.ended}`}
                class={one.what === "gap" ? css[one.kind] : css[lane]}
                data-began={one.began}
                style={{ left: `${share(one.began)}%`, width: `${share(one.ended) - share(one.began)}%` }}
              >
                {one.what === "item" ? <span>{t().short(one.number)}</span> : null}
              </i>
            ))}
        </div>
      ))}
    </div>
  );
}
