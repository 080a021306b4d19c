/** The first script: words, styles, and the screen that the address asks for. */
import { render } from "preact";
// From here on a component that reads a signal is drawn again when the signal changes.
import "@preact/signals";
import "./styles/tokens.css";
import "./styles/base.css";
import { App } from "./app.tsx";
import { speakAsBefore } from "./i18n/t.ts";
import { pressOnce } from "./ui/one-press.ts";
import { sayInOwnWords } from "./ui/own-words.ts";

pressOnce();
sayInOwnWords();

const place = document.getElementById("app");
// Drawn once the words are there; and in Thai, where the others cannot be had.
void speakAsBefore()
  .catch(() => undefined)
  .then(() => place !== null && render(<App />, place));
