/** Leaving by one's own act: what it means, and the word that does it. */
import { t } from "../../i18n/t.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Refused } from "../../ui/refused.tsx";

export function LeaveDialog({ onClose, onLeft }: { onClose(): void; onLeft(): void }) {
  const deed = useDeed();
  const leave = async () => {
    if (await deed.run(() => send("presence.leave", {}))) onLeft();
  };
  return (
    <Dialog
      title={t().leaveTitle}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {t().leaveStay}
          </button>
          <button type="button" class="danger solid" aria-busy={deed.busy} onClick={() => void leave()}>
            {t().leaveConfirm}
          </button>
        </>
      }
    >
      <p>{t().leaveLine}</p>
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
