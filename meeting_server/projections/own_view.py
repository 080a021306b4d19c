"""What a room tells one person of themselves: what they may do, and their one next step."""

from collections.abc import Iterator

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.documents import Channel, DocumentKind
from meeting_server.meeting.facts.incidents import Cause, Matter, Result, Step
from meeting_server.meeting.facts.resolutions import Unresolved
from meeting_server.meeting.facts.rights import SeatRight
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.facts.suspension import Ground, Interest
from meeting_server.meeting.ids import DocumentId, IncidentId, ItemId, LinkId, MessageId, SeatId
from meeting_server.meeting.media_plan import place_of
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.agenda import CloseItem, OpenItem
from meeting_server.meeting.rules.ballots import CloseBallot
from meeting_server.meeting.rules.chat import AnswerFromSupport, PostMessage, WriteToSupport
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.documents import AnnounceAccess, Kept, TableDocument, WithdrawDocument
from meeting_server.meeting.rules.floor import (
    AllowSharing,
    DismissHand,
    EndSharing,
    GiveFloor,
    LowerHand,
    RaiseHand,
    ReleaseMicrophones,
    ShareScreen,
    SilenceMicrophones,
    StopSharing,
    TakeBackSharing,
    TakeFloor,
    TimeTurn,
    YieldFloor,
)
from meeting_server.meeting.rules.identity import (
    EndVisit,
    RevokeProof,
    TurnAway,
    Vouch,
    WatchVisitor,
    may_be_vouched_for_in_room,
    may_vouch,
    vouching_rule,
)
from meeting_server.meeting.rules.incidents import (
    AcknowledgeIncident,
    AdviseIncident,
    DescribeIncident,
    ReportIncident,
    ResolveIncident,
    WithdrawIncident,
)
from meeting_server.meeting.rules.links import IssueLink, WithdrawLink
from meeting_server.meeting.rules.presence import TWO_FACTORS, Enter, Leave
from meeting_server.meeting.rules.presiding import ElectPresiding, PassPresiding, StepIn, TakeBackPresiding
from meeting_server.meeting.rules.rights import GrantRight, TakeRight
from meeting_server.meeting.rules.rooms import (
    PutInRoom,
    SitInRoom,
    TakeOutOfRoom,
    UseOwnDevice,
    rooms_here,
)
from meeting_server.meeting.rules.session import CloseMeeting, OpenMeeting, StopClassified
from meeting_server.meeting.rules.suspension import (
    BeginExplanation,
    DeclareInterest,
    DismissObjection,
    EndExplanation,
    MarkConflict,
    NameNoteTaker,
    RaiseObjection,
    RemoveMark,
    RestoreSeat,
    SuspendSeat,
    WithdrawDeclaration,
    basis_of,
)
from meeting_server.meeting.state import Meeting
from meeting_server.projections import own_votes
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.conflicts import conflicts
from meeting_server.projections.documents import own_documents
from meeting_server.projections.incidents import handled, own_incident
from meeting_server.projections.missing import may_see_missing
from meeting_server.projections.room_view import viewer_class
from meeting_server.projections.setbacks import told
from meeting_server.projections.support_line import support_lines
from meeting_server.projections.view_shapes import (
    BlockedShape,
    CheckShape,
    DeviceShape,
    MediaShape,
    NextShape,
    OwnRoomShape,
    OwnSuspensionShape,
    SetbackShape,
    VisitorShape,
    VisitShape,
    YouShape,
)

_ANY = "-"  # stands for the words and ids that the rules do not look at
_SETBACKS = 3  # of the newest at one seat; all of them stand in the log


