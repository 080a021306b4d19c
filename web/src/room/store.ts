/** The meeting as told by the server: the newest view as a signal, and the one way to send a command. */
import { signal } from "@preact/signals-core";
import { api } from "../protocol/http.ts";
import { pageName } from "../protocol/ids.ts";
import { Refusal, UNREACHABLE } from "../protocol/refusal.ts";
import { type Done, type LineState, MeetingSocket } from "../protocol/socket.ts";
import type { ArgsOf, CommandName, InSignal, OutSignal, ReactionKind, View } from "../protocol/wire.ts";
import { forget, shown } from "./reactions.ts";

/** What this person may see now; null until the first view arrives. */
export const view = signal<View | null>(null);
/** The state of the line to the server. */
export const line = signal<LineState>({ at: "connecting" });

/** Who listens to the relay's signals (the media layer's wiring). */
export interface SignalListener {
  signal(signal: InSignal): void;
  refused(conn: string, refusal: Refusal): void;
}

let socket: MeetingSocket | null = null;
let moved = false;
const listeners = new Set<SignalListener>();

/** Open the line to one meeting; an earlier line is closed first. */
export function join(meeting: string): void {
  part();
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new MeetingSocket(
    meeting,
    {
      view: (next) => show(next),
      line: (state) => {
        line.value = state;
      },
      signal: (message) => {
        for (const listener of listeners) listener.signal(message);
      },
      reaction: shown,
      signalRefused: (conn, refusal) => {
        for (const listener of listeners) listener.refused(conn, refusal);
      },
    },
    {
      page: pageName(),
      ticket: () => api.ticket(meeting),
      connect: () => new WebSocket(`${scheme}://${location.host}/ws`),
      random: Math.random,
    },
  );
  socket.open();
}

/** Move the meeting to this page from another one; its person has said so. */
export function moveHere(): void {
  moved = true;
  socket?.open(true);
}

/** Whether the meeting was moved here: sound and picture may then be taken from the other page too. */
export function wasMovedHere(): boolean {
  return moved;
}

/** Close the line and forget the meeting. */
export function part(): void {
  socket?.close();
  socket = null;
  moved = false;
  forget();
  view.value = null;
  line.value = { at: "connecting" };
}

/** A view arrived. Views are whole, so an older one is simply dropped. */
export function show(next: View): void {
  const current = view.peek();
  if (current !== null && current.room.meeting === next.room.meeting && next.seq < current.seq) return;
  view.value = next;
}

/** Send a command; resolves when the server has done it, throws a Refusal when the rules say no. */
export function send<N extends CommandName>(name: N, args: ArgsOf<N>): Promise<Done> {
  if (socket === null) return Promise.reject(new Refusal(UNREACHABLE));
  return socket.send(name, args);
}

/** Give a sign to everybody inside. */
export function react(kind: ReactionKind): void {
  socket?.react(kind);
}

/** Send a media signal; false when the line is down. */
export function sendSignal(message: OutSignal): boolean {
  return socket?.signal(message) ?? false;
}

/** Hear the relay's signals until the returned function is called. */
export function listen(listener: SignalListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The network is back: try the line at once. */
export function nudge(): void {
  socket?.nudge();
}
