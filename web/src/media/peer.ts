/** The one media connection of this page: it opens, repairs and rebuilds itself while the plan holds the seat. */
import { type Signal, signal } from "@preact/signals-core";
import { randomId } from "../protocol/ids.ts";
import type { Refusal } from "../protocol/refusal.ts";
import type { InSignal, OutSignal, Slot, Source } from "../protocol/wire.ts";
import { encodings, fitLayers, type LayerCount, SCREEN } from "./layers.ts";
import { withAudioRepair } from "./sdp.ts";

export type PeerStatus = "off" | "connecting" | "live" | "returning" | "occupied" | "elsewhere";

export interface PeerPorts {
  /** Hand a signal to the meeting's socket; false when the line is down. */
  send(signal: OutSignal): boolean;
  connection(config: RTCConfiguration): RTCPeerConnection;
}

export interface Wish {
  sends: readonly Source[];
  audio: number;
  video: number;
  /** In how many sizes the camera is sent, where relay and browser can. */
  layers: LayerCount;
  /** The person has said that the meeting shall move to this page from another one. */
  takeover?: boolean;
}

const MOST_KBPS = 1200;
/** Pictures that are moved or resized settle before the relay is told (ms). */
const SETTLE_MS = 250;
/** A short cut of the network heals by itself; after this we help (ms). */
const PATIENCE_MS = 2000;
/** An ICE restart that has not connected by then becomes a rebuild (ms). */
const RESTART_MS = 8000;
/** An `open` or an offer that nobody answers (ms). */
const ANSWER_MS = 6000;
const REBUILD_MS = [300, 1000, 2000, 4000, 8000] as const;

interface Sender {
  source: Source;
  transceiver: RTCRtpTransceiver;
}

/** One connection to the relay: only the page offers; slots are fixed, so who is shown changes without a new offer. */
export class Peer {
  readonly status: Signal<PeerStatus> = signal<PeerStatus>("off");
  readonly layout = signal<readonly Slot[]>([]);
  /** Whose microphone is off. */
  readonly muted = signal<ReadonlySet<string>>(new Set());
  /** What arrives on each receiving m-line, by mid. */
  readonly streams = signal<ReadonlyMap<string, MediaStream>>(new Map());
  /** How the relay asks for the camera: `all` of it, the name of the best layer, or `off` on a weak line. */
  readonly asked = signal("all");
  readonly speakers = signal<readonly { seat: string; level: number }[]>([]);

  private readonly ports: PeerPorts;
  private wish: Wish | null = null;
  private conn = "";
  private offers = 0;
  private isHelped = false;
  private pc: RTCPeerConnection | null = null;
  private senders: Sender[] = [];
  private tracks = new Map<Source, MediaStreamTrack>();
  private failures = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private resized: ReturnType<typeof setTimeout> | undefined;
  private watching = { hidden: false, sizes: new Map<string, { w: number; h: number }>() };

  constructor(ports: PeerPorts) {
    this.ports = ports;
  }

  /** The connection itself, for tests and statistics. */
  connection(): RTCPeerConnection | null {
    return this.pc;
  }

  /** The name of the present connection, as the relay knows it. */
  name(): string {
    return this.conn;
  }

  /**
   * The plan holds this seat: connect and stay connected. Called again with every view; idempotent.
   *
   * The line of what may not be sent any more stays, without a track: the relay lets nothing of it pass, and when it
   * may be sent again nobody waits for a new connection.
   */
  enter(wish: Wish): void {
    const first = this.wish === null;
    const lines = this.wish?.sends ?? [];
    const more = wish.sends.filter((source) => !lines.includes(source));
    this.wish = { ...wish, sends: [...lines, ...more] };
    if (first || more.length > 0) {
      this.failures = 0;
      this.build(first && wish.takeover === true);
    }
  }

  /** The plan no longer holds this seat: stop at once, both ways. */
  leave(): void {
    this.wish = null;
    this.tearDown();
    this.status.value = "off";
  }

  /** The person chose to use this device instead of the other one. */
  takeOver(): void {
    if (this.wish !== null) this.build(true);
  }

  /** The line to the server is back after a break. */
  lineBack(): void {
    if (this.wish === null || this.status.peek() === "occupied" || this.status.peek() === "elsewhere") return;
    if (this.pc === null) this.build(false);
    else if (this.connected() && this.pc.signalingState === "stable") this.tellWatch();
    else this.restart();
  }

  /** The device has a network again, maybe another: look for a new way, while the old one may still do. */
  networkBack(): void {
    if (this.pc !== null) this.restart();
  }

  /** What to send from now on; null sends nothing (the m-line stays). */
  async put(source: Source, track: MediaStreamTrack | null): Promise<void> {
    if (track === null) this.tracks.delete(source);
    else this.tracks.set(source, track);
    const sender = this.sender(source)?.sender;
    if (sender === undefined && source === "screen" && track !== null) await this.addScreen();
    await sender?.replaceTrack(track);
    if (sender !== undefined && source === "camera" && track !== null) {
      await fitLayers(sender, track, this.asked.peek());
    }
  }

