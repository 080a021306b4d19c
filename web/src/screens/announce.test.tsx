import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as devices from "../media/devices.ts";
import { endMeeting, inMeeting, tell } from "../testing/meeting.ts";
import { draw } from "../testing/page.tsx";
import { ARUNEE, THANA, viewOf, WILAI } from "../testing/scene.ts";
import { LiveRegion, say } from "../ui/live.tsx";
import { announce } from "./announce.ts";

const AT = "2026-11-12T03:12:00.000Z";
const ASKED = { at: AT, held: false };
const SPEAKER = { seat: THANA.seat, since: AT, minutes: null, until: null };
const UP = [{ seat: WILAI.seat, since: AT }];
const NEXT = { command: "agenda.close_item" as const, args: {}, script: "close_item", blocked: null };

let stop = () => {};
beforeEach(() => {
  devices.wanted.value = { mic: true, camera: true };
});
afterEach(() => {
  stop();
  endMeeting();
});

async function spoken(): Promise<() => string> {
  say("");
  stop = announce();
  const place = await draw(<LiveRegion />);
  return () => place.textContent ?? "";
}

it("are turned off on the page that is asked, once, and may be turned on again", async () => {
  const want = vi.spyOn(devices, "want").mockImplementation(async (kind, on) => {
    devices.wanted.value = { ...devices.wanted.peek(), [kind]: on };
  });
  await inMeeting(viewOf(THANA));
  const said = await spoken();
  await tell(viewOf(THANA, { silence: ASKED }, {}, 8));
  expect(want.mock.calls).toEqual([["mic", false]]);
  expect(said()).toBe("ประธานขอให้ทุกคนปิดไมค์");
  devices.wanted.value = { mic: true, camera: true };
  await tell(viewOf(THANA, { silence: ASKED, item: null }, {}, 9));
  expect(want).toHaveBeenCalledOnce();
  want.mockRestore();
});

it("tells whom the chair asks to speak, and at the chair's desk alone who asks to", async () => {
  await inMeeting(viewOf(THANA));
  const said = await spoken();
  await tell(viewOf(THANA, { hands: UP }, {}, 8));
  expect(said()).toBe("");
  await tell(viewOf(THANA, { hands: UP, speaker: SPEAKER }, {}, 9));
  expect(said()).toBe("ประธานให้ท่านพูด");
  await tell(viewOf(THANA, { speaker: { ...SPEAKER, seat: WILAI.seat } }, {}, 10));
  expect(said()).toBe("ประธานให้นางวิไล รักสมมติพูด");
});

it("tells the chair of a hand", async () => {
  await inMeeting(viewOf(ARUNEE, {}, { next: NEXT }));
  const said = await spoken();
  await tell(viewOf(ARUNEE, { hands: UP }, { next: NEXT }, 8));
  expect(said()).toBe("นางวิไล รักสมมติ ยกมือขอพูด");
});

it("tells what is held, what is released, and what was taken from oneself and given back", async () => {
  await inMeeting(viewOf(THANA));
  const said = await spoken();
  await tell(viewOf(THANA, { silence: { at: AT, held: true } }, {}, 8));
  expect(said()).toBe("ขณะนี้เปิดไมค์ได้เฉพาะผู้ที่ประธานให้พูด");
  await tell(viewOf(THANA, { silence: ASKED }, {}, 9));
  expect(said()).toBe("ทุกคนเปิดไมค์ได้แล้ว");
  await tell(viewOf(THANA, { silence: ASKED, seats: [ARUNEE, { ...THANA, taken: ["microphone"] }] }, {}, 10));
  expect(said()).toBe("ประธานให้ท่านงดใช้ไมค์");
  await tell(viewOf(THANA, { silence: ASKED, seats: [ARUNEE, THANA] }, {}, 11));
  expect(said()).toBe("ประธานคืนสิทธิใช้ไมค์ให้ท่านแล้ว");
});
