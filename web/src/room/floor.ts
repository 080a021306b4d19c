/** Who asks to speak, who has the floor, and how long their minutes still last. */
import { computed } from "@preact/signals-core";
import type { Room } from "../protocol/wire.ts";
import { room, seatOf, you } from "./derived.ts";

type Turn = Pick<NonNullable<Room["speaker"]>, "minutes" | "until">;

/** The seats that ask to speak, the first first. */
export const hands = computed<readonly string[]>(() => (room.value?.hands ?? []).map((hand) => hand.seat));

/** My own place in the queue, from 1; 0 when my hand is not up. */
export const myPlace = computed(() => hands.value.indexOf(you.value?.seat ?? "") + 1);

/** Whether I have the floor. */
export const speakMine = computed(() => room.value?.speaker != null && room.value.speaker.seat === you.value?.seat);

/** Whose hands are shown at this seat: its own, and of a meeting room's device those of who sit before it. */
export function raisedAt(seat: string): readonly string[] {
  return hands.value.filter((hand) => hand === seat || seatOf(hand)?.room === seat);
}

/** Whether whoever has the floor is seen at this seat. */
export function speaksAt(seat: string): boolean {
  const speaker = room.value?.speaker?.seat ?? null;
  return speaker !== null && (speaker === seat || seatOf(speaker)?.room === seat);
}

/** The whole seconds of a turn that are left at a moment; 0 when it is over, null when nothing is counted. */
export function secondsLeft(turn: Turn, now: number): number | null {
  if (turn.until === null || turn.minutes === null) return null;
  const left = Math.ceil((new Date(turn.until).getTime() - now) / 1000);
  // A clock that is behind the server's gives nobody more than they were given.
  return Math.min(turn.minutes * 60, Math.max(0, left));
}
