/** Random names made in the browser: command ids and media connections. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A prefix and 22 random characters (128 bits and more); works on plain http too. */
export function randomId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(22));
  return `${prefix}_${Array.from(bytes, (byte) => ALPHABET[byte & 63]).join("")}`;
}
