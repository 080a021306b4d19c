/** The meeting's link for who cannot sign in: the seat is named, and then the meeting is as for anybody. */
import { useEffect, useState } from "preact/hooks";
import { ContactCard } from "../features/incidents/help.tsx";
import { ClaimForm } from "../features/vouching/claim-form.tsx";
import { t } from "../i18n/t.ts";
import { api, type Invitation } from "../protocol/http.ts";
import { HouseBar } from "../ui/bar.tsx";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { useTitle } from "../ui/title.ts";
import { Loaded } from "./loaded.tsx";
import MeetingScreen from "./meeting.tsx";

export default function Visit({ meeting }: { meeting: string }) {
  const [at, setAt] = useState<"asking" | "claim" | "here">("asking");
  useEffect(() => {
    let current = true;
    api.door(meeting).then(
      () => current && setAt("here"),
      () => current && setAt("claim"),
    );
    return () => {
      current = false;
    };
  }, [meeting]);
  if (at === "here") return <MeetingScreen meeting={meeting} />;
  return <Claim meeting={meeting} asks={at === "claim"} onDone={() => setAt("here")} />;
}

function Claim({ meeting, asks, onDone }: { meeting: string; asks: boolean; onDone(): void }) {
  useTitle(t().claimTitle);
  return (
    <div data-screen="claim">
      <a class="skip" href="#main">
        {t().skip}
      </a>
      <HouseBar>
        <LanguageSwitch />
      </HouseBar>
      <main id="main" class="page narrow" aria-busy={!asks}>
        {asks ? (
          <Loaded ask={() => api.invitation(meeting)} by={meeting}>
            {(invitation: Invitation) => (
              <>
                <ClaimForm invitation={invitation} onDone={onDone} />
                <ContactCard contact={invitation} />
              </>
            )}
          </Loaded>
        ) : (
          <p class="meta">{t().loading}</p>
        )}
      </main>
    </div>
  );
}
