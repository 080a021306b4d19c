/** My meetings. */
import { ListHead, MeetingList } from "../features/calling/meeting-list.tsx";
import { mayDo } from "../features/identity/who.ts";
import { IncidentWatch } from "../features/incidents/watch.tsx";
import { t } from "../i18n/t.ts";
import { api, type MeetingRow } from "../protocol/http.ts";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";

function seesTo(row: MeetingRow): boolean {
  return row.phase !== "closed" && (row.roles.includes("support") || row.roles.includes("controller"));
}

export default function Meetings() {
  return (
    <HousePage screen="meetings" title={t().myMeetings}>
      <ListHead keepsRegister={mayDo("register.keep")} seesCommittees={mayDo("committees.see")} />
      <Loaded ask={api.meetings} by="meetings">
        {(meetings) => (
          <>
            {meetings.some(seesTo) ? <IncidentWatch /> : null}
            <MeetingList
              meetings={meetings}
              keepsRegister={mayDo("register.keep")}
              called={new URLSearchParams(location.search).get("called")}
            />
          </>
        )}
      </Loaded>
    </HousePage>
  );
}
