/** Calling a meeting. */
import { NewMeetingForm } from "../features/calling/new-meeting-form.tsx";
import { who } from "../features/identity/who.ts";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import { toast } from "../ui/toast.tsx";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";
import { go } from "./navigate.ts";

async function both() {
  const [people, committees] = await Promise.all([api.people(), api.committees()]);
  return { people, committees };
}

function called(): void {
  go("/meetings");
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
      <Loaded ask={both} by="people">
        {({ people, committees }) => (
          <NewMeetingForm people={people} committees={committees} me={me} onCalled={called} />
        )}
      </Loaded>
    </HousePage>
  );
}
