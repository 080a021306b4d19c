/** What each seat has on record, against the clock of the sitting. */
import type { RecordingFile } from "../../protocol/http.ts";

export interface Span {
  began: number;
  ended: number;
}

export interface SeatRecord {
  seat: string;
  name: string;
  files: readonly RecordingFile[];
  /** Merged stretches in which at least one source was recorded, in order (ms). */
  spans: readonly Span[];
  /** Milliseconds recorded, overlaps counted once. */
  total: number;
}

/** Stretches joined where they touch or overlap by less than a second of silence. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.began - b.began);
  const joined: Span[] = [];
  for (const span of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && span.began - last.ended < 1000) last.ended = Math.max(last.ended, span.ended);
    else joined.push({ ...span });
  }
  return joined;
}

function moment(iso: string): number {
  return new Date(iso).getTime();
}

/** The record by seat, in the order the seats are given; seats without files come with none. */
export function bySeat(
  files: readonly RecordingFile[],
  seats: readonly { seat: string; name: string | null }[],
): SeatRecord[] {
  return seats.map(({ seat, name }) => {
    const own = files.filter((file) => file.seat === seat).sort((a, b) => moment(a.began) - moment(b.began));
    const spans = merged(own.map((file) => ({ began: moment(file.began), ended: moment(file.ended) })));
    const total = spans.reduce((sum, span) => sum + span.ended - span.began, 0);
    return { seat, name: name ?? own[0]?.name ?? "", files: own, spans, total };
  });
}

/** The sound that belongs to a picture: the file of the same seat that overlaps it most. */
export function soundFor(picture: RecordingFile, files: readonly RecordingFile[]): RecordingFile | null {
  const overlap = (file: RecordingFile) =>
    Math.min(moment(file.ended), moment(picture.ended)) - Math.max(moment(file.began), moment(picture.began));
  const sounds = files.filter((file) => file.source === "mic" && overlap(file) > 0);
  return sounds.sort((a, b) => overlap(b) - overlap(a))[0] ?? null;
}
