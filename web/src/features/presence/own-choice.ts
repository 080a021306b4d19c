/**
 * What this page's person chose to send: tried at the door, or pressed in the room.
 *
 * A page that comes into a seat by any other way (loaded anew, opened again, moved here) has no choice of its own and
 * sends nothing until its person says so; one that is only reloaded finds the choice it had.
 */
import { computed, effect, signal } from "@preact/signals-core";
import { t } from "../../i18n/t.ts";
import * as devices from "../../media/devices.ts";

/** A reload takes seconds; whoever opens a page again later has forgotten what was on. */
const FRESH_MS = 60_000;
const KEPT = "devices";

/** The meeting and seat for which this page has a choice. */
let place: string | null = null;
/** What this page had chosen before it was loaded anew, until it comes in. */
let kept: Kept | null = null;
/** Whether everything is off only because nobody said otherwise. */
const unasked = signal(false);

/** What to tell such a person, by what they may send. */
export function stillOffWords(sends: readonly string[]): string {
  return sends.includes("camera") ? t().stillOff : t().stillOffSound;
}

/** Whether to tell the person that they are not heard or seen; not any more once they turned something on. */
export const stillOff = computed(() => unasked.value && !on());

const on = () => devices.wanted.value.mic || devices.wanted.value.camera;

/** The person enters by the door, where both were tried: what is on there is their choice. */
export function chooseAtDoor(meeting: string, seat: string): void {
  place = `${meeting} ${seat}`;
  unasked.value = false;
}

/** The page is inside: without a choice for this seat both are off; whether that is so only now. */
export function comeIn(meeting: string, seat: string): boolean {
  if (place === `${meeting} ${seat}`) return false;
  place = `${meeting} ${seat}`;
  const mine = kept?.place === place ? kept.wanted : null;
  kept = null;
  unasked.value = mine === null;
  devices.wanted.value = mine ?? { mic: false, camera: false };
  return mine === null;
}

/**
 * Keep the choice over a reload, until the returned function is called.
 *
 * While the page is open the choice lies nowhere: a copy of a tab is given all that the tab has stored.
 */
export function keepChoice(): () => void {
  kept = take() ?? kept;
  const restored = () => void take();
  addEventListener("pagehide", put);
  addEventListener("pageshow", restored);
  const stop = effect(() => {
    if (on()) unasked.value = false;
  });
  return () => {
    stop();
    removeEventListener("pagehide", put);
    removeEventListener("pageshow", restored);
  };
}

interface Kept {
  place: string;
  at: number;
  wanted: Record<devices.Kind, boolean>;
}

function put(): void {
  if (place === null || unasked.peek()) return;
  const mine: Kept = { place, at: Date.now(), wanted: devices.wanted.peek() };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(mine));
  } catch {
    // A browser that stores nothing for us comes back with both off.
  }
}

function take(): Kept | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Kept | null;
    sessionStorage.removeItem(KEPT);
    return found !== null && Date.now() - found.at < FRESH_MS ? found : null;
  } catch {
    return null;
  }
}
