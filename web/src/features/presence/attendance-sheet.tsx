/** Who attended: how each person showed who they are, when they were there, and for how long. */
import { DoorOpen, ShieldCheck, ShieldX, TriangleAlert } from "lucide-preact";
import { clock, exactClock } from "../../i18n/dates.ts";
import { roleWords } from "../../i18n/roles.ts";
import { pick, t } from "../../i18n/t.ts";
import type { AttendanceSheet, Attended } from "../../protocol/http.ts";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Setback } from "../../ui/setback.tsx";
import css from "./sheets.module.css";

export function AttendanceCard({ meeting, sheet }: { meeting: string; sheet: AttendanceSheet }) {
  return (
    <section class="card" aria-labelledby="attendance">
      <div class={css.head}>
        <h2 id="attendance">{t().attendanceTitle}</h2>
        {sheet.opened_at === null ? null : (
          <a class="button" href={`/meetings/${meeting}/allowance`}>
            {t().toAllowance}
          </a>
        )}
      </div>
      <p class="meta">
        <Phrase text={t().attendanceRule(sheet.reconnect_seconds)} />
      </p>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class="rows" role="list">
        {sheet.seats.map((one) => (
          <Row key={one.seat} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Row({ one }: { one: Attended }) {
  return (
    <li class={css.person} data-attended={one.seat}>
      <div class="grow">
        <p>
          <b>
            <Name of={one.name ?? ""} />
          </b>
          <small>{[...new Set([one.office ?? "", roleWords(one.roles)])].join(" · ")}</small>
          <Proof one={one} />
        </p>
        {one.stays.length === 0 ? null : (
          // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
          <ul class={css.stays} role="list">
            {one.stays.map((stay) => (
              <li key={stay.since} class={stay.kind === "suspended" ? "state rest" : undefined}>
                {stay.kind === "suspended" ? <Icon of={DoorOpen} /> : null}
                {pick(t().stay, stay.kind)}{" "}
                <span class="num keep">
                  {clock(stay.since)} – {clock(stay.until)}
                </span>
                {stay.rooms.length === 0 ? null : <small> {whereWords(stay)}</small>}
              </li>
            ))}
          </ul>
        )}
        {one.raw.length > 1 ? <Raw one={one} /> : null}
      </div>
      <p class={css.total}>
        {one.came ? (
          <>
            <b class="num keep">{t().minutes(one.minutes)}</b>
            {one.suspended_minutes === 0 ? null : (
              <small class="num keep">{t().suspendedFor(one.suspended_minutes)}</small>
            )}
          </>
        ) : (
          <span class="state off">{t().didNotCome}</span>
        )}
      </p>
    </li>
  );
}

function whereWords(stay: Attended["stays"][number]): string {
  const rooms = stay.rooms.map((room) => t().atRoom(room ?? ""));
  return [...rooms, ...(stay.by_means ? [t().byMeans] : [])].join(" · ");
}

function Proof({ one }: { one: Attended }) {
  if (one.setback !== null) {
    const { kind, at, by, reason } = one.setback;
    return (
      <small class="state bad wraps" data-setback={kind}>
        <Icon of={ShieldX} />
        <Setback words={pick(t().proofSetback, kind)} at={at} by={by} reason={reason} />
      </small>
    );
  }
  if (one.never_proven) {
    return (
      <small class="state warn">
        <Icon of={TriangleAlert} />
        {t().neverProven}
      </small>
    );
  }
  if (one.proof === null || one.proven_at === null) return null;
  return (
    <small class="proof">
      <Icon of={ShieldCheck} />
      <span>
        {pick(t().provenBy, one.proof)}
        {one.let_in_by === null ? null : (
          <>
            {" "}
            <Name of={one.let_in_by} />
          </>
        )}{" "}
        <span class="num keep">{clock(one.proven_at)}</span>
      </span>
    </small>
  );
}

/** The stretches of the real lines, before what was found again in time was joined. */
function Raw({ one }: { one: Attended }) {
  return (
    <details>
      <summary>
        {t().rawStretches(one.raw.length)}
        <span class="sr"> {one.name ?? ""}</span>
      </summary>
      <ol class="num">
        {one.raw.map((span) => (
          <li key={span.since}>
            {exactClock(new Date(span.since).getTime())} – {exactClock(new Date(span.until).getTime())}
          </li>
        ))}
      </ol>
    </details>
  );
}
