import { afterEach, describe, expect, it, vi } from "vitest";
import type { Conflict, Seat } from "../../protocol/wire.ts";
import { answerCommand, commands, endMeeting, inMeeting, tell } from "../../testing/meeting.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { ARUNEE, ITEM, inState, KAMALA, LAST, room, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { MarkedConflicts, OwnBeforeOpening } from "./before-opening.tsx";
import { DeclareInterest } from "./declare-interest.tsx";
import { SuspendDialog } from "./suspend-dialog.tsx";
import { SuspendedCard } from "./suspended-card.tsx";
import { SuspensionRows } from "./suspension-rows.tsx";

afterEach(endMeeting);

async function fill(place: HTMLElement, field: string, text: string): Promise<void> {
  await happen(() => {
    const input = place.querySelector(field) as HTMLInputElement;
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

async function choose(place: HTMLElement, seat: string): Promise<void> {
  await happen(() => {
    const choice = place.querySelector("select") as HTMLSelectElement;
    choice.value = seat;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

const AT = "2026-11-12T03:12:00Z";
const SAID = { item: ITEM.item, by: null, text: null, at: AT, before_opening: false };
const DECLARED = { ...SAID, kind: "declared", seat: KAMALA.seat, reason: "relative" } as const;
const OBJECTED = {
  ...SAID,
  kind: "objected",
  seat: KAMALA.seat,
  reason: "party",
  by: THANA.seat,
  text: "เป็นคู่สัญญาของมูลนิธิ",
} as const;
const MARKED = { ...SAID, kind: "marked", seat: KAMALA.seat, reason: "relative", by: ARUNEE.seat } as const;
const MAY = { may: ["suspension.suspend_seat", "suspension.begin_explanation", "suspension.restore_seat"] };

describe("declaring an interest", () => {
  it("is one link, one reason and one press", async () => {
    await inMeeting(viewOf(KAMALA));
    const place = await draw(<DeclareInterest room={room()} item={ITEM} />);
    await press(place, "ข้าพเจ้ามีส่วนได้เสียในวาระนี้");
    await press(place, "เป็นคู่กรณี");
    await accessible(place);
    await press(place, "แจ้งประธาน");
    expect(commands()).toEqual([["suspension.declare_interest", { item: ITEM.item, reason: "party" }]]);
    await answerCommand();
    expect(place.querySelector("dialog")).toBeNull();
  });

  it("is confirmed once it stands in the record, and not offered to who may not", async () => {
    await inMeeting(viewOf(KAMALA, {}, { conflicts: [DECLARED] }));
    const place = await draw(<DeclareInterest room={room()} item={ITEM} />);
    expect(place.textContent).toContain("แจ้งประธานแล้วว่ามีส่วนได้เสีย");
    expect(place.querySelector("button")).toBeNull();
    await tell(viewOf(KAMALA, {}, { may: [] }, 8));
    const other = await draw(<DeclareInterest room={room()} item={ITEM} />);
    expect(other.textContent).toBe("");
  });
});

describe("what is said of oneself and of others", () => {
  it("is taken back where it was declared by mistake", async () => {
    const may = ["suspension.withdraw_declaration"];
    await inMeeting(viewOf(KAMALA, {}, { conflicts: [DECLARED], may }));
    const place = await draw(<DeclareInterest room={room()} item={ITEM} />);
    await press(place, "แจ้งโดยสำคัญผิด ขอถอนคำแจ้ง");
    expect(commands()).toEqual([["suspension.withdraw_declaration", { item: ITEM.item }]]);
  });

  it("is told to whoever is marked or objected to", async () => {
    await inMeeting(viewOf(KAMALA, {}, { conflicts: [MARKED, OBJECTED] }));
    const place = await draw(<DeclareInterest room={room()} item={ITEM} />);
    expect(place.textContent).toContain("ท่านอาจมีส่วนได้เสียในวาระนี้");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("เป็นคู่สัญญาของมูลนิธิ");
    await accessible(place);
  });

  it("tells whoever presides to hand over first", async () => {
    const own = { ...DECLARED, seat: ARUNEE.seat };
    await inMeeting(viewOf(ARUNEE, {}, { conflicts: [own, { ...OBJECTED, seat: ARUNEE.seat }] }));
    const place = await draw(<DeclareInterest room={room()} item={ITEM} />);
    expect(place.textContent?.split("ต้องมอบให้ผู้อื่นทำหน้าที่แทนก่อน")).toHaveLength(3);
  });

  it("is an objection with whom, why and on what it rests", async () => {
    await inMeeting(viewOf(THANA, {}, { may: ["suspension.raise_objection"] }));
    const place = await draw(<DeclareInterest room={room()} item={ITEM} />);
    await press(place, "คัดค้านผู้อื่นว่ามีส่วนได้เสีย…");
    await choose(place, KAMALA.seat);
    await press(place, "เป็นคู่กรณี");
    expect(place.querySelector(".primary")).toBeNull();
    await fill(place, "textarea", "เป็นคู่สัญญา");
    await accessible(place);
    await press(place, "ยื่นคำคัดค้าน");
    expect(commands()).toEqual([
      ["suspension.raise_objection", { seat: KAMALA.seat, item: ITEM.item, reason: "party", text: "เป็นคู่สัญญา" }],
    ]);
    await answerCommand();
    await tell(viewOf(THANA, {}, { conflicts: [OBJECTED] }, 9));
    expect(place.textContent).toContain("ท่านคัดค้าน");
  });
});

describe("before the opening", () => {
  const called = { phase: "called", item: null } as const;

  it("everybody declares on an item, and reads what is marked of them", async () => {
    const may = ["suspension.declare_interest", "suspension.withdraw_declaration"];
    const mine = { ...viewOf(KAMALA, called, { may, conflicts: [{ ...MARKED, item: LAST.item }] }) };
    await inMeeting(mine);
    const place = await draw(<OwnBeforeOpening room={mine.room} you={mine.you} />);
    expect(place.textContent).toContain("อาจเข้าข่าย: เป็นญาติของคู่กรณี");
    await press(place, "แจ้งการมีส่วนได้เสีย…");
    expect((place.querySelector("select") as HTMLSelectElement).value).toBe(LAST.item);
    await accessible(place);
    await press(place, "แจ้งประธาน");
    expect(commands()).toEqual([["suspension.declare_interest", { item: LAST.item, reason: "interest" }]]);
    await answerCommand();
    const told = viewOf(KAMALA, called, { may, conflicts: [{ ...DECLARED, before_opening: true }] });
    const after = await draw(<OwnBeforeOpening room={told.room} you={told.you} />);
    expect(after.textContent).toContain("ท่านแจ้งไว้แล้ว: เป็นญาติของคู่กรณี");
    control(after, "แจ้งโดยสำคัญผิด ขอถอนคำแจ้ง");
  });

  it("is over once the meeting sits", async () => {
    const sits = viewOf(KAMALA);
    await inMeeting(sits);
    expect((await draw(<OwnBeforeOpening room={sits.room} you={sits.you} />)).textContent).toBe("");
    expect((await draw(<MarkedConflicts room={sits.room} you={sits.you} />)).textContent).toBe("");
  });

  it("an officer marks somebody, and takes a mark away", async () => {
    const may = ["suspension.mark_conflict", "suspension.remove_mark"];
    const view = viewOf(ARUNEE, called, { may, conflicts: [MARKED, { ...DECLARED, before_opening: true }] });
    await inMeeting(view);
    const place = await draw(<MarkedConflicts room={view.room} you={view.you} />);
    expect(place.textContent).toContain("แจ้งก่อนประชุม: เป็นญาติของคู่กรณี");
    await press(place, `ลบเครื่องหมายของ ${KAMALA.name}`);
    await answerCommand();
    await press(place, "ทำเครื่องหมายผู้ที่อาจมีส่วนได้เสีย…");
    expect(place.querySelector("dialog .primary")).toBeNull();
    await choose(place, THANA.seat);
    await accessible(place);
    await press(place, "ทำเครื่องหมาย");
    expect(commands()).toEqual([
      ["suspension.remove_mark", { seat: KAMALA.seat, item: ITEM.item }],
      ["suspension.mark_conflict", { seat: THANA.seat, item: ITEM.item, reason: "interest" }],
    ]);
  });
});

describe("the recusal card", () => {
  async function card(
    seat: string | null,
    conflicts: readonly Conflict[] = seat === null ? [] : [DECLARED],
    change = {},
  ) {
    await inMeeting(viewOf(ARUNEE, change, { ...MAY, conflicts: [...conflicts] }));
    const closed = vi.fn();
    const place = await draw(<SuspendDialog room={room(change)} item={ITEM} seat={seat} onClose={closed} />);
    return { place, closed };
  }

  it("comes filled in from a declaration, with the sentence and the effect on the quorum", async () => {
    const { place, closed } = await card(KAMALA.seat);
    expect(place.querySelector("blockquote")?.textContent).toContain("เป็นญาติของคู่กรณีในเรื่องนี้ และได้ชี้แจงแล้ว");
    expect(place.textContent).toContain("ยังครบองค์ประชุม เหลือ ๓ จาก ๓ คน");
    await accessible(place);
    await press(place, "อ่านแล้ว ระงับ");
    expect(commands()).toEqual([
      [
        "suspension.suspend_seat",
        { seat: KAMALA.seat, item: ITEM.item, ground: "declared", reason: "relative", explained: true },
      ],
    ]);
    await answerCommand();
    expect(closed).toHaveBeenCalledOnce();
  });

  it("puts no reason into the mouth of who declared another", async () => {
    const { place } = await card(KAMALA.seat);
    await press(place, "เป็นคู่กรณี");
    await press(place, "อ่านแล้ว ระงับ");
    expect(commands()[0]?.[1]).toMatchObject({ seat: KAMALA.seat, ground: "ordered", reason: "party" });
  });

  it("asks who, and orders on the chair's own word", async () => {
    const { place } = await card(null);
    expect(place.querySelector(".primary")).toBeNull();
    const choice = place.querySelector("select") as HTMLSelectElement;
    expect([...choice.options].map((one) => one.value)).toEqual(["", THANA.seat, WILAI.seat, KAMALA.seat, "seat_chai"]);
    choice.value = WILAI.seat;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    await vi.waitFor(() => expect(place.textContent).toContain("ประธานสั่ง"));
    await press(place, "อ่านแล้ว ระงับ");
    expect(commands()[0]?.[1]).toMatchObject({ seat: WILAI.seat, ground: "ordered", reason: "interest" });
  });

  it("lets the person explain first, and suspends nobody by that", async () => {
    const { place, closed } = await card(KAMALA.seat);
    await press(place, "ให้ชี้แจงก่อน");
    expect(place.querySelector("blockquote")?.textContent).toContain("ชี้แจงต่อที่ประชุมก่อน");
    await press(place, "อ่านแล้ว ให้ชี้แจง");
    expect(commands()).toEqual([["suspension.begin_explanation", { seat: KAMALA.seat, item: ITEM.item }]]);
    await answerCommand();
    expect(closed).toHaveBeenCalledOnce();
  });

  it("ends the explanation with the suspension, or by itself", async () => {
    const heard = { explaining: [{ seat: KAMALA.seat, item: ITEM.item, since: AT }] };
    const { place } = await card(KAMALA.seat, [DECLARED], heard);
    expect(place.textContent).toContain("กำลังชี้แจง");
    control(place, "อ่านแล้ว ระงับ");
    await press(place, "จบการชี้แจง");
    expect(commands()).toEqual([["suspension.end_explanation", { seat: KAMALA.seat }]]);
  });

  it("has everybody heard first where the profile asks for it", async () => {
    const recusal = { explain_first: true, bases: { relative: "apa_13_relative" } as const };
    const first = await card(KAMALA.seat, [DECLARED], { recusal });
    expect(first.place.textContent).toContain("มาตรา ๑๓ (๒) (๓)");
    expect([...first.place.querySelectorAll("input[name=explained]")]).toHaveLength(1);
    control(first.place, "อ่านแล้ว ให้ชี้แจง");
    const heard = await card(KAMALA.seat, [DECLARED], { recusal, heard: [KAMALA.seat] });
    control(heard.place, "อ่านแล้ว ระงับ");
  });

  it("comes filled in from an objection, and upholds it", async () => {
    const { place } = await card(KAMALA.seat, [OBJECTED]);
    expect(place.textContent).toContain("เป็นคู่สัญญาของมูลนิธิ");
    await accessible(place);
    await press(place, "อ่านแล้ว ระงับ");
    expect(commands()[0]?.[1]).toMatchObject({ ground: "objected", reason: "party" });
  });

  it("dismisses an objection with its reason", async () => {
    const { place, closed } = await card(KAMALA.seat, [OBJECTED]);
    await press(place, "ยกคำคัดค้าน…");
    expect(place.querySelector(".primary")).toBeNull();
    await fill(place, "textarea", "สัญญาสิ้นสุดแล้ว");
    await accessible(place);
    await press(place, "อ่านแล้ว ยกคำคัดค้าน");
    expect(commands()).toEqual([
      ["suspension.dismiss_objection", { seat: KAMALA.seat, item: ITEM.item, text: "สัญญาสิ้นสุดแล้ว" }],
    ]);
    await answerCommand();
    expect(closed).toHaveBeenCalledOnce();
  });

  it("asks for the law where the reason is another", async () => {
    const { place } = await card(KAMALA.seat);
    await press(place, "เหตุอื่นตามกฎหมาย");
    expect(place.querySelector(".primary")).toBeNull();
    await fill(place, "input:not([type=radio])", "มาตรา ๔๒");
    await press(place, "อ่านแล้ว ระงับ");
    expect(commands()[0]?.[1]).toMatchObject({ reason: "other_by_law", law: "มาตรา ๔๒", ground: "ordered" });
  });

  it("names another note-taker before the secretary goes", async () => {
    const secretary = { ...WILAI, roles: ["member", "secretary"] } as Seat;
    const seats = { seats: [ARUNEE, THANA, secretary, KAMALA] };
    const { place } = await card(WILAI.seat, [], seats);
    expect(place.querySelector(".primary")).toBeNull();
    await choose(place, THANA.seat);
    await press(place, "อ่านแล้ว ระงับ");
    expect(commands()).toEqual([["suspension.name_note_taker", { seat: THANA.seat, item: ITEM.item }]]);
    await answerCommand();
    expect(commands().at(-1)?.[0]).toBe("suspension.suspend_seat");
    // Nobody is asked for where one was named already.
    const named = await card(WILAI.seat, [], { ...seats, note_taker: THANA.seat });
    expect(named.place.querySelector("select")).toBeNull();
  });

  it("shows a refusal on the card", async () => {
    const { place, closed } = await card(KAMALA.seat);
    await press(place, "อ่านแล้ว ระงับ");
    await answerCommand("already_suspended");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("ท่านนี้พักการเข้าร่วมอยู่แล้ว");
    expect(closed).not.toHaveBeenCalled();
  });
});

describe("the rows on the chair's desk", () => {
  const out = (quiet: boolean | null) => ({
    seats: [ARUNEE, THANA, WILAI, inState(KAMALA, "suspended")],
    suspensions: [
      {
        seat: KAMALA.seat,
        item: ITEM.item,
        reason: "interest",
        ground: "declared",
        since: AT,
        quiet,
        in_room: false,
      } as const,
    ],
  });

  it("offer the order for a declaration of this item", async () => {
    await inMeeting(viewOf(ARUNEE, {}, { ...MAY, conflicts: [DECLARED] }));
    const asked = vi.fn();
    const place = await draw(<SuspensionRows room={room()} onSuspend={asked} takeOut={() => null} />);
    expect(place.textContent).toContain("แจ้งว่ามีส่วนได้เสีย ๑๐.๑๒ น.");
    await press(place, "ระงับ…");
    expect(asked).toHaveBeenCalledWith(KAMALA.seat);
    await accessible(place);
  });

  it("tell of an objection, of what was marked, and of who is heard", async () => {
    const early = { ...DECLARED, item: LAST.item, before_opening: true };
    const heard = { explaining: [{ seat: KAMALA.seat, item: ITEM.item, since: AT }] };
    await inMeeting(viewOf(ARUNEE, heard, { ...MAY, conflicts: [OBJECTED, MARKED, early] }));
    const asked = vi.fn();
    const place = await draw(<SuspensionRows room={room(heard)} onSuspend={asked} takeOut={() => null} />);
    for (const words of ["คัดค้าน ๑๐.๑๒ น.", "อาจเข้าข่าย: เป็นญาติ", "แจ้งก่อนประชุม: เป็นญาติ", "กำลังชี้แจง"]) {
      expect(place.textContent).toContain(words);
    }
    await press(place, "พิจารณา…");
    expect(asked).toHaveBeenCalledWith(KAMALA.seat);
    await accessible(place);
  });

  it.each([
    [true, "ไม่ได้รับและไม่ได้ส่ง"],
    [false, "ยังพบการรับส่ง"],
    [null, "กำลังตรวจว่า"],
  ])("say what the relay's counters say (%s)", async (quiet, words) => {
    await inMeeting(viewOf(ARUNEE, out(quiet), MAY));
    const place = await draw(<SuspensionRows room={room(out(quiet))} onSuspend={() => {}} takeOut={() => null} />);
    expect(place.querySelectorAll("li")).toHaveLength(1);
    expect(place.textContent).toContain(words);
    await press(place, "เชิญกลับ");
    expect(commands()).toEqual([["suspension.restore_seat", { seat: KAMALA.seat }]]);
  });

  it("take no room when there is nothing to say", async () => {
    await inMeeting(viewOf(ARUNEE));
    expect((await draw(<SuspensionRows room={room()} onSuspend={() => {}} takeOut={() => null} />)).textContent).toBe(
      "",
    );
  });
});

describe("the suspended read what, why and until when, and nothing of the meeting", () => {
  const suspended = { item: ITEM.item, number: "4.1", title: ITEM.title, reason: "interest", since: AT } as const;
  const card = (ground: "declared" | "ordered" | "objected", law = "") =>
    draw(
      <div>
        <h1>การประชุม</h1>
        <SuspendedCard
          suspended={{ ...suspended, ground, basis: "clause_10_2", law }}
          room={ground === "ordered" ? "ห้องประชุม ๑" : null}
          wasSharing={ground === "ordered"}
          help={<button type="button">แจ้งเหตุ</button>}
          contact={null}
        />
      </div>,
    );

  it("as they declared it", async () => {
    const place = await card("declared");
    expect(place.querySelector("h2")?.textContent).toBe("พักการเข้าร่วมชั่วคราว");
    for (const words of ["ท่านแจ้งว่ามีส่วนได้เสีย", "๑๐.๑๒ น. โดยคำสั่งประธาน", "จบวาระนี้", "ท่านไม่ได้รับและไม่ได้ส่ง", "ข้อ ๑๐ (๒)"]) {
      expect(place.textContent).toContain(words);
    }
    expect(place.textContent).not.toContain("หยุดนำเสนอหน้าจอ");
    expect((await card("ordered")).textContent).toContain("หยุดนำเสนอหน้าจอแล้ว");
    control(place, "ลองฟังเสียงเรียก");
  });

  it("as an objection was upheld, by the law that was named", async () => {
    const place = await card("objected", "มาตรา ๔๒");
    expect(place.textContent).toContain("มีผู้คัดค้าน: มีส่วนได้เสียในวาระนี้ (มาตรา ๔๒)");
  });

  it("as it was ordered, without words put into their mouth", async () => {
    const place = await card("ordered");
    expect(place.textContent).toContain("มีส่วนได้เสียในวาระนี้");
    expect(place.textContent).not.toContain("ท่านแจ้งว่า");
  });
});

it("says who is still in the meeting room, with the button by which it is put down that they went out", async () => {
  const still = {
    seats: [ARUNEE, THANA, inState(KAMALA, "suspended")],
    suspensions: [
      {
        seat: KAMALA.seat,
        item: ITEM.item,
        reason: "interest",
        ground: "ordered",
        since: AT,
        quiet: true,
        in_room: true,
      } as const,
    ],
  };
  await inMeeting(viewOf(ARUNEE, still, { may: ["rooms.take_out_of_room"] }));
  const place = await draw(
    <SuspensionRows
      room={room(still)}
      onSuspend={() => {}}
      takeOut={(seat) => <button type="button">{seat}</button>}
    />,
  );
  expect(place.textContent).toContain("ยังอยู่ในห้องประชุม");
  expect(place.textContent).toContain(KAMALA.seat);
});
