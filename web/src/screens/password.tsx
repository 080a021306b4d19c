/** Choosing a password of one's own. */
import { PasswordForm } from "../features/identity/password-form.tsx";
import { ask } from "../features/identity/who.ts";
import { t } from "../i18n/t.ts";
import { toast } from "../ui/toast.tsx";
import { HousePage } from "./house-page.tsx";
import { go } from "./navigate.ts";

async function done(): Promise<void> {
  await ask();
  go("/meetings", true);
  toast(t().passwordSet);
}

export default function PasswordScreen() {
  return (
    <HousePage screen="password" title={t().ownPassword} narrow>
      <header>
        <h1>{t().ownPassword}</h1>
      </header>
      <PasswordForm line={t().ownPasswordLine} onDone={() => void done()} />
    </HousePage>
  );
}
