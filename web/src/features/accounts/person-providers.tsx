/** By which providers of identity somebody may sign in, and writing what a provider will say of them. */
import { useEffect, useState } from "preact/hooks";
import { day } from "../../i18n/dates.ts";
import { named, pick, t } from "../../i18n/t.ts";
import { providers, type TieOf } from "../../protocol/providers.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Field } from "../../ui/field.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./accounts.module.css";

export function PersonProviders({ person }: { person: string }) {
  const [ties, setTies] = useState<readonly TieOf[]>([]);
  const deed = useDeed();
  const list = () => deed.run(async () => setTies(await providers.of(person)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, and again after each change.
  useEffect(() => {
    void list();
  }, []);
  if (ties.length === 0 && deed.refusal === null) return null;
  return (
    <section class={css.form}>
      <h3>{t().providersPart}</h3>
      <Refused refusal={deed.refusal} />
      {ties.map((tie) => (
        <One key={tie.provider} person={person} tie={tie} onChanged={() => void list()} />
      ))}
    </section>
  );
}

function One({ person, tie, onChanged }: { person: string; tie: TieOf; onChanged(): void }) {
  const [value, setValue] = useState("");
  const deed = useDeed();
  const name = named(tie);
  const done = async (act: () => Promise<null>) => {
    if (!(await deed.run(act))) return;
    setValue("");
    toast(t().saved);
    onChanged();
  };
  const isThere = tie.since !== null || tie.written_at !== null;
  return (
    <form
      class={css.act}
      data-provider={tie.provider}
      onSubmit={(event) => {
        event.preventDefault();
        void done(() => providers.expect(person, tie.provider, value.trim()));
      }}
    >
      <p>
        <b>{name}</b>{" "}
        <span class="meta">
          <Phrase text={standing(tie)} />
        </span>
      </p>
      {tie.claim === "" || tie.since !== null ? null : (
        <>
          <Field
            label={pick(t().claimKind, tie.claim) || tie.claim}
            value={value}
            autocomplete="off"
            onInput={setValue}
          />
          <button type="submit" aria-busy={deed.busy}>
            {t().claimWrite}
            <span class="sr"> {name}</span>
          </button>
        </>
      )}
      {isThere ? (
        <button
          type="button"
          class="danger"
          aria-busy={deed.busy}
          onClick={() => void done(() => providers.takeAway(person, tie.provider))}
        >
          {t().claimStrike}
          <span class="sr"> {name}</span>
        </button>
      ) : null}
      <Refused refusal={deed.refusal} />
    </form>
  );
}

function standing(tie: TieOf): string {
  if (tie.since !== null) return t().linkedSince(day(tie.since));
  return tie.written_at === null ? t().notLinked : t().claimWritten(day(tie.written_at));
}
