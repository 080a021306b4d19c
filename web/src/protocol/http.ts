/** The server's plain requests: fetch, with refusals instead of status codes. */
import { randomId } from "./ids.ts";
import { type Details as Figures, Refusal, UNREACHABLE } from "./refusal.ts";
import type { ArgsOf, CommandName, Document, Incident, Role, Setback, Trouble } from "./wire.ts";

export interface Me {
  person: string;
  name: string;
  office: string;
  /** The one meeting for which they were let in; null for whoever has an account here. */
  meeting: string | null;
  /** The agency's official name; empty until it has been given. */
  agency: string;
  demo: boolean;
  /** What they may do outside a meeting. */
  may: string[];
}
/** Whose server this is, and whom to call. */
export interface Contact {
  name: string;
  telephone: string;
}
export interface Details {
  sign_in_name: string;
  name: string;
  office: string;
  telephone: string;
  email: string;
}
/** A meeting in which one sees to incidents, and those that have no outcome yet. */
export interface MeetingIncidents {
  meeting: string;
  body: string;
  number: number;
  year: number;
  incidents: Incident[];
}
/** A person as the register knows them; `first` is a password that was given and is to be changed. */
export interface Registered extends Details {
  person: string;
  active: boolean;
  administrator: boolean;
  password: "none" | "first" | "own";
  second_factor: boolean;
}
/** A roster that was read from a table: who stands on it, and what is wrong on which line. */
export interface RosterRead {
  encoding: string;
  ignored: string[];
  members: Pick<Standing, "person" | "roles" | "office" | "since" | "until">[];
  faults: { line: number; field: string; fault: string }[];
}
/** A line of a table of people, and what would become of it. */
export interface TableLine {
  line: number;
  last: number;
  state: "new" | "changes" | "same" | "bad";
  sign_in_name: string;
  name: string;
  office: string;
  changes: { field: string; before: string; after: string }[];
  faults: { field: string; fault: string }[];
  /** Others whose names look the same. */
  alike: string[];
}
export interface TablePlan {
  encoding: string;
  separator: string;
  ignored: string[];
  digest: string;
  counts: Record<TableLine["state"], number>;
  lines: TableLine[];
}
/** A first password, for whoever gave it, this once. */
export interface Given {
  name: string;
  sign_in_name: string;
  password: string;
}
/** As many first passwords as are given at once. */
export const MOST_PASSWORDS = 200;
/** What was done, with the first passwords that were given, told this once. */
export interface TableTaken extends TablePlan {
  passwords: Given[];
}
export interface Person {
  person: string;
  name: string;
  office: string;
}
/** Somebody on a committee; an empty `office` is their own, and days are ISO. */
export interface Standing {
  person: string;
  name: string;
  own_office: string;
  office: string;
  roles: Role[];
  since: string | null;
  until: string | null;
  /** Whether they stand on it today. */
  stands: boolean;
}
interface CommitteeTexts {
  version: number;
  name_th: string;
  name_en: string;
  agency: string;
  place: string;
  backup_kind: string;
  backup_address: string;
  active: boolean;
}
export interface Committee extends CommitteeTexts {
  committee: string;
  may: ("keep" | "call")[];
  /** The highest number that was given, by Buddhist year. */
  last_numbers: Record<string, number>;
  roster: Standing[];
}
export interface CommitteeAsked extends CommitteeTexts {
  roster: Pick<Standing, "person" | "roles" | "office" | "since" | "until">[];
}
export interface MeetingRow {
  meeting: string;
  body: string;
  number: number;
  year: number;
  starts_at: string;
  phase: "called" | "open" | "closed";
  sound_only: boolean;
  seat: string;
  roles: Role[];
}
export interface Door {
  meeting: string;
  body: string;
  number: number;
  year: number;
  place: string;
  starts_at: string;
  phase: "called" | "open" | "closed";
  agency: string;
  backup: { kind: string; address: string };
  support: { name: string } | null;
  notice: Wording;
  terms: Wording;
  manual: { version: string; sha256: string };
  /** Whether this person has accepted exactly these already. */
  accepted: boolean;
}
/** What whoever has the meeting's link is told before they have shown who they are. */
export type Invitation = Omit<Door, "place" | "accepted"> & { sound_only: boolean; heard_seconds: number };
/** One version of a text that people accept. */
export interface Wording {
  version: string;
  sha256: string;
  th: string;
  en: string;
}
/** Rules under which a meeting can be called, and what they ask of the calling. */
export interface RuleProfile {
  name: string;
  title_th: string;
  title_en: string;
  statutory: boolean;
  citations: string[];
  repealed: { law: string; by: string }[];
  valid_from: string;
  valid_until: string;
  asks_exclusion: boolean;
  notice_days: number;
  recall_days: number;
}
export interface NewMeeting {
  body: string;
  number: number;
  year: number;
  place: string;
  starts_at: string;
  legal_effect: boolean;
  sound_only: boolean;
  backup: { kind: string; address: string };
  seats: ({ roles: Role[] } & ({ person: string } | { guest: { name: string; office: string } }))[];
  committee: string | null;
  profile: string;
  excluded: boolean | null;
  urgent: string;
  /** The day (ISO) of the meeting that failed for want of a quorum. */
  recalled_from: string | null;
  items: { number: string; title: string; purpose: string }[];
}
export interface RecordingFile {
  seat: string;
  name: string;
  source: string;
  file: string;
  began: string;
  ended: string;
  bytes: number;
  sha256: string;
  url: string;
}
/** The clip upon which somebody was vouched for; without files when there is none. */
export interface ClipTold {
  clip: number;
  seat: string;
  name: string;
  voucher: string;
  /** The vouching upon it, where it holds no longer. */
  revoked: Setback | null;
  files: RecordingFile[];
}
/** A stretch of the sitting: recorded, or a gap with its reason. */
export interface CoverageSpan {
  seat: string;
  source: string;
  began: string;
  ended: string;
  state: "recorded" | "gap" | "unexplained";
  reason: string | null;
}
/** From a moment to a moment, ISO in UTC. */
interface Told {
  began: string;
  ended: string;
}
export interface GapSpan extends Told {
  state: "recorded" | "gap" | "unexplained";
  reason: string | null;
}
export interface SeatLine {
  seat: string;
  name: string | null;
  office: string | null;
  files: (Told & { source: string; file: string })[];
  gaps: GapSpan[];
  /** Before the device of which meeting room, by its seat: that one has their sound and picture. */
  rooms: (Told & { room: string })[];
}
/** The sitting as one time line; opened and closed are null for a meeting that never sat. */
export interface Timeline {
  opened: string | null;
  closed: string | null;
  items: (Told & { item: string; number: string; title: string })[];
  ballots: (Told & { ballot: string; item: string; question: string })[];
  suspensions: (Told & { seat: string; item: string })[];
  troubles: (Told & { seat: string; kind: Trouble })[];
  seats: SeatLine[];
}
/** How the copy to watch stands: `done` of `of` seconds of the meeting. */
export interface CopyStanding {
  state: "none" | "waiting" | "making" | "failed" | "made";
  done: number;
  of: number;
  why: "disk_full" | "broken" | "altered" | null;
  left_out: number;
  bytes: number;
}
/** What a meeting needs of the machine: cores, Mbit/s or bytes a second, beside what there is; null where unknown. */
export interface CapacityLine {
  what: "processor" | "network" | "recording";
  state: CapacityState;
  need: number;
  have: number | null;
  share: number | null;
  hours: number | null;
}
export type CapacityState = "fits" | "tight" | "over" | "unknown";
export interface Capacity {
  state: CapacityState;
  seats: number;
  sound_only: boolean;
  others: number;
  lines: CapacityLine[];
  advice: { sound_only: boolean; cameras: number | null } | null;
}
/** One who should be there and is not; `since` is null before the opening for whoever never came. */
export interface Missing {
  seat: string;
  name: string | null;
  office: string | null;
  votes: boolean;
  state: "absent" | "waiting" | "away" | "left";
  since: string | null;
  telephone: string | null;
  /** They sit before the device of this meeting room, and have not shown who they are. */
  room: string | null;
  /** A one-time link waits for them to open it. */
  link: boolean;
}
interface Since {
  since: string;
  until: string;
}
export interface Attended {
  seat: string;
  name: string | null;
  office: string | null;
  roles: Role[];
  proof: string | null;
  proven_at: string | null;
  /** Who vouched for them, or issued the link that they came by. */
  let_in_by: string | null;
  setback: Setback | null;
  never_proven: boolean;
  came: boolean;
  minutes: number;
  suspended_minutes: number;
  /** `rooms`: before the devices of which meeting rooms; `by_means`: for some of it by a device of their own. */
  stays: (Since & { kind: "before" | "sitting" | "suspended"; rooms: (string | null)[]; by_means: boolean })[];
  raw: Since[];
}
export interface AttendanceSheet {
  opened_at: string | null;
  closed_at: string | null;
  reconnect_seconds: number;
  seats: Attended[];
}
export interface Drawing extends Since {
  seat: string;
  name: string | null;
  office: string | null;
  role: Role;
  minutes: number;
  suspended_minutes: number;
  drawn_at: { number: number; year: number } | null;
}
export interface AllowanceSheet {
  agency: string;
  body: string;
  number: number;
  year: number;
  place: string;
  opened_at: string;
  closed_at: string;
  rule: { roles: Role[]; least_minutes: number; once_a_day: boolean; citation: string };
  rows: Drawing[];
}
export interface Recordings {
  recordings: RecordingFile[];
  coverage: CoverageSpan[];
}

