/** The bar at the top: either the meeting's name and number, or the house's. */
import type { ComponentChildren } from "preact";
import { t } from "../i18n/t.ts";
import css from "./bar.module.css";
import { classes } from "./classes.ts";
import { Mark } from "./mark.tsx";

export function MeetingBar(props: { body: string; number: number; year: number; children?: ComponentChildren }) {
  return (
    <header class={classes(css.bar, css.meeting)}>
      <Mark class={css.mark} />
      <div class={css.who}>
        <h1 class={css.title}>
          <span class="one-line">{props.body}</span>
          <span class="keep">{t().session(props.number, props.year)}</span>
        </h1>
      </div>
      {props.children === undefined ? null : <div class={css.extra}>{props.children}</div>}
    </header>
  );
}

export function HouseBar({ agency, children }: { agency?: string; children?: ComponentChildren }) {
  return (
    <header class={classes(css.bar, css.house)}>
      <Mark class={css.mark} />
      <div class={css.who}>
        <strong class="one-line">
          {t().system} {agency === undefined ? null : <small>{agency}</small>}
        </strong>
      </div>
      <div class={css.extra}>{children}</div>
    </header>
  );
}
