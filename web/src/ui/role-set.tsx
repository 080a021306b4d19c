/** The roles that somebody holds, as boxes to tick: a set, as the server keeps it. */
import { pick, t } from "../i18n/t.ts";
import css from "./role-set.module.css";

interface Props<Role extends string> {
  label: string;
  /** All that there are, in the order in which they are offered. */
  of: readonly Role[];
  roles: readonly Role[];
  onChange(roles: Role[]): void;
}

export function RoleSet<Role extends string>({ label, of, roles, onChange }: Props<Role>) {
  return (
    <fieldset class={`field ${css.roles}`}>
      <legend>{label}</legend>
      <div class={css.boxes}>
        {of.map((role) => (
          <label key={role} class={css.box}>
            <input
              type="checkbox"
              checked={roles.includes(role)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked
                    ? of.filter((one) => one === role || roles.includes(one))
                    : roles.filter((one) => one !== role),
                )
              }
            />
            {pick(t().role, role)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
