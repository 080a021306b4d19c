/** The wiring of this page's media: the view says whether we are inside, the peer does the rest. */
import { computed, effect, signal } from "@preact/signals-core";
import * as devices from "../../media/devices.ts";
import { Speaking } from "../../media/levels.ts";
import { Peer } from "../../media/peer.ts";
import { isNarrow } from "../../media/screen.ts";
import { measure } from "../../media/statistics.ts";
import { camerasOff, picturesBySeat, screenStands, sharedScreen, sounds, stillSeats } from "../../media/tracks.ts";
import { room, you } from "../../room/derived.ts";
import { forgetLines, hearLines } from "../../room/lines.ts";
import { line, listen, sendSignal, wasMovedHere } from "../../room/store.ts";
import { hearVisitor } from "../../room/visitors.ts";
import { say } from "../../ui/live.tsx";
import { plain } from "../../ui/phrase.tsx";
import { comeIn, keepChoice, stillOffWords } from "./own-choice.ts";

const AUDIO_SLOTS = 4;
const VIDEO_SLOTS = 10;
const VIDEO_SLOTS_PHONE = 5;
/** Nobody sees finer pixels in a moving face; they would only fill the line. */
const SHARPEST = 2;
const STATS_MS = 5000;

export const peer = new Peer({
  send: sendSignal,
  connection: (config) => new RTCPeerConnection(config),
});

/** The moving picture of each seat that has one. */
export const pictures = computed(() => picturesBySeat(peer.layout.value, peer.streams.value));
/** The screen that somebody shares, once it comes. */
export const screen = computed(() => sharedScreen(peer.layout.value, peer.streams.value));
/** Why it stands still, on a weak line. */
export const screenStill = computed(() => screenStands(peer.layout.value));
/** Every sounding line; all of them are played. */
export const heard = computed(() => sounds(peer.streams.value));
/** Seats whose microphone is off, as far as we know it. */
export const silent = computed(() => peer.muted.value);
/** Seats whose camera is off, as far as we know it. */
export const unseen = computed(() => camerasOff(peer.layout.value));
/** Seats whose picture stands still, and whose line is weak: ours or theirs. */
export const still = computed(() => stillSeats(peer.layout.value));
/** Whether our own line is too weak for every picture. */
export const weakLine = computed(() => peer.asked.value !== "all" || [...still.value.values()].includes("held"));
/** Whether our camera is on and sends nothing: our line carries sound alone. */
export const pictureRests = computed(
  () => peer.asked.value === "off" && devices.wanted.value.camera && devices.tracks.value.camera !== null,
);
/** Seats that are speaking now. */
export const speaking = signal<ReadonlySet<string>>(new Set());
/** Whether the browser refused to play sound until the person presses something. */
export const soundBlocked = signal(false);

/** A picture of somebody is on the screen in this size, in CSS pixels, or not any more. */
export function showing(stream: MediaStream, width: number, height: number): void {
  const density = Math.min(devicePixelRatio, SHARPEST);
  peer.shown(stream, Math.round(width * density), Math.round(height * density));
}

/** Follow the view until the returned function is called. */
export function startMedia(): () => void {
  const stops = [
    listen({
      signal: (message) => hearLines(message) || hearVisitor(message) || peer.receive(message),
      refused: (conn, refusal) => peer.refused(conn, refusal),
    }),
    keepChoice(),
    effect(followPlan),
    effect(followDevices),
    effect(followLine),
    followSpeakers(),
    followVisibility(),
    followNetwork(),
    reportStatistics(),
  ];
  return () => {
    for (const stop of stops) stop();
    peer.leave();
    devices.stop("mic");
    devices.stop("camera");
  };
}

// A line that has ended for good (another page, signed out) will never tell us that we are outside.
const inside = computed(() => you.value?.media.inside === true && line.value.at !== "ended");
const sends = computed(() => (you.value?.media.sends ?? []).join());

function followPlan(): void {
  if (!inside.value) {
    peer.leave();
    forgetLines();
    devices.stop("mic");
    devices.stop("camera");
    return;
  }
  const sources = sends.value.split(",");
  const isUnasked = comeIn(room.peek()?.meeting ?? "", you.peek()?.seat ?? "");
  if (isUnasked && sources.includes("mic")) say(plain(stillOffWords(sources)));
  const wish = (["mic", "camera"] as const).filter((source) => sources.includes(source));
  for (const source of ["mic", "camera"] as const) if (!wish.includes(source)) devices.forbid(source);
  const { mic, camera } = devices.wanted.peek();
  if (wish.includes("mic") && mic) void devices.open("mic").then(applyMute);
  if (wish.includes("camera") && camera) void devices.open("camera");
  const [most, layers] = isNarrow() ? ([VIDEO_SLOTS_PHONE, 2] as const) : ([VIDEO_SLOTS, 3] as const);
  const video = room.peek()?.sound_only ? 0 : most;
  peer.enter({ sends: wish, audio: AUDIO_SLOTS, video, layers, takeover: wasMovedHere() });
}

function applyMute(track: MediaStreamTrack | null): void {
  if (track !== null) track.enabled = devices.wanted.peek().mic;
}

function followDevices(): void {
  const { mic, camera } = devices.tracks.value;
  devices.wanted.value;
  void peer.put("mic", mic).then(() => peer.tellMuted("mic", isMuted("mic")));
  void peer.put("camera", camera).then(() => peer.tellMuted("camera", isMuted("camera")));
}

/** As it is when it is told: of two changes the earlier may be done later, and must not be told last. */
function isMuted(kind: devices.Kind): boolean {
  return devices.tracks.peek()[kind] === null || !devices.wanted.peek()[kind];
}

function followNetwork(): () => void {
  const back = () => peer.networkBack();
  addEventListener("online", back);
  return () => removeEventListener("online", back);
}

let wasOpen = false;
function followLine(): void {
  const open = line.value.at === "open";
  if (open && !wasOpen) peer.lineBack();
  wasOpen = open;
}

function followSpeakers(): () => void {
  const marks = new Speaking();
  const update = () => {
    const next = marks.take(peer.speakers.peek(), Date.now());
    const before = speaking.peek();
    if (next.size !== before.size || [...next].some((seat) => !before.has(seat))) speaking.value = next;
  };
  const stop = peer.speakers.subscribe(update);
  const timer = setInterval(() => {
    const next = marks.take([], Date.now());
    if (next.size !== speaking.peek().size) speaking.value = next;
  }, 500);
  return () => {
    stop();
    clearInterval(timer);
  };
}

function followVisibility(): () => void {
  const changed = () => peer.hide(document.hidden);
  changed();
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}

function reportStatistics(): () => void {
  const timer = setInterval(() => {
    const pc = peer.connection();
    if (pc === null || peer.status.peek() !== "live") return;
    void measure(pc).then((figures) => sendSignal({ kind: "stats", conn: peer.name(), ...figures }));
  }, STATS_MS);
  return () => clearInterval(timer);
}

declare global {
  interface Window {
    /** For tests and support: the live connection and the relay's layout; nothing here changes anything. */
    meetingDebug?: { peer: () => RTCPeerConnection | null; layout: () => readonly unknown[] };
  }
}

window.meetingDebug = { peer: () => peer.connection(), layout: () => peer.layout.peek() };
