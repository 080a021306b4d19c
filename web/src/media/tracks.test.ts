import { expect, it } from "vitest";
import type { Slot } from "../protocol/wire.ts";
import { FakeStream, FakeTrack } from "../testing/rtc.ts";
import { Speaking } from "./levels.ts";
import { withAudioRepair } from "./sdp.ts";
import { measure } from "./statistics.ts";
import { picturesBySeat, sharedScreen, sounds, stillSeats } from "./tracks.ts";

const picture = new FakeStream([new FakeTrack("video")]) as unknown as MediaStream;
const sound = new FakeStream([new FakeTrack("audio")]) as unknown as MediaStream;
const streams = new Map([
  ["0", sound],
  ["1", picture],
  ["2", picture],
]);
const layout: Slot[] = [
  { mid: "0", seat: "seat_a", source: "mic", state: "paused" },
  { mid: "1", seat: "seat_a", source: "camera", state: "live" },
  { mid: "2", seat: "seat_b", source: "camera", state: "paused" },
  { mid: "3", seat: "seat_c", source: "camera", state: "live" },
];

it("gives a picture only to a seat whose slot is live and received", () => {
  expect([...picturesBySeat(layout, streams).keys()]).toEqual(["seat_a"]);
});

it("keeps the last picture of one that stands still for a weak line, and says whose line it is", () => {
  const weak: Slot[] = [
    { mid: "1", seat: "seat_a", source: "camera", state: "held" },
    { mid: "2", seat: "seat_b", source: "camera", state: "weak" },
    { mid: "3", seat: null, source: "camera", state: "held" },
  ];
  expect([...picturesBySeat(weak, streams).keys()]).toEqual(["seat_a", "seat_b"]);
  expect([...stillSeats([...weak, ...layout])]).toEqual([
    ["seat_a", "held"],
    ["seat_b", "weak"],
  ]);
});

it("plays every sounding line, whoever has it", () => {
  expect(sounds(streams).map((one) => one.mid)).toEqual(["0"]);
});

it("keeps a shared screen apart from the faces", () => {
  const shared: Slot[] = [{ mid: "1", seat: "seat_b", source: "screen", state: "live" }, ...layout.slice(2)];
  expect(sharedScreen(shared, streams)).toBe(picture);
  expect(picturesBySeat(shared, streams).size).toBe(0);
  expect(sharedScreen(layout, streams)).toBeUndefined();
  expect(sharedScreen([{ ...shared[0], state: "waiting" } as Slot], streams)).toBeUndefined();
});

it("holds the mark of a speaker for a moment", () => {
  const marks = new Speaking();
  expect([
    ...marks.take(
      [
        { seat: "a", level: -20 },
        { seat: "b", level: -90 },
      ],
      0,
    ),
  ]).toEqual(["a"]);
  expect([...marks.take([], 1000)]).toEqual(["a"]);
  expect([...marks.take([], 1300)]).toEqual([]);
});

it("asks once for repair of sound, and of nothing else", () => {
  const sdp =
    "v=0\r\nm=audio 9 X 111 0\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:0 PCMU/8000\r\nm=video 9 X 96\r\na=rtpmap:96 VP8/90000\r\n";
  const repaired = withAudioRepair(sdp);
  expect(repaired).toContain("a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 nack\r\n");
  expect(repaired.match(/nack/g)).toHaveLength(1);
  expect(withAudioRepair(repaired)).toBe(repaired);
});

it("measures losses by line", async () => {
  const report = new Map<string, object>([
    ["a", { type: "inbound-rtp", mid: "4", packetsLost: 3, jitter: 0.012, freezeCount: 1 }],
    ["b", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.04 }],
    ["c", { type: "codec" }],
  ]);
  const pc = { getStats: async () => report } as unknown as RTCPeerConnection;
  await expect(measure(pc)).resolves.toEqual({ rtt: 40, down: [{ mid: "4", lost: 3, jitter_ms: 12, freezes: 1 }] });
});
