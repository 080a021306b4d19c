import { afterEach, describe, expect, it, vi } from "vitest";
import * as devices from "../../media/devices.ts";
import type { LineFigures, Room } from "../../protocol/wire.ts";
import { forgetLines, hearLines, lines, ownLine } from "../../room/lines.ts";
import { endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { FakeTrack } from "../../testing/rtc.ts";
import { ARUNEE, CHAI, THANA, viewOf } from "../../testing/scene.ts";
import { OwnLineNotice } from "./own-line.tsx";
import { TroubleRows } from "./troubles.tsx";

const CONTACT = { backup: { kind: "telephone", address: "0 0000 0000" }, support: null };
const WEAK: Room["incidents"][number] = {
  incident: "inc_1",
  seat: THANA.seat,
  kind: "unclear_line",
  since: "2026-11-12T03:21:00.000Z",
};
const RESTED = { ...WEAK, incident: "inc_3", kind: "camera_rested" } as const;
const LINE: LineFigures = {
  seat: THANA.seat,
  grade: "weak",
  worst: "lost_up",
  path: "udp",
  lost_up: 82,
  lost_down: 0,
  jitter_up: 74,
  jitter_down: null,
  round_trip: 120,
  kbps_up: 31,
  kbps_down: 800,
  level: 38,
  stalled: false,
};

afterEach(() => {
  vi.useRealTimers();
  forgetLines();
  devices.tracks.value = { mic: null, camera: null };
  endMeeting();
});

describe("my own line", () => {
  const bad = (worst: string) => hearLines({ kind: "quality", grade: "bad", worst });

  it("says nothing while it is good, weak, or being connected anew", async () => {
    const place = await draw(<OwnLineNotice contact={CONTACT} live={true} rests={false} />);
    for (const grade of ["good", "weak"] as const) {
      await happen(() => hearLines({ kind: "quality", grade, worst: null }));
      expect(place.textContent).toBe("");
    }
    bad("lost_up");
    expect((await draw(<OwnLineNotice contact={CONTACT} live={false} rests={false} />)).textContent).toBe("");
  });

  it("says what is missed, and offers to turn the camera off", async () => {
    devices.tracks.value = { mic: null, camera: new FakeTrack("video") as unknown as MediaStreamTrack };
    bad("lost_up");
    const place = await draw(<OwnLineNotice contact={CONTACT} live={true} rests={false} />);
    expect(place.textContent).toContain("สัญญาณของท่านไม่ดี");
    expect(place.textContent).toContain("ผู้อื่นอาจได้ยินท่านไม่ครบ");
    await accessible(place);
    await press(place, "ปิดกล้อง");
    expect(devices.wanted.value.camera).toBe(false);
    devices.wanted.value = { mic: true, camera: true };
  });

  it("says that a picture which rests comes back by itself, and offers nothing to press for it", async () => {
    devices.tracks.value = { mic: null, camera: new FakeTrack("video") as unknown as MediaStreamTrack };
    const place = await draw(<OwnLineNotice contact={CONTACT} live={true} rests={true} />);
    expect(place.querySelector("b")?.textContent).toBe("สัญญาณของท่านอ่อน");
    expect(place.textContent).toContain("หยุดส่งภาพของท่านไว้ก่อนเพื่อรักษาเสียง ภาพจะกลับมาเอง");
    expect(place.querySelectorAll("button, a")).toHaveLength(0);
    await happen(() => bad("lost_down"));
    expect(place.querySelector("b")?.textContent).toBe("สัญญาณของท่านไม่ดี");
    expect(place.textContent).toContain("ภาพจะกลับมาเอง");
    expect([...place.querySelectorAll("button, a")].map((one) => one.tagName)).toEqual(["A"]);
    await accessible(place);
    expect((await draw(<OwnLineNotice contact={CONTACT} live={false} rests={true} />)).textContent).toBe("");
  });

  it("gives the number to call when the camera is off already", async () => {
    bad("lost_down");
    const place = await draw(<OwnLineNotice contact={CONTACT} live={true} rests={false} />);
    expect(place.textContent).toContain("ท่านอาจได้ยินผู้อื่นไม่ครบ");
    expect(place.querySelector("a")?.getAttribute("href")).toBe("tel:000000000");
  });
});

describe("the lines of others", () => {
  const rows = async (who: typeof ARUNEE, incidents: Room["incidents"], roles = who.roles) => {
    const view = viewOf(who, { incidents }, { roles });
    await inMeeting(view);
    return draw(<TroubleRows room={view.room} you={view.you} />);
  };

  it("tells whoever presides quietly, with the time", async () => {
    const place = await rows(ARUNEE, [WEAK, { ...WEAK, incident: "inc_2", kind: "capture_stall" }, RESTED]);
    expect(place.textContent).toContain("นายธนา มั่นสมมติ");
    expect(place.textContent).toContain("สัญญาณไม่ชัดเจน");
    expect(place.textContent).toContain("ไม่มีเสียงจากไมค์");
    expect(place.textContent).toContain("หยุดส่งภาพเพราะสัญญาณอ่อน");
    expect(place.textContent).toContain("๑๐.๒๑");
    await accessible(place);
  });

  it("tells who helps, no other member, and nobody of themselves", async () => {
    expect((await rows(CHAI, [WEAK])).textContent).toContain("นายธนา มั่นสมมติ");
    expect((await rows(THANA, [{ ...WEAK, seat: CHAI.seat }])).textContent).toBe("");
    expect((await rows(ARUNEE, [{ ...WEAK, seat: ARUNEE.seat }])).textContent).toBe("");
  });

  it("forgets figures that are not told any more", () => {
    vi.useFakeTimers();
    expect(hearLines({ kind: "lines", seats: [LINE] })).toBe(true);
    expect(lines.value.get(THANA.seat)).toEqual(LINE);
    vi.advanceTimersByTime(10_001);
    expect(lines.value.size).toBe(0);
    expect(hearLines({ kind: "speakers", seats: [] })).toBe(false);
    expect(ownLine.value).toBeNull();
  });
});
