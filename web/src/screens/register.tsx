/** The register of people. */
import { useState } from "preact/hooks";
import { PeopleRegister } from "../features/accounts/people-register.tsx";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";

export default function RegisterScreen() {
  const [round, setRound] = useState(0);
  return (
    <HousePage screen="register" title={t().register}>
      <header>
        <h1>{t().register}</h1>
        <p class="meta">{t().registerLine}</p>
        <p>
          <a href="/register/import">{t().importPeople}</a> · <a href="/agency">{t().agencyName}</a> ·{" "}
          <a href="/agency/texts">{t().agencyTexts}</a>
        </p>
      </header>
      <Loaded ask={api.register} by={String(round)}>
        {(people) => <PeopleRegister people={people} onChanged={() => setRound(round + 1)} />}
      </Loaded>
    </HousePage>
  );
}
