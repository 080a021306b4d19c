/** An icon beside a word: decoration only, hidden from readers. */
import type { LucideIcon } from "lucide-preact";

export function Icon({ of: Drawing }: { of: LucideIcon }) {
  return <Drawing class="icon" aria-hidden="true" />;
}
