/** The second step of a sign-in: the code of a device, or a recovery code. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { secondFactor } from "../../protocol/second-factor.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { CodeField } from "./code-field.tsx";

/** `word`: what was given for the right password. */
export function CodeForm(props: { word: string; onDone(): void; onBack(): void }) {
  const [code, setCode] = useState("");
  const deed = useDeed();
  const submit = async () => {
    if (await deed.run(() => secondFactor.finish(props.word, code))) props.onDone();
    else setCode("");
  };
  const isLate = deed.refusal?.reason === "sign_in_too_late";
  return (
    <form
      class="card"
      aria-labelledby="code-title"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 id="code-title" class="big">
        {t().codeTitle}
      </h2>
      <p>
        <Phrase text={t().codeLine} />
      </p>
      <CodeField value={code} focused onInput={setCode} />
      <Refused refusal={deed.refusal} />
      {isLate ? null : (
        <button type="submit" class="primary wide" aria-busy={deed.busy}>
          {t().codeConfirm}
        </button>
      )}
      <button type="button" class={isLate ? "primary wide" : "wide"} onClick={props.onBack}>
        {t().codeBack}
      </button>
      <p class="meta">
        <Phrase text={t().codeLost} />
      </p>
    </form>
  );
}
