/** Which lines to the support officers hold something that this person has not read yet. */
import { signal } from "@preact/signals-core";
import type { SupportLine, You } from "../../protocol/wire.ts";

const read = signal<ReadonlyMap<string, string>>(new Map());

/** How many lines end with something new from the other side. */
export function unreadLines(you: You): number {
  return you.support_lines.filter((line) => isUnread(line, you)).length;
}

export function isUnread(line: SupportLine, you: You): boolean {
  const last = line.messages.at(-1);
  if (last === undefined || read.value.get(line.seat) === last.message) return false;
  return (last.officer === null) !== (line.seat === you.seat);
}

/** It stands before this person's eyes. */
export function markRead(line: SupportLine): void {
  const last = line.messages.at(-1)?.message;
  if (last !== undefined && read.peek().get(line.seat) !== last) {
    read.value = new Map(read.peek()).set(line.seat, last);
  }
}
