import { expect, it } from "vitest";
import type { CopyStanding } from "../../protocol/http.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { MEETING } from "../../testing/scene.ts";
import { WholeCopy } from "./copy.tsx";

const NONE: CopyStanding = { state: "none", done: 0, of: 0, why: null, left_out: 0, bytes: 0 };
const MAKING: CopyStanding = { ...NONE, state: "making", done: 720, of: 5700 };

/** A server of which the copy stands like this; what it was asked. */
function served(standing: CopyStanding) {
  const asked: string[] = [];
  const server = { standing, asked };
  globalThis.fetch = async (_path, init) => {
    const method = init?.method ?? "GET";
    asked.push(method);
    if (method === "POST") server.standing = MAKING;
    if (method !== "DELETE") return Response.json(server.standing);
    server.standing = NONE;
    return new Response(null, { status: 204 });
  };
  return server;
}

/** What the server answers has come. */
function answered(): Promise<void> {
  return happen(() => new Promise((resolve) => setTimeout(resolve)));
}

async function drawn(): Promise<HTMLElement> {
  const place = await draw(<WholeCopy meeting={MEETING} />);
  await answered();
  return place;
}

it("is made when asked for, shows how far it is, and can be stopped", async () => {
  const server = served(NONE);
  const place = await drawn();
  expect(place.textContent).toContain("เป็นสำเนา ไม่ใช่หลักฐาน");
  await press(place, "ทำสำเนารวม (ไม่ใช่หลักฐาน)");
  await answered();
  expect(place.textContent).toContain("กำลังทำสำเนา ๑๒ นาที จาก ๑ ชม. ๓๕ นาที");
  expect(place.querySelector("progress")?.value).toBe(720);
  await accessible(place);
  await press(place, "หยุดทำสำเนา");
  await answered();
  expect(server.asked.filter((one) => one !== "GET")).toEqual(["POST", "DELETE"]);
  expect(control(place, "ทำสำเนารวม (ไม่ใช่หลักฐาน)")).toBeDefined();
});

it("goes on showing it after the page was loaded anew", async () => {
  served(MAKING);
  const place = await drawn();
  expect(control(place, "หยุดทำสำเนา")).toBeDefined();
});

it("gives what was made, and says what is not in it", async () => {
  served({ ...NONE, state: "made", bytes: 412_000_000, left_out: 2 });
  const place = await drawn();
  expect(control(place, "รับสำเนารวม").getAttribute("href")).toBe(`/api/meetings/${MEETING}/copy/whole.webm`);
  expect(place.textContent).toContain("๔๑๒ เมกะไบต์");
  expect(place.textContent).toContain("อ่านไม่ได้ ๒ ไฟล์");
  expect(control(place, "ลบสำเนานี้")).toBeDefined();
  await accessible(place);
});

it("says why there is none, and that the record is whole", async () => {
  served({ ...NONE, state: "failed", why: "disk_full" });
  const place = await drawn();
  expect(place.textContent).toContain("ที่เก็บข้อมูลเหลือไม่พอ");
  expect(control(place, "ทำสำเนารวม (ไม่ใช่หลักฐาน)")).toBeDefined();
  await accessible(place);
});
