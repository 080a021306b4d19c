/** The record of a closed meeting. */
import { Coverage, RecordFiles, RecordHead } from "../features/recording/record-view.tsx";
import { t } from "../i18n/t.ts";
import { api } from "../protocol/http.ts";
import type { View } from "../protocol/wire.ts";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";

async function load(meeting: string) {
  const [view, files] = await Promise.all([api.view(meeting) as Promise<View>, api.recordings(meeting)]);
  return { room: view.room, files: files.recordings, coverage: files.coverage };
}

export default function Record({ meeting }: { meeting: string }) {
  return (
    <HousePage screen="record" title={t().recordTitle}>
      <Loaded ask={() => load(meeting)} by={meeting}>
        {({ room, files, coverage }) => (
          <>
            <RecordHead room={room} />
            <RecordFiles meeting={meeting} />
            <Coverage room={room} files={files} coverage={coverage} />
          </>
        )}
      </Loaded>
    </HousePage>
  );
}
