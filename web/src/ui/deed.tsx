/** The state of one deed in flight: busy, then done or refused. */
import { useState } from "preact/hooks";

interface Refusal {
  reason: string;
  details: Record<string, string | number | boolean | null>;
}

export interface Deed {
  busy: boolean;
  refusal: Refusal | null;
  /** Run it unless one is running; resolves to whether it was done. */
  run(act: () => Promise<unknown>): Promise<boolean>;
  forget(): void;
}

function isRefusal(failure: unknown): failure is Refusal {
  return failure instanceof Error && "reason" in failure && "details" in failure;
}

export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  return {
    busy,
    refusal,
    forget: () => setRefusal(null),
    async run(act) {
      if (busy) return false;
      setBusy(true);
      setRefusal(null);
      try {
        await act();
        return true;
      } catch (failure) {
        setRefusal(isRefusal(failure) ? failure : { reason: "unreachable", details: {} });
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
