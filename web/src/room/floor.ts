/** Who asks to speak, who has the floor, and how long their minutes still last. */
import { computed } from "@preact/signals-core";
import type { Room, Seat, View } from "../protocol/wire.ts";
import { room, seatOf, you } from "./derived.ts";

type Turn = Pick<NonNullable<Room["speaker"]>, "minutes" | "until">;

const own = computed(() => seatOf(you.value?.seat ?? null));

/** Whether my microphone may not be sent: it was taken, or held until I am given the floor. */
export const noMic = computed(
  () =>
    own.value !== null &&
    you.value?.media.inside === true &&
    !you.value.media.sends.includes("mic") &&
    (own.value.taken.includes("microphone") || room.value?.silence?.held === true) &&
    !own.value.roles.includes("observer"),
);

/** Whether my camera may not be sent. */
export const noCamera = computed(
  () => you.value?.media.inside === true && !you.value.media.sends.includes("camera") && isTaken("camera"),
);

/** Whether this was taken from me. */
export function isTaken(right: Seat["taken"][number]): boolean {
  return own.value?.taken.includes(right) === true && own.value.seat !== room.value?.presiding;
}

/** Whether this person is asked to turn their microphone off with everybody: who presides and who speaks are not. */
export function isAskedToBeSilent({ room: { presiding, speaker, seats }, you: me }: View): boolean {
  const kept = seats.filter((seat) => seat.seat === presiding || seat.seat === speaker?.seat);
  return kept.every((seat) => seat.seat !== me.seat && seat.room !== me.seat);
}

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
