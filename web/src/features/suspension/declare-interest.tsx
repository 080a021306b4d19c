/** A member says that he has an interest in the item: one link, one reason, one press. */
import { Scale } from "lucide-preact";
import { useState } from "preact/hooks";
import { pick, t } from "../../i18n/t.ts";
import type { Item, Reason } from "../../protocol/wire.ts";
import { may, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { ReasonChoice } from "./suspend-dialog.tsx";
import css from "./suspension.module.css";

export function DeclareInterest({ item }: { item: Item }) {
  const [asking, setAsking] = useState(false);
  const mine = you.value?.interest ?? null;
  if (mine !== null && mine.item === item.item) {
    return (
      <p class="note-box rest">
        <Icon of={Scale} />
        <span>
          <b>{t().declared}</b>
          <br />
          {t().declaredLine}
        </span>
      </p>
    );
  }
  if (!may("suspension.declare_interest")) return null;
  return (
    <>
      <div class="rows">
        <div>
          <Icon of={Scale} />
          <button type="button" class={`plain ${css.link}`} onClick={() => setAsking(true)}>
            {t().declare}
          </button>
        </div>
      </div>
      {asking ? <DeclareDialog item={item} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function DeclareDialog({ item, onClose }: { item: Item; onClose(): void }) {
  const [reason, setReason] = useState<Reason>("interest");
  const deed = useDeed();
  const declare = async () => {
    if (await deed.run(() => send("suspension.declare_interest", { item: item.item, reason }))) {
      toast(pick(t().toast, "suspension.declare_interest"));
      onClose();
    }
  };
  return (
    <Dialog
      title={t().declareTitle(item.number)}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {t().cancel}
          </button>
          <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void declare()}>
            {t().declareConfirm}
          </button>
        </>
      }
    >
      <p>{t().declareLine}</p>
      <ReasonChoice chosen={reason} onChoose={setReason} />
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
