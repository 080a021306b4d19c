/** A button for each provider of identity that the agency believes; nothing where there is none. */
import { ExternalLink } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { named, t } from "../../i18n/t.ts";
import { type Provider, providers } from "../../protocol/providers.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./provider.module.css";
import { leaveTo, refusalOnReturn } from "./providers.ts";

export function ProviderSignIn({ next }: { next: string }) {
  const [known, setKnown] = useState<readonly Provider[]>([]);
  const [returned, setReturned] = useState(refusalOnReturn);
  const deed = useDeed();
  useEffect(() => {
    // Whoever cannot ask for these can still sign in by password.
    providers.all().then(setKnown, () => null);
  }, []);
  if (known.length === 0) return <Refused refusal={returned} />;
  const go = (provider: string) => {
    setReturned(null);
    return deed.run(async () => leaveTo(await providers.signIn(provider, next)));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a question to answer.
    <div class={css.others} role="group" aria-labelledby="by-provider">
      <p id="by-provider" class={css.or}>
        {t().orByProvider}
      </p>
      {known.map((each) => (
        <button
          key={each.provider}
          type="button"
          class="wide"
          data-provider={each.provider}
          aria-busy={deed.busy}
          onClick={() => void go(each.provider)}
        >
          <Icon of={ExternalLink} />
          {t().signInBy(named(each))}
        </button>
      ))}
      <Refused refusal={deed.refusal ?? returned} />
    </div>
  );
}
