/** The committees that one sees to or calls meetings of. */
import { CircleOff, Plus, TriangleAlert, Users } from "lucide-preact";
import { pick, t } from "../../i18n/t.ts";
import type { Committee } from "../../protocol/http.ts";
import { Icon } from "../../ui/icon.tsx";
import css from "./committees.module.css";
import { lacking } from "./draft.ts";

interface Props {
  committees: readonly Committee[];
  administers: boolean;
  onEdit(of: Committee | null): void;
}

export function CommitteeList({ committees, administers, onEdit }: Props) {
  return (
    <>
      {administers ? (
        <div class={css.tools}>
          <button type="button" onClick={() => onEdit(null)}>
            <Icon of={Plus} />
            {t().addCommittee}
          </button>
        </div>
      ) : null}
      {committees.length === 0 ? (
        <div class="card empty">
          <Icon of={Users} />
          <b>{t().noCommittees}</b>
          <p class="meta">{t().noCommitteesLine}</p>
        </div>
      ) : (
        // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
        <ul class="card rows" role="list">
          {committees.map((one) => (
            <Row key={one.committee} one={one} onEdit={() => onEdit(one)} />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ one, onEdit }: { one: Committee; onEdit(): void }) {
  const standing = one.roster.filter((each) => each.stands);
  const none = lacking(standing);
  return (
    <li>
      <div class="grow">
        <b>{one.name_th}</b>
        {one.name_en === "" ? null : <small lang="en">{one.name_en}</small>}
        <small>
          {one.agency === "" ? null : `${one.agency} · `}
          {t().standingCount(standing.length)}
        </small>
        {one.active && none.length > 0 ? (
          <span class="state warn wraps">
            <Icon of={TriangleAlert} />
            {t().committeeLacks(none.map((role) => pick(t().role, role)).join(" · "))}
          </span>
        ) : null}
        {one.active ? null : (
          <span class="state off">
            <Icon of={CircleOff} />
            {t().committeeOver}
          </span>
        )}
      </div>
      {one.may.includes("keep") ? (
        <button type="button" class="plain" aria-label={t().editPersonOf(one.name_th)} onClick={onEdit}>
          {t().editPerson}
        </button>
      ) : null}
    </li>
  );
}
