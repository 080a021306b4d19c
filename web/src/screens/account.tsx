/** My account: how I sign in. */
import { PasskeyCard } from "../features/identity/passkey-card.tsx";
import { t } from "../i18n/t.ts";
import { HousePage } from "./house-page.tsx";

export default function Account() {
  return (
    <HousePage screen="account" title={t().myAccount} narrow={true}>
      <header>
        <h1>{t().myAccount}</h1>
      </header>
      <PasskeyCard />
    </HousePage>
  );
}
