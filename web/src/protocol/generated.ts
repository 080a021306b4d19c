/* Generated from the server by make schema; do not edit. */

/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "BackupKind".
 */
export type BackupKind = "telephone" | "email" | "other";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Role".
 */
export type Role =
  | "chair"
  | "presiding"
  | "member"
  | "secretary"
  | "controller"
  | "support"
  | "presenter"
  | "observer"
  | "auditor"
  | "room";
/**
 * What can be taken from one seat alone; hearing is not among it, nor a vote: for that there is suspension.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SeatRight".
 */
export type SeatRight = "microphone" | "camera" | "chat" | "hand";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Purpose".
 */
export type Purpose = "inform" | "certify" | "consider" | "other";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Basis".
 */
export type Basis = "clause_10_2" | "apa_13_party" | "apa_13_relative" | "apa_13_other" | "apa_16";
/**
 * The legal reason (ข้อ ๑๐ (๒)).
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Interest".
 */
export type Interest = "interest" | "party" | "relative" | "other_by_law";
/**
 * How the matter came up.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Ground".
 */
export type Ground = "declared" | "objected" | "ordered";
/**
 * What an open ballot offers.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Choice".
 */
export type Choice = "agree" | "disagree" | "abstain";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Outcome".
 */
export type Outcome = "carried" | "lost" | "tied";
/**
 * How a vote was given.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VoteMethod".
 */
export type VoteMethod = "button" | "voice" | "symbol" | "message";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "EchoEnding".
 */
export type EchoEnding = "confirmed" | "unobjected" | "unseen";
/**
 * Why an item for consideration was finished without a resolution.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Unresolved".
 */
export type Unresolved = "postponed" | "more_to_study" | "withdrawn" | "other";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Part".
 */
export type Part = "server" | "relay";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "IncidentKind".
 */
export type IncidentKind = "unclear_line" | "capture_stall" | "camera_rested" | "line_lost";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DocumentKind".
 */
export type DocumentKind = "pdf" | "png" | "jpeg" | "odt" | "docx" | "xlsx" | "csv";
/**
 * By what the method of access was announced (วิธีการแจ้ง).
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Channel".
 */
export type Channel = "in_room" | "notice" | "email" | "message";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Source".
 */
export type Source = "mic" | "camera" | "screen";
/**
 * What came of trying a device at the door.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Tried".
 */
export type Tried = "works" | "fails" | "skipped";
/**
 * What a line carried when it was tried at the door against the relay.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Network".
 */
export type Network = "good" | "sound" | "bad" | "skipped";
/**
 * What somebody says is wrong: one press each, since not everybody can say it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Matter".
 */
export type Matter = "unsaid" | "hearing" | "speaking" | "picture" | "line" | "buttons" | "other";
/**
 * What an officer asks somebody to try; it is shown on the page of the seat.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Step".
 */
export type Step = "microphone" | "network" | "reload" | "call";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Fault".
 */
export type Fault = "recorder" | "disk_full" | "disk_low";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Escalation".
 */
export type Escalation = "nobody_there" | "unacknowledged";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Command".
 */
export type Command =
  | EnterAsked
  | ReportCheckAsked
  | LeaveAsked
  | SitInRoomAsked
  | UseOwnDeviceAsked
  | PutInRoomAsked
  | TakeOutOfRoomAsked
  | OpenMeetingAsked
  | CloseMeetingAsked
  | StopClassifiedAsked
  | OpenItemAsked
  | CloseItemAsked
  | MarkConflictAsked
  | RemoveMarkAsked
  | DeclareInterestAsked
  | WithdrawDeclarationAsked
  | RaiseObjectionAsked
  | DismissObjectionAsked
  | BeginExplanationAsked
  | EndExplanationAsked
  | NameNoteTakerAsked
  | SuspendSeatAsked
  | RestoreSeatAsked
  | OpenBallotAsked
  | CastVoteAsked
  | CloseBallotAsked
  | GiveCastingVoteAsked
  | AnnounceResultAsked
  | NoteDissentAsked
  | AskForVoiceAsked
  | TakeDownVoteAsked
  | ConfirmVoteAsked
  | ObjectToVoteAsked
  | AskForObjectionsAsked
  | SeeOtherwiseAsked
  | ResolveUnopposedAsked
  | PostMessageAsked
  | WriteToSupportAsked
  | AnswerFromSupportAsked
  | AllowSharingAsked
  | TakeBackSharingAsked
  | ShareScreenAsked
  | StopSharingAsked
  | EndSharingAsked
  | RaiseHandAsked
  | LowerHandAsked
  | DismissHandAsked
  | GiveFloorAsked
  | TimeTurnAsked
  | TakeFloorAsked
  | YieldFloorAsked
  | SilenceMicrophonesAsked
  | ReleaseMicrophonesAsked
  | TakeRightAsked
  | GrantRightAsked
  | ReportIncidentAsked
  | DescribeIncidentAsked
  | WithdrawIncidentAsked
  | AcknowledgeIncidentAsked
  | AdviseIncidentAsked
  | ResolveIncidentAsked
  | AnnounceAccessAsked
  | WithdrawDocumentAsked
  | PassPresidingAsked
  | TakeBackPresidingAsked
  | StepInAsked
  | ElectPresidingAsked
  | WatchVisitorAsked
  | UnwatchVisitorAsked
  | VouchAsked
  | RevokeProofAsked
  | TurnAwayAsked
  | EndVisitAsked;
