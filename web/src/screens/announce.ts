/** What the one live region says, and the call that brings a suspended person back. */
import { effect } from "@preact/signals-core";
import { mustAct } from "../features/recording/fault-notice.tsx";
import { vouchedWords } from "../features/vouching/vouched-by.tsx";
import { calls } from "../i18n/incidents.ts";
import { incidentWords, pick, t } from "../i18n/t.ts";
import * as devices from "../media/devices.ts";
import { chime } from "../media/levels.ts";
import type { View } from "../protocol/wire.ts";
import { isAskedToBeSilent } from "../room/floor.ts";
import { view } from "../room/store.ts";
import { say } from "../ui/live.tsx";
import { unbroken } from "../ui/name.tsx";
import { plain } from "../ui/phrase.tsx";
import { toast } from "../ui/toast.tsx";

/** The sentence for what changed between two views; null when nothing is to be said. */
export function change(before: View, now: View): string | null {
  const said = t().said;
  if (before.you.class !== "suspended" && now.you.class === "suspended") return suspendedNow(now);
  if (before.you.class === "suspended" && now.you.media.inside) return said.restored;
  if (before.room.phase !== now.room.phase) {
    return now.room.phase === "open" ? said.opened : now.room.phase === "closed" ? said.closed : null;
  }
  // Whoever comes or goes is told more or less of the room; nothing happened in it for that.
  if (before.you.class !== now.you.class) return null;
  const presides = presidingNow(before, now);
  if (presides !== null) return presides;
  const open = (one: View) => one.room.ballots.find((ballot) => ballot.state === "open")?.ballot ?? null;
  if (open(before) !== open(now)) return open(now) === null ? said.ballotEnd : said.ballot;
  const own = ownVotes(before, now);
  if (own !== null) return own;
  const sharing = (one: View) => one.room.sharing?.seat ?? null;
  if (sharing(before) !== sharing(now)) {
    const taken = mine(before, now);
    if (taken !== null) return plain(taken);
    const name = now.room.seats.find((seat) => seat.seat === sharing(now))?.name ?? "";
    return sharing(now) === null ? said.sharingEnd : said.sharing(name);
  }
  const vouched = vouchedNow(before, now);
  if (vouched !== null) return vouched;
  const given = mine(before, now);
  if (given !== null) return plain(given);
  const order = orderNow(before, now);
  if (order !== null) return order;
  const floor = floorNow(before, now);
  if (floor !== null) return floor;
  if (before.room.item !== now.room.item) {
    const number = (one: View) => one.room.agenda.find((item) => item.item === one.room.item)?.number ?? "";
    return now.room.item === null ? said.itemEnd(number(before)) : said.item(number(now));
  }
  return called(before, now) ?? faultChange(before, now);
}

/** Somebody calls for help, and it waits for this person. */
function called(before: View, now: View): string | null {
  const known = new Set(before.you.incidents.filter((one) => one.called).map((one) => one.incident));
  const one = now.you.incidents.find((each) => each.called && !known.has(each.incident));
  return one === undefined ? null : calls().incidentCalls(one.name ?? "", incidentWords(one.what));
}

/** What a suspended person is told: the item, the reason, and when they are called back. */
function suspendedNow({ you }: View): string {
  const order = you.suspended;
  return order === null ? "" : t().said.suspended(order.number, pick(t().interest, order.reason));
}

/** Who came to preside in place of another. */
function presidingNow(before: View, now: View): string | null {
  const presiding = now.room.presiding;
  if (presiding === null || before.room.presiding === null || presiding === before.room.presiding) return null;
  if (presiding === now.you.seat) return t().said.presidesYou;
  return t().said.presides(now.room.seats.find((seat) => seat.seat === presiding)?.name ?? "");
}

/** One's own vote was taken down, or the meeting is asked whether anybody sees it otherwise. */
function ownVotes(before: View, now: View): string | null {
  const echo = now.you.vote?.echo ?? null;
  if (echo !== null && echo.until !== before.you.vote?.echo?.until) return t().saidEcho(pick(t().choice, echo.choice));
  return now.room.objections !== null && before.room.objections === null ? t().saidObjections : null;
}

