/** A paper in the page: my own page of it, with my name across it. */
import { ChevronLeft, ChevronRight, FileText, X, ZoomIn, ZoomOut } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { papers } from "../../i18n/documents.ts";
import { addressOf, leadTo, stopLeading } from "../../protocol/files.ts";
import { asRefusal, type Refusal } from "../../protocol/refusal.ts";
import type { Document, Room, You } from "../../protocol/wire.ts";
import { Icon } from "../../ui/icon.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./documents.module.css";
import { follow, following, isShut, ledByOther, newest, opened, paper, type Version } from "./papers.ts";
import type { Paper } from "./pdf.ts";
import { mark } from "./watermark.ts";

const ZOOMS = [1, 1.25, 1.5, 2, 3] as const;

interface Props {
  room: Room;
  you: You;
  onClose(): void;
}

/** The document that is open on this page, as long as it is there for this person. */
export function Viewer({ room, you, onClose }: Props) {
  const chosen = opened.value;
  const document = chosen === null ? null : paper(room, chosen.document);
  const version = document?.versions.find((one) => one.version === chosen?.version) ?? null;
  const gone = document === null || version === null || you.documents === null || isShut(you, document);
  useEffect(() => {
    if (gone) onClose();
  }, [gone, onClose]);
  if (gone) return null;
  const url = addressOf(room.meeting, document.document, version.version);
  const shown = { url, room, you, document, version, onClose };
  return <Shown key={url} {...shown} />;
}

interface ShownProps extends Props {
  url: string;
  document: Document;
  version: Version;
}

async function openAny(url: string, kind: Version["kind"]): Promise<Paper> {
  if (kind === "pdf") return (await import("./pdf.ts")).openPdf(url);
  return (await import("./picture.ts")).openPicture(url);
}

