import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App, placeOf } from "../app.tsx";
import { who } from "../features/identity/who.ts";
import type { Room, View } from "../protocol/wire.ts";
import { line, view } from "../room/store.ts";
import { answerCommand, endMeeting, tell } from "../testing/meeting.ts";
import { accessible, control, draw, happen, press } from "../testing/page.tsx";
import { FakeConnection, FakeStream } from "../testing/rtc.ts";
import {
  ARUNEE,
  ballot,
  closedBallot,
  ITEM,
  inState,
  KAMALA,
  LAST,
  MEETING,
  ownVote,
  THANA,
  viewOf,
  WILAI,
} from "../testing/scene.ts";
import { answerRequests, FakeSocket } from "../testing/wire.ts";
import { change } from "./announce.ts";
import MeetingScreen from "./meeting.tsx";
import { go, nextPath } from "./navigate.ts";
import Record from "./record.tsx";

const DOOR = {
  starts_at: "2026-11-12T02:30:00Z",
  notice: { version: "1", sha256: "sha", th: "การประชุมนี้บันทึกเสียงและภาพ", en: "Recorded" },
  terms: { version: "1", sha256: "sha-terms", th: "ข้อกำหนด", en: "Terms" },
  manual: { version: "1", sha256: "sha-manual" },
  accepted: false,
};

beforeEach(() => {
  FakeSocket.made = [];
  FakeConnection.made = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("MediaStream", FakeStream);
  vi.stubGlobal("navigator", {});
  answerRequests({
    "POST /api/tickets": () => ({ ticket: "once" }),
    [`GET /api/meetings/${MEETING}/door`]: () => DOOR,
    [`GET /api/meetings/${MEETING}/view`]: () => viewOf(ARUNEE, { phase: "closed" }),
    [`GET /api/meetings/${MEETING}/recordings`]: () => ({ recordings: [], coverage: [] }),
    [`GET /api/meetings/${MEETING}/clips`]: () => ({ clips: [] }),
    [`GET /api/meetings/${MEETING}/documents`]: () => [],
    [`GET /api/meetings/${MEETING}/timeline`]: () => ({
      opened: null,
      closed: null,
      items: [],
      ballots: [],
      suspensions: [],
      seats: [],
    }),
  });
});
afterEach(endMeeting);

/** The page of the meeting, told this view. */
async function page(told: View): Promise<HTMLElement> {
  const place = await draw(<MeetingScreen meeting={MEETING} />);
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  FakeSocket.last.answer();
  await tell(told);
  return place;
}

const screen = (place: HTMLElement) => place.querySelector("[data-screen]")?.getAttribute("data-screen");
const waiting = { class: "waiting" as const, media: { inside: false, sends: [] } };

it("finds the screen of an address, and none for what is no address of ours", () => {
  const own = ["", "/record", "/visit"].map((more) => `/meetings/${MEETING}${more}`);
  const places = ["/sign-in", "/meetings", "/meetings/new", ...own].map((one) => placeOf(one)?.name);
  expect(places).toEqual(["sign-in", "meetings", "new-meeting", "meeting", "record", "visit"]);
  expect(placeOf(`/meetings/${MEETING}`)?.meeting).toBe(MEETING);
  for (const stranger of ["/meetings/1", `/meetings/${MEETING}x`, "/admin", `/meetings/${MEETING}/other`]) {
    expect(placeOf(stranger)).toBeNull();
  }
});

it("returns after signing in only to a path of ours", () => {
  expect(nextPath(`?next=${encodeURIComponent(`/meetings/${MEETING}`)}`)).toBe(`/meetings/${MEETING}`);
  for (const foreign of ["?next=//evil.example", "?next=https://evil.example", "?next=/\\evil", ""]) {
    expect(nextPath(foreign)).toBe("/meetings");
  }
});

