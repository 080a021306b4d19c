/** The passkeys of whoever is signed in: the name and date of each, one more, and removing one. */
import { KeyRound, TriangleAlert } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { day } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import { type Passkey, passkeys } from "../../protocol/passkeys.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { nameOfDevice } from "./device.ts";
import css from "./passkey.module.css";
import { addPasskey, canUsePasskeys, type Possible } from "./passkey.ts";
import { withProof } from "./proof.ts";

export function PasskeyCard() {
  const [keys, setKeys] = useState<Passkey[] | null>(null);
  const [possible, setPossible] = useState<Possible | null>(null);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const listing = useDeed();
  const list = () => listing.run(async () => setKeys(await passkeys.mine()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, and again after each change.
  useEffect(() => {
    void canUsePasskeys().then(setPossible);
    void list();
  }, []);
  return (
    <section class="card" aria-labelledby="passkeys" aria-busy={keys === null && listing.refusal === null}>
      <h2 id="passkeys">{t().passkeys}</h2>
      <p class="meta">
        <Phrase text={t().passkeysLine} />
      </p>
      <Refused refusal={listing.refusal} />
      {keys === null ? null : <Keys keys={keys} onRemove={setRemoving} />}
      {possible === null ? null : possible.can ? (
        <NewKey onAdded={() => void list()} />
      ) : (
        <Elsewhere at={possible.at} />
      )}
      {removing === null ? null : (
        <Removing of={removing} onClose={() => setRemoving(null)} onRemoved={() => void list()} />
      )}
    </section>
  );
}

function Elsewhere({ at }: { at: string }) {
  if (at === "") return <p class="note-box">{t().passkeysNotHere}</p>;
  return (
    <p class="note-box">
      <span>
        <Phrase text={t().passkeysElsewhere} />{" "}
        <a class="keep" href={`${at}/account`}>
          {at}
        </a>
      </span>
    </p>
  );
}

function Keys({ keys, onRemove }: { keys: readonly Passkey[]; onRemove(key: Passkey): void }) {
  if (keys.length === 0) return <p class="note-box">{t().passkeysNone}</p>;
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
    <ul class="rows" role="list">
      {keys.map((key) => (
        <li key={key.credential}>
          <Icon of={KeyRound} />
          <p class="grow">
            <b>{key.name}</b>
            <small>
              <Phrase text={t().passkeySince(day(key.created_at))} />
              {" · "}
              <Phrase text={key.used_at === null ? t().passkeyUnused : t().passkeyUsed(day(key.used_at))} />
            </small>
            {key.copied ? (
              <small class="state bad">
                <Icon of={TriangleAlert} />
                {t().passkeyCopied}
              </small>
            ) : null}
          </p>
          <button type="button" onClick={() => onRemove(key)}>
            {t().passkeyRemove}
            <span class="sr"> {key.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function NewKey({ onAdded }: { onAdded(): void }) {
  const [name, setName] = useState(nameOfDevice() || t().passkeyDevice);
  const deed = useDeed();
  const add = async () => {
    if (!(await deed.run(() => withProof(() => addPasskey(name.trim()))))) return;
    toast(t().passkeyAdded);
    onAdded();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div class={css.new}>
        <Field class={css.name} label={t().passkeyName} value={name} onInput={setName} />
        <button type="submit" aria-busy={deed.busy}>
          {t().passkeyAdd}
        </button>
      </div>
      <Refused refusal={deed.refusal} />
    </form>
  );
}

function Removing({ of, onClose, onRemoved }: { of: Passkey; onClose(): void; onRemoved(): void }) {
  const deed = useDeed();
  const remove = async () => {
    if (!(await deed.run(() => withProof(() => passkeys.remove(of.credential))))) return;
    onClose();
    toast(t().passkeyRemoved);
    onRemoved();
  };
  return (
    <Dialog
      title={t().passkeyRemoveTitle(of.name)}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {t().cancel}
          </button>
          <button type="button" class="danger solid" aria-busy={deed.busy} onClick={() => void remove()}>
            {t().passkeyRemoveConfirm}
          </button>
        </>
      }
    >
      <p>{t().passkeyRemoveLine}</p>
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
