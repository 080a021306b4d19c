/** Random names made in the browser: command ids and media connections. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A prefix and 22 random characters (128 bits and more); works on plain http too. */
export function randomId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(22));
  return `${prefix}_${Array.from(bytes, (byte) => ALPHABET[byte & 63]).join("")}`;
}

const KEPT = "page";
let page: string | null = null;

/**
 * The name of this page, by which the server knows it again after a reload.
 *
 * While the page is open its name lies nowhere: a browser gives a copy of a tab all that the tab has stored, and the
 * copy is another page.
 */
export function pageName(): string {
  if (page !== null) return page;
  page = stored("take") ?? randomId("page");
  addEventListener("pagehide", () => stored("put"));
  addEventListener("pageshow", () => stored("take"));
  return page;
}

/** A browser that stores nothing for us has a new page at every reload, and asks its person once more. */
function stored(how: "put" | "take"): string | null {
  try {
    const found = sessionStorage.getItem(KEPT);
    if (how === "put" && page !== null) sessionStorage.setItem(KEPT, page);
    else sessionStorage.removeItem(KEPT);
    return found;
  } catch {
    return null;
  }
}
