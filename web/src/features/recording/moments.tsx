/** What happened when, as a list of places to jump to. */
import { DoorOpen, ListOrdered, Presentation, Signal, TriangleAlert, Vote } from "lucide-preact";
import { clock, exactClock } from "../../i18n/dates.ts";
import { incidentWords, pick, t } from "../../i18n/t.ts";
import { Icon } from "../../ui/icon.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import type { Conductor } from "./conductor.ts";
import type { Moment, Sitting } from "./playback.ts";
import css from "./whole.module.css";

const DRAWING = {
  item: ListOrdered,
  suspension: DoorOpen,
  ballot: Vote,
  screen: Presentation,
  trouble: Signal,
  gap: TriangleAlert,
} as const;
/** More names than these are told by their number. */
const MOST_NAMES = 2;

interface Props {
  sitting: Sitting;
  conductor: Conductor;
}

export function Moments({ sitting, conductor }: Props) {
  const deeds = sitting.moments.filter((one) => one.what !== "gap");
  const gaps = sitting.moments.filter((one) => one.what === "gap");
  return (
    <div class={css.moments}>
      <h3>{t().momentsTitle}</h3>
      <List moments={deeds} conductor={conductor} />
      {gaps.length === 0 ? null : (
        <details>
          <summary>{t().gapsCount(gaps.length)}</summary>
          <List moments={gaps} conductor={conductor} />
        </details>
      )}
    </div>
  );
}

function List({ moments, conductor }: { moments: readonly Moment[]; conductor: Conductor }) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
    <ol role="list">
      {moments.map((one) => (
        <Row key={JSON.stringify(one)} moment={one} conductor={conductor} />
      ))}
    </ol>
  );
}

function Row({ moment, conductor }: { moment: Moment; conductor: Conductor }) {
  const at = conductor.at.value;
  const isNow = moment.began <= at && at < moment.ended;
  return (
    <li>
      <button
        type="button"
        class={isNow ? css.on : undefined}
        aria-current={isNow ? "time" : undefined}
        onClick={() => conductor.seek(moment.began)}
      >
        <Icon of={DRAWING[moment.what]} />
        <span class={css.words}>
          <Words moment={moment} />
        </span>
        <small class="num keep">{times(moment)}</small>
      </button>
    </li>
  );
}

/** When it was; to the second where minutes alone would say that it lasted no time. */
function times({ what, began, ended }: Moment): string {
  if (what === "item") return clock(began);
  const short = clock(began) === clock(ended);
  return short ? `${exactClock(began)} – ${exactClock(ended)}` : `${clock(began)} – ${clock(ended)}`;
}

function Words({ moment }: { moment: Moment }) {
  switch (moment.what) {
    case "item":
      return <>{`${t().itemNumbered(moment.number)} ${moment.title}`}</>;
    case "suspension":
      return <Phrase text={t().momentSuspended(unbroken(moment.name))} />;
    case "ballot":
      return <>{`${t().momentBallot}: ${moment.question}`}</>;
    case "screen":
      return <Phrase text={t().screenOf(unbroken(moment.name))} />;
    case "trouble":
      return <Phrase text={`${incidentWords(moment.kind)}: ${unbroken(moment.name)}`} />;
    case "gap": {
      const what = moment.reason === null ? t().stretch[moment.kind] : pick(t().gap, moment.reason);
      const { names } = moment;
      const who = names.length > MOST_NAMES ? t().closeSeats(names.length) : names.map(unbroken).join(", ");
      return <Phrase text={`${what}: ${who}`} />;
    }
  }
}
