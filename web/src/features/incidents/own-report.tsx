/** What I have called for help with: that it was heard, what I may add, and that I need no help any more. */
import { CircleCheck, Hourglass, LifeBuoy } from "lucide-preact";
import { useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { calls } from "../../i18n/incidents.ts";
import { incidentWords, t } from "../../i18n/t.ts";
import type { ArgsOf, OwnIncident } from "../../protocol/wire.ts";
import { you } from "../../room/derived.ts";
import { line, send } from "../../room/store.ts";
import { type Deed, useDeed } from "../../ui/deed.tsx";
import { Field } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./incidents.module.css";

type Matter = ArgsOf<"incidents.describe_incident">["matter"];

const MATTERS = ["hearing", "speaking", "picture", "line", "buttons", "other"] as const;

/** What came of pressing the button, in the card that it opened. */
export function OwnReport({ calling }: { calling: Deed }) {
  const incident = you.value?.incident ?? null;
  const waits = calling.busy && line.value.at !== "open";
  return (
    <>
      <Refused refusal={calling.refusal} />
      {waits ? (
        <p class="note-box warn" role="status">
          <Icon of={Hourglass} />
          <span class="grow">
            <Phrase text={calls().helpWhenBack} />
          </span>
        </p>
      ) : null}
      {incident === null ? null : <Standing incident={incident} />}
    </>
  );
}

/** What I may add to it, now or later. */
export function MoreOfReport() {
  const incident = you.value?.incident ?? null;
  return incident?.report ? <Describe key={incident.incident} incident={incident} /> : null;
}

/** Whether somebody sees to it, and what they ask me to try. */
function Standing({ incident }: { incident: OwnIncident }) {
  const { report, acknowledged, step, at } = incident;
  return (
    <div class={`note-box ${acknowledged ? "good" : "warn"}`} role="status" data-own-incident={String(acknowledged)}>
      <Icon of={acknowledged ? CircleCheck : LifeBuoy} />
      <div class="grow">
        {report ? (
          <p>
            <b>
              <Phrase text={acknowledged ? calls().helpTaken : calls().helpSent} />
            </b>{" "}
            <span class="keep num">{clock(at)}</span>
          </p>
        ) : null}
        {step === null ? null : (
          <p>
            {calls().helpTry} <b>{calls().steps[step]}</b>
          </p>
        )}
      </div>
    </div>
  );
}

function Describe({ incident }: { incident: OwnIncident }) {
  const deed = useDeed();
  const [words, setWords] = useState(incident.words ?? "");
  const [chosen, setChosen] = useState<Matter>(incident.matter ?? "unsaid");
  const tell = (matter: Matter) => {
    setChosen(matter);
    return deed.run(() => send("incidents.describe_incident", { incident: incident.incident, matter, words }));
  };
  return (
    <>
      <fieldset class="field">
        <legend>{calls().helpWhat}</legend>
        <div class={css.matters}>
          {MATTERS.map((matter) => (
            <label key={matter} class="choice">
              <input type="radio" name="matter" checked={chosen === matter} onChange={() => void tell(matter)} />
              {incidentWords(matter)}
            </label>
          ))}
        </div>
      </fieldset>
      <form
        class={css.more}
        onSubmit={(event) => {
          event.preventDefault();
          void tell(chosen);
        }}
      >
        <Field label={calls().helpWords} value={words} optional onInput={setWords} />
        <button type="submit" aria-busy={deed.busy}>
          {calls().helpTell}
        </button>
      </form>
      <Refused refusal={deed.refusal} />
    </>
  );
}

/** The button of whoever needs no help any more, or has pressed by mistake. */
export function NoMoreHelp({ onDone }: { onDone?: () => void }) {
  const deed = useDeed();
  const incident = you.value?.incident ?? null;
  if (incident === null || !incident.report) return null;
  const withdraw = async () => {
    const { incident: id } = incident;
    if (await deed.run(() => send("incidents.withdraw_incident", { incident: id }))) onDone?.();
  };
  return (
    <>
      <Refused refusal={deed.refusal} />
      <button type="button" aria-busy={deed.busy} onClick={() => void withdraw()}>
        {calls().helpNoMore}
      </button>
    </>
  );
}

/** On the screen itself, as long as it lasts. */
export function OwnIncidentNotice() {
  const incident = you.value?.incident ?? null;
  if (incident === null) return null;
  return (
    <section class={css.own} aria-label={t().helpTitle}>
      <Standing incident={incident} />
      <NoMoreHelp />
    </section>
  );
}
