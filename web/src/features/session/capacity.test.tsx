import { afterEach, expect, it, vi } from "vitest";
import type { Capacity, CapacityLine } from "../../protocol/http.ts";
import { endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, draw } from "../../testing/page.tsx";
import { ARUNEE, MEETING, viewOf } from "../../testing/scene.ts";
import { CapacityCard } from "./capacity.tsx";

afterEach(endMeeting);

const LINES: CapacityLine[] = [
  { what: "processor", state: "fits", need: 0.091, have: 1, share: 0.091, hours: null },
  { what: "network", state: "unknown", need: 15.05, have: null, share: null, hours: null },
  { what: "recording", state: "fits", need: 1_085_000, have: 100_000_000, share: 0.02, hours: 41.6 },
];

async function card(change: Partial<Capacity>) {
  const told: Capacity = {
    state: "unknown",
    seats: 7,
    sound_only: false,
    others: 0,
    lines: LINES,
    advice: null,
    ...change,
  };
  await inMeeting(viewOf(ARUNEE), { [`GET /api/meetings/${MEETING}/capacity`]: () => told });
  const place = await draw(<CapacityCard meeting={MEETING} />);
  await vi.waitFor(() => expect(place.querySelector("[data-capacity]")).not.toBeNull());
  return place;
}

it("says in three lines with numbers what the meeting needs", async () => {
  const place = await card({});
  expect(place.querySelector("h3")?.textContent).toBe("พอสำหรับ ๗ ที่นั่งของการประชุมนี้ (ยังไม่ทราบเครือข่าย)");
  const rows = [...place.querySelectorAll("li")].map((row) => row.textContent);
  expect(rows[0]).toContain("ต้องใช้ ๑๐ %");
  expect(rows[1]).toContain("ต้องใช้ ๑๖ Mbit/s");
  expect(rows[1]).toContain("ให้ผู้ดูแลเครื่อง ตั้ง UPLINK_MBIT");
  expect(rows[1]).toContain("ไม่ทราบ");
  expect(rows[2]).toContain("พออีก ๔๑ ชั่วโมง");
  expect(place.textContent).not.toContain("MB/s");
  expect(place.querySelector(".note-box")).toBeNull();
  await accessible(place);
});

it("says what helps where it may not hold, and with what else it is counted", async () => {
  const over = LINES.map((line) => ({ ...line, state: "over" as const, have: line.have ?? 20 }));
  const place = await card({ state: "over", others: 2, lines: over, advice: { sound_only: true, cameras: 3 } });
  expect(place.textContent).toContain("อาจไม่พอสำหรับ ๗ ที่นั่งของการประชุมนี้");
  expect(place.querySelector(".note-box")?.textContent).toBe(
    "ภาพอาจสะดุด ให้ปิดกล้องบางคน (เปิดพร้อมกันไม่เกิน ๓ คน) หรือให้เลขานุการเรียกประชุมใหม่ แบบเสียงอย่างเดียว",
  );
  expect(place.textContent).toContain("ต้องใช้ ๑๖ จาก ๒๐ Mbit/s");
  expect(place.textContent).toContain("๒ การประชุม");
  await accessible(place);
});

it.each([
  [{ sound_only: true, cameras: null }, "ภาพอาจสะดุด ให้เลขานุการเรียกประชุมใหม่ แบบเสียงอย่างเดียว"],
  [{ sound_only: false, cameras: null }, "โปรดแจ้งผู้ดูแลระบบก่อนเปิดประชุม"],
])("knows what is left when fewer cameras do not help", async (advice, words) => {
  const place = await card({ state: "over", advice });
  expect(place.querySelector(".note-box")?.textContent).toContain(words);
});

it.each([
  [{ hours: 0.4, share: 4.5 }, "พอไม่ถึง ๑ ชั่วโมง"],
  [{ have: 1_550_000, share: 0.7 }, "ดิสก์เขียนช้า"],
  [{ have: null, share: 0.7 }, "พออีก ๔๑ ชั่วโมง"],
])("says what is short where recordings may not fit", async (change, words) => {
  const place = await card({ state: "over", lines: [{ ...LINES[2], state: "over", ...change } as CapacityLine] });
  expect(place.querySelector("li small")?.textContent).toBe(words);
});
