import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as devices from "../../media/devices.ts";
import { raisedAt, secondsLeft, speaksAt } from "../../room/floor.ts";
import { show } from "../../room/store.ts";
import { answerCommand, commands, endMeeting, inMeeting, tell } from "../../testing/meeting.ts";
import { accessible, draw, happen, key, press } from "../../testing/page.tsx";
import { ARUNEE, CHAI, KAMALA, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { now } from "../../ui/clock.tsx";
import { FloorCard } from "./floor-card.tsx";
import { HandButton } from "./hand-button.tsx";
import { GiveFloor, HandQueue } from "./hand-queue.tsx";
import { turn } from "./turn.tsx";

const AT = "2026-11-12T03:12:00.000Z";
const SPEAKER = { seat: THANA.seat, since: AT, minutes: 3, until: "2026-11-12T03:15:00.000Z" };
const UP = [
  { seat: WILAI.seat, since: AT },
  { seat: THANA.seat, since: AT },
];

beforeEach(() => late(0));
afterEach(() => {
  // What is drawn hears keys as long as it stands.
  for (const place of document.body.children) render(null, place);
  vi.useRealTimers();
  turn.value = null;
  devices.wanted.value = { mic: true, camera: true };
  endMeeting();
});

/** It is so many seconds later, and stays so. */
async function late(seconds: number): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(AT) + seconds * 1000 });
  await happen(() => {
    now.value = Date.now();
  });
}

describe("the button of the hand", () => {
  it("raises it and takes it down by the same press", async () => {
    await inMeeting(viewOf(THANA, {}, { may: ["floor.raise_hand"] }));
    const place = await draw(<HandButton class="tool" />);
    await accessible(place);
    await press(place, "ยกมือ");
    expect(commands()).toEqual([["floor.raise_hand", {}]]);
    await answerCommand();
    await tell(viewOf(THANA, { hands: UP }, { may: ["floor.lower_hand"] }, 8));
    await press(place, "เอามือลง");
    expect(commands().at(-1)).toEqual(["floor.lower_hand", {}]);
    await answerCommand();
    // In the same place while one speaks: no other button comes under the finger.
    await tell(viewOf(THANA, { speaker: SPEAKER }, { may: ["floor.yield_floor"] }, 9));
    await press(place, "พูดจบ");
    expect(commands().at(-1)).toEqual(["floor.yield_floor", {}]);
  });

  it("has a key, in whatever language the keyboard writes", async () => {
    await inMeeting(viewOf(THANA, {}, { may: ["floor.raise_hand"] }));
    await draw(<HandButton class="tool" />);
    for (const more of [
      { code: "KeyY" },
      { code: "KeyY", altKey: true, ctrlKey: true },
      { code: "KeyT", altKey: true },
      { code: "KeyY", altKey: true, repeat: true },
    ]) {
      await key(document.body, "ั", more);
    }
    expect(commands()).toEqual([]);
    await key(document.body, "ั", { code: "KeyY", altKey: true });
    expect(commands()).toEqual([["floor.raise_hand", {}]]);
  });

  it("is not there for whom the server would refuse", async () => {
    await inMeeting(viewOf(ARUNEE));
    const place = await draw(<HandButton class="tool" />);
    expect(place.textContent).toBe("");
    await key(document.body, "y", { code: "KeyY", altKey: true });
    expect(commands()).toEqual([]);
  });
});

