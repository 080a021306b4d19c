/** A one-time link before it is spent: for whom it is, to which meeting, and one press to come in. */
import type { ComponentChildren } from "preact";
import { day } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import { type LinkSeen, links } from "../../protocol/links.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";

interface Props {
  token: string;
  seen: LinkSeen;
  /** Of whoever is signed in on this device. */
  signOut(): Promise<void>;
  onDone(meeting: string): void;
  /** Whom to call, where it is good no more. */
  help: ComponentChildren;
}

export function OpenLink({ token, seen, signOut, onDone, help }: Props) {
  const deed = useDeed();
  const open = () => deed.run(async () => onDone((await links.use(token)).meeting));
  return (
    <section class="card" aria-labelledby="link">
      <h2 id="link">
        <Phrase text={t().linkFor(seen.name ?? "")} />
      </h2>
      <p>
        {seen.office === null ? null : (
          <>
            {seen.office}
            <br />
          </>
        )}
        <b>{seen.body}</b> <span class="keep">{t().session(seen.number, seen.year)}</span>
        <br />
        {seen.agency}
        <br />
        <span class="keep">{day(seen.starts_at)}</span>
      </p>
      <p>
        <Phrase text={t().linkForLine} />
      </p>
      <Refused refusal={deed.refusal} />
      {deed.refusal === null ? (
        <button type="button" class="primary wide" aria-busy={deed.busy} onClick={() => void open()}>
          {t().linkOpen}
        </button>
      ) : deed.refusal.reason === "browser_is_signed_in" ? (
        <button type="button" class="wide" aria-busy={deed.busy} onClick={() => void signOut().then(open)}>
          {t().linkSignOut}
        </button>
      ) : (
        help
      )}
    </section>
  );
}
