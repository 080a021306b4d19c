import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as devices from "../../media/devices.ts";
import { isAskedToBeSilent, noCamera, noMic } from "../../room/floor.ts";
import { answerCommand, commands, endMeeting, inMeeting, tell } from "../../testing/meeting.ts";
import { accessible, draw, press } from "../../testing/page.tsx";
import { ARUNEE, CHAI, KAMALA, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { OwnRights, RightsOf } from "./rights.tsx";
import { HeldNote, SilenceButtons } from "./silence.tsx";

const AT = "2026-11-12T03:12:00.000Z";
const HELD = { at: AT, held: true };
const ASKED = { at: AT, held: false };
const SPEAKER = { seat: THANA.seat, since: AT, minutes: null, until: null };
const IN_PLAN = { inside: true, sends: ["camera" as const] };

beforeEach(() => {
  devices.wanted.value = { mic: true, camera: true };
});
afterEach(() => {
  devices.wanted.value = { mic: true, camera: true };
  endMeeting();
});

describe("everybody's microphones", () => {
  const chair = { may: ["floor.silence_microphones"] };

  it("are asked to be off by one press, or held by another", async () => {
    await inMeeting(viewOf(ARUNEE, {}, chair));
    const place = await draw(<SilenceButtons />);
    await accessible(place);
    await press(place, "ปิดไมค์ทุกคน");
    await answerCommand();
    await press(place, "เปิดไมค์ได้เฉพาะผู้ที่ให้พูด");
    expect(commands()).toEqual([
      ["floor.silence_microphones", { held: false }],
      ["floor.silence_microphones", { held: true }],
    ]);
    await answerCommand("microphones_held");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("เฉพาะผู้ที่ประธานให้พูดอยู่แล้ว");
    await tell(viewOf(THANA, {}, {}, 8));
    expect(place.textContent).toBe("");
  });

  it("stay on for who presides, who has the floor, and for the device before which they sit", () => {
    expect(isAskedToBeSilent(viewOf(WILAI, { speaker: SPEAKER }))).toBe(true);
    expect(isAskedToBeSilent(viewOf(THANA, { speaker: SPEAKER }))).toBe(false);
    expect(isAskedToBeSilent(viewOf(ARUNEE))).toBe(false);
    const seats = [{ ...ARUNEE, room: CHAI.seat }, THANA, CHAI];
    expect(isAskedToBeSilent(viewOf(CHAI, { seats }))).toBe(false);
    expect(isAskedToBeSilent(viewOf(CHAI, { seats: [ARUNEE, THANA, CHAI] }))).toBe(true);
  });

  it("are said to be held on every desk, and released by whoever presides", async () => {
    await inMeeting(viewOf(THANA, { silence: HELD }, { media: IN_PLAN }));
    expect(noMic.value).toBe(true);
    const place = await draw(<HeldNote />);
    await accessible(place);
    expect(place.textContent).toBe("ขณะนี้เปิดไมค์ได้เฉพาะผู้ที่ประธานให้พูด ยกมือเพื่อขอพูด");
    await tell(viewOf(ARUNEE, { silence: HELD }, { may: ["floor.release_microphones"] }, 8));
    expect(noMic.value).toBe(false);
    await press(place, "ให้ทุกคนเปิดไมค์ได้");
    expect(commands()).toEqual([["floor.release_microphones", {}]]);
    await tell(viewOf(ARUNEE, { silence: ASKED }, {}, 9));
    expect(place.textContent).toBe("");
  });
});

describe("the rights of one seat", () => {
  it("are taken and given back by whoever presides, one by one", async () => {
    await inMeeting(viewOf(ARUNEE, {}, { may: ["rights.take_right"] }));
    const place = await draw(<RightsOf seat={THANA} />);
    await press(place, "สิทธิ… นายธนา มั่นสมมติ");
    await accessible(place);
    expect([...place.querySelectorAll("[data-right]")].map((row) => row.getAttribute("data-right"))).toEqual([
      "microphone",
      "camera",
      "chat",
      "hand",
    ]);
    await press(place, "งดใช้ ไมค์");
    expect(commands()).toEqual([["rights.take_right", { seat: THANA.seat, right: "microphone" }]]);
    await answerCommand();
    const seats = [ARUNEE, { ...THANA, taken: ["microphone" as const] }, KAMALA];
    await tell(viewOf(ARUNEE, { seats }, { may: ["rights.take_right", "rights.grant_right"] }, 8));
    await press(place, "คืนสิทธิ ไมค์");
    expect(commands().at(-1)).toEqual(["rights.grant_right", { seat: THANA.seat, right: "microphone" }]);
  });

  it("are not asked of who presides, nor of who only listens", async () => {
    await inMeeting(viewOf(ARUNEE, {}, { may: ["rights.take_right"] }));
    const watching = { ...WILAI, roles: ["observer" as const] };
    const place = await draw(
      <>
        <RightsOf seat={ARUNEE} />
        <RightsOf seat={watching} />
      </>,
    );
    expect(place.querySelector("button")).toBeNull();
    const device = await draw(<RightsOf seat={{ ...CHAI, roles: ["room"], taken: ["camera"] }} />);
    expect(device.textContent).toBe("งดกล้องสิทธิ… นายชัย เพียรสมมติ");
  });

  it("are told on the desk of whom they were taken from", async () => {
    const taken = [ARUNEE, { ...THANA, taken: ["microphone" as const, "camera" as const] }];
    await inMeeting(viewOf(THANA));
    const place = await draw(<OwnRights />);
    await tell(viewOf(THANA, { seats: taken }, { media: { inside: true, sends: [] } }, 8));
    await accessible(place);
    expect(place.querySelector("[data-own-rights]")?.textContent).toBe("ประธานให้ท่านงดใช้ ไมค์, กล้อง เป็นการชั่วคราว");
    expect([noMic.value, noCamera.value]).toEqual([true, true]);
    await tell(viewOf(THANA, {}, {}, 9));
    expect(place.querySelector("[data-own-rights]")).toBeNull();
  });
});
