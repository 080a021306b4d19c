/** What each seat has on record, against the clock of the sitting. */
import type { CoverageSpan, RecordingFile } from "../../protocol/http.ts";

/** How a stretch is drawn; what a reason is called stands in the catalogue. */
export type Kind = "recorded" | "shared" | "suspended" | "no_right" | "outside" | "fault" | "unexplained";

export interface Stretch {
  began: number;
  ended: number;
  kind: Kind;
  reason: string | null;
}

export interface SeatRecord {
  seat: string;
  name: string;
  files: readonly RecordingFile[];
  /** The whole sitting of this seat, in order (ms). */
  stretches: readonly Stretch[];
  /** Milliseconds recorded. */
  total: number;
}

/** What is shorter (a recorder that starts within the second) nobody can see or hear. */
const TOO_SHORT_MS = 1000;
const OUTSIDE: readonly string[] = ["not_yet_joined", "left", "recess", "secret_item"];

function moment(iso: string): number {
  return new Date(iso).getTime();
}

export function kindOf(span: Pick<CoverageSpan, "state" | "reason">): Kind {
  if (span.state !== "gap") return span.state;
  if (span.reason === "suspended" || span.reason === "shared" || span.reason === "no_right") return span.reason;
  return OUTSIDE.includes(span.reason ?? "") ? "outside" : "fault";
}

/** Milliseconds of one kind. */
export function lasted(stretches: readonly Stretch[], kind: Kind): number {
  return stretches.reduce((sum, one) => (one.kind === kind ? sum + one.ended - one.began : sum), 0);
}

/** The record by seat, in the order the seats are given; a seat that neither spoke nor sent has none. */
export function bySeat(
  files: readonly RecordingFile[],
  coverage: readonly CoverageSpan[],
  seats: readonly { seat: string; name: string | null }[],
): SeatRecord[] {
  return seats
    .map(({ seat, name }) => {
      const own = files.filter((file) => file.seat === seat).sort((a, b) => moment(a.began) - moment(b.began));
      const stretches = coverage
        .filter((span) => span.seat === seat)
        .map((span) => ({
          began: moment(span.began),
          ended: moment(span.ended),
          kind: kindOf(span),
          reason: span.reason,
        }))
        .filter((one) => one.ended - one.began >= TOO_SHORT_MS);
      return { seat, name: name ?? own[0]?.name ?? "", files: own, stretches, total: lasted(stretches, "recorded") };
    })
    .filter((record) => record.files.length + record.stretches.length > 0);
}

/** The sound that belongs to a picture: the file of the same seat that overlaps it most. */
export function soundFor(picture: RecordingFile, files: readonly RecordingFile[]): RecordingFile | null {
  const overlap = (file: RecordingFile) =>
    Math.min(moment(file.ended), moment(picture.ended)) - Math.max(moment(file.began), moment(picture.began));
  const sounds = files.filter((file) => file.source === "mic" && overlap(file) > 0);
  return sounds.sort((a, b) => overlap(b) - overlap(a))[0] ?? null;
}
