/** A password of one's own, in place of the one that was given. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { api } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Field } from "../../ui/field.tsx";
import { Refused } from "../../ui/refused.tsx";

interface Props {
  /** Where it stands among other cards. */
  title?: string;
  line: string;
  onDone(): void;
}

export function PasswordForm({ title, line, onDone }: Props) {
  const [old, setOld] = useState("");
  const [chosen, setChosen] = useState("");
  const deed = useDeed();
  const submit = async () => {
    if (await deed.run(() => api.changePassword(old, chosen))) onDone();
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
      <Refused refusal={deed.refusal} />
      <button type="submit" class="primary" aria-busy={deed.busy}>
        {t().setPassword}
      </button>
    </form>
  );
}
