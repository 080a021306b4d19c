import { expect, it, vi } from "vitest";
import type { SecondFactor } from "../../protocol/second-factor.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { ProofDialog } from "./proof-dialog.tsx";
import { SecondFactorCard } from "./second-factor-card.tsx";
import { SignInForm } from "./sign-in-form.tsx";

const OFF: SecondFactor = { since: null, codes_left: 0, factors: 1, password: true };
const ON: SecondFactor = { since: "2026-11-12T02:12:00.000Z", codes_left: 10, factors: 2, password: true };
const OLD = [403, { reason: "proof_too_old", details: {} }];

function answered(): Promise<void> {
  return happen(() => new Promise((resolve) => setTimeout(resolve)));
}

async function type(place: Element, label: string, text: string): Promise<void> {
  const named = [...place.querySelectorAll("label")].find((each) => each.textContent === label);
  const field = place.querySelector<HTMLInputElement>(`[id="${named?.htmlFor}"]`);
  if (field === null) throw new Error(`no field ${label}`);
  field.value = text;
  await happen(() => field.dispatchEvent(new Event("input", { bubbles: true })));
}

/** The page on which fresh codes were asked for, and the server wants to know first who asks. */
async function askedForProof(onAgain: () => void = () => undefined): Promise<HTMLElement> {
  const place = await draw(
    <>
      <SecondFactorCard />
      <ProofDialog onAgain={onAgain} />
    </>,
  );
  await answered();
  await press(place, "ออกรหัสสำรองชุดใหม่");
  await answered();
  return place;
}

it("asks the code after the password, and goes back to it where that took too long", async () => {
  let late = false;
  let done = 0;
  const { asked } = answerRequests({
    "GET /api/passkeys/here": () => ({ name: null }),
    "POST /api/sign-in": () => ({ word: "w" }),
    "POST /api/sign-in/code": () =>
      late ? [401, { reason: "sign_in_too_late", details: {} }] : { person: "p", name: "n" },
  });
  const place = await draw(<SignInForm onDone={() => done++} />);
  await answered();
  await type(place, "ชื่อผู้ใช้", "thana");
  await type(place, "รหัสผ่าน", "secret");
  await press(place, "เข้าสู่ระบบ");
  await answered();
  expect(place.textContent).toContain("ใส่รหัสยืนยัน");
  expect(done).toBe(0);
  await accessible(place);
  late = true;
  await type(place, "รหัส ๖ หลัก หรือรหัสสำรอง", "๑๒๓๔๕๖");
  await press(place, "เข้าสู่ระบบ");
  await answered();
  await press(place, "กลับไปกรอกชื่อและรหัสผ่าน");
  late = false;
  await type(place, "รหัสผ่าน", "secret");
  await press(place, "เข้าสู่ระบบ");
  await answered();
  await type(place, "รหัส ๖ หลัก หรือรหัสสำรอง", "123456");
  await press(place, "เข้าสู่ระบบ");
  await answered();
  expect(done).toBe(1);
  expect(asked.at(-1)).toEqual(["POST /api/sign-in/code", { word: "w", code: "123456" }]);
});

it("is set up with a picture, the same in letters, and codes that are shown once", async () => {
  let mine = OFF;
  answerRequests({
    "GET /api/me/second-factor": () => mine,
    "POST /api/me/second-factor/offer": () => ({ address: "otpauth://totp/a:b?secret=ABCDEFGH", secret: "ABCDEFGH" }),
    "POST /api/me/second-factor": () => {
      mine = ON;
      return { codes: ["aaaaa-bbbbb", "ccccc-ddddd"] };
    },
  });
  const place = await draw(<SecondFactorCard />);
  await answered();
  await press(place, "เปิดการยืนยันสองชั้น");
  await answered();
  expect(place.querySelector("svg[role=img] path")?.getAttribute("d")).toMatch(/^M/);
  expect(place.textContent).toContain("ABCD EFGH");
  const write = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText: write } });
  await press(place, "คัดลอกตัวอักษรชุดนี้");
  expect(write).toHaveBeenCalledWith("ABCDEFGH");
  await accessible(place);
  await type(place, "รหัส ๖ หลัก", "123456");
  await press(place, "ยืนยันและเปิดใช้");
  await answered();
  expect(place.textContent).toContain("aaaaa-bbbbb");
  await accessible(place);
  await press(place, "เก็บไว้แล้ว");
  expect(place.textContent).not.toContain("aaaaa-bbbbb");
  expect(place.textContent).toContain("รหัสสำรองเหลือ ๑๐ รหัส");
  await accessible(place);
});

it("asks once more who one is, and then does what was asked", async () => {
  let fresh = false;
  const { asked } = answerRequests({
    "GET /api/me/second-factor": () => ON,
    "POST /api/me/second-factor/codes": () => (fresh ? { codes: ["aaaaa-bbbbb"] } : OLD),
    "POST /api/me/proof": () => {
      fresh = true;
      return null;
    },
  });
  const place = await askedForProof();
  expect(place.textContent).toContain("ยืนยันว่าเป็นท่าน");
  await type(place, "รหัสผ่านที่ใช้อยู่", "secret");
  await type(place, "รหัส ๖ หลัก หรือรหัสสำรอง", "123456");
  await press(place, "ยืนยัน");
  await answered();
  expect(asked).toContainEqual(["POST /api/me/proof", { password: "secret", code: "123456" }]);
  expect(place.textContent).toContain("aaaaa-bbbbb");
});

it("does nothing where the question is called off", async () => {
  answerRequests({ "GET /api/me/second-factor": () => ON, "POST /api/me/second-factor/codes": () => OLD });
  const place = await askedForProof();
  await press(place, "ปิด");
  await answered();
  expect(place.querySelector("dialog")).toBeNull();
  expect(place.textContent).toContain("โปรดยืนยันว่าเป็นท่านอีกครั้ง");
});

it("asks whoever came by a provider alone for the code that they did not give there", async () => {
  let shown = false;
  const { asked } = answerRequests({
    "GET /api/me/second-factor": () => ({ ...ON, password: false, factors: 1 }),
    "POST /api/me/second-factor/codes": () => (shown ? { codes: ["aaaaa-bbbbb"] } : OLD),
    "POST /api/me/second-factor/code": () => {
      shown = true;
      return null;
    },
  });
  const place = await askedForProof();
  await answered();
  await accessible(place);
  await type(place, "รหัส ๖ หลัก หรือรหัสสำรอง", "123456");
  await press(place, "ยืนยัน");
  await answered();
  expect(asked).toContainEqual(["POST /api/me/second-factor/code", { code: "123456" }]);
  expect(place.textContent).toContain("aaaaa-bbbbb");
});

it("sends whoever has no password to sign in again", async () => {
  let again = 0;
  answerRequests({
    "GET /api/me/second-factor": () => ({ ...ON, password: false }),
    "POST /api/me/second-factor/codes": () => OLD,
    "DELETE /api/sign-in": () => null,
  });
  const place = await askedForProof(() => again++);
  await answered();
  await press(place, "ออกแล้วเข้าสู่ระบบอีกครั้ง");
  await answered();
  expect(again).toBe(1);
});
