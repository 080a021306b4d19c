/** On the desk: how the documents are got at, until it is understood; and that one I have read has a newer version. */
import { signal } from "@preact/signals-core";
import { FileText } from "lucide-preact";
import { papers } from "../../i18n/documents.ts";
import type { Room, You } from "../../protocol/wire.ts";
import { Icon } from "../../ui/icon.tsx";
import css from "./documents.module.css";
import { follow, following, ledByOther, newest, opened, outdated, paper } from "./papers.ts";

/** The announcement that was understood on this page, by its time. */
const understood = signal<string | null>(null);

interface Props {
  room: Room;
  you: You;
  /** Called to see the list of them. */
  onList(): void;
}

export function DocumentNotices({ room, you, onList }: Props) {
  const { access } = room;
  const led = ledByOther(room, you);
  const shown = led === null ? null : paper(room, led.document);
  const title = shown === null ? "" : (newest(shown).title ?? "");
  return (
    <>
      {access === null || understood.value === access.at ? null : (
        <section class="note-box" data-access aria-label={papers().access} role="status">
          <Icon of={FileText} />
          <div class="grow">
            <b>{papers().access}</b>
            <p>{access.text}</p>
            <p class={css.deeds}>
              <button type="button" onClick={onList}>
                {papers().list}
              </button>
              <button
                type="button"
                onClick={() => {
                  understood.value = access.at;
                }}
              >
                {papers().understood}
              </button>
            </p>
          </div>
        </section>
      )}
      {led === null || following.value ? null : (
        <section class="note-box" data-led role="status">
          <Icon of={FileText} />
          <div class="grow">
            <p>{papers().leads(led.name ?? "", title)}</p>
            <button type="button" onClick={() => follow(led)}>
              {papers().follow}
            </button>
          </div>
        </section>
      )}
      {outdated(room, you).map((one) => (
        <section key={one.document} class="note-box warn" data-newer={one.document} role="status">
          <Icon of={FileText} />
          <div class="grow">
            <p>{papers().newerThan(newest(one).title ?? "")}</p>
            <button
              type="button"
              onClick={() => {
                opened.value = { document: one.document, version: newest(one).version };
              }}
            >
              {papers().openNewer}
            </button>
          </div>
        </section>
      ))}
    </>
  );
}
