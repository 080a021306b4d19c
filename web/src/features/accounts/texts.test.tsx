import { expect, it, vi } from "vitest";
import type { TextVersion } from "../../protocol/texts.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { TextCard } from "./text-card.tsx";

const SERVERS: TextVersion = { version: "2569-1", sha256: "a", th: "ข้อกำหนดเดิม", en: "Terms of before", since: null };
const OWN: TextVersion = { ...SERVERS, version: "2570-1", sha256: "b", th: "ใหม่", since: "2026-11-12T02:30:00.000Z" };

function answered(): Promise<void> {
  return happen(() => new Promise((resolve) => setTimeout(resolve)));
}

it("tells every version, the one in force first, and shows each in both languages", async () => {
  const place = await draw(<TextCard kind="terms" title="ข้อกำหนด" versions={[OWN, SERVERS]} onChanged={() => {}} />);
  expect([...place.querySelectorAll("li b")].map((each) => each.textContent)).toEqual(["ฉบับ 2570-1", "ฉบับ 2569-1"]);
  expect(place.querySelector("li")?.textContent).toContain("ใช้อยู่");
  await accessible(place);
  await press(place, "อ่าน ข้อกำหนด 2569-1");
  expect(place.querySelector("dialog")?.textContent).toContain("ข้อกำหนดเดิม");
  expect(place.querySelector("dialog")?.textContent).toContain("Terms of before");
  await accessible(place);
});

it("writes a new version from the one in force, and says why it was not put", async () => {
  let taken = true;
  const { asked } = answerRequests({
    "POST /api/agency/texts/terms": () => (taken ? [409, { reason: "version_taken", details: {} }] : null),
  });
  const changed = vi.fn();
  const place = await draw(<TextCard kind="terms" title="ข้อกำหนด" versions={[SERVERS]} onChanged={changed} />);
  await press(place, "เขียนฉบับใหม่ ข้อกำหนด");
  await accessible(place);
  const name = place.querySelector<HTMLInputElement>("input");
  if (name === null) throw new Error("no field");
  name.value = "2570-1";
  await happen(() => name.dispatchEvent(new Event("input", { bubbles: true })));
  await press(place, "ประกาศใช้ฉบับนี้");
  await answered();
  expect(place.textContent).toContain("มีฉบับชื่อนี้อยู่แล้ว");
  taken = false;
  await press(place, "ประกาศใช้ฉบับนี้");
  await answered();
  expect(asked.at(-1)?.[1]).toEqual({ version: "2570-1", th: SERVERS.th, en: SERVERS.en });
  expect(changed).toHaveBeenCalled();
});
