/** Who cannot sign in says which seat is theirs, by its name in the notice of the meeting; nothing of it is shown here. */
import { ShieldCheck } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import { clock, day } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import { api, type Invitation } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./vouching.module.css";

export function ClaimForm({ invitation, onDone }: { invitation: Invitation; onDone(): void }) {
  const [name, setName] = useState("");
  const deed = useDeed();
  const id = useId();
  const claim = async () => {
    if (await deed.run(() => api.visit(invitation.meeting, name.trim()))) onDone();
  };
  const [before, after] = t().claimSteps;
  const steps = [before, t().claimHeard(invitation.heard_seconds), after];
  return (
    <form
      class="card"
      aria-labelledby={`${id}-title`}
      onSubmit={(event) => {
        event.preventDefault();
        void claim();
      }}
    >
      <h1 id={`${id}-title`} class="big">
        {t().claimTitle}
      </h1>
      <p>
        <b>{invitation.body}</b> <span class="keep">{t().session(invitation.number, invitation.year)}</span>
        <br />
        <span class="meta">
          <span class="keep">{day(invitation.starts_at)}</span> <span class="keep">{clock(invitation.starts_at)}</span>
        </span>
      </p>
      <p class="field">
        <label for={`${id}-name`}>{t().claimName}</label>
        <input
          id={`${id}-name`}
          autocomplete="name"
          required
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <small class="meta">{t().claimNameHow}</small>
      </p>
      <Refused refusal={deed.refusal} />
      <button type="submit" class="primary wide" aria-busy={deed.busy}>
        {t().claimGo}
      </button>
      <div class="note-box">
        <Icon of={ShieldCheck} />
        <ol class={css.steps}>
          {steps.map((step) => (
            <li key={step}>
              <Phrase text={step} />
            </li>
          ))}
        </ol>
      </div>
      <p>
        <a href={`/sign-in?next=${encodeURIComponent(`/meetings/${invitation.meeting}`)}`}>{t().claimSignIn}</a>
      </p>
    </form>
  );
}
