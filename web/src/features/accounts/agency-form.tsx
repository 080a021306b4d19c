/** The agency's official name, asked before anything else, and its number to call; changed where they are wrong. */
import { useState } from "preact/hooks";
import { faultWords, t } from "../../i18n/t.ts";
import { api, type Contact } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Field } from "../../ui/field.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./accounts.module.css";

interface Props {
  of: Contact & { fixed: boolean };
  onDone(): void;
}

export function AgencyForm({ of, onDone }: Props) {
  const [name, setName] = useState(of.name);
  const [telephone, setTelephone] = useState(of.telephone);
  const deed = useDeed();
  const submit = async () => {
    if (await deed.run(() => api.describeAgency({ name, telephone }))) onDone();
  };
  const { reason, details } = deed.refusal ?? { reason: "", details: {} };
  const isBad = reason === "bad_details";
  const fault = (field: string) => (isBad && details.field === field ? faultWords(String(details.fault)) : null);
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {of.fixed ? (
        <p>
          <b>{of.name}</b>
          <br />
          {t().agencyNameFixed}
        </p>
      ) : (
        <>
          <p>
            <Phrase text={t().agencyNameLine} />
          </p>
          <Field
            label={t().agencyName}
            value={name}
            autocomplete="organization"
            fault={fault("name")}
            onInput={setName}
          />
        </>
      )}
      <Field
        label={t().optional(t().agencyTelephone)}
        type="tel"
        optional
        value={telephone}
        autocomplete="off"
        fault={fault("telephone")}
        onInput={setTelephone}
      />
      <p class="meta">
        <Phrase text={t().agencyTelephoneLine} />
      </p>
      <Refused refusal={isBad ? null : deed.refusal} />
      <button type="submit" class="primary" aria-busy={deed.busy}>
        {of.name === "" ? t().agencyNameGive : t().save}
      </button>
    </form>
  );
}
