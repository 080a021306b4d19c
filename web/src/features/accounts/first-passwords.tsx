/** First passwords for many at once: who is to have one, and then a slip for each. */
import { useState } from "preact/hooks";
import { byGivenName } from "../../i18n/sort.ts";
import { digits, pick, t } from "../../i18n/t.ts";
import { api, type Given, MOST_PASSWORDS, type Registered } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./accounts.module.css";
import { PasswordSlips } from "./password-slips.tsx";

/** Those who may be given one by a list: whose own password it never takes away. */
export function withoutOwn(people: readonly Registered[]): Registered[] {
  return people.filter((one) => one.active && one.password !== "own").sort((a, b) => byGivenName(a.name, b.name));
}

interface Props {
  people: readonly Registered[];
  onClose(): void;
  onGiven(): void;
}

export function FirstPasswords({ people, onClose, onGiven }: Props) {
  const some = withoutOwn(people);
  const fresh = some.filter((one) => one.password === "none").slice(0, MOST_PASSWORDS);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(fresh.map((one) => one.person)));
  const [given, setGiven] = useState<readonly Given[] | null>(null);
  const deed = useDeed();
  if (given !== null) return <Slips given={given} onClose={onGiven} />;
  const choose = (person: string, yes: boolean) =>
    setChosen(new Set(yes ? [...chosen, person] : [...chosen].filter((one) => one !== person)));
  const give = () => deed.run(async () => setGiven(await api.firstPasswords([...chosen])));
  const many = chosen.size > MOST_PASSWORDS;
  return (
    <Dialog
      wide
      title={t().passwordsForMany}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="primary"
            disabled={chosen.size === 0 || many}
            aria-busy={deed.busy}
            onClick={() => void give()}
          >
            {t().givePasswords(chosen.size)}
          </button>
        </>
      }
    >
      <p>
        <Phrase text={t().passwordsForManyLine} />
      </p>
      <Refused refusal={deed.refusal} />
      {many ? <p class="state bad wraps">{t().passwordsAtOnce(MOST_PASSWORDS)}</p> : null}
      <div class="pair">
        <button type="button" onClick={() => setChosen(new Set(some.map((one) => one.person)))}>
          {t().chooseAll} <span class="keep">({digits(some.length)})</span>
        </button>
        <button type="button" onClick={() => setChosen(new Set())}>
          {t().chooseNone}
        </button>
      </div>
      <fieldset class={css.many}>
        <legend class="sr">{t().passwordsForMany}</legend>
        {some.map((one) => (
          <label key={one.person} class="choice">
            <input
              type="checkbox"
              checked={chosen.has(one.person)}
              onChange={(event) => choose(one.person, event.currentTarget.checked)}
            />
            <span>
              <Name of={one.name} />{" "}
              <small>
                {t().signsInAs(one.sign_in_name)} · {pick(t().passwordState, one.password)}
              </small>
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}

function Slips({ given, onClose }: { given: readonly Given[]; onClose(): void }) {
  return (
    <Dialog
      wide
      title={t().firstPassword}
      onClose={onClose}
      footer={
        <button type="button" onClick={onClose}>
          {t().close}
        </button>
      }
    >
      <p>{t().passwordsGivenLine}</p>
      <PasswordSlips given={given} />
    </Dialog>
  );
}
