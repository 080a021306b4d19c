/** The record of a closed meeting. */
import { RecordPapers } from "../features/documents/record-papers.tsx";
import { AttendanceCard } from "../features/presence/attendance-sheet.tsx";
import { Clips } from "../features/recording/clips.tsx";
import { WholeCopy } from "../features/recording/copy.tsx";
import { Coverage, RecordFiles, RecordHead } from "../features/recording/record-view.tsx";
import { WholePlayer } from "../features/recording/whole-player.tsx";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import type { View } from "../protocol/wire.ts";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";

async function load(meeting: string) {
  const [view, files, clips, timeline, documents] = await Promise.all([
    api.view(meeting) as Promise<View>,
    api.recordings(meeting),
    api.clips(meeting),
    api.timeline(meeting),
    api.documents(meeting),
  ]);
  const attendance = view.you.may.includes("sheets.read") ? await api.attendance(meeting) : null;
  return {
    room: view.room,
    files: files.recordings,
    coverage: files.coverage,
    clips: clips.clips,
    timeline,
    documents,
    attendance,
  };
}

export default function Record({ meeting }: { meeting: string }) {
  return (
    <HousePage screen="record" title={t().recordTitle}>
      <Loaded ask={() => load(meeting)} by={meeting}>
        {({ room, files, coverage, clips, timeline, documents, attendance }) => (
          <>
            <RecordHead room={room} />
            <RecordFiles meeting={meeting} sheets={attendance !== null} />
            {attendance === null ? null : <AttendanceCard meeting={meeting} sheet={attendance} />}
            <RecordPapers meeting={meeting} documents={documents} />
            <WholePlayer meeting={meeting} timeline={timeline} />
            {files.length > 0 && room.opened_at !== null ? <WholeCopy meeting={meeting} /> : null}
            <Coverage room={room} files={files} coverage={coverage} />
            <Clips clips={clips} />
          </>
        )}
      </Loaded>
    </HousePage>
  );
}