/**
 * What a line carried when it was tried at the door against the relay.
 */
export type Network1 = "good" | "sound" | "bad" | "skipped";
/**
 * What an incident came of, for counting them later; nobody is blamed.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Cause".
 */
export type Cause = "network" | "device" | "handling" | "system" | "unknown";
/**
 * What came of an incident.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Result".
 */
export type Result = "fixed" | "backup" | "unresolved";

export interface Wire {
  View: View;
  Command: Command;
}
/**
 * Everything one person may see at `seq`.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "View".
 */
export interface View {
  seq: number;
  room: RoomShape;
  you: YouShape;
}
/**
 * The room as one class of viewers may see it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RoomShape".
 */
export interface RoomShape {
  meeting: string;
  agency: string;
  body: string;
  number: number;
  year: number;
  place: string;
  starts_at: string;
  rules: RulesShape;
  phase: "called" | "open" | "closed";
  opened_at: string | null;
  closed_at: string | null;
  stopped: boolean;
  sound_only: boolean;
  backup: BackupShape;
  support: SupportShape | null;
  quorum: QuorumShape | null;
  recording: RecordingShape | null;
  vouchings: VouchingShape[];
  seats: SeatShape[];
  presiding: string | null;
  sharing: SharingShape | null;
  hands: HandShape[];
  speaker: SpeakerShape | null;
  silence: SilenceShape | null;
  agenda: ItemShape[];
  item: string | null;
  recusal: RecusalShape | null;
  explaining: HeardShape[];
  heard: string[];
  note_taker: string | null;
  suspensions: SuspensionShape[];
  ballots: BallotShape[];
  objections: ObjectionsShape | null;
  resolved: ResolvedShape[];
  chat: MessageShape[];
  chat_earlier: number;
  interruptions: InterruptionShape[];
  incidents: IncidentShape[];
  documents: DocumentShape[];
  access: AccessShape | null;
  led: LedShape | null;
}
/**
 * The profile that the meeting was called under; `in_force` on the day of the sitting.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RulesShape".
 */
export interface RulesShape {
  name: string;
  title_th: string;
  title_en: string;
  in_force: boolean;
}
/**
 * ช่องทางสำรอง (ข้อ ๑๐ (๑)).
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "BackupShape".
 */
export interface BackupShape {
  kind: BackupKind;
  address: string;
}
/**
 * The support officer (ข้อ ๘ (๒) (๒.๖)).
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SupportShape".
 */
export interface SupportShape {
  seat: string;
  name: string | null;
  office: string | null;
}
/**
 * The count on the status line; a dot per member in roster order.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "QuorumShape".
 */
export interface QuorumShape {
  present: number;
  base: number;
  members: number;
  needed: number;
  met: boolean;
  lost_since: string | null;
  dots: ("present" | "suspended" | "away")[];
}
/**
 * Whether recording is on, the seats whose recorder is at fault, and what ails the service for all of them.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RecordingShape".
 */
export interface RecordingShape {
  on: boolean;
  since: string | null;
  faults: string[];
  troubles: ("recorder" | "disk_full" | "disk_low" | "overload" | "log")[];
}
/**
 * Who is in the room because another participant vouched for them, or let them in by a link, and since when.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VouchingShape".
 */
export interface VouchingShape {
  seat: string;
  voucher: string;
  at: string | null;
  link: boolean;
}
/**
 * One seat, always at its place in the roster.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SeatShape".
 */
export interface SeatShape {
  seat: string;
  name: string | null;
  short: string | null;
  office: string | null;
  roles: Role[];
  state: "absent" | "waiting" | "present" | "away" | "suspended" | "left";
  since: string | null;
  votes: boolean;
  proof: string | null;
  screen: "office" | "given" | "none" | "never";
  taken: SeatRight[];
  room: string | null;
}
/**
 * The one screen that is shared now.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SharingShape".
 */
export interface SharingShape {
  seat: string;
  since: string | null;
}
/**
 * A hand that is up; they stand in the order in which they were raised.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "HandShape".
 */
export interface HandShape {
  seat: string;
  since: string | null;
}
/**
 * Who has the floor; `until` is when the minutes are over that they were given, null where none are counted.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SpeakerShape".
 */
export interface SpeakerShape {
  seat: string;
  since: string | null;
  minutes: number | null;
  until: string | null;
}
/**
 * When everybody was last asked to turn their microphone off, and whether only who has the floor may turn it on.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SilenceShape".
 */
