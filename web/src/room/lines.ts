/** How clear the lines are, as the relay measures them: my own in a word, and those of others for who may help them. */
import { signal } from "@preact/signals-core";
import type { Grade, InSignal, LineFigures } from "../protocol/wire.ts";

/** How my own line stands; null before it was told. */
export const ownLine = signal<{ grade: Grade; worst: string | null } | null>(null);
/** The figures of every seat's line; empty for who may not see them. */
export const lines = signal<ReadonlyMap<string, LineFigures>>(new Map());

/** Figures that are older than this (ms) say nothing any more. */
const STALE_MS = 10_000;
let stale: ReturnType<typeof setTimeout> | undefined;

/** Take a signal about lines in; false for any other. */
export function hearLines(message: InSignal): boolean {
  if (message.kind === "quality") {
    ownLine.value = { grade: message.grade, worst: message.worst };
    return true;
  }
  if (message.kind !== "lines") return false;
  lines.value = new Map(message.seats.map((line) => [line.seat, line]));
  clearTimeout(stale);
  stale = setTimeout(() => {
    lines.value = new Map();
  }, STALE_MS);
  return true;
}

/** We are outside: what was told of lines does not count any more. */
export function forgetLines(): void {
  clearTimeout(stale);
  ownLine.value = null;
  lines.value = new Map();
}
