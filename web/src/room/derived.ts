/** What follows from the view: computed once, used by many screens. */
import { computed } from "@preact/signals-core";
import type { Ballot, CommandName, Item, Result, Seat } from "../protocol/wire.ts";
import { view } from "./store.ts";

export const room = computed(() => view.value?.room ?? null);
export const you = computed(() => view.value?.you ?? null);

const byId = computed(() => new Map((room.value?.seats ?? []).map((seat) => [seat.seat, seat])));

/** The seat with this id, or null when this person may not see it. */
export function seatOf(id: string | null): Seat | null {
  return id === null ? null : (byId.value.get(id) ?? null);
}

/** The name of a seat; empty when it has been destroyed at the end of its retention. */
export function nameOf(id: string | null): string {
  return seatOf(id)?.name ?? "";
}

/** How often an option was chosen. */
export function votesFor(result: Result, option: string): number {
  return result.totals.find((total) => total.option === option)?.count ?? 0;
}

/** Whether the server would accept this command from this person now. */
export function may(command: CommandName): boolean {
  return you.value?.may.includes(command) ?? false;
}

/** Whether this seat does the chair's deeds by order, not by its own right. */
export const onOrders = computed(() => {
  const me = you.value;
  return me !== null && !me.presides && me.roles.includes("controller");
});

/** Whether this person's desk carries the deeds of the chair. */
export const directs = computed(() => you.value?.presides === true || onOrders.value);

/** The item before the meeting, if one is open. */
export const openItem = computed<Item | null>(() => {
  const current = room.value;
  return current?.agenda.find((item) => item.item === current.item) ?? null;
});

/** The ballot that is open, if any. */
export const openBallot = computed<Ballot | null>(
  () => room.value?.ballots.find((ballot) => ballot.state === "open") ?? null,
);

/** The open ballot in which this seat may vote. */
export const myBallot = computed(() =>
  openBallot.value !== null && you.value?.vote?.ballot === openBallot.value.ballot ? openBallot.value : null,
);

/** The newest closed ballot of the item before the meeting: its result stays up until the item closes. */
export const shownResult = computed<Ballot | null>(() => {
  const item = openItem.value;
  if (item === null || openBallot.value !== null) return null;
  const closed = (room.value?.ballots ?? []).filter(
    (ballot) => ballot.item === item.item && ballot.state === "closed" && ballot.result !== null,
  );
  return closed.at(-1) ?? null;
});

const ON_STAGE: readonly string[] = ["present", "away", "suspended"];

/** The seats with a place on the stage, in roster order for ever; who sits in a meeting room is seen by its device. */
export const onStage = computed(() =>
  (room.value?.seats ?? []).filter(
    (seat) => ON_STAGE.includes(seat.state) && (seat.room === null || seat.state === "suspended"),
  ),
);

/** Who sits before this device and is not suspended. */
export function sittingIn(device: string): readonly Seat[] {
  return (room.value?.seats ?? []).filter((seat) => seat.room === device && seat.state === "present");
}

/** The seat shown large: whoever has the floor, else whoever presides; with two people, the other one. */
export const floorSeat = computed<string | null>(() => {
  const seats = onStage.value;
  const other = seats.length === 2 ? seats.find((seat) => seat.seat !== you.value?.seat) : undefined;
  if (other !== undefined) return other.seat;
  const shown = (id: string | null | undefined) => {
    const one = seatOf(id ?? null);
    return seats.find((seat) => seat.seat === (one?.room ?? one?.seat));
  };
  return (shown(room.value?.speaker?.seat) ?? shown(room.value?.presiding) ?? seats[0])?.seat ?? null;
});
