import { useState } from "preact/hooks";
import { expect, it, vi } from "vitest";
import type { Committee, MeetingRow, NewMeeting, RuleProfile } from "../../protocol/http.ts";
import type { Role } from "../../protocol/wire.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import {
  badYear,
  type Draft,
  emptyDraft,
  fromCommittee,
  kindOf,
  lacking,
  nextNumber,
  seatOf,
  summary,
  toRequest,
} from "./draft.ts";
import { MeetingList } from "./meeting-list.tsx";
import { NewMeetingForm } from "./new-meeting-form.tsx";
import { UnderRules } from "./under-rules.tsx";

const PEOPLE = [
  { person: "per_w", name: "นางวิไล รักสมมติ", office: "กรรมการ" },
  { person: "per_c", name: "นายชัย เพียรสมมติ", office: "เจ้าหน้าที่" },
  { person: "per_a", name: "นางสาวอรุณี ใจสมมติ", office: "ประธาน" },
];
const standing = (person: string, roles: Role[], office: string, stands = true) => ({
  person,
  name: person,
  own_office: "",
  office,
  roles,
  since: null,
  until: null,
  stands,
});
const OF: Committee = {
  committee: "cmt_1",
  version: 1,
  may: ["call"],
  name_th: "คณะกรรมการตัวอย่าง",
  name_en: "",
  agency: "",
  place: "ห้องประชุม ๒",
  backup_kind: "email",
  backup_address: "backup@agency.example",
  active: true,
  last_numbers: { "2569": 11 },
  roster: [
    standing("per_w", ["member", "secretary", "controller"], "ผู้แทนกรมตัวอย่าง"),
    standing("per_a", ["chair", "member"], ""),
    standing("per_c", ["support"], "", false),
  ],
};
const SEED: RuleProfile = {
  name: "seed-2563",
  title_th: "ข้อเสนอแนะ พ.ศ. ๒๕๖๓",
  title_en: "Recommendation, B.E. 2563",
  statutory: false,
  citations: [],
  repealed: [{ law: "ประกาศเดิม", by: "พระราชกำหนดใหม่" }],
  valid_from: "",
  valid_until: "",
  asks_exclusion: false,
  notice_days: 0,
  recall_days: 0,
};
const DECREE: RuleProfile = {
  ...SEED,
  name: "decree-2563",
  title_th: "พระราชกำหนด พ.ศ. ๒๕๖๓",
  statutory: true,
  repealed: [],
  asks_exclusion: true,
};
const APA: RuleProfile = { ...DECREE, name: "apa-2539", title_th: "ทางปกครอง", notice_days: 3, recall_days: 14 };
const PROFILES = [SEED, DECREE, APA];
const EMPTY = emptyDraft(Date.parse("2026-11-12T02:10:00Z"), { place: "ที่ใดที่หนึ่ง", first: "ก", second: "ข" });

