/** Which of several sound elements can be heard just now: for the mark of who is speaking in a recording. */

/** Root mean square above which somebody is speaking (of full scale; about −46 dB). */
const SPEECH = 0.005;
/** A mark stays this long after the last word (ms). */
const HOLD_MS = 900;

export class Hearing {
  private context: AudioContext | null = null;
  private readonly listened = new Map<HTMLMediaElement, AnalyserNode>();
  private readonly until = new Map<HTMLMediaElement, number>();

  /** Begin to listen; called by a press, since browsers keep quiet before one. */
  wake(): void {
    const Context = globalThis.AudioContext as typeof AudioContext | undefined;
    if (Context === undefined) return;
    this.context ??= new Context();
    void this.context.resume();
  }

  /** Whether somebody speaks in this element at `now` (ms). */
  speaks(element: HTMLMediaElement, now: number): boolean {
    const analyser = this.analyserOf(element);
    if (analyser === null) return false;
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    if (Math.sqrt(power) > SPEECH) this.until.set(element, now + HOLD_MS);
    return (this.until.get(element) ?? 0) > now;
  }

  forget(element: HTMLMediaElement): void {
    this.listened.get(element)?.disconnect();
    this.listened.delete(element);
    this.until.delete(element);
  }

  close(): void {
    void this.context?.close();
    this.context = null;
  }

  private analyserOf(element: HTMLMediaElement): AnalyserNode | null {
    // A context that sleeps would swallow the sound: only one that runs gets it.
    if (this.context?.state !== "running") return null;
    let analyser = this.listened.get(element);
    if (analyser === undefined) {
      analyser = this.context.createAnalyser();
      analyser.fftSize = 2048;
      this.context.createMediaElementSource(element).connect(analyser).connect(this.context.destination);
      this.listened.set(element, analyser);
    }
    return analyser;
  }
}
