/** Hearing oneself: the microphone is recorded for a moment and played back, in this page alone. */

export type EchoStep = "recording" | "playing" | "played" | "failed";
/** Long enough for a sentence, short enough to be done. */
const LASTS_MS = 3000;

/** Whether this browser can record at all. */
export function canEcho(): boolean {
  return (globalThis.MediaRecorder as typeof MediaRecorder | undefined) !== undefined;
}

/** Record the track, then play it; each step is told until the returned function calls it off. */
export function echo(track: MediaStreamTrack, told: (step: EchoStep) => void): () => void {
  let address = "";
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const player = new Audio();
  const end = (step: EchoStep | null) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    player.pause();
    player.removeAttribute("src");
    if (address !== "") URL.revokeObjectURL(address);
    if (step !== null) told(step);
  };
  const play = (pieces: Blob[], type: string) => {
    if (over) return;
    address = URL.createObjectURL(new Blob(pieces, { type }));
    player.src = address;
    player.onended = () => end("played");
    player.onerror = () => end("failed");
    told("playing");
    player.play().catch(() => end("failed"));
  };
  try {
    const recorder = new MediaRecorder(new MediaStream([track]));
    const pieces: Blob[] = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => play(pieces, recorder.mimeType);
    recorder.onerror = () => end("failed");
    recorder.start();
    told("recording");
    timer = setTimeout(() => recorder.stop(), LASTS_MS);
    return () => {
      // Called off first: what stops now is not played.
      end(null);
      if (recorder.state !== "inactive") recorder.stop();
    };
  } catch {
    end("failed");
    return () => undefined;
  }
}
