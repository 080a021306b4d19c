/** The seats of a recording as they were at this moment: picture, or why there is none, and who speaks. */
import { DoorOpen, MicOff, Volume2 } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { pick, t } from "../../i18n/t.ts";
import { classes } from "../../ui/classes.ts";
import { Avatar } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name, unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import type { Conductor } from "./conductor.ts";
import { type Clip, type Gap, gapAt, holding, type Line, type Sitting, sittingIn, wanted } from "./playback.ts";
import { filled } from "./sound.ts";
import css from "./whole.module.css";

/** Moving pictures at once; every other seat keeps its place, and its sound. */
const MOST_PICTURES = 10;

interface Props {
  sitting: Sitting;
  conductor: Conductor;
}

export function Seats({ sitting, conductor }: Props) {
  const at = conductor.at.value;
  const seen = new Set(
    sitting.lines
      .filter((line) => holding(line.camera, at))
      .slice(0, MOST_PICTURES)
      .map((line) => line.seat),
  );
  const shown = sitting.lines.find((line) => holding(line.screen, at));
  return (
    <>
      {shown === undefined || !conductor.begun.value ? null : (
        <figure class={css.screen}>
          <Clips clips={shown.screen} line={shown} conductor={conductor} />
          <figcaption class="meta">
            <Phrase text={t().screenOf(unbroken(shown.name))} />
          </figcaption>
        </figure>
      )}
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class={css.seats} role="list">
        {sitting.lines.filter(hasFiles).map((line) => (
          <Seat
            key={line.seat}
            line={line}
            holds={sittingIn(sitting.lines, line.seat, at)}
            conductor={conductor}
            withPicture={seen.has(line.seat)}
          />
        ))}
      </ul>
    </>
  );
}

/** A seat of which nothing at all was recorded has its line in the coverage, and none here. */
function hasFiles(line: Line): boolean {
  return line.sound.length + line.camera.length + line.screen.length > 0;
}

interface SeatProps {
  line: Line;
  /** Who sits before it, where it is the device of a meeting room. */
  holds: readonly Line[];
  conductor: Conductor;
  withPicture: boolean;
}

function Seat({ line, holds, conductor, withPicture }: SeatProps) {
  const at = conductor.at.value;
  const gap = gapAt(line, at);
  const speaks = conductor.speaking.value.has(line.seat);
  const only = conductor.only.value.has(line.seat);
  const broken = conductor.broken.value;
  const camera = holding(line.camera, at);
  const moves = withPicture && conductor.begun.value && camera !== undefined && !broken.has(camera.file);
  const isLost = broken.has(holding(line.sound, at)?.file ?? "");
  const why = gap !== null ? gapWords(gap) : isLost ? t().soundLost : null;
  return (
    <li class={classes(css.seat, speaks && css.speaks, gap?.kind === "suspended" && css.rests)} data-seat={line.seat}>
      <div class={css.face}>
        {moves ? null : why === null ? <Avatar name={line.name} /> : <Away why={why} gap={gap} />}
        {conductor.begun.value ? (
          <>
            {withPicture ? <Clips clips={line.camera} line={line} conductor={conductor} hidden={!moves} /> : null}
            {wanted(line.sound, at, conductor.speed.value).map((clip) => (
              <Sound key={clip.file} clip={clip} seat={line.seat} conductor={conductor} />
            ))}
          </>
        ) : null}
        {moves && why !== null ? <span class={css.flag}>{why}</span> : null}
        {speaks ? (
          <span class={css.talk}>
            <Icon of={Volume2} />
            {t().speaking}
          </span>
        ) : null}
      </div>
      <p class={css.name}>
        <b>
          <Name of={line.name} />
        </b>
        <small>{holds.length === 0 ? line.office : t().roomHolds(holds.map((one) => one.name).join(", "))}</small>
      </p>
      {line.sound.length === 0 ? null : (
        <button
          type="button"
          class={classes(css.only, only && css.on)}
          aria-pressed={only}
          aria-label={t().onlySeat(line.name)}
          onClick={() => conductor.listenOnlyTo(line.seat)}
        >
          {t().only}
        </button>
      )}
    </li>
  );
}

function gapWords(gap: Gap): string {
  return gap.reason === null ? t().stretch[gap.kind] : pick(t().gap, gap.reason);
}

/** Why this seat is neither seen nor heard at this moment. */
function Away({ why, gap }: { why: string; gap: Gap | null }) {
  return (
    <p class={css.away}>
      <Icon of={gap?.kind === "suspended" ? DoorOpen : MicOff} />
      <span>{why}</span>
    </p>
  );
}

interface ClipsProps {
  clips: readonly Clip[];
  line: Line;
  conductor: Conductor;
  hidden?: boolean;
}

function Clips({ clips, line, conductor, hidden }: ClipsProps) {
  const at = conductor.at.value;
  const now = holding(clips, at);
  return (
    <>
      {wanted(clips, at, conductor.speed.value).map((clip) => (
        <Picture
          key={clip.file}
          clip={clip}
          seat={line.seat}
          conductor={conductor}
          hidden={hidden === true || clip !== now}
        />
      ))}
    </>
  );
}

interface OneProps {
  clip: Clip;
  seat: string;
  conductor: Conductor;
}

function Picture({ clip, seat, conductor, hidden }: OneProps & { hidden: boolean }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (element.current !== null) return conductor.hold(clip, seat, element.current);
  }, [clip, seat, conductor]);
  return (
    <video
      ref={element}
      src={`${clip.url}?pieces=1`}
      muted
      playsInline
      preload="auto"
      tabIndex={-1}
      aria-hidden="true"
      class={hidden ? css.waiting : undefined}
      onError={() => conductor.misses(clip)}
    />
  );
}

/** The sound of a file, fetched whole, so that its holes can be filled and its time is the meeting's. */
function Sound({ clip, seat, conductor }: OneProps) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (audio === null) return;
    const stop = new AbortController();
    const drop = conductor.hold(clip, seat, audio);
    let address: string | null = null;
    fetch(clip.url, { signal: stop.signal, credentials: "same-origin" })
      .then(async (answer) => {
        if (!answer.ok) throw new Error(`${answer.status}`);
        const whole = filled(new Uint8Array(await answer.arrayBuffer()));
        if (stop.signal.aborted) return;
        address = URL.createObjectURL(new Blob([whole as BlobPart], { type: "audio/webm" }));
        audio.src = address;
      })
      .catch(() => stop.signal.aborted || conductor.misses(clip));
    return () => {
      stop.abort();
      drop();
      audio.removeAttribute("src");
      if (address !== null) URL.revokeObjectURL(address);
    };
  }, [clip, seat, conductor]);
  // biome-ignore lint/a11y/useMediaCaption: the record has no captions; the minutes are its text.
  return <audio ref={element} preload="auto" hidden />;
}