export interface SilenceShape {
  at: string | null;
  held: boolean;
}
/**
 * One item of the agenda.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ItemShape".
 */
export interface ItemShape {
  item: string;
  number: string;
  title: string;
  purpose: Purpose;
  state: "coming" | "open" | "closed";
  opened_at: string | null;
  closed_at: string | null;
}
/**
 * What the profile asks of a suspension: whether everybody is heard before, and by reason what it rests on.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RecusalShape".
 */
export interface RecusalShape {
  explain_first: boolean;
  bases: {
    [k: string]: Basis;
  };
}
/**
 * Whoever explains before the meeting whether they have an interest in the open item.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "HeardShape".
 */
export interface HeardShape {
  seat: string;
  item: string;
  since: string | null;
}
/**
 * A suspension in force; `quiet` says what the relay's counters prove, null before they are read.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SuspensionShape".
 */
export interface SuspensionShape {
  seat: string;
  item: string;
  reason: Interest;
  ground: Ground;
  since: string | null;
  quiet: boolean | null;
  in_room: boolean;
}
/**
 * A ballot; while it is open nobody's choice is told.
 *
 *     `echoing` are those who look at what was taken down of their vote, `asked` those whose voice is to be taken down.
 *
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "BallotShape".
 */
export interface BallotShape {
  ballot: string;
  item: string;
  question: string;
  options: Choice[];
  rule: string;
  change_allowed: boolean;
  state: "open" | "closed";
  opened_at: string | null;
  closed_at: string | null;
  voters: number;
  cast: number;
  waiting: string[];
  voted: string[];
  echoing: string[];
  asked: string[];
  result: ResultShape | null;
}
/**
 * A declared result; `base` is of how many more than half had to agree, 0 where the votes alone decide.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ResultShape".
 */
export interface ResultShape {
  totals: TotalShape[];
  outcome: Outcome;
  rule: string;
  base: number;
  eligible: string[];
  methods: VoteMethod[];
  casting: CastingShape | null;
  announced_at: string | null;
  lines: LineShape[];
}
/**
 * The votes for one option.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TotalShape".
 */
export interface TotalShape {
  option: Choice;
  count: number;
}
/**
 * The vote by which whoever presides decided a tie.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "CastingShape".
 */
export interface CastingShape {
  seat: string;
  choice: Choice;
  at: string | null;
}
/**
 * One member in a result; `by` is who took the vote down, `echo` what its voter said of that.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "LineShape".
 */
export interface LineShape {
  seat: string;
  standing: "choice" | "none" | "suspended" | "absent";
  choice: Choice | null;
  method: VoteMethod | null;
  at: string | null;
  by: string | null;
  echo: EchoEnding | null;
  dissent: string | null;
}
/**
 * The question whether anybody sees the open item otherwise, and who does.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ObjectionsShape".
 */
export interface ObjectionsShape {
  item: string;
  question: string;
  at: string | null;
  raised: string[];
}
/**
 * What was resolved on an item without a vote: unopposed, or nothing and why.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ResolvedShape".
 */
export interface ResolvedShape {
  item: string;
  question: string | null;
  unresolved: Unresolved | null;
  at: string | null;
}
/**
 * A message of the chat; `text` is null when its opening was destroyed.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "MessageShape".
 */
export interface MessageShape {
  message: string;
  seat: string;
  item: string | null;
  text: string | null;
  at: string;
}
/**
 * A stretch in which the service failed.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "InterruptionShape".
 */
export interface InterruptionShape {
  since: string;
  until: string;
  part: Part;
}
/**
 * Something that is wrong at a seat now, by the relay's measure; what it measured is told to few.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "IncidentShape".
 */
export interface IncidentShape {
  incident: string;
  seat: string;
  kind: IncidentKind;
  since: string;
}
/**
 * A document with its versions, the oldest first; `item` is null for one of the whole meeting.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DocumentShape".
 */
export interface DocumentShape {
  document: string;
  item: string | null;
  versions: VersionShape[];
}
/**
 * One version: by whom and when it was tabled, and what its bytes are.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VersionShape".
 */
export interface VersionShape {
  version: number;
  title: string | null;
  kind: DocumentKind;
  bytes: number;
  sha256: string;
  scanned: boolean;
  by: string | null;
  at: string;
}
/**
 * How the documents are got at, as it was announced.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AccessShape".
 */
export interface AccessShape {
  text: string | null;
  channel: Channel;
  by: string | null;
  at: string;
}
/**
 * Which page somebody leads the others through just now.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "LedShape".
 */
export interface LedShape {
  seat: string;
  name: string | null;
  document: string;
  version: number;
  page: number;
}
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "YouShape".
 */
