import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../testing/wire.ts";
import { Refusal } from "./refusal.ts";
import { backOff, type LineState, MeetingSocket } from "./socket.ts";
import type { InSignal, View } from "./wire.ts";

const VIEW = { type: "view", seq: 3, room: {}, you: {} } as unknown as View;

class Told {
  views: View[] = [];
  lines: LineState[] = [];
  signals: InSignal[] = [];
  reactions: [string, string][] = [];
  refusals: [string, string][] = [];
  view = (view: View) => this.views.push(view);
  line = (state: LineState) => this.lines.push(state);
  signal = (signal: InSignal) => this.signals.push(signal);
  reaction = (seat: string, kind: string) => this.reactions.push([seat, kind]);
  signalRefused = (conn: string, refusal: Refusal) => this.refusals.push([conn, refusal.reason]);
}

let told: Told;
let ticket: () => Promise<string>;
let socket: MeetingSocket;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made = [];
  told = new Told();
  ticket = async () => `ticket-${FakeSocket.made.length}`;
  socket = new MeetingSocket("mtg_1", told, {
    page: "page_1",
    ticket: () => ticket(),
    connect: () => new FakeSocket() as unknown as WebSocket,
    random: () => 1,
  });
});
afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

async function opened(): Promise<FakeSocket> {
  socket.open();
  await vi.advanceTimersByTimeAsync(0);
  FakeSocket.last.answer();
  FakeSocket.last.say(VIEW);
  return FakeSocket.last;
}

