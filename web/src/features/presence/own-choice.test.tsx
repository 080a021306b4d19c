import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as devices from "../../media/devices.ts";
import { endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, draw, happen } from "../../testing/page.tsx";
import { FakeConnection, FakeStream, FakeTrack } from "../../testing/rtc.ts";
import { THANA, viewOf } from "../../testing/scene.ts";
import { startMedia } from "./room-media.ts";
import { StillOff } from "./still-off.tsx";

const asked = vi.fn();
let stop = () => {};

beforeEach(() => {
  vi.stubGlobal("MediaStream", FakeStream);
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: async (wish: MediaStreamConstraints) => {
        asked(wish);
        return new FakeStream([new FakeTrack(wish.audio ? "audio" : "video")]);
      },
      enumerateDevices: async () => [],
    },
  });
});
afterEach(() => {
  stop();
  endMeeting();
  sessionStorage.clear();
  vi.useRealTimers();
});

it("a page that comes into a seat without the door sends nothing until its person says so", async () => {
  await inMeeting(viewOf(THANA));
  await happen(() => {
    stop = startMedia();
  });
  const place = await draw(<StillOff />);
  expect([devices.wanted.value, asked.mock.calls]).toEqual([{ mic: false, camera: false }, []]);
  expect(place.textContent).toBe("ไมค์และกล้องของท่านยังปิดอยู่ กดเปิดเมื่อพร้อม");
  await accessible(place);
  await happen(() => devices.want("mic", true));
  expect([devices.wanted.value, place.textContent]).toEqual([{ mic: true, camera: false }, ""]);
  await happen(() => devices.want("mic", false));
  expect(place.textContent).toBe("");
});

/** The same tab with a page that has just been loaded. */
async function loaded() {
  vi.resetModules();
  const choice = await import("./own-choice.ts");
  return { ...choice, devices: await import("../../media/devices.ts") };
}

it.each([
  { mic: false, camera: false },
  { mic: false, camera: true },
  { mic: true, camera: true },
])("a reload keeps what the person chose: %o", async (chosen) => {
  const before = await loaded();
  const gone = before.keepChoice();
  before.chooseAtDoor("mtg_1", "seat_1");
  before.devices.wanted.value = chosen;
  dispatchEvent(new Event("pagehide"));
  gone();
  const after = await loaded();
  stop = after.keepChoice();
  // A browser says this once a page is loaded, before or after the server tells who is inside.
  dispatchEvent(new Event("pageshow"));
  expect(after.comeIn("mtg_1", "seat_1")).toBe(false);
  expect([after.devices.wanted.value, after.stillOff.value]).toEqual([chosen, false]);
  // It lies nowhere while the page is open, so that a copy of the tab has no choice.
  expect(sessionStorage.getItem("devices")).toBeNull();
});

it("no choice is that of another meeting, of another seat or of long ago", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  for (const [meeting, seat, later] of [
    ["mtg_2", "seat_1", 0],
    ["mtg_1", "seat_2", 0],
    ["mtg_1", "seat_1", 120_000],
  ] as const) {
    const before = await loaded();
    const forget = before.keepChoice();
    before.chooseAtDoor("mtg_1", "seat_1");
    dispatchEvent(new Event("pagehide"));
    forget();
    vi.setSystemTime(Date.now() + later);
    const after = await loaded();
    stop = after.keepChoice();
    expect(after.comeIn(meeting, seat)).toBe(true);
    expect([after.devices.wanted.value, after.stillOff.value]).toEqual([{ mic: false, camera: false }, true]);
    stop();
  }
});
