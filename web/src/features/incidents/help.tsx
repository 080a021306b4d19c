/** แจ้งเหตุ: one press calls for help, from every screen; the number and the name are there without the network. */
import { LifeBuoy, Phone, ShieldCheck } from "lucide-preact";
import { useState } from "preact/hooks";
import { calls } from "../../i18n/incidents.ts";
import { t } from "../../i18n/t.ts";
import { may, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { type Deed, useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { ChannelLink } from "../../ui/phone.tsx";
import { MoreOfReport, NoMoreHelp, OwnReport } from "./own-report.tsx";

export interface Contact {
  backup: { kind: string; address: string };
  support: { name: string | null; office?: string | null } | null;
}

function kindWord(kind: string): string {
  if (kind === "telephone") return t().kindTelephone;
  return kind === "email" ? t().kindEmail : t().kindOther;
}

export function HelpButton({ contact, class: name }: { contact: Contact; class?: string | undefined }) {
  const [open, setOpen] = useState(false);
  const calling = useDeed();
  const call = () => {
    setOpen(true);
    // Without a line the socket keeps it, and calls as soon as there is one again.
    const isNew = may("incidents.report_incident") && you.peek()?.incident?.report !== true;
    if (isNew) void calling.run(() => send("incidents.report_incident", {}));
  };
  return (
    <>
      <button type="button" class={`help ${name ?? ""}`} onClick={call}>
        <Icon of={LifeBuoy} />
        <span>{t().help}</span>
      </button>
      {open ? <HelpCard contact={contact} calling={calling} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function HelpCard({ contact, calling, onClose }: { contact: Contact; calling: Deed; onClose(): void }) {
  const called = you.value?.incident?.report === true;
  const footer = called ? (
    <>
      <NoMoreHelp onDone={onClose} />
      <button type="button" onClick={onClose}>
        {calls().helpWaitHere}
      </button>
    </>
  ) : undefined;
  return (
    <Dialog title={t().helpTitle} onClose={onClose} footer={footer}>
      <OwnReport calling={calling} />
      <section class="note-box">
        <Icon of={Phone} />
        <div class="grow">
          <b>{t().helpCall}</b>
          <p>
            <ChannelLink channel={contact.backup} class="phone" />
          </p>
          <p class="meta">
            <Officer contact={contact} />
            {contact.support?.office ? ` · ${contact.support.office}` : ""}
          </p>
        </div>
      </section>
      <MoreOfReport />
      <p>{t().helpBackup(kindWord(contact.backup.kind))}</p>
      <p class="note-box good">
        <Icon of={ShieldCheck} />
        <span>{t().helpSafe}</span>
      </p>
      <p class="meta">{t().helpOffline}</p>
    </Dialog>
  );
}

function Officer({ contact }: { contact: Contact }) {
  const name = contact.support?.name;
  return <>{name ? <Name of={name} /> : t().noSupport}</>;
}

/** One line under a screen: whom to call when something sticks. */
export function ContactLine({ contact }: { contact: Contact }) {
  const word = contact.backup.kind === "telephone" ? t().troublePhone : t().troubleOther;
  return (
    <p class="meta">
      {word} <ChannelLink channel={contact.backup} /> <Name of={contact.support?.name ?? ""} />
    </p>
  );
}

/** Beside a screen: whom to call, and the button that says more. */
export function ContactCard({ contact }: { contact: Contact }) {
  return (
    <section class="card" aria-label={t().help}>
      <div class="person">
        <Icon of={Phone} />
        <p class="grow">
          <ChannelLink channel={contact.backup} />
          <small>
            <Officer contact={contact} />
          </small>
        </p>
        <HelpButton contact={contact} />
      </div>
    </section>
  );
}

/** The words for a line that has been down for long. */
export function CallInstead({ contact }: { contact: Contact }) {
  return (
    <>
      {contact.backup.kind === "telephone" ? t().lineLong : t().lineLongOther}{" "}
      <ChannelLink channel={contact.backup} class="phone" />
    </>
  );
}
