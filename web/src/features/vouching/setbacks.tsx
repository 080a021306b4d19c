/** What came before of whoever asked under this name: when, by whom and why. */
import { TriangleAlert } from "lucide-preact";
import { clock } from "../../i18n/dates.ts";
import { pick, t } from "../../i18n/t.ts";
import type { You } from "../../protocol/wire.ts";
import { Icon } from "../../ui/icon.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";

export type Setback = You["visitors"][number]["before"][number];

export function Setbacks({ before }: { before: readonly Setback[] }) {
  return (
    <>
      {before.map((one) => (
        <p key={one.at} class="note-box bad" data-before={one.kind}>
          <Icon of={TriangleAlert} />
          <span class="grow">
            <b>
              <Phrase text={pick(t().setback, one.kind)} />
            </b>
            <br />
            <Phrase text={t().setbackBy(clock(one.at), unbroken(one.by ?? ""))} />
            <br />
            {t().setbackWhy} {one.reason ?? t().destroyed}
          </span>
        </p>
      ))}
    </>
  );
}
