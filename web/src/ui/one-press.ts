/** Many people press everything twice, as on their desktop; the second press would meet what came in its place. */

/** Let the second press of a double click reach no button, until the returned function is called. */
export function pressOnce(): () => void {
  const guard = (event: MouseEvent) => {
    if (event.detail < 2 || !(event.target instanceof Element) || event.target.closest("button") === null) return;
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  document.addEventListener("click", guard, { capture: true });
  return () => document.removeEventListener("click", guard, { capture: true });
}
