/** Under which rules a meeting is called: whether a law asks for it (ข้อ ๘ (๑)), and what that law asks of the calling. */
import { TriangleAlert } from "lucide-preact";
import { day, daysBefore, shortDay } from "../../i18n/dates.ts";
import { digits, language, t } from "../../i18n/t.ts";
import type { RuleProfile } from "../../protocol/http.ts";
import { Field, Select } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { type Change, chosenProfile, type Draft, fitting, startOf } from "./draft.ts";
import css from "./new-meeting.module.css";

interface Props {
  draft: Draft;
  change: Change;
  profiles: readonly RuleProfile[];
}

export function UnderRules({ draft, change, profiles }: Props) {
  const rules = chosenProfile(draft, profiles);
  const choices = fitting(draft, profiles);
  return (
    <fieldset class="card">
      <legend>{t().underRules}</legend>
      <YesOrNo
        question={t().legalQuestion}
        name="legal"
        value={draft.legal}
        onChoose={(legal) => change({ legal, profile: "" })}
      />
      {choices.length > 1 ? (
        <Select
          label={t().profileLabel}
          value={rules?.name ?? ""}
          options={choices.map((one) => [one.name, titleOf(one)])}
          onChange={(profile) => change({ profile })}
        />
      ) : null}
      {rules === undefined ? null : <Rules draft={draft} change={change} rules={rules} only={choices.length === 1} />}
    </fieldset>
  );
}

function titleOf(one: RuleProfile): string {
  return language.value === "th" ? one.title_th : one.title_en;
}

function Rules({ draft, change, rules, only }: Omit<Props, "profiles"> & { rules: RuleProfile; only: boolean }) {
  const starts = startOf(draft);
  const late = new Date(starts).getTime() - Date.now() < rules.notice_days * 86_400_000;
  return (
    <>
      {only ? <p>{t().profileOnly(titleOf(rules))}</p> : null}
      {rules.repealed.map((one) => (
        <p key={one.law} class="meta" lang="th">
          {t().repealedBy(one.law, one.by)}
        </p>
      ))}
      <Validity rules={rules} starts={starts} />
      {rules.asks_exclusion ? (
        <YesOrNo
          question={t().exclusionQuestion}
          name="excluded"
          value={draft.excluded}
          onChoose={(excluded) => change({ excluded })}
        />
      ) : null}
      {rules.notice_days > 0 && late ? (
        <Field
          label={t().urgentLabel(rules.notice_days)}
          value={draft.urgent}
          onInput={(urgent) => change({ urgent })}
        />
      ) : null}
      {rules.recall_days > 0 ? <Recall draft={draft} change={change} starts={starts} days={rules.recall_days} /> : null}
    </>
  );
}

function Validity({ rules, starts }: { rules: RuleProfile; starts: string }) {
  const on = daysBefore(starts, 0);
  const out =
    (rules.valid_from !== "" && on < rules.valid_from) || (rules.valid_until !== "" && rules.valid_until < on);
  if (!out) return null;
  const from = rules.valid_from === "" ? "…" : shortDay(rules.valid_from);
  const until = rules.valid_until === "" ? "…" : shortDay(rules.valid_until);
  return (
    <p class="state warn wraps">
      <Icon of={TriangleAlert} />
      {t().outsideValidity(from, until)}
    </p>
  );
}

function Recall({ draft, change, starts, days }: { draft: Draft; change: Change; starts: string; days: number }) {
  const at = new Date(starts).getTime();
  const choices = Array.from({ length: days }, (_, n) => String(n + 1));
  return (
    <Select
      label={t().recallLabel(days)}
      value={draft.failed}
      options={[
        ["", t().recallNone],
        ...choices.map((one) => [one, t().recallDay(day(at - Number(one) * 86_400_000), digits(one))] as const),
      ]}
      onChange={(failed) => change({ failed })}
    />
  );
}

interface Question {
  question: string;
  name: string;
  value: string;
  onChoose(value: string): void;
}

function YesOrNo({ question, name, value, onChoose }: Question) {
  return (
    <fieldset class={css.question}>
      <legend>{question}</legend>
      {(["no", "yes"] as const).map((one) => (
        <label key={one}>
          <input type="radio" name={name} required checked={value === one} onChange={() => onChoose(one)} />
          {one === "yes" ? t().answerYes : t().answerNo}
        </label>
      ))}
    </fieldset>
  );
}
