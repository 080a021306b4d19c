import { expect, it, vi } from "vitest";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { LinkOf } from "./issue-link.tsx";
import { OpenLink } from "./open-link.tsx";

const PREECHA = { meeting: "mtg_1", seat: "seat_p", name: "นายปรีชา ใจสมมติ", telephone: "02 123 4567" };
const SEEN = {
  meeting: "mtg_1",
  agency: "สำนักงานตัวอย่าง",
  body: "คณะกรรมการตัวอย่าง",
  number: 11,
  year: 2569,
  starts_at: "2026-11-12T02:30:00.000Z",
  name: PREECHA.name,
  office: "กรรมการ",
};

function answered(): Promise<void> {
  return happen(() => new Promise((resolve) => setTimeout(resolve)));
}

it("is issued once the officer has said how they knew, and shown once", async () => {
  const { asked } = answerRequests({
    "POST /api/meetings/mtg_1/links": () => ({ token: "a.b.c", until: "2026-11-12T02:45:00.000Z" }),
  });
  const changed = vi.fn();
  const place = await draw(<LinkOf {...PREECHA} waits={false} may={["links.issue"]} onChanged={changed} />);
  await press(place, `ออกลิงก์ครั้งเดียว… ${PREECHA.name}`);
  expect(place.querySelector("dialog a[href='tel:021234567']")?.textContent).toBe("๐๒ ๑๒๓ ๔๕๖๗");
  await accessible(place);
  const tick = place.querySelector<HTMLInputElement>("input[type=checkbox]");
  const ground = place.querySelector<HTMLInputElement>("input[type=text]");
  expect(tick?.required).toBe(true);
  if (tick === null || ground === null) throw new Error("no form");
  await happen(() => tick.click());
  ground.value = "จำเสียงได้";
  await happen(() => ground.dispatchEvent(new Event("input", { bubbles: true })));
  await press(place, "ออกลิงก์");
  await answered();
  expect(asked).toEqual([["POST /api/meetings/mtg_1/links", { seat: "seat_p", ground: "จำเสียงได้" }]]);
  expect(place.querySelector("[data-secret=link]")?.textContent).toBe(`${location.origin}/link#a.b.c`);
  expect(place.textContent).toContain("๐๙.๔๕ น.");
  expect(place.querySelector("svg[role=img] path")?.getAttribute("d")).toMatch(/^M/);
  const write = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText: write } });
  await press(place, "คัดลอกลิงก์");
  expect(write).toHaveBeenCalledWith(`${location.origin}/link#a.b.c`);
  expect(changed).toHaveBeenCalled();
  await accessible(place);
  await press(place, "ปิด");
  expect(place.querySelector("[data-secret=link]")).toBeNull();
});

it("says where there is no number to call back", async () => {
  const of = { ...PREECHA, telephone: null, waits: false, may: ["links.issue"], onChanged: () => {} };
  const place = await draw(<LinkOf {...of} />);
  await press(place, `ออกลิงก์ครั้งเดียว… ${PREECHA.name}`);
  expect(place.querySelector("dialog")?.textContent).toContain("ไม่มีหมายเลขโทรศัพท์ในทะเบียน");
  expect(place.querySelector("dialog a")).toBeNull();
});

it("is taken back while it waits, where the server lets it", async () => {
  const { asked } = answerRequests({ "DELETE /api/meetings/mtg_1/links/seat_p": () => null });
  const changed = vi.fn();
  const place = await draw(<LinkOf {...PREECHA} waits={true} may={["links.withdraw"]} onChanged={changed} />);
  expect(place.textContent).toContain("รอเจ้าตัวเปิด");
  expect(place.textContent).not.toContain("ออกลิงก์ใหม่");
  await press(place, `ยกเลิกลิงก์ ${PREECHA.name}`);
  await answered();
  expect(asked.map(([door]) => door)).toEqual(["DELETE /api/meetings/mtg_1/links/seat_p"]);
  expect(changed).toHaveBeenCalled();
});

it("says for whom it is before it is spent, and in words where it is good no more", async () => {
  let refused: [number, string] | null = null;
  answerRequests({
    "POST /api/links": () => (refused ? [refused[0], { reason: refused[1], details: {} }] : { meeting: "mtg_1" }),
  });
  const done = vi.fn();
  const signOut = vi.fn(async () => {
    refused = null;
  });
  const place = await draw(
    <OpenLink token="a.b.c" seen={SEEN} signOut={signOut} onDone={done} help={<p>โทรหาเรา</p>} />,
  );
  expect(place.querySelector("h2")?.textContent).toContain(PREECHA.name);
  await accessible(place);
  await press(place, "เป็นข้าพเจ้า เข้าประชุม");
  await answered();
  expect(done).toHaveBeenCalledWith("mtg_1");
  refused = [409, "browser_is_signed_in"];
  await press(place, "เป็นข้าพเจ้า เข้าประชุม");
  await answered();
  expect(place.textContent).toContain("เครื่องนี้มีผู้เข้าสู่ระบบอยู่แล้ว");
  await accessible(place);
  await press(place, "ออกจากระบบของบัญชีนั้น แล้วเข้าด้วยลิงก์");
  await answered();
  expect(signOut).toHaveBeenCalledOnce();
  expect(done).toHaveBeenCalledTimes(2);
  refused = [410, "link_spent"];
  await press(place, "เป็นข้าพเจ้า เข้าประชุม");
  await answered();
  expect(place.textContent).toContain("ลิงก์นี้ใช้ไม่ได้แล้ว");
  expect(place.textContent).toContain("โทรหาเรา");
  await accessible(place);
});
