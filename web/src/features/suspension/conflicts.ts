/** What is said of interests, as the server told it to this person. */
import type { Conflict, Room } from "../../protocol/wire.ts";
import { seatOf, you } from "../../room/derived.ts";

type Kind = Conflict["kind"];

export function conflictsOf(item: string, kind: Kind): readonly Conflict[] {
  return (you.value?.conflicts ?? []).filter((one) => one.item === item && one.kind === kind);
}

/** What is said of one seat in one item. */
export function conflictOf(item: string, kind: Kind, seat: string | null): Conflict | null {
  return conflictsOf(item, kind).find((one) => one.seat === seat) ?? null;
}

/** What is said of myself. */
export function ofMe(item: string, kind: Kind): Conflict | null {
  return conflictOf(item, kind, you.value?.seat ?? null);
}

/** What an officer is told of others. */
export function ofOthers(): readonly Conflict[] {
  const me = you.value;
  return (me?.conflicts ?? []).filter(
    (one) => one.seat !== me?.seat && (one.kind !== "objected" || one.by !== me?.seat),
  );
}

/** Who is inside; only they are suspended, whatever is said of who is not there. */
export function isInside(seat: string): boolean {
  const state = seatOf(seat)?.state;
  return state === "present" || state === "away";
}

/** What is to be decided before anything else on the open item: whoever is heard, then what was declared or objected. */
export function toDecide(room: Room): { kind: Kind | "heard"; seat: string } | null {
  const heard = room.explaining.find((one) => one.item === room.item);
  if (heard !== undefined) return { kind: "heard", seat: heard.seat };
  const said = (you.value?.conflicts ?? []).find(
    (one) =>
      one.item === room.item &&
      one.seat !== room.presiding &&
      (one.kind === "objected" || (one.kind === "declared" && isInside(one.seat))),
  );
  return said === undefined ? null : { kind: said.kind, seat: said.seat };
}
