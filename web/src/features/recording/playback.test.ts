import { expect, it } from "vitest";
import { START, TOLD } from "../../testing/timeline.ts";
import { Conductor } from "./conductor.ts";
import { corrected, gapAt, holding, type Sitting, sittingIn, sittingOf, wanted } from "./playback.ts";

function sitting(): Sitting {
  const found = sittingOf("mtg_1", TOLD);
  if (found === null) throw new Error("nothing to play");
  return found;
}

it("puts files, gaps and moments on one time line", () => {
  const { from, to, lines, moments } = sitting();
  expect([from, to]).toEqual([START, START + 1_200_000]);
  expect(lines.map((line) => [line.seat, line.sound.length, line.camera.length])).toEqual([
    ["seat_a", 2, 1],
    ["seat_k", 1, 0],
    ["seat_s", 0, 0],
  ]);
  expect(lines[0]?.sound[0]?.url).toBe("/api/meetings/mtg_1/recordings/seat_a/mic-0001.webm");
  // One interruption for all; a suspension once; no word of a sound that was starting, or of who never came.
  expect(moments.map((one) => [one.what, (one.began - START) / 1000])).toEqual([
    ["item", 0],
    ["suspension", 200],
    ["ballot", 300],
    ["trouble", 420],
    ["gap", 700],
    ["screen", 720],
    ["gap", 1100],
  ]);
  expect(moments.find((one) => one.what === "gap")).toMatchObject({ kind: "fault", names: ["อรุณี", "กมลา"] });
});

it("has nothing to play of a meeting that never sat, or that has no files", () => {
  expect(sittingOf("mtg_1", { ...TOLD, opened: null })).toBeNull();
  expect(sittingOf("mtg_1", { ...TOLD, seats: TOLD.seats.slice(2) })).toBeNull();
});

it("knows what belongs to a moment, and makes the next file ready in time", () => {
  const line = sitting().lines[0];
  if (line === undefined) throw new Error("no line");
  const names = (second: number, speed = 1) =>
    wanted(line.sound, START + second * 1000, speed).map((clip) => clip.file.slice(-6, -5));
  expect([names(100), names(580), names(599.9), names(600), names(550, 2)]).toEqual([
    ["1"],
    ["1", "2"],
    ["1", "2"],
    ["2"],
    ["1", "2"],
  ]);
  expect(holding(line.camera, START + 5_000)).toBeUndefined();
  expect(gapAt(line, START + 703_000)?.reason).toBe("service_interrupted");
  expect(gapAt(line, START + 100_000)).toBeNull();
});

it("corrects a drift: far off it seeks, near it changes the speed, and never by more than three in a hundred", () => {
  expect([0.16, -0.2, 3].map((drift) => corrected(drift, 1))).toEqual([{ seek: true }, { seek: true }, { seek: true }]);
  expect(corrected(0.01, 1)).toEqual({ rate: 1 });
  expect(corrected(0.15, 1)).toEqual({ rate: 0.97 });
  expect(corrected(-0.15, 1)).toEqual({ rate: 1.03 });
  expect(corrected(0.04, 1)).toEqual({ rate: 0.98 });
  // At twice the speed a turn of the clock is twice as long.
  expect(corrected(0.25, 2)).toEqual({ rate: 1.94 });
  expect(corrected(0.31, 2)).toEqual({ seek: true });
});

/** A media element that does as it is told. */
class Fake {
  currentTime = 0;
  playbackRate = 1;
  paused = true;
  muted = false;
  ended = false;
  seeking = false;
  readyState = 4;
  duration = 600;
  async play() {
    this.paused = false;
  }
  pause() {
    this.paused = true;
  }
}

