/** One clock for every seat: it runs while the meeting is played, and each element is kept at it. Times in ms. */
import { signal } from "@preact/signals-core";
import { Hearing } from "../../media/hearing.ts";
import { type Clip, corrected, holding, type Sitting } from "./playback.ts";

export const TICK_MS = 250;
/** The clock waits this long for sounds that are not there yet, and then goes on without them. */
const PATIENCE_MS = 20_000;
/** A paused element is put right when it is off by more than this (s). */
const STILL_S = 0.05;

/** The `readyState` from which an element has something to play. */
const HAS_DATA = 2;

export const SPEEDS = [1, 1.5, 2] as const;

interface Held {
  clip: Clip;
  seat: string;
  element: HTMLMediaElement;
}

export class Conductor {
  /** Where in the meeting we are. */
  readonly at = signal(0);
  readonly playing = signal(false);
  /** Whether anything has been asked to play or to be looked at: before that nothing is fetched. */
  readonly begun = signal(false);
  readonly speed = signal<number>(1);
  /** How many seats' sound the clock waits for. */
  readonly waits = signal(0);
  readonly speaking = signal<ReadonlySet<string>>(new Set());
  /** The seats that alone are heard; none: all. */
  readonly only = signal<ReadonlySet<string>>(new Set());
  /** Files that could not be fetched. */
  readonly broken = signal<ReadonlySet<string>>(new Set());

  private readonly held = new Map<string, Held>();
  private readonly hearing = new Hearing();
  private timer: ReturnType<typeof setInterval> | undefined;
  private last = 0;
  private waitsSince: number | null = null;

  constructor(
    private readonly sitting: Sitting,
    private readonly time: () => number = () => performance.now(),
  ) {
    this.at.value = sitting.from;
  }

  /** Begin to keep elements at the clock; until the returned function is called. */
  conduct(): () => void {
    this.last = this.time();
    this.timer = setInterval(() => this.tick(), TICK_MS);
    return () => {
      clearInterval(this.timer);
      this.hearing.close();
    };
  }

  play(): void {
    if (this.at.value >= this.sitting.to) this.at.value = this.sitting.from;
    this.begun.value = true;
    this.hearing.wake();
    this.playing.value = true;
    this.waitsSince = null;
    this.last = this.time();
    this.tick();
  }

  pause(): void {
    this.playing.value = false;
    this.tick();
  }

  seek(at: number): void {
    this.begun.value = true;
    this.at.value = Math.max(this.sitting.from, Math.min(this.sitting.to, at));
    this.waitsSince = null;
  }

  listenOnlyTo(seat: string): void {
    const only = new Set(this.only.value);
    if (!only.delete(seat)) only.add(seat);
    this.only.value = only;
  }

  /** An element that plays this file is on the page. */
  hold(clip: Clip, seat: string, element: HTMLMediaElement): () => void {
    this.held.set(clip.file, { clip, seat, element });
    return () => {
      this.held.delete(clip.file);
      this.hearing.forget(element);
      element.pause();
    };
  }

  /** A file cannot be fetched: nobody waits for it. */
  misses(clip: Clip): void {
    this.broken.value = new Set([...this.broken.value, clip.file]);
  }

  /** One turn: move the clock, then bring every element to it. */
  tick(): void {
    const now = this.time();
    const passed = now - this.last;
    this.last = now;
    const waits = this.playing.value ? this.notReady() : 0;
    this.waits.value = waits;
    if (waits === 0) this.waitsSince = null;
    else this.waitsSince ??= now;
    const isHeld = this.waitsSince !== null && now - this.waitsSince < PATIENCE_MS;
    if (this.playing.value && !isHeld)
      this.at.value = Math.min(this.sitting.to, this.at.value + passed * this.speed.value);
    if (this.at.value >= this.sitting.to) this.playing.value = false;
    for (const one of this.held.values()) this.align(one, this.playing.value && !isHeld);
    this.listen(now);
  }

  private notReady(): number {
    return this.sitting.lines.filter((line) => {
      const clip = holding(line.sound, this.at.value);
      if (clip === undefined || this.broken.value.has(clip.file)) return false;
      const element = this.held.get(clip.file)?.element;
      return element === undefined || (element.readyState < HAS_DATA && !element.ended);
    }).length;
  }

  private align({ clip, seat, element }: Held, runs: boolean): void {
    element.muted = element instanceof HTMLVideoElement || (this.only.value.size > 0 && !this.only.value.has(seat));
    const at = this.at.value;
    const isNow = clip.began <= at && at < clip.ended;
    const should = isNow ? (at - clip.began) / 1000 : 0;
    if (!isNow || !runs) {
      if (!element.paused) element.pause();
      if (Math.abs(element.currentTime - should) > STILL_S && element.readyState > 0) element.currentTime = should;
      return;
    }
    if (element.readyState === 0 || element.seeking) return;
    // The last frames of a file may end a moment before the file says.
    if (element.ended && should > element.duration - 0.5) return;
    const correction = corrected(element.currentTime - should, this.speed.value);
    if ("seek" in correction) element.currentTime = should;
    element.playbackRate = "rate" in correction ? correction.rate : this.speed.value;
    if (element.paused) element.play().catch(() => undefined);
  }

  private listen(now: number): void {
    const speaking = new Set<string>();
    if (this.playing.value) {
      for (const { seat, element } of this.held.values()) {
        if (element instanceof HTMLAudioElement && !element.paused && this.hearing.speaks(element, now))
          speaking.add(seat);
      }
    }
    const before = this.speaking.value;
    if (speaking.size !== before.size || [...speaking].some((seat) => !before.has(seat)))
      this.speaking.value = speaking;
  }
}