export interface YouShape {
  seat: string;
  name: string | null;
  class: "waiting" | "unproven" | "member" | "observer" | "suspended" | "closed";
  roles: Role[];
  may: string[];
  presides: boolean;
  next: NextShape | null;
  vote: OwnVoteShape | null;
  duty: OwnDutyShape;
  conflicts: ConflictShape[];
  suspended: OwnSuspensionShape | null;
  media: MediaShape;
  checks: CheckShape[];
  visitors: VisitorShape[];
  visit: VisitShape | null;
  revocable: string[];
  room: OwnRoomShape | null;
  rooms: DeviceShape[];
  incident: OwnIncidentShape | null;
  incidents: HandledShape[];
  documents: OwnDocumentsShape | null;
  support_lines: SupportLineShape[];
}
/**
 * The one next legal step for whoever presides; `script` names the sentence to read aloud.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "NextShape".
 */
export interface NextShape {
  command: string;
  args: {
    [k: string]: string;
  };
  script: string;
  blocked: BlockedShape | null;
}
/**
 * Why the next step cannot be taken yet.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "BlockedShape".
 */
export interface BlockedShape {
  reason: string;
  details: {
    [k: string]: string | number | boolean | null;
  };
}
/**
 * The open ballot this person may vote in, their own standing choice, and what was taken down of it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OwnVoteShape".
 */
export interface OwnVoteShape {
  ballot: string;
  choice: Choice | null;
  final: boolean;
  echo: EchoShape | null;
  objected: boolean;
}
/**
 * What was taken down of one's own vote, and until when one may object to it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "EchoShape".
 */
export interface EchoShape {
  choice: Choice;
  method: VoteMethod;
  by: string | null;
  until: string;
}
/**
 * What this person may do about the votes of others, and about a result.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OwnDutyShape".
 */
export interface OwnDutyShape {
  taking: TakingShape[];
  casting: string | null;
  dissenting: string[];
}
/**
 * A voter whose vote this person may take down; `page`: it will be shown to them, else it is read back.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TakingShape".
 */
export interface TakingShape {
  seat: string;
  page: boolean;
}
/**
 * What is said of somebody's interest in an item and is not decided; `by` whom, where others said it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ConflictShape".
 */
export interface ConflictShape {
  kind: "declared" | "objected" | "marked";
  seat: string;
  item: string;
  reason: Interest;
  by: string | null;
  text: string | null;
  at: string | null;
  before_opening: boolean;
}
/**
 * What a suspended person is told: the item, whose word it was, the reason and its provision, since when.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OwnSuspensionShape".
 */
export interface OwnSuspensionShape {
  item: string;
  number: string;
  title: string;
  ground: Ground;
  reason: Interest;
  basis: Basis;
  law: string;
  since: string | null;
}
/**
 * Whether this person is in the media plan, and what they may send.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "MediaShape".
 */
export interface MediaShape {
  inside: boolean;
  sends: Source[];
}
/**
 * What somebody found when they tried their devices at the door.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "CheckShape".
 */
export interface CheckShape {
  seat: string;
  microphone: Tried;
  camera: Tried;
  voice: Tried;
  network: Network;
}
/**
 * Somebody who waits before the room, for those who may vouch; `heard` once it is enough, of `seconds`.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VisitorShape".
 */
export interface VisitorShape {
  seat: string;
  name: string | null;
  office: string | null;
  watched: boolean;
  heard: boolean;
  seconds: number;
  room: string | null;
  before: SetbackShape[];
}
/**
 * What came before of somebody under this name: their proof was revoked, or they were turned away.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SetbackShape".
 */
export interface SetbackShape {
  kind: "revoked" | "turned_away";
  at: string;
  by: string | null;
  reason: string | null;
}
/**
 * What a visitor is told of their own: whether they wait, or wait no more, and the name of whoever looks at them.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VisitShape".
 */
export interface VisitShape {
  awaiting: boolean;
  turned_away: boolean;
  watched_by: string | null;
  before: SetbackShape[];
}
/**
 * The one that this person sits before, or was sent out from and may come back to.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OwnRoomShape".
 */
export interface OwnRoomShape {
  seat: string;
  name: string | null;
  out: boolean;
}
/**
 * The device of a meeting room that is in the meeting now.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DeviceShape".
 */
export interface DeviceShape {
  seat: string;
  name: string | null;
}
/**
 * What this person has called for help with; or, where the machine found it, what they are advised to try.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OwnIncidentShape".
 */
export interface OwnIncidentShape {
  incident: string;
  report: boolean;
  matter: Matter | null;
  words: string | null;
  at: string;
  acknowledged: boolean;
  step: Step | null;
}
/**
 * An incident without an outcome, for whoever sees to it; `called` while it waits for this person.
 *
 *     `seat` is null, and `seats` how many are touched, where it has to do with several. `standing` is told inside only.
 *
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "HandledShape".
 */
export interface HandledShape {
  incident: string;
  number: number;
  what: IncidentKind | Matter | Fault;
  report: boolean;
  seat: string | null;
  name: string | null;
  office: string | null;
  standing: ("absent" | "waiting" | "present" | "away" | "suspended" | "left") | null;
  seats: number;
  words: string | null;
  since: string;
  at: string;
  patience: number;
  called: boolean;
  acknowledged_by: string | null;
  handler: string | null;
  escalated: Escalation | null;
  step: Step | null;
}
/**
 * What one has opened oneself, what is shut to one, and, for whoever directs, who opened what.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OwnDocumentsShape".
 */
