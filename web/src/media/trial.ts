/** Trying the line before the door: a picture of nobody goes to the relay and comes back; the relay says how. */
import { randomId } from "../protocol/ids.ts";
import type { Refusal } from "../protocol/refusal.ts";
import type { InSignal, OutSignal } from "../protocol/wire.ts";

/** `failed`: nothing can be said, since nobody answered or the page was not to be seen. */
export type Carried = "good" | "sound" | "bad" | "failed";

export interface TrialPorts {
  /** Hand a signal to the meeting's socket; false when the line is down. */
  send(signal: OutSignal): boolean;
  listen(listener: { signal(signal: InSignal): void; refused(conn: string, refusal: Refusal): void }): () => void;
  connection(config: RTCConfiguration): RTCPeerConnection;
  picture(): { track: MediaStreamTrack; stop(): void };
}

/** The relay has the last word after seven seconds; whoever it cannot reach by then is told so by us. */
const ANSWER_MS = 6000;
const REACH_MS = 12_000;
const VERDICT_MS = 12_000;
const MOST = 600_000;

/** Whether this browser can make a picture of its own to send. */
export function canTry(): boolean {
  const canvas = globalThis.HTMLCanvasElement as typeof HTMLCanvasElement | undefined;
  const rtc = globalThis.RTCPeerConnection as typeof RTCPeerConnection | undefined;
  return rtc !== undefined && canvas?.prototype.captureStream !== undefined;
}

/** Try it once; what came of it is told, unless the returned function calls it off. */
export function tryLine(ports: TrialPorts, told: (carried: Carried) => void): () => void {
  const conn = randomId("conn");
  let pc: RTCPeerConnection | null = null;
  let picture: ReturnType<TrialPorts["picture"]> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const within = (ms: number, otherwise: Carried) => {
    clearTimeout(timer);
    timer = setTimeout(() => end(otherwise), ms);
  };
  const end = (carried: Carried | null) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", unseen);
    deaf();
    picture?.stop();
    pc?.close();
    if (carried !== null) told(carried);
  };
  // A page that nobody sees draws slowly: what the relay then measures tells nothing of the line.
  const unseen = () => document.hidden && end("failed");
  document.addEventListener("visibilitychange", unseen);
  const offer = async (iceServers: RTCIceServer[]) => {
    if (pc !== null) return;
    const made = ports.connection({ bundlePolicy: "max-bundle", iceServers });
    pc = made;
    picture = ports.picture();
    const sendEncodings = [{ maxBitrate: MOST }];
    const sender = made.addTransceiver(picture.track, { direction: "sendonly", sendEncodings });
    made.addTransceiver("video", { direction: "recvonly" });
    made.oniceconnectionstatechange = () => {
      if (made.iceConnectionState === "connected") within(VERDICT_MS, "failed");
    };
    const { sdp = "" } = await made.createOffer();
    await made.setLocalDescription({ type: "offer", sdp });
    if (over) return;
    within(REACH_MS, "bad");
    ports.send({ kind: "trial_offer", conn, sdp, mid: sender.mid ?? "" });
  };
  const take = async (message: InSignal) => {
    if (message.kind === "opened") await offer(message.ice_servers ?? []);
    else if (message.kind === "answer") await pc?.setRemoteDescription({ type: "answer", sdp: message.sdp });
    else if (message.kind === "tried") end(message.network);
  };
  const deaf = ports.listen({
    signal: (message) => {
      if ("conn" in message && message.conn === conn) take(message).catch(() => end("failed"));
    },
    refused: (name) => name === conn && end("failed"),
  });
  within(ANSWER_MS, "failed");
  if (!ports.send({ kind: "trial", conn })) queueMicrotask(() => end("failed"));
  return () => end(null);
}

const WIDE = 320;
const HIGH = 180;
const BLOCK = 8;
const FRAME_MS = 66;

/** Coloured squares that change all the time: nothing of the person, and as heavy as the line allows. */
export function squares(): { track: MediaStreamTrack; stop(): void } {
  const canvas = document.createElement("canvas");
  canvas.width = WIDE;
  canvas.height = HIGH;
  const drawing = canvas.getContext("2d");
  const draw = () => {
    for (let x = 0; x < WIDE; x += BLOCK) {
      for (let y = 0; y < HIGH; y += BLOCK) {
        if (drawing === null) return;
        drawing.fillStyle = `hsl(${Math.floor(Math.random() * 360)} 60% 50%)`;
        drawing.fillRect(x, y, BLOCK, BLOCK);
      }
    }
  };
  draw();
  const drawn = setInterval(draw, FRAME_MS);
  const [track] = canvas.captureStream().getVideoTracks();
  if (track === undefined) throw new Error("a canvas without a picture");
  return {
    track,
    stop: () => {
      clearInterval(drawn);
      track.stop();
    },
  };
}
