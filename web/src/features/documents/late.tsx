/** Documents weigh nothing in the room until there is something to see of them: what shows them is fetched then. */
import { signal } from "@preact/signals-core";
import { useEffect } from "preact/hooks";
import type { Room, You } from "../../protocol/wire.ts";
import { opened, outdated } from "./papers.ts";

const parts = signal<typeof import("./parts.ts") | null>(null);

/** Fetch it; where the line is down, it is tried again with the next thing that needs it. */
export async function fetchDocuments(): Promise<void> {
  if (parts.peek() === null) parts.value = await import("./parts.ts");
}

function useParts(needed: boolean) {
  useEffect(() => {
    if (needed) void fetchDocuments().catch(() => undefined);
  }, [needed]);
  return needed ? parts.value : null;
}

interface Props {
  room: Room;
  you: You;
}

export function Documents(props: Props & { onOpen?(): void }) {
  const loaded = useParts(true);
  return loaded === null ? null : <loaded.DocumentsPanel {...props} />;
}

export function Notices(props: Props & { onList(): void }) {
  const { room, you } = props;
  const loaded = useParts(room.access !== null || room.led !== null || outdated(room, you).length > 0);
  return loaded === null ? null : <loaded.DocumentNotices {...props} />;
}

export function OpenPaper(props: Props & { onClose(): void }) {
  const loaded = useParts(opened.value !== null);
  return loaded === null ? null : <loaded.Viewer {...props} />;
}