/** What changed for this person alone in the sharing of screens, with the marks of a phrase: taken, or given. */
function mine(before: View, now: View): string | null {
  if (before.you.class !== now.you.class) return null;
  const sharer = now.room.sharing?.seat ?? null;
  if (before.room.sharing?.seat === now.you.seat && sharer !== null && sharer !== now.you.seat) {
    const name = now.room.seats.find((seat) => seat.seat === sharer)?.name ?? "";
    return t().shareTaken(sharer === now.room.presiding ? t().theChair : unbroken(name));
  }
  const leave = (one: View) => one.room.seats.find((seat) => seat.seat === one.you.seat)?.screen;
  return leave(before) === "none" && leave(now) === "given" ? t().shareGiven : null;
}

/** What the chair ordered of everybody's microphone, or of my own rights. */
function orderNow(before: View, now: View): string | null {
  const [was, is] = [before.room.silence, now.room.silence];
  if (is !== null && is.at !== was?.at) return is.held ? t().said.held : t().said.silenced;
  if (was?.held === true && is?.held === false) return t().said.released;
  const rights = (view: View) => view.room.seats.find((seat) => seat.seat === view.you.seat)?.taken ?? [];
  const taken = rights(now).find((right) => !rights(before).includes(right));
  if (taken !== undefined) return t().said.rightTaken(t().rightName[taken]);
  const given = rights(before).find((right) => !rights(now).includes(right));
  return given === undefined ? null : t().said.rightGiven(t().rightName[given]);
}

/** Everybody is asked to turn their microphone off: it is done for them, and each may turn it on again. */
function beSilent(before: View, now: View): void {
  const at = now.room.silence?.at ?? null;
  if (at === null || at === before.room.silence?.at || !isAskedToBeSilent(now)) return;
  if (!devices.wanted.peek().mic || !now.you.media.sends.includes("mic")) return;
  void devices.want("mic", false);
  toast(t().silenceYours);
}

/** Whom the chair asks to speak; that somebody asks to is told at the chair's desk alone. */
function floorNow(before: View, now: View): string | null {
  const nameOf = (id: string) => now.room.seats.find((seat) => seat.seat === id)?.name ?? "";
  const speaker = now.room.speaker?.seat ?? null;
  if (speaker !== null && speaker !== before.room.speaker?.seat) {
    return speaker === now.you.seat ? t().said.floorYours : t().said.floor(nameOf(speaker));
  }
  if (now.you.next === null) return null;
  const asks = now.room.hands.find((one) => before.room.hands.every((known) => known.seat !== one.seat));
  return asks === undefined ? null : t().said.hand(nameOf(asks.seat));
}

/** Somebody was vouched for, or asks for it: everyone reads by whom, and those who may hear of who asks. */
function vouchedNow(before: View, now: View): string | null {
  const vouched = now.room.vouchings.find((one) => before.room.vouchings.every((known) => known.seat !== one.seat));
  if (vouched !== undefined) return vouchedWords(now.room, vouched);
  const asks = now.you.visitors.find((one) => before.you.visitors.every((known) => known.seat !== one.seat));
  return asks === undefined ? null : t().visitorAsks(asks.name ?? "");
}

/** Whoever must act has a box that speaks for itself while it lasts. */
function faultChange(before: View, now: View): string | null {
  const lacking = (one: View) => one.room.recording?.faults.length ?? 0;
  if (lacking(before) > 0 && lacking(now) === 0 && now.room.recording?.on) return t().said.whole;
  if (lacking(before) > 0 || lacking(now) === 0 || mustAct(now.you)) return null;
  return t().recordingFault(lacking(now));
}

/** Follow the views until the returned function is called. */
export function announce(): () => void {
  let before: View | null = null;
  return effect(() => {
    const now = view.value;
    if (now !== null && before !== null) {
      const words = change(before, now);
      if (words !== null) say(words);
      if (before.you.class === "suspended" && now.you.media.inside) {
        chime();
        toast(t().calledBack);
      }
      if (now.room.vouchings.length > before.room.vouchings.length && words !== null) toast(words);
      if (presidingNow(before, now) !== null && words !== null) toast(words);
      const own = mine(before, now);
      if (own !== null) toast(own);
      if (before.you.class === now.you.class) beSilent(before, now);
      const speaker = now.room.speaker?.seat;
      if (speaker === now.you.seat && speaker !== before.room.speaker?.seat) toast(t().said.floorYours);
    }
    before = now;
  });
}
