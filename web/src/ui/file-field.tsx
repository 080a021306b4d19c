/** A file to be chosen, the same one again too: it may have been mended meanwhile. */
import { useId } from "preact/hooks";

interface Props {
  label: string;
  accept: string;
  onChosen(file: File): void;
}

export function FileField({ label, accept, onChosen }: Props) {
  const id = useId();
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept={accept}
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen !== undefined) onChosen(chosen);
        }}
        onClick={(event) => {
          event.currentTarget.value = "";
        }}
      />
    </p>
  );
}

/** What a table may be called. */
export const TABLES = ".csv,.txt,text/csv,text/plain";
