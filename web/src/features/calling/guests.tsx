/** People without an account who are asked to come: a name, an office, and what for. */
import { Plus, Trash2 } from "lucide-preact";
import { pick, t } from "../../i18n/t.ts";
import type { Role } from "../../protocol/wire.ts";
import { Field, Select } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Change, Draft, DraftGuest } from "./draft.ts";
import css from "./new-meeting.module.css";

const KINDS: readonly Role[] = ["presenter", "observer"];

export function Guests({ draft, change }: { draft: Draft; change: Change }) {
  const edit = (key: number, part: Partial<DraftGuest>) =>
    change({ guests: draft.guests.map((one) => (one.key === key ? { ...one, ...part } : one)) });
  const add = () => {
    const key = Math.max(0, ...draft.guests.map((one) => one.key)) + 1;
    change({ guests: [...draft.guests, { key, name: "", office: "", role: "presenter" }] });
  };
  return (
    <fieldset class="card">
      <legend>{t().guestsLabel}</legend>
      <p class="meta">{t().guestsHint}</p>
      {draft.guests.map((one, at) => (
        <div key={one.key} class={css.guest}>
          <Field label={t().personName} value={one.name} onInput={(name) => edit(one.key, { name })} />
          <Field label={t().personOffice} value={one.office} onInput={(office) => edit(one.key, { office })} />
          <Select
            label={t().guestAs}
            value={one.role}
            options={KINDS.map((role) => [role, pick(t().role, role)] as const)}
            onChange={(role) => edit(one.key, { role: role as Role })}
          />
          <button
            type="button"
            class="plain"
            aria-label={t().takeOffGuest(at + 1)}
            onClick={() => change({ guests: draft.guests.filter((each) => each.key !== one.key) })}
          >
            <Icon of={Trash2} />
          </button>
        </div>
      ))}
      <button type="button" onClick={add}>
        <Icon of={Plus} />
        {t().addGuest}
      </button>
    </fieldset>
  );
}
