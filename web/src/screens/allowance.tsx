/** The allowance sheet of a closed meeting, to be filled in, printed and signed. */
import { AllowancePage } from "../features/presence/allowance-sheet.tsx";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";

export default function Allowance({ meeting }: { meeting: string }) {
  return (
    <HousePage screen="allowance" title={t().allowanceTitle}>
      <Loaded ask={() => api.allowance(meeting)} by={meeting}>
        {(sheet) => <AllowancePage meeting={meeting} sheet={sheet} />}
      </Loaded>
    </HousePage>
  );
}
