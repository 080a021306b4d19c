/** Whoever was turned away: by whom, when and why, and what they may still do. */
import type { ComponentChildren } from "preact";
import { t } from "../../i18n/t.ts";
import type { You } from "../../protocol/wire.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { Setbacks } from "./setbacks.tsx";

interface Props {
  visit: NonNullable<You["visit"]>;
  name: string;
  contact: ComponentChildren;
  /** Where one signs in after all. */
  signIn: string;
  /** The visit has ended, to begin anew. */
  onAgain(): void;
}

export function TurnedAwayCard({ visit, name, contact, signIn, onAgain }: Props) {
  const deed = useDeed();
  const again = async () => {
    if (await deed.run(() => send("identity.end_visit", {}))) onAgain();
  };
  return (
    <main id="main" class="page narrow">
      <section class="card" aria-labelledby="away-title" role="alert" data-turned-away>
        <h2 id="away-title" class="big">
          {t().awayTitle}
          <small class="block">
            <Name of={name} />
          </small>
        </h2>
        <Setbacks before={visit.before} />
        <p>
          <Phrase text={t().awayWays} />
        </p>
        <Refused refusal={deed.refusal} />
        <div class="pair">
          <a class="button" href={signIn}>
            {t().claimSignIn}
          </a>
          <button type="button" aria-busy={deed.busy} onClick={() => void again()}>
            {t().askAgain}
          </button>
        </div>
      </section>
      {contact}
    </main>
  );
}
