/** What was written, the newest at the bottom, where one has just written oneself. */
import { MessageSquare } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { Icon } from "../../ui/icon.tsx";
import css from "./chat.module.css";

export function Messages(props: { label: string; newest: string; children: ComponentChildren }) {
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another newest message is what moves the list.
  useEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [props.newest]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, so the keyboard must reach it.
    <ol class={css.list} ref={list} tabIndex={0} aria-label={props.label}>
      {props.children}
    </ol>
  );
}

export function Message(props: { who: ComponentChildren; at: string; text: string | null }) {
  return (
    <li>
      <b>
        {props.who} <small class="num keep">{clock(props.at)}</small>
      </b>
      <p>{props.text ?? "—"}</p>
    </li>
  );
}

export function Nothing({ title, line }: { title: string; line: string }) {
  return (
    <div class="empty">
      <Icon of={MessageSquare} />
      <b>{title}</b>
      <small>{line}</small>
    </div>
  );
}
