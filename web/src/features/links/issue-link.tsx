/** Letting in somebody who cannot sign in and was called back: a link that opens once, shown once. */
import { Link2, Phone } from "lucide-preact";
import { useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import { links } from "../../protocol/links.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { unbroken } from "../../ui/name.tsx";
import { ChannelLink } from "../../ui/phone.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { QrPicture } from "../../ui/qr.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./links.module.css";

interface Props {
  meeting: string;
  seat: string;
  name: string;
  /** As it stands in the register; null where there is none. */
  telephone: string | null;
  /** A link waits for them already. */
  waits: boolean;
  may: readonly string[];
  onChanged(): void;
}

export function LinkOf({ meeting, seat, name, telephone, waits, may, onChanged }: Props) {
  const [asking, setAsking] = useState(false);
  const deed = useDeed();
  const withdraw = async () => {
    if (!(await deed.run(() => links.withdraw(meeting, seat)))) return;
    toast(t().linkWithdrawn);
    onChanged();
  };
  return (
    <div class={css.acts}>
      {waits ? (
        <small class="state off">
          <Icon of={Link2} />
          {t().linkWaits}
        </small>
      ) : null}
      {may.includes("links.issue") ? (
        <button type="button" onClick={() => setAsking(true)}>
          {waits ? t().linkAnother : t().linkIssue}
          <span class="sr"> {name}</span>
        </button>
      ) : null}
      {waits && may.includes("links.withdraw") ? (
        <button type="button" aria-busy={deed.busy} onClick={() => void withdraw()}>
          {t().linkWithdraw}
          <span class="sr"> {name}</span>
        </button>
      ) : null}
      <Refused refusal={deed.refusal} />
      {asking ? (
        <IssueDialog
          meeting={meeting}
          seat={seat}
          name={name}
          telephone={telephone}
          onIssued={onChanged}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  );
}

interface DialogProps {
  meeting: string;
  seat: string;
  name: string;
  telephone: string | null;
  onIssued(): void;
  onClose(): void;
}

function IssueDialog({ meeting, seat, name, telephone, onIssued, onClose }: DialogProps) {
  const [ground, setGround] = useState("");
  const [called, setCalled] = useState(false);
  const [given, setGiven] = useState<{ address: string; until: string } | null>(null);
  const deed = useDeed();
  if (given !== null) return <Given {...given} name={name} onClose={onClose} />;
  const issue = () =>
    deed.run(async () => {
      const { token, until } = await links.issue(meeting, seat, ground.trim());
      setGiven({ address: `${location.origin}/link#${token}`, until });
      onIssued();
    });
  return (
    <Dialog title={<Phrase text={t().linkTitle(unbroken(name))} />} onClose={onClose}>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void issue();
        }}
      >
        <p>
          <Phrase text={t().linkWhat} />
        </p>
        <p class="note-box">
          <Icon of={Phone} />
          <span>
            {telephone === null ? (
              <Phrase text={t().linkNoTelephone} />
            ) : (
              <>
                {t().linkTelephone} <ChannelLink channel={{ kind: "telephone", address: telephone }} class="big" />
              </>
            )}
          </span>
        </p>
        <label class="choice">
          <input
            type="checkbox"
            required
            checked={called}
            onChange={(event) => setCalled(event.currentTarget.checked)}
          />
          <span>
            <Phrase text={t().linkCalled} />
          </span>
        </label>
        <Field label={t().linkGround} value={ground} autocomplete="off" onInput={setGround} />
        <Refused refusal={deed.refusal} />
        <button type="submit" class="primary" aria-busy={deed.busy}>
          {t().linkMake}
        </button>
      </form>
    </Dialog>
  );
}

function Given({ address, until, name, onClose }: { address: string; until: string; name: string; onClose(): void }) {
  return (
    <Dialog
      title={<Phrase text={t().linkGiven(unbroken(name))} />}
      onClose={onClose}
      footer={
        <button type="button" onClick={onClose}>
          {t().close}
        </button>
      }
    >
      <div class={css.form}>
        <p>
          <Phrase text={t().linkGivenLine(clock(until))} />
        </p>
        <CopyButton text={address} label={t().linkCopy} primary />
        <p>
          <Phrase text={t().linkScan} />
          <QrPicture of={address} label={t().linkPicture} />
        </p>
        <p class={css.address} translate={false} data-secret="link">
          {address}
        </p>
      </div>
    </Dialog>
  );
}
