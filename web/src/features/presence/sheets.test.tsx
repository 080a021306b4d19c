import { afterEach, expect, it, vi } from "vitest";
import { language } from "../../i18n/t.ts";
import type { AllowanceSheet, AttendanceSheet, Attended, Drawing, Missing } from "../../protocol/http.ts";
import { endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { ARUNEE, KAMALA, MEETING, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { AllowancePage } from "./allowance-sheet.tsx";
import { AttendanceCard } from "./attendance-sheet.tsx";
import { MissingCard } from "./missing-card.tsx";

afterEach(() => {
  language.value = "th";
  endMeeting();
});

const OPENED = "2026-11-12T02:30:00.000Z";
const CLOSED = "2026-11-12T04:05:00.000Z";

function attended(name: string, change: Partial<Attended>): Attended {
  return {
    seat: `seat_${name}`,
    name,
    office: "กรรมการ",
    roles: ["member"],
    proof: "login",
    proven_at: "2026-11-12T02:20:00.000Z",
    let_in_by: null,
    setback: null,
    never_proven: false,
    came: true,
    minutes: 95,
    suspended_minutes: 0,
    stays: [{ kind: "sitting", since: OPENED, until: CLOSED, rooms: [], by_means: true }],
    raw: [{ since: OPENED, until: CLOSED }],
    ...change,
  };
}

it("tells of each person how they showed who they are, when they were there and for how long", async () => {
  const half = "2026-11-12T03:12:00.000Z";
  const back = "2026-11-12T03:31:00.000Z";
  const out: Partial<Attended> = {
    minutes: 76,
    suspended_minutes: 19,
    stays: [
      { kind: "before", since: "2026-11-12T02:20:00.000Z", until: OPENED, rooms: [], by_means: true },
      { kind: "sitting", since: OPENED, until: half, rooms: [], by_means: true },
      { kind: "suspended", since: half, until: back, rooms: [], by_means: true },
      { kind: "sitting", since: back, until: CLOSED, rooms: [], by_means: true },
    ],
    raw: [
      { since: OPENED, until: half },
      { since: half, until: CLOSED },
    ],
  };
  const gone = { came: false, stays: [], raw: [], proof: null, proven_at: null, minutes: 0 };
  const sheet: AttendanceSheet = {
    opened_at: OPENED,
    closed_at: CLOSED,
    reconnect_seconds: 60,
    seats: [attended("กมลา", out), attended("สมศักดิ์", { ...gone, never_proven: true }), attended("ปรีชา", gone)],
  };
  const place = await draw(<AttendanceCard meeting={MEETING} sheet={sheet} />);
  const rows = [...place.querySelectorAll("[data-attended]")].map((row) => row.textContent);
  expect(rows[0]).toContain("เข้าสู่ระบบด้วยบัญชีของตน ๐๙.๒๐ น.");
  expect(rows[0]).toContain("พักการเข้าร่วม ๑๐.๑๒ น. – ๑๐.๓๑ น.");
  expect(rows[0]).toContain("๗๖ นาทีพักการเข้าร่วม ๑๙ นาที");
  expect(rows[0]).toContain("ช่วงสัญญาณจริง ๒ ช่วง");
  expect(rows[1]).toContain("เข้าระบบแต่ไม่ได้แสดงตน");
  expect(rows[1]).toContain("ไม่มาประชุม");
  expect(rows[2]).not.toContain("แสดงตน");
  expect(control(place, "บัญชีเบี้ยประชุม").getAttribute("href")).toBe(`/meetings/${MEETING}/allowance`);
  await accessible(place);
});

it("says who let somebody in and how, and that a proof was revoked, when, by whom and why", async () => {
  const gone = { proof: null, proven_at: null };
  const setback = { kind: "revoked", at: "2026-11-12T03:12:00.000Z", by: "นางสาวอรุณี", reason: "จำคนผิด" } as const;
  const sheet: AttendanceSheet = {
    opened_at: OPENED,
    closed_at: CLOSED,
    reconnect_seconds: 60,
    seats: [
      attended("ธนา", { proof: "link", let_in_by: "นายชัย เพียรสมมติ" }),
      attended("วิไล", { proof: "vouch", let_in_by: "นายธนา" }),
      attended("ปรีชา", { ...gone, setback }),
      attended("สมศักดิ์", { ...gone, came: false, stays: [], setback: { ...setback, kind: "turned_away" } }),
    ],
  };
  const place = await draw(<AttendanceCard meeting={MEETING} sheet={sheet} />);
  const rows = [...place.querySelectorAll("[data-attended]")].map((row) => row.textContent);
  expect(rows[0]).toContain("ลิงก์ใช้ครั้งเดียว ออกให้โดย นายชัย เพียรสมมติ ๐๙.๒๐ น.");
  expect(rows[1]).toContain("รับรองการแสดงตนโดย นายธนา ๐๙.๒๐ น.");
  expect(rows[2]).toContain("การแสดงตนถูกยกเลิก เวลา ๑๐.๑๒ น. โดย นางสาวอรุณี เหตุผล: จำคนผิด");
  expect(rows[3]).toContain("ไม่ได้รับอนุญาตให้เข้าประชุม เวลา ๑๐.๑๒ น. โดย นางสาวอรุณี");
  await accessible(place);
});

it("has no allowance sheet of a meeting that never sat", async () => {
  const sheet = { opened_at: null, closed_at: null, reconnect_seconds: 60, seats: [] };
  const place = await draw(<AttendanceCard meeting={MEETING} sheet={sheet} />);
  expect(place.querySelector("a")).toBeNull();
});

function drawing(name: string, change: Partial<Drawing>): Drawing {
  return {
    seat: `seat_${name}`,
    name,
    office: "กรรมการ",
    role: "member",
    since: OPENED,
    until: CLOSED,
    minutes: 95,
    suspended_minutes: 0,
    drawn_at: null,
    ...change,
  };
}

function allowance(rows: Drawing[], least = 0): AllowanceSheet {
  return {
    agency: "สำนักงานพัฒนาบริการตัวอย่าง",
    body: "คณะกรรมการพัฒนาบริการดิจิทัล",
    number: 11,
    year: 2569,
    place: "ห้องประชุม ๑",
    opened_at: OPENED,
    closed_at: CLOSED,
    rule: {
      roles: ["chair", "member", "secretary"],
      least_minutes: least,
      once_a_day: least === 0,
      citation: "มาตรา ๑๐",
    },
    rows,
  };
}

it("leaves amounts and total blank until they are stated, and then adds them up", async () => {
  const rows = [
    drawing("อรุณี", { role: "chair" }),
    drawing("ธนา", {}),
    drawing("วิไล", { drawn_at: { number: 10, year: 2569 } }),
  ];
  const place = await draw(<AllowancePage meeting={MEETING} sheet={allowance(rows)} />);
  const total = () => place.querySelector("[data-total]")?.textContent;
  expect(total()).toBe("");
  expect(place.textContent).toContain("รวม ๒ คน");
  expect(place.textContent).toContain("รับเบี้ยประชุมของวันเดียวกันแล้ว ครั้งที่ ๑๐/๒๕๖๙");
  expect(place.textContent).toContain("อ้างอิง: มาตรา ๑๐");
  const [chair, member] = [...place.querySelectorAll("input")];
  const state = (field: HTMLInputElement | undefined, text: string) =>
    happen(() => {
      if (field !== undefined) field.value = text;
      field?.dispatchEvent(new Event("input", { bubbles: true }));
    });
  await state(chair, "1,500 บาท");
  expect(total()).toBe("");
  await state(member, "1200");
  expect(total()).toBe("๒,๗๐๐");
  const href = control(place, "รับเป็นตาราง CSV").getAttribute("href");
  expect(href).toBe(`/api/meetings/${MEETING}/allowance.csv?lang=th&chair=1500&member=1200`);
  const printed = vi.fn();
  vi.stubGlobal("print", printed);
  await press(place, "พิมพ์บัญชี");
  expect(printed).toHaveBeenCalledOnce();
  await accessible(place);
});

it("says so when nobody draws, and how many minutes a rule asks for", async () => {
  language.value = "en";
  const place = await draw(<AllowancePage meeting={MEETING} sheet={allowance([], 30)} />);
  expect(place.textContent).toContain("Nobody is entitled to an allowance");
  expect(place.textContent).toContain("at least 30 minutes");
  expect(place.textContent).not.toContain("at most once a day");
});

function absent(seat: string, change: Partial<Missing>): Missing {
  return {
    seat,
    name: "นายธนา มั่นสมมติ",
    office: "กรรมการ",
    votes: true,
    state: "absent",
    since: null,
    telephone: null,
    link: false,
    room: null,
    ...change,
  };
}

it("says who is not in the room, and since when", async () => {
  const told = [
    absent(THANA.seat, {}),
    absent(WILAI.seat, { state: "away", telephone: "๐๘ ๐๐๐๐ ๐๐๐๐", since: "2026-11-12T03:40:00.000Z" }),
    absent(KAMALA.seat, { state: "waiting", since: OPENED }),
  ];
  const { room } = viewOf(ARUNEE);
  await inMeeting(viewOf(ARUNEE), { [`GET /api/meetings/${MEETING}/missing`]: () => told });
  const place = await draw(<MissingCard room={room} />);
  await vi.waitFor(() => expect(place.querySelector("[data-missing='3']")).not.toBeNull());
  const rows = [...place.querySelectorAll("li")].map((row) => row.textContent);
  expect(place.querySelector("summary")?.textContent).toBe("ยังไม่อยู่ในห้อง ๓ คน");
  expect(rows[0]).toContain("ยังไม่มา");
  expect(rows[0]).not.toContain("ตั้งแต่");
  expect(rows[1]).toContain("สัญญาณหลุด ตั้งแต่ ๑๐.๔๐ น.");
  expect([...place.querySelectorAll("a")].map((link) => link.getAttribute("href"))).toEqual(["tel:0800000000"]);
  expect(rows[2]).toContain("ยังไม่เข้าห้อง ตั้งแต่ ๐๙.๓๐ น.");
  await accessible(place);
});

it("is folded once the meeting sits and more than two are missing, and open before", async () => {
  const told = [THANA, WILAI, KAMALA].map((seat) => absent(seat.seat, { room: seat === WILAI ? "seat_room" : null }));
  const { room } = viewOf(ARUNEE);
  await inMeeting(viewOf(ARUNEE), { [`GET /api/meetings/${MEETING}/missing`]: () => told });
  const place = await draw(<MissingCard room={{ ...room, phase: "called" }} />);
  await vi.waitFor(() => expect(place.querySelector("details")?.open).toBe(true));
  // Of whoever sits in the meeting room it is not said that they have not come.
  expect([...place.querySelectorAll(".state")].map((one) => one.textContent)).toEqual(["ยังไม่มา", "ยังไม่มา"]);
  const sitting = await draw(<MissingCard room={room} />);
  await vi.waitFor(() => expect(sitting.querySelector("details")?.open).toBe(false));
});

it("is not there when everybody is, or when the line is away", async () => {
  const { room } = viewOf(ARUNEE);
  await inMeeting(viewOf(ARUNEE), { [`GET /api/meetings/${MEETING}/missing`]: () => [] });
  const place = await draw(<MissingCard room={room} />);
  expect(place.textContent).toBe("");
});
