/** My account: who I am here, and how I sign in. */
import { PasskeyCard } from "../features/identity/passkey-card.tsx";
import { PasswordCard } from "../features/identity/password-card.tsx";
import { ProofDialog } from "../features/identity/proof-dialog.tsx";
import { ProviderCard } from "../features/identity/provider-card.tsx";
import { SecondFactorCard } from "../features/identity/second-factor-card.tsx";
import { SessionCard } from "../features/identity/session-card.tsx";
import { who } from "../features/identity/who.ts";
import { t } from "../i18n/t.ts";
import { HousePage } from "./house-page.tsx";
import { go, nextPath } from "./navigate.ts";

export default function Account() {
  const back = nextPath(location.search, "");
  const here = who.value;
  return (
    <HousePage screen="account" title={t().myAccount} narrow={true}>
      <header>
        <h1>{t().myAccount}</h1>
        {here.at === "here" ? (
          <p>
            {here.me.name} <span class="meta">{here.me.office}</span>
          </p>
        ) : null}
      </header>
      {back === "" ? null : (
        <p>
          <a class="button primary" href={back}>
            {t().backToMeeting}
          </a>
        </p>
      )}
      <SecondFactorCard />
      <PasskeyCard />
      <ProviderCard />
      <PasswordCard />
      <SessionCard />
      <ProofDialog onAgain={() => go("/sign-in?next=/account", true)} />
    </HousePage>
  );
}