def own_view(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> YouShape:
    """What this person is told of themselves."""
    return YouShape(
        {
            "seat": seat.id,
            "name": seat.name,
            "class": viewer_class(meeting, seat),
            "roles": sorted(seat.roles),
            "may": sorted(_may(meeting, seat)),
            "presides": seat.id == meeting.presiding,
            "next": _next(meeting, seat),
            "vote": own_votes.own_vote(meeting, chronicle, seat),
            "duty": own_votes.own_duty(meeting, seat),
            "conflicts": conflicts(meeting, chronicle, seat),
            "suspended": _suspended(meeting, chronicle, seat),
            "media": _media(meeting, seat),
            "checks": _checks(meeting, seat),
            "visitors": _visitors(meeting, chronicle, seat),
            "visit": _visit(meeting, chronicle, seat),
            "revocable": _revocable(meeting, seat),
            "room": _room(meeting, seat),
            "rooms": _rooms(meeting, seat),
            "incident": own_incident(meeting, chronicle, seat),
            "incidents": handled(meeting, chronicle, seat),
            "documents": own_documents(meeting, seat),
            "support_lines": support_lines(meeting, chronicle, seat),
        }
    )


def _checks(meeting: Meeting, seat: Seat) -> list[CheckShape]:
    """What each has found at the door, for those who help."""
    helps = Right.WATCH_LINES in seat.rights and seat.id in meeting.attendance.entered
    if not helps or seat.id in meeting.suspensions:
        return []
    return [
        CheckShape(
            seat=each.seat,
            microphone=each.microphone,
            camera=each.camera,
            voice=each.voice,
            network=each.network,
        )
        for each in meeting.attendance.checked.values()
    ]


def _visitors(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> list[VisitorShape]:
    """Who waits before the room, for whoever may vouch for them just now."""
    if not may_vouch(meeting, seat):
        return []
    identity, seats, there = meeting.identity, meeting.calling.seats, meeting.attendance
    in_room = {each for each in there.rooms if may_be_vouched_for_in_room(meeting, each)}
    return [
        VisitorShape(
            seat=each,
            name=seats[each].name,
            office=seats[each].office,
            watched=identity.watching.get(seat.id) == each,
            heard=(each, seat.id) in identity.heard,
            seconds=vouching_rule(meeting).heard_seconds,
            room=there.rooms[each] if each in in_room else None,
            before=_setbacks(meeting, chronicle, each),
        )
        for each in sorted(in_room | (identity.awaiting & there.connected))
    ]


def _setbacks(meeting: Meeting, chronicle: Chronicle, seat: SeatId) -> list[SetbackShape]:
    """Of whoever came under this name before; it may have been somebody else."""
    seats = meeting.calling.seats
    newest = chronicle.setbacks.get(seat, [])[-_SETBACKS:]
    return [told(each, seats.get(each.by)) for each in newest]


def _room(meeting: Meeting, seat: Seat) -> OwnRoomShape | None:
    there = meeting.attendance
    if seat.id not in there.rooms:
        return None
    room = meeting.calling.seats[there.rooms[seat.id]]
    return OwnRoomShape(seat=room.id, name=room.name, out=seat.id in there.sent_out)


def _rooms(meeting: Meeting, seat: Seat) -> list[DeviceShape]:
    """Of whom nobody knows yet who they are none is told what rooms there are."""
    if seat.is_room or viewer_class(meeting, seat) in ("unproven", "suspended", "closed"):
        return []
    return [DeviceShape(seat=each.id, name=each.name) for each in rooms_here(meeting)]


def _visit(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> VisitShape | None:
    identity = meeting.identity
    if seat.id not in identity.visiting or seat.id in identity.proofs:
        return None
    looking = [by for by, whom in identity.watching.items() if whom == seat.id]
    names = [meeting.calling.seats[by].name for by in looking]
    return VisitShape(
        awaiting=seat.id in identity.awaiting,
        turned_away=seat.id in identity.turned_away,
        watched_by=names[0] if names else None,
        before=_setbacks(meeting, chronicle, seat.id),
    )


def _revocable(meeting: Meeting, seat: Seat) -> list[str]:
    """Whose vouching this person may take back."""
    actor = Actor.of_seat(seat.id)
    deeds = ((each, RevokeProof(seat=each, reason=_ANY)) for each in _stood_for(meeting))
    return [each for each, deed in deeds if _refusal(deed, meeting, actor) is None]


def _may(meeting: Meeting, seat: Seat) -> set[str]:
    """The deeds the rules would not refuse just now: asked of the rules themselves, so it cannot lie."""
    actor, allowed = Actor.of_seat(seat.id), set[str]()
    for name, command in _deeds(meeting, seat, directs=_directs(meeting, actor)):
        if name not in allowed and _refusal(command, meeting, actor) is None:
            allowed.add(name)
    if seat.id in meeting.identity.visiting:
        return allowed  # Their session opens the line, and no page beside it.
    if meeting.phase is Phase.CLOSED and Right.READ_RECORD in seat.rights:
        allowed.add("record.read")
    if meeting.phase is Phase.CALLED and Right.PREPARE in seat.rights:
        allowed.add("capacity.read")
    if may_see_missing(meeting, seat):
        allowed.add("missing.read")
    if meeting.phase is Phase.CLOSED and Right.READ_SHEETS in seat.rights:
        allowed.add("sheets.read")
    return allowed


def _directs(meeting: Meeting, actor: Actor) -> bool:
    """Whether this person presides just now, or does so on the orders of who does."""
    try:
        actor.must_preside(meeting)
    except Refused:
        return False
    return True


def _deeds(meeting: Meeting, seat: Seat, *, directs: bool) -> Iterator[tuple[str, Command]]:
    """What may be tried.

    What whoever presides does to others is tried for nobody else: it would be a hundred seats times a hundred.
    """
    is_visit = seat.id in meeting.identity.visiting
    # Whoever sees this has shown at the door by as many factors who they are as the seat asks.
    entering = Enter(notice=_ANY, current=_ANY, version=_ANY, is_visit=is_visit, factors=TWO_FACTORS)
    yield "presence.enter", entering
    yield "presence.leave", Leave()
    yield "session.open_meeting", OpenMeeting()
    yield "session.close_meeting", CloseMeeting()
    yield "session.stop_classified", StopClassified()
    yield from _documents(meeting)
    yield from _writing(meeting, seat)
    yield from _sharing(meeting, seat)
    yield from _speaking(meeting)
    yield from _presiding(meeting, seat)
    if directs:
        yield from _to_others(meeting, seat)
    yield from _in_room(meeting, seat)
    yield from _vouching(meeting)
    yield from _links(meeting, seat)
    yield from _incidents(meeting)
    yield from own_votes.deeds(meeting, seat)
    for item in meeting.calling.items:
        yield "agenda.open_item", OpenItem(item=item)
        yield "suspension.declare_interest", DeclareInterest(item=item, reason=Interest.INTEREST)
    yield from _interests(meeting, seat)
    current = meeting.agenda.current
    if current is not None:
        yield "agenda.close_item", CloseItem(item=current, unresolved=Unresolved.OTHER)
    for suspended in meeting.suspensions.in_force:
        yield "suspension.restore_seat", RestoreSeat(seat=suspended)


def _writing(meeting: Meeting, seat: Seat) -> Iterator[tuple[str, Command]]:
    yield "chat.post_message", PostMessage(message=MessageId(_ANY), text=_ANY)
    yield "chat.write_to_support", WriteToSupport(message=MessageId(_ANY), text=_ANY)
    if Right.SUPPORT_LINE in seat.rights:
        for other in meeting.calling.seats:
            deed = AnswerFromSupport(message=MessageId(_ANY), seat=other, text=_ANY)
            yield "chat.answer_from_support", deed


def _vouching(meeting: Meeting) -> Iterator[tuple[str, Command]]:
    for visitor in meeting.identity.awaiting:
        yield "identity.watch_visitor", WatchVisitor(seat=visitor)
        yield "identity.turn_away", TurnAway(seat=visitor, reason=_ANY)
    for visitor in {*meeting.identity.awaiting, *meeting.attendance.rooms}:
        yield "identity.vouch", Vouch(seat=visitor, statement=_ANY, current=_ANY)
    for vouched in _stood_for(meeting):
        yield "identity.revoke_proof", RevokeProof(seat=vouched, reason=_ANY)
    yield "identity.end_visit", EndVisit()


def _in_room(meeting: Meeting, seat: Seat) -> Iterator[tuple[str, Command]]:
    yield "rooms.use_own_device", UseOwnDevice()
    for room in rooms_here(meeting):
        yield "rooms.sit_in_room", SitInRoom(room=room.id)
        if Right.SEAT_IN_ROOM in seat.rights:
            for absent in meeting.calling.seats.keys() - meeting.attendance.present:
                deed = PutInRoom(seat=absent, room=room.id, told=_ANY, current=_ANY)
                yield "rooms.put_in_room", deed
    for sitting in meeting.attendance.rooms:
        yield "rooms.take_out_of_room", TakeOutOfRoom(seat=sitting)


def _incidents(meeting: Meeting) -> Iterator[tuple[str, Command]]:
    yield "incidents.report_incident", ReportIncident(incident=IncidentId(_ANY))
    for incident in meeting.incidents.open:
        yield (
            "incidents.describe_incident",
            DescribeIncident(incident=incident, matter=Matter.OTHER, words=_ANY),
        )
        yield "incidents.withdraw_incident", WithdrawIncident(incident=incident)
        yield "incidents.acknowledge_incident", AcknowledgeIncident(incident=incident)
        yield "incidents.advise_incident", AdviseIncident(incident=incident, step=Step.RELOAD)
        outcome = ResolveIncident(
            incident=incident, cause=Cause.UNKNOWN, result=Result.UNRESOLVED, words=_ANY
        )
        yield "incidents.resolve_incident", outcome


def _documents(meeting: Meeting) -> Iterator[tuple[str, Command]]:
    yield "documents.announce_access", AnnounceAccess(text=_ANY, channel=Channel.IN_ROOM)
    kept = Kept(title=_ANY, name=_ANY, kind=DocumentKind.PDF, file=_ANY, bytes=0, sha256=_ANY, scanned=False)
    yield "documents.table", TableDocument(document=DocumentId(_ANY), item=None, kept=kept)
    for document in meeting.documents.standing:
        yield "documents.withdraw_document", WithdrawDocument(document=document.document)


def _stood_for(meeting: Meeting) -> set[SeatId]:
    return {*meeting.identity.vouchers, *meeting.links.used}


def _links(meeting: Meeting, seat: Seat) -> Iterator[tuple[str, Command]]:
    if Right.ISSUE_LINK in seat.rights:
        for absent in meeting.calling.seats.keys() - meeting.attendance.connected:
            yield "links.issue", IssueLink(seat=absent, link=LinkId(_ANY), ground=_ANY)
    for waiting in {**meeting.links.issued, **meeting.links.used}:
        yield "links.withdraw", WithdrawLink(seat=waiting)


def _sharing(meeting: Meeting, seat: Seat) -> Iterator[tuple[str, Command]]:
    yield "floor.share_screen", ShareScreen()
    yield "floor.stop_sharing", StopSharing()
    if meeting.floor.sharing not in (None, seat.id):
        yield "floor.end_sharing", EndSharing(seat=meeting.floor.sharing)


def _speaking(meeting: Meeting) -> Iterator[tuple[str, Command]]:
    if meeting.floor.speaker is not None:
        yield "floor.take_floor", TakeFloor()
        yield "floor.time_turn", TimeTurn(minutes=1)
        yield "floor.yield_floor", YieldFloor()
    yield "floor.silence_microphones", SilenceMicrophones()
    yield "floor.release_microphones", ReleaseMicrophones()
    for other, right in meeting.rights.taken:
        yield "rights.grant_right", GrantRight(seat=other, right=right)
    yield "floor.raise_hand", RaiseHand()
    yield "floor.lower_hand", LowerHand()
    for other in meeting.floor.hands:
        yield "floor.dismiss_hand", DismissHand(seat=other)


def _interests(meeting: Meeting, seat: Seat) -> Iterator[tuple[str, Command]]:
    said, current = meeting.suspensions, meeting.agenda.current
    for own, item in said.declared:
        if own == seat.id:
            yield "suspension.withdraw_declaration", WithdrawDeclaration(item=item)
    for other, item in said.marked:
        yield "suspension.remove_mark", RemoveMark(seat=other, item=item)
    for other, item in said.objected:
        yield "suspension.dismiss_objection", DismissObjection(seat=other, item=item, text=_ANY)
    for other in said.explaining:
        yield "suspension.end_explanation", EndExplanation(seat=other)
    others = [each.id for each in meeting.seats if each.id != seat.id and not each.is_room]
    for item in meeting.calling.items:
        for other in others[:1]:
            yield "suspension.mark_conflict", MarkConflict(seat=other, item=item, reason=Interest.INTEREST)
    free = [each for each in others if each not in said and (each, current) not in said.objected]
    if current is not None and free:
        objection = RaiseObjection(seat=free[0], item=current, reason=Interest.INTEREST, text=_ANY)
        yield "suspension.raise_objection", objection


def _presiding(meeting: Meeting, seat: Seat) -> Iterator[tuple[str, Command]]:
    yield "presiding.take_back_presiding", TakeBackPresiding()
    yield "presiding.step_in", StepIn()
    if Right.NOTE_ELECTION in seat.rights:
        for other in meeting.attendance.present:
            yield "presiding.elect_presiding", ElectPresiding(seat=other)


def _to_others(meeting: Meeting, seat: Seat) -> Iterator[tuple[str, Command]]:
    """What whoever presides does to one seat or another."""
    for other in meeting.calling.seats:
        given = other in meeting.floor.allowed
        deed = TakeBackSharing(seat=other) if given else AllowSharing(seat=other)
        yield ("floor.take_back_sharing" if given else "floor.allow_sharing"), deed
        yield "rights.take_right", TakeRight(seat=other, right=SeatRight.CHAT)
    for other in meeting.attendance.present:
        yield "floor.give_floor", GiveFloor(seat=other)
        yield "presiding.pass_presiding", PassPresiding(seat=other)
    current = meeting.agenda.current
    if current is not None:
        for other in meeting.attendance.entered - {seat.id}:
            yield "suspension.suspend_seat", _suspension(other, current)
            yield "suspension.begin_explanation", BeginExplanation(seat=other, item=current)
            yield "suspension.name_note_taker", NameNoteTaker(seat=other, item=current)


def _suspension(seat: SeatId, item: ItemId) -> SuspendSeat:
    return SuspendSeat(seat=seat, item=item, ground=Ground.ORDERED, reason=Interest.INTEREST)


def _refusal(command: Command, meeting: Meeting, actor: Actor) -> Refused | None:
    try:
        list(command.decide(meeting, actor))
    except Refused as refused:
        return refused
    return None


def _next(meeting: Meeting, seat: Seat) -> NextShape | None:
    """The next legal step, for the seat that presides and for whoever executes its orders."""
    if seat.id != meeting.presiding and Right.EXECUTE_ORDERS not in seat.rights:
        return None
    # Once the meeting is closed nobody is in the room any more.
    if seat.id not in meeting.attendance.entered or seat.id in meeting.suspensions:
        return None
    name, command, args = _step(meeting)
    refused = _refusal(command, meeting, Actor.of_seat(seat.id))
    blocked = BlockedShape(reason=refused.reason, details=dict(refused.details)) if refused else None
    return NextShape(command=name, args=args, script=name.partition(".")[2], blocked=blocked)


def _step(meeting: Meeting) -> tuple[str, Command, dict[str, str]]:
    if meeting.phase is Phase.CALLED:
        return "session.open_meeting", OpenMeeting(), {}
    ballot = meeting.ballots.current
    if ballot is not None:
        return (
            "ballots.close_ballot",
            CloseBallot(ballot=ballot.opened.ballot),
            {"ballot": ballot.opened.ballot},
        )
    current = meeting.agenda.current
    if current is not None:
        return own_votes.step_in(meeting, current)
    ahead = [item for item in meeting.calling.items if item not in meeting.agenda.finished]
    if ahead:
        return "agenda.open_item", OpenItem(item=ahead[0]), {"item": ahead[0]}
    return "session.close_meeting", CloseMeeting(), {}


def _suspended(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> OwnSuspensionShape | None:
    suspended = meeting.suspensions.in_force.get(seat.id)
    if suspended is None:
        return None
    listed = meeting.calling.items[suspended.item]
    since = chronicle.suspended_at.get(seat.id)
    return OwnSuspensionShape(
        item=suspended.item,
        number=listed.number,
        title=listed.title,
        ground=suspended.ground,
        reason=suspended.reason,
        basis=suspended.basis or basis_of(meeting, suspended.reason),
        law=suspended.law,
        since=stamp(since) if since else None,
    )


def _media(meeting: Meeting, seat: Seat) -> MediaShape:
    place = place_of(meeting, seat.id)
    return MediaShape(inside=place is not None, sends=sorted(place.sends) if place is not None else [])
