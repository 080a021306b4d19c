/** Finishing an item for consideration without a resolution: only by saying why. */
import { useState } from "preact/hooks";
import { pick, t } from "../../i18n/t.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";

const REASONS = ["postponed", "more_to_study", "withdrawn", "other"] as const;

export function UnresolvedDialog({ item, onClose }: { item: string; onClose(): void }) {
  const [why, setWhy] = useState<(typeof REASONS)[number]>("postponed");
  const deed = useDeed();
  const close = async () => {
    if (!(await deed.run(() => send("agenda.close_item", { item, unresolved: why })))) return;
    toast(pick(t().toast, "agenda.close_item"));
    onClose();
  };
  const footer = (
    <>
      <button type="button" onClick={onClose}>
        {t().cancel}
      </button>
      <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void close()}>
        {t().unresolvedDo}
      </button>
    </>
  );
  return (
    <Dialog title={t().unresolvedTitle} onClose={onClose} footer={footer}>
      <fieldset class="field">
        <legend>{t().unresolvedWhy}</legend>
        {REASONS.map((one) => (
          <label key={one} class="choice">
            <input type="radio" name="unresolved" checked={why === one} onChange={() => setWhy(one)} />
            {pick(t().unresolved, one)}
          </label>
        ))}
      </fieldset>
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
