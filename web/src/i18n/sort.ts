/** Thai order, initials, and titles made short: never by code point. */

const COLLATOR = new Intl.Collator("th");

/** Compare two names in dictionary order. */
export function byName(a: string, b: string): number {
  return COLLATOR.compare(a, b);
}

const OPENINGS = /^(?:เรื่องที่|เรื่อง(?=[ก-ฮเแโใไ])|การ(?=[ก-ฮเแโใไ]))/;

/** A title without the words that open every title, for the narrow rail: “การคัดเลือกผู้แทน” becomes “คัดเลือกผู้แทน”. */
export function brief(title: string): string {
  const rest = title.replace(OPENINGS, "");
  return /^อื่น/.test(rest) ? title : rest;
}

const TITLES = ["นางสาว", "นาง", "นาย", "Ms ", "Mrs ", "Mr "];
/** Vowels that are written before their consonant; the sound, and the initial, is what follows. */
const BEFORE = "เแโใไ";

/** The initial of a given name: its first consonant, as on an empty tile. */
export function initial(name: string): string {
  const title = TITLES.find((one) => name.startsWith(one)) ?? "";
  const letters = [...name.slice(title.length).trim()];
  return letters.find((letter) => !BEFORE.includes(letter)) ?? "";
}
