/** The agency's official name: asked before anything else, and changed where it is wrong. */
import { useState } from "preact/hooks";
import { faultWords, t } from "../../i18n/t.ts";
import { api } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Field } from "../../ui/field.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./accounts.module.css";

interface Props {
  name: string;
  onDone(): void;
}

export function AgencyForm({ name: before, onDone }: Props) {
  const [name, setName] = useState(before);
  const deed = useDeed();
  const submit = async () => {
    if (await deed.run(() => api.nameAgency(name))) onDone();
  };
  const isBad = deed.refusal?.reason === "bad_details";
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p>
        <Phrase text={t().agencyNameLine} />
      </p>
      <Field
        label={t().agencyName}
        value={name}
        autocomplete="organization"
        fault={isBad ? faultWords(String(deed.refusal?.details.fault)) : null}
        onInput={setName}
      />
      <Refused refusal={isBad ? null : deed.refusal} />
      <button type="submit" class="primary" aria-busy={deed.busy}>
        {before === "" ? t().agencyNameGive : t().save}
      </button>
    </form>
  );
}
