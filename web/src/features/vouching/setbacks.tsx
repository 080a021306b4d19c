/** What came before of whoever asked under this name. */
import { TriangleAlert } from "lucide-preact";
import { pick, t } from "../../i18n/t.ts";
import type { Setback as Told } from "../../protocol/wire.ts";
import { Icon } from "../../ui/icon.tsx";
import { Setback } from "../../ui/setback.tsx";

export function Setbacks({ before }: { before: readonly Told[] }) {
  return (
    <>
      {before.map((one) => (
        <p key={one.at} class="note-box bad" data-before={one.kind}>
          <Icon of={TriangleAlert} />
          <Setback words={pick(t().setback, one.kind)} at={one.at} by={one.by} reason={one.reason} />
        </p>
      ))}
    </>
  );
}
