/** Calling a meeting. */
import { NewMeetingForm } from "../features/calling/new-meeting-form.tsx";
import { who } from "../features/identity/who.ts";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import { toast } from "../ui/toast.tsx";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";
import { go } from "./navigate.ts";

async function everything() {
  const [people, committees, profiles] = await Promise.all([api.people(), api.committees(), api.profiles()]);
  return { people, committees, profiles };
}

function called(meeting: string): void {
  go(`/meetings?called=${meeting}`);
  toast(t().toastCalled);
}

export default function NewMeetingScreen() {
  const me = who.value.at === "here" ? who.value.me.person : "";
  return (
    <HousePage screen="new-meeting" title={t().newMeeting} narrow>
      <header>
        <h1>{t().newMeeting}</h1>
        <p class="meta">{t().newMeetingLine}</p>
      </header>
      <Loaded ask={everything} by="people">
        {(all) => <NewMeetingForm {...all} me={me} onCalled={called} />}
      </Loaded>
    </HousePage>
  );
}
