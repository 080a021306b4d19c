/** Having a dissent noted with its reasons: one's own, or by the secretary for whoever asks for it. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { nameOf, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./ballots.module.css";

const LONGEST = 2000;

export function NoteDissent({ ballot }: { ballot: string }) {
  const [asking, setAsking] = useState(false);
  const seats = you.value?.duty.dissenting ?? [];
  if (seats.length === 0) return null;
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        {t().dissentAsk}
      </button>
      {asking ? <DissentDialog ballot={ballot} seats={seats} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function DissentDialog(props: { ballot: string; seats: readonly string[]; onClose(): void }) {
  const own = props.seats.find((seat) => seat === you.value?.seat);
  const [seat, setSeat] = useState(own ?? props.seats[0] ?? "");
  const [reason, setReason] = useState("");
  const deed = useDeed();
  const note = async () => {
    if (!(await deed.run(() => send("ballots.note_dissent", { ballot: props.ballot, seat, reason })))) return;
    toast(t().dissentDone);
    props.onClose();
  };
  return (
    <Dialog title={t().dissentTitle} onClose={props.onClose}>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void note();
        }}
      >
        {props.seats.length === 1 ? (
          <p>
            <b>{nameOf(seat)}</b>
          </p>
        ) : (
          <div class="field">
            <label for="dissent-who">{t().dissentWho}</label>
            <select id="dissent-who" value={seat} onChange={(event) => setSeat(event.currentTarget.value)}>
              {props.seats.map((one) => (
                <option key={one} value={one}>
                  {nameOf(one)}
                </option>
              ))}
            </select>
          </div>
        )}
        <div class="field">
          <label for="dissent-reason">{t().dissentReason}</label>
          <textarea
            id="dissent-reason"
            rows={4}
            required
            maxLength={LONGEST}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          <p class="meta">
            <Phrase text={t().dissentHint} />
          </p>
        </div>
        <Refused refusal={deed.refusal} />
        <button type="submit" class="primary" aria-busy={deed.busy}>
          {t().dissentDo}
        </button>
      </form>
    </Dialog>
  );
}
