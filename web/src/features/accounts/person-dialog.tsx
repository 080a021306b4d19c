/** One person: what is known of them, their account, and the first password, shown once. */
import { useState } from "preact/hooks";
import { faultWords, t } from "../../i18n/t.ts";
import { api, type Details, type Given, type Registered } from "../../protocol/http.ts";
import { secondFactor } from "../../protocol/second-factor.ts";
import { type Deed, useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./accounts.module.css";
import { PasswordSlips } from "./password-slips.tsx";
import { PersonProviders } from "./person-providers.tsx";

interface Props {
  /** Null for somebody who is to be added. */
  of: Registered | null;
  onClose(): void;
  onChanged(): void;
}

const NOBODY: Details = { sign_in_name: "", name: "", office: "", telephone: "", email: "" };

function detailsOf(one: Registered | null): Details {
  if (one === null) return NOBODY;
  const { sign_in_name, name, office, telephone, email } = one;
  return { sign_in_name, name, office, telephone, email };
}

export function PersonDialog({ of, onClose, onChanged }: Props) {
  const [password, setPassword] = useState<string | null>(null);
  if (of !== null && password !== null) return <FirstPassword of={{ ...of, password }} onClose={onChanged} />;
  return (
    <Dialog title={of === null ? t().addPerson : of.name} onClose={onClose}>
      <DetailsForm of={of} onSaved={onChanged} />
      {of === null ? null : <Account of={of} onChanged={onChanged} onGiven={setPassword} />}
      {of === null ? null : <PersonProviders person={of.person} />}
    </Dialog>
  );
}

function DetailsForm({ of, onSaved }: { of: Registered | null; onSaved(): void }) {
  const [details, setDetails] = useState(detailsOf(of));
  const deed = useDeed();
  const submit = async () => {
    const done = await deed.run(() => (of === null ? api.addPerson(details) : api.changePerson(of.person, details)));
    if (!done) return;
    toast(of === null ? t().personAdded : t().personSaved);
    onSaved();
  };
  const at = (field: keyof Details) => ({
    value: details[field],
    fault: faultOf(deed, field),
    autocomplete: "off",
    onInput: (text: string) => setDetails({ ...details, [field]: text }),
  });
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field label={t().personName} {...at("name")} />
      <Field label={t().personOffice} {...at("office")} />
      <Field label={t().account} {...at("sign_in_name")} />
      <Field label={t().optional(t().telephone)} type="tel" optional {...at("telephone")} />
      <Field label={t().optional(t().email)} optional {...at("email")} />
      <Refused refusal={deed.refusal} />
      <button type="submit" class="primary" aria-busy={deed.busy}>
        {of === null ? t().addPerson : t().save}
      </button>
    </form>
  );
}

function faultOf(deed: Deed, field: string): string | null {
  const { reason, details } = deed.refusal ?? { reason: "", details: {} };
  return reason === "bad_details" && details.field === field ? faultWords(String(details.fault)) : null;
}

interface AccountProps {
  of: Registered;
  onChanged(): void;
  onGiven(password: string): void;
}

function Account({ of, onChanged, onGiven }: AccountProps) {
  const deed = useDeed();
  const stand = async (standing: { active: boolean; administrator: boolean }) => {
    if (await deed.run(() => api.setStanding(of.person, standing))) onChanged();
  };
  const give = () => deed.run(async () => onGiven(await api.firstPassword(of.person)));
  const take = async () => {
    if (!(await deed.run(() => secondFactor.takeFrom(of.person)))) return;
    toast(t().secondFactorTaken);
    onChanged();
  };
  const { active, administrator } = of;
  return (
    <section class={css.form}>
      <h3>{t().accountPart}</h3>
      <Refused refusal={deed.refusal} />
      {active ? (
        <Act word={t().givePassword} line={t().givePasswordLine} onPress={() => void give()} />
      ) : (
        <Act word={t().activate} onPress={() => void stand({ active: true, administrator })} />
      )}
      {active ? (
        <Act
          word={administrator ? t().unmakeAdministrator : t().makeAdministrator}
          line={t().administratorLine}
          onPress={() => void stand({ active, administrator: !administrator })}
        />
      ) : null}
      {of.second_factor ? (
        <Act word={t().takeSecondFactor} line={t().takeSecondFactorLine} onPress={() => void take()} />
      ) : null}
      {active ? (
        <Act
          word={t().deactivate}
          line={t().deactivateLine}
          danger
          onPress={() => void stand({ active: false, administrator })}
        />
      ) : null}
    </section>
  );
}

function Act(props: { word: string; line?: string; danger?: boolean; onPress(): void }) {
  return (
    <div class={css.act}>
      <button type="button" class={props.danger ? "danger" : ""} onClick={props.onPress}>
        {props.word}
      </button>
      {props.line === undefined ? null : <p class="meta">{props.line}</p>}
    </div>
  );
}

function FirstPassword({ of, onClose }: { of: Given; onClose(): void }) {
  return (
    <Dialog
      title={t().passwordGiven(of.name)}
      onClose={onClose}
      footer={
        <button type="button" onClick={onClose}>
          {t().close}
        </button>
      }
    >
      <p>{t().passwordGivenLine}</p>
      <PasswordSlips given={[of]} />
    </Dialog>
  );
}
