import { afterEach, describe, expect, it } from "vitest";
import type { You } from "../../protocol/wire.ts";
import { answerCommand, commands, endMeeting, inMeeting, tell } from "../../testing/meeting.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { ARUNEE, ballot, closedBallot, KAMALA, ownVote, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { BallotPaper } from "./ballot.tsx";
import { CastingVote } from "./casting-vote.tsx";
import { NoteDissent } from "./dissent.tsx";
import { ResultByName, Tally } from "./result.tsx";
import { WaitingVoters } from "./waiting-voters.tsx";

afterEach(endMeeting);

const NO_DUTY: You["duty"] = { taking: [], casting: null, dissenting: [] };
const ECHO = {
  choice: "disagree",
  method: "voice",
  by: "นายวีระ ทองสมมติ",
  until: new Date(Date.now() + 20_000).toISOString(),
} as const;

describe("what was taken down of one's vote", () => {
  const told = (echo: typeof ECHO | null, more = {}) =>
    viewOf(THANA, { ballots: [ballot()] }, { vote: ownVote(echo?.choice ?? null, { echo, ...more }) });

  it("is before the voter alone, with what it is, by whom, and how long they may object", async () => {
    await inMeeting(told(ECHO));
    const place = await draw(<BallotPaper ballot={ballot()} />);
    expect(place.textContent).toContain("คะแนนของท่านถูกบันทึกว่า: ไม่เห็นชอบ");
    expect(place.textContent).toMatch(/ด้วยเสียง บันทึกโดย.*ทักท้วงได้อีก [๐-๙]+ วินาที/);
    expect(place.querySelector("[type=radio]")).toBeNull();
    await accessible(place);
    await press(place, "ไม่ใช่คะแนนของข้าพเจ้า");
    expect(commands()).toEqual([["voices.object_to_vote", { ballot: "bal_1" }]]);
    await answerCommand();
    await tell({ ...told(null, { objected: true }), seq: 8 });
    expect(place.textContent).toContain("โปรดลงคะแนนอีกครั้ง");
    expect(place.querySelectorAll("[type=radio]")).toHaveLength(3);
  });

  it("is confirmed by one press", async () => {
    await inMeeting(told(ECHO));
    const place = await draw(<BallotPaper ballot={ballot()} />);
    await press(place, "ถูกต้อง");
    expect(commands()).toEqual([["voices.confirm_vote", { ballot: "bal_1" }]]);
  });

  it("stands for good where the rules allow no change", async () => {
    await inMeeting(viewOf(THANA, { ballots: [ballot()] }, { vote: ownVote("agree", { final: true }) }));
    const place = await draw(<BallotPaper ballot={ballot()} />);
    expect(place.querySelector("fieldset")?.disabled).toBe(true);
    expect(place.textContent).toContain("เปลี่ยนไม่ได้");
  });
});

describe("taking votes down", () => {
  const clerk = (duty: You["duty"], change = {}) =>
    viewOf(WILAI, { ballots: [ballot(change)] }, { duty, may: ["voices.take_down_vote"] });

  it("asks for the method and the choice, none of them chosen for the voter", async () => {
    await inMeeting(clerk({ ...NO_DUTY, taking: [{ seat: THANA.seat, page: true }] }));
    const place = await draw(<WaitingVoters ballot={ballot({ asked: [THANA.seat] })} />);
    expect(place.textContent).toContain("ประธานให้บันทึกด้วยเสียง");
    await press(place, `บันทึกคะแนน… ${THANA.name}`);
    expect(place.querySelectorAll("[name=take-choice]:checked")).toHaveLength(0);
    expect(place.querySelector("dialog")?.textContent).toContain("๓๐ วินาที");
    await accessible(place);
    await press(place, "งดออกเสียง");
    await press(place, "บันทึกคะแนน");
    expect(commands()[0]?.[1]).toEqual({
      ballot: "bal_1",
      seat: THANA.seat,
      choice: "abstain",
      method: "voice",
      read_back: false,
      message: null,
    });
    await answerCommand();
    expect(place.querySelector("dialog")).toBeNull();
  });

  it("has it read back to whoever has no page", async () => {
    await inMeeting(clerk({ ...NO_DUTY, taking: [{ seat: THANA.seat, page: false }] }));
    const place = await draw(<WaitingVoters ballot={ballot()} />);
    await press(place, `บันทึกคะแนน… ${THANA.name}`);
    expect(place.querySelector("[type=checkbox]")?.hasAttribute("required")).toBe(true);
    expect(place.querySelector("dialog")?.textContent).toContain("โปรดทวนคะแนนให้ฟังก่อนบันทึก");
  });

  it("takes a message that the voter wrote during the vote, and no other", async () => {
    const at = "2026-11-12T03:13:00.000Z";
    const chat = [
      { message: "msg_before", seat: THANA.seat, item: null, text: "ก่อนหน้า", at: "2026-11-12T03:00:00.000Z" },
      { message: "msg_vote", seat: THANA.seat, item: null, text: "เห็นชอบครับ", at },
      { message: "msg_other", seat: WILAI.seat, item: null, text: "ของผู้อื่น", at },
    ];
    const view = clerk({ ...NO_DUTY, taking: [{ seat: THANA.seat, page: true }] });
    await inMeeting({ ...view, room: { ...view.room, chat } });
    const place = await draw(<WaitingVoters ballot={ballot()} />);
    await press(place, `บันทึกคะแนน… ${THANA.name}`);
    await press(place, "ด้วยข้อความ");
    const written = [...place.querySelectorAll("[name=take-message]")];
    expect(written.map((one) => one.closest("label")?.textContent)).toEqual([expect.stringContaining("เห็นชอบครับ")]);
  });

  it("says who still looks at their vote, and the chair may ask for a voice", async () => {
    const open = ballot({ echoing: [KAMALA.seat] });
    await inMeeting(viewOf(ARUNEE, { ballots: [open] }, { may: ["voices.ask_for_voice"] }));
    const place = await draw(<WaitingVoters ballot={open} />);
    expect(place.textContent).toContain("รอผู้ลงคะแนนตรวจ ๑ คน");
    expect(place.textContent).toContain("บันทึกแล้ว รอผู้ลงคะแนนตรวจ");
    await press(place, `ลงด้วยเสียง ${THANA.name}`);
    expect(commands()).toEqual([["voices.ask_for_voice", { ballot: "bal_1", seat: THANA.seat }]]);
  });
});

