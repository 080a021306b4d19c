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

/** `home` is where the mark and the name lead; there is none before signing in. */
export function HouseBar({ home, children }: { home?: string; children?: ComponentChildren }) {
  return (
    <header class={classes(css.bar, css.house)}>
      {home === undefined ? (
        <>
          <Mark class={css.mark} />
          <HouseName />
        </>
      ) : (
        <a class={css.home} href={home} title={t().toMeetings}>
          <Mark class={css.mark} />
          <HouseName />
        </a>
      )}
      <div class={css.extra}>{children}</div>
    </header>
  );
}

function HouseName() {
  return (
    <span class={css.who}>
      <strong class="one-line">{t().system}</strong>
    </span>
  );
}
