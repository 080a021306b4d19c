/** A participant objects that another has an interest: whom, why, and on what it rests. */
import { useState } from "preact/hooks";
import { pick, t } from "../../i18n/t.ts";
import type { Item, Reason, Room } from "../../protocol/wire.ts";
import { you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { LongField } from "../../ui/field.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { ReasonChoice, SeatChoice } from "./choices.tsx";

export function ObjectionDialog({ room, item, onClose }: { room: Room; item: Item; onClose(): void }) {
  const [whom, setWhom] = useState<string | null>(null);
  const [reason, setReason] = useState<Reason>("interest");
  const [text, setText] = useState("");
  const deed = useDeed();
  const others = room.seats.filter(
    (seat) =>
      seat.seat !== you.value?.seat &&
      !seat.roles.includes("room") &&
      !seat.roles.includes("observer") &&
      seat.state !== "suspended",
  );
  const object = async () => {
    if (whom === null) return;
    const args = { seat: whom, item: item.item, reason, text };
    if (await deed.run(() => send("suspension.raise_objection", args))) {
      toast(pick(t().toast, "suspension.raise_objection"));
      onClose();
    }
  };
  return (
    <Dialog
      title={t().objectTitle(item.number)}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {t().cancel}
          </button>
          {whom === null || text.trim() === "" ? null : (
            <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void object()}>
              {t().objectConfirm}
            </button>
          )}
        </>
      }
    >
      <p>{t().objectLine}</p>
      <SeatChoice label={t().objectWhom} seats={others} chosen={whom} onChoose={setWhom} />
      <ReasonChoice chosen={reason} onChoose={setReason} />
      <LongField label={t().objectText} lang="th" rows={3} value={text} onInput={setText} />
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
