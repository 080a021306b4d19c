/** Who has a seat, and what for: those of the committee in its order, and whoever else is asked this time. */
import { TriangleAlert } from "lucide-preact";
import { ROLES } from "../../i18n/roles.ts";
import { byGivenName } from "../../i18n/sort.ts";
import { pick, t } from "../../i18n/t.ts";
import type { Committee, Person } from "../../protocol/http.ts";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { RoleSet } from "../../ui/role-set.tsx";
import { type Change, type Draft, kindOf, lacking, SEATS, seatOf } from "./draft.ts";
import css from "./new-meeting.module.css";

interface Props {
  draft: Draft;
  change: Change;
  people: readonly Person[];
  of: Committee | undefined;
}

export function Seats({ draft, change, people, of }: Props) {
  const rank = (one: Person) => draft.order.indexOf(one.person);
  const own = people.filter((one) => rank(one) >= 0).sort((a, b) => rank(a) - rank(b));
  const others = people.filter((one) => rank(one) < 0).sort((a, b) => byGivenName(a.name, b.name));
  const row = (one: Person) => {
    const office = of?.roster.find((each) => each.person === one.person)?.office || one.office;
    return <Row key={one.person} one={{ ...one, office }} draft={draft} change={change} />;
  };
  return (
    <fieldset class="card">
      <legend>{t().peopleLabel}</legend>
      <p class="meta">{t().peopleHint}</p>
      <div>{own.map(row)}</div>
      {of === undefined ? (
        <div>{others.map(row)}</div>
      ) : (
        <details class={css.others}>
          <summary>{t().othersThisTime}</summary>
          <div>{others.map(row)}</div>
        </details>
      )}
    </fieldset>
  );
}

function seatWord(seat: string): string {
  if (seat === "member-deputy") return t().memberDeputy;
  return seat === "member-secretary" ? t().memberSecretary : pick(t().role, seat);
}

function Row({ one, draft, change }: { one: Person; draft: Draft; change: Change }) {
  const seat = draft.seats[one.person];
  const kind = kindOf(seat);
  const choose = (chosen: string) => {
    const { [one.person]: _before, ...rest } = draft.seats;
    if (chosen === "") change({ seats: rest });
    else if (chosen === "several")
      change({ seats: { ...rest, [one.person]: { roles: seat?.roles ?? [], several: true } } });
    else change({ seats: { ...rest, [one.person]: seatOf(chosen) } });
  };
  return (
    <div class={css.person}>
      <label for={`seat-${one.person}`}>
        <b>
          <Name of={one.name} />
        </b>
        <small>{one.office}</small>
      </label>
      <select id={`seat-${one.person}`} value={kind} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{draft.order.includes(one.person) ? t().leftOut : t().noSeat}</option>
        {Object.keys(SEATS).map((each) => (
          <option key={each} value={each}>
            {seatWord(each)}
          </option>
        ))}
        <option value="several">{t().severalRoles}</option>
      </select>
      {kind !== "several" || seat === undefined ? null : (
        <div class={css.several}>
          <RoleSet
            label={t().rolesOf(one.name)}
            of={ROLES}
            roles={seat.roles}
            onChange={(roles) => change({ seats: { ...draft.seats, [one.person]: { roles, several: true } } })}
          />
        </div>
      )}
    </div>
  );
}

/** What is still wanting, told before the meeting is called. */
export function Lacking({ draft, me }: { draft: Draft; me: string }) {
  const { needed, advised, untitled, caller } = lacking(draft, me);
  const words = (roles: readonly string[]) => roles.map((role) => pick(t().role, role));
  const wanting = [...words(needed), ...(untitled.length === 0 ? [] : [t().lackingTitles(untitled.join(", "))])];
  if (wanting.length + advised.length === 0 && !caller) return null;
  return (
    <div class="note-box warn" role="status">
      <Icon of={TriangleAlert} />
      <div class="grow">
        {wanting.length === 0 ? null : (
          <p>
            <b>{t().lackingNeeded(wanting.join(" · "))}</b>
          </p>
        )}
        {caller ? (
          <p>
            <b>{t().lackingCaller}</b>
          </p>
        ) : null}
        {advised.length === 0 ? null : <p>{t().lackingAdvised(words(advised).join(" · "))}</p>}
      </div>
    </div>
  );
}
