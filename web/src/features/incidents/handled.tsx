/** What whoever sees to incidents has before them: who, what, since when, and the one press that takes it on. */
import { BellRing, Check } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { calls } from "../../i18n/incidents.ts";
import { digits, incidentWords, t } from "../../i18n/t.ts";
import type { Incident, You } from "../../protocol/wire.ts";
import { classes } from "../../ui/classes.ts";
import { now } from "../../ui/clock.tsx";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./incidents.module.css";
import { type Act, OutcomeForm } from "./outcome-form.tsx";
import { silenced, sound } from "./ringing.ts";

const STEPS = ["microphone", "network", "reload", "call"] as const;

/** Those that are theirs: all for a support officer, for others what waits for them or what they have taken on. */
export function shownTo(you: You): readonly Incident[] {
  if (you.roles.includes("support")) return you.incidents;
  return you.incidents.filter((one) => one.called || one.acknowledged_by === you.seat);
}

interface ListProps {
  incidents: readonly Incident[];
  act: Act;
  /** Whether nothing else on the screen is the one next action. */
  first: boolean;
}

export function Incidents({ incidents, act, first }: ListProps) {
  if (incidents.length === 0) return null;
  const [one] = incidents.filter((each) => each.called);
  return (
    <section class={css.list} aria-label={calls().incidentsTitle}>
      <h2 class="sr">{calls().incidentsTitle}</h2>
      {silenced.value ? (
        <div class="note-box warn">
          <Icon of={BellRing} />
          <div class="grow">
            <p>
              <Phrase text={calls().alarmSilenced} />
            </p>
            <button type="button" onClick={() => void sound()}>
              {calls().alarmOn}
            </button>
          </div>
        </div>
      ) : null}
      {incidents.map((each) => (
        <Card key={each.incident} one={each} act={act} primary={first && each === one} />
      ))}
    </section>
  );
}

function Card({ one, act, primary }: { one: Incident; act: Act; primary: boolean }) {
  const deed = useDeed();
  const [closing, setClosing] = useState(false);
  const { incident } = one;
  const title = useId();
  return (
    <article
      class={css.one}
      data-called={one.called}
      data-report={one.report}
      data-incident={one.what}
      aria-labelledby={title}
    >
      <What one={one} title={title} />
      <Refused refusal={deed.refusal} />
      <div class={css.steps}>
        {one.acknowledged_by === null ? (
          <button
            type="button"
            class={classes(css.take, primary && "primary")}
            aria-busy={deed.busy}
            onClick={() => void deed.run(() => act("incidents.acknowledge_incident", { incident }))}
          >
            <Icon of={Check} />
            {calls().incidentTake}
          </button>
        ) : null}
        {one.seat === null
          ? null
          : STEPS.map((step) => (
              <button
                key={step}
                type="button"
                aria-pressed={one.step === step}
                aria-busy={deed.busy}
                onClick={() => void deed.run(() => act("incidents.advise_incident", { incident, step }))}
              >
                {calls().advise[step]}
              </button>
            ))}
        {one.acknowledged_by === null || closing ? null : (
          <button type="button" onClick={() => setClosing(true)}>
            {calls().incidentOutcome}
          </button>
        )}
      </div>
      {closing ? <OutcomeForm incident={incident} result="fixed" act={act} /> : null}
      {one.called && one.escalated === null ? (
        <p class="meta">
          <Phrase text={calls().incidentGoesOn(one.patience)} />
        </p>
      ) : null}
    </article>
  );
}

/** Who, where, what, since when, and who sees to it. */
function What({ one, title }: { one: Incident; title: string }) {
  const waits = Math.max(0, Math.round((now.value - Date.parse(one.at)) / 1000));
  return (
    <div>
      <h3 id={title}>
        <small class={`${css.no} num`}>{calls().incidentNumber(one.number)}</small>
        {one.name === null ? null : <Name of={one.name} />} <span class="whole">{incidentWords(one.what)}</span>
      </h3>
      <p class="meta num">
        {one.seat === null ? <span>{calls().incidentSeats(one.seats)} · </span> : null}
        {one.standing === null ? null : <span>{calls().incidentWhere[one.standing]} · </span>}
        <span>{one.report ? calls().incidentByThem : calls().incidentByMachine}</span>{" "}
        <span class="keep">{t().since(clock(one.since))}</span>
        {one.acknowledged_by === null ? (
          <span class="keep"> · {calls().incidentWaits(digits(waits))}</span>
        ) : (
          <>
            {" "}
            · {calls().incidentTakenBy} <Name of={one.handler ?? ""} />
          </>
        )}
      </p>
      {one.words === null ? null : <p>{`“${one.words}”`}</p>}
      {one.escalated === null ? null : <p class="state warn wraps">{calls().incidentEscalated[one.escalated]}</p>}
    </div>
  );
}

/** In the card by which the meeting is closed: each that has no outcome yet, with the form for it. */
export function WithoutOutcome({ incidents, act }: { incidents: readonly Incident[]; act: Act }) {
  return (
    <section class={css.list} aria-label={calls().incidentsTitle}>
      {incidents.map((one) => (
        <Unwritten key={one.incident} one={one} act={act} />
      ))}
    </section>
  );
}

function Unwritten({ one, act }: { one: Incident; act: Act }) {
  const title = useId();
  return (
    <article class={css.one} data-open={one.incident} aria-labelledby={title}>
      <What one={one} title={title} />
      <OutcomeForm incident={one.incident} result="unresolved" act={act} />
    </article>
  );
}