it("goes to the list once a meeting is called, and says so in a region that was there before", async () => {
  answerRequests({
    "GET /api/people": () => [],
    "GET /api/profiles": () => [],
    "GET /api/committees": () => [],
    "GET /api/meetings": () => [],
    "POST /api/meetings": () => ({ meeting: MEETING }),
  });
  who.value = {
    at: "here",
    me: { person: "per_v", name: "วีระ", agency: "ก", meeting: null, may: ["meetings.call"] },
  } as typeof who.value;
  vi.stubGlobal("scrollTo", vi.fn());
  go("/meetings/new");
  const place = await draw(<App />);
  await vi.waitFor(() => expect(place.querySelector("form")).not.toBeNull());
  const region = [...place.querySelectorAll("[role=status]")].at(-1);
  expect(region?.textContent).toBe("");
  await happen(() =>
    place.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })),
  );
  await vi.waitFor(() => expect(screen(place)).toBe("meetings"));
  expect(location.pathname).toBe("/meetings");
  expect(place.querySelector("[role=status]")).toBe(region);
  expect(region?.textContent).toBe("เรียกประชุมแล้ว");
  await accessible(place);
});

describe("the page of a meeting follows the view", () => {
  it("the door, with the agenda and the number to call", async () => {
    const place = await page(viewOf(THANA, {}, { ...waiting, may: ["presence.enter"] }));
    await vi.waitFor(() => expect(screen(place)).toBe("door"));
    await vi.waitFor(() => control(place, "เข้าห้องประชุม"));
    expect(place.textContent).toContain("๐ ๐๐๐๐ ๐๐๐๐");
    control(place, "แจ้งเหตุ");
    await accessible(place);
  });

  it("the room of a member: what is before the meeting, and no deed of the chair", async () => {
    const place = await page(viewOf(THANA));
    expect(screen(place)).toBe("room");
    expect(place.querySelector("h2")?.textContent).toBe(ITEM.title);
    expect(place.querySelector(".primary")).toBeNull();
    control(place, "ข้าพเจ้ามีส่วนได้เสียในวาระนี้");
    control(place, "แจ้งเหตุ");
    await accessible(place);
  });

  it("the chair's desk: one next step, and other legal ones more quietly", async () => {
    const next = { command: "ballots.open_ballot", args: { item: ITEM.item }, script: "open_ballot", blocked: null };
    const may = ["agenda.close_item", "ballots.open_ballot", "suspension.suspend_seat"];
    const place = await page(viewOf(ARUNEE, {}, { next, may }));
    expect([...place.querySelectorAll(".primary")].map((one) => one.textContent)).toEqual(["เปิดการลงคะแนน"]);
    control(place, "ปิดวาระโดยไม่มีมติ…");
    await press(place, "ระงับผู้มีส่วนได้เสีย…");
    expect(place.querySelector("dialog")?.textContent).toContain("ระงับการเข้าร่วมในระเบียบวาระที่ ๔.๑");
    await accessible(place);
  });

  it("on the chair's desk the ballot stands before who is missing, and the desk is read from its head", async () => {
    const missing = [{ ...THANA, state: "absent", since: null, telephone: null, link: false, room: null }];
    answerRequests({
      "POST /api/tickets": () => ({ ticket: "once" }),
      [`GET /api/meetings/${MEETING}/missing`]: () => missing,
    });
    const next = { command: "ballots.close_ballot", args: {}, script: "close_ballot", blocked: null };
    const vote = ownVote(null);
    const place = await page(viewOf(ARUNEE, {}, { may: ["missing.read"] }));
    await vi.waitFor(() => expect(place.querySelector("[data-missing]")).not.toBeNull());
    const desk = place.querySelector("main") as HTMLElement;
    const moved = vi.spyOn(desk, "scrollTo").mockImplementation(() => undefined);
    await tell(viewOf(ARUNEE, { ballots: [ballot()] }, { may: ["missing.read"], next, vote }, 8));
    expect(moved).toHaveBeenCalledWith(0, 0);
    const told = [...place.querySelectorAll("[type=radio], [data-missing]")];
    expect(told.map((one) => one.hasAttribute("data-missing"))).toEqual([false, false, false, true]);
  });

  it("a declaration on the open item comes first, and leaves the other lawful steps", async () => {
    const next = { command: "ballots.open_ballot", args: { item: ITEM.item }, script: "open_ballot", blocked: null };
    const may = ["agenda.close_item", "ballots.open_ballot", "suspension.suspend_seat"];
    const said = { by: null, text: null, at: "2026-11-12T03:12:00Z", before_opening: false };
    const declared = { ...said, kind: "declared", seat: KAMALA.seat, item: ITEM.item, reason: "interest" } as const;
    const place = await page(viewOf(ARUNEE, {}, { next, may, conflicts: [declared] }));
    expect([...place.querySelectorAll(".primary")].map((one) => one.textContent)).toEqual(["พิจารณาคำแจ้ง"]);
    const told = [...place.querySelectorAll(".note-box.warn .whole")].map((one) => one.textContent);
    expect(told).toEqual([...(KAMALA.name ?? "").split(" "), "มีส่วนได้เสีย"]);
    control(place, "เปิดการลงคะแนน");
    control(place, "ปิดวาระโดยไม่มีมติ…");
    await accessible(place);
    await press(place, "พิจารณาคำแจ้ง");
    expect(place.querySelector("dialog")?.textContent).toContain("แจ้งเอง");
  });

  it("whoever is heard, and an objection, come first on the chair's desk; everybody is told who explains", async () => {
    const next = { command: "ballots.open_ballot", args: { item: ITEM.item }, script: "open_ballot", blocked: null };
    const may = ["suspension.suspend_seat"];
    const said = { text: "เป็นคู่สัญญา", at: null, before_opening: false, item: ITEM.item, reason: "party" } as const;
    const objected = { ...said, kind: "objected", seat: KAMALA.seat, by: THANA.seat } as const;
    const place = await page(viewOf(ARUNEE, {}, { next, may, conflicts: [objected] }));
    expect([...place.querySelectorAll(".primary")].map((one) => one.textContent)).toEqual(["พิจารณาคำคัดค้าน"]);
    const explaining = [{ seat: KAMALA.seat, item: ITEM.item, since: null }];
    await tell(viewOf(ARUNEE, { explaining }, { next, may, conflicts: [objected] }, 8));
    expect([...place.querySelectorAll(".primary")].map((one) => one.textContent)).toEqual(["จบการชี้แจงและพิจารณา"]);
    await tell(viewOf(THANA, { explaining }, {}, 9));
    expect(place.querySelector("main")?.textContent).toContain("กำลังชี้แจง");
    await accessible(place);
  });

  it("a meeting that lost its quorum says so over what may still be done", async () => {
    const next = { command: "agenda.close_item", args: { item: ITEM.item }, script: "close_item", blocked: null };
    const quorum = { ...(viewOf(ARUNEE).room.quorum as NonNullable<Room["quorum"]>), met: false, present: 2 };
    const place = await page(viewOf(ARUNEE, { quorum }, { next, may: ["agenda.close_item"] }));
    expect(place.querySelector(".note-box.warn")?.textContent).toContain("องค์ประชุม");
    expect(place.querySelector(".primary")?.textContent).toBe("อ่านแล้ว ปิดวาระ");
  });

  it("a vote on the desk, then its result with everybody's name on the stage", async () => {
    const vote = ownVote(null);
    const place = await page(viewOf(THANA, { ballots: [ballot()] }, { vote }));
    expect(place.querySelectorAll("[type=radio]")).toHaveLength(3);
    await tell(viewOf(KAMALA, { ballots: [ballot()] }, {}, 8));
    expect(place.textContent).toContain("ท่านไม่มีสิทธิลงคะแนนในเรื่องนี้");
    await tell(viewOf(THANA, { ballots: [closedBallot()] }, {}, 9));
    expect(place.querySelector("table")?.textContent).toContain("นางวิไล รักสมมติ");
    expect(place.querySelector("h2")?.textContent).toBe("ที่ประชุมเห็นชอบ ๒ ต่อ ๑");
    await accessible(place);
  });

  it("what is shared stays in view while there is a vote, and above its result", async () => {
    const sharing = { seat: WILAI.seat, since: null };
    const vote = ownVote(null);
    const place = await page(viewOf(THANA, { sharing, ballots: [ballot()] }, { vote }));
    const pane = place.querySelector("[data-shared]");
    expect(pane).not.toBeNull();
    expect(place.querySelectorAll("[type=radio]")).toHaveLength(3);
    await tell(viewOf(THANA, { sharing, ballots: [closedBallot()] }, {}, 8));
    expect(place.querySelector("[data-shared]")).toBe(pane);
    expect(place.querySelector("[data-shared] ~ section table")?.textContent).toContain("นางวิไล รักสมมติ");
    await accessible(place);
  });

  it("what the meeting waits for, in words", async () => {
    const place = await page(viewOf(THANA, { phase: "called", item: null, agenda: [LAST] }));
    expect(place.textContent).toContain("รอประธานเปิดประชุม");
    await tell(viewOf(THANA, { item: null, agenda: [LAST] }, {}, 8));
    expect(place.textContent).toContain("รอประธานเปิดระเบียบวาระ");
    await tell(viewOf(THANA, { item: null, agenda: [{ ...LAST, state: "closed" }] }, {}, 9));
    expect(place.textContent).toContain("พิจารณาครบทุกระเบียบวาระแล้ว");
  });

  it("chat and people beside the stage, with the messages not yet read", async () => {
    const message = (n: number) => ({
      message: `msg_${n}`,
      seat: ARUNEE.seat,
      item: null,
      text: `ข้อ ${n}`,
      at: "2026-11-12T03:24:00Z",
    });
    const place = await page(viewOf(THANA, { chat: [message(1)] }));
    // The view keeps only the newest; those before them count as well.
    await tell(viewOf(THANA, { chat: [message(2)], chat_earlier: 1 }, {}, 8));
    expect(place.textContent).toContain("ยังไม่อ่าน ๑");
    await press(place, "ข้อความ๑ยังไม่อ่าน ๑");
    expect(place.querySelector("aside")?.getAttribute("aria-label")).toBe("ข้อความ");
    expect(place.textContent).not.toContain("ยังไม่อ่าน");
    await press(place, "รายชื่อ");
    expect(place.querySelector("aside")?.textContent).toContain("นายธนา มั่นสมมติ");
    await accessible(place);
    await press(place, "ปิด");
    expect(place.querySelector("aside")).toBeNull();
  });

  it("suspended: a screen of its own, with the clock alone, and back by itself", async () => {
    const suspended = {
      item: ITEM.item,
      number: "4.1",
      title: ITEM.title,
      ground: "declared",
      reason: "interest",
      basis: "clause_10_2",
      law: "",
      since: null,
    } as const;
    const place = await page(viewOf(KAMALA));
    await tell(
      viewOf(KAMALA, { quorum: null, recording: null, seats: [] }, { ...waiting, class: "suspended", suspended }, 8),
    );
    expect(screen(place)).toBe("suspended");
    expect(place.querySelector("[role=group]")).toBeNull();
    expect(place.querySelector("[role=status]")?.textContent).toBe(
      "ประธานให้ระงับการสื่อสารของท่านชั่วคราวในระเบียบวาระที่ ๔.๑ เนื่องจากมีส่วนได้เสีย ระบบจะเชิญกลับเมื่อจบวาระ",
    );
    await accessible(place);
    await tell(viewOf(KAMALA, {}, {}, 9));
    expect(screen(place)).toBe("room");
    expect(place.querySelector("[role=status]")?.textContent).toBe("เชิญท่านกลับเข้าที่ประชุม");
    expect(place.textContent).toContain("เชิญท่านกลับเข้าที่ประชุม");
  });

  it("leaving, and the way back in", async () => {
    const place = await page(viewOf(THANA));
    await press(place, "ออกจากห้อง");
    await press(place, "ยืนยันออกจากห้อง");
    await answerCommand();
    await tell(viewOf(THANA, {}, { ...waiting, may: ["presence.enter"] }, 8));
    expect(screen(place)).toBe("left");
    await press(place, "เข้าห้องประชุม");
    await vi.waitFor(() => expect(screen(place)).toBe("door"));
  });

  it("closed: the record for who may read it", async () => {
    const closed = { phase: "closed", closed_at: "2026-11-12T04:05:00Z" } as const;
    const place = await page(viewOf(THANA, closed, { ...waiting, class: "closed", may: [] }));
    expect([screen(place), place.querySelector(".primary")]).toEqual(["closed", null]);
    await tell(viewOf(THANA, closed, { ...waiting, class: "closed", may: ["record.read"] }, 8));
    expect(place.querySelector(".primary")?.getAttribute("href")).toBe(`/meetings/${MEETING}/record`);
    await accessible(place);
  });

  it("a visitor who was turned away, or waits when the meeting is closed, is told so", async () => {
    const visit = { awaiting: true, turned_away: false, watched_by: null, before: [] };
    const outside = { quorum: null, recording: null, seats: [], agenda: [], item: null, place: "" };
    const unproven = { ...waiting, class: "unproven" as const, may: ["identity.end_visit"], visit };
    const place = await page(viewOf(THANA, outside, unproven));
    expect(screen(place)).toBe("unproven");
    const away = { ...unproven, visit: { ...visit, awaiting: false, turned_away: true } };
    await tell(viewOf(THANA, outside, away, 8));
    expect(screen(place)).toBe("turned-away");
    const closed = { ...outside, phase: "closed", closed_at: "2026-11-12T04:05:00Z" } as const;
    await tell(viewOf(THANA, closed, { ...unproven, may: [] }, 9));
    expect(screen(place)).toBe("closed");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("๑๑.๐๕ น.ประธานเลิกประชุมแล้ว");
    await accessible(place);
  });

  it("no place in the room for an auditor before the close", async () => {
    const place = await page(viewOf(THANA, {}, { ...waiting, may: [] }));
    expect(screen(place)).toBe("no-place");
    await accessible(place);
  });

  it("another page of mine, signed out, or refused: each in words with a way on", async () => {
    const place = await page(viewOf(THANA));
    await happen(() => FakeSocket.last.say({ type: "goodbye", reason: "superseded" }));
    expect(screen(place)).toBe("superseded");
    await press(place, "ใช้หน้านี้แทน");
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(2));
    FakeSocket.last.answer();
    await tell(viewOf(THANA, {}, {}, 8));
    expect(screen(place)).toBe("room");
    await happen(() => FakeSocket.last.say({ type: "goodbye", reason: "signed_out" }));
    expect(screen(place)).toBe("signed-out");
    expect(place.querySelector("a.primary")?.getAttribute("href")).toContain("/sign-in?next=");
  });

  it("a second page asks before it takes the meeting from the first", async () => {
    const place = await draw(<MeetingScreen meeting={MEETING} />);
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
    FakeSocket.last.answer();
    await happen(() => FakeSocket.last.say({ type: "refused", id: "hello", reason: "occupied" }));
    expect(screen(place)).toBe("open-elsewhere");
    expect(control(place, "ไม่ย้าย ใช้หน้าเดิมต่อ").getAttribute("href")).toBe("/meetings");
    await accessible(place);
    await press(place, "ย้ายมาใช้หน้านี้");
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(2));
    FakeSocket.last.answer();
    expect(FakeSocket.last.of("hello")[0]).toMatchObject({ takeover: true });
    await tell(viewOf(THANA));
    expect(screen(place)).toBe("room");
  });

  it("reconnecting keeps the room on screen", async () => {
    const place = await page(viewOf(THANA));
    await happen(() => FakeSocket.last.drop());
    expect([screen(place), line.value.at, view.value !== null]).toEqual(["room", "lost", true]);
    expect(place.textContent).toContain("กำลังต่อกลับเข้าห้อง");
  });
});

