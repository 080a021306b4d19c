/** Streams by seat: the relay's layout joined with what the connection receives. */
import type { Slot } from "../protocol/wire.ts";

export interface Sound {
  mid: string;
  stream: MediaStream;
}

/** What is shown of a seat: a picture that moves, or the last one of one that stands still for a weak line. */
const SHOWN: readonly Slot["state"][] = ["live", "held", "weak"];

/** The picture of each seat that has one now; a screen share is kept apart under its own source. */
export function picturesBySeat(
  layout: readonly Slot[],
  streams: ReadonlyMap<string, MediaStream>,
): ReadonlyMap<string, MediaStream> {
  const found = new Map<string, MediaStream>();
  for (const slot of layout) {
    const stream = streams.get(slot.mid);
    if (slot.source === "camera" && slot.seat !== null && SHOWN.includes(slot.state) && stream !== undefined) {
      found.set(slot.seat, stream);
    }
  }
  return found;
}

/** Every sounding m-line: all are played all the time, since a slot changes hands without notice. */
export function sounds(streams: ReadonlyMap<string, MediaStream>): readonly Sound[] {
  return [...streams]
    .filter(([, stream]) => stream.getAudioTracks().length > 0)
    .map(([mid, stream]) => ({ mid, stream }));
}

/** The shared screen, as soon as pictures of it come. */
export function sharedScreen(
  layout: readonly Slot[],
  streams: ReadonlyMap<string, MediaStream>,
): MediaStream | undefined {
  const slot = layout.find((one) => one.source === "screen" && one.seat !== null && SHOWN.includes(one.state));
  return slot === undefined ? undefined : streams.get(slot.mid);
}

/** Why the shared screen stands still, if it does. */
export function screenStands(layout: readonly Slot[]): "held" | "weak" | null {
  const state = layout.find((one) => one.source === "screen" && one.seat !== null)?.state;
  return state === "held" || state === "weak" ? state : null;
}

/** Seats whose picture stands still: `held` since our line is weak, `weak` since theirs is. */
export function stillSeats(layout: readonly Slot[]): ReadonlyMap<string, "held" | "weak"> {
  const still = new Map<string, "held" | "weak">();
  for (const { source, seat, state } of layout) {
    if (source === "camera" && seat !== null && (state === "held" || state === "weak")) still.set(seat, state);
  }
  return still;
}

/** Seats that have turned their camera off. */
export function camerasOff(layout: readonly Slot[]): ReadonlySet<string> {
  const off = layout.filter((slot) => slot.source === "camera" && slot.state === "paused");
  return new Set(off.flatMap(({ seat }) => (seat === null ? [] : [seat])));
}