function Shown({ url, room, you, document, version, onClose }: ShownProps) {
  const pane = useRef<HTMLElement>(null);
  const [file, setFile] = useState<Paper | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState(0);
  useEffect(() => {
    let open: Paper | null = null;
    let left = false;
    const failed = (failure: unknown) => setRefusal(asRefusal(failure));
    openAny(url, version.kind).then((got) => {
      if (left) got.close();
      else {
        open = got;
        setFile(got);
      }
    }, failed);
    return () => {
      left = true;
      open?.close();
    };
  }, [url, version.kind]);
  useEffect(() => pane.current?.focus(), []);
  const pages = file?.pages ?? 1;
  const leads = isLed(room.led, document, version) && room.led?.seat === you.seat;
  const turn = (to: number) => {
    const next = Math.min(pages, Math.max(1, to));
    setPage(next);
    following.value = false;
    if (leads && next !== page) void leadTo(url, next).catch(() => undefined);
  };
  useFollowing(room, you, setPage);
  const resize = (by: number) => setZoom((now) => Math.min(ZOOMS.length - 1, Math.max(0, now + by)));
  const keys: Record<string, () => void> = {
    PageDown: () => turn(page + 1),
    PageUp: () => turn(page - 1),
    ArrowRight: () => turn(page + 1),
    ArrowLeft: () => turn(page - 1),
    Home: () => turn(1),
    End: () => turn(pages),
    "+": () => resize(1),
    "-": () => resize(-1),
    Escape: onClose,
  };
  return (
    <section
      ref={pane}
      class={css.viewer}
      aria-label={version.title ?? papers().title}
      tabIndex={-1}
      data-document={document.document}
      data-page={file === null ? undefined : page}
      onKeyDown={(event) => {
        const key = keys[event.key];
        if (key === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        key();
      }}
    >
      <header class={css.head}>
        <Icon of={FileText} />
        <b>{version.title}</b>
        {document.versions.length > 1 ? <span class="state">{papers().version(version.version)}</span> : null}
        {newest(document).version > version.version ? (
          <button
            type="button"
            class={css.newer}
            onClick={() => {
              opened.value = { document: document.document, version: newest(document).version };
            }}
          >
            {papers().openNewer}
          </button>
        ) : null}
        <button type="button" class="plain" aria-label={papers().close} onClick={onClose}>
          <Icon of={X} />
        </button>
      </header>
      {refusal !== null ? (
        <div class={css.instead}>
          {refusal.reason === "unreachable" ? (
            <p class="note-box bad" role="alert">
              <span>{papers().unreadable}</span>
            </p>
          ) : (
            <Refused refusal={refusal} />
          )}
          <a class="button" href={url} download>
            {papers().download}
          </a>
        </div>
      ) : file === null ? (
        <p class={css.instead} role="status">
          {papers().opening} · {papers().size(version.bytes)}
        </p>
      ) : (
        <Page
          file={file}
          page={page}
          zoom={ZOOMS[zoom] ?? 1}
          name={you.name ?? ""}
          onFailed={(failure) => setRefusal(asRefusal(failure))}
        />
      )}
      <footer class={css.foot}>
        <button type="button" aria-label={papers().before} onClick={() => turn(page - 1)}>
          <Icon of={ChevronLeft} />
        </button>
        <span class="num keep" role="status">
          {papers().page(page, pages)}
        </span>
        <button type="button" aria-label={papers().next} onClick={() => turn(page + 1)}>
          <Icon of={ChevronRight} />
        </button>
        <span class="push" />
        <button type="button" aria-label={papers().smaller} onClick={() => resize(-1)}>
          <Icon of={ZoomOut} />
        </button>
        <button type="button" aria-label={papers().larger} onClick={() => resize(1)}>
          <Icon of={ZoomIn} />
        </button>
        <Leading room={room} you={you} url={url} page={page} leads={leads} />
      </footer>
    </section>
  );
}

function isLed(led: Room["led"], document: Document, version: Version): boolean {
  return led !== null && led.document === document.document && led.version === version.version;
}

/** Whatever whoever leads turns to, this page turns to as well; and to another document. */
function useFollowing(room: Room, you: You, turn: (page: number) => void): void {
  const led = following.value ? ledByOther(room, you) : null;
  const { document, version, page } = led ?? { document: null, version: 0, page: 0 };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what whoever leads has turned to turns this page.
  useEffect(() => {
    if (document === null) {
      following.value = false;
      return;
    }
    if (opened.peek()?.document !== document || opened.peek()?.version !== version)
      opened.value = { document, version };
    turn(page);
  }, [document, version, page]);
}

/** To lead the others, for whoever may; to follow, or to look at a page of one's own. */
function Leading(props: { room: Room; you: You; url: string; page: number; leads: boolean }) {
  const { room, you, url, page, leads } = props;
  const led = ledByOther(room, you);
  if (led !== null) {
    return following.value ? (
      <button
        type="button"
        onClick={() => {
          following.value = false;
        }}
      >
        {papers().ownPage}
      </button>
    ) : (
      <button type="button" onClick={() => follow(led)}>
        {papers().follow}
      </button>
    );
  }
  if (!you.may.includes("documents.table") || you.class === "waiting") return null;
  const press = () => void (leads ? stopLeading(room.meeting) : leadTo(url, page)).catch(() => undefined);
  return (
    <button type="button" aria-pressed={leads} onClick={press}>
      {leads ? papers().leadStop : papers().lead}
    </button>
  );
}

interface PageProps {
  file: Paper;
  page: number;
  zoom: number;
  name: string;
  onFailed(failure: unknown): void;
}

/** One page, drawn anew when the place for it grows or shrinks. */
function Page({ file, page, zoom, name, onFailed }: PageProps) {
  const place = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [drawn, setDrawn] = useState(0);
  useEffect(() => {
    const box = place.current;
    if (box === null) return undefined;
    const measure = () => setWidth(Math.floor(box.clientWidth));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another word for a failure draws nothing anew.
  useEffect(() => {
    const sheet = document.createElement("canvas");
    let left = width === 0;
    if (left) return undefined;
    file.draw(sheet, page, width * zoom).then(() => {
      const shown = canvas.current;
      if (left || shown === null) return;
      mark(sheet, `${name} · ${clock(Date.now())}`);
      shown.width = sheet.width;
      shown.height = sheet.height;
      shown.getContext("2d")?.drawImage(sheet, 0, 0);
      place.current?.scrollTo(0, 0);
      setDrawn(page);
    }, onFailed);
    return () => {
      left = true;
    };
  }, [file, page, zoom, width, name]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a page that is larger than its place scrolls, so the keyboard must reach it.
    <section ref={place} class={css.sheet} tabIndex={0} aria-label={papers().page(page, file.pages)}>
      <canvas ref={canvas} style={{ width: `${zoom * 100}%` }} data-drawn={drawn || undefined} />
    </section>
  );
}
