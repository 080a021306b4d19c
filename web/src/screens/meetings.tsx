/** My meetings. */
import { ListHead, MeetingList } from "../features/calling/meeting-list.tsx";
import { mayDo } from "../features/identity/who.ts";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";

export default function Meetings() {
  return (
    <HousePage screen="meetings" title={t().myMeetings}>
      <ListHead keepsRegister={mayDo("register.keep")} seesCommittees={mayDo("committees.see")} />
      <Loaded ask={api.meetings} by="meetings">
        {(meetings) => (
          <MeetingList
            meetings={meetings}
            keepsRegister={mayDo("register.keep")}
            called={new URLSearchParams(location.search).get("called")}
          />
        )}
      </Loaded>
    </HousePage>
  );
}
