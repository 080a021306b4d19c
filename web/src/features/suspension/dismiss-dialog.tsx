/** An objection that is not upheld: the reason, the sentence, and the press. */
import { useState } from "preact/hooks";
import { dismissSentence } from "../../i18n/scripts.ts";
import { pick, t } from "../../i18n/t.ts";
import type { Conflict, Item } from "../../protocol/wire.ts";
import { nameOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { LongField } from "../../ui/field.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import { Script } from "../../ui/script.tsx";
import { toast } from "../../ui/toast.tsx";

export function DismissDialog(props: { item: Item; objection: Conflict; onBack(): void; onDone(): void }) {
  const { item, objection } = props;
  const [text, setText] = useState("");
  const deed = useDeed();
  const dismiss = async () => {
    const args = { seat: objection.seat, item: item.item, text };
    if (await deed.run(() => send("suspension.dismiss_objection", args))) {
      toast(pick(t().toast, "suspension.dismiss_objection"));
      props.onDone();
    }
  };
  return (
    <Dialog
      title={t().dismissTitle(item.number)}
      onClose={props.onDone}
      footer={
        <>
          <button type="button" onClick={props.onBack}>
            {t().goBack}
          </button>
          {text.trim() === "" ? null : (
            <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void dismiss()}>
              {t().dismissDo}
            </button>
          )}
        </>
      }
    >
      <LongField label={t().dismissWhy} lang="th" rows={3} value={text} onInput={setText} />
      <Script label={t().chairReads} sentence={dismissSentence(unbroken(nameOf(objection.seat)))} />
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
