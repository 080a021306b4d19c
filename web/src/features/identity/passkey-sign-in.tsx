/** Signing in without a name or a password, where the browser can: by finger, face or PIN. */
import { KeyRound } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./passkey.module.css";
import { canUsePasskeys, signInByPasskey } from "./passkey.ts";

export function PasskeySignIn({ onDone }: { onDone(): void }) {
  const [possible, setPossible] = useState(false);
  const deed = useDeed();
  useEffect(() => {
    let current = true;
    void canUsePasskeys().then(({ can }) => current && setPossible(can));
    return () => {
      current = false;
    };
  }, []);
  if (!possible) return null;
  const signIn = async () => {
    if (await deed.run(signInByPasskey)) onDone();
  };
  return (
    <div class={css.first}>
      <button type="button" class="wide" aria-busy={deed.busy} onClick={() => void signIn()}>
        <Icon of={KeyRound} />
        {t().passkeySignIn}
      </button>
      <p class="meta">
        <Phrase text={t().passkeySignInLine} />
      </p>
      <Refused refusal={deed.refusal} />
      <p class={css.or}>{t().passkeyOr}</p>
    </div>
  );
}
