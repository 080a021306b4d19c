/** Changing the password of whoever is signed in. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { toast } from "../../ui/toast.tsx";
import { PasswordForm } from "./password-form.tsx";

export function PasswordCard() {
  const [changing, setChanging] = useState(false);
  const done = () => {
    setChanging(false);
    toast(t().passwordSet);
  };
  if (changing) return <PasswordForm title={t().changePassword} line={t().changePasswordLine} onDone={done} />;
  return (
    <section class="card" aria-labelledby="password">
      <h2 id="password">{t().password}</h2>
      <p class="meta">{t().passwordLine}</p>
      <button type="button" onClick={() => setChanging(true)}>
        {t().changePassword}
      </button>
    </section>
  );
}
