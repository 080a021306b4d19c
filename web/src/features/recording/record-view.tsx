/** The record of a closed meeting: the files to take away, and what each seat has on record. */
import { Clapperboard, Download, Play, ShieldCheck, Square } from "lucide-preact";
import { useState } from "preact/hooks";
import { clock, day } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import { api, type RecordingFile } from "../../protocol/http.ts";
import type { Room } from "../../protocol/wire.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { bySeat, type SeatRecord } from "./coverage.ts";
import { SeatPlayer } from "./player.tsx";
import css from "./record.module.css";

interface Frame {
  from: number;
  to: number;
}

export function RecordHead({ room }: { room: Room }) {
  return (
    <header>
      <p class="meta">
        {room.body} <span class="keep">{t().session(room.number, room.year)}</span>
        {room.opened_at === null || room.closed_at === null ? null : (
          <>
            {" · "}
            <span class="keep">{day(room.opened_at)}</span>
            {" · "}
            <span class="keep num">
              {clock(room.opened_at)} – {clock(room.closed_at)}
            </span>
          </>
        )}
      </p>
      <div class={css.sum}>
        <h1>{t().recordTitle}</h1>
        <a class="button primary" href={api.record(room.meeting, "log.zip")} download>
          <Icon of={Download} />
          {t().getLog}
        </a>
      </div>
    </header>
  );
}

export function RecordFiles({ meeting }: { meeting: string }) {
  const files = [
    ["minutes.txt", t().getMinutes, t().txt],
    ["attendance.csv", t().getAttendance, t().csv],
    ["votes.csv", t().getVotes, t().csv],
    ["log.zip", t().getLog, t().zip],
  ] as const;
  return (
    <section class="card" aria-labelledby="record-files">
      <h2 id="record-files">{t().files}</h2>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class={css.files} role="list">
        {files.slice(0, 3).map(([file, words, kind]) => (
          <li key={file}>
            <a class="button" href={api.record(meeting, file)} download>
              <span>{words}</span>
              <small>{kind}</small>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The clock of the sitting; without one, from the first to the last file. */
function frameOf(room: Room, files: readonly RecordingFile[]): Frame {
  const times = files.flatMap((file) => [new Date(file.began).getTime(), new Date(file.ended).getTime()]);
  const from = room.opened_at === null ? Math.min(...times) : new Date(room.opened_at).getTime();
  const to = room.closed_at === null ? Math.max(...times) : new Date(room.closed_at).getTime();
  return { from, to: Math.max(to, from + 1000) };
}

export function Coverage({ room, files }: { room: Room; files: readonly RecordingFile[] }) {
  const [open, setOpen] = useState<string | null>(null);
  if (files.length === 0) {
    return (
      <section class="card empty">
        <Icon of={Clapperboard} />
        <b>{t().noRecordings}</b>
        <small>{t().noRecordingsLine}</small>
      </section>
    );
  }
  const frame = frameOf(room, files);
  const records = bySeat(files, room.seats).filter((record) => record.files.length > 0);
  return (
    <section class="card flush" aria-labelledby="coverage">
      <div class={css.head}>
        <h2 id="coverage" class="state">
          <Icon of={ShieldCheck} />
          <Phrase text={t().recordWhole} />
        </h2>
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
        <ul class={css.legend} role="list">
          <li>
            <i class={css.rec} />
            {t().segRec}
          </li>
          <li>
            <i class={css.not} />
            {t().segNot}
          </li>
        </ul>
      </div>
      <div class={classes(css.cover, css.axis)} aria-hidden="true">
        <span />
        <div class={classes(css.ticks, "num")}>
          <span>{clock(frame.from)}</span>
          <span class={css.end}>{clock(frame.to)}</span>
        </div>
        <span />
      </div>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ol class={css.covers} role="list">
        {records.map((record) => (
          <Row
            key={record.seat}
            record={record}
            frame={frame}
            office={room.seats.find((seat) => seat.seat === record.seat)?.office ?? ""}
            open={open === record.seat}
            onToggle={() => setOpen(open === record.seat ? null : record.seat)}
          />
        ))}
      </ol>
    </section>
  );
}

interface RowProps {
  record: SeatRecord;
  frame: Frame;
  office: string;
  open: boolean;
  onToggle(): void;
}

function Row({ record, frame, office, open, onToggle }: RowProps) {
  const length = durationWords(record.total);
  const whole = frame.to - frame.from;
  return (
    <li class={css.cover} data-seat={record.seat}>
      <div class={css.pn}>
        <button
          type="button"
          class={css.play}
          aria-expanded={open}
          aria-label={open ? t().stopSeat(record.name) : t().playSeat(record.name)}
          onClick={onToggle}
        >
          <Icon of={open ? Square : Play} />
        </button>
        <p>
          <b class="one-line">{record.name}</b>
          <small class="one-line">{office}</small>
        </p>
      </div>
      <div class={css.track} role="img" aria-label={`${record.name}: ${t().segRec} ${length}`}>
        {record.spans.map((span) => (
          <i
            key={span.began}
            class={css.rec}
            style={{
              left: `${(100 * Math.max(0, span.began - frame.from)) / whole}%`,
              width: `${(100 * (Math.min(span.ended, frame.to) - Math.max(span.began, frame.from))) / whole}%`,
            }}
          />
        ))}
      </div>
      <p class={classes(css.dur, "num")}>
        {length}
        <small>{t().parts(record.files.length)}</small>
      </p>
      {open ? <SeatPlayer record={record} /> : null}
    </li>
  );
}

/** “๑ ชม. ๓๕ นาที”, “๒๖ นาที” or, when short, seconds. */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return t().seconds(seconds);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? t().minutes(minutes) : t().hours(Math.floor(minutes / 60), minutes % 60);
}
