/** The committee that a meeting is called of: those of which one may call one, and who may for the others. */
import { roleWords } from "../../i18n/roles.ts";
import { t } from "../../i18n/t.ts";
import type { Committee } from "../../protocol/http.ts";
import { Select } from "../../ui/field.tsx";
import { Name } from "../../ui/name.tsx";
import { type Change, callersOf, type Draft, fromCommittee } from "./draft.ts";
import css from "./new-meeting.module.css";

interface Props {
  draft: Draft;
  change: Change;
  /** Every one that still is and that this person sees. */
  committees: readonly Committee[];
}

export function OfCommittee({ draft, change, committees }: Props) {
  const mine = committees.filter((one) => one.may.includes("call"));
  const others = committees.filter((one) => !one.may.includes("call"));
  const choose = (committee: string) => {
    const of = mine.find((one) => one.committee === committee);
    change(of === undefined ? { committee: "", order: [] } : fromCommittee(draft, of));
  };
  return (
    <fieldset class="card">
      <legend>{t().ofCommittee}</legend>
      {mine.length === 0 ? (
        <p>{t().ofNoCommittee}</p>
      ) : (
        <>
          <p class="meta">{t().ofCommitteeHint}</p>
          <Select
            label={t().committeeLabel}
            value={draft.committee}
            options={[["", t().noCommittee], ...mine.map((one) => [one.committee, one.name_th] as const)]}
            onChange={choose}
          />
        </>
      )}
      {others.length === 0 ? null : <Others of={others} />}
    </fieldset>
  );
}

function Others({ of }: { of: readonly Committee[] }) {
  return (
    <details class={css.others}>
      <summary>{t().whoCallsOthers}</summary>
      <dl class={css.callers}>
        {of.map((one) => {
          const callers = callersOf(one);
          return (
            <div key={one.committee}>
              <dt>{one.name_th}</dt>
              {callers.length === 0 ? <dd>{t().nobodyCalls}</dd> : null}
              {callers.map((each) => (
                <dd key={each.name}>
                  <Name of={each.name} /> ({roleWords(each.roles)})
                </dd>
              ))}
            </div>
          );
        })}
      </dl>
    </details>
  );
}
