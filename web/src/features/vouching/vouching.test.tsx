import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Invitation } from "../../protocol/http.ts";
import { view } from "../../room/store.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { ARUNEE, room, THANA, you } from "../../testing/scene.ts";
import { ClaimForm } from "./claim-form.tsx";
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
};

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
  const alone = await draw(
    <WaitingCard {...props} visit={{ awaiting: true, watched_by: null, revoked: null }} onEnded={ended} />,
  );
  expect(alone.textContent).toContain("กำลังรอผู้รับรอง");
  expect(alone.querySelector("[data-revoked]")).toBeNull();
  await press(alone, "เลิกรอ");
  expect([sent, ended.mock.calls.length]).toEqual([[["identity.end_visit", {}]], 1]);
  const out = await draw(
    <WaitingCard
      {...props}
      mayEnd={false}
      visit={{ awaiting: true, watched_by: "นายธนา", revoked: "จำคนผิด" }}
      onEnded={ended}
    />,
  );
  expect(out.textContent).toContain("จำคนผิด");
  expect(out.textContent).toContain("นายธนา");
});

it("is to be read by everyone", async () => {
  document.body.replaceChildren();
  const visit = { awaiting: true, watched_by: "นายธนา", revoked: "จำคนผิด" };
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
  expect((control(dialog, "ยกเลิกการรับรอง") as HTMLButtonElement).disabled).toBe(true);
  const field = dialog.querySelector("input") as HTMLInputElement;
  await happen(() => {
    field.value = "จำคนผิด";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await press(dialog, "ยกเลิกการรับรอง");
  expect(sent).toEqual([["identity.revoke_proof", { seat: second.seat, reason: "จำคนผิด" }]]);
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
