/** A native modal dialog: Escape and × close it, focus returns by itself. */
import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { classes } from "./classes.ts";
import css from "./dialog.module.css";
import { Icon } from "./icon.tsx";

interface Props {
  title: ComponentChildren;
  wide?: boolean;
  /** Called however the dialog ends; the parent then stops rendering it. */
  onClose(): void;
  children: ComponentChildren;
  footer?: ComponentChildren;
}

export function Dialog({ title, wide, onClose, children, footer }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={classes(css.dialog, wide && css.wide)}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class={css.head}>
        <h2 id={heading}>{title}</h2>
        <button type="button" class="plain" aria-label={t().close} onClick={onClose}>
          <Icon of={X} />
        </button>
      </div>
      <div class={css.body}>{children}</div>
      {footer === undefined ? null : <div class={css.foot}>{footer}</div>}
    </dialog>
  );
}
