/** A meeting being written down before it is called: plain values, and the body of the request. */

import { bangkok, daysBefore, today } from "../../i18n/dates.ts";
import { arabicDigits } from "../../i18n/digits.ts";
import type { Committee, NewMeeting, Person, RuleProfile } from "../../protocol/http.ts";
import type { Role } from "../../protocol/wire.ts";

export interface DraftItem {
  key: number;
  number: string;
  title: string;
  purpose: string;
}

export interface DraftSeat {
  roles: readonly Role[];
  /** Whether the roles are ticked one by one. */
  several: boolean;
}

/** Somebody without an account. */
export interface DraftGuest {
  key: number;
  name: string;
  office: string;
  role: Role;
}

export interface Draft {
  body: string;
  number: string;
  year: string;
  day: string;
  month: string;
  hour: string;
  minute: string;
  place: string;
  /** `sound`, or `both` for sound and picture. */
  means: string;
  kind: string;
  address: string;
  /** The committee it is called of; empty when it is written by hand. */
  committee: string;
  /** What each person is there for, by person; a missing one has no seat. */
  seats: Readonly<Record<string, DraftSeat>>;
  /** People in order of protocol; whoever is not in it comes after. */
  order: readonly string[];
  guests: readonly DraftGuest[];
  /** Whether it is held under a law: `yes`, `no`, or not answered yet. */
  legal: string;
  /** The profile that was chosen; empty: the first that fits. */
  profile: string;
  /** Whether a law keeps its matter from electronic meetings: `yes`, `no`, or not answered yet. */
  excluded: string;
  urgent: string;
  /** How many days before it the meeting was that failed for want of a quorum; empty: there was none. */
  failed: string;
  items: readonly DraftItem[];
}

export type Change = (part: Partial<Draft>) => void;

/** The seats one can give, each with the roles it holds. */
export const SEATS: Readonly<Record<string, readonly Role[]>> = {
  chair: ["chair", "member"],
  "member-deputy": ["presiding", "member"],
  member: ["member"],
  "member-secretary": ["member", "secretary"],
  secretary: ["secretary"],
  controller: ["controller"],
  support: ["support"],
  presenter: ["presenter"],
  observer: ["observer"],
  auditor: ["auditor"],
  room: ["room"],
};

/** A seat of this kind. */
export function seatOf(kind: string): DraftSeat {
  return { roles: SEATS[kind] ?? [], several: false };
}

/** The kind of a seat, `several` for a set of roles that has no word of its own. */
export function kindOf(seat: DraftSeat | undefined): string {
  if (seat === undefined) return "";
  if (seat.several) return "several";
  const same = (roles: readonly Role[]) =>
    roles.length === seat.roles.length && roles.every((role) => seat.roles.includes(role));
  return Object.entries(SEATS).find(([, roles]) => same(roles))?.[0] ?? "several";
}

/** What a meeting of this committee begins with; everything can be altered afterwards. */
export function fromCommittee(draft: Draft, of: Committee): Draft {
  const standing = of.roster.filter((one) => one.stands);
  return {
    ...draft,
    committee: of.committee,
    body: of.name_th,
    number: nextNumber(of, draft.year),
    place: of.place === "" ? draft.place : of.place,
    kind: of.backup_address === "" ? draft.kind : of.backup_kind,
    address: of.backup_address === "" ? draft.address : of.backup_address,
    seats: Object.fromEntries(standing.map((one) => [one.person, { roles: one.roles, several: false }])),
    order: standing.map((one) => one.person),
  };
}

/** The next number of the committee in this year. */
export function nextNumber(of: Committee, year: string): string {
  return String((of.last_numbers[arabicDigits(year).trim()] ?? 0) + 1);
}

/** Whoever calls a meeting, or a committee's meetings, is one of these in it. */
const CALLERS: readonly Role[] = ["chair", "secretary", "controller"];

export interface Lack {
  /** The roles that nobody has: without these no meeting is called. */
  needed: Role[];
  /** Without these it goes badly. */
  advised: Role[];
  /** The numbers of items without a title. */
  untitled: string[];
  /** Whoever writes this down is nothing in the meeting by which they may call it. */
  caller: boolean;
}

export function lacking(draft: Draft, me: string): Lack {
  const held = Object.values(draft.seats).flatMap((seat) => seat.roles);
  const none = (role: Role) => !held.includes(role);
  return {
    needed: (["chair", "support"] as const).filter(none),
    advised: (["secretary", "controller"] as const).filter(none),
    untitled: draft.items.filter((item) => item.title.trim() === "").map((item) => item.number),
    caller: !CALLERS.some((role) => draft.seats[me]?.roles.includes(role)),
  };
}

