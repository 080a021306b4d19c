import { expect, it } from "vitest";
import type { TieOf } from "../../protocol/providers.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { PersonProviders } from "./person-providers.tsx";

const THAID: TieOf = {
  provider: "thaid",
  name_th: "ThaID",
  name_en: "ThaID",
  claim: "pid",
  since: null,
  written_at: null,
};
const AT = "/api/register/people/per_1/providers";

function answered(): Promise<void> {
  return happen(() => new Promise((resolve) => setTimeout(resolve)));
}

it("writes what a provider will say of somebody, refuses in words, and takes it away again", async () => {
  let ties = [THAID];
  let wrong = true;
  const { asked } = answerRequests({
    [`GET ${AT}`]: () => ties,
    [`PUT ${AT}/thaid`]: () => {
      if (wrong) return [422, { reason: "no_such_claim", details: {} }];
      ties = [{ ...THAID, written_at: "2026-11-12T02:30:00.000Z" }];
      return null;
    },
    [`DELETE ${AT}/thaid`]: () => {
      ties = [THAID];
      return null;
    },
  });
  const place = await draw(<PersonProviders person="per_1" />);
  await answered();
  expect(place.textContent).toContain("ยังไม่ได้เชื่อม");
  await accessible(place);
  const field = place.querySelector<HTMLInputElement>("input");
  if (field === null) throw new Error("no field");
  field.value = " 1-2345-67890-12-3 ";
  await happen(() => field.dispatchEvent(new Event("input", { bubbles: true })));
  await press(place, "ให้เข้าด้วยบัญชีนี้ได้ ThaID");
  await answered();
  expect(place.textContent).toContain("รูปแบบไม่ถูกต้อง");
  wrong = false;
  await press(place, "ให้เข้าด้วยบัญชีนี้ได้ ThaID");
  await answered();
  expect(asked).toContainEqual([`PUT ${AT}/thaid`, { value: "1-2345-67890-12-3" }]);
  expect(place.textContent).toContain("รอเข้าครั้งแรก");
  expect(place.querySelector<HTMLInputElement>("input")?.value).toBe("");
  await accessible(place);
  await press(place, "ไม่ให้เข้าทางนี้ ThaID");
  await answered();
  expect(place.textContent).toContain("ยังไม่ได้เชื่อม");
});

it("is not there where there is no provider", async () => {
  answerRequests({ [`GET ${AT}`]: () => [] });
  const place = await draw(<PersonProviders person="per_1" />);
  await answered();
  expect(place.textContent).toBe("");
});
