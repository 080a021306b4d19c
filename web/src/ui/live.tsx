/** The one polite live region: orders, items, votes and my own recall; nothing else speaks. */
import { signal } from "@preact/signals-core";

const words = signal("");

/** Say this to a screen reader. */
export function say(sentence: string): void {
  words.value = sentence;
}

export function LiveRegion() {
  return (
    <p class="sr" role="status">
      {words.value}
    </p>
  );
}
