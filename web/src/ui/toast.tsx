/** A toast confirms one's own deed for four seconds; it holds nothing to press. */
import { signal } from "@preact/signals-core";
import { CircleCheck } from "lucide-preact";
import { Icon } from "./icon.tsx";
import { Phrase } from "./phrase.tsx";
import css from "./toast.module.css";

const STAYS_MS = 4000;
const shown = signal<string | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Show these words, in which `[…]` marks what must stay on one line; a newer toast replaces the one before it. */
export function toast(words: string): void {
  clearTimeout(timer);
  shown.value = words;
  timer = setTimeout(() => {
    shown.value = null;
  }, STAYS_MS);
}

export function Toast() {
  if (shown.value === null) return null;
  return (
    <div class={css.toast}>
      <Icon of={CircleCheck} />
      <span>
        <Phrase text={shown.value} />
      </span>
    </div>
  );
}

/** For pages without a live region of their own: it stays while pages change, so that a screen reader hears it. */
export function SpokenToast() {
  return (
    <div role="status">
      <Toast />
    </div>
  );
}
