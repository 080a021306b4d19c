/** Microphones and cameras: asking, choosing, and saying calmly why there is none. */
import { signal } from "@preact/signals-core";
import { isNarrow } from "./screen.ts";

export type Kind = "mic" | "camera";
export type Trouble = "denied" | "missing" | "busy" | "insecure";
export interface Device {
  id: string;
  label: string;
}

/** The devices that can be chosen, once permission has been given. */
export const choices = signal<Record<Kind, readonly Device[]>>({ mic: [], camera: [] });
/** The running track of each kind, or why there is none. */
export const tracks = signal<Record<Kind, MediaStreamTrack | null>>({ mic: null, camera: null });
export const troubles = signal<Record<Kind, Trouble | null>>({ mic: null, camera: null });
/** Whether the person wants to be heard and seen. Both start as they were tried at the door: on. */
export const wanted = signal<Record<Kind, boolean>>({ mic: true, camera: true });

const preferred: Partial<Record<Kind, string>> = {};
/** How often each kind was stopped: what was asked for before is not wanted any more when it comes. */
const stops: Record<Kind, number> = { mic: 0, camera: 0 };

const SOUND: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const LAPTOP = { width: { ideal: 1280 }, height: { ideal: 720 } };
const PHONE = { width: { ideal: 640 }, height: { ideal: 360 } };

function picture(): MediaTrackConstraints {
  return { ...(isNarrow() ? PHONE : LAPTOP), frameRate: { ideal: 20, max: 24 } };
}

/** Open one device, the preferred one first; never throws, the trouble stands in `troubles`. */
export async function open(kind: Kind): Promise<MediaStreamTrack | null> {
  const held = tracks.peek()[kind];
  if (held?.readyState === "live") return held;
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (media === undefined) return fail(kind, "insecure");
  const id = preferred[kind];
  const asked = stops[kind];
  const wish = { ...(kind === "mic" ? SOUND : picture()), ...(id === undefined ? {} : { deviceId: { ideal: id } }) };
  try {
    const stream = await media.getUserMedia(kind === "mic" ? { audio: wish } : { video: wish });
    const track = stream.getTracks()[0] ?? null;
    if (asked !== stops[kind]) {
      // Put outside, or switched off, while the browser asked: no light stays on.
      track?.stop();
      return null;
    }
    if (track !== null) track.onended = () => lost(kind, track);
    tracks.value = { ...tracks.peek(), [kind]: track };
    troubles.value = { ...troubles.peek(), [kind]: null };
    await list();
    return track;
  } catch (failure) {
    return fail(kind, reasonOf(failure));
  }
}

/** Stop one device; its light goes out. */
export function stop(kind: Kind): void {
  stops[kind] += 1;
  const track = tracks.peek()[kind];
  if (track === null) return;
  track.onended = null;
  track.stop();
  tracks.value = { ...tracks.peek(), [kind]: null };
}

/** It may not be sent: its light goes out, and it stays off until its person turns it on again. */
export function forbid(kind: Kind): void {
  stop(kind);
  if (wanted.peek()[kind]) wanted.value = { ...wanted.peek(), [kind]: false };
}

/** Use another device of this kind from now on. */
export async function choose(kind: Kind, id: string): Promise<MediaStreamTrack | null> {
  preferred[kind] = id;
  stop(kind);
  return open(kind);
}

/** The device in use, as the browser names it. */
export function chosen(kind: Kind): string {
  return tracks.value[kind]?.getSettings().deviceId ?? preferred[kind] ?? "";
}

/** Want a source or not; the camera is really stopped, the microphone is silenced and stays ready. */
export async function want(kind: Kind, on: boolean): Promise<void> {
  wanted.value = { ...wanted.peek(), [kind]: on };
  if (kind === "camera" && !on) stop("camera");
  else if (on) await open(kind);
  const track = tracks.peek().mic;
  if (kind === "mic" && track !== null) track.enabled = on;
}

/** Read the list of devices again. */
export async function list(): Promise<void> {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const of = (kind: MediaDeviceKind) =>
    all
      .filter((one) => one.kind === kind && one.deviceId !== "" && one.label !== "")
      .map((one) => ({ id: one.deviceId, label: one.label }));
  choices.value = { mic: of("audioinput"), camera: of("videoinput") };
}

function lost(kind: Kind, track: MediaStreamTrack): void {
  if (tracks.peek()[kind] !== track) return;
  tracks.value = { ...tracks.peek(), [kind]: null };
  troubles.value = { ...troubles.peek(), [kind]: "missing" };
}

function fail(kind: Kind, trouble: Trouble): null {
  tracks.value = { ...tracks.peek(), [kind]: null };
  troubles.value = { ...troubles.peek(), [kind]: trouble };
  return null;
}

function reasonOf(failure: unknown): Trouble {
  const name = failure instanceof Error ? failure.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "missing";
}
