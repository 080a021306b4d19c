import { afterEach, describe, expect, it } from "vitest";
import { answerCommand, commands, endMeeting, inMeeting, tell } from "../../testing/meeting.ts";
import { accessible, draw, press } from "../../testing/page.tsx";
import { ARUNEE, ballot, closedBallot, inState, ownVote, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { BallotPaper, VotedCount } from "./ballot.tsx";
import { outcomeWords, ResultByName, Tally } from "./result.tsx";
import { WaitingVoters } from "./waiting-voters.tsx";

afterEach(endMeeting);

const mine = (choice: "agree" | "disagree" | null, seq = 7) =>
  viewOf(THANA, { ballots: [ballot()] }, { vote: ownVote(choice) }, seq);

describe("an open ballot", () => {
  it("records by one tap and repeats the choice", async () => {
    await inMeeting(mine(null));
    const place = await draw(<BallotPaper ballot={ballot()} />);
    expect([...place.querySelectorAll("label")].map((one) => one.textContent)).toEqual([
      "เห็นชอบ",
      "ไม่เห็นชอบ",
      "งดออกเสียง",
    ]);
    await accessible(place);
    await press(place, "ไม่เห็นชอบ");
    expect(commands()).toEqual([["ballots.cast_vote", { ballot: "bal_1", choice: "disagree" }]]);
    expect(place.textContent).toContain("กำลังบันทึก");
    await answerCommand();
    await tell(mine("disagree", 8));
    expect(place.textContent).toContain("บันทึกแล้ว: ไม่เห็นชอบ");
    expect((place.querySelector("input:checked") as HTMLInputElement).value).toBe("disagree");
  });

  it("may be changed till the close, and goes back to what stands when refused", async () => {
    await inMeeting(mine("agree"));
    const place = await draw(<BallotPaper ballot={ballot()} />);
    await press(place, "งดออกเสียง");
    await answerCommand("ballot_not_open");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("ไม่มีการลงคะแนนเปิดอยู่");
    expect((place.querySelector("input:checked") as HTMLInputElement).value).toBe("agree");
  });

  it("gives every choice the same form: no colour and no weight of its own", async () => {
    await inMeeting(mine(null));
    const place = await draw(<BallotPaper ballot={ballot()} />);
    expect(new Set([...place.querySelectorAll("label")].map((one) => one.className)).size).toBe(1);
    expect(place.querySelector("[style]")).toBeNull();
  });

  it("is small on the chair's desk and says there that it is recorded", async () => {
    await inMeeting(mine("agree"));
    const place = await draw(<BallotPaper ballot={ballot()} small />);
    expect(place.querySelector("legend")?.textContent).toBe("คะแนนของท่านบันทึกแล้ว");
  });

  it("counts voters, never votes", async () => {
    await inMeeting(viewOf(ARUNEE, { ballots: [ballot()], seats: [ARUNEE, inState(THANA, "away"), WILAI] }));
    const place = await draw(
      <>
        <VotedCount ballot={ballot()} />
        <WaitingVoters ballot={ballot()} />
      </>,
    );
    expect(place.textContent).toContain("ลงคะแนนแล้ว ๑ จาก ๓ คน");
    expect(place.textContent).toContain("ยังไม่ลงคะแนน ๒ คน");
    expect(place.textContent).toContain("กำลังต่อใหม่");
    expect(place.textContent).not.toContain("เห็นชอบ");
    await accessible(place);
    const all = await draw(<WaitingVoters ballot={ballot({ waiting: [], cast: 3 })} />);
    expect(all.textContent).toContain("ลงคะแนนครบทุกคนแล้ว");
  });
});

describe("a result", () => {
  const { result } = closedBallot();
  if (result === null) throw new Error("the scene has a result");

  it("stands in figures and by name, the suspended apart from who abstained", async () => {
    await inMeeting(viewOf(THANA, { ballots: [closedBallot()] }));
    const place = await draw(
      <>
        <Tally result={result} />
        <ResultByName result={result} />
      </>,
    );
    expect(outcomeWords(result)).toBe("ที่ประชุมเห็นชอบ ๒ ต่อ ๑");
    expect([...place.querySelectorAll("dd")].map((one) => one.textContent)).toEqual(["๒", "๑", "๐"]);
    const rows = [...place.querySelectorAll("tbody tr")].map((row) => row.querySelector("td")?.textContent);
    expect(rows).toEqual(["เห็นชอบ", "เห็นชอบ", "ไม่เห็นชอบ", "พักการเข้าร่วม"]);
    await accessible(place);
  });

  it("says lost and tied in words", () => {
    expect(outcomeWords({ ...result, outcome: "lost" })).toContain("ไม่เห็นชอบ");
    expect(outcomeWords({ ...result, outcome: "tied" })).toContain("คะแนนเสียงเท่ากัน");
  });

  it("names absence and silence", async () => {
    await inMeeting(viewOf(THANA));
    const line = result.lines[0];
    if (line === undefined) throw new Error("the scene has lines");
    const lines = [
      { ...line, standing: "absent", choice: null } as const,
      { ...line, standing: "none", choice: null } as const,
    ];
    const place = await draw(<ResultByName result={{ ...result, lines: [...lines] }} />);
    expect([...place.querySelectorAll("td")].map((one) => one.textContent)).toEqual(["ไม่อยู่ในที่ประชุม", "ไม่ออกเสียง"]);
  });
});
