/** First passwords as they are handed out: a slip for each, with where to go, shown this once. */
import { Printer } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import type { Given } from "../../protocol/http.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import css from "./password-slips.module.css";

export function PasswordSlips({ given }: { given: readonly Given[] }) {
  const only = given.length === 1 ? given[0] : undefined;
  return (
    <>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class={css.slips} role="list" data-print>
        {given.map((one) => (
          <Slip key={one.sign_in_name} of={one} />
        ))}
      </ul>
      <div class="pair">
        {only === undefined ? null : <CopyButton text={only.password} label={t().copyPassword} />}
        <button type="button" onClick={() => print()}>
          <Icon of={Printer} />
          {t().printPasswords}
        </button>
      </div>
    </>
  );
}

function Slip({ of }: { of: Given }) {
  return (
    <li class={css.slip}>
      <b>
        <Name of={of.name} />
      </b>
      <dl>
        <dt>{t().openAddress}</dt>
        <dd translate={false}>{location.origin}</dd>
        <dt>{t().account}</dt>
        <dd translate={false}>{of.sign_in_name}</dd>
        <dt>{t().firstPassword}</dt>
        <dd class={css.secret} translate={false} data-secret="password">
          {of.password}
        </dd>
      </dl>
      <p class="meta">
        <Phrase text={t().slipLine} />
      </p>
    </li>
  );
}
