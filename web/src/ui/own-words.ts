/** A field that is not filled is told of in the words of the page, where the browser would speak its own language. */
import { t } from "../i18n/t.ts";

type Checked = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function isChecked(target: EventTarget | null): target is Checked {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
  );
}

/** Put our words in place of the browser's, until the returned function is called. */
export function sayInOwnWords(): () => void {
  const say = ({ target }: Event) => {
    if (!isChecked(target) || !target.validity.valueMissing) return;
    target.setCustomValidity(target.type === "checkbox" ? t().tickThis : t().fillThis);
  };
  // What was said holds a form back until it is taken back: as somebody writes, and before it is looked at again,
  // since a page may fill a field by itself.
  const forget = ({ target }: Event) => {
    if (isChecked(target)) target.setCustomValidity("");
  };
  const forgetAll = ({ target }: Event) => {
    const form = target instanceof Element ? target.closest("button")?.form : null;
    for (const each of form?.elements ?? []) if (isChecked(each)) each.setCustomValidity("");
  };
  document.addEventListener("invalid", say, { capture: true });
  for (const name of ["input", "change"]) document.addEventListener(name, forget, { capture: true });
  document.addEventListener("click", forgetAll, { capture: true });
  return () => {
    document.removeEventListener("invalid", say, { capture: true });
    for (const name of ["input", "change"]) document.removeEventListener(name, forget, { capture: true });
    document.removeEventListener("click", forgetAll, { capture: true });
  };
}
