import { expect, it } from "vitest";
import { accessible, control, draw, happen, key, press } from "../../testing/page.tsx";
import { MEETING } from "../../testing/scene.ts";
import { TOLD } from "../../testing/timeline.ts";
import { WholePlayer } from "./whole-player.tsx";

async function drawn(): Promise<HTMLElement> {
  globalThis.fetch = async () => new Response(new Uint8Array(3));
  return draw(<WholePlayer meeting={MEETING} timeline={TOLD} />);
}

it("fetches nothing before it is asked to play, and then shows every seat that is on record", async () => {
  const place = await drawn();
  expect(place.querySelectorAll("audio, video").length).toBe(0);
  await press(place, "เล่น");
  expect(control(place, "หยุดชั่วคราว")).toBeDefined();
  const seats = [...place.querySelectorAll<HTMLElement>("[data-seat]")].map((one) => one.dataset.seat);
  expect(seats).toEqual(["seat_a", "seat_k"]);
  expect(place.querySelectorAll("audio").length).toBe(2);
  await press(place, "หยุดชั่วคราว");
  await accessible(place);
});

it("goes to a moment by its button, and says why a seat is not heard", async () => {
  const place = await drawn();
  const suspension = [...place.querySelectorAll("button")].find((one) => one.textContent?.includes("พักการเข้าร่วม กมลา"));
  await happen(() => suspension?.click());
  const slider = place.querySelector<HTMLInputElement>("input[type=range]");
  expect(slider?.getAttribute("aria-valuetext")).toBe("๑๐.๐๓.๒๐ น.");
  expect(place.querySelector("[data-seat=seat_k]")?.textContent).toContain("พักการเข้าร่วม");
  expect(suspension?.getAttribute("aria-current")).toBe("time");
  expect(place.textContent).toContain("ระบบขัดข้อง: อรุณี, กมลา");
  await accessible(place);
});

it("goes to a shared screen too, with seconds where it was short", async () => {
  const place = await drawn();
  const button = [...place.querySelectorAll("button")].find((one) => one.textContent?.includes("หน้าจอที่ อรุณี นำเสนอ"));
  expect(button?.textContent).toContain("๑๐.๑๒.๐๐ น. – ๑๐.๑๒.๑๐ น.");
  await happen(() => button?.click());
  expect(place.querySelector("input[type=range]")?.getAttribute("aria-valuetext")).toBe("๑๐.๑๒.๐๐ น.");
});

it("is led by the keyboard", async () => {
  const place = await drawn();
  const slider = place.querySelector<HTMLInputElement>("input[type=range]") as HTMLInputElement;
  await key(slider, "ArrowRight");
  expect(slider.getAttribute("aria-valuetext")).toBe("๑๐.๐๐.๐๕ น.");
  await key(slider, "PageUp");
  await key(slider, "ArrowLeft");
  expect(slider.getAttribute("aria-valuetext")).toBe("๑๐.๐๑.๐๐ น.");
  await key(slider, " ");
  expect(control(place, "หยุดชั่วคราว")).toBeDefined();
  await press(place, "๑.๕ เท่า");
  expect(control(place, "๑.๕ เท่า").getAttribute("aria-pressed")).toBe("true");
});

it("is not there for a meeting without a record", async () => {
  const place = await draw(<WholePlayer meeting={MEETING} timeline={{ ...TOLD, closed: null }} />);
  expect(place.textContent).toBe("");
});

it("says so when a file cannot be had, and shows the picture of who is not heard", async () => {
  globalThis.fetch = async () => new Response(null, { status: 404 });
  const place = await draw(<WholePlayer meeting={MEETING} timeline={TOLD} />);
  await press(place, "เล่น");
  await happen(() => new Promise((resolve) => setTimeout(resolve, 20)));
  await key(place.querySelector("input[type=range]") as Element, "ArrowRight");
  expect(place.querySelector("[data-seat=seat_k]")?.textContent).toContain("เปิดไฟล์เสียงไม่ได้");
  const slider = place.querySelector<HTMLInputElement>("input[type=range]") as HTMLInputElement;
  for (let presses = 0; presses < 12; presses += 1) await key(slider, "PageUp");
  await key(slider, "PageDown");
  const arunee = place.querySelector("[data-seat=seat_a]");
  expect(slider.getAttribute("aria-valuetext")).toBe("๑๐.๑๑.๐๕ น.");
  expect([...(arunee?.querySelectorAll("video") ?? [])].map((one) => one.className)).toEqual([""]);
});
