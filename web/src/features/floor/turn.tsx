/** How many minutes the next turn is given; kept by the page of whoever gives it. */
import { signal } from "@preact/signals-core";
import { digits, t } from "../../i18n/t.ts";
import css from "./floor.module.css";

const TURNS: readonly number[] = [1, 2, 3, 5, 10, 15];
/** What is counted for somebody who speaks already, where nothing was chosen. */
export const USUAL = 3;
/** None at first: nobody is held to a time that the chair did not choose. */
export const turn = signal<number | null>(null);

export function TurnMinutes() {
  return (
    <label class={css.minutes}>
      <span>{t().turnMinutes}</span>
      <select
        value={String(turn.value ?? "")}
        onChange={(event) => {
          turn.value = Number(event.currentTarget.value) || null;
        }}
      >
        <option value="">{t().turnFree}</option>
        {TURNS.map((minutes) => (
          <option key={minutes} value={String(minutes)}>
            {t().turnOf(digits(minutes))}
          </option>
        ))}
      </select>
    </label>
  );
}
