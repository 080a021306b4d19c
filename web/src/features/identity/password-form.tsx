/** A password of one's own, in place of the one that was given. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { api } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Field } from "../../ui/field.tsx";
import { Refused } from "../../ui/refused.tsx";
import { withProof } from "./proof.ts";

interface Props {
  /** Where it stands among other cards. */
  title?: string;
  line: string;
  /** Whether the page has the dialog that asks for a fresh proof. */
  proving?: boolean;
  onDone(): void;
}

export function PasswordForm({ title, line, proving, onDone }: Props) {
  const [old, setOld] = useState("");
  const [chosen, setChosen] = useState("");
  const [again, setAgain] = useState("");
  const [differ, setDiffer] = useState(false);
  const deed = useDeed();
  const submit = async () => {
    setDiffer(chosen !== again);
    if (chosen !== again) {
      deed.forget();
      return;
    }
    const change = () => api.changePassword(old, chosen);
    if (await deed.run(() => (proving ? withProof(change) : change()))) onDone();
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {title === undefined ? null : <h2>{title}</h2>}
      <p>{line}</p>
      <Field label={t().oldPassword} type="password" autocomplete="current-password" value={old} onInput={setOld} />
      <Field label={t().newPassword} type="password" autocomplete="new-password" value={chosen} onInput={setChosen} />
      <Field
        label={t().newPasswordAgain}
        type="password"
        autocomplete="new-password"
        fault={differ ? t().passwordsDiffer : null}
        value={again}
        onInput={setAgain}
      />
      <Refused refusal={deed.refusal} />
      <button type="submit" class="primary" aria-busy={deed.busy}>
        {t().setPassword}
      </button>
    </form>
  );
}
