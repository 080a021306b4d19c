/** The whole meeting on one time line: what belongs to a moment, and how an element is kept at it. Times in ms. */
import { api, type GapSpan, type Timeline } from "../../protocol/http.ts";
import type { Trouble } from "../../protocol/wire.ts";
import { type Kind, kindOf } from "./coverage.ts";

export interface Span {
  began: number;
  ended: number;
}

/** A file as it is played. */
export interface Clip extends Span {
  file: string;
  url: string;
}

export interface Gap extends Span {
  kind: Kind;
  reason: string | null;
}

/** What one seat has on record, each list in order of time. */
export interface Line {
  seat: string;
  name: string;
  office: string;
  sound: readonly Clip[];
  camera: readonly Clip[];
  screen: readonly Clip[];
  gaps: readonly Gap[];
  /** When they sat before the device of a meeting room, by its seat. */
  rooms: readonly (Span & { room: string })[];
}

export type Moment =
  | (Span & { what: "item"; number: string; title: string })
  | (Span & { what: "suspension"; name: string; number: string })
  | (Span & { what: "ballot"; question: string })
  | (Span & { what: "screen"; name: string })
  | (Span & { what: "trouble"; name: string; kind: Trouble })
  | (Span & { what: "gap"; kind: Kind; reason: string | null; names: readonly string[] });

export interface Sitting {
  from: number;
  to: number;
  lines: readonly Line[];
  /** Everything one can jump to, in order. */
  moments: readonly Moment[];
}

/** Gaps of several seats that begin and end this close together are one event. */
const TOGETHER_MS = 1500;
/** What comes next is made ready this long before (ms of the meeting). */
export const AHEAD_MS = 30_000;

/** Off by more than this (s), an element is put where it should be; by less, it runs a little faster or slower. */
const FAR_S = 0.15;
const NEAR_S = 0.02;
const MOST = 0.03;

function moment(iso: string): number {
  return new Date(iso).getTime();
}

function spanOf(told: { began: string; ended: string }): Span {
  return { began: moment(told.began), ended: moment(told.ended) };
}

/** The time line as it is played; null for a meeting that never sat or of which nothing can be played. */
export function sittingOf(meeting: string, told: Timeline): Sitting | null {
  if (told.opened === null || told.closed === null) return null;
  const lines = told.seats.map(({ seat, name, office, files, gaps, rooms }): Line => {
    const clips = (source: string) =>
      files
        .filter((file) => file.source === source)
        .map((file) => ({ ...spanOf(file), file: file.file, url: api.recording(meeting, file.file) }));
    return {
      seat,
      name: name ?? "",
      office: office ?? "",
      sound: clips("mic"),
      camera: clips("camera"),
      screen: clips("screen"),
      gaps: gaps.map(gapOf),
      rooms: rooms.map((stay) => ({ ...spanOf(stay), room: stay.room })),
    };
  });
  if (lines.every((line) => line.sound.length + line.camera.length === 0)) return null;
  const from = moment(told.opened);
  return { from, to: Math.max(from + 1000, moment(told.closed)), lines, moments: momentsOf(told, lines) };
}

function gapOf(told: GapSpan): Gap {
  return { ...spanOf(told), kind: kindOf(told), reason: told.reason };
}

function momentsOf(told: Timeline, lines: readonly Line[]): Moment[] {
  const names = new Map(lines.map((line) => [line.seat, line.name]));
  const numbers = new Map(told.items.map((item) => [item.item, item.number]));
  const moments: Moment[] = [
    ...told.items.map((one) => ({ ...spanOf(one), what: "item" as const, number: one.number, title: one.title })),
    ...told.suspensions.map((one) => ({
      ...spanOf(one),
      what: "suspension" as const,
      name: names.get(one.seat) ?? "",
      number: numbers.get(one.item) ?? "",
    })),
    ...told.ballots.map((one) => ({ ...spanOf(one), what: "ballot" as const, question: one.question })),
    ...lines.flatMap((line) =>
      line.screen.map(({ began, ended }) => ({ began, ended, what: "screen" as const, name: line.name })),
    ),
    ...told.troubles.map((one) => ({
      ...spanOf(one),
      what: "trouble" as const,
      name: names.get(one.seat) ?? "",
      kind: one.kind,
    })),
    ...gapMoments(lines),
  ];
  return moments.sort((a, b) => a.began - b.began);
}

/**
 * Gaps that are worth a visit: a suspension has its own line, what the chair ordered is none, a sound that starts within seconds is none, and who was
 * never on record has nothing to go to.
 */
function gapMoments(lines: readonly Line[]): Moment[] {
  const found: { gap: Gap; names: string[] }[] = [];
  for (const line of lines.filter((one) => one.sound.length > 0)) {
    for (const gap of line.gaps) {
      if (gap.kind === "suspended" || gap.kind === "no_right" || gap.reason === "starting" || gap.reason === "shared")
        continue;
      const same = found.find(
        ({ gap: other }) =>
          other.reason === gap.reason &&
          Math.abs(other.began - gap.began) < TOGETHER_MS &&
          Math.abs(other.ended - gap.ended) < TOGETHER_MS,
      );
      if (same === undefined) found.push({ gap, names: [line.name] });
      else same.names.push(line.name);
    }
  }
  return found.map(({ gap, names }) => ({ ...gap, what: "gap" as const, names }));
}

/** The one that holds this moment; of two the later, which began when the earlier was being finished. */
export function holding<T extends Span>(spans: readonly T[], at: number): T | undefined {
  return spans.findLast((span) => span.began <= at && at < span.ended);
}

/** What is played now, and what comes so soon that it is made ready. */
export function wanted(clips: readonly Clip[], at: number, speed: number): Clip[] {
  const now = holding(clips, at);
  const next = clips.find((clip) => clip.began > at && clip !== now);
  return [now, next !== undefined && next.began - at < AHEAD_MS * speed ? next : undefined].filter(
    (clip) => clip !== undefined,
  );
}

/** Who sat before this device at this moment. */
export function sittingIn(lines: readonly Line[], device: string, at: number): Line[] {
  return lines.filter((line) => holding(line.rooms, at)?.room === device);
}

/** Why nothing of a seat is heard at this moment; null when something is, or when nothing is known. */
export function gapAt(line: Line, at: number): Gap | null {
  return holding(line.gaps, at) ?? null;
}

/** How to bring an element that is `drift` seconds ahead (or behind, below 0) back to the clock. */
export function corrected(drift: number, speed: number): { seek: true } | { rate: number } {
  if (Math.abs(drift) > FAR_S * speed) return { seek: true };
  if (Math.abs(drift) < NEAR_S) return { rate: speed };
  return { rate: speed * (1 - Math.max(-MOST, Math.min(MOST, drift / 2))) };
}
