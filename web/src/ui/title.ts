/** The title of the browser's tab: which of several meetings this is. */
import { useEffect } from "preact/hooks";
import { t } from "../i18n/t.ts";

export function useTitle(words: string | null): void {
  const title = words === null ? t().system : `${words} · ${t().system}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
