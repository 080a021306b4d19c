/** What the pages share about providers: their names, the way there, and what one is told on the way back. */
import { language } from "../../i18n/t.ts";
import { Refusal } from "../../protocol/refusal.ts";

export function nameOf(provider: { name_th: string; name_en: string }): string {
  return language.value === "th" ? provider.name_th : provider.name_en;
}

/** Go there with the whole page: the provider wants to see its own address above its own form. */
export function leaveTo(address: string): void {
  location.assign(address);
}

/** The refusal with which a provider's answer ended, once: it stands in the address, and is taken out of it. */
export function refusalOnReturn(): Refusal | null {
  const here = new URL(location.href);
  const reason = here.searchParams.get("refused");
  if (reason === null) return null;
  here.searchParams.delete("refused");
  history.replaceState(history.state, "", here.pathname + here.search);
  return new Refusal(reason);
}
