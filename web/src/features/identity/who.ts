/** Who is signed in on this page, if anybody. */
import { signal } from "@preact/signals-core";
import { api, type Me } from "../../protocol/http.ts";
import { asRefusal } from "../../protocol/refusal.ts";
import { leaveTo } from "./providers.ts";

export type Who = { at: "unknown" } | { at: "nobody" } | { at: "unreachable" } | { at: "here"; me: Me };

export const who = signal<Who>({ at: "unknown" });

/** Whether whoever is signed in may do this outside a meeting, as the server said. */
export function mayDo(what: string): boolean {
  return who.value.at === "here" && who.value.me.may.includes(what);
}

/** Ask the server; the answer stands in `who`. */
export async function ask(): Promise<void> {
  try {
    who.value = { at: "here", me: await api.me() };
  } catch (failure) {
    who.value = { at: asRefusal(failure).reason === "unreachable" ? "unreachable" : "nobody" };
  }
}

export async function signOut(): Promise<void> {
  const away = await api.signOut().catch(() => null);
  who.value = { at: "nobody" };
  if (away !== null) leaveTo(away.address);
}
