/** Two-step sign-in of whoever is signed in: off, being set up, its recovery codes, on. */
import { ShieldCheck, ShieldOff } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { day } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import { type Offer, type SecondFactor, secondFactor } from "../../protocol/second-factor.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { CodeField } from "./code-field.tsx";
import { withProof } from "./proof.ts";
import css from "./second-factor.module.css";
import { SetUp } from "./second-factor-setup.tsx";

export function SecondFactorCard() {
  const [mine, setMine] = useState<SecondFactor | null>(null);
  const [offer, setOffer] = useState<Offer | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const deed = useDeed();
  const list = () => deed.run(async () => setMine(await secondFactor.mine()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, and again after each change.
  useEffect(() => {
    void list();
  }, []);
  const given = (told: readonly string[]) => {
    setOffer(null);
    setCodes(told);
    void list();
  };
  return (
    <section
      class="card"
      id="second-factor"
      aria-labelledby="second-factor-title"
      aria-busy={mine === null && deed.refusal === null}
    >
      <h2 id="second-factor-title">{t().twoSteps}</h2>
      <p class="meta">
        <Phrase text={t().twoStepsLine} />
      </p>
      {codes !== null ? (
        <Codes of={codes} onKept={() => setCodes(null)} />
      ) : offer !== null ? (
        <SetUp offer={offer} onDone={given} onBack={() => setOffer(null)} />
      ) : mine === null ? null : mine.since === null ? (
        <>
          <p class="note-box">
            <Icon of={ShieldOff} />
            {t().twoStepsOff}
          </p>
          <button
            type="button"
            aria-busy={deed.busy}
            onClick={() => void deed.run(async () => setOffer(await withProof(secondFactor.offer)))}
          >
            {t().twoStepsBegin}
          </button>
        </>
      ) : (
        <On mine={mine} onCodes={given} onEnded={() => void list()} />
      )}
      <Refused refusal={deed.refusal} />
    </section>
  );
}

function Codes({ of, onKept }: { of: readonly string[]; onKept(): void }) {
  return (
    <div class={css.form} data-codes={of.length}>
      <h3>{t().recoveryCodes}</h3>
      <p>
        <Phrase text={t().recoveryCodesLine} />
      </p>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class={css.codes} role="list" translate={false}>
        {of.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class={css.acts}>
        <button type="button" onClick={() => print()}>
          {t().recoveryCodesPrint}
        </button>
        <button type="button" class="primary" onClick={onKept}>
          {t().recoveryCodesKept}
        </button>
      </div>
    </div>
  );
}

interface OnProps {
  mine: SecondFactor;
  onCodes(codes: readonly string[]): void;
  onEnded(): void;
}

function On({ mine, onCodes, onEnded }: OnProps) {
  const [ending, setEnding] = useState(false);
  const deed = useDeed();
  const renew = () => deed.run(async () => onCodes(await withProof(secondFactor.freshCodes)));
  return (
    <>
      <p class="note-box good">
        <Icon of={ShieldCheck} />
        <span>
          <b>{t().twoStepsOn}</b>
          <br />
          <Phrase text={t().twoStepsSince(day(mine.since ?? ""), mine.codes_left)} />
        </span>
      </p>
      <div class={css.acts}>
        <button type="button" aria-busy={deed.busy} onClick={() => void renew()}>
          {t().recoveryCodesRenew}
        </button>
        <button type="button" class="danger" onClick={() => setEnding(true)}>
          {t().twoStepsEnd}
        </button>
      </div>
      <Refused refusal={deed.refusal} />
      {ending ? <Ending onClose={() => setEnding(false)} onEnded={onEnded} /> : null}
    </>
  );
}

function Ending({ onClose, onEnded }: { onClose(): void; onEnded(): void }) {
  const [code, setCode] = useState("");
  const deed = useDeed();
  const end = async () => {
    if (!(await deed.run(() => withProof(() => secondFactor.end(code))))) return;
    onClose();
    toast(t().twoStepsEnded);
    onEnded();
  };
  return (
    <Dialog title={t().twoStepsEndTitle} onClose={onClose}>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void end();
        }}
      >
        <p>{t().twoStepsEndLine}</p>
        <CodeField value={code} focused onInput={setCode} />
        <Refused refusal={deed.refusal} />
        <button type="submit" class="danger solid" aria-busy={deed.busy}>
          {t().twoStepsEndConfirm}
        </button>
      </form>
    </Dialog>
  );
}
