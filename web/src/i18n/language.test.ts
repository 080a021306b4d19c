import { afterEach, expect, it, vi } from "vitest";

afterEach(() => localStorage.clear());

it("fetches English for whoever asks for it, and speaks it from then on on this device", async () => {
  vi.resetModules();
  const page = await import("./t.ts");
  await page.speakAsBefore();
  expect([page.language.value, page.t().close]).toEqual(["th", "ปิด"]);
  page.speak("en");
  await vi.waitFor(() => expect([page.language.value, page.t().close]).toEqual(["en", "Close"]));
  vi.resetModules();
  const next = await import("./t.ts");
  await next.speakAsBefore();
  expect([next.language.value, next.t().close, document.documentElement.lang]).toEqual(["en", "Close", "en"]);
});
