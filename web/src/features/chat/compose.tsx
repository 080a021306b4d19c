/** The field one writes in; Enter sends, and words that were refused stay. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./chat.module.css";

const LONGEST = 2000;

interface Props {
  id: string;
  label: string;
  /** Who reads it, and that it is recorded. */
  note: string;
  onSend(text: string): Promise<unknown>;
}

export function Compose({ id, label, note, onSend }: Props) {
  const [text, setText] = useState("");
  const deed = useDeed();
  const post = async () => {
    const words = text.trim();
    if (words !== "" && (await deed.run(() => onSend(words)))) setText("");
  };
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void post();
      }}
    >
      <Refused refusal={deed.refusal} />
      <label for={id}>
        <span class="lbl">{label}</span> <small class="meta">{note}</small>
      </label>
      <div class={css.row}>
        <textarea
          id={id}
          rows={1}
          maxLength={LONGEST}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              void post();
            }
          }}
        />
        <button type="submit" aria-busy={deed.busy}>
          {t().chatSend}
        </button>
      </div>
    </form>
  );
}
