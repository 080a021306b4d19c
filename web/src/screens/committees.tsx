/** The committees and their standing members. */
import { useState } from "preact/hooks";
import { CommitteeForm } from "../features/committees/committee-form.tsx";
import { CommitteeList } from "../features/committees/committee-list.tsx";
import { mayDo } from "../features/identity/who.ts";
import { t } from "../i18n/t.ts";
import { api, type Committee } from "../protocol/http.ts";
import { toast } from "../ui/toast.tsx";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";

async function both() {
  const [committees, people] = await Promise.all([api.committees(), api.people()]);
  return { committees, people };
}

/** Nothing, one that is to be added, or one that is there. */
type Editing = { of: Committee | null } | null;

export default function CommitteesScreen() {
  const [round, setRound] = useState(0);
  const [editing, setEditing] = useState<Editing>(null);
  const administers = mayDo("register.keep");
  const saved = () => {
    setEditing(null);
    setRound(round + 1);
    toast(t().committeeSaved);
  };
  return (
    <HousePage screen="committees" title={t().committees}>
      <header>
        <h1>{editing === null ? t().committees : (editing.of?.name_th ?? t().addCommittee)}</h1>
        <p class="meta">{t().committeesLine}</p>
      </header>
      <Loaded ask={both} by={String(round)}>
        {({ committees, people }) =>
          editing === null ? (
            <CommitteeList committees={committees} administers={administers} onEdit={(of) => setEditing({ of })} />
          ) : (
            <CommitteeForm
              of={editing.of}
              people={people}
              administers={administers}
              onSaved={saved}
              onCancel={() => setEditing(null)}
            />
          )
        }
      </Loaded>
    </HousePage>
  );
}
