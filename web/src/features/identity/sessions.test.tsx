import { expect, it } from "vitest";
import type { Session } from "../../protocol/sessions.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { SessionCard } from "./session-card.tsx";

const HERE: Session = {
  session: "a1",
  way: "password",
  factors: 1,
  browser: "Mozilla/5.0 (Windows NT 10.0)",
  created_at: "2026-11-12T02:12:00.000Z",
  seen_at: "2026-11-12T03:12:00.000Z",
  here: true,
};
const PHONE: Session = { ...HERE, session: "b2", way: "passkey", browser: "Mozilla/5.0 (iPhone)", here: false };

function answered(): Promise<void> {
  return happen(() => new Promise((resolve) => setTimeout(resolve)));
}

it("tells where one is signed in, how and since when, and ends one of them", async () => {
  let standing = [HERE, PHONE];
  const { asked } = answerRequests({
    "GET /api/me/sessions": () => standing,
    "DELETE /api/me/sessions/b2": () => {
      standing = [HERE];
      return null;
    },
  });
  const place = await draw(<SessionCard />);
  await answered();
  expect(place.textContent).toContain("Windows (เครื่องนี้)");
  expect(place.textContent).toContain("iPhone");
  expect(place.textContent).toContain("กุญแจผ่าน");
  expect(place.textContent).not.toContain("ออกจากระบบเครื่องอื่นทั้งหมด");
  await accessible(place);
  await press(place, "ให้ออกจากระบบ iPhone ๑๒ พฤศจิกายน ๒๕๖๙ ๐๙.๑๒ น.");
  await answered();
  expect(asked.map(([door]) => door)).toContain("DELETE /api/me/sessions/b2");
  expect(place.textContent).not.toContain("iPhone");
});

it("tells browsers apart, and says both steps of a sign-in that had two", async () => {
  const [x11, chrome] = ["Mozilla/5.0 (X11; Linux x86_64)", "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0"];
  const of = (session: string, browser: string, more: Partial<Session> = {}) => ({
    ...PHONE,
    session,
    browser,
    ...more,
  });
  answerRequests({
    "GET /api/me/sessions": () => [
      of("1", `${x11} Gecko/20100101 Firefox/140.0`, { way: "password", factors: 2 }),
      of("2", `${x11} ${chrome} Safari/537.36`, { way: "passkey", factors: 2 }),
      of("3", `Mozilla/5.0 (Windows NT 10.0) ${chrome} Safari/537.36 Edg/141.0`, { way: "provider", factors: 1 }),
      of("4", "", { way: "password" }),
    ],
  });
  const place = await draw(<SessionCard />);
  await answered();
  const rows = [...place.querySelectorAll("li")].map((row) => row.querySelector("p")?.textContent ?? "");
  expect(rows[0]).toMatch(/^Firefox · Linuxเข้าด้วยรหัสผ่าน และการยืนยันสองชั้น เมื่อ/);
  expect(rows[1]).toMatch(/^Chrome · Linuxเข้าด้วยกุญแจผ่าน เมื่อ/);
  expect(rows[2]).toMatch(/^Edge · Windowsเข้าด้วยผู้ให้บริการยืนยันตัวตน เมื่อ/);
  expect(rows[3]).toMatch(/^อุปกรณ์ไม่ทราบชนิดเข้าด้วยรหัสผ่าน เมื่อ/);
});

it("ends all others at once", async () => {
  let standing = [HERE, PHONE, { ...PHONE, session: "c3" }];
  answerRequests({
    "GET /api/me/sessions": () => standing,
    "DELETE /api/me/sessions": () => {
      standing = [HERE];
      return null;
    },
  });
  const place = await draw(<SessionCard />);
  await answered();
  await press(place, "ออกจากระบบเครื่องอื่นทั้งหมด");
  await answered();
  expect(place.querySelectorAll("li")).toHaveLength(1);
});
