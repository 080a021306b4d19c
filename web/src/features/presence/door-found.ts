/** What trying the devices at the door has shown so far, told to those who help; it keeps nobody out. */
import { computed, effect, signal } from "@preact/signals-core";
import * as devices from "../../media/devices.ts";
import type { You } from "../../protocol/wire.ts";
import { send } from "../../room/store.ts";

export type Tried = You["checks"][number]["microphone"];
export type Network = You["checks"][number]["network"];
type Found = Pick<You["checks"][number], "microphone" | "camera" | "voice" | "network">;

/** Whether the microphone has heard more than the room. */
export const micHeard = signal(false);
/** Whether one heard oneself. */
export const voice = signal<Tried>("skipped");
/** What the line carried when it was tried. */
export const network = signal<Network>("skipped");

function tried(kind: devices.Kind, works: boolean): Tried | null {
  if (!devices.wanted.value[kind]) return "skipped";
  if (devices.troubles.value[kind] !== null) return "fails";
  if (devices.tracks.value[kind] === null) return null;
  return works ? "works" : "skipped";
}

/** As it stands; null while a device is still being opened. */
function found(soundOnly: boolean): Found | null {
  const microphone = tried("mic", micHeard.value);
  const camera = soundOnly ? "skipped" : tried("camera", true);
  if (microphone === null || camera === null) return null;
  return { microphone, camera, voice: voice.value, network: network.value };
}

/** Tell each change until the returned function is called. */
export function reportFound(soundOnly: boolean): () => void {
  let last = "";
  const now = computed(() => found(soundOnly));
  return effect(() => {
    const told = JSON.stringify(now.value);
    if (now.value === null || told === last) return;
    last = told;
    // A refusal changes nothing for whoever stands at the door.
    send("presence.report_check", now.value).catch(() => undefined);
  });
}
