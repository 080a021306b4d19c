/** The agency's official name: the first step on a new server, and where it is changed. */
import { AgencyForm } from "../features/accounts/agency-form.tsx";
import { ask, mayDo, who } from "../features/identity/who.ts";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import { Phrase } from "../ui/phrase.tsx";
import { toast } from "../ui/toast.tsx";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";
import { go } from "./navigate.ts";

export default function AgencyScreen() {
  const may = mayDo("agency.name") || mayDo("register.keep");
  const done = async () => {
    await ask();
    go("/meetings", true);
    toast(t().agencyNamed);
  };
  return (
    <HousePage screen="agency" title={t().agencyName} narrow={true}>
      <section class="card" aria-labelledby="agency">
        <h1 id="agency">{may ? t().agencyName : t().notSetUp}</h1>
        {!may ? (
          <>
            <p>
              <Phrase text={t().notSetUpLine} />
            </p>
            <div class="pair">
              <button type="button" class="primary" onClick={() => void ask()}>
                {t().retry}
              </button>
            </div>
          </>
        ) : (
          <Loaded ask={api.agency} by={who.value.at}>
            {(of) => <AgencyForm of={of} onDone={() => void done()} />}
          </Loaded>
        )}
      </section>
    </HousePage>
  );
}
