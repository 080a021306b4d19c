"""The shapes of the view that a browser is told; keys that are withheld are null or empty, never missing."""

from typing import Literal, TypedDict

from meeting_server.meeting.facts.calling import BackupKind, Purpose
from meeting_server.meeting.facts.incidents import Escalation, IncidentKind, Matter, Step, What
from meeting_server.meeting.facts.presence import Network, Tried
from meeting_server.meeting.facts.rights import SeatRight
from meeting_server.meeting.facts.session import Part
from meeting_server.meeting.facts.suspension import Basis, Ground, Interest
from meeting_server.meeting.media_plan import Source
from meeting_server.meeting.roles import Role
from meeting_server.projections.document_shapes import (
    AccessShape,
    DocumentShape,
    LedShape,
    OwnDocumentsShape,
)
from meeting_server.projections.vote_shapes import (
    BallotShape,
    ObjectionsShape,
    OwnDutyShape,
    OwnVoteShape,
    ResolvedShape,
)

Standing = Literal["absent", "waiting", "present", "away", "suspended", "left"]
ViewerClass = Literal["waiting", "unproven", "member", "observer", "suspended", "closed"]
Trouble = Literal["recorder", "disk_full", "disk_low", "overload", "log"]
Dot = Literal["present", "suspended", "away"]
# Whence a seat has the right to share a screen; whether it can be given one that has it not.
Sharing = Literal["office", "given", "none", "never"]
Scalar = str | int | bool | None


class BackupShape(TypedDict):
    """ช่องทางสำรอง (ข้อ ๑๐ (๑))."""

    kind: BackupKind
    address: str


class SupportShape(TypedDict):
    """The support officer (ข้อ ๘ (๒) (๒.๖))."""

    seat: str
    name: str | None
    office: str | None


class QuorumShape(TypedDict):
    """The count on the status line; a dot per member in roster order."""

    present: int
    base: int
    members: int
    needed: int
    met: bool
    lost_since: str | None
    dots: list[Dot]


class RecordingShape(TypedDict):
    """Whether recording is on, the seats whose recorder is at fault, and what ails the service for all of them."""

    on: bool
    since: str | None
    faults: list[str]
    troubles: list[Trouble]


class SeatShape(TypedDict):
    """One seat, always at its place in the roster."""

    seat: str
    name: str | None
    short: str | None
    office: str | None
    roles: list[Role]
    state: Standing
    since: str | None
    votes: bool
    proof: str | None
    screen: Sharing
    taken: list[SeatRight]  # what whoever presides has taken from it
    room: str | None  # before whose device they sit


class CheckShape(TypedDict):
    """What somebody found when they tried their devices at the door."""

    seat: str
    microphone: Tried
    camera: Tried
    voice: Tried
    network: Network


class SetbackShape(TypedDict):
    """What came before of somebody under this name: their proof was revoked, or they were turned away."""

    kind: Literal["revoked", "turned_away"]
    at: str
    by: str | None  # their name
    reason: str | None


class VisitorShape(TypedDict):
    """Somebody who waits before the room, for those who may vouch; `heard` once it is enough, of `seconds`."""

    seat: str
    name: str | None
    office: str | None
    watched: bool
    heard: bool
    seconds: int
    room: str | None  # the device before which they sit: all who are in the meeting see them there
    before: list[SetbackShape]  # the newest last


class DeviceShape(TypedDict):
    """The device of a meeting room that is in the meeting now."""

    seat: str
    name: str | None


class OwnRoomShape(DeviceShape):
    """The one that this person sits before, or was sent out from and may come back to."""

    out: bool


class VouchingShape(TypedDict):
    """Who is in the room because another participant vouched for them, or let them in by a link, and since when."""

    seat: str
    voucher: str
    at: str | None
    link: bool


class VisitShape(TypedDict):
    """What a visitor is told of their own: whether they wait, or wait no more, and the name of whoever looks at them."""

    awaiting: bool
    turned_away: bool
    watched_by: str | None
    before: list[SetbackShape]  # the newest last


class SharingShape(TypedDict):
    """The one screen that is shared now."""

    seat: str
    since: str | None


class HandShape(TypedDict):
    """A hand that is up; they stand in the order in which they were raised."""

    seat: str
    since: str | None


class SpeakerShape(TypedDict):
    """Who has the floor; `until` is when the minutes are over that they were given, null where none are counted."""

    seat: str
    since: str | None
    minutes: int | None
    until: str | None


class SilenceShape(TypedDict):
    """When everybody was last asked to turn their microphone off, and whether only who has the floor may turn it on."""

    at: str | None
    held: bool


class ItemShape(TypedDict):
    """One item of the agenda."""

    item: str
    number: str
    title: str
    purpose: Purpose
    state: Literal["coming", "open", "closed"]
    opened_at: str | None
    closed_at: str | None


class ConflictShape(TypedDict):
    """What is said of somebody's interest in an item and is not decided; `by` whom, where others said it."""

    kind: Literal["declared", "objected", "marked"]
    seat: str
    item: str
    reason: Interest
    by: str | None
    text: str | None  # what an objection rests on
    at: str | None
    before_opening: bool


class RecusalShape(TypedDict):
    """What the profile asks of a suspension: whether everybody is heard before, and by reason what it rests on."""

    explain_first: bool
    bases: dict[str, Basis]


class HeardShape(TypedDict):
    """Whoever explains before the meeting whether they have an interest in the open item."""

    seat: str
    item: str
    since: str | None


