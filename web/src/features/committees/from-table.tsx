/** A roster from a table: it stands in the form, to be looked at; nothing is saved by reading it. */
import { CircleAlert, CircleCheck } from "lucide-preact";
import { useState } from "preact/hooks";
import { faultWords, pick, t } from "../../i18n/t.ts";
import { api, type Person, type RosterRead } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { FileField, TABLES } from "../../ui/file-field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Refused } from "../../ui/refused.tsx";
import { type DraftMember, membersOf } from "./draft.ts";

interface Props {
  people: readonly Person[];
  onRead(roster: DraftMember[]): void;
}

export function FromTable({ people, onRead }: Props) {
  const [read, setRead] = useState<RosterRead | null>(null);
  const deed = useDeed();
  const look = async (file: File) => {
    setRead(null);
    await deed.run(async () => {
      const told = await api.readRoster(file);
      setRead(told);
      onRead(membersOf(told, people));
    });
  };
  return (
    <>
      <FileField label={t().rosterTable} accept={TABLES} onChosen={(file) => void look(file)} />
      <p class="meta">{t().rosterTableHint}</p>
      <p>
        <a href="/api/committees/roster" download="roster.csv">
          {t().tableTemplate}
        </a>
      </p>
      <Refused refusal={deed.refusal} />
      {read === null ? null : <Told read={read} />}
    </>
  );
}

function Told({ read }: { read: RosterRead }) {
  const good = read.faults.length === 0;
  return (
    <div class={`note-box ${good ? "good" : "bad"}`} role="status">
      <Icon of={good ? CircleCheck : CircleAlert} />
      <div class="grow">
        <b>{t().rosterRead(read.members.length, read.encoding)}</b>
        {good ? null : (
          <ul>
            {read.faults.map((each) => (
              <li key={`${each.line} ${each.field}`}>
                {t().tableLine(each.line)} · {t().tableFault(pick(t().tableField, each.field), faultWords(each.fault))}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
