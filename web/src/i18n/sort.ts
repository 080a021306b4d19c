/** Thai order and Thai cutting: never by code point, never through a letter and its vowel. */

const COLLATOR = new Intl.Collator("th");
const WORDS = new Intl.Segmenter("th", { granularity: "word" });
const LETTERS = new Intl.Segmenter("th", { granularity: "grapheme" });

/** Compare two names in dictionary order. */
export function byName(a: string, b: string): number {
  return COLLATOR.compare(a, b);
}

/** The text cut after a whole word at `most` graphemes, with “…” when something is gone. */
export function cut(text: string, most: number): string {
  let kept = "";
  let length = 0;
  for (const { segment } of WORDS.segment(text)) {
    length += [...LETTERS.segment(segment)].length;
    if (length > most) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return kept;
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
