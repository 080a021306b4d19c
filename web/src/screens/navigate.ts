/** The address of the page as a signal; links inside the house do not reload it. */
import { signal } from "@preact/signals-core";

export const path = signal(location.pathname);

export function go(to: string, replace = false): void {
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  path.value = location.pathname;
  scrollTo(0, 0);
}

addEventListener("popstate", () => {
  path.value = location.pathname;
});

/** Follow a plain click on a link of ours without loading the page again. */
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/api/") || link.pathname.startsWith("/demo/") || link.hash !== "") return;
  event.preventDefault();
  go(link.pathname + link.search);
});

/** Where to go after signing in: only a path of ours. */
export function nextPath(search: string, otherwise = "/meetings"): string {
  const wanted = new URLSearchParams(search).get("next") ?? "";
  return /^\/(?!\/)[\w/-]*$/.test(wanted) ? wanted : otherwise;
}
