/** The sound of the meeting: one hidden player per line, all of them always playing. */
import { useEffect, useRef } from "preact/hooks";
import { heard, soundBlocked } from "./room-media.ts";

const players = new Set<HTMLAudioElement>();

export function Sounds() {
  return (
    <div hidden>
      {heard.value.map((sound) => (
        <Player key={sound.mid} stream={sound.stream} />
      ))}
    </div>
  );
}

function Player({ stream }: { stream: MediaStream }) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (audio === null) return;
    audio.srcObject = stream;
    players.add(audio);
    play(audio);
    return () => {
      players.delete(audio);
      audio.pause();
      audio.srcObject = null;
    };
  }, [stream]);
  // biome-ignore lint/a11y/useMediaCaption: live speech has no captions yet.
  return <audio ref={element} autoPlay />;
}

function play(audio: HTMLAudioElement): void {
  audio.play().then(
    () => {
      soundBlocked.value = false;
    },
    (failure: unknown) => {
      if (failure instanceof Error && failure.name === "NotAllowedError") soundBlocked.value = true;
    },
  );
}

/** The person pressed: now the browser lets us play. */
export function playAll(): void {
  soundBlocked.value = false;
  for (const audio of players) play(audio);
}