class SuspensionShape(TypedDict):
    """A suspension in force; `quiet` says what the relay's counters prove, null before they are read."""

    seat: str
    item: str
    reason: Interest
    ground: Ground
    since: str | None
    quiet: bool | None
    in_room: bool  # they have not gone out of the meeting room yet


class MessageShape(TypedDict):
    """A message of the chat; `text` is null when its opening was destroyed."""

    message: str
    seat: str
    item: str | None  # what it was written on
    text: str | None
    at: str


class SupportLineShape(TypedDict):
    """What was written between one person and the support officers, the newest last; `seat` is the person's."""

    seat: str
    name: str | None
    office: str | None
    messages: list["SupportMessageShape"]


class SupportMessageShape(TypedDict):
    """One message on it; `officer` is the name of the officer who wrote it, null where the person themselves did."""

    message: str
    officer: str | None
    text: str | None
    at: str


class InterruptionShape(TypedDict):
    """A stretch in which the service failed."""

    since: str
    until: str
    part: Part


class IncidentShape(TypedDict):
    """Something that is wrong at a seat now, by the relay's measure; what it measured is told to few."""

    incident: str
    seat: str
    kind: IncidentKind
    since: str


class RulesShape(TypedDict):
    """The profile that the meeting was called under; `in_force` on the day of the sitting."""

    name: str
    title_th: str
    title_en: str
    in_force: bool


class HandledShape(TypedDict):
    """An incident without an outcome, for whoever sees to it; `called` while it waits for this person.

    `seat` is null, and `seats` how many are touched, where it has to do with several. `standing` is told inside only.
    """

    incident: str
    number: int
    what: What
    report: bool
    seat: str | None
    name: str | None
    office: str | None
    standing: Standing | None
    seats: int
    words: str | None
    since: str
    at: str  # when it was written down
    patience: int  # after so many seconds unacknowledged it goes on
    called: bool
    acknowledged_by: str | None
    handler: str | None
    escalated: Escalation | None
    step: Step | None


class OwnIncidentShape(TypedDict):
    """What this person has called for help with; or, where the machine found it, what they are advised to try."""

    incident: str
    report: bool
    matter: Matter | None
    words: str | None
    at: str
    acknowledged: bool
    step: Step | None


class HeadingShape(TypedDict):
    """What everybody with a place in a meeting may know of it."""

    meeting: str
    agency: str
    body: str
    number: int
    year: int
    place: str
    starts_at: str
    rules: RulesShape
    phase: Literal["called", "open", "closed"]
    opened_at: str | None
    closed_at: str | None
    stopped: bool  # its matter was classified
    sound_only: bool
    backup: BackupShape
    support: SupportShape | None


class RoomShape(HeadingShape):
    """The room as one class of viewers may see it."""

    quorum: QuorumShape | None
    recording: RecordingShape | None
    vouchings: list[VouchingShape]
    seats: list[SeatShape]
    presiding: str | None
    sharing: SharingShape | None
    hands: list[HandShape]
    speaker: SpeakerShape | None
    silence: SilenceShape | None
    agenda: list[ItemShape]
    item: str | None
    recusal: RecusalShape | None
    explaining: list[HeardShape]
    heard: list[str]  # who has explained on the open item
    note_taker: str | None  # in the secretary's place, for the open item
    suspensions: list[SuspensionShape]
    ballots: list[BallotShape]
    objections: ObjectionsShape | None
    resolved: list[ResolvedShape]
    chat: list[MessageShape]  # the newest
    chat_earlier: int  # messages before them, which stand in the record
    interruptions: list[InterruptionShape]
    incidents: list[IncidentShape]
    documents: list[DocumentShape]
    access: AccessShape | None  # how the documents are got at
    led: LedShape | None  # the page through which somebody leads


class BlockedShape(TypedDict):
    """Why the next step cannot be taken yet."""

    reason: str
    details: dict[str, Scalar]


class NextShape(TypedDict):
    """The one next legal step for whoever presides; `script` names the sentence to read aloud."""

    command: str
    args: dict[str, str]
    script: str
    blocked: BlockedShape | None


class OwnSuspensionShape(TypedDict):
    """What a suspended person is told: the item, whose word it was, the reason and its provision, since when."""

    item: str
    number: str
    title: str
    ground: Ground
    reason: Interest
    basis: Basis
    law: str  # named where the reason is another by law
    since: str | None


class MediaShape(TypedDict):
    """Whether this person is in the media plan, and what they may send."""

    inside: bool
    sends: list[Source]


YouShape = TypedDict(
    "YouShape",
    {
        "seat": str,
        "name": str | None,
        "class": ViewerClass,
        "roles": list[Role],
        "may": list[str],
        "presides": bool,
        "next": NextShape | None,
        "vote": OwnVoteShape | None,
        "duty": OwnDutyShape,
        "conflicts": list[ConflictShape],
        "suspended": OwnSuspensionShape | None,
        "media": MediaShape,
        "checks": list[CheckShape],
        "visitors": list[VisitorShape],
        "visit": VisitShape | None,
        "revocable": list[str],
        "room": OwnRoomShape | None,
        "rooms": list[DeviceShape],  # that one may say to sit before
        "incident": OwnIncidentShape | None,
        "incidents": list[HandledShape],
        "documents": OwnDocumentsShape | None,
        "support_lines": list[SupportLineShape],  # one's own; of a support officer, everybody's
    },
)


class View(TypedDict):
    """Everything one person may see at `seq`."""

    seq: int
    room: RoomShape
    you: YouShape
