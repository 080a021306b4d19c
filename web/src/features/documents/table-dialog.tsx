/** Lay a document before the meeting, or a new version in the place of one. */
import { useState } from "preact/hooks";
import { papers } from "../../i18n/documents.ts";
import { table } from "../../protocol/files.ts";
import type { Document, Room } from "../../protocol/wire.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { FileField } from "../../ui/file-field.tsx";
import { Refused } from "../../ui/refused.tsx";
import { newest } from "./papers.ts";

const ACCEPT = ".pdf,.png,.jpg,.jpeg,.odt,.docx,.xlsx,.csv";

export function TableDialog({ room, replaces, onClose }: { room: Room; replaces?: Document; onClose(): void }) {
  const deed = useDeed();
  const [file, setFile] = useState<File | null>(null);
  const [title, setTitle] = useState(replaces === undefined ? "" : (newest(replaces).title ?? ""));
  const [item, setItem] = useState(room.item ?? "");
  const [share, setShare] = useState(0);
  const [missing, setMissing] = useState(false);
  const choose = (chosen: File) => {
    setFile(chosen);
    setMissing(false);
    if (title === "") setTitle(chosen.name.replace(/\.[^.]+$/, ""));
  };
  const send = async () => {
    if (file === null) {
      setMissing(true);
      return;
    }
    const asked = { title, item: item === "" ? null : item, replaces: replaces?.document ?? null };
    if (await deed.run(() => table(room.meeting, file, asked, setShare))) onClose();
  };
  const items = room.agenda.filter((one) => one.state !== "closed");
  const places = [
    ...items.map((one) => [one.item, `${papers().item(one.number)} ${one.title}`] as const),
    ["", papers().wholeMeeting] as const,
  ];
  const form = "table-document";
  return (
    <Dialog
      title={replaces === undefined ? papers().tableTitle : papers().replaceTitle(newest(replaces).title ?? "")}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {papers().cancel}
          </button>
          <button type="submit" form={form} class="primary" aria-busy={deed.busy}>
            {deed.busy ? papers().sending(Math.floor(share * 100)) : papers().send}
          </button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <FileField label={papers().file} accept={ACCEPT} onChosen={choose} />
        {missing ? (
          <p class="state bad" role="alert">
            {papers().chooseFile}
          </p>
        ) : null}
        <Field label={papers().name} value={title} onInput={setTitle} />
        {replaces === undefined ? (
          <Select label={papers().where} value={item} options={places} onChange={setItem} />
        ) : null}
        <p class="meta">{papers().noClass}</p>
      </form>
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