/** Who may call a meeting of this committee today. */
export function callersOf(of: Committee): { name: string; roles: Role[] }[] {
  return of.roster
    .filter((one) => one.stands)
    .map(({ name, roles }) => ({ name, roles: CALLERS.filter((role) => roles.includes(role)) }))
    .filter((one) => one.roles.length > 0);
}

export function emptyDraft(now: number, words: { place: string; first: string; second: string }): Draft {
  const at = today(now);
  return {
    body: "",
    number: "1",
    year: String(at.year),
    day: String(at.day),
    month: String(at.month),
    hour: String(Math.min(23, at.hour + 1)),
    minute: "0",
    place: words.place,
    means: "both",
    kind: "telephone",
    address: "",
    committee: "",
    seats: {},
    order: [],
    guests: [],
    legal: "",
    profile: "",
    excluded: "",
    urgent: "",
    failed: "",
    items: [
      { key: 1, number: "1", title: words.first, purpose: "inform" },
      { key: 2, number: "2", title: words.second, purpose: "certify" },
      { key: 3, number: "3", title: "", purpose: "consider" },
    ],
  };
}

function figure(text: string): number {
  return Number(arabicDigits(text));
}

/** The profiles that fit what was answered. */
export function fitting(draft: Draft, profiles: readonly RuleProfile[]): readonly RuleProfile[] {
  return profiles.filter((one) => draft.legal !== "" && one.statutory === (draft.legal === "yes"));
}

/** The profile it is to be called under. */
export function chosenProfile(draft: Draft, profiles: readonly RuleProfile[]): RuleProfile | undefined {
  const all = fitting(draft, profiles);
  return all.find((one) => one.name === draft.profile) ?? all[0];
}

/** When it is to begin, as ISO in UTC. */
export function startOf(draft: Draft): string {
  const at = [draft.year, draft.month, draft.day, draft.hour, draft.minute].map(figure);
  return bangkok(at[0] ?? 0, at[1] ?? 0, at[2] ?? 0, at[3] ?? 0, at[4] ?? 0);
}

/** Whether the year cannot be one of พ.ศ.: that of the West, or one that is not written out. */
export function badYear(draft: Draft): boolean {
  return !/^2[5-9]\d\d$/.test(arabicDigits(draft.year).trim());
}

/** What is meant by number, year, day and time, said in one line; null for a day that there is not. */
export function summary(draft: Draft): { number: number; year: number; at: string } | null {
  const [number, year] = [figure(draft.number), figure(draft.year)];
  const [month, day] = [figure(draft.month), figure(draft.day)];
  if (badYear(draft) || Number.isNaN(number)) return null;
  const at = startOf(draft);
  const meant = today(Date.parse(at));
  return meant.month === month && meant.day === day ? { number, year, at } : null;
}

/** The request: in order of protocol, or of the list they were chosen from with the chair first. */
export function toRequest(draft: Draft, people: readonly Person[], profiles: readonly RuleProfile[]): NewMeeting {
  const rules = chosenProfile(draft, profiles);
  const chosen = people
    .map((one) => ({ person: one.person, roles: [...(draft.seats[one.person]?.roles ?? [])] }))
    .filter((seat) => seat.roles.length > 0);
  const rank = (seat: { person: string; roles: readonly Role[] }) => {
    const place = draft.order.indexOf(seat.person);
    if (place >= 0) return place;
    const kind = seat.roles.includes("chair") ? 0 : seat.roles.includes("member") ? 1 : 2;
    return draft.order.length + kind;
  };
  const guests = draft.guests.map(({ name, office, role }) => ({
    guest: { name: name.trim(), office: office.trim() },
    roles: [role],
  }));
  return {
    body: draft.body.trim(),
    number: figure(draft.number),
    year: figure(draft.year),
    place: draft.place.trim(),
    starts_at: startOf(draft),
    legal_effect: draft.legal === "yes",
    profile: rules?.name ?? "",
    excluded: rules?.asks_exclusion && draft.excluded !== "" ? draft.excluded === "yes" : null,
    urgent: draft.urgent.trim(),
    recalled_from:
      rules && rules.recall_days > 0 && draft.failed !== "" ? daysBefore(startOf(draft), figure(draft.failed)) : null,
    sound_only: draft.means === "sound",
    backup: { kind: draft.kind, address: arabicDigits(draft.address.trim()) },
    seats: [...chosen.sort((a, b) => rank(a) - rank(b)), ...guests],
    committee: draft.committee === "" ? null : draft.committee,
    items: draft.items
      .filter((item) => item.title.trim() !== "")
      .map(({ number, title, purpose }) => ({ number: arabicDigits(number), title: title.trim(), purpose })),
  };
}