export interface OwnDocumentsShape {
  opened: OpenedShape[];
  shut: string[];
  own: string[];
  readers: ReaderShape[] | null;
  told: number;
  called: number;
}
/**
 * The newest version that a seat has opened.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OpenedShape".
 */
export interface OpenedShape {
  document: string;
  version: number;
}
/**
 * Who opened it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ReaderShape".
 */
export interface ReaderShape {
  document: string;
  version: number;
  seat: string;
  name: string | null;
}
/**
 * What was written between one person and the support officers, the newest last; `seat` is the person's.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SupportLineShape".
 */
export interface SupportLineShape {
  seat: string;
  name: string | null;
  office: string | null;
  messages: SupportMessageShape[];
}
/**
 * One message on it; `officer` is the name of the officer who wrote it, null where the person themselves did.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SupportMessageShape".
 */
export interface SupportMessageShape {
  message: string;
  officer: string | null;
  text: string | null;
  at: string;
}
/**
 * Enter the room.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "EnterAsked".
 */
export interface EnterAsked {
  name: "presence.enter";
  args: EnterArgs;
}
/**
 * The digests of the texts that were on the screen: the notice, the agency's terms and its manual.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "EnterArgs".
 */
export interface EnterArgs {
  notice: string;
  terms?: string | null;
  manual?: string | null;
  room?: string | null;
}
/**
 * Say what came of trying one's devices.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ReportCheckAsked".
 */
export interface ReportCheckAsked {
  name: "presence.report_check";
  args: CheckArgs;
}
/**
 * What came of trying each device.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "CheckArgs".
 */
export interface CheckArgs {
  microphone: Tried;
  camera: Tried;
  voice: Tried;
  network?: Network1;
}
/**
 * Leave the room.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "LeaveAsked".
 */
export interface LeaveAsked {
  name: "presence.leave";
  args: NoArgs;
}
/**
 * Nothing to say.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "NoArgs".
 */
export interface NoArgs {}
/**
 * Say that one sits before a room device.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SitInRoomAsked".
 */
export interface SitInRoomAsked {
  name: "rooms.sit_in_room";
  args: RoomArgs;
}
/**
 * The seat of a room device.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RoomArgs".
 */
export interface RoomArgs {
  room: string;
}
/**
 * Take part by one's own device again.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "UseOwnDeviceAsked".
 */
export interface UseOwnDeviceAsked {
  name: "rooms.use_own_device";
  args: NoArgs;
}
/**
 * Put down that somebody sits before a room device.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "PutInRoomAsked".
 */
export interface PutInRoomAsked {
  name: "rooms.put_in_room";
  args: PutArgs;
}
/**
 * Who sits before which device, and the digest of the notice that they were told.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "PutArgs".
 */
export interface PutArgs {
  seat: string;
  room: string;
  told: string;
}
/**
 * Put down that somebody went out of the room.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TakeOutOfRoomAsked".
 */
export interface TakeOutOfRoomAsked {
  name: "rooms.take_out_of_room";
  args: SeatArgs;
}
/**
 * A seat.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SeatArgs".
 */
export interface SeatArgs {
  seat: string;
}
/**
 * Open the meeting.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OpenMeetingAsked".
 */
export interface OpenMeetingAsked {
  name: "session.open_meeting";
  args: NoArgs;
}
/**
 * Close the meeting.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "CloseMeetingAsked".
 */
export interface CloseMeetingAsked {
  name: "session.close_meeting";
  args: NoArgs;
}
/**
 * Stop because the matter is classified.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "StopClassifiedAsked".
 */
export interface StopClassifiedAsked {
  name: "session.stop_classified";
  args: NoArgs;
}
/**
 * Take up an item.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OpenItemAsked".
 */
export interface OpenItemAsked {
  name: "agenda.open_item";
  args: ItemArgs;
}
/**
 * An item of the agenda.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ItemArgs".
 */
export interface ItemArgs {
  item: string;
}
/**
 * Finish an item.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "CloseItemAsked".
 */
export interface CloseItemAsked {
  name: "agenda.close_item";
  args: CloseItemArgs;
}
/**
 * An item; why nothing is resolved on one that is to be considered.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "CloseItemArgs".
 */
export interface CloseItemArgs {
  item: string;
  unresolved?: Unresolved | null;
}
/**
 * Mark a possible conflict before the opening.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "MarkConflictAsked".
 */
export interface MarkConflictAsked {
  name: "suspension.mark_conflict";
  args: MarkArgs;
}
/**
 * Whom, for which item, and why.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "MarkArgs".
 */
export interface MarkArgs {
  seat: string;
  item: string;
  reason: Interest;
}
/**
 * Take such a mark away.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RemoveMarkAsked".
 */
