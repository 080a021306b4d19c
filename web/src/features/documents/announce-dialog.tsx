/** Announce how the documents are got at: a sentence that is ready, and by what it went. */
import { useState } from "preact/hooks";
import { papers } from "../../i18n/documents.ts";
import { language } from "../../i18n/t.ts";
import type { ArgsOf } from "../../protocol/wire.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { LongField, Select } from "../../ui/field.tsx";
import { Refused } from "../../ui/refused.tsx";

type Channel = ArgsOf<"documents.announce_access">["channel"];
const CHANNELS: readonly Channel[] = ["in_room", "notice", "email", "message"];

export function AnnounceDialog({ onClose }: { onClose(): void }) {
  const deed = useDeed();
  const [text, setText] = useState(papers().announceReady);
  const [channel, setChannel] = useState<Channel>("in_room");
  const announce = async () => {
    if (await deed.run(() => send("documents.announce_access", { text, channel }))) onClose();
  };
  return (
    <Dialog
      title={papers().announceTitle}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {papers().cancel}
          </button>
          <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void announce()}>
            {papers().announceDo}
          </button>
        </>
      }
    >
      <LongField label={papers().announceText} lang={language.value} rows={5} value={text} onInput={setText} />
      <Select
        label={papers().announceBy}
        value={channel}
        options={CHANNELS.map((one) => [one, papers().channel[one]] as const)}
        onChange={(chosen) => setChannel(CHANNELS.find((one) => one === chosen) ?? "in_room")}
      />
      <p class="meta">{channel === "in_room" ? papers().announceInRoom : papers().announceElse}</p>
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
