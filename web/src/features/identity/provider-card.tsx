/** The providers to which the account of whoever is signed in is linked: link, and take the link away. */
import { Link2, Link2Off } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { day } from "../../i18n/dates.ts";
import { named, t } from "../../i18n/t.ts";
import { providers, type Tie } from "../../protocol/providers.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { withProof } from "./proof.ts";
import { leaveTo, refusalOnReturn } from "./providers.ts";

export function ProviderCard() {
  const [ties, setTies] = useState<readonly Tie[] | null>(null);
  const [leaving, setLeaving] = useState<Tie | null>(null);
  const [returned, setReturned] = useState(refusalOnReturn);
  const listing = useDeed();
  const linking = useDeed();
  const list = () => listing.run(async () => setTies(await providers.mine()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, and again after each change.
  useEffect(() => {
    void list();
  }, []);
  if (ties?.length === 0) return null;
  const link = (provider: string) => {
    setReturned(null);
    return linking.run(async () => leaveTo(await withProof(() => providers.link(provider))));
  };
  return (
    <section class="card" aria-labelledby="providers" aria-busy={ties === null && listing.refusal === null}>
      <h2 id="providers">{t().linkAccount}</h2>
      <p class="meta">
        <Phrase text={t().linkAccountLine} />
      </p>
      <Refused refusal={listing.refusal ?? linking.refusal ?? returned} />
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class="rows" role="list">
        {ties?.map((tie) => (
          <li key={tie.provider}>
            <Icon of={tie.since === null ? Link2Off : Link2} />
            <p class="grow">
              <b>{named(tie)}</b>
              <small>
                <Phrase text={tie.since === null ? t().notLinked : t().linkedSince(day(tie.since))} />
              </small>
            </p>
            <button
              type="button"
              data-provider={tie.provider}
              aria-busy={linking.busy}
              onClick={() => (tie.since === null ? void link(tie.provider) : setLeaving(tie))}
            >
              {tie.since === null ? t().link : t().unlink}
              <span class="sr"> {named(tie)}</span>
            </button>
          </li>
        ))}
      </ul>
      {leaving === null ? null : <Unlinking of={leaving} onClose={() => setLeaving(null)} onDone={() => void list()} />}
    </section>
  );
}

function Unlinking({ of, onClose, onDone }: { of: Tie; onClose(): void; onDone(): void }) {
  const deed = useDeed();
  const unlink = async () => {
    if (!(await deed.run(() => withProof(() => providers.unlink(of.provider))))) return;
    onClose();
    toast(t().unlinked);
    onDone();
  };
  return (
    <Dialog
      title={t().unlinkTitle(named(of))}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {t().cancel}
          </button>
          <button type="button" class="danger solid" aria-busy={deed.busy} onClick={() => void unlink()}>
            {t().unlinkConfirm}
          </button>
        </>
      }
    >
      <p>{t().unlinkLine}</p>
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
