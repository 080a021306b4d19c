/** One of the agency's texts: the version in force, those before it, and writing a new one. */
import { useState } from "preact/hooks";
import { clock, day } from "../../i18n/dates.ts";
import { language, t } from "../../i18n/t.ts";
import { type TextKind, type TextVersion, texts } from "../../protocol/texts.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, LongField } from "../../ui/field.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./accounts.module.css";

interface Props {
  kind: TextKind;
  title: string;
  /** The one in force first. */
  versions: readonly TextVersion[];
  onChanged(): void;
}

export function TextCard({ kind, title, versions, onChanged }: Props) {
  const [writing, setWriting] = useState(false);
  const [read, setRead] = useState<TextVersion | null>(null);
  return (
    <section class="card" aria-labelledby={`text-${kind}`} data-text={kind}>
      <h2 id={`text-${kind}`}>{title}</h2>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class="rows" role="list">
        {versions.map((one, place) => (
          <li key={one.sha256}>
            <p class="grow">
              <b>{t().textVersion(one.version)}</b>
              <small>
                <Phrase text={sinceWords(one)} />
                {place === 0 ? <span class="state good"> {t().textInForce}</span> : null}
              </small>
            </p>
            <button type="button" onClick={() => setRead(one)}>
              {t().textRead}
              <span class="sr">
                {" "}
                {title} {one.version}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {writing ? (
        <NewVersion
          kind={kind}
          before={versions[0]}
          onDone={() => {
            setWriting(false);
            toast(t().textPut);
            onChanged();
          }}
          onBack={() => setWriting(false)}
        />
      ) : (
        <button type="button" onClick={() => setWriting(true)}>
          {t().textWrite}
          <span class="sr"> {title}</span>
        </button>
      )}
      {read === null ? null : <Reading title={title} of={read} onClose={() => setRead(null)} />}
    </section>
  );
}

function sinceWords(one: TextVersion): string {
  return one.since === null ? t().textOfServer : t().textSince(`${day(one.since)} ${clock(one.since)}`);
}

function Reading({ title, of, onClose }: { title: string; of: TextVersion; onClose(): void }) {
  const both = language.value === "th" ? [of.th, of.en] : [of.en, of.th];
  return (
    <Dialog wide title={`${title} ${of.version}`} onClose={onClose}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, so the keyboard must reach it. */}
      <div class={css.words} tabIndex={0}>
        <p>{both[0]}</p>
        <hr />
        <p>{both[1]}</p>
      </div>
    </Dialog>
  );
}

interface NewProps {
  kind: TextKind;
  before: TextVersion | undefined;
  onDone(): void;
  onBack(): void;
}

function NewVersion({ kind, before, onDone, onBack }: NewProps) {
  const [asked, setAsked] = useState({ version: "", th: before?.th ?? "", en: before?.en ?? "" });
  const deed = useDeed();
  const put = async () => {
    if (await deed.run(() => texts.put(kind, asked))) onDone();
  };
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void put();
      }}
    >
      <p>
        <Phrase text={t().textWriteLine} />
      </p>
      <Field
        label={t().textName}
        value={asked.version}
        autocomplete="off"
        onInput={(version) => setAsked({ ...asked, version })}
      />
      <LongField label={t().textThai} lang="th" value={asked.th} onInput={(th) => setAsked({ ...asked, th })} />
      <LongField label={t().textEnglish} lang="en" value={asked.en} onInput={(en) => setAsked({ ...asked, en })} />
      <Refused refusal={deed.refusal} />
      <div class="pair">
        <button type="button" onClick={onBack}>
          {t().cancel}
        </button>
        <button type="submit" class="primary" aria-busy={deed.busy}>
          {t().textPutDo}
        </button>
      </div>
    </form>
  );
}
