/** Sign-in: what this is, and name and password. */
import { ProviderSignIn } from "../features/identity/provider-sign-in.tsx";
import { layout, SignInForm, Welcome } from "../features/identity/sign-in-form.tsx";
import { ask } from "../features/identity/who.ts";
import { t } from "../i18n/t.ts";
import { HouseBar } from "../ui/bar.tsx";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { useTitle } from "../ui/title.ts";
import { nextPath } from "./navigate.ts";

export default function SignIn() {
  useTitle(t().signIn);
  return (
    <div class={layout.page} data-screen="sign-in">
      <a class="skip" href="#main">
        {t().skip}
      </a>
      <HouseBar />
      <main id="main" class={layout.main}>
        <Welcome />
        <SignInForm
          onDone={() => void ask()}
          others={
            <>
              <ProviderSignIn next={nextPath(location.search)} />
              <Otherwise next={nextPath(location.search)} />
            </>
          }
        />
      </main>
      <footer class="foot">
        <span>
          {t().footer} <span class="keep">{t().footerYear}</span>
        </span>
        <LanguageSwitch />
      </footer>
    </div>
  );
}

/** Who cannot sign in comes to the meeting all the same, if somebody there knows them. */
function Otherwise({ next }: { next: string }) {
  const meeting = /^\/meetings\/(mtg_[A-Za-z0-9_-]{22})\/?$/.exec(next)?.[1];
  if (meeting === undefined) return null;
  return (
    <p>
      <a href={`/meetings/${meeting}/visit`}>{t().cannotSignIn}</a>
    </p>
  );
}
