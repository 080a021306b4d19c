/** Changing the password of whoever is signed in. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { secondFactor } from "../../protocol/second-factor.ts";
import { toast } from "../../ui/toast.tsx";
import { PasswordForm } from "./password-form.tsx";

export function PasswordCard() {
  const [has, setHas] = useState(false);
  const [changing, setChanging] = useState(false);
  useEffect(() => {
    // Whoever signs in by a provider alone has none; where it cannot be asked, no card is missed.
    secondFactor.mine().then(
      (mine) => setHas(mine.password),
      () => {},
    );
  }, []);
  const done = () => {
    setChanging(false);
    toast(t().passwordSet);
  };
  if (!has) return null;
  if (changing) {
    return <PasswordForm title={t().changePassword} line={t().changePasswordLine} proving={true} onDone={done} />;
  }
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
