/** Where the code of a device is written; a recovery code is as welcome. */
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import css from "./second-factor.module.css";

interface Props {
  value: string;
  /** Whether a recovery code would not do here: nobody has one yet. */
  deviceOnly?: boolean;
  /** The page has become this one question, by its person's own deed. */
  focused?: boolean;
  onInput(value: string): void;
}

export function CodeField({ value, deviceOnly, focused, onInput }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  return (
    <p class="field">
      <label for={id}>{deviceOnly ? t().codeOfDevice : t().code}</label>
      <input
        ref={field}
        id={id}
        class={css.code}
        name="one-time-code"
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        inputMode={deviceOnly ? "numeric" : undefined}
        required
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </p>
  );
}
