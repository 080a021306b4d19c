/** A meeting for tests of screens: the cast of the house, as the server would tell it. */
import type { Ballot, Choice, Item, Room, Seat, View, You } from "../protocol/wire.ts";

export const MEETING = `mtg_${"m".repeat(22)}`;
type OwnVote = NonNullable<You["vote"]>;
const SINCE = "2026-11-12T03:12:00.000Z";

function seat(id: string, name: string, short: string, office: string, roles: Seat["roles"]): Seat {
  const votes = roles.includes("member");
  const screen = roles.includes("chair") ? "office" : "none";
  return {
    seat: id,
    name,
    short,
    office,
    roles,
    state: "present",
    since: SINCE,
    votes,
    proof: "login",
    screen,
    taken: [],
    room: null,
  };
}

export const ARUNEE = seat("seat_arunee", "นางสาวอรุณี ใจสมมติ", "อรุณี", "ประธานกรรมการ", ["chair", "member"]);
export const THANA = seat("seat_thana", "นายธนา มั่นสมมติ", "ธนา", "กรรมการ", ["member"]);
export const WILAI = seat("seat_wilai", "นางวิไล รักสมมติ", "วิไล", "กรรมการ", ["member"]);
export const KAMALA = seat("seat_kamala", "นางสาวกมลา แสงสมมติ", "กมลา", "กรรมการ", ["member"]);
export const CHAI = seat("seat_chai", "นายชัย เพียรสมมติ", "ชัย", "เจ้าหน้าที่สนับสนุน", ["support"]);

export const ITEM: Item = {
  item: "item_41",
  number: "4.1",
  title: "การสนับสนุนงบประมาณแก่มูลนิธิตัวอย่าง",
  purpose: "consider",
  state: "open",
  opened_at: SINCE,
  closed_at: null,
};
export const LAST: Item = {
  ...ITEM,
  item: "item_5",
  number: "5",
  title: "เรื่องอื่น ๆ",
  purpose: "other",
  state: "coming",
};

/** A room in session on item 4.1; `change` replaces what a test is about. */
export function room(change: Partial<Room> = {}): Room {
  const seats = change.seats ?? [ARUNEE, THANA, WILAI, KAMALA, CHAI];
  return {
    meeting: MEETING,
    agency: "สำนักงานพัฒนาบริการตัวอย่าง",
    body: "คณะกรรมการพัฒนาบริการดิจิทัล",
    number: 11,
    year: 2569,
    place: "ห้องประชุม ๑",
    starts_at: "2026-11-12T02:30:00Z",
    rules: {
      name: "seed-2563",
      title_th: "ข้อเสนอแนะ พ.ศ. ๒๕๖๓",
      title_en: "Recommendation, B.E. 2563",
      in_force: true,
    },
    phase: "open",
    opened_at: SINCE,
    closed_at: null,
    stopped: false,
    sound_only: false,
    backup: { kind: "telephone", address: "0 0000 0000" },
    support: { seat: CHAI.seat, name: CHAI.name, office: CHAI.office },
    quorum: {
      present: 4,
      base: 4,
      members: 4,
      needed: 2,
      met: true,
      lost_since: null,
      dots: ["present", "present", "present", "present"],
    },
    recording: { on: true, since: SINCE, faults: [], troubles: [] },
    vouchings: [],
    presiding: ARUNEE.seat,
    sharing: null,
    hands: [],
    speaker: null,
    silence: null,
    agenda: [ITEM, LAST],
    item: ITEM.item,
    recusal: {
      explain_first: false,
      bases: {
        interest: "clause_10_2",
        party: "clause_10_2",
        relative: "clause_10_2",
        other_by_law: "clause_10_2",
      },
    },
    explaining: [],
    heard: [],
    note_taker: null,
    suspensions: [],
    ballots: [],
    objections: null,
    resolved: [],
    chat: [],
    chat_earlier: 0,
    interruptions: [],
    incidents: [],
    documents: [],
    access: null,
    led: null,
    ...change,
    seats,
  };
}

/** What the room tells one of them; by default a member inside, who sends sound and picture. */
export function you(who: Seat, change: Partial<You> = {}): You {
  return {
    seat: who.seat,
    name: who.name,
    class: "member",
    roles: who.roles,
    may: ["presence.leave", "chat.post_message", "suspension.declare_interest"],
    presides: who.roles.includes("chair"),
    next: null,
    vote: null,
    duty: { taking: [], casting: null, dissenting: [] },
    conflicts: [],
    suspended: null,
    media: { inside: true, sends: ["camera", "mic"] },
    checks: [],
    visitors: [],
    visit: null,
    revocable: [],
    room: null,
    rooms: [],
    incident: null,
    incidents: [],
    documents: { opened: [], shut: [], own: [], readers: null, told: 0, called: 5 },
    support_lines: [],
    ...change,
  };
}

export function viewOf(who: Seat, roomChange: Partial<Room> = {}, youChange: Partial<You> = {}, seq = 7): View {
  return { seq, room: room(roomChange), you: you(who, youChange) };
}

export function inState(who: Seat, state: Seat["state"]): Seat {
  return { ...who, state };
}

/** An open ballot on item 4.1 in which three may vote and one has. */
export function ballot(change: Partial<Ballot> = {}): Ballot {
  return {
    ballot: "bal_1",
    item: ITEM.item,
    question: "เห็นชอบการสนับสนุนงบประมาณแก่มูลนิธิตัวอย่าง ตามที่เสนอหรือไม่",
    options: ["agree", "disagree", "abstain"],
    rule: "majority_of_votes",
    change_allowed: true,
    state: "open",
    opened_at: SINCE,
    closed_at: null,
    voters: 3,
    cast: 1,
    waiting: [THANA.seat, WILAI.seat],
    voted: [ARUNEE.seat],
    echoing: [],
    asked: [],
    result: null,
    ...change,
  };
}

const NO_VOTE = { choice: null, method: null, at: null, by: null, echo: null, dissent: null } as const;

/** What a voter is told of their own vote. */
export function ownVote(choice: Choice | null, change: Partial<OwnVote> = {}): OwnVote {
  return { ballot: "bal_1", choice, final: false, echo: null, objected: false, ...change };
}

/** The same ballot closed: two for, one against, Kamala suspended. */
export function closedBallot(): Ballot {
  const at = SINCE;
  return ballot({
    state: "closed",
    closed_at: SINCE,
    cast: 3,
    waiting: [],
    voted: [ARUNEE.seat, THANA.seat, WILAI.seat],
    result: {
      totals: [
        { option: "agree", count: 2 },
        { option: "disagree", count: 1 },
        { option: "abstain", count: 0 },
      ],
      outcome: "carried",
      rule: "majority_of_votes",
      base: 0,
      eligible: [ARUNEE.seat, THANA.seat, WILAI.seat],
      methods: ["button"],
      casting: null,
      announced_at: null,
      lines: [
        { ...NO_VOTE, seat: ARUNEE.seat, standing: "choice", choice: "agree", method: "button", at },
        { ...NO_VOTE, seat: THANA.seat, standing: "choice", choice: "agree", method: "button", at },
        { ...NO_VOTE, seat: WILAI.seat, standing: "choice", choice: "disagree", method: "button", at },
        { ...NO_VOTE, seat: KAMALA.seat, standing: "suspended" },
      ],
    },
  });
}
