/** Taking a table of people into the register. */
import { ImportPeople } from "../features/accounts/import-people.tsx";
import { t } from "../i18n/t.ts";
import { toast } from "../ui/toast.tsx";
import { HousePage } from "./house-page.tsx";
import { go } from "./navigate.ts";

export default function ImportScreen() {
  return (
    <HousePage screen="import" title={t().importPeople}>
      <header>
        <h1>{t().importPeople}</h1>
        <p class="meta">{t().importLine}</p>
      </header>
      <ImportPeople
        onDone={(counts) => {
          go("/register");
          toast(t().tableTaken(counts.new, counts.changes));
        }}
      />
    </HousePage>
  );
}
