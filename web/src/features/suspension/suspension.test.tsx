import { afterEach, describe, expect, it, vi } from "vitest";
import { answerCommand, commands, endMeeting, inMeeting, tell } from "../../testing/meeting.ts";
import { accessible, control, draw, press } from "../../testing/page.tsx";
import { ARUNEE, ITEM, inState, KAMALA, room, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { DeclareInterest } from "./declare-interest.tsx";
import { SuspendDialog } from "./suspend-dialog.tsx";
import { SuspendedCard } from "./suspended-card.tsx";
import { SuspensionRows } from "./suspension-rows.tsx";

afterEach(endMeeting);

const AT = "2026-11-12T03:12:00Z";
const DECLARED = [{ seat: KAMALA.seat, item: ITEM.item, reason: "relative", at: AT } as const];
const MAY = { may: ["suspension.suspend_seat", "suspension.restore_seat"] };

describe("declaring an interest", () => {
  it("is one link, one reason and one press", async () => {
    await inMeeting(viewOf(KAMALA));
    const place = await draw(<DeclareInterest item={ITEM} />);
    await press(place, "ข้าพเจ้ามีส่วนได้เสียในวาระนี้");
    await press(place, "เป็นคู่กรณี");
    await accessible(place);
    await press(place, "แจ้งประธาน");
    expect(commands()).toEqual([["suspension.declare_interest", { item: ITEM.item, reason: "party" }]]);
    await answerCommand();
    expect(place.querySelector("dialog")).toBeNull();
  });

  it("is confirmed once it stands in the record, and not offered to who may not", async () => {
    await inMeeting(viewOf(KAMALA, {}, { interest: { item: ITEM.item, reason: "interest" } }));
    const place = await draw(<DeclareInterest item={ITEM} />);
    expect(place.textContent).toContain("แจ้งประธานแล้วว่ามีส่วนได้เสีย");
    expect(place.querySelector("button")).toBeNull();
    await tell(viewOf(KAMALA, {}, { may: [] }, 8));
    const other = await draw(<DeclareInterest item={ITEM} />);
    expect(other.textContent).toBe("");
  });
});

describe("the recusal card", () => {
  async function card(seat: string | null) {
    const change = { interests: seat === null ? [] : [...DECLARED] };
    await inMeeting(viewOf(ARUNEE, change, MAY));
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
      ["suspension.suspend_seat", { seat: KAMALA.seat, item: ITEM.item, ground: "declared", reason: "relative" }],
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
    expect([commands(), closed.mock.calls.length]).toEqual([[], 1]);
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
    interests: [...DECLARED],
  });

  it("offer the order for a declaration of this item", async () => {
    await inMeeting(viewOf(ARUNEE, { interests: [...DECLARED] }, MAY));
    const asked = vi.fn();
    const place = await draw(
      <SuspensionRows room={room({ interests: [...DECLARED] })} onSuspend={asked} takeOut={() => null} />,
    );
    expect(place.textContent).toContain("แจ้งว่ามีส่วนได้เสีย ๑๐.๑๒ น.");
    await press(place, "ระงับ…");
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
  const card = (ground: "declared" | "ordered") =>
    draw(
      <div>
        <h1>การประชุม</h1>
        <SuspendedCard
          suspended={{ ...suspended, ground }}
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
    for (const words of ["ท่านแจ้งว่ามีส่วนได้เสีย", "๑๐.๑๒ น. โดยคำสั่งประธาน", "จบวาระนี้", "ท่านไม่ได้รับและไม่ได้ส่ง"]) {
      expect(place.textContent).toContain(words);
    }
    expect(place.textContent).not.toContain("หยุดนำเสนอหน้าจอ");
    expect((await card("ordered")).textContent).toContain("หยุดนำเสนอหน้าจอแล้ว");
    control(place, "ลองฟังเสียงเรียก");
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
