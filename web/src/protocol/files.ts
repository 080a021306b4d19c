/** Files that come and go beside the meeting's line: sent with progress, fetched whole, and refused in words. */
import { call } from "./http.ts";
import { Refusal, UNREACHABLE } from "./refusal.ts";

export interface Tabling {
  title: string;
  item: string | null;
  replaces: string | null;
}

/** Where a version of a document is. */
export function addressOf(meeting: string, document: string, version: number): string {
  return `/api/meetings/${meeting}/documents/${document}/${version}`;
}

/** Lay a file before a meeting; `told` says how much of it has gone, of 1. Throws the refusal. */
export function table(meeting: string, file: File, asked: Tabling, told: (share: number) => void): Promise<void> {
  const query = new URLSearchParams();
  if (asked.item !== null) query.set("item", asked.item);
  if (asked.replaces !== null) query.set("replaces", asked.replaces);
  // Of a request that is sent in a form of fetch nobody learns how far it has come.
  const request = new XMLHttpRequest();
  request.open("POST", `/api/meetings/${meeting}/documents?${query}`);
  request.setRequestHeader("X-Requested-With", "meeting-server");
  request.setRequestHeader("X-Document-Title", encodeURIComponent(asked.title));
  request.setRequestHeader("X-Document-Name", encodeURIComponent(file.name));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  return new Promise((done, refused) => {
    request.upload.onprogress = (event) => told(event.total === 0 ? 0 : event.loaded / event.total);
    request.onload = () => (request.status === 201 ? done() : refused(refusalIn(request.responseText)));
    request.onerror = () => refused(new Refusal(UNREACHABLE));
    request.onabort = request.onerror;
    request.send(file);
  });
}

/** Lead the others to a page of a document; throws the refusal. */
export async function leadTo(address: string, page: number): Promise<void> {
  await call("POST", `${address}/page?number=${page}`);
}

/** Lead no more. */
export async function stopLeading(meeting: string): Promise<void> {
  await call("DELETE", `/api/meetings/${meeting}/documents/page`);
}

/** The whole of a file; throws the refusal. */
export async function take(address: string): Promise<Blob> {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" }).catch(() => {
    throw new Refusal(UNREACHABLE);
  });
  if (!answer.ok) throw refusalIn(await answer.text());
  return answer.blob();
}

function refusalIn(text: string): Refusal {
  try {
    const told = JSON.parse(text) as { reason?: unknown };
    if (typeof told.reason === "string") return new Refusal(told.reason);
  } catch {
    // No answer of ours.
  }
  return new Refusal(UNREACHABLE);
}
