/** Labelled fields: the label above, native controls. */
import { CircleAlert, Eye, EyeOff } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { classes } from "./classes.ts";
import css from "./field.module.css";
import { Icon } from "./icon.tsx";

interface FieldProps {
  label: string;
  value: string;
  numeric?: boolean;
  optional?: boolean;
  type?: "text" | "tel" | "password" | "search";
  /** By which a browser's keeper of passwords knows it. */
  name?: string;
  autocomplete?: string;
  /** What is wrong with it, in words. */
  fault?: string | null;
  class?: string | undefined;
  onInput(value: string): void;
}

export function Field(props: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const fault = props.fault ?? null;
  const secret = props.type === "password";
  return (
    <p class={classes("field", secret && css.secret, props.class)}>
      <label for={id}>{props.label}</label>
      <input
        id={id}
        name={props.name}
        type={(secret && shown ? "text" : (props.type ?? "text")) as "text"}
        spellcheck={secret ? false : undefined}
        autocapitalize={secret ? "none" : undefined}
        value={props.value}
        required={!props.optional}
        autocomplete={props.autocomplete as "off"}
        inputMode={props.numeric ? "numeric" : undefined}
        aria-invalid={fault === null ? undefined : true}
        aria-describedby={fault === null ? undefined : `${id}-fault`}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {secret ? (
        <button type="button" class="plain" aria-controls={id} onClick={() => setShown(!shown)}>
          <Icon of={shown ? EyeOff : Eye} />
          {shown ? t().hide : t().show}
          <span class="sr"> {props.label}</span>
        </button>
      ) : null}
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
