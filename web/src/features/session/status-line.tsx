/** Quorum, recording, clock: always in view, always in this order. */
import { clock } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import type { Quorum, Room } from "../../protocol/wire.ts";
import { line } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { Clock } from "../../ui/clock.tsx";
import css from "./status-line.module.css";

const MOST_DOTS = 15;

export function StatusLine({ room }: { room: Room }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would look like a form to readers.
    <div class={css.line} role="group" aria-label={t().status}>
      {room.quorum === null || room.phase === "closed" ? null : (
        <QuorumWords quorum={room.quorum} open={room.phase === "open"} />
      )}
      <RecordingWords room={room} />
      <Clock />
    </div>
  );
}

function QuorumWords({ quorum, open }: { quorum: Quorum; open: boolean }) {
  const word = quorum.met ? t().quorumMet : open ? t().quorumNot : t().quorumNotYet;
  return (
    <span>
      <Dots quorum={quorum} />
      {quorum.met || open ? <b class={quorum.met ? css.good : css.bad}>{word}</b> : <span>{word}</span>}
      <span>{t().ofBase(quorum.present, quorum.base)}</span>
      {quorum.lost_since === null ? null : <span class={css.since}>{t().since(clock(quorum.lost_since))}</span>}
    </span>
  );
}

function Dots({ quorum }: { quorum: Quorum }) {
  if (quorum.dots.length > MOST_DOTS) {
    const share = `${Math.round((100 * quorum.present) / Math.max(1, quorum.base))}%`;
    return (
      <span class={css.bar} aria-hidden="true">
        <i style={{ width: share }} />
      </span>
    );
  }
  return (
    <span class={css.dots} aria-hidden="true">
      {quorum.dots.map((dot, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a dot's identity is its place in the roster.
        <i key={index} class={dot === "present" ? undefined : css[dot]} />
      ))}
    </span>
  );
}

function RecordingWords({ room }: { room: Room }) {
  const recording = room.recording;
  // What was so when the line was lost may not be so now.
  if (line.value.at === "lost" && recording?.on) return <span>{t().recordingUnknown}</span>;
  // From outside the door one is not told; that the meeting goes on is all there is to say.
  if (recording === null && room.phase === "open") return <span>{t().phaseOpen}</span>;
  if (recording === null || !recording.on) {
    return (
      <span>
        <i class={classes(css.rec, css.idle)} aria-hidden="true" />
        <span>{room.phase === "closed" ? t().recordingEnded : t().noRecordingYet}</span>
      </span>
    );
  }
  if (recording.faults.length > 0) return <b class={css.bad}>{t().recordingFault(recording.faults.length)}</b>;
  const [trouble] = recording.troubles;
  if (trouble !== undefined) return <b class={css.bad}>{t().troubles[trouble]}</b>;
  return (
    <span>
      <i class={css.rec} aria-hidden="true" />
      <span>
        <span class="desk-only">{t().recordingLong}</span>
        {t().recording}
      </span>
    </span>
  );
}
