/** Which document is open on this page, and what is told of each. */
import { signal } from "@preact/signals-core";
import type { Document, Room, You } from "../../protocol/wire.ts";

export interface Opened {
  document: string;
  version: number;
}

/** The version that is open on this page. */
export const opened = signal<Opened | null>(null);

/** Whether this page turns with whoever leads (ตามผู้นำเสนอ). */
export const following = signal(false);

/** Close the paper that is open on this page. */
export function shut(): void {
  opened.value = null;
  following.value = false;
}

/** What somebody else leads through just now, and this person may see. */
export function ledByOther(room: Room, you: You): Led | null {
  const { led } = room;
  if (led === null || led.seat === you.seat) return null;
  const document = paper(room, led.document);
  return document === null || isShut(you, document) ? null : led;
}

/** Turn with whoever leads, from what they show now on. */
export function follow(led: Led): void {
  opened.value = { document: led.document, version: led.version };
  following.value = true;
}

export type Led = NonNullable<Room["led"]>;

export type Version = Document["versions"][number];

/** The version that holds. */
export function newest(document: Document): Version {
  // A document has a version from its first moment on.
  return document.versions.at(-1) as Version;
}

/** A document that is there for this person, by its id. */
export function paper(room: Room, id: string): Document | null {
  return room.documents.find((one) => one.document === id) ?? null;
}

/** The newest version that this person has opened; 0 for none. */
export function seenOf(you: You, document: string): number {
  return you.documents?.opened.find((one) => one.document === document)?.version ?? 0;
}

/** What this person has opened, and of which there is a newer version now. */
export function outdated(room: Room, you: You): Document[] {
  return room.documents.filter((one) => {
    const seen = seenOf(you, one.document);
    return seen > 0 && seen < newest(one).version && !isShut(you, one);
  });
}

/** Whether this person's own word shuts it to them. */
export function isShut(you: You, document: Document): boolean {
  return document.item !== null && (you.documents?.shut.includes(document.item) ?? false);
}

/** Whether it is read in the page; other kinds are taken away. */
export function isRead(version: Version): boolean {
  return ["pdf", "png", "jpeg"].includes(version.kind);
}
