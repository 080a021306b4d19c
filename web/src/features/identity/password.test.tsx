import { expect, it, vi } from "vitest";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { PasswordForm } from "./password-form.tsx";
import { SignInForm, Welcome } from "./sign-in-form.tsx";

function answered(): Promise<void> {
  return happen(() => new Promise((resolve) => setTimeout(resolve)));
}

function field(place: HTMLElement, label: string): HTMLInputElement {
  const found = place.querySelector<HTMLInputElement>(`[id="${control(place, label).getAttribute("for")}"]`);
  if (found === null) throw new Error(`no field ${label}`);
  return found;
}

async function type(place: HTMLElement, label: string, text: string): Promise<void> {
  const at = field(place, label);
  at.value = text;
  await happen(() => at.dispatchEvent(new Event("input", { bubbles: true })));
}

it("is typed twice, seen where that is wanted, and refused in words of its own", async () => {
  let right = false;
  const { asked } = answerRequests({
    "POST /api/me/password": () => (right ? null : [401, { reason: "wrong_own_password", details: {} }]),
  });
  const done = vi.fn();
  const place = await draw(<PasswordForm line="ตั้งรหัสผ่าน" onDone={done} />);
  await type(place, "รหัสผ่านที่ใช้อยู่", "old");
  await type(place, "รหัสผ่านใหม่", "ช้างน้อยสามเชือก");
  await type(place, "รหัสผ่านใหม่ อีกครั้ง", "ช้างน้อยสี่เชือก");
  await press(place, "ตั้งรหัสผ่าน");
  expect(field(place, "รหัสผ่านใหม่ อีกครั้ง").getAttribute("aria-invalid")).toBe("true");
  expect(place.textContent).toContain("สองช่องไม่ตรงกัน");
  expect(asked).toEqual([]);
  await press(place, "แสดง รหัสผ่านใหม่");
  expect([field(place, "รหัสผ่านใหม่").type, field(place, "รหัสผ่านที่ใช้อยู่").type]).toEqual(["text", "password"]);
  await accessible(place);
  await press(place, "ซ่อน รหัสผ่านใหม่");
  expect(field(place, "รหัสผ่านใหม่").type).toBe("password");
  await type(place, "รหัสผ่านใหม่ อีกครั้ง", "ช้างน้อยสามเชือก");
  await press(place, "ตั้งรหัสผ่าน");
  await answered();
  expect(place.textContent).toContain("รหัสผ่านที่ใช้อยู่ไม่ถูกต้อง");
  expect(place.textContent).not.toContain("สองช่องไม่ตรงกัน");
  right = true;
  await press(place, "ตั้งรหัสผ่าน");
  await answered();
  expect(asked.at(-1)).toEqual(["POST /api/me/password", { old: "old", new: "ช้างน้อยสามเชือก" }]);
  expect(done).toHaveBeenCalledOnce();
});

it("tells at the sign-in whose server this is and whom to call", async () => {
  answerRequests({ "GET /api/agency/contact": () => ({ name: "กรมตัวอย่าง", telephone: "02 123 4567" }) });
  const page = (
    <>
      <Welcome />
      <SignInForm onDone={() => undefined} />
    </>
  );
  const place = await draw(page);
  await answered();
  expect(place.textContent).toContain("กรมตัวอย่าง");
  expect(place.querySelector("a[href='tel:021234567']")?.textContent).toBe("๐๒ ๑๒๓ ๔๕๖๗");
  await accessible(place);
  answerRequests({ "GET /api/agency/contact": () => ({ name: "", telephone: "" }) });
  const bare = await draw(page);
  await answered();
  expect(bare.textContent).toContain("โปรดโทรหมายเลขสำรอง");
  expect(bare.querySelector("a[href^=tel]")).toBeNull();
});
