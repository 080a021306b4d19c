/** A duty that asks for two-step sign-in: give the code now, or turn it on first. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { type SecondFactor, secondFactor } from "../../protocol/second-factor.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { CodeField } from "./code-field.tsx";

/** `account`: where it is turned on, with the way back. */
export function TwoStepsNeeded({ account, onDone }: { account: string; onDone(): void }) {
  const [mine, setMine] = useState<SecondFactor | null>(null);
  const [code, setCode] = useState("");
  const deed = useDeed();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once.
  useEffect(() => {
    void deed.run(async () => setMine(await secondFactor.mine()));
  }, []);
  const submit = async () => {
    if (await deed.run(() => secondFactor.stepUp(code))) onDone();
    else setCode("");
  };
  return (
    <section class="card" aria-labelledby="two-steps-needed" aria-busy={mine === null && deed.refusal === null}>
      <h1 id="two-steps-needed">
        <Phrase text={t().twoStepsNeeded} />
      </h1>
      {mine === null ? null : mine.since === null ? (
        <>
          <p>
            <Phrase text={t().twoStepsNeededOff} />
          </p>
          <div class="pair">
            <a class="button primary" href={account}>
              {t().twoStepsBegin}
            </a>
          </div>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <p>
            <Phrase text={t().codeLine} />
          </p>
          <CodeField value={code} focused onInput={setCode} />
          <div class="pair">
            <button type="submit" class="primary" aria-busy={deed.busy}>
              {t().proofConfirm}
            </button>
          </div>
        </form>
      )}
      <Refused refusal={deed.refusal} />
      <p>
        <a href="/meetings">{t().toMeetings}</a>
      </p>
    </section>
  );
}
