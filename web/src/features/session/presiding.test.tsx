import { afterEach, describe, expect, it } from "vitest";
import type { CommandName, Room, Seat } from "../../protocol/wire.ts";
import { answerCommand, commands, endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { ARUNEE, inState, KAMALA, room, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { candidates, HandOver, Presiding } from "./presiding.tsx";

afterEach(endMeeting);

const DEPUTY: Seat = { ...THANA, roles: ["presiding", "member"] };
const SEATS = [ARUNEE, DEPUTY, WILAI, KAMALA];

async function shown(who: Seat, change: Partial<Room>, may: CommandName[] = []) {
  await inMeeting(viewOf(who, { seats: SEATS, ...change }, { may }));
  const now = room({ seats: SEATS, ...change });
  return draw(
    <div>
      <Presiding room={now} />
      <HandOver room={now} />
    </div>,
  );
}

describe("who presides", () => {
  it("is said of nobody while the chair does", async () => {
    const place = await shown(WILAI, {});
    expect(place.textContent).toBe("");
  });

  it("is said of the deputy, and taken back by one press", async () => {
    const place = await shown(ARUNEE, { presiding: DEPUTY.seat }, ["presiding.take_back_presiding"]);
    expect(place.querySelector("[data-acting]")?.textContent).toContain("ทำหน้าที่ประธานในที่ประชุม");
    await accessible(place);
    await press(place, "กลับมาทำหน้าที่ประธาน");
    expect(commands()).toEqual([["presiding.take_back_presiding", {}]]);
    await answerCommand();
    const own = await shown(DEPUTY, { presiding: DEPUTY.seat });
    expect(own.textContent).toContain("ท่านทำหน้าที่ประธานในที่ประชุม");
  });

  it("tells everybody that the line of whoever presides is lost", async () => {
    const place = await shown(WILAI, { seats: [inState(ARUNEE, "away"), DEPUTY, WILAI] });
    expect(place.querySelector("[role=status]")?.textContent).toContain("ขาดการติดต่อกับ");
  });

  it("lets a deputy step in before the opening", async () => {
    const place = await shown(DEPUTY, { phase: "called" }, ["presiding.step_in"]);
    await press(place, "ประธานยังไม่มา ข้าพเจ้าทำหน้าที่ประธานแทน");
    expect(commands()).toEqual([["presiding.step_in", {}]]);
  });

  it("is handed over to the deputies who are there, else to a member", async () => {
    const place = await shown(ARUNEE, {}, ["presiding.pass_presiding"]);
    await press(place, "มอบให้ผู้อื่นทำหน้าที่ประธาน…");
    expect(place.querySelectorAll("[type=radio]")).toHaveLength(1);
    await accessible(place);
    await press(place, "ยืนยันการมอบ");
    expect(commands()).toEqual([["presiding.pass_presiding", { seat: DEPUTY.seat }]]);
    await answerCommand();
    expect(place.querySelector("dialog")).toBeNull();
    expect(candidates(room({ seats: [ARUNEE, inState(DEPUTY, "away"), WILAI, KAMALA] }))).toEqual([WILAI, KAMALA]);
  });

  it("is put down as the members elected", async () => {
    const seats = [inState(ARUNEE, "away"), WILAI, KAMALA];
    const place = await shown(WILAI, { seats }, ["presiding.elect_presiding"]);
    await press(place, "บันทึกผู้ที่ที่ประชุมเลือกให้ทำหน้าที่ประธาน…");
    await happen(() => place.querySelectorAll<HTMLInputElement>("[type=radio]")[1]?.click());
    await press(place, "บันทึกผู้ที่ได้รับเลือก");
    expect(commands()).toEqual([["presiding.elect_presiding", { seat: KAMALA.seat }]]);
  });

  it("can be handed to nobody while nobody else is there", async () => {
    const place = await shown(ARUNEE, { seats: [ARUNEE] }, ["presiding.pass_presiding"]);
    await press(place, "มอบให้ผู้อื่นทำหน้าที่ประธาน…");
    expect(place.textContent).toContain("ยังไม่มีกรรมการคนอื่นอยู่ในที่ประชุม");
    expect((control(place, "ยืนยันการมอบ") as HTMLButtonElement).disabled).toBe(true);
  });
});
