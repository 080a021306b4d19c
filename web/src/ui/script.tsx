/** The sentence to read aloud, above the button that does it; the sentence is always Thai. */
import { BookOpenText } from "lucide-preact";
import { Icon } from "./icon.tsx";
import { Phrase } from "./phrase.tsx";
import css from "./script.module.css";

export function Script({ label, sentence }: { label: string; sentence: string }) {
  return (
    <div class={css.script}>
      <p class={css.label}>
        <Icon of={BookOpenText} />
        {label}
      </p>
      <blockquote lang="th">
        “<Phrase text={sentence} />”
      </blockquote>
    </div>
  );
}
