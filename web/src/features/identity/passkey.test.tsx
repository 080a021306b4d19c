import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Passkey } from "../../protocol/passkeys.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { nameOfDevice } from "./device.ts";
import { PasskeyCard } from "./passkey-card.tsx";
import { PasskeySignIn } from "./passkey-sign-in.tsx";

const KEY: Passkey = {
  credential: "AAAA",
  name: "โน้ตบุ๊กที่บ้าน",
  created_at: "2026-11-12T03:12:00.000Z",
  used_at: null,
  copied: false,
};
const HERE = { "GET /api/passkeys/here": () => ({ name: location.hostname }) };

beforeEach(() => {
  vi.stubGlobal("PublicKeyCredential", class {});
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function answered(): Promise<void> {
  return happen(() => new Promise((resolve) => setTimeout(resolve)));
}

it("offers signing in by a passkey only where browser and address can", async () => {
  answerRequests({ "GET /api/passkeys/here": () => ({ name: "elsewhere.example" }) });
  const elsewhere = await draw(<PasskeySignIn onDone={() => undefined} />);
  await answered();
  expect(elsewhere.textContent).toBe("");
  answerRequests(HERE);
  const here = await draw(<PasskeySignIn onDone={() => undefined} />);
  await answered();
  expect(control(here, "เข้าสู่ระบบด้วยกุญแจผ่าน (passkey)")).toBeDefined();
  await accessible(here);
  vi.stubGlobal("PublicKeyCredential", undefined);
  const { asked } = answerRequests(HERE);
  const old = await draw(<PasskeySignIn onDone={() => undefined} />);
  await answered();
  expect([old.textContent, asked]).toEqual(["", []]);
});

it("says at which address they work, where that is another", async () => {
  answerRequests({ "GET /api/passkeys/here": () => ({ name: "meet.example" }), "GET /api/passkeys": () => [] });
  const place = await draw(<PasskeyCard />);
  await answered();
  const address = `${location.protocol}//meet.example:${location.port}`;
  expect(place.querySelector("a")?.getAttribute("href")).toBe(`${address}/account`);
  expect(place.querySelector("a")?.textContent).toBe(address);
  await accessible(place);
  answerRequests({ "GET /api/passkeys/here": () => ({ name: null }), "GET /api/passkeys": () => [] });
  const number = await draw(<PasskeyCard />);
  await answered();
  expect(number.textContent).toContain("เบราว์เซอร์หรือที่อยู่เว็บนี้ใช้กุญแจผ่านไม่ได้");
});

it("says in words that its person called it off", async () => {
  answerRequests({ ...HERE, "POST /api/passkeys/sign-in/question": () => ({ challenge: "AAAA", rpId: "localhost" }) });
  const get = vi.fn().mockRejectedValue(new DOMException("no", "NotAllowedError"));
  vi.stubGlobal("navigator", { ...navigator, credentials: { get } });
  const place = await draw(<PasskeySignIn onDone={() => expect.unreachable()} />);
  await answered();
  await press(place, "เข้าสู่ระบบด้วยกุญแจผ่าน (passkey)");
  await answered();
  expect(place.textContent).toContain("ยังไม่ได้ใช้กุญแจผ่าน เพราะยกเลิก");
});

it("lists keys by name and date, and says which may have been copied", async () => {
  answerRequests({ ...HERE, "GET /api/passkeys": () => [KEY, { ...KEY, credential: "BBBB", copied: true }] });
  const place = await draw(<PasskeyCard />);
  await answered();
  expect(place.textContent).toContain("ลงทะเบียนเมื่อ ๑๒ พฤศจิกายน ๒๕๖๙");
  expect(place.textContent?.match(/อาจถูกคัดลอก/g)).toHaveLength(1);
  await accessible(place);
});

it("removes a key once that is confirmed", async () => {
  let keys = [KEY];
  const { asked } = answerRequests({
    ...HERE,
    "GET /api/passkeys": () => keys,
    "DELETE /api/passkeys/AAAA": () => {
      keys = [];
      return [204, null];
    },
  });
  const place = await draw(<PasskeyCard />);
  await answered();
  await press(place, "ลบ… โน้ตบุ๊กที่บ้าน");
  await press(place, "ยกเลิก");
  expect(asked.some(([name]) => name.startsWith("DELETE"))).toBe(false);
  await press(place, "ลบ… โน้ตบุ๊กที่บ้าน");
  await press(place, "ลบกุญแจนี้");
  await answered();
  expect(place.textContent).toContain("ท่านยังไม่มีกุญแจผ่าน");
});

it("calls a device as its browser does, and otherwise nothing", () => {
  expect(nameOfDevice("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)")).toBe("iPhone");
  expect(nameOfDevice("Mozilla/5.0 (X11; Linux x86_64)")).toBe("Linux");
  expect(nameOfDevice("Something else")).toBe("");
});
