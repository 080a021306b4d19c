/** In-page playback: a picture with its sound kept beside it, or the sound alone. */
import { useEffect, useRef } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { pick, t } from "../../i18n/t.ts";
import type { RecordingFile } from "../../protocol/http.ts";
import { type SeatRecord, soundFor } from "./coverage.ts";
import css from "./record.module.css";

/** Sound and picture of one seat may drift this much before the sound is set right (s). */
const DRIFT_S = 0.25;

export function SeatPlayer({ record }: { record: SeatRecord }) {
  const pictures = record.files.filter((file) => file.source !== "mic");
  const joined = new Set(pictures.map((file) => soundFor(file, record.files)?.file));
  const alone = record.files.filter((file) => file.source === "mic" && !joined.has(file.file));
  return (
    <div class={css.player}>
      {pictures.map((file) => (
        <figure key={file.file}>
          <Caption file={file} />
          <PictureWithSound picture={file} sound={soundFor(file, record.files)} />
        </figure>
      ))}
      {alone.map((file) => (
        <figure key={file.file}>
          <Caption file={file} />
          {/* biome-ignore lint/a11y/useMediaCaption: the record has no captions; the minutes are its text. */}
          <audio controls preload="metadata" src={file.url} />
        </figure>
      ))}
      <FileList record={record} />
    </div>
  );
}

function Caption({ file }: { file: RecordingFile }) {
  return (
    <figcaption class="meta num">
      {pick(t().source, file.source)} {clock(file.began)} – {clock(file.ended)}
    </figcaption>
  );
}

function PictureWithSound({ picture, sound }: { picture: RecordingFile; sound: RecordingFile | null }) {
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
      <video ref={video} controls preload="metadata" src={picture.url} playsInline />
      {sound === null ? null : (
        // biome-ignore lint/a11y/useMediaCaption: see above.
        <audio ref={audio} preload="auto" src={sound.url} hidden />
      )}
    </>
  );
}

/** Keep the sound at the picture's time while it plays, pauses, seeks or changes speed. */
function follow(leader: HTMLVideoElement, follower: HTMLAudioElement, offset: number): () => void {
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

function FileList({ record }: { record: SeatRecord }) {
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
