/** Stopping at once because the matter is classified (ข้อ ๑): from the desk, in two presses. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { may } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Refused } from "../../ui/refused.tsx";

export function StopClassified() {
  const [asks, setAsks] = useState(false);
  if (!may("session.stop_classified")) return null;
  return (
    <>
      <button type="button" class="plain" onClick={() => setAsks(true)}>
        {t().stopAny}
      </button>
      {asks ? <StopDialog onClose={() => setAsks(false)} /> : null}
    </>
  );
}

function StopDialog({ onClose }: { onClose(): void }) {
  const deed = useDeed();
  const stop = async () => {
    if (await deed.run(() => send("session.stop_classified", {}))) onClose();
  };
  return (
    <Dialog
      title={t().stopTitle}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {t().cancel}
          </button>
          <button type="button" class="danger solid" aria-busy={deed.busy} onClick={() => void stop()}>
            {t().stopConfirm}
          </button>
        </>
      }
    >
      <p>{t().stopLine}</p>
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
