/** What the pages share about providers: the way there, and what one is told on the way back. */
import { Refusal } from "../../protocol/refusal.ts";

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
