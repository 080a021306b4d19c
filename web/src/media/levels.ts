/** Loudness: the meter at the door, and the mark of who is speaking. */

/** Below this many dBov (0 is loudest, −127 silence) nobody is speaking. */
const SPEECH_DBOV = -50;
/** A mark stays this long after the last word, so that it does not flicker (ms). */
const HOLD_MS = 1200;

/** Follow a track's loudness from 0 to 1, ten times a second, until the returned function is called. */
export function meter(track: MediaStreamTrack, heard: (level: number) => void): () => void {
  const Context = globalThis.AudioContext as typeof AudioContext | undefined;
  if (Context === undefined) return () => undefined;
  const context = new Context();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  void context.resume();
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    heard(Math.min(1, Math.sqrt(power) * 6));
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Two soft notes to try the loudspeaker, or to call someone back. */
export function chime(): void {
  const Context = globalThis.AudioContext as typeof AudioContext | undefined;
  if (Context !== undefined) play(new Context(), [523, 659], 0.35);
}

/** How long the browser may take to let a sound begin (ms). */
const PATIENCE_MS = 1000;

/** Three short notes: somebody calls for help. Whether the browser played them; it may want something pressed first. */
export async function alarm(): Promise<boolean> {
  const Context = globalThis.AudioContext as typeof AudioContext | undefined;
  if (Context === undefined) return false;
  const context = new Context();
  await Promise.race([context.resume(), new Promise((over) => setTimeout(over, PATIENCE_MS))]);
  const plays = context.state === "running";
  if (plays) play(context, [880, 659, 880], 0.2);
  else void context.close();
  return plays;
}

/** These notes one after the other, so many seconds apart; closes the context behind them. */
function play(context: AudioContext, notes: readonly number[], apart: number): void {
  for (const [index, frequency] of notes.entries()) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const start = context.currentTime + index * apart;
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.25, start + 0.04);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 2 * apart);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + 2 * apart + 0.05);
  }
  setTimeout(() => void context.close(), 1600);
}

/** Who is speaking: the relay's newest measure, each mark held for a moment. */
export class Speaking {
  private readonly until = new Map<string, number>();

  /** Take one measure at `now` (ms) and return the seats that are speaking. */
  take(seats: readonly { seat: string; level: number }[], now: number): ReadonlySet<string> {
    for (const { seat, level } of seats) {
      if (isSpeech(level)) this.until.set(seat, now + HOLD_MS);
    }
    for (const [seat, end] of this.until) if (end <= now) this.until.delete(seat);
    return new Set(this.until.keys());
  }
}

function isSpeech(level: number): boolean {
  return level > 0 ? true : level > SPEECH_DBOV;
}