export interface RemoveMarkAsked {
  name: "suspension.remove_mark";
  args: SeatItemArgs;
}
/**
 * A seat and an item.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SeatItemArgs".
 */
export interface SeatItemArgs {
  seat: string;
  item: string;
}
/**
 * Declare an interest.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DeclareInterestAsked".
 */
export interface DeclareInterestAsked {
  name: "suspension.declare_interest";
  args: InterestArgs;
}
/**
 * An item, and why.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "InterestArgs".
 */
export interface InterestArgs {
  item: string;
  reason: Interest;
}
/**
 * Take that back.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "WithdrawDeclarationAsked".
 */
export interface WithdrawDeclarationAsked {
  name: "suspension.withdraw_declaration";
  args: ItemArgs;
}
/**
 * Object that another has an interest.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RaiseObjectionAsked".
 */
export interface RaiseObjectionAsked {
  name: "suspension.raise_objection";
  args: ObjectionArgs;
}
/**
 * The same, and what it rests on.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ObjectionArgs".
 */
export interface ObjectionArgs {
  seat: string;
  item: string;
  reason: Interest;
  text: string;
}
/**
 * Not uphold an objection.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DismissObjectionAsked".
 */
export interface DismissObjectionAsked {
  name: "suspension.dismiss_objection";
  args: DismissArgs;
}
/**
 * Which objection, and why it is not upheld.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DismissArgs".
 */
export interface DismissArgs {
  seat: string;
  item: string;
  text: string;
}
/**
 * Hear somebody first.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "BeginExplanationAsked".
 */
export interface BeginExplanationAsked {
  name: "suspension.begin_explanation";
  args: SeatItemArgs;
}
/**
 * They have been heard.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "EndExplanationAsked".
 */
export interface EndExplanationAsked {
  name: "suspension.end_explanation";
  args: SeatArgs;
}
/**
 * Let another keep the minutes of the open item.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "NameNoteTakerAsked".
 */
export interface NameNoteTakerAsked {
  name: "suspension.name_note_taker";
  args: SeatItemArgs;
}
/**
 * Suspend a seat.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SuspendSeatAsked".
 */
export interface SuspendSeatAsked {
  name: "suspension.suspend_seat";
  args: SuspendArgs;
}
/**
 * Whom, for which item, on what ground and why; whether they were heard, and the law where it is another.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SuspendArgs".
 */
export interface SuspendArgs {
  seat: string;
  item: string;
  reason: Interest;
  ground: Ground;
  explained?: boolean;
  law?: string;
}
/**
 * Call a seat back.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RestoreSeatAsked".
 */
export interface RestoreSeatAsked {
  name: "suspension.restore_seat";
  args: SeatArgs;
}
/**
 * Open a ballot.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OpenBallotAsked".
 */
export interface OpenBallotAsked {
  name: "ballots.open_ballot";
  args: QuestionArgs;
}
/**
 * What is put to the meeting.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "QuestionArgs".
 */
export interface QuestionArgs {
  item: string;
  question: string;
}
/**
 * Vote.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "CastVoteAsked".
 */
export interface CastVoteAsked {
  name: "ballots.cast_vote";
  args: VoteArgs;
}
/**
 * A choice in a ballot.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VoteArgs".
 */
export interface VoteArgs {
  ballot: string;
  choice: Choice;
}
/**
 * Close a ballot.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "CloseBallotAsked".
 */
export interface CloseBallotAsked {
  name: "ballots.close_ballot";
  args: BallotArgs;
}
/**
 * A ballot.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "BallotArgs".
 */
export interface BallotArgs {
  ballot: string;
}
/**
 * Decide a tie.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "GiveCastingVoteAsked".
 */
export interface GiveCastingVoteAsked {
  name: "ballots.give_casting_vote";
  args: VoteArgs;
}
/**
 * Say that the result was read aloud.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AnnounceResultAsked".
 */
export interface AnnounceResultAsked {
  name: "ballots.announce_result";
  args: BallotArgs;
}
/**
 * Have a dissent noted.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "NoteDissentAsked".
 */
export interface NoteDissentAsked {
  name: "ballots.note_dissent";
  args: DissentArgs;
}
/**
 * Who dissents from what was decided, and why.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DissentArgs".
 */
export interface DissentArgs {
  ballot: string;
  seat: string;
  reason: string;
}
/**
 * Ask the secretary to take a vote down.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AskForVoiceAsked".
 */
export interface AskForVoiceAsked {
  name: "voices.ask_for_voice";
  args: VoterArgs;
}
/**
 * A voter in a ballot.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VoterArgs".
 */
export interface VoterArgs {
  ballot: string;
  seat: string;
}
/**
 * Take a vote down.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TakeDownVoteAsked".
 */
export interface TakeDownVoteAsked {
  name: "voices.take_down_vote";
  args: TakingArgs;
}
/**
 * Whose vote, what it is, how it was given; `message` is the one that they wrote.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TakingArgs".
 */