  /** Tell the others that a source is muted (`on`) or not; a courtesy, the silence itself is made here. */
  tellMuted(source: Source, on: boolean): void {
    const mid = this.sender(source)?.mid ?? null;
    if (mid !== null) this.ports.send({ kind: "mute", conn: this.conn, mid, on });
  }

  /** The tab went to the background or came back; hidden stops pictures, never sound. */
  hide(hidden: boolean): void {
    this.watching.hidden = hidden;
    this.tellWatch();
  }

  /** A picture is shown in this size now, in pixels of the screen; nothing when it is not shown. */
  shown(stream: MediaStream, w: number, h: number): void {
    const mid = [...this.streams.peek()].find(([, one]) => one === stream)?.[0];
    const before = mid === undefined ? undefined : this.watching.sizes.get(mid);
    if (mid === undefined || (before?.w === w && before.h === h)) return;
    this.watching.sizes.set(mid, { w, h });
    clearTimeout(this.resized);
    this.resized = setTimeout(() => this.connected() && this.tellWatch(), SETTLE_MS);
  }

  receive(message: InSignal): void {
    if (message.kind === "speakers") {
      this.speakers.value = message.seats;
      return;
    }
    if (!("conn" in message) || message.conn !== this.conn) return;
    switch (message.kind) {
      case "opened":
        if (this.pc === null) void this.offerFirst(message);
        else this.lookAnew(this.pc, message.ice_servers ?? []);
        break;
      case "answer":
        void this.answered(message.n, message.sdp);
        break;
      case "layout":
        this.layout.value = message.slots;
        this.muted.value = new Set(message.muted);
        this.sendAs(message.send ?? {});
        break;
      case "renew":
        if (message.how === "ice") this.restart();
        else this.rebuild();
        break;
      case "closed":
        this.closed(message.reason);
        break;
    }
  }

  refused(conn: string, refusal: Refusal): void {
    if (conn !== this.conn || this.wish === null) return;
    if (refusal.reason === "occupied") {
      this.tearDown();
      this.status.value = "occupied";
    } else {
      this.rebuild();
    }
  }

  /** The line is weak, or is not any more: send the camera as the relay asks, by mid. */
  private sendAs(send: Readonly<Record<string, string>>): void {
    const camera = this.sender("camera");
    const best = send[camera?.mid ?? ""] ?? "all";
    if (camera === undefined || best === this.asked.peek()) return;
    this.asked.value = best;
    void fitLayers(camera.sender, this.tracks.get("camera"), best);
  }

  private build(takeover: boolean): void {
    this.tearDown();
    if (this.wish === null) return;
    this.status.value = this.failures === 0 ? "connecting" : "returning";
    this.conn = randomId("conn");
    this.offers = 0;
    // When the line is down `lineBack` builds again; the timer covers an answer that never comes.
    if (this.open(this.wish, takeover)) this.after(ANSWER_MS, () => this.rebuild());
  }

  private open({ audio, video }: Wish, takeover: boolean): boolean {
    return this.ports.send({ kind: "open", conn: this.conn, audio, video, takeover });
  }

  private rebuild(): void {
    this.tearDown();
    if (this.wish === null) return;
    this.status.value = "returning";
    const delay = REBUILD_MS[Math.min(this.failures, REBUILD_MS.length - 1)] ?? 0;
    this.failures += 1;
    this.after(delay, () => this.build(false));
  }

  private restart(): void {
    if (this.pc === null || this.wish === null) {
      this.rebuild();
      return;
    }
    if (!this.connected()) this.status.value = "returning";
    this.after(RESTART_MS, () => this.connected() || this.rebuild());
    // Who is helped by a server between has credentials for minutes, and a new way needs new ones: `opened` brings them.
    if (this.isHelped) this.open(this.wish, false);
    else this.lookAnew(this.pc, []);
  }

  private lookAnew(pc: RTCPeerConnection, iceServers: RTCIceServer[]): void {
    if (iceServers.length > 0) pc.setConfiguration({ bundlePolicy: "max-bundle", iceServers });
    pc.restartIce();
    void this.offer();
  }

  private closed(reason: "superseded" | "not_in_plan" | "worker_lost" | "left"): void {
    if (reason === "superseded") {
      this.tearDown();
      this.status.value = "elsewhere";
    } else if (reason === "left") {
      this.tearDown();
      this.status.value = "off";
    } else {
      // Still inside by the view: the plan or the worker is about to catch up with it.
      this.rebuild();
    }
  }

  private async offerFirst(opened: Extract<InSignal, { kind: "opened" }>): Promise<void> {
    if (this.pc !== null || this.wish === null) return;
    const iceServers = opened.ice_servers ?? [];
    const pc = this.ports.connection({ bundlePolicy: "max-bundle", iceServers });
    this.pc = pc;
    this.isHelped = iceServers.length > 0;
    pc.oniceconnectionstatechange = () => this.iceChanged(pc);
    const most = opened.limits?.max_video_kbps ?? MOST_KBPS;
    const layers = opened.limits?.simulcast === true ? this.wish.layers : 1;
    const sends: readonly Source[] = this.tracks.has("screen") ? [...this.wish.sends, "screen"] : this.wish.sends;
    this.senders = sends.map((source) => ({ source, transceiver: this.addSender(pc, source, layers, most) }));
    for (let n = 0; n < this.wish.audio; n += 1) pc.addTransceiver("audio", { direction: "recvonly" });
    for (let n = 0; n < this.wish.video; n += 1) pc.addTransceiver("video", { direction: "recvonly" });
    await this.offer();
  }

