import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { pressOnce } from "./one-press.ts";

let release = () => {};
beforeEach(() => {
  release = pressOnce();
});
afterEach(() => {
  release();
  document.body.replaceChildren();
});

function click(on: Element, detail: number): void {
  on.dispatchEvent(new MouseEvent("click", { detail, bubbles: true, cancelable: true }));
}

it("takes the second press of a double click from every button, and from nothing else", () => {
  const pressed = vi.fn();
  const button = document.createElement("button");
  const word = button.appendChild(document.createElement("span"));
  const label = document.createElement("label");
  document.body.append(button, label);
  for (const one of [button, label]) one.addEventListener("click", pressed);
  click(word, 1);
  click(word, 2);
  click(button, 3);
  expect(pressed).toHaveBeenCalledOnce();
  // The keyboard says 0, and a later press 1 again.
  click(button, 0);
  click(button, 1);
  expect(pressed).toHaveBeenCalledTimes(3);
  click(label, 2);
  expect(pressed).toHaveBeenCalledTimes(4);
});
