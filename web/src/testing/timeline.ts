/** The time line of a recorded meeting of twenty minutes, for tests of its player. */
import type { Timeline } from "../protocol/http.ts";

export const START = Date.UTC(2026, 10, 12, 3, 0, 0);
const at = (second: number) => new Date(START + second * 1000).toISOString();
const span = (began: number, ended: number) => ({ began: at(began), ended: at(ended) });
const gap = (began: number, ended: number, reason: string | null) => ({
  ...span(began, ended),
  state: reason === null ? ("unexplained" as const) : ("gap" as const),
  reason,
});

export const TOLD: Timeline = {
  opened: at(0),
  closed: at(1200),
  items: [{ ...span(0, 600), item: "item_1", number: "1", title: "เรื่องแจ้ง" }],
  ballots: [{ ...span(300, 360), ballot: "bal_1", item: "item_1", question: "เห็นชอบหรือไม่" }],
  suspensions: [{ ...span(200, 600), seat: "seat_k", item: "item_1" }],
  troubles: [{ ...span(420, 480), seat: "seat_a", kind: "unclear_line" }],
  seats: [
    {
      seat: "seat_a",
      name: "อรุณี",
      office: "ประธาน",
      files: [
        { ...span(0, 600), source: "mic", file: "seat_a/mic-0001.webm" },
        { ...span(600, 1200), source: "mic", file: "seat_a/mic-0002.webm" },
        { ...span(10, 700), source: "camera", file: "seat_a/camera-0001.webm" },
        { ...span(720, 730), source: "screen", file: "seat_a/screen-0001.webm" },
      ],
      gaps: [gap(0, 2, "starting"), gap(700, 707, "service_interrupted")],
      rooms: [],
    },
    {
      seat: "seat_k",
      name: "กมลา",
      office: "กรรมการ",
      files: [{ ...span(0, 200), source: "mic", file: "seat_k/mic-0001.webm" }],
      gaps: [gap(200, 600, "suspended"), gap(700.5, 707, "service_interrupted"), gap(1100, 1200, null)],
      rooms: [],
    },
    { seat: "seat_s", name: "สมศักดิ์", office: null, files: [], gaps: [gap(0, 1200, "not_yet_joined")], rooms: [] },
  ],
};
