/** What happy-dom lacks of a browser, for the tests of screens. */
import "@preact/signals";
import { afterEach } from "vitest";
import { learnEnglish } from "./i18n/t.ts";

// Tests speak it from one line to the next.
await learnEnglish();

if (!HTMLDialogElement.prototype.showModal) {
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
}

// Streams are fakes here, and happy-dom takes only its own.
Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { value: null, writable: true, configurable: true });

afterEach(() => {
  document.body.replaceChildren();
});
