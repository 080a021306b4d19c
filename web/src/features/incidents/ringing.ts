/** The sound by which an officer hears that somebody calls: at once, and again while nobody has acknowledged it. */
import { effect, signal } from "@preact/signals-core";
import { alarm } from "../../media/levels.ts";
import { you } from "../../room/derived.ts";

const AGAIN_MS = 15_000;

/** Whether the browser lets no sound through until something is pressed. */
export const silenced = signal(false);

let known: ReadonlySet<string> = new Set();
let timer: ReturnType<typeof setInterval> | undefined;

/** These incidents wait for this person now. */
export function ring(waiting: readonly string[]): void {
  const isNew = waiting.some((incident) => !known.has(incident));
  known = new Set(waiting);
  if (!isNew && waiting.length > 0) return;
  clearInterval(timer);
  if (waiting.length === 0) return;
  void sound();
  timer = setInterval(() => void sound(), AGAIN_MS);
}

export async function sound(): Promise<void> {
  silenced.value = !(await alarm());
}

/** Ring for what the views tell until the returned function is called. */
export function followIncidents(): () => void {
  const stop = effect(() => ring((you.value?.incidents ?? []).filter((one) => one.called).map((one) => one.incident)));
  return () => {
    stop();
    ring([]);
  };
}
