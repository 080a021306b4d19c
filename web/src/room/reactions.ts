/** The signs that people inside have just given: each for some seconds, and then gone. */
import { signal } from "@preact/signals-core";
import type { ReactionKind } from "../protocol/wire.ts";

const SHOWN_MS = 6000;

/** By seat; one at a time. */
export const reactions = signal<ReadonlyMap<string, ReactionKind>>(new Map());
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Somebody gave a sign. */
export function shown(seat: string, kind: ReactionKind): void {
  clearTimeout(timers.get(seat));
  reactions.value = new Map(reactions.peek()).set(seat, kind);
  timers.set(
    seat,
    setTimeout(() => over(seat), SHOWN_MS),
  );
}

function over(seat: string): void {
  const left = new Map(reactions.peek());
  left.delete(seat);
  timers.delete(seat);
  reactions.value = left;
}

/** Nothing of one meeting is shown in another. */
export function forget(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  reactions.value = new Map();
}
