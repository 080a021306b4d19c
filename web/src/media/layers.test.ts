import { expect, it } from "vitest";
import { FakeTrack } from "../testing/rtc.ts";
import { encodings, type LayerCount } from "./layers.ts";

function camera(width: number, height: number): MediaStreamTrack {
  const track = new FakeTrack("video");
  track.size = { width, height };
  return track as unknown as MediaStreamTrack;
}

const sizes = (count: LayerCount, width: number, height: number) =>
  encodings(count, 1200, camera(width, height))
    .filter((one) => one.active)
    .map((one) => width / (one.scaleResolutionDownBy ?? 1));

it.each([
  [3, 1280, 720, [320, 640, 1280]],
  [3, 1920, 1080, [480, 960, 1920]],
  [3, 640, 480, [320, 640]],
  [3, 320, 240, [320]],
  [2, 640, 360, [320, 640]],
  [2, 1280, 720, [320, 640]],
  [2, 360, 640, [180, 360]],
  [1, 1280, 720, [640]],
  [1, 640, 360, [640]],
] as const)("in %i layers a camera of %i × %i is sent %j wide", (count, width, height, wide) => {
  expect(sizes(count, width, height)).toEqual(wide);
});

it("gives each layer its bits, and none more than the relay allows", () => {
  const bits = (count: LayerCount, most: number) => encodings(count, most).map((one) => (one.maxBitrate ?? 0) / 1000);
  expect(bits(3, 1200)).toEqual([150, 400, 1200]);
  expect(bits(2, 1200)).toEqual([150, 400]);
  expect(bits(1, 1200)).toEqual([700]);
  expect(bits(3, 300)).toEqual([150, 300, 300]);
});

it("names its layers in the order in which the relay knows them", () => {
  expect(encodings(3, 1200).map((one) => one.rid)).toEqual(["q", "h", "f"]);
  expect(encodings(1, 1200)[0]).not.toHaveProperty("rid");
});
