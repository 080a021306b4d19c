/** Calling a meeting. */
import { NewMeetingForm } from "../features/calling/new-meeting-form.tsx";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import { toast } from "../ui/toast.tsx";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";
import { go } from "./navigate.ts";

function called(): void {
  go("/meetings");
  toast(t().toastCalled);
}

export default function NewMeetingScreen() {
  return (
    <HousePage screen="new-meeting" title={t().newMeeting} narrow>
      <header>
        <h1>{t().newMeeting}</h1>
        <p class="meta">{t().newMeetingLine}</p>
      </header>
      <Loaded ask={api.people} by="people">
        {(people) => <NewMeetingForm people={people} onCalled={called} />}
      </Loaded>
    </HousePage>
  );
}
