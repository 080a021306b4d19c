/** Figures in the script of the language: ๐–๙ in Thai, 0–9 in English. */

const THAI = "๐๑๒๓๔๕๖๗๘๙";

/** The text with every Arabic digit written as a Thai one. */
export function thaiDigits(text: string | number): string {
  return String(text).replace(/[0-9]/g, (digit) => THAI[Number(digit)] ?? digit);
}

/** The text with every Thai digit written as an Arabic one, for telephone links. */
export function arabicDigits(text: string): string {
  return text.replace(/[๐-๙]/g, (digit) => String(THAI.indexOf(digit)));
}

/** “2569-1” of “2569-1-visit”: for whom a notice of the server's is, its own words say. */
export function edition(version: string): string {
  return version.replace(/-(?:visit|sound)(?:-sound)?$/, "");
}
