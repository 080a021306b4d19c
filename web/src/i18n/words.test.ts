import { afterEach, expect, it, vi } from "vitest";
import { bangkok, clock, day, minutesBetween, months, spokenClock, today, weekday } from "./dates.ts";
import { arabicDigits, thaiDigits } from "./digits.ts";
import { en } from "./en.ts";
import { en as enWords, th as thWords } from "./generated.ts";
import { resultSentence, sentence, suspendSentence } from "./scripts.ts";
import { brief, byGivenName, byName, initial } from "./sort.ts";
import { language, reasonWords, speak, t } from "./t.ts";
import { th } from "./th.ts";

afterEach(() => speak("th"));

const AT = "2026-11-12T03:24:00.112Z";

it("writes times and dates as the house does", () => {
  expect([clock(AT), day(AT), weekday(AT)]).toEqual(["๑๐.๒๔ น.", "๑๒ พฤศจิกายน ๒๕๖๙", "วันพฤหัสบดีที่ ๑๒ พฤศจิกายน ๒๕๖๙"]);
  speak("en");
  expect([clock(AT), day(AT), weekday(AT)]).toEqual([
    "10.24",
    "12 November B.E. 2569 (2026)",
    "Thursday 12 November B.E. 2569 (2026)",
  ]);
  expect(spokenClock(AT)).toBe("๑๐.๒๔ น.");
});

it("knows Bangkok's wall clock and its calendar", () => {
  expect(bangkok(2569, 11, 12, 9, 30)).toBe("2026-11-12T02:30:00Z");
  expect(today(Date.parse("2026-12-31T18:00:00Z"))).toEqual({ year: 2570, month: 1, day: 1, hour: 1 });
  expect(months()[10]).toBe("พฤศจิกายน");
  expect(minutesBetween(AT, "2026-11-12T03:39:59Z")).toBe(15);
  expect(minutesBetween(AT, "2026-11-12T03:00:00Z")).toBe(0);
});

it("changes figures both ways", () => {
  expect(thaiDigits("4.1/2569")).toBe("๔.๑/๒๕๖๙");
  expect(arabicDigits("๐ ๒๒๒๒ ๑๑๑๑")).toBe("0 2222 1111");
});

it("sorts as the dictionary does, and finds initials and short titles", () => {
  expect(["นายไชย", "นางสาวเอก", "น.ส.แดง", "ดร.กมลา"].sort(byGivenName).at(0)).toBe("ดร.กมลา");
  expect(["ไชย", "เอก", "แดง", "กมลา"].sort(byName)).toEqual(["กมลา", "ไชย", "แดง", "เอก"]);
  expect([initial("นางสาวกมลา แสงสมมติ"), initial("เอก"), initial("Ms Arunee"), initial("")]).toEqual([
    "ก",
    "อ",
    "A",
    "",
  ]);
  expect(brief("การคัดเลือกผู้แทน")).toBe("คัดเลือกผู้แทน");
  expect(brief("เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ")).toBe("ประธานแจ้งให้ที่ประชุมทราบ");
  expect(brief("เรื่องอื่น ๆ")).toBe("เรื่องอื่น\u00a0ๆ");
  expect(brief("Budget")).toBe("Budget");
});

it("remembers the language on this device and tells the page", () => {
  speak("en");
  expect([language.value, document.documentElement.lang, localStorage.getItem("language")]).toEqual(["en", "en", "en"]);
  expect(t().help).toBe("Report");
});

it("follows a language chosen in another page", async () => {
  localStorage.setItem("language", "en");
  dispatchEvent(new StorageEvent("storage", { key: "language" }));
  await vi.waitFor(() => expect(document.documentElement.lang).toBe("en"));
});

it("has a sentence for every refusal in both languages, and one for a refusal it does not know", () => {
  expect(Object.keys(enWords.reason)).toEqual(Object.keys(thWords.reason));
  expect(reasonWords("no_quorum")).toBe("องค์ประชุมไม่ครบ");
  expect(reasonWords("never_heard_of")).toBe(th.unknownReason);
  expect(reasonWords("unreachable")).toBe(th.unreachable);
});

/** Every text of a catalogue; its functions are called with this figure. */
function texts(table: object, figure: string): string[] {
  return Object.values(table).flatMap((one: unknown) =>
    typeof one === "string"
      ? [one]
      : typeof one === "function"
        ? [(one as (...given: unknown[]) => string)(figure, figure)]
        : texts(one as object, figure),
  );
}

it("keeps Thai words free of Arabic figures and English ones free of Thai", () => {
  for (const text of texts(th, "๗")) {
    expect(text, text).not.toMatch(/[0-9]/);
    expect(text, text).not.toMatch(/ครับ|ค่ะ|คุณ(?!ธรรม)|!/);
  }
  const thai = [en.otherLanguage, en.questionFor("7")];
  for (const text of texts(en, "7").filter((one) => !thai.includes(one))) {
    expect(text, text).not.toMatch(/[ก-๙]/);
  }
});

const SPOKEN = {
  body: "คณะกรรมการตัวอย่าง",
  number: 11,
  year: 2569,
  soundOnly: false,
  item: { number: "4.1", title: "งบประมาณ", purpose: "consider" },
  time: "๑๑.๐๕ น.",
  result: null,
};

it("gives the chair the sentence of every step", () => {
  const said = (command: string, more = {}) => sentence("", command, { ...SPOKEN, ...more })?.replace(/[[\]]/g, "");
  expect(said("session.open_meeting")).toContain("ขอเปิดประชุมคณะกรรมการตัวอย่าง ครั้งที่ ๑๑/๒๕๖๙");
  expect(said("session.open_meeting")).toContain("การประชุมนี้บันทึกเสียงและภาพ");
  expect(said("session.open_meeting", { soundOnly: true })).toMatch(/การประชุมนี้บันทึกเสียง$/);
  expect(said("agenda.open_item")).toBe("ต่อไปเป็นระเบียบวาระที่ ๔.๑ งบประมาณ");
  expect(said("agenda.close_item", { item: { ...SPOKEN.item, purpose: "inform" } })).toContain("ที่ประชุมรับทราบ");
  expect(said("agenda.close_item")).toContain("พิจารณาเสร็จแล้ว");
  expect(said("ballots.open_ballot")).toContain("โดยเปิดเผย");
  expect(said("resolutions.resolve_unopposed")).toContain("มีผู้เห็นเป็นอย่างอื่นหรือไม่");
  expect(said("ballots.announce_result")).toBe("");
  const result = { agree: 2, disagree: 2, abstain: 0, outcome: "lost", cast: true };
  expect(said("ballots.announce_result", { result })).toContain("ประธานออกเสียงชี้ขาด ที่ประชุมมีมติไม่เห็นชอบ");
  expect(said("session.close_meeting")).toContain("ขอเลิกประชุม เวลา ๑๑.๐๕ น.");
  expect(sentence("", "chat.post_message", SPOKEN)).toBeNull();
  expect(suspendSentence("นางสาวกมลา", "relative")).toContain("เป็นญาติของคู่กรณี");
});

it.each([
  ["carried", "ที่ประชุมมีมติเห็นชอบ"],
  ["lost", "ที่ประชุมมีมติไม่เห็นชอบ"],
  ["tied", "คะแนนเสียงเท่ากัน"],
])("reads a result that is %s", (outcome, words) => {
  const said = resultSentence({ agree: 4, disagree: 1, abstain: 2, outcome, cast: false });
  expect(said).toContain("มีผู้ออกเสียง [๕ คน]");
  expect(said).toContain("[งดออกเสียง ๒ คน]");
  expect(said).toContain(words);
});
