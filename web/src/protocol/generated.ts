/* Generated from the server's schema (`make schema`); do not edit. */

export type Phase = "called" | "open" | "closed";
export type Role =
  | "chair"
  | "member"
  | "secretary"
  | "controller"
  | "support"
  | "presenter"
  | "observer"
  | "auditor";
export type Purpose = "inform" | "certify" | "consider" | "other";
export type InterestReason = "interest" | "party" | "relative" | "other_by_law";
export type Ground = "declared" | "objected" | "ordered";
export type Choice = "agree" | "disagree" | "abstain";
export type SeatState = "absent" | "waiting" | "present" | "away" | "suspended" | "left";

export interface View {
  type: "view";
  seq: number;
  room: Room;
  you: You;
}
export interface Room {
  meeting: string;
  agency: string;
  body: string;
  number: number;
  year: number;
  place: string;
  starts_at: string;
  profile: string;
  phase: Phase;
  opened_at: string | null;
  closed_at: string | null;
  sound_only: boolean;
  backup: Backup;
  support: Support | null;
  quorum: Quorum | null;
  recording: Recording | null;
  seats: Seat[];
  presiding: string | null;
  agenda: Item[];
  item: string | null;
  interests: Interest[];
  suspensions: Suspension[];
  ballots: Ballot[];
  chat: Message[];
  interruptions: Interruption[];
}
export interface Backup {
  kind: string;
  address: string;
}
export interface Support {
  seat: string;
  name: string | null;
  office: string | null;
}
export interface Quorum {
  present: number;
  base: number;
  members: number;
  needed: number;
  met: boolean;
  lost_since: string | null;
  dots: ("present" | "suspended" | "away")[];
}
export interface Recording {
  on: boolean;
  since: string | null;
  faults: string[];
}
export interface Seat {
  seat: string;
  name: string | null;
  short: string | null;
  office: string | null;
  roles: Role[];
  state: SeatState;
  since: string | null;
  votes: boolean;
  proof: string | null;
}
export interface Item {
  item: string;
  number: string;
  title: string;
  purpose: Purpose;
  state: "coming" | "open" | "closed";
  opened_at: string | null;
  closed_at: string | null;
}
export interface Interest {
  seat: string;
  item: string;
  reason: InterestReason;
  at: string | null;
}
export interface Suspension {
  seat: string;
  item: string;
  reason: InterestReason;
  ground: Ground;
  since: string | null;
  quiet: boolean | null;
}
export interface Ballot {
  ballot: string;
  item: string;
  question: string;
  options: Choice[];
  state: "open" | "closed";
  opened_at: string | null;
  closed_at: string | null;
  voters: number;
  cast: number;
  waiting: string[];
  voted: string[];
  result: Result | null;
}
export interface Result {
  totals: Total[];
  outcome: "carried" | "lost" | "tied";
  rule: string;
  lines: ResultLine[];
}
export interface Total {
  option: Choice;
  count: number;
}
export interface ResultLine {
  seat: string;
  standing: "choice" | "none" | "suspended" | "absent";
  choice: Choice | null;
  method: string | null;
  at: string | null;
}
export interface Message {
  message: string;
  seat: string;
  text: string | null;
  at: string;
}
export interface Interruption {
  since: string;
  until: string;
  part: "server" | "relay";
}
export interface You {
  seat: string;
  name: string | null;
  class: "member" | "waiting" | "suspended" | "observer" | "closed";
  roles: Role[];
  may: string[];
  presides: boolean;
  next: Next | null;
  vote: OwnVote | null;
  interest: OwnInterest | null;
  suspended: OwnSuspension | null;
  media: OwnMedia;
}
export interface Next {
  command: string;
  args: Record<string, string>;
  script: string;
  blocked: Blocked | null;
}
export interface Blocked {
  reason: string;
  details: Record<string, string | number | boolean | null>;
}
export interface OwnVote {
  ballot: string;
  choice: Choice | null;
}
export interface OwnInterest {
  item: string;
  reason: InterestReason;
}
export interface OwnSuspension {
  item: string;
  number: string;
  title: string;
  reason: InterestReason;
  since: string | null;
}
export interface OwnMedia {
  inside: boolean;
  sends: ("mic" | "camera" | "screen")[];
}

export type Command =
  | { name: "presence.enter"; args: { notice: string } }
  | { name: "presence.leave"; args: Record<string, never> }
  | { name: "session.open_meeting"; args: Record<string, never> }
  | { name: "session.close_meeting"; args: Record<string, never> }
  | { name: "agenda.open_item"; args: { item: string } }
  | { name: "agenda.close_item"; args: { item: string } }
  | { name: "suspension.declare_interest"; args: { item: string; reason: InterestReason } }
  | {
      name: "suspension.suspend_seat";
      args: { seat: string; item: string; ground: Ground; reason: InterestReason };
    }
  | { name: "suspension.restore_seat"; args: { seat: string } }
  | { name: "ballots.open_ballot"; args: { item: string; question: string } }
  | { name: "ballots.cast_vote"; args: { ballot: string; choice: Choice } }
  | { name: "ballots.close_ballot"; args: { ballot: string } }
  | { name: "chat.post_message"; args: { text: string } };
