/** Labelled fields: the label above, native controls. */
import { useId } from "preact/hooks";
import { classes } from "./classes.ts";

interface FieldProps {
  label: string;
  value: string;
  numeric?: boolean;
  class?: string | undefined;
  onInput(value: string): void;
}

export function Field({ label, value, numeric, class: name, onInput }: FieldProps) {
  const id = useId();
  return (
    <p class={classes("field", name)}>
      <label for={id}>{label}</label>
      <input
        id={id}
        value={value}
        required
        inputMode={numeric ? "numeric" : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </p>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  class?: string | undefined;
  onChange(value: string): void;
}

export function Select({ label, value, options, class: name, onChange }: SelectProps) {
  const id = useId();
  return (
    <p class={classes("field", name)}>
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([code, word]) => (
          <option key={code} value={code}>
            {word}
          </option>
        ))}
      </select>
    </p>
  );
}
