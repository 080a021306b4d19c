import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MEETING, THANA, viewOf } from "../testing/scene.ts";
import { answerRequests, FakeSocket } from "../testing/wire.ts";
import { join, line, listen, moveHere, part, send, sendSignal, view, wasMovedHere } from "./store.ts";

beforeEach(() => {
  FakeSocket.made = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  answerRequests({ "POST /api/tickets": () => ({ ticket: "once" }) });
});
afterEach(() => {
  part();
  vi.unstubAllGlobals();
});

async function joined(): Promise<FakeSocket> {
  join(MEETING);
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  FakeSocket.last.answer();
  FakeSocket.last.say({ type: "view", ...viewOf(THANA) });
  return FakeSocket.last;
}

it("shows what the server tells and forgets it on parting", async () => {
  await joined();
  expect(view.value?.you.seat).toBe(THANA.seat);
  expect(line.value.at).toBe("open");
  part();
  expect(view.value).toBeNull();
  await expect(send("presence.leave", {})).rejects.toMatchObject({ reason: "unreachable" });
  expect(sendSignal({ kind: "mute", conn: "c", mid: "0", on: true })).toBe(false);
});

it("passes signals and their refusals to who listens", async () => {
  const heard: string[] = [];
  const stop = listen({ signal: (one) => heard.push(one.kind), refused: (conn) => heard.push(conn) });
  const server = await joined();
  server.say({ type: "signal", signal: { kind: "speakers", seats: [] } });
  server.say({ type: "refused", id: "conn_x", reason: "bad_offer" });
  stop();
  server.say({ type: "signal", signal: { kind: "speakers", seats: [] } });
  expect(heard).toEqual(["speakers", "conn_x"]);
});

it("keeps the last view while the line is down, and takes the meeting back when asked", async () => {
  const server = await joined();
  server.say({ type: "goodbye", reason: "superseded" });
  expect(line.value).toMatchObject({ at: "ended", why: "superseded" });
  expect(view.value).not.toBeNull();
  expect(wasMovedHere()).toBe(false);
  moveHere();
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(2));
  FakeSocket.last.answer();
  expect(FakeSocket.last.of("hello").at(-1)).toMatchObject({ takeover: true });
  expect(wasMovedHere()).toBe(true);
});