export interface TakingArgs {
  ballot: string;
  seat: string;
  choice: Choice;
  method: VoteMethod;
  read_back?: boolean;
  message?: string | null;
}
/**
 * Say that it was taken down rightly.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ConfirmVoteAsked".
 */
export interface ConfirmVoteAsked {
  name: "voices.confirm_vote";
  args: BallotArgs;
}
/**
 * Say that it was not.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ObjectToVoteAsked".
 */
export interface ObjectToVoteAsked {
  name: "voices.object_to_vote";
  args: BallotArgs;
}
/**
 * Ask whether anybody sees it otherwise.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AskForObjectionsAsked".
 */
export interface AskForObjectionsAsked {
  name: "resolutions.ask_for_objections";
  args: QuestionArgs;
}
/**
 * See it otherwise.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SeeOtherwiseAsked".
 */
export interface SeeOtherwiseAsked {
  name: "resolutions.see_otherwise";
  args: ItemArgs;
}
/**
 * Put down that nobody does.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ResolveUnopposedAsked".
 */
export interface ResolveUnopposedAsked {
  name: "resolutions.resolve_unopposed";
  args: ItemArgs;
}
/**
 * Write to everyone.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "PostMessageAsked".
 */
export interface PostMessageAsked {
  name: "chat.post_message";
  args: PostArgs;
}
/**
 * What is written to everyone, and on which item if on one.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "PostArgs".
 */
export interface PostArgs {
  text: string;
  item?: string | null;
}
/**
 * Write to the support officers.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "WriteToSupportAsked".
 */
export interface WriteToSupportAsked {
  name: "chat.write_to_support";
  args: TextArgs;
}
/**
 * What is written.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TextArgs".
 */
export interface TextArgs {
  text: string;
}
/**
 * Write to one person as a support officer.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AnswerFromSupportAsked".
 */
export interface AnswerFromSupportAsked {
  name: "chat.answer_from_support";
  args: AnswerArgs;
}
/**
 * What an officer writes, and to whom.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AnswerArgs".
 */
export interface AnswerArgs {
  text: string;
  seat: string;
}
/**
 * Let a seat share its screen.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AllowSharingAsked".
 */
export interface AllowSharingAsked {
  name: "floor.allow_sharing";
  args: SeatArgs;
}
/**
 * Take that right back.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TakeBackSharingAsked".
 */
export interface TakeBackSharingAsked {
  name: "floor.take_back_sharing";
  args: SeatArgs;
}
/**
 * Share one's screen.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ShareScreenAsked".
 */
export interface ShareScreenAsked {
  name: "floor.share_screen";
  args: NoArgs;
}
/**
 * Share it no more.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "StopSharingAsked".
 */
export interface StopSharingAsked {
  name: "floor.stop_sharing";
  args: NoArgs;
}
/**
 * End the sharing of another.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "EndSharingAsked".
 */
export interface EndSharingAsked {
  name: "floor.end_sharing";
  args: SeatArgs;
}
/**
 * Ask to speak.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RaiseHandAsked".
 */
export interface RaiseHandAsked {
  name: "floor.raise_hand";
  args: NoArgs;
}
/**
 * Ask no more.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "LowerHandAsked".
 */
export interface LowerHandAsked {
  name: "floor.lower_hand";
  args: NoArgs;
}
/**
 * Lower the hand of another.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DismissHandAsked".
 */
export interface DismissHandAsked {
  name: "floor.dismiss_hand";
  args: SeatArgs;
}
/**
 * Ask somebody to speak.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "GiveFloorAsked".
 */
export interface GiveFloorAsked {
  name: "floor.give_floor";
  args: TurnArgs;
}
/**
 * Who is asked to speak, and for how long.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TurnArgs".
 */
export interface TurnArgs {
  seat: string;
  minutes?: number | null;
}
/**
 * Count minutes for whoever speaks.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TimeTurnAsked".
 */
export interface TimeTurnAsked {
  name: "floor.time_turn";
  args: MinutesArgs;
}
/**
 * How long from now on.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "MinutesArgs".
 */
export interface MinutesArgs {
  minutes: number;
}
/**
 * Take the floor back.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TakeFloorAsked".
 */
export interface TakeFloorAsked {
  name: "floor.take_floor";
  args: NoArgs;
}
/**
 * Say that one has finished.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "YieldFloorAsked".
 */
export interface YieldFloorAsked {
  name: "floor.yield_floor";
  args: NoArgs;
}
/**
 * Ask everybody to turn their microphone off.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SilenceMicrophonesAsked".
 */
export interface SilenceMicrophonesAsked {
  name: "floor.silence_microphones";
  args: SilenceArgs;
}
/**
 * Whether nobody may turn theirs on again who is not given the floor.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SilenceArgs".
 */
export interface SilenceArgs {
  held: boolean;
}
/**
 * Let everybody turn it on again.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ReleaseMicrophonesAsked".
 */
export interface ReleaseMicrophonesAsked {
  name: "floor.release_microphones";
  args: NoArgs;
}
/**
 * Take a right from a seat.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TakeRightAsked".
 */
