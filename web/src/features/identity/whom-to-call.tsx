/** Whose server this is, and the number to call for whoever cannot come in. */
import { Phone } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { api, type Contact } from "../../protocol/http.ts";
import { Icon } from "../../ui/icon.tsx";
import { ChannelLink } from "../../ui/phone.tsx";
import { Phrase } from "../../ui/phrase.tsx";

const NOTHING: Contact = { name: "", telephone: "" };

/** Empty until the server has said it, and where it cannot. */
export function useContact(): Contact {
  const [contact, setContact] = useState(NOTHING);
  useEffect(() => {
    let current = true;
    api.contact().then(
      (told) => current && setContact(told),
      // Where it cannot be asked, the page says what else there is.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, []);
  return contact;
}

export function WhomToCall({ title }: { title: string }) {
  const { telephone } = useContact();
  return (
    <div class="note-box">
      <Icon of={Phone} />
      <div>
        <b>{title}</b>
        {telephone === "" ? null : (
          <p>
            {t().callAgency} <ChannelLink channel={{ kind: "telephone", address: telephone }} class="big" />
          </p>
        )}
        <p class="meta">
          <Phrase text={telephone === "" ? t().signInHelpLine : t().orCallBackup} />
        </p>
      </div>
    </div>
  );
}