describe("the line to a meeting", () => {
  it("says hello with a fresh ticket before anything else", async () => {
    const server = await opened();
    expect(server.sent[0]).toEqual({
      type: "hello",
      meeting: "mtg_1",
      ticket: "ticket-0",
      page: "page_1",
      takeover: false,
    });
    expect(told.lines.map((one) => one.at)).toEqual(["connecting", "open"]);
    expect(told.views).toHaveLength(1);
  });

  it("resolves a command when the server has done it", async () => {
    const server = await opened();
    const done = socket.send("presence.leave", {});
    const { id } = server.of("command")[0] as { id: string };
    server.say({ type: "done", id, seq: 9, media: "pending" });
    await expect(done).resolves.toMatchObject({ seq: 9, media: "pending" });
  });

  it("throws the refusal with its figures", async () => {
    const server = await opened();
    const done = socket.send("session.open_meeting", {});
    const { id } = server.of("command")[0] as { id: string };
    server.say({ type: "refused", id, reason: "no_quorum", details: { present: 2, needed: 4 } });
    await expect(done).rejects.toMatchObject({ reason: "no_quorum", details: { present: 2, needed: 4 } });
  });

  it("comes back by itself and sends an unanswered command again under the same id", async () => {
    const server = await opened();
    const done = socket.send("chat.post_message", { text: "ทดสอบ" });
    server.drop();
    expect(told.lines.at(-1)?.at).toBe("lost");
    await vi.advanceTimersByTimeAsync(backOff(0, 1));
    const again = FakeSocket.last;
    expect(again).not.toBe(server);
    again.answer();
    expect(again.sent.map((frame) => frame.type)).toEqual(["hello", "command"]);
    expect(again.of("command")[0]?.id).toBe(server.of("command")[0]?.id);
    again.say(VIEW);
    expect(told.lines.at(-1)?.at).toBe("open");
    again.say({ type: "done", id: again.of("command")[0]?.id, seq: 4, media: "ok" });
    await expect(done).resolves.toMatchObject({ seq: 4 });
  });

  it("waits longer each time, at most three seconds", () => {
    expect([0, 1, 2, 3, 4, 9].map((n) => backOff(n, 1))).toEqual([300, 600, 1200, 2400, 3000, 3000]);
    expect(backOff(9, 0)).toBeGreaterThanOrEqual(1800);
  });

  it("keeps the moment of the first loss over several attempts", async () => {
    const server = await opened();
    server.drop();
    const since = (told.lines.at(-1) as { since: number }).since;
    await vi.advanceTimersByTimeAsync(400);
    FakeSocket.last.drop();
    expect(told.lines.at(-1)).toEqual({ at: "lost", since });
  });

  it("does not wait out the delay when the network comes back", async () => {
    const server = await opened();
    server.drop();
    socket.nudge();
    await vi.advanceTimersByTimeAsync(0);
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("gives up a line on which nothing is heard", async () => {
    const server = await opened();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(server.readyState).toBe(3);
    expect(told.lines.some((one) => one.at === "lost")).toBe(true);
  });

  it("returns after a restart of the server, and stays away when another page took over", async () => {
    const server = await opened();
    server.say({ type: "goodbye", reason: "restarting" });
    server.drop();
    await vi.advanceTimersByTimeAsync(400);
    expect(FakeSocket.made).toHaveLength(2);
    FakeSocket.last.answer();
    FakeSocket.last.say({ type: "goodbye", reason: "superseded" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakeSocket.made).toHaveLength(2);
    expect(told.lines.at(-1)).toMatchObject({ at: "ended", why: "superseded" });
  });

  it("asks before it takes the meeting from another page, and says so once", async () => {
    socket.open();
    await vi.advanceTimersByTimeAsync(0);
    FakeSocket.last.answer();
    FakeSocket.last.say({ type: "refused", id: "hello", reason: "occupied" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakeSocket.made).toHaveLength(1);
    expect(told.lines.at(-1)).toMatchObject({ at: "ended", why: "occupied" });
    expect(told.refusals).toEqual([]);
    socket.open(true);
    await vi.advanceTimersByTimeAsync(0);
    FakeSocket.last.answer();
    expect(FakeSocket.last.sent[0]).toMatchObject({ ticket: "ticket-1", takeover: true });
    FakeSocket.last.say(VIEW);
    FakeSocket.last.drop();
    await vi.advanceTimersByTimeAsync(400);
    FakeSocket.last.answer();
    expect(FakeSocket.last.sent[0]).toMatchObject({ takeover: false });
  });

  it("can be opened again after another page had the meeting", async () => {
    const server = await opened();
    server.say({ type: "goodbye", reason: "superseded" });
    await opened();
    expect(told.lines.at(-1)?.at).toBe("open");
  });

  it("stops when the ticket is refused for good, and tries again when the server is not there", async () => {
    ticket = async () => {
      throw new Refusal("unreachable");
    };
    socket.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(told.lines.at(-1)?.at).toBe("lost");
    ticket = async () => {
      throw new Refusal("no_seat");
    };
    await vi.advanceTimersByTimeAsync(400);
    expect(told.lines.at(-1)).toMatchObject({ at: "ended", why: "refused" });
  });

  it("does not believe that a meeting has ceased to exist which it has shown", async () => {
    const server = await opened();
    ticket = async () => {
      throw new Refusal("unknown_meeting");
    };
    server.close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told.lines.at(-1)?.at).toBe("lost");
    ticket = async () => "ticket-again";
    await vi.advanceTimersByTimeAsync(10_000);
    FakeSocket.last.answer();
    FakeSocket.last.say(VIEW);
    expect(told.lines.at(-1)).toEqual({ at: "open" });
  });

  it("hands a refused signal to the media layer under its connection's name", async () => {
    const server = await opened();
    server.say({ type: "refused", id: "conn_1", reason: "occupied" });
    server.say({ type: "signal", signal: { kind: "speakers", seats: [] } });
    expect(told.refusals).toEqual([["conn_1", "occupied"]]);
    expect(told.signals).toHaveLength(1);
    expect(socket.signal({ kind: "mute", conn: "c", mid: "0", on: true })).toBe(true);
    server.drop();
    expect(socket.signal({ kind: "mute", conn: "c", mid: "0", on: true })).toBe(false);
  });

  it("refuses what was not answered when it is closed", async () => {
    await opened();
    const done = socket.send("presence.leave", {});
    socket.close();
    await expect(done).rejects.toMatchObject({ reason: "unreachable" });
    await expect(socket.send("presence.leave", {})).rejects.toMatchObject({ reason: "unreachable" });
  });
});
