/** Whether this is a phone, as far as media are concerned: a small screen, a small camera, a thin line. */
export function isNarrow(): boolean {
  return matchMedia("(max-width: 62rem)").matches;
}
