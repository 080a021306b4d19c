import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Invitation } from "../../protocol/http.ts";
import { view } from "../../room/store.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { ARUNEE, room, THANA, you } from "../../testing/scene.ts";
import { ClaimForm } from "./claim-form.tsx";
import { TurnedAwayCard } from "./turned-away-card.tsx";
import { Visitors } from "./visitors.tsx";
import { VouchedBy, vouchedWords } from "./vouched-by.tsx";
import { WaitingCard } from "./waiting-card.tsx";

const sent: unknown[] = [];
vi.mock("../../room/store.ts", async (original) => ({
  ...(await original<typeof import("../../room/store.ts")>()),
  send: async (name: string, args: unknown) => {
    sent.push([name, args]);
  },
}));
vi.mock("../../protocol/http.ts", () => ({
  api: {
    statement: async () => ({ version: "1", sha256: "ab12", th: "ข้าพเจ้ารู้จักบุคคลนี้", en: "I know them" }),
    visit: async (meeting: string, name: string) => sent.push(["visit", { meeting, name }]),
  },
}));

beforeEach(() => {
  sent.length = 0;
});
afterEach(() => {
  view.value = null;
});

const PREECHA = {
  seat: "seat_p",
  name: "นายปรีชา ใจสมมติ",
  office: "กรรมการ",
  watched: false,
  heard: false,
  seconds: 5,
  room: null,
  before: [],
};
const REVOKED = {
  kind: "revoked",
  at: "2026-11-12T02:24:00.000Z",
  by: "นางสาวอรุณี ใจสมมติ",
  reason: "จำคนผิด",
} as const;
const VISIT = { awaiting: true, turned_away: false, watched_by: null, before: [] };

function see(may: string[]): void {
  view.value = { seq: 1, room: room(), you: you(ARUNEE, { may }) };
}

it("lets whoever may look turn to a visitor, and vouch once they were heard and the sentence is ticked", async () => {
  see(["identity.watch_visitor"]);
  const before = await draw(<Visitors meeting="mtg" visitors={[PREECHA]} picture={() => null} />);
  await press(before, "ดูและฟัง");
  expect(sent).toEqual([["identity.watch_visitor", { seat: "seat_p" }]]);
  await accessible(before);

  const early = await draw(<Visitors meeting="mtg" visitors={[{ ...PREECHA, watched: true }]} picture={() => null} />);
  await happen(() => undefined);
  await press(early, "ข้าพเจ้ารู้จักบุคคลนี้");
  expect((control(early, "รับรอง") as HTMLButtonElement).disabled).toBe(true);

  const heard = { ...PREECHA, watched: true, heard: true };
  const place = await draw(<Visitors meeting="mtg" visitors={[heard]} picture={() => null} />);
  await happen(() => undefined);
  expect((control(place, "รับรอง") as HTMLButtonElement).disabled).toBe(true);
  await press(place, "ข้าพเจ้ารู้จักบุคคลนี้");
  await press(place, "รับรอง");
  await press(place, "ไม่ดูแล้ว");
  expect(sent.slice(1)).toEqual([
    ["identity.vouch", { seat: "seat_p", statement: "ab12" }],
    ["identity.unwatch_visitor", {}],
  ]);
  await accessible(place);
});

it("shows no button to who may not look", async () => {
  see([]);
  const place = await draw(<Visitors meeting="mtg" visitors={[PREECHA]} picture={() => null} />);
  expect(place.querySelectorAll("button")).toHaveLength(0);
});

it("says who looks, and why one is outside again", async () => {
  const props = { name: "นายปรีชา ใจสมมติ", mayEnd: true, picture: null, contact: null, signIn: "/sign-in" };
  const ended = vi.fn();
  const alone = await draw(<WaitingCard {...props} visit={VISIT} onEnded={ended} />);
  expect(alone.textContent).toContain("กำลังรอผู้รับรอง");
  expect(alone.querySelector("[data-setbacks]")).toBeNull();
  await press(alone, "เลิกรอ");
  expect([sent, ended.mock.calls.length]).toEqual([[["identity.end_visit", {}]], 1]);
  const out = await draw(
    <WaitingCard
      {...props}
      mayEnd={false}
      visit={{ ...VISIT, watched_by: "นายธนา", before: [REVOKED] }}
      onEnded={ended}
    />,
  );
  expect(out.querySelector("[data-before=revoked]")?.textContent).toBe(
    "การรับรองในชื่อนี้ถูกยกเลิกแล้ว เวลา ๐๙.๒๔ น. โดย นางสาวอรุณี ใจสมมติ เหตุผล: จำคนผิด",
  );
  expect(out.textContent).toContain("นายธนา");
});

it("is to be read by everyone", async () => {
  document.body.replaceChildren();
  const visit = { ...VISIT, watched_by: "นายธนา", before: [REVOKED] };
  const props = {
    name: "นายปรีชา ใจสมมติ",
    mayEnd: true,
    picture: null,
    contact: null,
    signIn: "/sign-in",
    onEnded: () => undefined,
  };
  await accessible(await draw(<WaitingCard {...props} visit={visit} />));
});

it("asks for the name alone", async () => {
  const done = vi.fn();
  const invitation = {
    meeting: "mtg",
    heard_seconds: 5,
    body: "คณะกรรมการ",
    number: 1,
    year: 2569,
    starts_at: "2026-11-12T02:30:00.000Z",
  } as Invitation;
  const place = await draw(<ClaimForm invitation={invitation} onDone={done} />);
  const field = place.querySelector("input") as HTMLInputElement;
  await happen(() => {
    field.value = " ปรีชา ใจสมมติ ";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await happen(() => place.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true })));
  expect(sent).toEqual([["visit", { meeting: "mtg", name: "ปรีชา ใจสมมติ" }]]);
  expect(done).toHaveBeenCalled();
  await accessible(place);
});

