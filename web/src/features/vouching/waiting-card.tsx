/** Before the room: what one looks like to whoever may vouch, who looks, and what happens next. */
import { Ear, Hourglass } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { t } from "../../i18n/t.ts";
import type { You } from "../../protocol/wire.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name, unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { Setbacks } from "./setbacks.tsx";
import css from "./vouching.module.css";

interface Props {
  visit: NonNullable<You["visit"]>;
  name: string;
  mayEnd: boolean;
  /** One's own picture. */
  picture: ComponentChildren;
  contact: ComponentChildren;
  /** Where one signs in after all. */
  signIn: string;
  onEnded(): void;
}

export function WaitingCard({ visit, name, mayEnd, picture, contact, signIn, onEnded }: Props) {
  const deed = useDeed();
  const end = async () => {
    if (await deed.run(() => send("identity.end_visit", {}))) onEnded();
  };
  return (
    <main id="main" class="page narrow">
      {visit.before.length === 0 ? null : (
        <section class="card" role="alert" data-setbacks>
          <Setbacks before={visit.before} />
          <p>
            <Phrase text={t().setbackWays} />
          </p>
        </section>
      )}
      <section class="card" aria-labelledby="waiting-title">
        <h2 id="waiting-title" class="big">
          {t().waitingTitle}
          <small class="block">
            <Name of={name} />
          </small>
        </h2>
        {picture}
        <p class="note-box" role="status" data-watched={visit.watched_by !== null}>
          <Icon of={visit.watched_by === null ? Hourglass : Ear} />
          <b>
            <Phrase
              text={visit.watched_by === null ? t().waitingNobody : t().waitingWatched(unbroken(visit.watched_by))}
            />
          </b>
        </p>
        <ul class={css.steps}>
          {t().waitingSteps.map((step) => (
            <li key={step}>
              <Phrase text={step} />
            </li>
          ))}
        </ul>
        <p>
          <a href={signIn}>{t().claimSignIn}</a>
        </p>
        <Refused refusal={deed.refusal} />
        {mayEnd ? (
          <div class="pair">
            <button type="button" aria-busy={deed.busy} onClick={() => void end()}>
              {t().waitingEnd}
            </button>
          </div>
        ) : null}
      </section>
      {contact}
    </main>
  );
}