async function choose(field: Element | null | undefined, value: string): Promise<void> {
  await happen(() => {
    (field as HTMLSelectElement).value = value;
    field?.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

it("begins with what the committee has: number, place, backup, and whoever stands on it, in its order", () => {
  const draft = fromCommittee(EMPTY, OF);
  expect(draft).toMatchObject({ body: OF.name_th, number: "12", place: "ห้องประชุม ๒", kind: "email" });
  expect(toRequest(draft, PEOPLE, PROFILES)).toMatchObject({
    committee: "cmt_1",
    seats: [
      { person: "per_w", roles: ["member", "secretary", "controller"] },
      { person: "per_a", roles: ["chair", "member"] },
    ],
  });
  expect(nextNumber(OF, "๒๕๗๐")).toBe("1");
  const bare = fromCommittee(EMPTY, { ...OF, place: "", backup_address: "" });
  expect([bare.place, bare.kind]).toEqual(["ที่ใดที่หนึ่ง", "telephone"]);
});

it("has a word for the seats that are usual, and several roles for the rest", () => {
  expect([kindOf(undefined), kindOf(seatOf("chair"))]).toEqual(["", "chair"]);
  expect(kindOf({ roles: ["secretary", "member"], several: false })).toBe("member-secretary");
  expect(kindOf({ roles: ["member", "controller"], several: false })).toBe("several");
});

it("knows which duties nobody has", () => {
  const untitled = ["3"];
  const nothing = { needed: ["chair", "support"], advised: ["secretary", "controller"], untitled, caller: true };
  expect(lacking(EMPTY, "per_a")).toEqual(nothing);
  const draft = fromCommittee(EMPTY, OF);
  expect(lacking(draft, "per_a")).toEqual({ needed: ["support"], advised: [], untitled, caller: false });
  expect([lacking(draft, "per_c").caller, lacking(draft, "per_w").caller]).toEqual([true, false]);
});

it("says in one line what number, year, day and time come to, and when there is no such day", () => {
  const draft = { ...EMPTY, number: "๑๒", year: "๒๕๖๙", month: "11", day: "12", hour: "9", minute: "30" };
  expect(summary(draft)).toEqual({ number: 12, year: 2569, at: "2026-11-12T02:30:00Z" });
  expect(summary({ ...draft, month: "2", day: "30" })).toBeNull();
  for (const year of ["2026", "69", "", "ปีนี้"]) {
    expect([badYear({ ...draft, year }), summary({ ...draft, year })]).toEqual([true, null]);
  }
});

const ROW: MeetingRow = {
  meeting: "mtg_1",
  body: "คณะกรรมการตัวอย่าง",
  number: 1,
  year: 2569,
  starts_at: "2026-11-12T02:30:00.000Z",
  phase: "called",
  sound_only: false,
  seat: "seat_1",
  roles: ["secretary"],
};

it("has the meeting's link for whoever may call one, and shows it where it was called just now", async () => {
  const rows = [
    ROW,
    { ...ROW, meeting: "mtg_2", roles: ["member" as const] },
    { ...ROW, meeting: "mtg_3", phase: "closed" as const },
    { ...ROW, meeting: "mtg_4" },
  ];
  const place = await draw(<MeetingList meetings={rows} called="mtg_1" />);
  const links = [...place.querySelectorAll("[data-meeting-link]")].map((one) => one.textContent);
  expect(links).toEqual([`${location.origin}/meetings/mtg_1`]);
  const write = vi.fn(async (_text: string) => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText: write } });
  const copies = [...place.querySelectorAll("button")].filter((one) => one.textContent === "คัดลอกลิงก์การประชุม");
  expect(copies).toHaveLength(2);
  for (const one of copies) await happen(() => one.click());
  expect(write.mock.calls.map(([text]) => text.slice(-5))).toEqual(["mtg_1", "mtg_4"]);
  await accessible(place);
});

it("says on an empty page what to do next, more to whoever begins with everything", async () => {
  const place = await draw(<MeetingList meetings={[]} />);
  expect(place.textContent).toContain("กด “เรียกประชุม” ด้านบน");
  const first = await draw(<MeetingList meetings={[]} keepsRegister />);
  expect([...first.querySelectorAll("li a")].map((one) => one.getAttribute("href"))).toEqual([
    "/register",
    "/committees",
  ]);
  await accessible(first);
});

it("offers only committees of which one may call a meeting, and says who may for the others", async () => {
  const theirs: Committee = { ...OF, committee: "cmt_2", name_th: "คณะของผู้อื่น", may: ["keep"] };
  const none: Committee = { ...theirs, committee: "cmt_3", name_th: "คณะที่ไม่มีใคร", roster: [] };
  const over: Committee = { ...OF, committee: "cmt_4", name_th: "คณะที่สิ้นสุด", active: false };
  const form = (committees: Committee[]) => (
    <NewMeetingForm people={PEOPLE} committees={committees} profiles={PROFILES} me="per_c" onCalled={() => undefined} />
  );
  const some = await draw(form([OF, theirs, none, over]));
  const options = [...(some.querySelector("select")?.options ?? [])].map((one) => one.text);
  expect(options).toEqual(["ไม่เลือก กรอกเอง", OF.name_th]);
  const told = [...some.querySelectorAll("dl > div")].map((one) => one.textContent);
  expect(told).toEqual([
    "คณะของผู้อื่นper_w (เลขานุการ · ผู้ควบคุมระบบ)per_a (ประธานกรรมการ)",
    "คณะที่ไม่มีใครยังไม่มีประธาน เลขานุการ หรือผู้ควบคุมระบบ จึงยังไม่มีผู้เรียกประชุมได้",
  ]);
  expect(some.textContent).toContain("ท่านเป็นผู้เรียก จึงต้องเป็นประธาน เลขานุการ หรือผู้ควบคุมระบบ");
  await accessible(some);
  await choose(some.querySelector("#seat-per_c"), "controller");
  expect(some.textContent).not.toContain("ท่านเป็นผู้เรียก");
  const bare = await draw(form([theirs]));
  expect(bare.textContent).toContain("จึงเรียกประชุมในนามคณะในทะเบียนไม่ได้");
});

it("calls a meeting of a committee with one more, one fewer, several roles, and a guest", async () => {
  const { asked } = answerRequests({ "POST /api/meetings": () => ({ meeting: "mtg_9" }) });
  const called = vi.fn();
  const place = await draw(
    <NewMeetingForm people={PEOPLE} committees={[OF]} profiles={PROFILES} me="per_w" onCalled={called} />,
  );
  expect(place.textContent).toContain("ยังเรียกประชุมไม่ได้ ขาด: ประธานกรรมการ · เจ้าหน้าที่สนับสนุน · ชื่อเรื่องของวาระที่ ๓");
  await choose(place.querySelector("select"), "cmt_1");
  expect(place.textContent).toContain("ผู้แทนกรมตัวอย่าง");
  await choose(place.querySelector("#seat-per_c"), "several");
  const boxes = place.querySelectorAll<HTMLInputElement>("details input[type=checkbox]");
  await happen(() => boxes[5]?.click());
  await choose(place.querySelector("#seat-per_a"), "");
  expect(place.textContent).toContain("ขาด: ประธานกรรมการ");
  await choose(place.querySelector("#seat-per_a"), "chair");
  expect(place.textContent).toContain("ขาด: ชื่อเรื่องของวาระที่ ๓");
  await press(place, "เพิ่มผู้ไม่มีบัญชี");
  await press(place, "เพิ่มผู้ไม่มีบัญชี");
  const [name, office] = place.querySelectorAll<HTMLInputElement>("fieldset:nth-of-type(5) input");
  for (const [field, text] of [
    [name, "นางนภา ชี้แจงสมมติ"],
    [office, "ผู้แทนบริษัท"],
  ] as const) {
    await happen(() => {
      if (field === undefined) return;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  await accessible(place);
  await press(place, "เอาออก คนที่ ๒");
  await happen(() =>
    place.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })),
  );
  await vi.waitFor(() => expect(called).toHaveBeenCalledWith("mtg_9"));
  expect(asked.at(-1)?.[1]).toMatchObject({
    committee: "cmt_1",
    number: 12,
    seats: [
      { person: "per_w", roles: ["member", "secretary", "controller"] },
      { person: "per_a", roles: ["chair", "member"] },
      { person: "per_c", roles: ["support"] },
      { guest: { name: "นางนภา ชี้แจงสมมติ", office: "ผู้แทนบริษัท" }, roles: ["presenter"] },
    ],
  });
});

function Rules({ profiles = PROFILES, draft }: { profiles?: RuleProfile[]; draft: Draft }) {
  const [now, setNow] = useState(draft);
  return (
    <form>
      <UnderRules draft={now} change={(part) => setNow((before) => ({ ...before, ...part }))} profiles={profiles} />
      <output>{JSON.stringify(toRequest(now, [], profiles))}</output>
    </form>
  );
}

function request(place: Element): NewMeeting {
  return JSON.parse(place.querySelector("output")?.textContent ?? "") as NewMeeting;
}

it("asks whether a law is behind it, and holds it under the recommendation where none is", async () => {
  const place = await draw(<Rules draft={EMPTY} />);
  expect(request(place)).toMatchObject({ legal_effect: false, profile: "", excluded: null, recalled_from: null });
  await press(place, "ไม่ใช่");
  expect(place.textContent).toContain("ประชุมตามข้อเสนอแนะ พ.ศ. ๒๕๖๓");
  expect(place.textContent).toContain("ประกาศเดิม ซึ่งข้อเสนอแนะอ้างถึง ยกเลิกแล้ว ปัจจุบันใช้พระราชกำหนดใหม่");
  expect(request(place)).toMatchObject({ legal_effect: false, profile: "seed-2563", excluded: null });
  await accessible(place);
});

it("asks under a law what the law asks: exclusion, urgency, and whether it is called again", async () => {
  const place = await draw(<Rules draft={EMPTY} />);
  await press(place, "ใช่");
  expect(request(place)).toMatchObject({ legal_effect: true, profile: "decree-2563", excluded: null });
  await choose(place.querySelector("select"), "apa-2539");
  await happen(() => place.querySelectorAll<HTMLInputElement>("[name=excluded]")[0]?.click());
  expect(place.textContent).toContain("แจ้งล่วงหน้าไม่ถึง ๓ วัน");
  await happen(() => {
    const field = place.querySelector<HTMLInputElement>("input:not([type=radio])");
    if (field === null) return;
    field.value = "น้ำท่วม";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await choose(place.querySelectorAll("select")[1], "3");
  expect(request(place)).toMatchObject({
    profile: "apa-2539",
    excluded: false,
    urgent: "น้ำท่วม",
    recalled_from: "2026-11-09",
  });
  await accessible(place);
});

it("warns where the rules do not hold on that day", async () => {
  const profiles = [{ ...SEED, valid_until: "2026-11-11" }];
  const place = await draw(<Rules profiles={profiles} draft={{ ...EMPTY, legal: "no" }} />);
  expect(place.textContent).toContain("วันประชุมอยู่นอกระยะเวลาที่ใช้ชุดเกณฑ์นี้ (… – ๑๑/๑๑/๒๕๖๙)");
  const later = await draw(
    <Rules profiles={[{ ...SEED, valid_from: "2026-11-13" }]} draft={{ ...EMPTY, legal: "no" }} />,
  );
  expect(later.textContent).toContain("(๑๓/๑๑/๒๕๖๙ – …)");
});
