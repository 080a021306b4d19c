/** The parts of a view by their own names, so that screens do not depend on how the schema names them. */
import type { Command, View } from "./generated.ts";

export type { Command, View };
export type Room = View["room"];
export type You = View["you"];
export type Setback = You["visitors"][number]["before"][number];
export type Seat = Room["seats"][number];
export type Document = Room["documents"][number];
export type Item = Room["agenda"][number];
export type Ballot = Room["ballots"][number];
export type Result = NonNullable<Ballot["result"]>;
export type Choice = Ballot["options"][number];
export type Conflict = You["conflicts"][number];
export type Objections = NonNullable<Room["objections"]>;
export type Echo = NonNullable<NonNullable<You["vote"]>["echo"]>;
export type Suspension = Room["suspensions"][number];
export type Reason = Conflict["reason"];
export type Trouble = Room["incidents"][number]["kind"];
export type Incident = You["incidents"][number];
export type OwnIncident = NonNullable<You["incident"]>;
export type Role = Seat["roles"][number];
export type Purpose = Item["purpose"];
export type Support = NonNullable<Room["support"]>;
export type Quorum = NonNullable<Room["quorum"]>;

export type SupportLine = You["support_lines"][number];

/** A sign that lasts for moments (ws/PROTOCOL.md). */
export type ReactionKind = "noted" | "applause" | "slower" | "unheard";

export type CommandName = Command["name"];
export type ArgsOf<N extends CommandName> = Extract<Command, { name: N }>["args"];

/** What the relay and the page tell each other inside the meeting's one socket. */
export type Source = "mic" | "camera" | "screen";
export interface Slot {
  mid: string;
  seat: string | null;
  source: Source;
  /** `held`: my line is too weak for this picture, and the last one stays; `weak`: theirs is. */
  state: "live" | "paused" | "waiting" | "held" | "weak";
}
export type Grade = "good" | "weak" | "bad";
/** One seat's line: shares in thousandths, times in ms, the level in −dBov; null where it is not known. */
export interface LineFigures {
  seat: string;
  grade: Grade;
  worst: string | null;
  path: string;
  lost_up: number | null;
  lost_down: number | null;
  jitter_up: number | null;
  jitter_down: number | null;
  round_trip: number | null;
  kbps_up: number;
  kbps_down: number;
  level: number | null;
  stalled: boolean;
}
export interface IceServer {
  urls: string | string[];
  username?: string;
  credential?: string;
}
export type InSignal =
  | {
      kind: "opened";
      conn: string;
      worker?: string;
      ice_servers?: IceServer[];
      limits?: { max_video_kbps?: number; simulcast?: boolean };
    }
  /** What a line carries that was tried before the door. */
  | { kind: "tried"; conn: string; network: "good" | "sound" | "bad" }
  | { kind: "answer"; conn: string; n: number; sdp: string }
  | { kind: "layout"; conn: string; epoch: number; slots: Slot[]; muted?: string[]; send?: Record<string, string> }
  | { kind: "speakers"; seats: { seat: string; level: number }[] }
  | { kind: "quality"; grade: Grade; worst: string | null }
  | { kind: "lines"; seats: LineFigures[] }
  /** For how many seconds of sound somebody before the room was heard, by the relay's count. */
  | { kind: "visitor"; seat: string; seconds: number }
  | { kind: "renew"; conn: string; how: "ice" | "full"; why?: string }
  | { kind: "closed"; conn: string; reason: "superseded" | "not_in_plan" | "worker_lost" | "left" };
export type OutSignal =
  | { kind: "trial"; conn: string }
  | { kind: "trial_offer"; conn: string; sdp: string; mid: string }
  | { kind: "open"; conn: string; audio: number; video: number; takeover: boolean }
  | { kind: "offer"; conn: string; n: number; sdp: string; tracks: { mid: string; source: Source }[] }
  | {
      kind: "watch";
      conn: string;
      slots: { mid: string; w: number; h: number }[];
      pins: string[];
      hidden: boolean;
    }
  | { kind: "mute"; conn: string; mid: string; on: boolean }
  | {
      kind: "stats";
      conn: string;
      rtt: number;
      down: { mid: string; lost: number; jitter_ms: number; freezes: number }[];
    };
