/** The form that calls a meeting: what, when and where, who, the agenda, and the backup channel. */
import { Plus, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { clock, months, weekday } from "../../i18n/dates.ts";
import { digits, t } from "../../i18n/t.ts";
import { api, type Committee, type Person, type RuleProfile } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import {
  badYear,
  type Change,
  type Draft,
  type DraftItem,
  emptyDraft,
  nextNumber,
  summary,
  toRequest,
} from "./draft.ts";
import { Guests } from "./guests.tsx";
import css from "./new-meeting.module.css";
import { OfCommittee } from "./of-committee.tsx";
import { Lacking, Seats } from "./seats.tsx";
import { UnderRules } from "./under-rules.tsx";

interface Props {
  people: readonly Person[];
  /** Those that this person sees, whether or not they may call a meeting of one. */
  committees: readonly Committee[];
  profiles: readonly RuleProfile[];
  /** Who writes this down. */
  me: string;
  onCalled(meeting: string): void;
}

export function NewMeetingForm({ people, committees, profiles, me, onCalled }: Props) {
  const [draft, setDraft] = useState(() =>
    emptyDraft(Date.now(), { place: t().placeDefault, first: t().firstItem, second: t().secondItem }),
  );
  const deed = useDeed();
  const change: Change = (part) => setDraft((before) => ({ ...before, ...part }));
  const of = committees.find((one) => one.committee === draft.committee);
  const submit = async () => {
    let called = "";
    const done = await deed.run(async () => {
      called = (await api.callMeeting(toRequest(draft, people, profiles))).meeting;
    });
    if (done) onCalled(called);
  };
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <OfCommittee draft={draft} change={change} committees={committees.filter((one) => one.active)} />
      <About draft={draft} change={change} of={of} />
      <UnderRules draft={draft} change={change} profiles={profiles} />
      <Seats draft={draft} change={change} people={people} of={of} />
      <Guests draft={draft} change={change} />
      <Items draft={draft} change={change} />
      <Backup draft={draft} change={change} />
      <Lacking draft={draft} me={me} />
      <Refused refusal={deed.refusal} />
      <div class={css.foot}>
        <a class="button" href="/meetings">
          {t().cancel}
        </a>
        <button type="submit" class="primary" aria-busy={deed.busy}>
          {t().sendCall}
        </button>
      </div>
    </form>
  );
}

function range(from: number, to: number, step = 1): string[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => String(from + n * step));
}

function About({ draft, change, of }: { draft: Draft; change: Change; of: Committee | undefined }) {
  const sum = summary(draft);
  const two = (value: string) => digits(value.padStart(2, "0"));
  return (
    <fieldset class="card">
      <legend>{t().aboutMeeting}</legend>
      <div class={css.grid}>
        <Field class={css.s4} label={t().bodyName} value={draft.body} onInput={(body) => change({ body })} />
        <Field
          class={css.s1}
          label={t().numberLabel}
          value={digits(draft.number)}
          numeric
          onInput={(number) => change({ number })}
        />
        <Select
          class={css.s1}
          label={t().dayLabel}
          value={draft.day}
          options={range(1, 31).map((one) => [one, digits(one)])}
          onChange={(day) => change({ day })}
        />
        <Select
          class={css.s2}
          label={t().monthLabel}
          value={draft.month}
          options={months().map((name, index) => [String(index + 1), name])}
          onChange={(month) => change({ month })}
        />
        <Field
          class={css.s1}
          label={t().yearLabel}
          value={digits(draft.year)}
          numeric
          fault={badYear(draft) ? t().yearFault : null}
          onInput={(year) => change(of === undefined ? { year } : { year, number: nextNumber(of, year) })}
        />
        <Select
          class={css.s1}
          label={t().hourLabel}
          value={draft.hour}
          options={range(0, 23).map((one) => [one, two(one)])}
          onChange={(hour) => change({ hour })}
        />
        <Select
          class={css.s1}
          label={t().minuteLabel}
          value={draft.minute}
          options={range(0, 55, 5).map((one) => [one, two(one)])}
          onChange={(minute) => change({ minute })}
        />
        <p class={css.s6} role="status">
          {sum === null ? (
            t().noSuchDay
          ) : (
            <Phrase text={t().meetsOn(t().session(sum.number, sum.year), weekday(sum.at), clock(sum.at))} />
          )}
        </p>
        <Field class={css.s4} label={t().placeLabel} value={draft.place} onInput={(place) => change({ place })} />
        <Select
          class={css.s2}
          label={t().meansLabel}
          value={draft.means}
          options={[
            ["both", t().meansBoth],
            ["sound", t().meansSound],
          ]}
          onChange={(means) => change({ means })}
        />
      </div>
    </fieldset>
  );
}

function Items({ draft, change }: { draft: Draft; change: Change }) {
  const edit = (key: number, part: Partial<DraftItem>) =>
    change({ items: draft.items.map((item) => (item.key === key ? { ...item, ...part } : item)) });
  const add = () => {
    const key = Math.max(0, ...draft.items.map((item) => item.key)) + 1;
    const number = String(draft.items.length + 1);
    change({ items: [...draft.items, { key, number, title: "", purpose: "consider" }] });
  };
  return (
    <fieldset class="card">
      <legend>{t().itemsLabel}</legend>
      <div>
        {draft.items.map((item) => (
          <div key={item.key} class={css.item}>
            <Field
              label={t().itemNumber}
              value={digits(item.number)}
              onInput={(number) => edit(item.key, { number })}
            />
            <Field label={t().itemTitle} value={item.title} onInput={(title) => edit(item.key, { title })} />
            <Select
              label={t().itemPurpose}
              value={item.purpose}
              options={(["inform", "certify", "consider", "other"] as const).map((one) => [one, t().purpose[one]])}
              onChange={(purpose) => edit(item.key, { purpose })}
            />
            <button
              type="button"
              class="plain"
              aria-label={t().removeItem(item.number)}
              onClick={() => change({ items: draft.items.filter((one) => one.key !== item.key) })}
            >
              <Icon of={Trash2} />
            </button>
          </div>
        ))}
      </div>
      <button type="button" onClick={add}>
        <Icon of={Plus} />
        {t().addItem}
      </button>
    </fieldset>
  );
}

function Backup({ draft, change }: { draft: Draft; change: Change }) {
  return (
    <fieldset class="card">
      <legend>{t().backupLabel}</legend>
      <p class="meta">{t().backupHint}</p>
      <div class={css.grid}>
        <Select
          class={css.s2}
          label={t().backupKind}
          value={draft.kind}
          options={[
            ["telephone", t().kindTelephone],
            ["email", t().kindEmail],
            ["other", t().kindOther],
          ]}
          onChange={(kind) => change({ kind })}
        />
        <Field
          class={css.s4}
          label={t().backupAddress}
          value={draft.address}
          onInput={(address) => change({ address })}
        />
      </div>
    </fieldset>
  );
}
