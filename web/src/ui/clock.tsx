/** The time of day in Bangkok, and a signal that moves once a second for counters. */
import { signal } from "@preact/signals-core";
import { clock } from "../i18n/dates.ts";

/** Milliseconds now, moved every second while a page is open. */
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 1000);

export function Clock() {
  return (
    <span class="num keep">
      <b>{clock(now.value)}</b>
    </span>
  );
}
