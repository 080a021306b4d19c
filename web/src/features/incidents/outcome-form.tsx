/** What an incident came of, what came of it, and a word if one is needed: three fields and no more. */
import { useState } from "preact/hooks";
import { calls } from "../../i18n/incidents.ts";
import { causes, results } from "../../i18n/t.ts";
import type { ArgsOf } from "../../protocol/wire.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./incidents.module.css";

type Deeds = "incidents.acknowledge_incident" | "incidents.advise_incident" | "incidents.resolve_incident";
/** How a deed is done: over the line of the meeting, or from outside it. */
export type Act = <N extends Deeds>(name: N, args: ArgsOf<N>) => Promise<unknown>;

type Outcome = ArgsOf<"incidents.resolve_incident">;

export function OutcomeForm(props: { incident: string; result: Outcome["result"]; act: Act }) {
  const deed = useDeed();
  const [cause, setCause] = useState<Outcome["cause"]>("unknown");
  const [result, setResult] = useState(props.result);
  const [words, setWords] = useState("");
  const { incident, act } = props;
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void deed.run(() => act("incidents.resolve_incident", { incident, cause, result, words }));
      }}
    >
      <Select
        label={calls().incidentCause}
        value={cause}
        options={causes()}
        onChange={(chosen) => setCause(chosen as Outcome["cause"])}
      />
      <Select
        label={calls().incidentResult}
        value={result}
        options={results()}
        onChange={(chosen) => setResult(chosen as Outcome["result"])}
      />
      <Field class={css.words} label={calls().incidentWords} value={words} optional onInput={setWords} />
      <button type="submit" aria-busy={deed.busy}>
        {calls().incidentWrite}
      </button>
      <Refused refusal={deed.refusal} />
    </form>
  );
}