describe("after the vote", () => {
  it("whoever presides decides a tie, and others wait for it", async () => {
    await inMeeting(viewOf(ARUNEE, {}, { duty: { ...NO_DUTY, casting: "bal_1" } }));
    const place = await draw(<CastingVote />);
    expect(new Set([...place.querySelectorAll("button")].map((one) => one.className)).size).toBe(1);
    await accessible(place);
    await press(place, "ไม่เห็นชอบ");
    expect(commands()).toEqual([["ballots.give_casting_vote", { ballot: "bal_1", choice: "disagree" }]]);
    await answerCommand();
    await tell(viewOf(THANA, {}, {}, 9));
    expect((await draw(<CastingVote />)).textContent).toContain("รอประธานออกเสียงชี้ขาด");
  });

  it("a dissent is written down with its reasons", async () => {
    await inMeeting(viewOf(WILAI, {}, { duty: { ...NO_DUTY, dissenting: [THANA.seat, WILAI.seat] } }));
    const place = await draw(<NoteDissent ballot="bal_1" />);
    await press(place, "ให้บันทึกความเห็นแย้ง…");
    expect((place.querySelector("select") as HTMLSelectElement).value).toBe(WILAI.seat);
    await accessible(place);
    const reason = place.querySelector("textarea") as HTMLTextAreaElement;
    await happen(() => {
      reason.value = "วงเงินไม่พอ";
      reason.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await press(place, "บันทึกความเห็นแย้ง");
    expect(commands()).toEqual([["ballots.note_dissent", { ballot: "bal_1", seat: WILAI.seat, reason: "วงเงินไม่พอ" }]]);
    expect((await draw(<NoteDissent ballot="bal_2" />)).textContent).not.toBe("");
  });

  it("the result says how a vote was given, who dissented, and by whom a tie was decided", async () => {
    const { result } = closedBallot();
    if (result === null) throw new Error("the scene has a result");
    await inMeeting(viewOf(THANA));
    const lines = result.lines.map((line) =>
      line.seat === WILAI.seat ? { ...line, method: "voice" as const, dissent: "วงเงินไม่พอ" } : line,
    );
    const casting = { seat: ARUNEE.seat, choice: "agree", at: null } as const;
    const place = await draw(
      <>
        <Tally result={{ ...result, casting, announced_at: "2026-11-12T03:30:00Z" }} />
        <ResultByName result={{ ...result, lines }} />
      </>,
    );
    expect(place.textContent).toContain("นางสาวอรุณี ใจสมมติ ออกเสียงชี้ขาด: เห็นชอบ");
    expect(place.textContent).toContain("อ่านผลต่อที่ประชุม ๑๐.๓๐ น.");
    expect(place.textContent).toMatch(/ไม่เห็นชอบด้วยเสียง ๑๐.๑๒ น.มีความเห็นแย้ง/);
    await accessible(place);
  });
});
