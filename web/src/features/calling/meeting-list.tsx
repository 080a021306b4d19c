/** My meetings: what, when, what I am there, and the way in. */
import { CalendarDays, CircleDot, FileCheck2 } from "lucide-preact";
import { clock, weekday } from "../../i18n/dates.ts";
import { roleWords } from "../../i18n/roles.ts";
import { t } from "../../i18n/t.ts";
import type { MeetingRow } from "../../protocol/http.ts";
import { classes } from "../../ui/classes.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import css from "./meetings.module.css";

const CALLERS = ["chair", "secretary", "controller"];
const READERS = [...CALLERS, "auditor"];

const PLACE = { open: 0, called: 1, closed: 2 } as const;

/** What sits, then what is to come, the soonest first; what is over last, the latest first. */
function inOrder(meetings: readonly MeetingRow[]): MeetingRow[] {
  const at = (row: MeetingRow) => Date.parse(row.starts_at) * (row.phase === "closed" ? -1 : 1);
  return [...meetings].sort((a, b) => PLACE[a.phase] - PLACE[b.phase] || at(a) - at(b));
}

interface Props {
  meetings: readonly MeetingRow[];
  /** The one that was called just now: its link is to be sent. */
  called?: string | null;
  /** They see to the register: on a new server everything begins with them. */
  keepsRegister?: boolean;
}

export function MeetingList({ meetings, called, keepsRegister }: Props) {
  if (meetings.length === 0) {
    return (
      <div class="card empty">
        <Icon of={CalendarDays} />
        <b>{t().noMeetings}</b>
        <p>
          <Phrase text={keepsRegister ? t().firstSteps : t().noMeetingsLine} />
        </p>
        {keepsRegister ? (
          <ol class={css.steps}>
            <li>
              <a href="/register">{t().firstPeople}</a>
            </li>
            <li>
              <a href="/committees">{t().firstCommittees}</a>
            </li>
            <li>{t().firstCall}</li>
          </ol>
        ) : null}
      </div>
    );
  }
  const rows = inOrder(meetings);
  const first = rows.find((row) => row.phase !== "closed");
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
    <ul class={css.list} role="list">
      {rows.map((row) => (
        <Row key={row.meeting} row={row} next={row === first} called={row.meeting === called} />
      ))}
    </ul>
  );
}

/** `next` is the meeting that one most likely came for. */
function Row({ row, next, called }: { row: MeetingRow; next: boolean; called: boolean }) {
  const closed = row.phase === "closed";
  const asks = !closed && row.roles.some((role) => CALLERS.includes(role));
  const record = closed && row.roles.some((role) => READERS.includes(role));
  return (
    <li class="card">
      <div>
        <h2>
          {row.body} <span class="keep">{t().session(row.number, row.year)}</span>
        </h2>
        <p>
          {weekday(row.starts_at)} <span class="keep num">{clock(row.starts_at)}</span>
        </p>
        <p class="meta">
          <Phase phase={row.phase} /> · {roleWords(row.roles)}
        </p>
        {row.sound_only ? <p class="meta">{t().bySound}</p> : null}
        {asks ? <Invite meeting={row.meeting} called={called} /> : null}
      </div>
      {closed && !record ? null : (
        <a
          class={classes("button", next && "primary", css.go)}
          href={`/meetings/${row.meeting}${record ? "/record" : ""}`}
        >
          {record ? t().seeRecord : t().goIn}
        </a>
      )}
    </li>
  );
}

/** The address to send to whoever is to come: no key, and so it may be sent to all of them. */
function Invite({ meeting, called }: { meeting: string; called: boolean }) {
  const address = `${location.origin}/meetings/${meeting}`;
  if (!called) return <CopyButton text={address} label={t().copyMeetingLink} />;
  return (
    <div class="note-box good">
      <div class="grow">
        <b>{t().sendMeetingLink}</b>
        <p class={css.address} translate={false} data-meeting-link>
          {address}
        </p>
        <p class="meta">
          <Phrase text={t().sendMeetingLinkLine} />
        </p>
        <CopyButton text={address} label={t().copyMeetingLink} primary />
      </div>
    </div>
  );
}

function Phase({ phase }: { phase: MeetingRow["phase"] }) {
  if (phase === "open") {
    return (
      <span class="state good">
        <Icon of={CircleDot} />
        {t().phaseOpen}
      </span>
    );
  }
  if (phase === "closed") {
    return (
      <span class="state off">
        <Icon of={FileCheck2} />
        {t().phaseClosed}
      </span>
    );
  }
  return (
    <span class="state off">
      <Icon of={CalendarDays} />
      {t().phaseCalled}
    </span>
  );
}

export function ListHead({ keepsRegister, seesCommittees }: { keepsRegister: boolean; seesCommittees: boolean }) {
  return (
    <header class={css.head}>
      <h1>{t().myMeetings}</h1>
      <div class={css.ways}>
        {keepsRegister ? (
          <a class="button" href="/register">
            {t().register}
          </a>
        ) : null}
        {seesCommittees ? (
          <a class="button" href="/committees">
            {t().committees}
          </a>
        ) : null}
        <a class="button" href="/meetings/new">
          {t().callMeeting}
        </a>
      </div>
    </header>
  );
}
