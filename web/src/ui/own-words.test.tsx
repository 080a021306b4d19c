import { afterEach, beforeEach, expect, it } from "vitest";
import { speak } from "../i18n/t.ts";
import { draw } from "../testing/page.tsx";
import { sayInOwnWords } from "./own-words.ts";

let stop = () => {};
beforeEach(() => {
  stop = sayInOwnWords();
});
afterEach(() => {
  stop();
  speak("th");
});

async function form(): Promise<[HTMLInputElement, HTMLInputElement, HTMLButtonElement]> {
  const place = await draw(
    <form onSubmit={(event) => event.preventDefault()}>
      <input aria-label="ชื่อ" required />
      <input aria-label="อ่านแล้ว" type="checkbox" required />
      <button type="submit">ส่ง</button>
    </form>,
  );
  const [name, box] = place.querySelectorAll("input");
  const button = place.querySelector("button");
  if (name === undefined || box === undefined || button === null) throw new Error("no form");
  return [name, box, button];
}

it("says in the language of the page what is not filled, and holds nothing back once it is", async () => {
  const [name, box, button] = await form();
  name.checkValidity();
  box.checkValidity();
  expect([name.validationMessage, box.validationMessage]).toEqual(["โปรดกรอกช่องนี้", "โปรดทำเครื่องหมายในช่องนี้"]);
  name.value = "ก";
  name.dispatchEvent(new Event("input", { bubbles: true }));
  expect(name.checkValidity()).toBe(true);
  // A page that fills a field by itself tells nobody; the press that sends it looks anew.
  box.checked = true;
  expect(box.checkValidity()).toBe(false);
  button.click();
  expect(box.checkValidity()).toBe(true);
  speak("en");
  name.value = "";
  name.checkValidity();
  expect(name.validationMessage).toBe("Please fill in this field");
});
