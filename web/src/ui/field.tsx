/** Labelled fields: the label above, native controls. */
import { CircleAlert } from "lucide-preact";
import { useId } from "preact/hooks";
import { classes } from "./classes.ts";
import { Icon } from "./icon.tsx";

interface FieldProps {
  label: string;
  value: string;
  numeric?: boolean;
  optional?: boolean;
  type?: "text" | "tel" | "password" | "search";
  autocomplete?: string;
  /** What is wrong with it, in words. */
  fault?: string | null;
  class?: string | undefined;
  onInput(value: string): void;
}

export function Field(props: FieldProps) {
  const id = useId();
  const fault = props.fault ?? null;
  return (
    <p class={classes("field", props.class)}>
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type={(props.type ?? "text") as "text"}
        value={props.value}
        required={!props.optional}
        autocomplete={props.autocomplete as "off"}
        inputMode={props.numeric ? "numeric" : undefined}
        aria-invalid={fault === null ? undefined : true}
        aria-describedby={fault === null ? undefined : `${id}-fault`}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {fault === null ? null : (
        <span id={`${id}-fault`} class="state bad wraps">
          <Icon of={CircleAlert} />
          {fault}
        </span>
      )}
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

/** A text of many lines, in the language that it is in. */
export function LongField(props: {
  label: string;
  lang: "th" | "en";
  rows?: number;
  value: string;
  onInput(value: string): void;
}) {
  const id = useId();
  return (
    <p class="field">
      <label for={id}>{props.label}</label>
      <textarea
        id={id}
        rows={props.rows ?? 12}
        required
        lang={props.lang}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </p>
  );
}