function stage() {
  let now = 0;
  const one = sitting();
  const conductor = new Conductor(one, () => now);
  const held = one.lines.flatMap((line) =>
    line.sound.map((clip) => {
      const element = new Fake();
      conductor.hold(clip, line.seat, element as unknown as HTMLMediaElement);
      return element;
    }),
  );
  const [a1, a2, k1] = held as [Fake, Fake, Fake];
  const turn = (ms: number) => {
    now += ms;
    conductor.tick();
  };
  return { conductor, a1, a2, k1, turn, second: () => (conductor.at.value - START) / 1000 };
}

it("plays every file in step, by one clock", () => {
  const { conductor, a1, a2, k1, turn, second } = stage();
  conductor.play();
  turn(250);
  expect([a1.paused, k1.paused, a2.paused]).toEqual([false, false, true]);
  a1.currentTime = 0.3; // A little ahead: a little slower.
  k1.currentTime = 0.05; // Far behind at its half second: put right.
  turn(250);
  expect(second()).toBe(0.5);
  expect(k1.currentTime).toBe(0.5);
  expect(a1.currentTime).toBe(0.5);
  a1.currentTime = 0.8;
  turn(250);
  expect(a1.playbackRate).toBeCloseTo(0.975);
  conductor.pause();
  expect([a1.paused, k1.paused]).toEqual([true, true]);
});

it("goes to another moment, from file to file, and at another speed", () => {
  const { conductor, a1, a2, k1, turn, second } = stage();
  conductor.speed.value = 2;
  conductor.play();
  conductor.seek(START + 599_000);
  turn(250);
  expect([a1.paused, k1.paused, a2.paused]).toEqual([false, true, true]);
  expect(a1.playbackRate).toBe(2);
  turn(250);
  turn(250);
  expect([a1.paused, a2.paused, second()]).toEqual([true, false, 600.5]);
  conductor.seek(START + 1_199_900);
  turn(250);
  expect([second(), conductor.playing.value, a2.paused]).toEqual([1200, false, true]);
  conductor.play();
  expect(second()).toBe(0);
});

it("waits for a sound that is not there yet, but not for ever, and not for one that cannot be had", () => {
  const { conductor, k1, turn, second } = stage();
  k1.readyState = 0;
  conductor.play();
  turn(250);
  expect([conductor.waits.value, second()]).toEqual([1, 0]);
  k1.readyState = 4;
  turn(250);
  expect([conductor.waits.value, second()]).toEqual([0, 0.25]);
  k1.readyState = 0;
  for (let turns = 0; turns < 90; turns += 1) turn(250);
  expect(second()).toBeGreaterThan(1);
  const clip = sitting().lines[1]?.sound[0];
  if (clip !== undefined) conductor.misses(clip);
  turn(250);
  expect(conductor.waits.value).toBe(0);
});

it("lets one hear some seats only", () => {
  const { conductor, a1, k1, turn } = stage();
  conductor.play();
  conductor.listenOnlyTo("seat_k");
  turn(250);
  expect([a1.muted, k1.muted]).toEqual([true, false]);
  conductor.listenOnlyTo("seat_k");
  turn(250);
  expect([a1.muted, k1.muted]).toEqual([false, false]);
});

it("says who sat before the device of a meeting room, and makes no event of it", () => {
  const [device, sits] = TOLD.seats;
  if (device === undefined || sits === undefined) throw new Error("no seats");
  const stay = { began: TOLD.opened ?? "", ended: new Date(START + 60_000).toISOString(), room: device.seat };
  const shared = { began: stay.began, ended: stay.ended, state: "gap" as const, reason: "shared" };
  const told = { ...TOLD, seats: [device, { ...sits, gaps: [shared], rooms: [stay] }] };
  const found = sittingOf("mtg_1", told);
  const names = (at: number) => sittingIn(found?.lines ?? [], device.seat, at).map((line) => line.seat);
  expect(names(START + 1_000)).toEqual([sits.seat]);
  expect(names(START + 61_000)).toEqual([]);
  expect(found?.moments.filter((one) => one.what === "gap" && one.reason === "shared")).toEqual([]);
});
