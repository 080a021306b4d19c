/** The first script: words, styles, and the screen that the address asks for. */
import { render } from "preact";
// From here on a component that reads a signal is drawn again when the signal changes.
import "@preact/signals";
import "./styles/tokens.css";
import "./styles/base.css";
import { App } from "./app.tsx";
import { language } from "./i18n/t.ts";
import { pressOnce } from "./ui/one-press.ts";
import { sayInOwnWords } from "./ui/own-words.ts";

pressOnce();
sayInOwnWords();
document.documentElement.lang = language.peek();

const place = document.getElementById("app");
if (place !== null) render(<App />, place);
