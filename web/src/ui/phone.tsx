/** A number to call or an address to write to, as a link that works without our server. */
import { arabicDigits } from "../i18n/digits.ts";
import { digits } from "../i18n/t.ts";

interface Channel {
  kind: string;
  address: string;
}

export function ChannelLink({ channel, class: name }: { channel: Channel; class?: string }) {
  if (channel.kind === "telephone") {
    const number = arabicDigits(channel.address).replace(/[^0-9+#*,]/g, "");
    return (
      <a class={`num keep ${name ?? ""}`} href={`tel:${number}`}>
        {digits(channel.address)}
      </a>
    );
  }
  if (channel.kind === "email") {
    return (
      <a class={`keep ${name ?? ""}`} href={`mailto:${channel.address}`}>
        {channel.address}
      </a>
    );
  }
  return <span class={name}>{channel.address}</span>;
}
