/** Take a document back: shut to everybody at once. */
import { papers } from "../../i18n/documents.ts";
import type { Document } from "../../protocol/wire.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Refused } from "../../ui/refused.tsx";
import { newest } from "./papers.ts";

export function WithdrawDialog({ document, onClose }: { document: Document; onClose(): void }) {
  const deed = useDeed();
  const withdraw = async () => {
    if (await deed.run(() => send("documents.withdraw_document", { document: document.document }))) onClose();
  };
  return (
    <Dialog
      title={papers().withdrawTitle(newest(document).title ?? "")}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {papers().cancel}
          </button>
          <button type="button" class="danger" aria-busy={deed.busy} onClick={() => void withdraw()}>
            {papers().withdrawDo}
          </button>
        </>
      }
    >
      <p>{papers().withdrawLine}</p>
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
