/** The agency's terms and manual: what is asked of everybody at the door of a meeting. */
import { useState } from "preact/hooks";
import { TextCard } from "../features/accounts/text-card.tsx";
import { t } from "../i18n/t.ts";
import { texts } from "../protocol/texts.ts";
import { Phrase } from "../ui/phrase.tsx";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";

export default function TextsScreen() {
  const [round, setRound] = useState(0);
  const again = () => setRound(round + 1);
  return (
    <HousePage screen="texts" title={t().agencyTexts} narrow={true}>
      <header>
        <h1>{t().agencyTexts}</h1>
        <p class="meta">
          <Phrase text={t().agencyTextsLine} />
        </p>
      </header>
      <Loaded ask={texts.versions} by={String(round)}>
        {(all) => (
          <>
            <TextCard kind="terms" title={t().termsTitle} versions={all.terms} onChanged={again} />
            <TextCard kind="manual" title={t().manualRead} versions={all.manual} onChanged={again} />
          </>
        )}
      </Loaded>
    </HousePage>
  );
}
