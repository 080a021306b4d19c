/** A deed against somebody, which needs a reason that they and the record are told; or leaving it as it is. */
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Refused } from "../../ui/refused.tsx";

interface Props {
  /** What is done: the title, and the words of the button. */
  words: string;
  act(reason: string): Promise<unknown>;
  onClose(): void;
  /** What it does. */
  children: ComponentChildren;
}

export function ReasonDialog({ words, act, onClose, children }: Props) {
  const [reason, setReason] = useState("");
  const [reminded, setReminded] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const deed = useDeed();
  const id = useId();
  const lacking = reminded && reason.trim() === "";
  const go = async () => {
    if (reason.trim() === "") {
      setReminded(true);
      field.current?.focus();
      return;
    }
    if (await deed.run(() => act(reason.trim()))) onClose();
  };
  const footer = (
    <>
      <button type="button" onClick={onClose}>
        {t().leaveAsItIs}
      </button>
      <button type="button" class="danger" aria-busy={deed.busy} onClick={() => void go()}>
        {words}
      </button>
    </>
  );
  return (
    <Dialog title={words} onClose={onClose} footer={footer}>
      <p>{children}</p>
      <p class="field">
        <label for={`${id}-reason`}>{t().reasonNeeded}</label>
        <input
          id={`${id}-reason`}
          ref={field}
          value={reason}
          required
          maxLength={500}
          aria-invalid={lacking || undefined}
          aria-describedby={`${id}-told`}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <small id={`${id}-told`} class="meta">
          {t().reasonTold}
        </small>
      </p>
      {lacking ? (
        <p class="state bad wraps" role="alert">
          {t().reasonFirst}
        </p>
      ) : null}
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
