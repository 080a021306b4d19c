/** The record of a closed meeting: the files to take away, and what each seat has on record. */
import { Clapperboard, Download, Play, ShieldCheck, Square, TriangleAlert } from "lucide-preact";
import { useState } from "preact/hooks";
import { clock, day } from "../../i18n/dates.ts";
import { language, pick, t } from "../../i18n/t.ts";
import { api, type CoverageSpan, type RecordingFile } from "../../protocol/http.ts";
import type { Room } from "../../protocol/wire.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { bySeat, type Kind, lasted, type SeatRecord, type Stretch } from "./coverage.ts";
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
        <a class="button primary" href={api.log(room.meeting)} download>
          <Icon of={Download} />
          {t().getLog}
        </a>
      </div>
    </header>
  );
}

export function RecordFiles({ meeting, sheets }: { meeting: string; sheets: boolean }) {
  const files = [
    ["minutes.txt", t().getMinutes, t().txt],
    ...(sheets ? ([["attendance.csv", t().getAttendance, t().csv]] as const) : []),
    ["votes.csv", t().getVotes, t().csv],
  ] as const;
  return (
    <section class="card" aria-labelledby="record-files">
      <h2 id="record-files">{t().files}</h2>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class={css.files} role="list">
        {files.map(([file, words, kind]) => (
          <li key={file}>
            <a class="button" href={api.paper(meeting, file, language.value)} download>
              <span>{words}</span>
              <small>{kind}</small>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The clock of the sitting; of a meeting that was never opened, from the first to the last file. */
function frameOf(room: Room, files: readonly RecordingFile[]): Frame {
  const times = files.flatMap((file) => [new Date(file.began).getTime(), new Date(file.ended).getTime()]);
  const from = room.opened_at === null ? Math.min(...times) : new Date(room.opened_at).getTime();
  const to = room.closed_at === null ? Math.max(...times) : new Date(room.closed_at).getTime();
  return { from, to: Math.max(to, from + 1000) };
}

interface CoverageProps {
  room: Room;
  files: readonly RecordingFile[];
  coverage: readonly CoverageSpan[];
}

export function Coverage({ room, files, coverage }: CoverageProps) {
  const [open, setOpen] = useState<string | null>(null);
  const records = bySeat(files, coverage, room.seats);
  if (records.length === 0) {
    return (
      <section class="card empty">
        <Icon of={Clapperboard} />
        <b>{t().noRecordings}</b>
        <small>{t().noRecordingsLine}</small>
      </section>
    );
  }
  const frame = frameOf(room, files);
  return (
    <section class="card flush" aria-labelledby="coverage">
      <Legend records={records} />
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

const KINDS: readonly Kind[] = ["recorded", "shared", "suspended", "no_right", "outside", "fault", "unexplained"];

/** Whether every stretch is accounted for, and the meaning of the bars that are there. */
function Legend({ records }: { records: readonly SeatRecord[] }) {
  const all = records.flatMap((record) => record.stretches);
  const unexplained = all.filter((stretch) => stretch.kind === "unexplained").length;
  return (
    <div class={css.head}>
      <h2 id="coverage" class={classes("state", unexplained > 0 && "warn")}>
        <Icon of={unexplained > 0 ? TriangleAlert : ShieldCheck} />
        <span>
          <Phrase text={unexplained > 0 ? t().recordOpen(unexplained) : t().recordWhole} />
        </span>
      </h2>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class={css.legend} role="list">
        {KINDS.filter((kind) => all.some((stretch) => stretch.kind === kind)).map((kind) => (
          <li key={kind}>
            <i class={css[kind]} />
            {t().stretch[kind]}
          </li>
        ))}
      </ul>
    </div>
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
  return (
    <li class={css.cover} data-seat={record.seat}>
      <div class={css.pn}>
        {record.files.length === 0 ? (
          <span class={css.play} />
        ) : (
          <button
            type="button"
            class={css.play}
            aria-expanded={open}
            aria-label={open ? t().stopSeat(record.name) : t().playSeat(record.name)}
            onClick={onToggle}
          >
            <Icon of={open ? Square : Play} />
          </button>
        )}
        <p>
          <b>
            <Name of={record.name} />
          </b>
          <small class="one-line">{office}</small>
        </p>
      </div>
      <Track record={record} frame={frame} />
      <p class={classes(css.dur, "num")}>
        {record.total === 0 ? null : durationWords(record.total)}
        {restWords(record).map((words) => (
          <small key={words}>
            <Phrase text={words} />
          </small>
        ))}
      </p>
      {open ? <SeatPlayer record={record} /> : null}
    </li>
  );
}

function Track({ record, frame }: { record: SeatRecord; frame: Frame }) {
  const whole = frame.to - frame.from;
  const words = record.stretches.map((one) => `${stretchWords(one)} ${clock(one.began)} – ${clock(one.ended)}`);
  return (
    <div class={css.track} role="img" aria-label={`${record.name}: ${words.join(", ")}`}>
      {record.stretches.map((one) => (
        <i
          key={one.began}
          class={css[one.kind]}
          title={stretchWords(one)}
          style={{
            left: `${(100 * Math.max(0, one.began - frame.from)) / whole}%`,
            width: `${(100 * (Math.min(one.ended, frame.to) - Math.max(one.began, frame.from))) / whole}%`,
          }}
        />
      ))}
    </div>
  );
}

/** What a stretch is, by its reason where it has one. */
function stretchWords(stretch: Stretch): string {
  return stretch.reason === null ? t().stretch[stretch.kind] : pick(t().gap, stretch.reason);
}

/** “ครบ”, or what is missing and for how long: “พักการเข้าร่วม ๑๙ นาที”. */
function restWords(record: SeatRecord): string[] {
  const missing = KINDS.filter((kind) => kind !== "recorded").flatMap((kind) => {
    const ms = lasted(record.stretches, kind);
    const length = record.total === 0 ? "" : ` [${durationWords(ms)}]`;
    return ms < 1000 ? [] : [`[${t().stretch[kind]}]${length}`];
  });
  return missing.length === 0 ? [t().complete] : missing;
}

/** “๑ ชม. ๓๕ นาที”, “๒๖ นาที” or, when short, seconds. */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return t().seconds(seconds);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? t().minutes(minutes) : t().hours(Math.floor(minutes / 60), minutes % 60);
}
