/** "Is it you?": the password once more, and a code where there is a second factor. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { type SecondFactor, secondFactor } from "../../protocol/second-factor.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Refused } from "../../ui/refused.tsx";
import { CodeField } from "./code-field.tsx";
import { proofAsked } from "./proof.ts";
import css from "./second-factor.module.css";
import { signOut } from "./who.ts";

/** `onAgain`: to the sign-in, for whoever has no password to give here. */
export function ProofDialog({ onAgain }: { onAgain(): void }) {
  const asked = proofAsked.value;
  if (asked === null) return null;
  return <Asking onShown={asked.shown} onClose={asked.calledOff} onAgain={onAgain} />;
}

function Asking(props: { onShown(): void; onClose(): void; onAgain(): void }) {
  const [mine, setMine] = useState<SecondFactor | null>(null);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const deed = useDeed();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once.
  useEffect(() => {
    void deed.run(async () => setMine(await secondFactor.mine()));
  }, []);
  const hasCode = mine?.since != null;
  const hasPassword = mine?.password !== false;
  const prove = () => (hasPassword ? secondFactor.prove(password, hasCode ? code : null) : secondFactor.stepUp(code));
  const submit = async () => {
    if (await deed.run(prove)) props.onShown();
  };
  // Whoever came by a provider alone is asked for what they did not show there.
  const isAgain = !hasPassword && !(hasCode && mine.factors < 2);
  return (
    <Dialog title={t().proofTitle} onClose={props.onClose}>
      {isAgain ? (
        <>
          <p>{t().proofAgainLine}</p>
          <button type="button" class="primary" onClick={() => void signOut().then(props.onAgain)}>
            {t().proofAgain}
          </button>
        </>
      ) : (
        <form
          class={css.form}
          aria-busy={mine === null}
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <p>{t().proofLine}</p>
          {hasPassword ? (
            <Field
              label={t().oldPassword}
              type="password"
              autocomplete="current-password"
              value={password}
              onInput={setPassword}
            />
          ) : null}
          {hasCode ? <CodeField value={code} onInput={setCode} /> : null}
          <Refused refusal={deed.refusal} />
          <button type="submit" class="primary" aria-busy={deed.busy}>
            {t().proofConfirm}
          </button>
        </form>
      )}
    </Dialog>
  );
}