describe("the queue", () => {
  const chair = { may: ["floor.give_floor", "floor.dismiss_hand"] };

  it("gives the next one the floor by one press, for the minutes that are chosen", async () => {
    await inMeeting(viewOf(ARUNEE, { hands: UP }, chair));
    await late(61);
    const place = await draw(<HandQueue hands={UP} />);
    await accessible(place);
    expect(place.querySelector("h3")?.textContent).toBe("ขอพูด ๒ คน");
    expect(place.querySelector("li")?.textContent).toContain("นางวิไล รักสมมติลำดับที่ ๑ ยกมือ ๑ นาทีแล้ว");
    await press(place, "ให้พูด นางวิไล รักสมมติ");
    expect(commands()).toEqual([["floor.give_floor", { seat: WILAI.seat }]]);
    await answerCommand("not_present");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("ไม่อยู่ในห้องประชุม");
    const select = place.querySelector("select") as HTMLSelectElement;
    await happen(() => {
      select.value = "3";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await press(place, "ให้พูด นายธนา มั่นสมมติ");
    expect(commands().at(-1)).toEqual(["floor.give_floor", { seat: THANA.seat, minutes: 3 }]);
  });

  it("takes a hand down that was forgotten", async () => {
    await inMeeting(viewOf(ARUNEE, { hands: UP }, chair));
    const place = await draw(<HandQueue hands={UP} />);
    await press(place, "ให้นางวิไล รักสมมติเอามือลง");
    expect(commands()).toEqual([["floor.dismiss_hand", { seat: WILAI.seat }]]);
    await answerCommand();
  });

  it("is silent while nobody asks, and gives nothing to who may not", async () => {
    await inMeeting(viewOf(THANA));
    expect((await draw(<HandQueue hands={[]} />)).textContent).toBe("");
    expect((await draw(<GiveFloor seat={WILAI.seat} />)).textContent).toBe("");
  });
});

describe("whoever has the floor", () => {
  it("is told, opens the microphone by an own press, and says when it is done", async () => {
    devices.wanted.value = { mic: false, camera: false };
    const want = vi.spyOn(devices, "want").mockResolvedValue();
    await inMeeting(viewOf(THANA, { speaker: SPEAKER }, { may: ["floor.yield_floor"] }));
    const place = await draw(<FloorCard speaker={SPEAKER} alone={false} />);
    await accessible(place);
    expect(place.textContent).toContain("ประธานให้ท่านพูดแล้ว");
    expect(place.querySelector("select")).toBeNull();
    expect(place.querySelector("[data-turn]")?.textContent).toBe("เหลือ ๓ นาที ๐ วินาที");
    await press(place, "เปิดไมค์เพื่อพูด");
    expect(want).toHaveBeenCalledWith("mic", true);
    await press(place, "พูดจบแล้ว");
    expect(commands()).toEqual([["floor.yield_floor", {}]]);
    want.mockRestore();
  });

  it("sees the time run out, and nothing is cut off", async () => {
    await inMeeting(viewOf(THANA, { speaker: SPEAKER }, { may: ["floor.yield_floor"] }));
    const place = await draw(<FloorCard speaker={SPEAKER} alone={false} />);
    await late(170);
    expect(place.querySelector("[data-turn=runs]")?.textContent).toBe("เหลือ ๑๐ วินาที");
    await late(181);
    expect(place.querySelector("[data-turn=over]")?.textContent).toBe("ครบเวลาแล้ว โปรดสรุป");
    expect(place.textContent).not.toContain("ประธานอ่าน");
  });

  it("is asked to conclude by the chair, who has the words and may give more time", async () => {
    await inMeeting(viewOf(ARUNEE, { speaker: SPEAKER }, { may: ["floor.take_floor", "floor.time_turn"] }));
    await late(181);
    turn.value = 2;
    const place = await draw(<FloorCard speaker={SPEAKER} alone={true} />);
    expect(place.querySelector("select")?.value).toBe("2");
    await accessible(place);
    expect(place.querySelector("blockquote")?.textContent).toBe("“เวลาของนายธนา มั่นสมมติ ครบ ๓ นาทีแล้ว ขอให้สรุปประเด็น”");
    await press(place, "นับจากนี้ ๒ นาที");
    await answerCommand();
    await press(place, "จบการพูด");
    expect(commands()).toEqual([
      ["floor.time_turn", { minutes: 2 }],
      ["floor.take_floor", {}],
    ]);
  });

  it("is named to everybody else, who may press nothing", async () => {
    await inMeeting(viewOf(WILAI));
    const place = await draw(<FloorCard speaker={{ ...SPEAKER, until: null, minutes: null }} alone={false} />);
    expect(place.textContent).toBe("ผู้พูด นายธนา มั่นสมมติ");
    expect(place.querySelector("button")).toBeNull();
  });
});

describe("signs", () => {
  it("count whole seconds, never below none nor above what was given", () => {
    const turn = { minutes: 3, until: AT };
    expect(secondsLeft({ minutes: null, until: null }, 0)).toBeNull();
    expect([1500, -1, 200_000].map((left) => secondsLeft(turn, Date.parse(AT) - left))).toEqual([2, 0, 180]);
  });

  it("stand at a meeting room's device for who sits before it", () => {
    const seats = [ARUNEE, CHAI, { ...THANA, room: CHAI.seat }, KAMALA];
    show(viewOf(KAMALA, { seats, hands: UP, speaker: SPEAKER }));
    expect(raisedAt(CHAI.seat)).toEqual([THANA.seat]);
    expect([speaksAt(CHAI.seat), speaksAt(THANA.seat), speaksAt(KAMALA.seat)]).toEqual([true, true, false]);
    show(viewOf(KAMALA, { speaker: null }, {}, 8));
    expect(speaksAt(CHAI.seat)).toBe(false);
  });
});
