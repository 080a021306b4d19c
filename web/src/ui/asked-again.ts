/** What the server is asked for now, when something changes, and again after a while. */
import { useEffect, useState } from "preact/hooks";

/** The newest answer; null until there is one. `standing` says, by being another, that the answer may have changed. */
export function useAskedAgain<T>(ask: () => Promise<T>, everyMs: number, standing: string): T | null {
  const [told, setTold] = useState<T | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `standing` stands for all that the question depends on.
  useEffect(() => {
    let gone = false;
    const again = () => {
      ask()
        .then((answer) => !gone && setTold(() => answer))
        // A line that is away says so itself; what was known stays.
        .catch(() => undefined);
    };
    again();
    const timer = setInterval(again, everyMs);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [everyMs, standing]);
  return told;
}