it("a refused ticket leads back to my meetings", async () => {
  answerRequests({ "POST /api/tickets": () => [403, { reason: "no_seat", details: {} }] });
  const place = await draw(<MeetingScreen meeting={MEETING} />);
  await vi.waitFor(() => expect(place.textContent).toContain("ท่านไม่มีที่นั่งในการประชุมนี้"));
  expect(control(place, "ไปที่การประชุมของท่าน").getAttribute("href")).toBe("/meetings");
});

it("the record loads, or says why not and tries again", async () => {
  const place = await draw(<Record meeting={MEETING} />);
  await vi.waitFor(() => expect(place.textContent).toContain("บันทึกการประชุม"));
  answerRequests({ [`GET /api/meetings/${MEETING}/view`]: () => [409, { reason: "not_closed", details: {} }] });
  const refused = await draw(<Record meeting={MEETING} />);
  await vi.waitFor(() => expect(refused.textContent).toContain("ยังไม่เลิกประชุม"));
  control(refused, "ลองอีกครั้ง");
});

it("speaks of orders, items, votes and one's own recall, and of nothing else", () => {
  const before = viewOf(THANA, { phase: "called", item: null });
  const said = (now: View, then = before) => change(then, now);
  expect(said(viewOf(THANA, { phase: "open", item: null }))).toBe("เปิดประชุมแล้ว กำลังบันทึก");
  const open = viewOf(THANA, { item: null });
  expect(said(viewOf(THANA), open)).toBe("เปิดระเบียบวาระที่ ๔.๑");
  expect(said(open, viewOf(THANA))).toBe("ปิดระเบียบวาระที่ ๔.๑");
  expect(said(viewOf(THANA, { ballots: [ballot()] }), viewOf(THANA))).toBe("เปิดการลงคะแนน");
  expect(said(viewOf(THANA, { ballots: [closedBallot()] }), viewOf(THANA, { ballots: [ballot()] }))).toBe(
    "ปิดการลงคะแนน",
  );
  const shared = viewOf(THANA, { sharing: { seat: WILAI.seat, since: null } });
  expect(said(shared, viewOf(THANA))).toBe("นางวิไล รักสมมติ นำเสนอหน้าจอ");
  expect(said(viewOf(THANA), shared)).toBe("จบการนำเสนอหน้าจอ");
  expect(said(viewOf(THANA, { phase: "closed" }), viewOf(THANA))).toBe("เลิกประชุมแล้ว");
  expect(said(viewOf(THANA, { seats: [ARUNEE, inState(THANA, "away")] }), viewOf(THANA))).toBeNull();
});

