"""What this viewer may see: the one secrecy boundary towards the browser."""

from dataclasses import dataclass, field
from datetime import datetime

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.calling import MeetingCalled, Seat
from meeting_server.meeting.facts.identity import Method
from meeting_server.meeting.facts.session import Closing, Phase
from meeting_server.meeting.facts.suspension import Interest, SeatSuspended
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.quorum import quorum
from meeting_server.meeting.roles import Right, Role
from meeting_server.meeting.rules.floor import has_by_office, queue
from meeting_server.meeting.rules.suspension import basis_of
from meeting_server.meeting.state import Meeting
from meeting_server.projections.ballot_view import ballot_view, objections, resolved
from meeting_server.projections.chronicle import Chronicle, Message
from meeting_server.projections.documents import Led, access, documents, led
from meeting_server.projections.view_shapes import (
    BackupShape,
    Dot,
    HandShape,
    HeadingShape,
    HeardShape,
    IncidentShape,
    ItemShape,
    MessageShape,
    QuorumShape,
    RecordingShape,
    RecusalShape,
    RoomShape,
    RulesShape,
    SeatShape,
    Sharing,
    SharingShape,
    SilenceShape,
    SpeakerShape,
    Standing,
    SupportShape,
    SuspensionShape,
    Trouble,
    ViewerClass,
    VouchingShape,
)

_INSIDE: frozenset[ViewerClass] = frozenset({"member", "observer", "closed"})


@dataclass(slots=True)
class Live:
    """What is true just now and never a fact: what the relay reports."""

    quiet: dict[SeatId, bool] = field(default_factory=dict)
    faults: set[SeatId] = field(default_factory=set)
    troubles: set[Trouble] = field(default_factory=set)
    led: Led | None = None  # a page of a document


def viewer_class(meeting: Meeting, seat: Seat) -> ViewerClass:
    """The class of viewer this seat is now; everything the room tells follows from it."""
    identity = meeting.identity
    if seat.id in identity.visiting and seat.id not in identity.proofs:
        return "unproven"  # whatever the seat may see, and after the close too
    if meeting.phase is Phase.CLOSED:
        took_part = seat.id in meeting.attendance.ever or Right.READ_RECORD in seat.rights
        return "closed" if took_part else "waiting"
    if seat.id in meeting.suspensions:
        return "suspended"
    if seat.id not in meeting.attendance.entered:
        return "waiting"
    return "member" if Right.CHAT in seat.rights else "observer"


