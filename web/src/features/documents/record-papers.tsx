/** The documents of a closed meeting, every version, and the table of who opened what when. */
import { FileText } from "lucide-preact";
import { clock, day } from "../../i18n/dates.ts";
import { papers } from "../../i18n/documents.ts";
import { language } from "../../i18n/t.ts";
import { addressOf } from "../../protocol/files.ts";
import type { Document } from "../../protocol/wire.ts";
import { Icon } from "../../ui/icon.tsx";
import css from "./documents.module.css";

export function RecordPapers({ meeting, documents }: { meeting: string; documents: readonly Document[] }) {
  if (documents.length === 0) return null;
  const versions = documents.flatMap((one) => one.versions.map((version) => ({ document: one.document, version })));
  return (
    <section class="card" aria-labelledby="record-papers">
      <h2 id="record-papers">{papers().title}</h2>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class="rows" role="list">
        {versions.map(({ document, version }) => (
          <li key={`${document} ${version.version}`}>
            <Icon of={FileText} />
            <p class="grow">
              <a href={addressOf(meeting, document, version.version)} download>
                {version.title}
              </a>
              <small>
                {papers().version(version.version)} ·{" "}
                {papers().tabled(version.by ?? "", `${day(version.at)} ${clock(version.at)}`)}
              </small>
            </p>
          </li>
        ))}
      </ul>
      <p class={css.deeds}>
        <a class="button" href={`/api/meetings/${meeting}/documents.csv?lang=${language.value}`} download>
          {papers().record}
        </a>
      </p>
    </section>
  );
}
