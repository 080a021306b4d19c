/** What a device and its browser are called, as far as the browser says. */

const DEVICES: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Macintosh/, "Mac"],
  [/Windows/, "Windows"],
  [/CrOS/, "Chromebook"],
  [/Linux/, "Linux"],
];
/** Many call themselves Chrome or Safari besides, and so the others are looked for first. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Line\//, "LINE"],
  [/(?:Firefox|FxiOS)\//, "Firefox"],
  [/(?:Chrome|Chromium|CriOS)\//, "Chrome"],
  [/Safari\//, "Safari"],
];

function first(table: readonly (readonly [RegExp, string])[], text: string): string {
  return table.find(([shape]) => shape.test(text))?.[1] ?? "";
}

/** What this device may be called; else nothing. */
export function nameOfDevice(browser = navigator.userAgent): string {
  return first(DEVICES, browser);
}

/** “Chrome · Windows”: by what somebody knows again where they are signed in. */
export function browserAndDevice(browser: string): string {
  return [first(BROWSERS, browser), nameOfDevice(browser)].filter((each) => each !== "").join(" · ");
}
