/** One WebSocket per meeting: hello, automatic return, commands answered exactly once. */
import { randomId } from "./ids.ts";
import { type Details, Refusal, UNREACHABLE } from "./refusal.ts";
import type { ArgsOf, CommandName, InSignal, OutSignal, ReactionKind, View } from "./wire.ts";

export type Goodbye = "restarting" | "superseded" | "signed_out" | "closed";
/** `occupied`: this person has the meeting open elsewhere, and was not asked yet whether it shall move here. */
type Ended = Goodbye | "refused" | "left" | "occupied";
export type LineState =
  | { at: "connecting" }
  | { at: "open" }
  | { at: "lost"; since: number }
  | { at: "ended"; why: Ended; refusal: Refusal | null };

export interface Listener {
  view(view: View): void;
  signal(signal: InSignal): void;
  signalRefused(conn: string, refusal: Refusal): void;
  reaction(seat: string, kind: ReactionKind): void;
  line(state: LineState): void;
}

export interface Ports {
  /** The name of this page, which it keeps over reloads. */
  page: string;
  ticket(): Promise<string>;
  connect(): WebSocket;
  /** Seconds between 0 and 1, for the jitter. */
  random(): number;
}

export interface Done {
  id: string;
  seq: number;
  media: "ok" | "pending";
}

interface Pending {
  frame: string;
  resolve(done: Done): void;
  reject(refusal: Refusal): void;
}

const FIRST_DELAY_MS = 300;
const LAST_DELAY_MS = 3000;
const PING_MS = 10_000;
const SILENCE_MS = 25_000;

/** The wait before attempt `n` (from 0): doubled up to 3 s, and spread so that a room does not return as one. */
export function backOff(n: number, random: number): number {
  const full = Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** n);
  return Math.round(full * (0.6 + 0.4 * random));
}

/** The line to one meeting; it comes back by itself until `close` or a goodbye that is final. */
export class MeetingSocket {
  private readonly meeting: string;
  private readonly listener: Listener;
  private readonly ports: Ports;
  private readonly pending = new Map<string, Pending>();
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pulse: ReturnType<typeof setInterval> | undefined;
  private attempt = 0;
  private heard = 0;
  private lostSince: number | null = null;
  private over = false;
  private seen = false;
  private takeover = false;

  constructor(meeting: string, listener: Listener, ports: Ports) {
    this.meeting = meeting;
    this.listener = listener;
    this.ports = ports;
  }

  /** Open the line; with `takeover` after the person has said that the meeting shall move to this page. */
  open(takeover = false): void {
    this.over = false;
    this.takeover = takeover;
    this.attempt = 0;
    this.listener.line({ at: "connecting" });
    void this.dial();
  }

  /** Close for good; what was not answered is refused, since nobody will learn the answer here. */
  close(): void {
    this.end("left", null);
  }

  /** The world says the network is back: do not wait out the delay. */
  nudge(): void {
    if (this.over || this.socket !== null || this.timer === undefined) return;
    clearTimeout(this.timer);
    void this.dial();
  }

  /** Send a command; it is sent again after every return of the line, under the same id, until answered. */
  send<N extends CommandName>(name: N, args: ArgsOf<N>): Promise<Done> {
    if (this.over) return Promise.reject(new Refusal(UNREACHABLE));
    const id = randomId("cmd");
    const frame = JSON.stringify({ type: "command", id, name, args });
    return new Promise((resolve, reject) => {
      this.pending.set(id, { frame, resolve, reject });
      this.put(frame);
    });
  }

  /** Send a media signal; false when the line is down (the media layer tries again by itself). */
  signal(signal: OutSignal): boolean {
    return this.put(JSON.stringify({ type: "signal", signal }));
  }

  /** Give a sign to everybody inside; where the line is down it is worth nothing later. */
  react(kind: ReactionKind): void {
    this.put(JSON.stringify({ type: "reaction", kind }));
  }

  private put(frame: string): boolean {
    if (this.socket?.readyState !== 1) return false;
    this.socket.send(frame);
    return true;
  }

