/** The current language as a signal, and the words in it. */
import { computed, signal } from "@preact/signals-core";
import { arabicDigits, thaiDigits } from "./digits.ts";
import { en as enWords, th as thWords } from "./generated.ts";
import { type Catalogue, th } from "./th.ts";

export type Language = "th" | "en";

const KEPT = "language";

function remembered(): Language {
  try {
    return localStorage.getItem(KEPT) === "en" ? "en" : "th";
  } catch {
    return "th";
  }
}

// Most never ask for it, and it would weigh on everybody's first load: English comes when somebody does.
const english = signal<Catalogue | null>(null);
export const language = signal<Language>("th");
const catalogue = computed<Catalogue>(() => (language.value === "en" && english.value !== null ? english.value : th));

/** Fetch the English words, once; where they cannot be had, the page stays in Thai. */
export async function learnEnglish(): Promise<void> {
  if (english.value === null) english.value = (await import("./en.ts")).en;
}

/** Speak the language that was chosen on this device before. */
export async function speakAsBefore(): Promise<void> {
  const wanted = remembered();
  if (wanted === "en") await learnEnglish();
  say(wanted);
}

function say(next: Language): void {
  language.value = next;
  document.documentElement.lang = next;
}

/** The catalogue of the current language; reading it in a component follows the language. */
export function t(): Catalogue {
  return catalogue.value;
}

/** Choose a language; kept on this device only. */
export function speak(next: Language): void {
  if (next === "en" && english.value === null) {
    void learnEnglish().then(
      () => speak(next),
      () => undefined,
    );
    return;
  }
  say(next);
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // Private windows may refuse storage; the choice then lasts as long as the page.
  }
}

// A language chosen in one page of ours is followed by the others on this device.
addEventListener("storage", (event) => {
  if (event.key === KEPT) void speakAsBefore().catch(() => undefined);
});

/** Figures in the script of the current language. */
export function digits(text: string | number): string {
  return language.value === "th" ? thaiDigits(text) : arabicDigits(String(text));
}

/** The name of what has one in each language. */
export function named(one: { name_th: string; name_en: string }): string {
  return language.value === "th" ? one.name_th : one.name_en;
}

/** The sentence for a refusal. */
export function reasonWords(reason: string): string {
  if (reason === "unreachable") return t().unreachable;
  const sentences: Record<string, string> = (language.value === "th" ? thWords : enWords).reason;
  return sentences[reason] ?? t().inBrowser[reason] ?? t().unknownReason;
}

function shared() {
  return language.value === "th" ? thWords : enWords;
}

/** The provision that an order rests on. */
export function basisWords(basis: string): string {
  return pick(shared().basis, basis);
}

/** What is wrong, by whoever's word or measure. */
export function incidentWords(what: string): string {
  return pick(shared().incident, what);
}

/** What an incident may come of, in order, each with its word. */
export function causes(): readonly (readonly [string, string])[] {
  return Object.entries(shared().cause);
}

/** What may come of an incident, in order, each with its word. */
export function results(): readonly (readonly [string, string])[] {
  return Object.entries(shared().result);
}

/** What is wrong with a password. */
export function weaknessWords(why: string): string {
  return pick(shared().weakness, why);
}

/** What is wrong with one field of a person's details. */
export function faultWords(fault: string): string {
  return pick(shared().fault, fault);
}

/** The word for a code, or nothing for a code we do not know. */
export function pick(table: Readonly<Record<string, string>>, code: string): string {
  return table[code] ?? "";
}
