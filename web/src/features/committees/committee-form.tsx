/** One committee: what it is called, what its meetings begin with, and who stands on it. */
import { TriangleAlert } from "lucide-preact";
import { useState } from "preact/hooks";
import { faultWords, pick, t } from "../../i18n/t.ts";
import { api, type Committee, type Person } from "../../protocol/http.ts";
import { type Deed, useDeed } from "../../ui/deed.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./committees.module.css";
import { badDays, type CommitteeDraft, draftOf, lacking, toCommittee } from "./draft.ts";
import { type LineFault, Roster } from "./roster.tsx";

interface Props {
  /** Null for one that is to be added. */
  of: Committee | null;
  people: readonly Person[];
  administers: boolean;
  onSaved(): void;
  onCancel(): void;
}

function told(deed: Deed): { field: string; line: number; words: string } | null {
  const { reason, details } = deed.refusal ?? { reason: "", details: {} };
  if (reason !== "bad_details") return null;
  return { field: String(details.field), line: Number(details.line), words: faultWords(String(details.fault)) };
}

export function CommitteeForm({ of, people, administers, onSaved, onCancel }: Props) {
  const [draft, setDraft] = useState(() => draftOf(of));
  const [typed, setTyped] = useState<LineFault[]>([]);
  const deed = useDeed();
  const change = (part: Partial<CommitteeDraft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = async () => {
    const wrong = badDays(draft).map((each) => ({ ...each, words: t().noDay }));
    setTyped(wrong);
    if (wrong.length > 0) return;
    const asked = toCommittee(draft);
    const save = () => (of === null ? api.addCommittee(asked) : api.changeCommittee(of.committee, asked));
    if (await deed.run(save)) onSaved();
  };
  const refused = told(deed);
  const faults = refused !== null && refused.line > 0 ? [...typed, refused] : typed;
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <About draft={draft} change={change} fixed={!administers} refused={refused} />
      <Roster roster={draft.roster} people={people} faults={faults} onChange={(roster) => change({ roster })} />
      {draft.active ? <Lacking roster={draft.roster} /> : null}
      <Refused refusal={deed.refusal} />
      <div class={css.foot}>
        <button type="button" onClick={onCancel}>
          {t().cancel}
        </button>
        <button type="submit" class="primary" aria-busy={deed.busy}>
          {of === null ? t().addCommittee : t().save}
        </button>
      </div>
    </form>
  );
}

/** It may be saved all the same: a committee is often written down before everybody is appointed. */
function Lacking({ roster }: { roster: CommitteeDraft["roster"] }) {
  const none = lacking(roster.filter((one) => one.active));
  if (none.length === 0) return null;
  return (
    <div class="note-box warn" role="status">
      <Icon of={TriangleAlert} />
      <p class="grow">
        <b>{t().committeeLacks(none.map((role) => pick(t().role, role)).join(" · "))}</b>
        <br />
        {t().committeeLacksLine}
      </p>
    </div>
  );
}

interface AboutProps {
  draft: CommitteeDraft;
  change(part: Partial<CommitteeDraft>): void;
  /** What it is called is for whoever sees to the register. */
  fixed: boolean;
  refused: { field: string; words: string } | null;
}

function About({ draft, change, fixed, refused }: AboutProps) {
  const fault = (field: string) => (refused?.field === field ? refused.words : null);
  return (
    <fieldset class="card">
      <legend>{t().aboutCommittee}</legend>
      <div class={css.grid}>
        {fixed ? (
          <p class="field">
            <b>{t().committeeNameTh}</b>
            {draft.nameTh}
          </p>
        ) : (
          <Field
            label={t().committeeNameTh}
            value={draft.nameTh}
            fault={fault("name_th")}
            onInput={(nameTh) => change({ nameTh })}
          />
        )}
        <Field
          label={t().optional(t().committeeNameEn)}
          optional
          value={draft.nameEn}
          fault={fault("name_en")}
          onInput={(nameEn) => change({ nameEn })}
        />
        <Field
          label={t().optional(t().committeeAgency)}
          optional
          value={draft.agency}
          fault={fault("agency")}
          onInput={(agency) => change({ agency })}
        />
        <Field
          label={t().optional(t().usualPlace)}
          optional
          value={draft.place}
          fault={fault("place")}
          onInput={(place) => change({ place })}
        />
        <Select
          label={t().usualBackup}
          value={draft.kind}
          options={[
            ["telephone", t().kindTelephone],
            ["email", t().kindEmail],
            ["other", t().kindOther],
          ]}
          onChange={(kind) => change({ kind })}
        />
        <Field
          label={t().optional(t().backupAddress)}
          optional
          value={draft.address}
          fault={fault("backup_address")}
          onInput={(address) => change({ address })}
        />
      </div>
      {fixed ? null : (
        <label class={css.tick}>
          <input
            type="checkbox"
            checked={draft.active}
            onChange={(event) => change({ active: event.currentTarget.checked })}
          />
          {t().committeeActive}
        </label>
      )}
    </fieldset>
  );
}
