/** The documents of the meeting, by item: to read, to take away, and for whoever may, to table. */
import { CircleAlert, FileText, Lock } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { clock, day } from "../../i18n/dates.ts";
import { papers } from "../../i18n/documents.ts";
import { addressOf } from "../../protocol/files.ts";
import type { Document, Room, You } from "../../protocol/wire.ts";
import { Icon } from "../../ui/icon.tsx";
import { AnnounceDialog } from "./announce-dialog.tsx";
import css from "./documents.module.css";
import { isRead, isShut, newest, opened, seenOf, type Version } from "./papers.ts";
import { TableDialog } from "./table-dialog.tsx";
import { WithdrawDialog } from "./withdraw-dialog.tsx";

interface Props {
  room: Room;
  you: You;
  /** Called when one is opened. */
  onOpen?(): void;
}

type Card = { what: "table" | "announce" } | { what: "replace" | "withdraw"; document: Document } | null;

export function DocumentsPanel({ room, you, onOpen }: Props) {
  const [card, setCard] = useState<Card>(null);
  const close = () => setCard(null);
  const draws = room.documents.some((one) => newest(one).kind === "pdf");
  useEffect(() => {
    // Whoever looks at the list is about to open one: what draws papers comes meanwhile.
    if (draws) void import("./pdf.ts").then((pdf) => pdf.fetchWorker()).catch(() => undefined);
  }, [draws]);
  const items = [...room.agenda, null];
  return (
    <div class={css.list}>
      <Officer room={room} you={you} onCard={setCard} />
      {room.documents.length === 0 ? (
        <div class="empty">
          <Icon of={FileText} />
          <b>{papers().none}</b>
          <small>{papers().noneLine}</small>
        </div>
      ) : null}
      {items.map((item) => {
        const here = room.documents.filter((one) => one.item === (item?.item ?? null));
        if (here.length === 0) return null;
        return (
          <section key={item?.item ?? ""} class={css.group}>
            <h3>{item === null ? papers().wholeMeeting : papers().item(item.number)}</h3>
            {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
            <ul role="list">
              {here.map((one) => (
                <PaperRow key={one.document} room={room} you={you} document={one} onCard={setCard} onOpen={onOpen} />
              ))}
            </ul>
          </section>
        );
      })}
      {room.access === null ? null : <Access access={room.access} />}
      {card?.what === "table" ? <TableDialog room={room} onClose={close} /> : null}
      {card?.what === "replace" ? <TableDialog room={room} replaces={card.document} onClose={close} /> : null}
      {card?.what === "withdraw" ? <WithdrawDialog document={card.document} onClose={close} /> : null}
      {card?.what === "announce" ? <AnnounceDialog onClose={close} /> : null}
    </div>
  );
}

function Officer({ room, you, onCard }: { room: Room; you: You; onCard(card: Card): void }) {
  const announces = you.may.includes("documents.announce_access");
  const own = you.documents;
  if (!announces && !you.may.includes("documents.table")) return null;
  return (
    <div class={css.officer}>
      {you.may.includes("documents.table") ? (
        <button type="button" onClick={() => onCard({ what: "table" })}>
          {papers().table}
        </button>
      ) : null}
      {announces ? (
        <>
          <button type="button" onClick={() => onCard({ what: "announce" })}>
            {papers().announce}
          </button>
          {room.access !== null && own !== null ? (
            <p class="meta" data-told={own.told}>
              {papers().announced(own.told, own.called)}
            </p>
          ) : (
            <p class="state warn wraps">
              <Icon of={CircleAlert} />
              {papers().notAnnounced}
            </p>
          )}
        </>
      ) : null}
    </div>
  );
}

/** How the documents are got at, as it was announced. */
export function Access({ access }: { access: NonNullable<Room["access"]> }) {
  return (
    <section class="note-box" aria-label={papers().access}>
      <Icon of={FileText} />
      <div class="grow">
        <b>{papers().access}</b>
        <p>{access.text}</p>
        <p class="meta">
          {access.by} · {papers().channel[access.channel]} · <span class="keep">{day(access.at)}</span>{" "}
          <span class="keep">{clock(access.at)}</span>
        </p>
      </div>
    </section>
  );
}

interface RowProps extends Props {
  document: Document;
  onCard(card: Card): void;
}

function PaperRow({ room, you, document, onCard, onOpen }: RowProps) {
  const version = newest(document);
  const seen = seenOf(you, document.document);
  const shut = isShut(you, document);
  return (
    <li class={css.paper} data-paper={document.document}>
      <b>{version.title}</b>
      <p class="meta">
        <span class="keep">
          {version.kind.toUpperCase()} {papers().size(version.bytes)}
        </span>{" "}
        · {document.versions.length > 1 ? `${papers().version(version.version)} · ` : ""}
        {papers().tabled(version.by ?? "", `${day(version.at)} ${clock(version.at)}`)}
        {version.scanned ? "" : ` · ${papers().notScanned}`}
      </p>
      {seen === 0 ? null : (
        <p class={seen < version.version ? "state warn" : "state good"}>
          {seen < version.version ? papers().newer : papers().opened}
        </p>
      )}
      {shut ? (
        <p class="state wraps">
          <Icon of={Lock} />
          {papers().shut}
        </p>
      ) : (
        <div class={css.deeds}>
          <Take room={room} document={document} version={version} onOpen={onOpen} />
        </div>
      )}
      {document.versions.length > 1 && !shut ? (
        <details class={css.more}>
          <summary>{papers().earlier}</summary>
          {document.versions.slice(0, -1).map((one) => (
            <div class={css.deeds} key={one.version}>
              <span>
                {papers().version(one.version)} <span class="meta">{clock(one.at)}</span>
              </span>
              <Take room={room} document={document} version={one} onOpen={onOpen} />
            </div>
          ))}
        </details>
      ) : null}
      <Readers you={you} document={document} />
      {you.documents?.own.includes(document.document) ? (
        <div class={css.deeds}>
          <button type="button" onClick={() => onCard({ what: "replace", document })}>
            {papers().replace}
          </button>
          <button type="button" class="danger" onClick={() => onCard({ what: "withdraw", document })}>
            {papers().withdraw}
          </button>
        </div>
      ) : null}
    </li>
  );
}

function Take(props: { room: Room; document: Document; version: Version; onOpen?: (() => void) | undefined }) {
  const { room, document, version, onOpen } = props;
  const open = () => {
    opened.value = { document: document.document, version: version.version };
    onOpen?.();
  };
  return (
    <>
      {isRead(version) ? (
        <button type="button" onClick={open}>
          {papers().open}
          <span class="sr"> {version.title}</span>
        </button>
      ) : null}
      <a class="button" href={addressOf(room.meeting, document.document, version.version)} download>
        {papers().download}
        <span class="sr"> {version.title}</span>
      </a>
    </>
  );
}

/** Who has opened it, for whoever directs. */
function Readers({ you, document }: { you: You; document: Document }) {
  const readers = you.documents?.readers?.filter((one) => one.document === document.document) ?? null;
  if (readers === null) return null;
  return (
    <details class={css.more}>
      <summary>{papers().readers(readers.length)}</summary>
      <ul>
        {readers.map((one) => (
          <li key={one.seat}>
            {one.version < newest(document).version ? papers().readOlder(one.name ?? "", one.version) : one.name}
          </li>
        ))}
      </ul>
    </details>
  );
}
