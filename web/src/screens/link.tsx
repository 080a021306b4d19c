/** The page of a one-time link; what opens it stands behind the `#`, and so in no log. */
import { useEffect, useState } from "preact/hooks";
import { ask, signOut } from "../features/identity/who.ts";
import { WhomToCall } from "../features/identity/whom-to-call.tsx";
import { OpenLink } from "../features/links/open-link.tsx";
import { t } from "../i18n/t.ts";
import { links } from "../protocol/links.ts";
import { HouseBar } from "../ui/bar.tsx";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { useTitle } from "../ui/title.ts";
import { Loaded } from "./loaded.tsx";
import { go } from "./navigate.ts";

export default function LinkScreen() {
  const [token, setToken] = useState(() => location.hash.slice(1));
  useEffect(() => {
    // A second link that is put into the address of this page loads no new one.
    const another = () => setToken(location.hash.slice(1));
    addEventListener("hashchange", another);
    return () => removeEventListener("hashchange", another);
  }, []);
  useTitle(t().linkPage);
  const done = async (meeting: string) => {
    await ask();
    go(`/meetings/${meeting}`, true);
  };
  const help = <WhomToCall title={t().linkAskAgain} />;
  return (
    <div data-screen="link">
      <a class="skip" href="#main">
        {t().skip}
      </a>
      <HouseBar>
        <LanguageSwitch />
      </HouseBar>
      <main id="main" class="page narrow">
        <h1>{t().linkPage}</h1>
        <Loaded
          ask={() => links.look(token)}
          by={token}
          // Trying again brings nothing: whoever issued it issues another.
          final={({ reason }) => (reason === "link_spent" ? help : null)}
        >
          {(seen) => (
            <OpenLink
              key={token}
              token={token}
              seen={seen}
              signOut={signOut}
              onDone={(meeting) => void done(meeting)}
              help={help}
            />
          )}
        </Loaded>
      </main>
    </div>
  );
}
