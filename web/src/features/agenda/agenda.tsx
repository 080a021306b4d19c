/** The agenda: a rail above the faces, the heading of the item before the meeting, and the whole list. */
import { Check } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { minutesBetween } from "../../i18n/dates.ts";
import { brief } from "../../i18n/sort.ts";
import { digits, pick, t } from "../../i18n/t.ts";
import type { Item } from "../../protocol/wire.ts";
import { now } from "../../ui/clock.tsx";
import { Icon } from "../../ui/icon.tsx";
import css from "./agenda.module.css";

export function AgendaRail({ agenda }: { agenda: readonly Item[] }) {
  return (
    <section class={css.strip} aria-label={t().agenda}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long rail scrolls, so the keyboard must reach it. */}
      <ol tabIndex={0}>
        {agenda.map((item) => (
          <li
            key={item.item}
            title={item.title}
            class={item.state === "open" ? css.now : item.state === "closed" ? css.done : undefined}
            aria-current={item.state === "open" ? "step" : undefined}
          >
            {item.state === "closed" ? <Icon of={Check} /> : null}
            <span class="keep">{digits(item.number)}</span>
            <span>{brief(item.title)}</span>
            {item.state === "closed" ? <span class="sr"> {t().itemDone}</span> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Number, purpose, time taken, and the title of the item before the meeting. */
export function ItemHeading({ item, children }: { item: Item; children?: ComponentChildren }) {
  const taken = item.opened_at === null ? 0 : minutesBetween(item.opened_at, now.value);
  return (
    <div class={css.item}>
      <p class={`meta ${css.meta}`}>
        <span>{t().itemNumbered(item.number)}</span>
        {children ?? (
          <>
            {item.purpose === "other" ? null : <span>{pick(t().purpose, item.purpose)}</span>}
            {taken > 0 ? <span class="num">{t().itemMinutes(taken)}</span> : null}
          </>
        )}
      </p>
      <h2>{item.title}</h2>
    </div>
  );
}

/** The heading when what matters is not the item itself but what is asked or decided about it. */
export function Heading({ meta, title }: { meta: ComponentChildren; title: string }) {
  return (
    <div class={css.item}>
      <p class={`meta ${css.meta}`}>{meta}</p>
      <h2>{title}</h2>
    </div>
  );
}

export function AgendaList({ agenda }: { agenda: readonly Item[] }) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
    <ol class={`rows ${css.list}`} role="list">
      {agenda.map((item) => (
        <li key={item.item}>
          <span class={css.num}>{digits(item.number)}</span>
          <p class="grow">
            {item.title}
            <small>
              {item.purpose === "other" ? "" : pick(t().purpose, item.purpose)}
              {item.state === "closed" ? ` · ${t().itemDone}` : ""}
              {item.state === "open" ? ` · ${t().itemNow}` : ""}
            </small>
          </p>
          {item.state === "closed" ? <Icon of={Check} /> : null}
        </li>
      ))}
    </ol>
  );
}