  private async dial(): Promise<void> {
    this.timer = undefined;
    let ticket: string;
    try {
      ticket = await this.ports.ticket();
    } catch (failure) {
      if (this.over) return;
      if (failure instanceof Refusal && this.isFinal(failure)) {
        this.end(failure.reason === "not_signed_in" ? "signed_out" : "refused", failure);
        return;
      }
      this.later();
      return;
    }
    if (!this.over) this.attach(this.ports.connect(), ticket);
  }

  /** Whether no waiting will change this refusal; a meeting that was seen here does not cease to exist. */
  private isFinal({ reason }: Refusal): boolean {
    if (["not_signed_in", "link_spent", "log_damaged", "needs_second_factor"].includes(reason)) return true;
    return !this.seen && ["no_seat", "unknown_meeting", "not_allowed", "malformed"].includes(reason);
  }

  private attach(socket: WebSocket, ticket: string): void {
    this.socket = socket;
    socket.onopen = () => {
      this.heard = Date.now();
      const { meeting, takeover } = this;
      this.put(JSON.stringify({ type: "hello", meeting, ticket, page: this.ports.page, takeover }));
      for (const { frame } of this.pending.values()) this.put(frame);
      this.pulse = setInterval(() => this.beat(), PING_MS);
    };
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.heard = Date.now();
      this.read(String(event.data));
    };
    socket.onclose = () => {
      if (this.socket === socket) this.dropped();
    };
  }

  private beat(): void {
    if (Date.now() - this.heard > SILENCE_MS) {
      const silent = this.socket;
      this.dropped();
      silent?.close();
    } else {
      this.put('{"type":"ping"}');
    }
  }

  private dropped(): void {
    clearInterval(this.pulse);
    this.socket = null;
    if (!this.over) this.later();
  }

  private later(): void {
    this.lostSince ??= Date.now();
    this.listener.line({ at: "lost", since: this.lostSince });
    this.timer = setTimeout(() => void this.dial(), backOff(this.attempt, this.ports.random()));
    this.attempt += 1;
  }

  private read(text: string): void {
    const frame = JSON.parse(text) as Frame;
    switch (frame.type) {
      case "view":
        this.arrived(frame);
        break;
      case "done":
        this.pending.get(frame.id)?.resolve(frame);
        this.pending.delete(frame.id);
        break;
      case "refused":
        this.refused(frame.id, new Refusal(frame.reason, frame.details ?? {}));
        break;
      case "signal":
        this.listener.signal(frame.signal);
        break;
      case "reaction":
        this.listener.reaction(frame.seat, frame.kind);
        break;
      case "goodbye":
        if (frame.reason !== "restarting") this.end(frame.reason, null);
        break;
      case "pong":
        break;
    }
  }

  private arrived(view: View): void {
    this.listener.view(view);
    this.seen = true;
    // Said once: if another page takes the meeting later, that was its person's own wish.
    this.takeover = false;
    if (this.lostSince !== null || this.attempt > 0 || !this.greeted) {
      this.greeted = true;
      this.lostSince = null;
      this.attempt = 0;
      this.listener.line({ at: "open" });
    }
  }

  private greeted = false;

  private refused(id: string, refusal: Refusal): void {
    const command = this.pending.get(id);
    if (id === "hello" && refusal.reason === "occupied") {
      this.end("occupied", refusal);
      return;
    }
    if (command === undefined) {
      this.listener.signalRefused(id, refusal);
      return;
    }
    this.pending.delete(id);
    command.reject(refusal);
  }

  private end(why: Ended, refusal: Refusal | null): void {
    this.over = true;
    this.greeted = false;
    clearTimeout(this.timer);
    clearInterval(this.pulse);
    const socket = this.socket;
    this.socket = null;
    // On purpose: the record tells a line that was closed from one that broke.
    socket?.close(1000);
    for (const { reject } of this.pending.values()) reject(new Refusal(UNREACHABLE));
    this.pending.clear();
    this.listener.line({ at: "ended", why, refusal });
  }
}

type Frame =
  | ({ type: "view" } & View)
  | ({ type: "done" } & Done)
  | { type: "refused"; id: string; reason: string; details?: Details }
  | { type: "signal"; signal: InSignal }
  | { type: "reaction"; seat: string; kind: ReactionKind }
  | { type: "goodbye"; reason: Goodbye }
  | { type: "pong" };
