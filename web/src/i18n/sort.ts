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
  // The sign of repetition stands with what it repeats.
  return (/^อื่น/.test(rest) ? title : rest).replaceAll(" ๆ", "\u00a0ๆ");
}

const TITLES = ["นางสาว", "นาง", "นาย", "น.ส.", "ดร.", "Miss ", "Ms. ", "Ms ", "Mrs. ", "Mrs ", "Mr. ", "Mr ", "Dr. "];
/** Vowels that are written before their consonant; the sound, and the initial, is what follows. */
const BEFORE = "เแโใไ";

/** The name without the title before it: by what a Thai list is ordered. */
function given(name: string): string {
  const title = TITLES.find((one) => name.startsWith(one)) ?? "";
  return name.slice(title.length).trim();
}

/** Compare two people in dictionary order of their given names, whatever their titles. */
export function byGivenName(a: string, b: string): number {
  return byName(given(a), given(b)) || byName(a, b);
}

/** The initial of a given name: its first consonant, as on an empty tile. */
export function initial(name: string): string {
  return [...given(name)].find((letter) => !BEFORE.includes(letter)) ?? "";
}
