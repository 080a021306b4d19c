import { afterEach, describe, expect, it, vi } from "vitest";
import { reactions } from "../../room/reactions.ts";
import { answerCommand, commands, endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, draw, happen, key, press } from "../../testing/page.tsx";
import { CHAI, ITEM, room, THANA, viewOf, you } from "../../testing/scene.ts";
import { FakeSocket } from "../../testing/wire.ts";
import { ChatPanel } from "./chat-panel.tsx";
import { SignOf } from "./signs.tsx";
import { SupportAtDoor } from "./support-line.tsx";

afterEach(() => {
  endMeeting();
  vi.useRealTimers();
});

const AT = "2026-11-12T03:24:00Z";
const chat = [{ message: "msg_1", seat: THANA.seat, item: null, text: "ขอเอกสารหน้า ๔", at: AT }];

async function write(place: Element, words: string): Promise<HTMLTextAreaElement> {
  const field = place.querySelector("textarea") as HTMLTextAreaElement;
  await happen(() => {
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return field;
}

function between(item: string | null) {
  return { item, agenda: [{ ...ITEM, state: item === null ? ("coming" as const) : ("open" as const) }] };
}

async function panelOf(who: typeof THANA, roomChange = {}, youChange = {}) {
  await inMeeting(viewOf(who, roomChange, youChange));
  return await draw(<ChatPanel room={room(roomChange)} you={you(who, youChange)} />);
}

describe("to everyone", () => {
  it("says what will appear, then who wrote what, on what, and when", async () => {
    const empty = await panelOf(THANA, between(null));
    expect(empty.textContent).toContain("ข้อความที่ส่งจะถึงทุกคนในห้องและถูกบันทึกไว้");
    const onIt = { message: "msg_2", seat: THANA.seat, item: ITEM.item, text: "เห็นแล้ว", at: AT };
    const place = await panelOf(THANA, { chat: [...chat, onIt], chat_earlier: 3 });
    expect([...place.querySelectorAll("li")].map((each) => each.textContent)).toEqual([
      "ก่อนหน้านี้มีอีก ๓ ข้อความ ซึ่งเก็บไว้ในบันทึกของการประชุมแล้ว",
      "นายธนา มั่นสมมติ ๑๐.๒๔ น.ขอเอกสารหน้า ๔",
      "นายธนา มั่นสมมติ วาระที่ ๔.๑ ๑๐.๒๔ น.เห็นแล้ว",
    ]);
  });

  it("sends by Enter, never a blank, and Shift+Enter begins a new line", async () => {
    const place = await panelOf(THANA, between(null));
    await accessible(place);
    const field = await write(place, "");
    await key(field, "Enter");
    await write(place, "สวัสดี");
    await key(field, "Enter", { shiftKey: true });
    await key(field, "Enter", { isComposing: true });
    expect(commands()).toEqual([]);
    await key(field, "Enter");
    expect(commands()).toEqual([["chat.post_message", { text: "สวัสดี" }]]);
    await answerCommand();
    expect(field.value).toBe("");
  });

  it("goes to the open item, unless one says otherwise", async () => {
    const place = await panelOf(THANA);
    await accessible(place);
    const field = await write(place, "หน้า ๔");
    await key(field, "Enter");
    await answerCommand();
    await happen(() => (place.querySelectorAll("input[type=radio]")[1] as HTMLInputElement).click());
    await write(place, "สวัสดี");
    await key(field, "Enter");
    expect(commands()).toEqual([
      ["chat.post_message", { text: "หน้า ๔", item: ITEM.item }],
      ["chat.post_message", { text: "สวัสดี" }],
    ]);
  });

  it("keeps the words when the server refuses them", async () => {
    const place = await panelOf(THANA, between(null));
    const field = await write(place, "สวัสดี");
    await key(field, "Enter");
    await answerCommand("too_fast");
    expect([field.value, place.querySelector("[role=alert]")?.textContent]).toEqual([
      "สวัสดี",
      expect.stringContaining("ส่งถี่เกินไป"),
    ]);
  });

  it("is closed to who may not write", async () => {
    const place = await panelOf(THANA, { chat }, { may: [] });
    expect(place.querySelector("textarea")).toBeNull();
    expect(place.querySelector("button")).toBeNull();
  });
});

const THANA_S = {
  seat: THANA.seat,
  name: THANA.name,
  office: THANA.office,
  messages: [{ message: "msg_3", officer: null as string | null, text: "เสียงหาย", at: AT }],
};
const answered = {
  ...THANA_S,
  messages: [...THANA_S.messages, { message: "msg_4", officer: CHAI.name, text: "ลองเปิดหน้านี้ใหม่", at: AT }],
};
const MEMBER_MAY = ["chat.post_message", "chat.write_to_support"];

describe("the line to the support officers", () => {
  it("tells a member that they answered, and is read when it is opened", async () => {
    const change = { may: MEMBER_MAY, support_lines: [answered] };
    const place = await panelOf(THANA, {}, change);
    expect(place.textContent).toContain("มีข้อความใหม่ ๑ ราย");
    await press(place, "เจ้าหน้าที่สนับสนุน มีข้อความใหม่ ๑ ราย");
    expect([...place.querySelectorAll("li")].map((each) => each.textContent)).toEqual([
      "ท่าน ๑๐.๒๔ น.เสียงหาย",
      "นายชัย เพียรสมมติ ๑๐.๒๔ น.ลองเปิดหน้านี้ใหม่",
    ]);
    await accessible(place);
    const field = await write(place, "ได้แล้ว");
    await key(field, "Enter");
    expect(commands()).toEqual([["chat.write_to_support", { text: "ได้แล้ว" }]]);
    await press(place, "ทุกคน");
    expect(place.textContent).not.toContain("มีข้อความใหม่");
  });

  it("puts before an officer who waits, and lets them write to anybody", async () => {
    const line = { ...THANA_S, messages: [{ ...THANA_S.messages[0], message: "msg_5" }] } as typeof THANA_S;
    const change = { may: ["chat.post_message", "chat.answer_from_support"], support_lines: [line] };
    const place = await panelOf(CHAI, {}, change);
    await press(place, "รายบุคคล มีข้อความใหม่ ๑ ราย");
    const whom = place.querySelector("select") as HTMLSelectElement;
    expect(whom.value).toBe(THANA.seat);
    expect(place.querySelector("li")?.textContent).toBe("นายธนา มั่นสมมติ ๑๐.๒๔ น.เสียงหาย");
    await accessible(place);
    const field = await write(place, "ลองเปิดหน้านี้ใหม่");
    await key(field, "Enter");
    expect(commands()).toEqual([["chat.answer_from_support", { seat: THANA.seat, text: "ลองเปิดหน้านี้ใหม่" }]]);
  });

  it("stands at the door, with what the officer wrote last", async () => {
    const last = { ...answered, messages: [{ message: "msg_6", officer: CHAI.name, text: "โทรหาได้", at: AT }] };
    const change = { may: ["chat.write_to_support"], support_lines: [last] };
    await inMeeting(viewOf(THANA, {}, change));
    const place = await draw(<SupportAtDoor you={you(THANA, change)} />);
    expect(place.querySelector("[role=status]")?.textContent).toBe("เจ้าหน้าที่เขียนถึงท่าน โทรหาได้");
    await press(place, "เขียนถึงเจ้าหน้าที่…");
    await accessible(place);
    expect(place.querySelector("dialog li")?.textContent).toContain("โทรหาได้");
    expect(place.querySelector("[role=status]")).toBeNull();
  });
});

describe("signs", () => {
  it("go over the line at once, and stand on a picture for six seconds", async () => {
    const place = await panelOf(THANA);
    await press(place, "ไม่ได้ยิน");
    expect(FakeSocket.last.sent).toContainEqual({ type: "reaction", kind: "unheard" });
    vi.useFakeTimers();
    const tile = await draw(<SignOf seat={THANA.seat} class="flag" />);
    await happen(() => FakeSocket.last.say({ type: "reaction", seat: THANA.seat, kind: "unheard" }));
    expect(tile.textContent).toBe("ไม่ได้ยิน");
    await happen(() => vi.advanceTimersByTime(5_000));
    await happen(() => FakeSocket.last.say({ type: "reaction", seat: THANA.seat, kind: "applause" }));
    await happen(() => vi.advanceTimersByTime(5_000));
    expect(tile.textContent).toBe("ปรบมือ");
    await happen(() => vi.advanceTimersByTime(1_000));
    expect([tile.textContent, reactions.value.size]).toEqual(["", 0]);
  });
});
