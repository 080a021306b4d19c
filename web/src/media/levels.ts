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
  if (Context === undefined) return;
  const context = new Context();
  for (const [index, frequency] of [523, 659].entries()) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const start = context.currentTime + index * 0.35;
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.25, start + 0.04);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.75);
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
