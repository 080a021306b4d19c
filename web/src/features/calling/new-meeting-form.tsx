/** The form that calls a meeting: what, when and where, who, the agenda, and the backup channel. */
import { Plus, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { months } from "../../i18n/dates.ts";
import { byName } from "../../i18n/sort.ts";
import { digits, pick, t } from "../../i18n/t.ts";
import { api, type Person } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import { type Draft, type DraftItem, emptyDraft, SEATS, toRequest } from "./draft.ts";
import css from "./new-meeting.module.css";

interface Props {
  people: readonly Person[];
  onCalled(meeting: string): void;
}

type Change = (part: Partial<Draft>) => void;

export function NewMeetingForm({ people, onCalled }: Props) {
  const [draft, setDraft] = useState(() =>
    emptyDraft(Date.now(), { place: t().placeDefault, first: t().firstItem, second: t().secondItem }),
  );
  const deed = useDeed();
  const change: Change = (part) => setDraft((before) => ({ ...before, ...part }));
  const submit = async () => {
    let called = "";
    const done = await deed.run(async () => {
      called = (await api.callMeeting(toRequest(draft, people))).meeting;
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
      <About draft={draft} change={change} />
      <People draft={draft} change={change} people={people} />
      <Items draft={draft} change={change} />
      <Backup draft={draft} change={change} />
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

function About({ draft, change }: { draft: Draft; change: Change }) {
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
        <Field
          class={css.s1}
          label={t().yearLabel}
          value={digits(draft.year)}
          numeric
          onInput={(year) => change({ year })}
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

function seatWord(seat: string): string {
  return seat === "member-secretary" ? t().memberSecretary : pick(t().role, seat);
}

function People({ draft, change, people }: { draft: Draft; change: Change; people: readonly Person[] }) {
  const sorted = [...people].sort((a, b) => byName(a.name, b.name));
  return (
    <fieldset class="card">
      <legend>{t().peopleLabel}</legend>
      <p class="meta">{t().peopleHint}</p>
      <div>
        {sorted.map((one) => (
          <div key={one.person} class={css.person}>
            <label for={`seat-${one.person}`}>
              <b>
                <Name of={one.name} />
              </b>
              <small>{one.office}</small>
            </label>
            <select
              id={`seat-${one.person}`}
              value={draft.seats[one.person] ?? ""}
              onChange={(event) => change({ seats: { ...draft.seats, [one.person]: event.currentTarget.value } })}
            >
              <option value="">{t().noSeat}</option>
              {Object.keys(SEATS).map((seat) => (
                <option key={seat} value={seat}>
                  {seatWord(seat)}
                </option>
              ))}
            </select>
          </div>
        ))}
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
