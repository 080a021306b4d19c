/** In-page playback: a picture with its sound kept beside it, or the sound alone. */
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { pick, t } from "../../i18n/t.ts";
import type { RecordingFile } from "../../protocol/http.ts";
import { classes } from "../../ui/classes.ts";
import { type SeatRecord, soundFor } from "./coverage.ts";
import css from "./record.module.css";

/** Sound and picture of one seat may drift this much while they play before the sound is set right (s). */
const DRIFT_S = 0.12;

/** A picture with the sound that belongs to it, or a sound that no picture goes with. */
interface Part {
  leads: RecordingFile;
  sound: RecordingFile | null;
}

/** What there is to play, in the order of the sitting. */
export function partsOf(files: readonly RecordingFile[]): Part[] {
  const pictures = files
    .filter((file) => file.source !== "mic")
    .map((file) => ({ leads: file, sound: soundFor(file, files) }));
  const taken = new Set(pictures.map((part) => part.sound?.file));
  const alone = files.filter((file) => file.source === "mic" && !taken.has(file.file));
  return [...pictures, ...alone.map((file) => ({ leads: file, sound: null }))].sort((a, b) =>
    a.leads.began.localeCompare(b.leads.began),
  );
}

/** Of a seat in the recording, or of a clip beside it. */
type Played = Pick<SeatRecord, "files">;

export function SeatPlayer({ record }: { record: Played }) {
  const parts = partsOf(record.files);
  const [at, setAt] = useState(0);
  /** The part after this one plays by itself; the first waits to be pressed. */
  const [runs, setRuns] = useState(false);
  const part = parts[at];
  if (part === undefined) return null;
  const choose = (next: number) => {
    setRuns(true);
    setAt(next);
  };
  const ended = () => {
    if (at + 1 < parts.length) choose(at + 1);
  };
  return (
    <div class={css.player}>
      {parts.length > 1 ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would look like a form to readers.
        <div class={css.parts} role="group" aria-label={t().parts(parts.length)}>
          {parts.map((one, index) => (
            <button
              key={one.leads.file}
              type="button"
              class={classes("num", index === at && css.now)}
              aria-pressed={index === at}
              onClick={() => choose(index)}
            >
              {pick(t().source, one.leads.source)} {clock(one.leads.began)}
            </button>
          ))}
        </div>
      ) : null}
      <figure key={part.leads.file}>
        <figcaption class="meta num">
          {pick(t().source, part.leads.source)} {clock(part.leads.began)} – {clock(part.leads.ended)}
        </figcaption>
        {part.leads.source === "mic" ? (
          // biome-ignore lint/a11y/useMediaCaption: the record has no captions; the minutes are its text.
          <audio controls preload="metadata" src={part.leads.url} autoPlay={runs} onEnded={ended} />
        ) : (
          <PictureWithSound picture={part.leads} sound={part.sound} runs={runs} onEnded={ended} />
        )}
      </figure>
      <FileList record={record} />
    </div>
  );
}

interface PictureProps {
  picture: RecordingFile;
  sound: RecordingFile | null;
  runs: boolean;
  onEnded(): void;
}

function PictureWithSound({ picture, sound, runs, onEnded }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  const audio = useRef<HTMLAudioElement>(null);
  const offset = sound === null ? 0 : (new Date(picture.began).getTime() - new Date(sound.began).getTime()) / 1000;
  useEffect(() => {
    const leader = video.current;
    const follower = audio.current;
    if (leader === null || follower === null) return;
    return follow(leader, follower, offset);
  }, [offset]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: the record has no captions; the minutes are its text. */}
      <video ref={video} controls preload="metadata" src={picture.url} playsInline autoPlay={runs} onEnded={onEnded} />
      {sound === null ? null : (
        // biome-ignore lint/a11y/useMediaCaption: see above.
        <audio ref={audio} preload="auto" src={sound.url} hidden />
      )}
    </>
  );
}

/** Keep the sound at the picture's time while it plays, pauses, seeks or changes speed. */
export function follow(leader: HTMLVideoElement, follower: HTMLAudioElement, offset: number): () => void {
  const align = () => {
    const time = leader.currentTime + offset;
    if (time >= 0 && Math.abs(follower.currentTime - time) > DRIFT_S) follower.currentTime = time;
    follower.playbackRate = leader.playbackRate;
    follower.volume = leader.volume;
    follower.muted = leader.muted;
    if (!leader.paused && follower.paused && time >= 0) follower.play().catch(() => undefined);
  };
  const halt = () => follower.pause();
  const events = ["play", "seeked", "ratechange", "volumechange", "timeupdate", "playing"];
  for (const name of events) leader.addEventListener(name, align);
  for (const name of ["pause", "ended", "waiting"]) leader.addEventListener(name, halt);
  return () => {
    for (const name of events) leader.removeEventListener(name, align);
    for (const name of ["pause", "ended", "waiting"]) leader.removeEventListener(name, halt);
    follower.pause();
  };
}

function FileList({ record }: { record: Played }) {
  return (
    <details>
      <summary>{t().parts(record.files.length)}</summary>
      <div class="rows">
        {record.files.map((file) => (
          <div key={file.file}>
            <p class="grow">
              <a href={file.url} download={file.file}>
                {pick(t().source, file.source)} {clock(file.began)} – {clock(file.ended)}
              </a>
              <small class={css.hash}>SHA-256 {file.sha256}</small>
            </p>
          </div>
        ))}
      </div>
    </details>
  );
}
