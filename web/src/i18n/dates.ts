/** Times and dates as the law of the house writes them: Bangkok, พ.ศ., Thai digits in Thai. */
import { arabicDigits, thaiDigits } from "./digits.ts";
import { digits, language } from "./t.ts";

const ZONE = "Asia/Bangkok";
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const SECONDS = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, timeStyle: "medium" });
const PARTS = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, year: "numeric", month: "numeric", day: "numeric" });
const LONG = {
  th: new Intl.DateTimeFormat("th-TH-u-ca-buddhist-nu-thai", { timeZone: ZONE, month: "long", weekday: "long" }),
  en: new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, month: "long", weekday: "long" }),
};

function part(format: Intl.DateTimeFormat, at: Date, type: Intl.DateTimeFormatPartTypes): string {
  return format.formatToParts(at).find((one) => one.type === type)?.value ?? "";
}

/** “๑๐.๒๔ น.” or “10.24”; `at` is an ISO text or milliseconds. */
export function clock(at: string | number): string {
  const time = CLOCK.format(new Date(at)).replace(":", ".");
  return language.value === "th" ? `${digits(time)} น.` : time;
}

/** “๑๐.๒๔.๐๗ น.” or “10.24.07”: the clock of a recording. */
export function exactClock(at: number): string {
  const time = SECONDS.format(new Date(at)).replaceAll(":", ".");
  return language.value === "th" ? `${digits(time)} น.` : time;
}

/** The time as the chair reads it aloud, Thai whatever the screen's language. */
export function spokenClock(at: string | number): string {
  return `${thaiDigits(CLOCK.format(new Date(at)).replace(":", "."))} น.`;
}

/** “๑๒ พฤศจิกายน ๒๕๖๙” or “12 November B.E. 2569 (2026)”. */
export function day(at: string | number): string {
  const date = new Date(at);
  const number = Number(part(PARTS, date, "day"));
  const year = Number(part(PARTS, date, "year"));
  const month = part(LONG[language.value], date, "month");
  return language.value === "th"
    ? digits(`${number} ${month} ${year + 543}`)
    : `${number} ${month} B.E. ${year + 543} (${year})`;
}

/** “วันพฤหัสบดีที่ ๑๒ พฤศจิกายน ๒๕๖๙” or “Thursday 12 November B.E. 2569 (2026)”. */
export function weekday(at: string | number): string {
  const name = part(LONG[language.value], new Date(at), "weekday");
  return language.value === "th" ? `${name}ที่ ${day(at)}` : `${name} ${day(at)}`;
}

/** Whole minutes from one moment to another, never negative. */
export function minutesBetween(from: string | number, to: string | number): number {
  return Math.max(0, Math.floor((new Date(to).getTime() - new Date(from).getTime()) / 60_000));
}

/** The names of the twelve months in the current language. */
export function months(): readonly string[] {
  return Array.from({ length: 12 }, (_, n) => part(LONG[language.value], new Date(Date.UTC(2026, n, 15)), "month"));
}

/** The moment of a Bangkok wall clock (no summer time there), as ISO in UTC; the year is พ.ศ. */
export function bangkok(year: number, month: number, dayOfMonth: number, hour: number, minute: number): string {
  return new Date(Date.UTC(year - 543, month - 1, dayOfMonth, hour - 7, minute)).toISOString().replace(".000Z", "Z");
}

/** Today in Bangkok: พ.ศ. year, month from 1, day, hour. */
export function today(now: number): { year: number; month: number; day: number; hour: number } {
  const date = new Date(now);
  return {
    year: Number(part(PARTS, date, "year")) + 543,
    month: Number(part(PARTS, date, "month")),
    day: Number(part(PARTS, date, "day")),
    hour: Number(part(CLOCK, date, "hour")),
  };
}

/** The day (ISO) in Bangkok so many days before a moment. */
export function daysBefore(at: string, days: number): string {
  return new Date(new Date(at).getTime() + (7 - 24 * days) * 3_600_000).toISOString().slice(0, 10);
}

/** “๑/๑๐/๒๕๖๙” of “2026-10-01”: a day as it is typed. */
export function shortDay(iso: string): string {
  const [year, month, date] = iso.split("-").map(Number);
  return digits(`${date}/${month}/${(year ?? 0) + 543}`);
}

/** The ISO day of day/month/Buddhist year, in whichever figures; null when it is none. */
export function readDay(text: string): string | null {
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(arabicDigits(text.trim()));
  if (found === null) return null;
  const [date, month, year] = [Number(found[1]), Number(found[2]), Number(found[3]) - 543];
  const at = new Date(Date.UTC(year, month - 1, date));
  if (year < 1900 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date) return null;
  return at.toISOString().slice(0, 10);
}