export interface TakeRightAsked {
  name: "rights.take_right";
  args: RightArgs;
}
/**
 * Which right of whom.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RightArgs".
 */
export interface RightArgs {
  seat: string;
  right: SeatRight;
}
/**
 * Give it back.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "GrantRightAsked".
 */
export interface GrantRightAsked {
  name: "rights.grant_right";
  args: RightArgs;
}
/**
 * Call for help.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ReportIncidentAsked".
 */
export interface ReportIncidentAsked {
  name: "incidents.report_incident";
  args: NoArgs;
}
/**
 * Say what one has called for help with.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DescribeIncidentAsked".
 */
export interface DescribeIncidentAsked {
  name: "incidents.describe_incident";
  args: MatterArgs;
}
/**
 * An incident, and what is wrong.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "MatterArgs".
 */
export interface MatterArgs {
  incident: string;
  matter: Matter;
  words: string;
}
/**
 * Need no help any more.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "WithdrawIncidentAsked".
 */
export interface WithdrawIncidentAsked {
  name: "incidents.withdraw_incident";
  args: IncidentArgs;
}
/**
 * An incident.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "IncidentArgs".
 */
export interface IncidentArgs {
  incident: string;
}
/**
 * See to an incident.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AcknowledgeIncidentAsked".
 */
export interface AcknowledgeIncidentAsked {
  name: "incidents.acknowledge_incident";
  args: IncidentArgs;
}
/**
 * Ask whoever is concerned to try something.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AdviseIncidentAsked".
 */
export interface AdviseIncidentAsked {
  name: "incidents.advise_incident";
  args: StepArgs;
}
/**
 * An incident, and what is to be tried.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "StepArgs".
 */
export interface StepArgs {
  incident: string;
  step: Step;
}
/**
 * Write what came of an incident.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ResolveIncidentAsked".
 */
export interface ResolveIncidentAsked {
  name: "incidents.resolve_incident";
  args: OutcomeArgs;
}
/**
 * An incident, what it came of and what came of it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "OutcomeArgs".
 */
export interface OutcomeArgs {
  incident: string;
  cause: Cause;
  result: Result;
  words: string;
}
/**
 * Announce how the documents are got at.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AnnounceAccessAsked".
 */
export interface AnnounceAccessAsked {
  name: "documents.announce_access";
  args: AccessArgs;
}
/**
 * How the documents are got at, and by what that is announced.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AccessArgs".
 */
export interface AccessArgs {
  text: string;
  channel: Channel;
}
/**
 * Take a document back.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "WithdrawDocumentAsked".
 */
export interface WithdrawDocumentAsked {
  name: "documents.withdraw_document";
  args: DocumentArgs;
}
/**
 * A document.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "DocumentArgs".
 */
export interface DocumentArgs {
  document: string;
}
/**
 * Hand presiding over.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "PassPresidingAsked".
 */
export interface PassPresidingAsked {
  name: "presiding.pass_presiding";
  args: SeatArgs;
}
/**
 * Preside again.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TakeBackPresidingAsked".
 */
export interface TakeBackPresidingAsked {
  name: "presiding.take_back_presiding";
  args: NoArgs;
}
/**
 * Preside because nobody before oneself has come.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "StepInAsked".
 */
export interface StepInAsked {
  name: "presiding.step_in";
  args: NoArgs;
}
/**
 * Put down whom the members elected to preside.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ElectPresidingAsked".
 */
export interface ElectPresidingAsked {
  name: "presiding.elect_presiding";
  args: SeatArgs;
}
/**
 * Turn to a visitor.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "WatchVisitorAsked".
 */
export interface WatchVisitorAsked {
  name: "identity.watch_visitor";
  args: SeatArgs;
}
/**
 * Turn away from them.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "UnwatchVisitorAsked".
 */
export interface UnwatchVisitorAsked {
  name: "identity.unwatch_visitor";
  args: NoArgs;
}
/**
 * Vouch for a visitor.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VouchAsked".
 */
export interface VouchAsked {
  name: "identity.vouch";
  args: VouchArgs;
}
/**
 * A visitor, and the digest of the statement that was ticked.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VouchArgs".
 */
export interface VouchArgs {
  seat: string;
  statement: string;
}
/**
 * Take back that somebody was vouched for.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "RevokeProofAsked".
 */
export interface RevokeProofAsked {
  name: "identity.revoke_proof";
  args: ReasonArgs;
}
/**
 * A seat, and why whoever is there may not stay.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ReasonArgs".
 */
export interface ReasonArgs {
  seat: string;
  reason: string;
}
/**
 * Turn a visitor away.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TurnAwayAsked".
 */
export interface TurnAwayAsked {
  name: "identity.turn_away";
  args: ReasonArgs;
}
/**
 * Wait no longer to be vouched for.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "EndVisitAsked".
 */
export interface EndVisitAsked {
  name: "identity.end_visit";
  args: NoArgs;
}