it("says nothing of what only this person sees no more, or sees now", () => {
  const outside = viewOf(THANA, { item: null }, waiting);
  expect([change(viewOf(THANA), outside), change(outside, viewOf(THANA))]).toEqual([null, null]);
});

it("tells a person alone that their sharing was taken over, and that they may share", () => {
  const by = (seat: string) => ({ sharing: { seat, since: null } });
  const mine = viewOf(THANA, by(THANA.seat));
  expect(change(mine, viewOf(THANA, by(ARUNEE.seat)))).toBe("ประธานนำเสนอแทนท่านแล้ว การนำเสนอของท่านจบแล้ว");
  expect(change(mine, viewOf(THANA, by(WILAI.seat)))).toContain("นางวิไล รักสมมตินำเสนอแทนท่านแล้ว");
  expect(change(viewOf(WILAI, by(THANA.seat)), viewOf(WILAI, by(ARUNEE.seat)))).toContain("นำเสนอหน้าจอ");
  const screen = (how: "none" | "given") => viewOf(THANA, { seats: [ARUNEE, { ...THANA, screen: how }] });
  expect(change(screen("none"), screen("given"))).toBe("ประธานให้ท่านนำเสนอหน้าจอได้");
  expect(change(screen("given"), screen("none"))).toBeNull();
});

it("says that a recording lacks someone to those whom no box tells it, and to everyone that it is whole again", () => {
  const lacking = (faults: string[]) => ({ recording: { on: true, since: null, faults, troubles: [] } });
  const whole = lacking([]);
  const one = lacking([THANA.seat]);
  expect(change(viewOf(THANA, whole), viewOf(THANA, one))).toBe("บันทึกไม่ครบ ๑ คน");
  expect(change(viewOf(THANA, one), viewOf(THANA, lacking([ARUNEE.seat, THANA.seat])))).toBeNull();
  expect(change(viewOf(ARUNEE, whole), viewOf(ARUNEE, one))).toBeNull();
  expect(change(viewOf(ARUNEE, one), viewOf(ARUNEE, whole))).toBe("บันทึกได้ครบทุกคนแล้ว");
});
