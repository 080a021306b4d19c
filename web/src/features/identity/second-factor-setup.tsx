/** Setting up a device: a picture for its app, the same in letters, and the first code. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { type Offer, secondFactor } from "../../protocol/second-factor.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { useDeed } from "../../ui/deed.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { QrPicture } from "../../ui/qr.tsx";
import { Refused } from "../../ui/refused.tsx";
import { CodeField } from "./code-field.tsx";
import { withProof } from "./proof.ts";
import css from "./second-factor.module.css";

interface Props {
  offer: Offer;
  onDone(codes: readonly string[]): void;
  onBack(): void;
}

export function SetUp({ offer, onDone, onBack }: Props) {
  const [code, setCode] = useState("");
  const deed = useDeed();
  const submit = () => deed.run(async () => onDone(await withProof(() => secondFactor.begin(code))));
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ol class={css.steps}>
        <li>
          <Phrase text={t().twoStepsApp} />
        </li>
        <li>
          <Phrase text={t().twoStepsScan} />
          <QrPicture of={offer.address} label={t().twoStepsPicture} />
          <Phrase text={t().twoStepsType} />
          <br />
          <span class={css.secret} translate={false} data-secret="totp">
            {offer.secret.match(/.{1,4}/g)?.join(" ")}
          </span>{" "}
          <CopyButton text={offer.secret} label={t().twoStepsCopy} />
        </li>
        <li>
          <Phrase text={t().twoStepsFirstCode} />
          <CodeField value={code} deviceOnly onInput={setCode} />
        </li>
      </ol>
      <Refused refusal={deed.refusal} />
      <div class={css.acts}>
        <button type="button" onClick={onBack}>
          {t().cancel}
        </button>
        <button type="submit" class="primary" aria-busy={deed.busy}>
          {t().twoStepsConfirm}
        </button>
      </div>
    </form>
  );
}