  private addSender(pc: RTCPeerConnection, source: Source, layers: LayerCount, most: number): RTCRtpTransceiver {
    const track = this.tracks.get(source);
    if (source === "mic") return pc.addTransceiver(track ?? "audio", { direction: "sendonly" });
    if (source === "screen")
      return pc.addTransceiver(track ?? "video", { direction: "sendonly", sendEncodings: [SCREEN] });
    const add = (count: LayerCount) =>
      pc.addTransceiver(track ?? "video", { direction: "sendonly", sendEncodings: encodings(count, most, track) });
    try {
      return add(layers);
    } catch {
      // A browser that cannot send layers refuses them here.
      return add(1);
    }
  }

  /** The line for a screen is added when one is first shared, and stays for the next. */
  private async addScreen(): Promise<void> {
    const pc = this.pc;
    // A connection that is still to be offered takes the screen along.
    if (pc === null || this.senders.length === 0) return;
    this.senders.push({ source: "screen", transceiver: this.addSender(pc, "screen", 1, 0) });
    await this.offer();
  }

  private async offer(): Promise<void> {
    const pc = this.pc;
    if (pc === null) return;
    try {
      const { sdp } = await pc.createOffer();
      const repaired = withAudioRepair(sdp ?? "");
      await pc.setLocalDescription({ type: "offer", sdp: repaired });
      if (this.pc !== pc) return;
      this.collect(pc);
      this.offers += 1;
      const tracks = this.senders.map(({ source, transceiver }) => ({ mid: transceiver.mid ?? "", source }));
      this.ports.send({ kind: "offer", conn: this.conn, n: this.offers, sdp: repaired, tracks });
      if (this.offers === 1) this.after(RESTART_MS, () => this.rebuild());
    } catch {
      if (this.pc === pc) this.rebuild();
    }
  }

  /** The receiving tracks exist as soon as the offer is set; a slot keeps its own for ever. */
  private collect(pc: RTCPeerConnection): void {
    const streams = new Map(this.streams.peek());
    for (const transceiver of pc.getTransceivers()) {
      const { mid } = transceiver;
      if (mid === null || transceiver.direction !== "recvonly" || streams.has(mid)) continue;
      streams.set(mid, new MediaStream([transceiver.receiver.track]));
    }
    this.streams.value = streams;
  }

  private async answered(n: number, sdp: string): Promise<void> {
    const pc = this.pc;
    if (pc === null || n !== this.offers || pc.signalingState !== "have-local-offer") return;
    try {
      await pc.setRemoteDescription({ type: "answer", sdp });
    } catch {
      if (this.pc === pc) this.rebuild();
    }
  }

  private iceChanged(pc: RTCPeerConnection): void {
    if (this.pc !== pc) return;
    const state = pc.iceConnectionState;
    if (state === "connected" || state === "completed") {
      clearTimeout(this.waiting);
      this.failures = 0;
      this.status.value = "live";
      this.tellWatch();
      this.tellAllMuted();
    } else if (state === "failed") {
      this.restart();
    } else if (state === "disconnected") {
      this.after(PATIENCE_MS, () => this.restart());
    }
  }

  private connected(): boolean {
    return this.pc?.iceConnectionState === "connected" || this.pc?.iceConnectionState === "completed";
  }

  private tellWatch(): void {
    if (this.pc === null) return;
    const slots = this.pc
      .getTransceivers()
      .filter((one) => one.mid !== null && one.direction === "recvonly" && one.receiver.track.kind === "video")
      .map((one) => ({ mid: one.mid ?? "", ...(this.watching.sizes.get(one.mid ?? "") ?? { w: 640, h: 360 }) }));
    this.ports.send({ kind: "watch", conn: this.conn, slots, pins: [], hidden: this.watching.hidden });
  }

  private tellAllMuted(): void {
    for (const { source } of this.senders) {
      if (source === "screen") continue; // Shared or not: the plan says which.
      const track = this.tracks.get(source);
      if (track === undefined || !track.enabled) this.tellMuted(source, true);
    }
  }

  private sender(source: Source): RTCRtpTransceiver | undefined {
    return this.senders.find((one) => one.source === source)?.transceiver;
  }

  private after(ms: number, act: () => void): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(act, ms);
  }

  private tearDown(): void {
    clearTimeout(this.waiting);
    clearTimeout(this.resized);
    this.watching.sizes.clear();
    const pc = this.pc;
    this.pc = null;
    this.senders = [];
    if (pc !== null) {
      pc.oniceconnectionstatechange = null;
      pc.close();
    }
    this.layout.value = [];
    this.muted.value = new Set();
    this.asked.value = "all";
    this.streams.value = new Map();
    this.speakers.value = [];
  }
}
