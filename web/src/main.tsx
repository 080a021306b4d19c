/** The first script: words, styles, and the screen that the address asks for. */
import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import { App } from "./app.tsx";
import { language } from "./i18n/t.ts";

document.documentElement.lang = language.peek();

const place = document.getElementById("app");
if (place !== null) render(<App />, place);
