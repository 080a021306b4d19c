import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Carried } from "../../media/trial.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { network } from "./door-found.ts";
import { NetworkCheck } from "./network-check.tsx";

let told: (carried: Carried) => void;
const callOff = vi.fn();
vi.mock("../../media/trial.ts", () => ({
  canTry: () => true,
  squares: vi.fn(),
  tryLine: (_ports: unknown, tell: (carried: Carried) => void) => {
    told = tell;
    return callOff;
  },
}));

beforeEach(() => {
  callOff.mockClear();
});
afterEach(() => {
  network.value = "skipped";
});

it.each([
  ["good", "เครือข่ายดี", "good"],
  ["sound", "เสียงชัด ภาพอาจหยุดเป็นช่วง ๆ", "sound"],
  ["bad", "เครือข่ายไม่พอแม้แต่เสียง", "bad"],
  ["failed", "ลองเครือข่ายไม่สำเร็จ", "skipped"],
] as const)("says of a line that is %s what it carries", async (carried, words, kept) => {
  const page = await draw(
    <ul>
      <NetworkCheck />
    </ul>,
  );
  expect(network.value).toBe("skipped");
  await press(page, "ลองเครือข่าย");
  expect(page.textContent).toContain("กำลังลองเครือข่าย");
  await happen(() => told(carried));
  expect(page.textContent).toContain(words);
  expect(network.value).toBe(kept);
  await accessible(page);
});
