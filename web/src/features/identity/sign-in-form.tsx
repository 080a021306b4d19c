/** Name and password; the server's refusal in words, and whom to call. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { api } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Field } from "../../ui/field.tsx";
import { Refused } from "../../ui/refused.tsx";
import { CodeForm } from "./code-form.tsx";
import { PasskeySignIn } from "./passkey-sign-in.tsx";
import css from "./sign-in.module.css";
import { useContact, WhomToCall } from "./whom-to-call.tsx";

/** `others`: further ways of signing in, below the first. */
export function SignInForm({ onDone, others }: { onDone(): void; others?: ComponentChildren }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [word, setWord] = useState<string | null>(null);
  const deed = useDeed();
  const id = useId();
  const submit = () =>
    deed.run(async () => {
      const answer = await api.signIn(name.trim(), password);
      if ("word" in answer) setWord(answer.word);
      else onDone();
    });
  const back = () => {
    setPassword("");
    setWord(null);
  };
  if (word !== null) return <CodeForm word={word} onDone={onDone} onBack={back} />;
  return (
    <form
      class="card"
      aria-labelledby={`${id}-title`}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 id={`${id}-title`} class="big">
        {t().signIn}
      </h2>
      <PasskeySignIn onDone={onDone} />
      <p class="field">
        <label for={`${id}-name`}>{t().account}</label>
        <input
          id={`${id}-name`}
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </p>
      <Field
        label={t().password}
        name="password"
        type="password"
        autocomplete="current-password"
        value={password}
        onInput={setPassword}
      />
      <Refused refusal={deed.refusal} />
      <button type="submit" class="primary wide" aria-busy={deed.busy}>
        {t().signIn}
      </button>
      {others}
      <WhomToCall title={t().signInHelp} />
    </form>
  );
}

/** Beside the form: whose server this is, and what it does, in three lines. */
export function Welcome() {
  const { name } = useContact();
  return (
    <section class={css.invite} aria-labelledby="welcome">
      {name === "" ? null : <p class={css.agency}>{name}</p>}
      <h1 id="welcome">{t().system}</h1>
      <p>{t().systemLine}</p>
      <dl class={css.facts}>
        {t().signInFacts.map(([when, what]) => (
          <>
            <dt>{when}</dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

export const layout = { page: css.page ?? "", main: css.main ?? "" };