/** One request; resolves to the answer, or throws the refusal. */
export async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const headers: Record<string, string> = { "X-Requested-With": "meeting-server" };
  const isFile = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = isFile ? "application/octet-stream" : "application/json";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      body: body === undefined ? null : isFile ? body : JSON.stringify(body),
    });
  } catch {
    throw new Refusal(UNREACHABLE);
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw refusalOf(response.status, answer);
}

function refusalOf(status: number, answer: unknown): Refusal {
  const problem = answer as { reason?: string; details?: Figures } | null;
  if (typeof problem?.reason === "string") return new Refusal(problem.reason, problem.details ?? {});
  if (status === 401) return new Refusal("not_signed_in");
  if (status === 422) return new Refusal("malformed");
  return new Refusal(UNREACHABLE);
}

export const api = {
  /** Who has signed in; or, where a code must follow, the word with which it is given. */
  signIn: (name: string, password: string) =>
    call("POST", "/api/sign-in", { name, password }) as Promise<{ person: string; name: string } | { word: string }>,
  /** Where to go to be signed out at the provider, too; null where there is nothing to go to. */
  signOut: () => call("DELETE", "/api/sign-in") as Promise<{ address: string } | null>,
  me: () => call("GET", "/api/me") as Promise<Me>,
  changePassword: (old: string, chosen: string) =>
    call("POST", "/api/me/password", { old, new: chosen }) as Promise<null>,
  agency: () => call("GET", "/api/agency") as Promise<Contact & { fixed: boolean }>,
  contact: () => call("GET", "/api/agency/contact") as Promise<Contact>,
  describeAgency: (asked: Contact) => call("PUT", "/api/agency", asked) as Promise<null>,
  register: () => call("GET", "/api/register/people") as Promise<Registered[]>,
  addPerson: (details: Details) => call("POST", "/api/register/people", details) as Promise<{ person: string }>,
  changePerson: (person: string, details: Details) =>
    call("PUT", `/api/register/people/${person}`, details) as Promise<null>,
  setStanding: (person: string, standing: { active: boolean; administrator: boolean }) =>
    call("PUT", `/api/register/people/${person}/standing`, standing) as Promise<null>,
  firstPassword: async (person: string) =>
    ((await call("POST", `/api/register/people/${person}/first-password`)) as { password: string }).password,
  firstPasswords: async (people: string[]) =>
    ((await call("POST", "/api/register/first-passwords", { people })) as { passwords: Given[] }).passwords,
  showTable: (file: Blob) => call("POST", "/api/register/table", file) as Promise<TablePlan>,
  takeTableIn: (file: Blob, digest: string, passwords: boolean) =>
    call("POST", `/api/register/table?digest=${digest}&passwords=${passwords}`, file) as Promise<TableTaken>,
  committees: () => call("GET", "/api/committees") as Promise<Committee[]>,
  addCommittee: (asked: CommitteeAsked) => call("POST", "/api/committees", asked) as Promise<{ committee: string }>,
  readRoster: (file: Blob) => call("POST", "/api/committees/roster", file) as Promise<RosterRead>,
  changeCommittee: (committee: string, asked: CommitteeAsked) =>
    call("PUT", `/api/committees/${committee}`, asked) as Promise<null>,
  people: () => call("GET", "/api/people") as Promise<Person[]>,
  meetings: () => call("GET", "/api/meetings") as Promise<MeetingRow[]>,
  profiles: () => call("GET", "/api/profiles") as Promise<RuleProfile[]>,
  callMeeting: (meeting: NewMeeting) => call("POST", "/api/meetings", meeting) as Promise<{ meeting: string }>,
  door: (meeting: string) => call("GET", `/api/meetings/${meeting}/door`) as Promise<Door>,
  invitation: (meeting: string) => call("GET", `/api/meetings/${meeting}/visit`) as Promise<Invitation>,
  /** Come to the seat of this name, without an account. */
  visit: (meeting: string, name: string) =>
    call("POST", `/api/meetings/${meeting}/visit`, { name }) as Promise<{ seat: string; name: string }>,
  /** What whoever vouches for somebody ticks. */
  statement: (meeting: string) => call("GET", `/api/meetings/${meeting}/statement`) as Promise<Wording>,
  text: (sha256: string) => call("GET", `/api/texts/${sha256}`) as Promise<Wording>,
  ticket: async (meeting: string) => ((await call("POST", "/api/tickets", { meeting })) as { ticket: string }).ticket,
  view: (meeting: string) => call("GET", `/api/meetings/${meeting}/view`),
  incidents: () => call("GET", "/api/incidents") as Promise<MeetingIncidents[]>,
  /** A command of a meeting that this page has no line to. */
  command: <N extends CommandName>(meeting: string, name: N, args: ArgsOf<N>) =>
    call("POST", `/api/meetings/${meeting}/commands`, { id: randomId("cmd"), name, args }),
  capacity: (meeting: string) => call("GET", `/api/meetings/${meeting}/capacity`) as Promise<Capacity>,
  missing: (meeting: string) => call("GET", `/api/meetings/${meeting}/missing`) as Promise<Missing[]>,
  attendance: (meeting: string) => call("GET", `/api/meetings/${meeting}/attendance`) as Promise<AttendanceSheet>,
  allowance: (meeting: string) => call("GET", `/api/meetings/${meeting}/allowance`) as Promise<AllowanceSheet>,
  recordings: (meeting: string) => call("GET", `/api/meetings/${meeting}/recordings`) as Promise<Recordings>,
  clips: (meeting: string) => call("GET", `/api/meetings/${meeting}/clips`) as Promise<{ clips: ClipTold[] }>,
  /** Every document of a closed meeting, what was taken back too. */
  documents: (meeting: string) => call("GET", `/api/meetings/${meeting}/documents`) as Promise<Document[]>,
  timeline: (meeting: string) => call("GET", `/api/meetings/${meeting}/timeline`) as Promise<Timeline>,
  copy: (meeting: string) => call("GET", `/api/meetings/${meeting}/copy`) as Promise<CopyStanding>,
  makeCopy: (meeting: string) => call("POST", `/api/meetings/${meeting}/copy`) as Promise<CopyStanding>,
  dropCopy: (meeting: string) => call("DELETE", `/api/meetings/${meeting}/copy`) as Promise<null>,
  /** Addresses of what is kept of a closed meeting, for links; the papers are written in one language. */
  copyFile: (meeting: string) => `/api/meetings/${meeting}/copy/whole.webm`,
  recording: (meeting: string, file: string) => `/api/meetings/${meeting}/recordings/${file}`,
  log: (meeting: string) => `/api/meetings/${meeting}/log.zip`,
  allowanceFile: (meeting: string, language: string, amounts: readonly (readonly [string, string])[]) =>
    `/api/meetings/${meeting}/allowance.csv?${new URLSearchParams([["lang", language], ...amounts.map(([role, baht]) => [role, baht])])}`,
  paper: (meeting: string, file: "attendance.csv" | "votes.csv" | "minutes.txt", language: string) =>
    `/api/meetings/${meeting}/${file}?lang=${language}`,
};
