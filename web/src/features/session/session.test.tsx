import { afterEach, describe, expect, it, vi } from "vitest";
import type { You } from "../../protocol/wire.ts";
import { answerCommand, commands, endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { ARUNEE, closedBallot, ITEM, LAST, room, THANA, viewOf } from "../../testing/scene.ts";
import { CloseDialog } from "./close-dialog.tsx";
import { NextStep } from "./next-step.tsx";
import { StatusLine } from "./status-line.tsx";
import { StopClassified } from "./stop-classified.tsx";

afterEach(endMeeting);

type Next = NonNullable<You["next"]>;
const step = (command: string, args: Record<string, string> = {}, blocked: Next["blocked"] = null): Next => ({
  command,
  args,
  script: command.split(".")[1] ?? "",
  blocked,
});

async function desk(next: Next, who = ARUNEE, more: Partial<You> = {}, change = {}) {
  await inMeeting(viewOf(who, change, { next, ...more }));
  const asked = { close: vi.fn(), missing: vi.fn() };
  const place = await draw(
    <NextStep room={room(change)} next={next} onCloseMeeting={asked.close} onSeeMissing={asked.missing} />,
  );
  return { place, asked };
}

describe("the one next step", () => {
  it("comes with the sentence to read, and does what the server computed", async () => {
    const { place } = await desk(step("agenda.open_item", { item: LAST.item }));
    expect(place.querySelector("blockquote")?.textContent).toBe("“ต่อไปเป็นระเบียบวาระที่ ๕ เรื่องอื่น ๆ”");
    expect(place.querySelectorAll(".primary")).toHaveLength(1);
    await accessible(place);
    await press(place, "อ่านแล้ว เปิดวาระ");
    expect(commands()).toEqual([["agenda.open_item", { item: LAST.item }]]);
    await answerCommand();
  });

  it("puts the question that the chair has just read to the vote", async () => {
    const { place } = await desk(step("ballots.open_ballot", { item: ITEM.item }));
    await press(place, "เปิดการลงคะแนน");
    expect(commands()[0]?.[1]).toEqual({
      item: ITEM.item,
      question: "เห็นชอบการสนับสนุนงบประมาณแก่มูลนิธิตัวอย่าง ตามที่เสนอหรือไม่",
    });
  });

  it("reads the result aloud, and says that it was read", async () => {
    const next = step("ballots.announce_result", { ballot: "bal_1" });
    const { place } = await desk(next, ARUNEE, {}, { ballots: [closedBallot()] });
    expect(place.querySelector("blockquote")?.textContent).toContain("เห็นชอบ ๒ เสียง ไม่เห็นชอบ ๑ เสียง");
    await press(place, "อ่านแล้ว บันทึกมติ");
    expect(commands()).toEqual([["ballots.announce_result", { ballot: "bal_1" }]]);
  });

  it("has two sides of one weight where a tie is to be decided", async () => {
    const next = step("ballots.give_casting_vote", { ballot: "bal_1" });
    await inMeeting(viewOf(ARUNEE, {}, { next, duty: { taking: [], casting: "bal_1", dissenting: [] } }));
    const place = await draw(
      <NextStep room={room()} next={next} onCloseMeeting={vi.fn()} onSeeMissing={vi.fn()} casting={<b>two sides</b>} />,
    );
    expect(place.querySelector(".primary")).toBeNull();
    expect(place.textContent).toContain("two sides");
    expect(place.querySelector("blockquote")?.textContent).toContain("เสียงชี้ขาด");
  });

  it("becomes what removes the obstacle, never a grey button", async () => {
    const blocked = { reason: "no_quorum", details: { present: 1, needed: 4, base: 7 } };
    const { place, asked } = await desk(step("session.open_meeting", {}, blocked), ARUNEE, {}, { phase: "called" });
    expect(place.textContent).toContain("มา ๑ คน ต้องมีอย่างน้อย ๔ คน");
    expect(place.querySelector("[disabled]")).toBeNull();
    await press(place, "ดูว่าใครยังไม่มา");
    expect([asked.missing.mock.calls.length, commands()]).toEqual([1, []]);
  });

  it("says under whose orders the controller presses", async () => {
    const { place } = await desk(step("agenda.close_item", { item: ITEM.item }), THANA, { roles: ["controller"] });
    expect(place.textContent).toContain("ตามคำสั่ง ประธาน");
  });

  it("asks before it closes the meeting", async () => {
    const { place, asked } = await desk(step("session.close_meeting"));
    await press(place, "เลิกประชุม…");
    expect([asked.close.mock.calls.length, commands()]).toEqual([1, []]);
  });

  it("shows a refusal above the button, which stays", async () => {
    const { place } = await desk(step("agenda.close_item", { item: ITEM.item }));
    await press(place, "อ่านแล้ว ปิดวาระ");
    await answerCommand("ballot_open");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("โปรดปิดการลงคะแนนก่อน");
    control(place, "อ่านแล้ว ปิดวาระ");
  });
});

describe("the status line", () => {
  const words = (place: HTMLElement) => place.querySelector("[role=group]")?.textContent ?? "";

  it("is quorum, recording, clock, in this order", async () => {
    const place = await draw(<StatusLine room={room()} />);
    expect(words(place)).toMatch(/ครบองค์ประชุม๔ จาก ๔กำลังบันทึก[๐-๙.]+ น\./);
    expect(place.querySelectorAll("i")).toHaveLength(5);
    await accessible(place);
  });

  it("says since when the quorum is lost, and how many are not recorded", async () => {
    const quorum = { ...(room().quorum as NonNullable<ReturnType<typeof room>["quorum"]>), met: false };
    quorum.lost_since = "2026-11-12T03:24:00Z";
    const recording = { on: true, since: null, faults: ["seat_a", "seat_b"], troubles: [] };
    const place = await draw(<StatusLine room={room({ quorum, recording })} />);
    expect(words(place)).toContain("ไม่ครบองค์ประชุม๔ จาก ๔ตั้งแต่ ๑๐.๒๔ น.");
    expect(words(place)).toContain("บันทึกไม่ครบ ๒ คน");
  });

  it("claims no recording that it cannot see any more", async () => {
    const server = await inMeeting(viewOf(ARUNEE));
    await happen(() => server.drop());
    const place = await draw(<StatusLine room={room()} />);
    expect(words(place)).not.toContain("บันทึก");
    expect(words(place)).toContain("รอเชื่อมต่อ");
  });

  it("says what ails the service, after who is not recorded", async () => {
    const recording = { on: true, since: null, faults: [], troubles: ["overload" as const] };
    const place = await draw(<StatusLine room={room({ recording })} />);
    expect(words(place)).toContain("ระบบทำงานหนัก");
    const worse = await draw(<StatusLine room={room({ recording: { ...recording, faults: [THANA.seat] } })} />);
    expect(words(worse)).toContain("บันทึกไม่ครบ ๑ คน");
  });

  it("does not claim a recording before the opening, nor from outside the door", async () => {
    const called = await draw(<StatusLine room={room({ phase: "called", recording: null, quorum: null })} />);
    expect(words(called)).toContain("ยังไม่บันทึก");
    const outside = await draw(<StatusLine room={room({ recording: null, quorum: null })} />);
    expect(words(outside)).toContain("กำลังประชุม");
    const closed = await draw(
      <StatusLine room={room({ phase: "closed", recording: { on: false, since: null, faults: [], troubles: [] } })} />,
    );
    expect(words(closed)).toContain("หยุดบันทึกแล้ว");
  });

  it("draws a bar when dots would be too many", async () => {
    const quorum = { ...(room().quorum as NonNullable<ReturnType<typeof room>["quorum"]>) };
    quorum.dots = Array.from({ length: 30 }, () => "present" as const);
    const place = await draw(<StatusLine room={room({ quorum })} />);
    expect(place.querySelectorAll("i")).toHaveLength(2);
  });
});

describe("closing the meeting", () => {
  it("tells what is left, then does the one red deed", async () => {
    await inMeeting(viewOf(ARUNEE));
    const closed = vi.fn();
    const place = await draw(
      <CloseDialog
        room={room({ agenda: [{ ...ITEM, state: "closed" }, LAST] })}
        open={0}
        incidents={null}
        onClose={closed}
      />,
    );
    expect(place.textContent).toContain("ยังไม่ได้พิจารณา ๑ เรื่อง");
    expect(place.querySelector("blockquote")?.textContent).toContain("ขอเลิกประชุม เวลา");
    await accessible(place);
    await press(place, "อ่านแล้ว เลิกประชุม");
    expect(commands()).toEqual([["session.close_meeting", {}]]);
    await answerCommand();
    expect(closed).toHaveBeenCalledOnce();
  });

  it("names what is still open", async () => {
    const change = {
      suspensions: [
        {
          seat: THANA.seat,
          item: ITEM.item,
          reason: "interest",
          ground: "ordered",
          since: null,
          quiet: null,
          in_room: false,
        } as const,
      ],
      recording: { on: true, since: null, faults: [THANA.seat], troubles: [] },
      interruptions: [{ since: "2026-11-12T03:24:00Z", until: "2026-11-12T03:24:09Z", part: "relay" } as const],
    };
    await inMeeting(viewOf(ARUNEE, change));
    const place = await draw(<CloseDialog room={room(change)} open={0} incidents={null} onClose={() => {}} />);
    for (const words of ["มีผู้ถูกระงับค้างอยู่ ๑ คน", "บันทึกไม่ครบทุกคน", "เหตุขัดข้อง ๑ รายการ"]) {
      expect(place.textContent).toContain(words);
    }
    await press(place, "ยังไม่เลิก");
    expect(commands()).toEqual([]);
  });
});

describe("a classified matter", () => {
  it("stops the meeting in two presses, from the desk of whoever may", async () => {
    await inMeeting(viewOf(ARUNEE, {}, { may: ["session.stop_classified"] }));
    const place = await draw(<StopClassified />);
    await press(place, "หยุดเพราะเรื่องมีชั้นความลับ…");
    expect(place.textContent).toContain("ใช้กับเรื่องที่มีชั้นความลับไม่ได้ (ข้อ ๑)");
    await accessible(place);
    await press(place, "ยืนยันหยุดประชุม");
    expect(commands()).toEqual([["session.stop_classified", {}]]);
    await answerCommand();
    expect(place.querySelector("dialog")).toBeNull();
  });

  it("is no deed of anybody else's", async () => {
    await inMeeting(viewOf(THANA));
    const place = await draw(<StopClassified />);
    expect(place.textContent).toBe("");
  });
});
