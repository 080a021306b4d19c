/** A table of people: chosen, looked at line by line, and taken in as it was shown. */
import { CircleAlert, CircleCheck, Download, TriangleAlert } from "lucide-preact";
import { useState } from "preact/hooks";
import { digits, faultWords, pick, t } from "../../i18n/t.ts";
import { api, MOST_PASSWORDS, type TableLine, type TablePlan, type TableTaken } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { FileField, TABLES } from "../../ui/file-field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./import-people.module.css";
import { PasswordSlips } from "./password-slips.tsx";

const STATES = ["bad", "changes", "new", "same"] as const;

interface Props {
  onDone(counts: TablePlan["counts"]): void;
}

export function ImportPeople({ onDone }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [plan, setPlan] = useState<TablePlan | null>(null);
  const [taken, setTaken] = useState<TableTaken | null>(null);
  const deed = useDeed();
  const look = async (chosen: File) => {
    setFile(chosen);
    setPlan(null);
    await deed.run(async () => setPlan(await api.showTable(chosen)));
  };
  const takeIn = async (passwords: boolean) => {
    if (file === null || plan === null) return;
    const done = await deed.run(async () => {
      const told = await api.takeTableIn(file, plan.digest, passwords);
      if (told.passwords.length === 0) onDone(told.counts);
      else setTaken(told);
    });
    if (!done) setPlan(null); // What was shown is not what would be done now: it is to be looked at again.
  };
  if (taken !== null) return <GivenPasswords taken={taken} onDone={() => onDone(taken.counts)} />;
  return (
    <>
      <section class="card">
        <h2>{t().tableFile}</h2>
        <p class="meta">{t().tableHint}</p>
        <div class={css.choose}>
          <FileField label={t().chooseTable} accept={TABLES} onChosen={(chosen) => void look(chosen)} />
          <a class="button" href="/api/register/table" download="people.csv">
            <Icon of={Download} />
            {t().tableTemplate}
          </a>
        </div>
        {deed.busy ? <p role="status">{t().loading}</p> : null}
        <Refused refusal={deed.refusal} />
        {file === null || plan !== null || deed.busy ? null : (
          <button type="button" onClick={() => void look(file)}>
            {t().lookAgain}
          </button>
        )}
      </section>
      {plan === null ? null : <Preview plan={plan} busy={deed.busy} onTakeIn={(passwords) => void takeIn(passwords)} />}
    </>
  );
}

function GivenPasswords({ taken, onDone }: { taken: TableTaken; onDone(): void }) {
  return (
    <section class="card">
      <h2>{t().passwordsGiven}</h2>
      <p>{t().passwordsGivenLine}</p>
      <PasswordSlips given={taken.passwords} />
      <button type="button" onClick={onDone}>
        {t().close}
      </button>
    </section>
  );
}

interface PreviewProps {
  plan: TablePlan;
  busy: boolean;
  onTakeIn(passwords: boolean): void;
}

function Preview({ plan, busy, onTakeIn }: PreviewProps) {
  const [passwords, setPasswords] = useState(false);
  const { counts } = plan;
  const ready = counts.bad === 0 && counts.new + counts.changes > 0;
  return (
    <section class="card" data-preview>
      <h2>{t().tablePreview}</h2>
      <p class="meta">{t().tableRead(plan.encoding, pick(t().tableSeparator, plan.separator))}</p>
      {plan.ignored.length === 0 ? null : <p class="meta">{t().tableIgnored(plan.ignored.join(" · "))}</p>}
      <Verdict plan={plan} />
      {STATES.filter((state) => counts[state] > 0).map((state) => (
        <details key={state} class={css.group} open={state === "bad" || state === "changes" || counts[state] <= 20}>
          <summary>
            {pick(t().tableState, state)} <span class="keep">({digits(counts[state])})</span>
          </summary>
          {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
          <ul class="rows" role="list">
            {plan.lines
              .filter((line) => line.state === state)
              .map((line) => (
                <Line key={line.line} line={line} />
              ))}
          </ul>
        </details>
      ))}
      {ready && counts.new > 0 && counts.new <= MOST_PASSWORDS ? (
        <label class={css.tick}>
          <input type="checkbox" checked={passwords} onChange={(event) => setPasswords(event.currentTarget.checked)} />
          {t().withPasswords}
        </label>
      ) : null}
      {ready ? (
        <button type="button" class="primary" aria-busy={busy} onClick={() => onTakeIn(passwords)}>
          {t().takeTableIn(counts.new, counts.changes)}
        </button>
      ) : null}
    </section>
  );
}

function Verdict({ plan }: { plan: TablePlan }) {
  const { bad } = plan.counts;
  const nothing = bad === 0 && plan.counts.new + plan.counts.changes === 0;
  return (
    <div class={`note-box ${bad > 0 ? "bad" : nothing ? "rest" : "good"}`} role="status">
      <Icon of={bad > 0 ? CircleAlert : CircleCheck} />
      <p class="grow">
        <b>{bad > 0 ? t().tableBad(bad) : nothing ? t().tableNothing : t().tableReady}</b>
        <br />
        <span>{t().tableCounts(plan.counts)}</span>
      </p>
    </div>
  );
}

function fieldWord(field: string): string {
  return pick(t().tableField, field);
}

function Line({ line }: { line: TableLine }) {
  return (
    <li>
      <span class={css.at}>{t().tableLine(line.line)}</span>
      <div class="grow">
        <b>{line.name === "" ? line.sign_in_name : <Name of={line.name} />}</b>
        <small>
          {line.office} · {t().signsInAs(line.sign_in_name)}
        </small>
        {line.changes.map((each) => (
          <small key={each.field}>{t().tableChange(fieldWord(each.field), each.before, each.after)}</small>
        ))}
        {line.faults.map((each) => (
          <span key={each.field} class={`state bad wraps ${css.told}`}>
            <Icon of={CircleAlert} />
            {t().tableFault(fieldWord(each.field), faultWords(each.fault))}
          </span>
        ))}
        {line.alike.length === 0 ? null : (
          <span class={`state warn wraps ${css.told}`}>
            <Icon of={TriangleAlert} />
            {t().tableAlike(line.alike.join(" · "))}
          </span>
        )}
      </div>
    </li>
  );
}
