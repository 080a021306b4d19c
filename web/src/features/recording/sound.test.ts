import { expect, it } from "vitest";
import { filled, withSilence } from "./sound.ts";

const TONE = Uint8Array.of(0xfc, 1, 2, 3); // 20 ms of something
const times = (frames: readonly { at: number }[]) => frames.map((one) => one.at);

/** A file as the recorder writes it: a head, and one cluster for each second that has frames. */
function file(clusters: readonly (readonly number[])[]): Uint8Array {
  const bytes = [0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255];
  bytes.push(0xec, 0x82, 0, 0, 0x15, 0x49, 0xa9, 0x66, 0x81, 7, 0x16, 0x54, 0xae, 0x6b, 0x81, 8);
  for (const frames of clusters) {
    const first = frames[0] ?? 0;
    const body = [0xe7, 0x82, first >> 8, first & 255];
    for (const at of frames) body.push(0xa3, 0x88, 0x81, (at - first) >> 8, (at - first) & 255, 0x80, ...TONE);
    bytes.push(0x1f, 0x43, 0xb6, 0x75, 0x40 | (body.length >> 8), body.length & 255, ...body);
  }
  return Uint8Array.from(bytes);
}

it("gives holes as much silence as they are long, and leaves the frames where they were", () => {
  const frames = [0, 20, 100, 120].map((at) => ({ at, body: TONE }));
  expect(times(withSilence(frames))).toEqual([0, 20, 40, 60, 80, 100, 120]);
  expect(times(withSilence([{ at: 50, body: TONE }]))).toEqual([0, 20, 50]);
  // Less than a frame cannot be filled, and is made good at the next hole.
  expect(times(withSilence([0, 35, 55].map((at) => ({ at, body: TONE }))))).toEqual([0, 35, 55]);
  // Packets may hold several frames, or shorter ones.
  const double = { at: 0, body: Uint8Array.of(0xfd, 1) };
  expect(times(withSilence([double, { at: 60, body: Uint8Array.of(0xf4, 1) }]))).toEqual([0, 40, 60]);
});

it("writes a file without holes that is read again as it was written", () => {
  const whole = filled(
    file([
      [0, 20],
      [2500, 2520],
    ]),
  );
  const again = filled(whole);
  expect(again).toEqual(whole);
  const silences = [...whole].filter((_, at) => whole[at] === 0xf8 && whole[at + 1] === 0xff && whole[at + 2] === 0xfe);
  expect(silences.length).toBe((2500 - 40) / 20);
  // The head without the void; clusters of a second; every one of them in the cues.
  expect([...whole.subarray(17, 27)]).toEqual([0x15, 0x49, 0xa9, 0x66, 0x81, 7, 0x16, 0x54, 0xae, 0x6b]);
});

it("gives back what it cannot read as it is", () => {
  for (const bytes of [Uint8Array.of(), Uint8Array.of(1, 2, 3), Uint8Array.from(Array(40).fill(0))]) {
    expect(filled(bytes)).toBe(bytes);
  }
});