def sharing_key(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> str:
    """Viewers with one key are told the same room, so that it is serialised once."""
    seen = viewer_class(meeting, seat)
    if seen in _INSIDE and chronicle.missed(seat.id):
        return f"{seen} {seat.id}"
    return seen


def room_view(
    meeting_id: MeetingId, meeting: Meeting, chronicle: Chronicle, seat: Seat, live: Live
) -> RoomShape:
    """The room as this seat's class may see it; raises ValueError before the meeting was called."""
    called = meeting.calling.called
    if called is None:
        message = "a meeting that was never called has no room"
        raise ValueError(message)
    room = _outside(_heading(meeting_id, meeting, chronicle, called))
    seen = viewer_class(meeting, seat)
    if seen == "waiting":
        # From outside the door one reads the agenda as it was sent, not how far the meeting has come.
        room["agenda"] = _agenda(Meeting(calling=meeting.calling), Chronicle())
    if seen in ("suspended", "unproven"):
        # A suspended member is told nothing that belongs to the meeting that goes on without them; nor is a visitor,
        # of whom nobody knows yet who they are.
        room["place"] = ""
    if seen in ("member", "observer") or (seen == "waiting" and meeting.phase is Phase.CALLED):
        # Before the opening documents are read at home; once it sits, by whoever is inside.
        room["documents"], room["access"] = documents(meeting, chronicle), access(meeting, chronicle)
        room["led"] = led(meeting, live.led)
    if seen in _INSIDE:
        _fill(room, meeting, chronicle, live)
        newest, room["chat_earlier"] = chronicle.newest_for(seat.id)
        room["chat"] = [_message(each) for each in newest]
    return room


def _message(one: Message) -> MessageShape:
    return MessageShape(message=one.id, seat=one.seat, item=one.item, text=one.text, at=stamp(one.at))


def _rules(meeting: Meeting) -> RulesShape:
    profile, copy = meeting.profile, meeting.calling.rules
    return RulesShape(
        name=profile.name,
        title_th=profile.title_th,
        title_en=profile.title_en,
        in_force=copy is None or not copy.outside_validity,
    )


def _heading(
    meeting_id: MeetingId, meeting: Meeting, chronicle: Chronicle, called: MeetingCalled
) -> HeadingShape:
    return HeadingShape(
        meeting=meeting_id,
        agency=called.agency,
        body=called.body,
        number=called.number,
        year=called.year,
        place=called.place,
        starts_at=called.starts_at,
        rules=_rules(meeting),
        phase=meeting.phase.value,
        opened_at=_iso(chronicle.opened_at),
        closed_at=_iso(chronicle.closed_at),
        stopped=meeting.session.closing is Closing.CLASSIFIED,
        sound_only=called.sound_only,
        backup=BackupShape(kind=called.backup_kind, address=called.backup_address),
        support=_support(meeting),
    )


def _outside(heading: HeadingShape) -> RoomShape:
    return RoomShape(
        **heading,
        quorum=None,
        recording=None,
        vouchings=[],
        seats=[],
        presiding=None,
        sharing=None,
        hands=[],
        speaker=None,
        silence=None,
        agenda=[],
        item=None,
        recusal=None,
        explaining=[],
        heard=[],
        note_taker=None,
        suspensions=[],
        ballots=[],
        objections=None,
        resolved=[],
        chat=[],
        chat_earlier=0,
        interruptions=[],
        incidents=[],
        documents=[],
        access=None,
        led=None,
    )


def _fill(room: RoomShape, meeting: Meeting, chronicle: Chronicle, live: Live) -> None:
    room["quorum"] = _quorum(meeting, chronicle)
    room["recording"] = RecordingShape(
        on=meeting.recording.on,
        since=_iso(chronicle.recording_since),
        faults=sorted(live.faults) if meeting.recording.on else [],
        troubles=sorted(live.troubles),
    )
    room["seats"] = [_seat(meeting, chronicle, seat) for seat in meeting.seats]
    room["vouchings"] = _vouchings(meeting, chronicle)
    room["presiding"] = meeting.presiding
    if meeting.floor.sharing is not None:
        room["sharing"] = SharingShape(seat=meeting.floor.sharing, since=_iso(chronicle.sharing_since))
    room["hands"] = [
        HandShape(seat=seat, since=_iso(chronicle.raised_at.get(seat))) for seat in queue(meeting)
    ]
    room["speaker"] = _speaker(meeting, chronicle)
    if chronicle.silenced_at is not None:
        room["silence"] = SilenceShape(at=_iso(chronicle.silenced_at), held=meeting.floor.held)
    room["agenda"] = _agenda(meeting, chronicle)
    room["item"] = meeting.agenda.current
    _recusal(room, meeting, chronicle)
    room["suspensions"] = [
        _suspension(meeting, chronicle, suspended, live)
        for suspended in meeting.suspensions.in_force.values()
    ]
    room["ballots"] = [ballot_view(meeting, chronicle, b) for b in meeting.ballots.by_id.values()]
    room["objections"] = objections(meeting, chronicle)
    room["resolved"] = resolved(meeting, chronicle)
    room["interruptions"] = [
        {"since": gap.since, "until": gap.until, "part": gap.part} for gap in meeting.session.interruptions
    ]
    room["incidents"] = [
        IncidentShape(incident=each.incident, seat=each.seat, kind=each.kind, since=each.since)
        for each in meeting.incidents.standing.values()
    ]


def _speaker(meeting: Meeting, chronicle: Chronicle) -> SpeakerShape | None:
    floor = meeting.floor
    if floor.speaker is None:
        return None
    until = chronicle.turn_until if floor.minutes is not None else None
    return SpeakerShape(
        seat=floor.speaker, since=_iso(chronicle.floor_since), minutes=floor.minutes, until=_iso(until)
    )


def _recusal(room: RoomShape, meeting: Meeting, chronicle: Chronicle) -> None:
    room["recusal"] = RecusalShape(
        explain_first=meeting.profile.recusal.explain_first,
        bases={reason.value: basis_of(meeting, reason) for reason in Interest},
    )
    room["explaining"] = [
        HeardShape(seat=each.seat, item=each.item, since=_iso(chronicle.heard_since.get(each.seat)))
        for each in meeting.suspensions.explaining.values()
    ]
    room["heard"] = [
        seat for seat, item in sorted(meeting.suspensions.heard) if item == meeting.agenda.current
    ]
    room["note_taker"] = meeting.suspensions.note_taker


def _suspension(
    meeting: Meeting, chronicle: Chronicle, suspended: SeatSuspended, live: Live
) -> SuspensionShape:
    seat = suspended.seat
    return SuspensionShape(
        seat=seat,
        item=suspended.item,
        reason=suspended.reason,
        ground=suspended.ground,
        since=_iso(chronicle.suspended_at.get(seat)),
        quiet=live.quiet.get(seat),
        in_room=meeting.attendance.sits(seat),
    )


def _vouchings(meeting: Meeting, chronicle: Chronicle) -> list[VouchingShape]:
    vouched = [
        VouchingShape(seat=seat, voucher=voucher, at=_iso(chronicle.vouched_at.get(seat)), link=False)
        for seat, voucher in meeting.identity.vouchers.items()
    ]
    let_in = [
        VouchingShape(seat=seat, voucher=used.by, at=_iso(chronicle.vouched_at.get(seat)), link=True)
        for seat, used in meeting.links.used.items()
        if meeting.identity.proofs.get(seat) is Method.LINK
    ]
    return [*vouched, *let_in]


def _support(meeting: Meeting) -> SupportShape | None:
    officers = meeting.calling.holding(Role.SUPPORT)
    if not officers:
        return None
    first = officers[0]
    return SupportShape(seat=first.id, name=first.name, office=first.office)


def _quorum(meeting: Meeting, chronicle: Chronicle) -> QuorumShape:
    count = quorum(meeting)
    return QuorumShape(
        present=count.present,
        base=count.base,
        members=count.members,
        needed=count.needed,
        met=count.met,
        lost_since=_iso(chronicle.quorum_lost_at),
        dots=[_dot(meeting, seat) for seat in meeting.seats if seat.votes],
    )


def _dot(meeting: Meeting, seat: Seat) -> Dot:
    standing = standing_of(meeting, seat.id)
    if standing == "suspended":
        return "suspended"
    return "present" if standing == "present" else "away"


def standing_of(meeting: Meeting, seat: SeatId) -> Standing:
    """Where a seat stands: suspended is neither absent nor away."""
    there = meeting.attendance
    if seat in meeting.suspensions:
        return "suspended"
    if seat in there.entered:
        return "present" if seat in there.present else "away"
    if seat in there.ever:
        return "left"
    return "waiting" if seat in there.connected else "absent"


def _seat(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> SeatShape:
    return SeatShape(
        seat=seat.id,
        name=seat.name,
        short=seat.name if seat.is_room else given_name(seat.name),
        office=seat.office,
        roles=sorted(seat.roles),
        state=standing_of(meeting, seat.id),
        since=_iso(_since(meeting, chronicle, seat.id)),
        votes=seat.votes,
        proof=meeting.identity.proofs.get(seat.id),
        screen=_screen(meeting, seat),
        taken=list(meeting.rights.of(seat.id)),
        room=meeting.attendance.room_of(seat.id),
    )


def _screen(meeting: Meeting, seat: Seat) -> Sharing:
    if has_by_office(meeting, seat):
        return "office"
    if seat.id in meeting.floor.allowed:
        return "given"
    return "none" if Right.SEND_VIDEO in seat.rights else "never"


def _since(meeting: Meeting, chronicle: Chronicle, seat: SeatId) -> datetime | None:
    times = chronicle.suspended_at if seat in meeting.suspensions else chronicle.seat_since
    return times.get(seat)


_TITLES = ("นางสาว", "นาง", "นาย", "Ms ", "Mrs ", "Mr ")  # นางสาว before นาง, which begins it


def given_name(name: str | None) -> str | None:
    """The given name without its title, for small tiles: นางสาวอรุณี ใจสมมติ becomes อรุณี."""
    if not name:
        return None
    title = next((title for title in _TITLES if name.startswith(title)), "")
    return name.removeprefix(title).split()[0] if name.removeprefix(title).split() else name


def _agenda(meeting: Meeting, chronicle: Chronicle) -> list[ItemShape]:
    shapes: list[ItemShape] = []
    for listed in meeting.calling.items.values():
        is_open = meeting.agenda.current == listed.item
        done = listed.item in meeting.agenda.finished
        shapes.append(
            ItemShape(
                item=listed.item,
                number=listed.number,
                title=listed.title,
                purpose=listed.purpose,
                state="open" if is_open else "closed" if done else "coming",
                opened_at=_iso(chronicle.item_opened.get(listed.item)),
                closed_at=_iso(chronicle.item_closed.get(listed.item)),
            )
        )
    return shapes


def _iso(at: datetime | None) -> str | None:
    return stamp(at) if at is not None else None