it("tells by whom, and takes it back with a reason where the server lets it", async () => {
  const [first, second] = [ARUNEE, THANA];
  const vouching = { seat: second.seat, voucher: first.seat, at: "2026-11-12T02:24:00.000Z", link: false };
  const shown = room({ vouchings: [vouching] });
  view.value = { seq: 1, room: shown, you: you(first, { revocable: [second.seat] }) };
  expect(vouchedWords(shown, vouching)).toBe(`${first.name} รับรองการแสดงตนของ${second.name} ๐๙.๒๔ น.`);
  expect(vouchedWords(shown, { ...vouching, link: true })).toBe(
    `${second.name} เข้าด้วยลิงก์ครั้งเดียวที่ ${first.name} ออกให้ ๐๙.๒๔ น.`,
  );
  const place = await draw(<VouchedBy room={shown} you={you(first, { revocable: [second.seat] })} seat={second} />);
  expect(place.textContent).toContain("รับรองโดย");
  const other = await draw(<VouchedBy room={shown} you={you(first)} seat={second} />);
  expect(other.querySelector("button")).toBeNull();
  await press(place, "ยกเลิกการรับรอง…");
  const dialog = document.querySelector("dialog") as HTMLElement;
  await press(dialog, "คงไว้ตามเดิม");
  expect(document.querySelector("dialog")).toBeNull();
  await press(place, "ยกเลิกการรับรอง…");
  await give("ยกเลิกการรับรอง", "จำคนผิด");
  expect(sent).toEqual([["identity.revoke_proof", { seat: second.seat, reason: "จำคนผิด" }]]);
});

/** In the dialog: nothing is done without a reason, and it is done with this one. */
async function give(deed: string, reason: string): Promise<void> {
  const dialog = document.querySelector("dialog") as HTMLElement;
  await press(dialog, deed);
  expect(dialog.querySelector("[role=alert]")?.textContent).toBe("โปรดระบุเหตุผลก่อน");
  expect(sent).toEqual([]);
  await accessible(dialog);
  const field = dialog.querySelector("input") as HTMLInputElement;
  await happen(() => {
    field.value = ` ${reason} `;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await press(dialog, deed);
  expect(document.querySelector("dialog")).toBeNull();
}

it("tells those who look what came before under this name, and lets who may turn somebody away with a reason", async () => {
  see(["identity.watch_visitor", "identity.turn_away"]);
  const visitors = [{ ...PREECHA, before: [REVOKED] }];
  const place = await draw(<Visitors meeting="mtg" visitors={visitors} picture={() => null} />);
  expect(place.textContent).toContain("นายปรีชา ใจสมมติ ขอให้ท่านรับรอง");
  expect(place.querySelector("[data-before=revoked]")?.textContent).toContain("โดย นางสาวอรุณี ใจสมมติ");
  await accessible(place);
  await press(place, "ไม่ให้เข้าประชุม…");
  await give("ไม่ให้เข้าประชุม", "ไม่มีผู้ใดรู้จัก");
  expect(sent).toEqual([["identity.turn_away", { seat: "seat_p", reason: "ไม่มีผู้ใดรู้จัก" }]]);
  await happen(() => see(["identity.watch_visitor"]));
  const other = await draw(<Visitors meeting="mtg" visitors={visitors} picture={() => null} />);
  expect(other.textContent).not.toContain("ไม่ให้เข้าประชุม");
});

it("tells whoever was turned away by whom and why, and lets them begin anew", async () => {
  const again = vi.fn();
  const before = [REVOKED, { ...REVOKED, kind: "turned_away", at: "2026-11-12T02:30:00.000Z", reason: null } as const];
  const visit = { ...VISIT, awaiting: false, turned_away: true, before };
  const place = await draw(
    <TurnedAwayCard visit={visit} name="นายปรีชา ใจสมมติ" contact={null} signIn="/sign-in" onAgain={again} />,
  );
  expect(place.textContent).toContain("ท่านไม่ได้รับอนุญาตให้เข้าประชุม");
  expect(place.querySelectorAll("[data-before]")).toHaveLength(2);
  expect(place.querySelector("[data-before=turned_away]")?.textContent).toContain("(ข้อมูลส่วนบุคคลถูกทำลายตามกำหนด)");
  await accessible(place);
  await press(place, "ขออีกครั้งโดยเริ่มใหม่");
  expect([sent, again.mock.calls.length]).toEqual([[["identity.end_visit", {}]], 1]);
});

it("lets whoever sees somebody in the meeting room vouch without having heard them apart", async () => {
  see(["identity.vouch"]);
  sent.length = 0;
  const place = await draw(
    <Visitors meeting="mtg" visitors={[{ ...PREECHA, room: "seat_room" }]} picture={() => null} />,
  );
  await happen(() => undefined);
  expect(place.textContent).toContain("นั่งอยู่ใน");
  expect(place.textContent).not.toContain("ดูและฟัง");
  await accessible(place);
  await press(place, "ข้าพเจ้ารู้จักบุคคลนี้");
  await press(place, "รับรอง");
  expect(sent).toEqual([["identity.vouch", { seat: "seat_p", statement: "ab12" }]]);
});
