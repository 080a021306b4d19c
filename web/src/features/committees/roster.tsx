/** Who stands on a committee, in order of protocol: what for, by which office, from when until when. */
import { ArrowDown, ArrowUp, CircleOff, Plus, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { ROLES, roleWords } from "../../i18n/roles.ts";
import { byGivenName } from "../../i18n/sort.ts";
import { digits, t } from "../../i18n/t.ts";
import type { Person } from "../../protocol/http.ts";
import { Field, Select } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { RoleSet } from "../../ui/role-set.tsx";
import css from "./committees.module.css";
import { type DraftMember, memberOf, moved } from "./draft.ts";
import { FromTable } from "./from-table.tsx";

/** What is wrong with a line, in words, at its field. */
export interface LineFault {
  line: number;
  field: string;
  words: string;
}

interface Props {
  roster: readonly DraftMember[];
  people: readonly Person[];
  faults: readonly LineFault[];
  onChange(roster: readonly DraftMember[]): void;
}

export function Roster({ roster, people, faults, onChange }: Props) {
  const [added, setAdded] = useState("");
  const free = people
    .filter((one) => !roster.some((each) => each.person === one.person))
    .sort((a, b) => byGivenName(a.name, b.name));
  const chosen = free.find((one) => one.person === added);
  const add = () => {
    if (chosen === undefined) return;
    onChange([...roster, memberOf(chosen)]);
    setAdded("");
  };
  return (
    <fieldset class="card">
      <legend>{t().rosterLabel}</legend>
      <p class="meta">{t().rosterHint}</p>
      <FromTable people={people} onRead={onChange} />
      <ol class={css.roster}>
        {roster.map((one, at) => (
          <Line
            key={one.person}
            one={one}
            at={at}
            last={at === roster.length - 1}
            faults={faults.filter((each) => each.line === at + 1)}
            onChange={(part) => onChange(roster.map((each) => (each === one ? { ...each, ...part } : each)))}
            onMove={(by) => onChange(moved(roster, at, by))}
            onRemove={() => onChange(roster.filter((each) => each !== one))}
          />
        ))}
      </ol>
      <div class={css.add}>
        <Select
          label={t().addToRoster}
          value={added}
          options={[["", t().choosePerson], ...free.map((one) => [one.person, `${one.name} · ${one.office}`] as const)]}
          onChange={setAdded}
        />
        <button type="button" disabled={chosen === undefined} onClick={add}>
          <Icon of={Plus} />
          {t().addThis}
        </button>
      </div>
    </fieldset>
  );
}

interface LineProps {
  one: DraftMember;
  at: number;
  last: boolean;
  faults: readonly LineFault[];
  onChange(part: Partial<DraftMember>): void;
  onMove(by: number): void;
  onRemove(): void;
}

function Line({ one, at, last, faults, onChange, onMove, onRemove }: LineProps) {
  const fault = (field: string) => faults.find((each) => each.field === field)?.words ?? null;
  const office = one.office.trim() === "" ? one.ownOffice : one.office;
  const duty = roleWords(one.roles);
  const whole = fault("roles") ?? fault("person");
  return (
    <li>
      <details open={faults.length > 0 ? true : undefined}>
        <summary>
          <span class={css.place}>{digits(at + 1)}</span>
          <span class={css.who}>
            <b>
              <Name of={one.name} />
            </b>
            <small>{office === duty ? duty : t().dutyAndOffice(duty, office)}</small>
            {one.active ? null : (
              <span class="state off">
                <Icon of={CircleOff} />
                {t().standsNoMore}
              </span>
            )}
          </span>
        </summary>
        <div class={css.line}>
          <RoleSet
            label={t().rolesOf(one.name)}
            of={ROLES}
            roles={one.roles}
            onChange={(roles) => onChange({ roles })}
          />
          {whole === null ? null : <p class="state bad wraps">{whole}</p>}
          <Field
            label={t().optional(t().officeOnCommittee)}
            optional
            value={one.office}
            fault={fault("office")}
            onInput={(office) => onChange({ office })}
          />
          <div class={css.days}>
            <Field
              label={t().optional(t().sinceDay)}
              optional
              value={one.since}
              fault={fault("since")}
              onInput={(since) => onChange({ since })}
            />
            <Field
              label={t().optional(t().untilDay)}
              optional
              value={one.until}
              fault={fault("until")}
              onInput={(until) => onChange({ until })}
            />
          </div>
          <div class="pair">
            <button type="button" disabled={at === 0} aria-label={t().moveUpOf(one.name)} onClick={() => onMove(-1)}>
              <Icon of={ArrowUp} />
              {t().moveUp}
            </button>
            <button type="button" disabled={last} aria-label={t().moveDownOf(one.name)} onClick={() => onMove(1)}>
              <Icon of={ArrowDown} />
              {t().moveDown}
            </button>
            <button type="button" aria-label={t().takeOffOf(one.name)} onClick={onRemove}>
              <Icon of={Trash2} />
              {t().takeOff}
            </button>
          </div>
        </div>
      </details>
    </li>
  );
}
