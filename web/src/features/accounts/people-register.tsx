/** Everybody in the register, found by a word, and the way to change what stands there. */
import { CircleOff, KeyRound, Plus, ShieldCheck, UserSearch } from "lucide-preact";
import { useState } from "preact/hooks";
import { byGivenName } from "../../i18n/sort.ts";
import { pick, t } from "../../i18n/t.ts";
import type { Registered } from "../../protocol/http.ts";
import { Field } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import css from "./accounts.module.css";
import { FirstPasswords, withoutOwn } from "./first-passwords.tsx";
import { PersonDialog } from "./person-dialog.tsx";

interface Props {
  people: readonly Registered[];
  onChanged(): void;
}

/** Nobody, a new person, first passwords for many, or one who is there. */
type Editing = null | "new" | "passwords" | Registered;

function found(people: readonly Registered[], words: string): Registered[] {
  const wanted = words.trim().toLocaleLowerCase();
  const has = (one: Registered) => `${one.name} ${one.office} ${one.sign_in_name}`.toLocaleLowerCase().includes(wanted);
  return people.filter(has).sort((a, b) => Number(b.active) - Number(a.active) || byGivenName(a.name, b.name));
}

export function PeopleRegister({ people, onChanged }: Props) {
  const [words, setWords] = useState("");
  const [editing, setEditing] = useState<Editing>(null);
  const rows = found(people, words);
  const changed = () => {
    setEditing(null);
    onChanged();
  };
  return (
    <>
      <div class={css.tools}>
        <Field label={t().findPerson} type="search" optional value={words} onInput={setWords} />
        {withoutOwn(people).length === 0 ? null : (
          <button type="button" onClick={() => setEditing("passwords")}>
            <Icon of={KeyRound} />
            {t().passwordsForMany}
          </button>
        )}
        <button type="button" onClick={() => setEditing("new")}>
          <Icon of={Plus} />
          {t().addPerson}
        </button>
      </div>
      {rows.length === 0 ? (
        <div class="card empty">
          <Icon of={UserSearch} />
          <b>{t().nobodyFound}</b>
        </div>
      ) : (
        // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
        <ul class="card rows" role="list">
          {rows.map((one) => (
            <Row key={one.person} one={one} onEdit={() => setEditing(one)} />
          ))}
        </ul>
      )}
      {editing === "passwords" ? (
        <FirstPasswords people={people} onClose={() => setEditing(null)} onGiven={changed} />
      ) : editing === null ? null : (
        <PersonDialog of={editing === "new" ? null : editing} onClose={() => setEditing(null)} onChanged={changed} />
      )}
    </>
  );
}

function Row({ one, onEdit }: { one: Registered; onEdit(): void }) {
  return (
    <li>
      <div class="grow">
        <b>
          <Name of={one.name} />
        </b>
        <small>{one.office}</small>
        <small>
          {t().signsInAs(one.sign_in_name)}
          {one.telephone === "" ? null : (
            <>
              {" · "}
              <span class="keep">{one.telephone}</span>
            </>
          )}
        </small>
        <Marks one={one} />
      </div>
      <button type="button" class="plain" aria-label={t().editPersonOf(one.name)} onClick={onEdit}>
        {t().editPerson}
      </button>
    </li>
  );
}

function Marks({ one }: { one: Registered }) {
  if (!one.active) {
    return (
      <span class="state off">
        <Icon of={CircleOff} />
        {t().isInactive}
      </span>
    );
  }
  const password = pick(t().passwordState, one.password);
  return (
    <>
      {one.administrator ? (
        <span class="state good">
          <Icon of={ShieldCheck} />
          {t().isAdministrator}
        </span>
      ) : null}
      {password === "" ? null : (
        <span class="state warn">
          <Icon of={KeyRound} />
          {password}
        </span>
      )}
    </>
  );
}
