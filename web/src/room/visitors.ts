/** For how long a visitor was heard by this page, as the relay counts it. */
import { signal } from "@preact/signals-core";
import type { InSignal } from "../protocol/wire.ts";

/** Seconds by the visitor's seat; a count begins anew whenever one turns to them again. */
export const heardFor = signal<ReadonlyMap<string, number>>(new Map());

/** Take a signal about a visitor in; false for any other. */
export function hearVisitor(message: InSignal): boolean {
  if (message.kind !== "visitor") return false;
  heardFor.value = new Map([...heardFor.peek(), [message.seat, message.seconds]]);
  return true;
}
