/** Something asked of the server once: its shape while loading, its refusal, or the answer. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { asRefusal, type Refusal } from "../protocol/refusal.ts";
import { Refused } from "../ui/refused.tsx";

type State<T> = { at: "loading" } | { at: "refused"; refusal: Refusal } | { at: "here"; answer: T };

interface Props<T> {
  /** What to ask; asked again when `by` changes. */
  ask(): Promise<T>;
  by: string;
  /** What to say instead of offering to try again, for a refusal that will stay. */
  final?(refusal: Refusal): ComponentChildren;
  children(answer: T): ComponentChildren;
}

export function Loaded<T>({ ask, by, final, children }: Props<T>) {
  const [state, setState] = useState<State<T>>({ at: "loading" });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `by` names what `ask` asks for.
  useEffect(() => {
    let current = true;
    setState({ at: "loading" });
    ask().then(
      (answer) => current && setState({ at: "here", answer }),
      (failure: unknown) => current && setState({ at: "refused", refusal: asRefusal(failure) }),
    );
    return () => {
      current = false;
    };
  }, [by, round]);
  if (state.at === "here") return <>{children(state.answer)}</>;
  if (state.at === "refused") {
    const last = final?.(state.refusal) ?? null;
    return (
      <div class="card">
        <Refused refusal={state.refusal} />
        {last}
        {last !== null ? null : (
          <div class="pair">
            <button type="button" onClick={() => setRound(round + 1)}>
              {t().retry}
            </button>
            <a class="button" href="/meetings">
              {t().toMeetings}
            </a>
          </div>
        )}
      </div>
    );
  }
  return (
    <div class="card" aria-busy="true">
      <div class="sk" />
      <div class="sk" />
      <p class="meta">{t().loading}</p>
    </div>
  );
}
