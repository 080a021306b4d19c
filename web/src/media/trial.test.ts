import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Refusal } from "../protocol/refusal.ts";
import type { InSignal, OutSignal } from "../protocol/wire.ts";
import { FakeConnection, FakeTrack } from "../testing/rtc.ts";
import { type Carried, canTry, tryLine } from "./trial.ts";

let sent: OutSignal[];
let told: Carried[];
let isUp: boolean;
let stopped: number;
let hear: { signal(signal: InSignal): void; refused(conn: string, refusal: Refusal): void } | null;

beforeEach(() => {
  vi.useFakeTimers();
  FakeConnection.made = [];
  [sent, told, isUp, stopped, hear] = [[], [], true, 0, null];
});
afterEach(() => {
  vi.useRealTimers();
});

function begin(): () => void {
  return tryLine(
    {
      send: (signal) => {
        sent.push(signal);
        return isUp;
      },
      listen: (listener) => {
        hear = listener;
        return () => {
          hear = null;
        };
      },
      connection: () => new FakeConnection() as unknown as RTCPeerConnection,
      picture: () => ({
        track: new FakeTrack("video") as unknown as MediaStreamTrack,
        stop: () => {
          stopped += 1;
        },
      }),
    },
    (carried) => told.push(carried),
  );
}

const settled = () => vi.advanceTimersByTimeAsync(0);

async function connected(): Promise<string> {
  const conn = (sent[0] as { conn: string }).conn;
  hear?.signal({ kind: "opened", conn, ice_servers: [] });
  await settled();
  hear?.signal({ kind: "answer", conn, n: 1, sdp: "answer" });
  await settled();
  FakeConnection.last.ice("connected");
  return conn;
}

it("sends a picture of nobody, and tells what the relay found of it", async () => {
  begin();
  const conn = await connected();
  expect(sent.map((one) => one.kind)).toEqual(["trial", "trial_offer"]);
  expect(sent[1]).toMatchObject({ conn, mid: "0" });
  hear?.signal({ kind: "tried", conn: "conn_of_another", network: "bad" });
  expect(told).toEqual([]);
  hear?.signal({ kind: "tried", conn, network: "sound" });
  expect([told, stopped, FakeConnection.last.closed, hear]).toEqual([["sound"], 1, true, null]);
});

it("knows that a relay which cannot be reached carries nothing", async () => {
  begin();
  const conn = (sent[0] as { conn: string }).conn;
  hear?.signal({ kind: "opened", conn });
  await vi.advanceTimersByTimeAsync(12_000);
  expect([told, FakeConnection.last.closed]).toEqual([["bad"], true]);
});

it("says that it failed where nobody answers, or the line to the server is down", async () => {
  begin();
  await vi.advanceTimersByTimeAsync(6000);
  isUp = false;
  begin();
  await settled();
  expect(told).toEqual(["failed", "failed"]);
});

it("says that it failed where it is refused, or the answer is rubbish", async () => {
  begin();
  hear?.refused("conn_of_another", new Refusal("occupied"));
  hear?.refused((sent[0] as { conn: string }).conn, new Refusal("too_fast"));
  sent = [];
  begin();
  const conn = (sent[0] as { conn: string }).conn;
  hear?.signal({ kind: "opened", conn });
  await settled();
  hear?.signal({ kind: "answer", conn, n: 1, sdp: "rubbish" });
  await settled();
  expect(told).toEqual(["failed", "failed"]);
});

it("says nothing once it is called off", async () => {
  const callOff = begin();
  await connected();
  callOff();
  await vi.advanceTimersByTimeAsync(30_000);
  expect([told, stopped, FakeConnection.last.closed]).toEqual([[], 1, true]);
});

it("is not offered where a browser cannot make a picture", () => {
  expect(canTry()).toBe(false);
});

it("says nothing of a line that was tried where nobody saw the page", async () => {
  begin();
  const conn = await connected();
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange"));
  hear?.signal({ kind: "tried", conn, network: "bad" });
  expect([told, stopped, hear]).toEqual([["failed"], 1, null]);
  vi.restoreAllMocks();
});
