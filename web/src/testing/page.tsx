/** A page for tests: draw a part of it, press its keys, and ask axe what is wrong with it. */
import axe from "axe-core";
import type { ComponentChild } from "preact";
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect } from "vitest";

/** Draw this; returns the place it is drawn in. */
export async function draw(what: ComponentChild): Promise<HTMLElement> {
  const place = document.createElement("div");
  document.body.append(place);
  await act(() => render(what, place));
  return place;
}

/** Something happens, and the page is drawn again. */
export async function happen(deed: () => unknown): Promise<void> {
  await act(async () => {
    await deed();
  });
}

/** The button (or link, radio, box) that bears these words; fails when there is none. */
export function control(place: HTMLElement, words: string): HTMLElement {
  const found = [...place.querySelectorAll<HTMLElement>("button, a, label, summary")].find(
    (one) => (one.getAttribute("aria-label") ?? one.textContent ?? "").trim() === words,
  );
  expect(found, `a control “${words}” in:\n${place.textContent}`).toBeDefined();
  return found as HTMLElement;
}

export async function press(place: HTMLElement, words: string): Promise<void> {
  const found = control(place, words);
  await happen(() => (found.querySelector<HTMLElement>("input") ?? found).click());
}

export async function key(on: Element, name: string, more: KeyboardEventInit = {}): Promise<void> {
  await happen(() =>
    on.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more })),
  );
}

/** axe finds nothing. Colours and landmarks need the whole page: they are looked at in Chromium. */
export async function accessible(place: HTMLElement): Promise<void> {
  const { violations } = await axe.run(place, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}
