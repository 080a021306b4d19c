/** Calling a meeting. */
import { NewMeetingForm } from "../features/calling/new-meeting-form.tsx";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import { toast } from "../ui/toast.tsx";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";
import { go } from "./navigate.ts";

async function both() {
  const [people, committees] = await Promise.all([api.people(), api.committees()]);
  return { people, committees: committees.filter((one) => one.active && one.may.includes("call")) };
}

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
      <Loaded ask={both} by="people">
        {({ people, committees }) => <NewMeetingForm people={people} committees={committees} onCalled={called} />}
      </Loaded>
    </HousePage>
  );
}
