import { afterEach, describe, expect, it } from "vitest";
import * as devices from "../../media/devices.ts";
import { forgetLines, hearLines, lines, ownLine } from "../../room/lines.ts";
import { endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, draw, happen } from "../../testing/page.tsx";
import { FakeTrack } from "../../testing/rtc.ts";
import { CHAI, room, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { LINE_SIGNS } from "../../ui/line-signs.ts";
import { peer } from "./room-media.ts";
import { Roster } from "./roster.tsx";
import { Stage } from "./stage.tsx";

afterEach(() => {
  peer.status.value = "off";
  peer.asked.value = "all";
  devices.tracks.value = { mic: null, camera: null };
  forgetLines();
  endMeeting();
});

describe("a line on the stage", () => {
  it("stands on one's own tile in a word and a shape of its own for each grade", async () => {
    await inMeeting(viewOf(THANA));
    const place = await draw(<Stage ballot={null} narrow={false} />);
    const sign = () => place.querySelector("[data-line]");
    expect(sign()).toBeNull();
    await happen(() => hearLines({ kind: "quality", grade: "good", worst: null }));
    expect(sign()).toBeNull();
    peer.status.value = "live";
    for (const [grade, word] of [
      ["good", "สัญญาณดี"],
      ["weak", "สัญญาณอ่อน"],
      ["bad", "สัญญาณไม่ดี"],
    ] as const) {
      await happen(() => hearLines({ kind: "quality", grade, worst: "lost_up" }));
      expect(sign()?.textContent).toBe(word);
      expect(place.querySelector(`[data-seat=${THANA.seat}] [data-line]`)).not.toBeNull();
    }
    await accessible(place);
    expect(new Set(Object.values(LINE_SIGNS)).size).toBe(3);
    await happen(forgetLines);
    expect(sign()).toBeNull();
    expect(ownLine.value).toBeNull();
  });

  it("says on one's own picture that the others do not get it, while one's camera is on", async () => {
    await inMeeting(viewOf(THANA));
    const place = await draw(<Stage ballot={null} narrow={false} />);
    const tile = () => place.querySelector(`[data-seat=${THANA.seat}]`)?.textContent ?? "";
    await happen(() => {
      peer.asked.value = "off";
    });
    expect(tile()).not.toContain("หยุดส่งภาพ");
    await happen(() => {
      devices.tracks.value = { mic: null, camera: new FakeTrack("video") as unknown as MediaStreamTrack };
    });
    expect(tile()).toContain("หยุดส่งภาพ");
    await accessible(place);
    await happen(() => {
      peer.asked.value = "l";
    });
    expect(tile()).not.toContain("หยุดส่งภาพ");
  });

  it("of another is told only when it is an incident, and then to everybody", async () => {
    const since = "2026-11-12T03:21:00.000Z";
    const weak = { incident: "inc_1", seat: WILAI.seat, kind: "unclear_line", since } as const;
    const stall = { incident: "inc_2", seat: CHAI.seat, kind: "capture_stall", since } as const;
    await inMeeting(viewOf(THANA, { incidents: [weak, stall, { ...weak, seat: THANA.seat }] }));
    const place = await draw(<Stage ballot={null} narrow={false} />);
    const tile = (seat: string) => place.querySelector(`[data-seat=${seat}]`)?.textContent ?? "";
    expect(tile(WILAI.seat)).toContain("สัญญาณอ่อน");
    expect(tile(CHAI.seat)).toContain("ไมค์ขัดข้อง");
    expect(tile(THANA.seat)).not.toContain("สัญญาณ");
  });
});

describe("the roster of who helps", () => {
  it("has a word, the way and the figures of each line that is measured", async () => {
    const figures = { seat: WILAI.seat, worst: "lost_up", lost_up: 82, lost_down: 0, jitter_up: 74, jitter_down: null };
    const line = { ...figures, round_trip: 120, kbps_up: 31, kbps_down: 800, level: 38, stalled: true };
    await inMeeting(viewOf(CHAI));
    const place = await draw(<Roster room={room()} more={() => null} />);
    expect(place.textContent).not.toContain("kbit/s");
    await happen(() => hearLines({ kind: "lines", seats: [{ ...line, grade: "weak", path: "tcp" }] }));
    for (const word of ["สัญญาณอ่อน", "TCP", "สูญหาย ส่ง ๘.๒ รับ ๐.๐ %", "แกว่ง ส่ง ๗๔ รับ – ms", "ไปกลับ ๑๒๐ ms"]) {
      expect(place.textContent).toContain(word);
    }
    expect(place.textContent).toContain("ไม่มีเสียงจากไมค์");
    await accessible(place);
    await happen(() => {
      lines.value = new Map([[WILAI.seat, { ...line, level: null, stalled: false, grade: "good", path: "relay" }]]);
    });
    expect(place.textContent).not.toContain("dB");
    expect(place.textContent).toContain("TURN");
  });
});
