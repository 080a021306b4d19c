"""What is expected of every command: who does it, from where, and for what reason everybody else is refused."""

from meeting_server.meeting.facts.agenda import ItemOpened
from meeting_server.meeting.facts.ballots import (
    BallotClosed,
    BallotOpened,
    Choice,
    Outcome,
    ResultDeclared,
    VoteMethod,
    VoteTakenDown,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    FloorGiven,
    HandRaised,
    MicrophonesSilenced,
    ScreenShared,
    SharingAllowed,
)
from meeting_server.meeting.facts.identity import (
    IdentityVouched,
    SeatVisited,
    VisitorHeard,
    VisitorWatched,
    VouchingAwaited,
)
from meeting_server.meeting.facts.incidents import IncidentReported
from meeting_server.meeting.facts.presence import Disconnected, Ending, Entered, SatInRoom
from meeting_server.meeting.facts.resolutions import ObjectionsAsked
from meeting_server.meeting.facts.rights import RightTaken, SeatRight
from meeting_server.meeting.facts.session import Passing, PresidingPassed
from meeting_server.meeting.facts.suspension import (
    ConflictMarked,
    ExplanationBegan,
    Ground,
    Interest,
    InterestDeclared,
    ObjectionRaised,
    SeatSuspended,
)
from meeting_server.meeting.ids import BallotId, IncidentId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.services.notice import NOTICE, STATEMENT
from tests.given import ITEM_1, ITEM_41, connected, seated
from tests.loopback import ACCEPTED
from tests.matrix.cast import CROWD, OF, Situation
from tests.matrix.document_deeds import DOCUMENT_DEEDS
from tests.matrix.expectation import (
    AT_THE_DOOR_TOO,
    CHAIR,
    CHAIRS,
    CLERKS,
    EVERY_ROLE,
    MEMBERS,
    NEVER_INSIDE,
    OFFICERS,
    PRESIDERS,
    SITTERS,
    TALKERS,
    USHERS,
    VOUCHERS,
    WITNESSES,
    Deed,
    Inside,
)
from tests.people import KAMALA, PREECHA, THANA

BALLOT = BallotId("blt_" + "m" * 22)


def _enter(role: Role, situation: Situation) -> Reason | None:
    if situation is Situation.CLOSED:
        return Reason.MEETING_CLOSED
    if role in NEVER_INSIDE:
        return Reason.NOT_ALLOWED
    if situation is Situation.OUTSIDE:
        return None
    return Reason.SUSPENDED if situation is Situation.SUSPENDED else Reason.ALREADY_ENTERED


def _report_check(role: Role, situation: Situation) -> Reason | None:
    reason = _enter(role, situation)
    return None if reason is Reason.ALREADY_ENTERED else reason


def _leave(role: Role, situation: Situation) -> Reason | None:
    if situation is Situation.SUSPENDED:
        return Reason.SUSPENDED
    if situation in (Situation.CLOSED, Situation.OUTSIDE) or role in NEVER_INSIDE:
        return Reason.NOT_ENTERED
    presides = role is Role.CHAIR and situation is Situation.INSIDE
    return Reason.PRESIDING_MUST_PASS_FIRST if presides else None


def _report(_role: Role, situation: Situation) -> Reason | None:
    return Reason.MEETING_CLOSED if situation is Situation.CLOSED else None


def _to_support(role: Role, situation: Situation) -> Reason | None:
    """At the door already, and by nobody who answers there themselves."""
    if situation is Situation.CLOSED:
        return Reason.MEETING_CLOSED
    if situation is Situation.SUSPENDED:
        return Reason.SUSPENDED
    return Reason.NOT_ALLOWED if role in {Role.SUPPORT, *NEVER_INSIDE} else None


def _from_support(role: Role, situation: Situation) -> Reason | None:
    if situation is Situation.CLOSED:
        return Reason.MEETING_CLOSED
    if situation is Situation.SUSPENDED:
        return Reason.SUSPENDED
    return None if role is Role.SUPPORT else Reason.NOT_ALLOWED


def _of_their_own(_role: Role, situation: Situation) -> Reason | None:
    """What another has reported is not theirs to change, wherever they are."""
    return Reason.MEETING_CLOSED if situation is Situation.CLOSED else Reason.UNKNOWN_INCIDENT


def _handle(role: Role, situation: Situation) -> Reason | None:
    """Whoever sees to incidents does from outside the room too; whoever presides only from inside."""
    if situation is Situation.CLOSED:
        return Reason.MEETING_CLOSED
    if situation is Situation.SUSPENDED:
        return Reason.SUSPENDED
    if role in (Role.SUPPORT, Role.CONTROLLER):
        return None
    if situation is Situation.OUTSIDE or role in NEVER_INSIDE:
        return Reason.NOT_ENTERED
    return None if role is Role.CHAIR else Reason.NOT_ALLOWED


def _sharing(doers: frozenset[Role], otherwise: Reason = Reason.NOT_ALLOWED) -> Inside:
    return Inside(doers=doers, otherwise=otherwise, before_opening=True)


def _gone(role: Role) -> Disconnected:
    """Their line is lost; they have not left."""
    cast = OF[role]
    return Disconnected(seat=cast.seat, connection=connected(cast).connection, why=Ending.LOST)


def _step_in(role: Role, situation: Situation) -> Reason | None:
    """Before the opening, the deputy of a chair who is not there; in the sitting nobody."""
    if situation is Situation.GATHERED:
        return _sharing(frozenset({Role.PRESIDING}))(role, situation)
    return Inside(doers=frozenset(), otherwise=Reason.ALREADY_OPEN)(role, situation)


_ON_41 = (ItemOpened(item=ITEM_41),)
_VOTERS = tuple(cast.seat for cast in (*CROWD, OF[Role.MEMBER]))
_OPEN_BALLOT = (
    *_ON_41,
    BallotOpened(ballot=BALLOT, item=ITEM_41, question="เห็นชอบหรือไม่", options=tuple(Choice), voters=_VOTERS),
)
_TAKEN = (
    *_OPEN_BALLOT,
    VoteTakenDown(
        ballot=BALLOT,
        seat=OF[Role.MEMBER].seat,
        choice=Choice.AGREE,
        method=VoteMethod.VOICE,
        by=OF[Role.SECRETARY].seat,
    ),
)


def _declared(outcome: Outcome) -> tuple[Fact, ...]:
    voters = (*_VOTERS, OF[Role.CHAIR].seat)
    opened = BallotOpened(ballot=BALLOT, item=ITEM_41, question="?", options=tuple(Choice), voters=voters)
    totals = ((Choice.AGREE, 1), (Choice.DISAGREE, 1))
    result = ResultDeclared(ballot=BALLOT, totals=totals, outcome=outcome, rule="majority_of_votes")
    return (*_ON_41, opened, BallotClosed(ballot=BALLOT), result)


_CARRIED, _TIED = _declared(Outcome.CARRIED), _declared(Outcome.TIED)
_ASKED = (*_ON_41, ObjectionsAsked(item=ITEM_41, question="เห็นชอบหรือไม่"))
_KAMALA_OUT = (
    *_ON_41,
    SeatSuspended(seat=KAMALA.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST),
)
_OPENED_ALREADY = {(role, Situation.INSIDE): Reason.ALREADY_OPEN for role in PRESIDERS}
_PRESIDES = {(Role.CHAIR, Situation.INSIDE): Reason.PRESIDING_NEEDS_NO_FLOOR}
_SEAT: dict[str, object] = {"seat": KAMALA.seat}
_DEPUTY: dict[str, object] = {"seat": OF[Role.PRESIDING].seat}
_MARKED_BEFORE = {
    (role, situation): Reason.ALREADY_OPEN
    for role in Role
    for situation in (Situation.INSIDE, Situation.OUTSIDE, Situation.SUSPENDED)
}

_VISITOR: dict[str, object] = {"seat": PREECHA.seat}
_ROOM: dict[str, object] = {"room": OF[Role.ROOM].seat}
_AT_THE_DOOR = (
    seated(PREECHA),
    SeatVisited(seat=PREECHA.seat),
    connected(PREECHA),
    VouchingAwaited(seat=PREECHA.seat),
)
_WATCHED = (*_AT_THE_DOOR, *(VisitorWatched(seat=PREECHA.seat, by=cast.seat) for cast in OF.values()))
_HEARD = (
    *_AT_THE_DOOR,
    *(VisitorHeard(seat=PREECHA.seat, by=cast.seat, seconds=5) for cast in OF.values()),
)
_CAME_IN = (
    IdentityVouched(seat=PREECHA.seat, voucher=THANA.seat, statement=STATEMENT.sha256),
    Entered(seat=PREECHA.seat),
)

_INCIDENT: dict[str, object] = {"incident": "inc_" + "m" * 22}
_REPORTED = (IncidentReported(incident=IncidentId("inc_" + "m" * 22), seat=KAMALA.seat),)

# A new command fails the test until somebody has said here whose it is.
DEEDS: dict[str, Deed] = {
    "presence.enter": Deed(args=dict(ACCEPTED), expected=_enter),
    "presence.report_check": Deed(
        args={"microphone": "works", "camera": "fails", "voice": "skipped"}, expected=_report_check
    ),
    "presence.leave": Deed(expected=_leave),
    **DOCUMENT_DEEDS,
    "rooms.sit_in_room": Deed(args=_ROOM, expected=_sharing(SITTERS)),
    "rooms.use_own_device": Deed(
        before=[SatInRoom(seat=OF[role].seat, room=OF[Role.ROOM].seat, by=OF[role].seat) for role in SITTERS],
        before_opening=True,
        expected=_sharing(SITTERS, Reason.NOT_IN_ROOM),
    ),
    "rooms.put_in_room": Deed(
        args={**_VISITOR, **_ROOM, "told": NOTICE.sha256},
        before=(seated(PREECHA),),
        before_opening=True,
        expected=_sharing(USHERS),
    ),
    "rooms.take_out_of_room": Deed(
        args=_VISITOR,
        before=(seated(PREECHA), SatInRoom(seat=PREECHA.seat, room=OF[Role.ROOM].seat, by=KAMALA.seat)),
        before_opening=True,
        expected=_sharing(USHERS),
    ),
    "identity.watch_visitor": Deed(
        args=_VISITOR, before=_AT_THE_DOOR, before_opening=True, expected=_sharing(VOUCHERS)
    ),
    "identity.unwatch_visitor": Deed(
        before=_WATCHED, before_opening=True, expected=_sharing(EVERY_ROLE - NEVER_INSIDE)
    ),
    "identity.vouch": Deed(
        args={**_VISITOR, "statement": STATEMENT.sha256},
        before=_HEARD,
        before_opening=True,
        expected=_sharing(VOUCHERS),
    ),
    "identity.revoke_proof": Deed(
        args={**_VISITOR, "reason": "จำผิดคน"},
        before=(*_AT_THE_DOOR, *_CAME_IN),
        before_opening=True,
        expected=_sharing(CHAIRS | {Role.SECRETARY}),
    ),
    "identity.turn_away": Deed(
        args={**_VISITOR, "reason": "ไม่มีผู้ใดรู้จัก"},
        before=_AT_THE_DOOR,
        before_opening=True,
        expected=_sharing(CHAIRS | {Role.SECRETARY, Role.CONTROLLER}),
    ),
    "identity.end_visit": Deed(expected=lambda _role, _situation: Reason.NOT_AWAITING),
    "presiding.pass_presiding": Deed(args=_DEPUTY, expected=_sharing(PRESIDERS)),
    "presiding.take_back_presiding": Deed(
        before=(PresidingPassed(seat=KAMALA.seat, why=Passing.HANDED_OVER),),
        before_opening=True,
        expected=_sharing(frozenset({Role.CHAIR})),
    ),
    "presiding.step_in": Deed(before=(_gone(Role.CHAIR),), before_opening=True, expected=_step_in),
    "presiding.elect_presiding": Deed(
        args=_SEAT,
        before=(_gone(Role.CHAIR), _gone(Role.PRESIDING)),
        before_opening=True,
        expected=_sharing(frozenset({Role.SECRETARY, Role.CONTROLLER})),
    ),
    "session.open_meeting": Deed(
        expected=Inside(doers=PRESIDERS, before_opening=True, also=_OPENED_ALREADY),
    ),
    "session.close_meeting": Deed(expected=Inside(doers=PRESIDERS)),
    "session.stop_classified": Deed(before=_OPEN_BALLOT, expected=Inside(doers=PRESIDERS)),
    "agenda.open_item": Deed(args={"item": ITEM_1}, expected=Inside(doers=PRESIDERS)),
    "agenda.close_item": Deed(
        args={"item": ITEM_41, "unresolved": "postponed"}, before=_ON_41, expected=Inside(doers=PRESIDERS)
    ),
    "suspension.mark_conflict": Deed(
        args={**_SEAT, "item": ITEM_41, "reason": "interest"},
        expected=Inside(doers=OFFICERS, before_opening=True, also={**AT_THE_DOOR_TOO, **_MARKED_BEFORE}),
    ),
    "suspension.remove_mark": Deed(
        args={**_SEAT, "item": ITEM_41},
        before=(ConflictMarked(seat=KAMALA.seat, item=ITEM_41, reason=Interest.INTEREST, by=THANA.seat),),
        before_opening=True,
        expected=Inside(doers=OFFICERS, before_opening=True, also=AT_THE_DOOR_TOO),
    ),
    "suspension.declare_interest": Deed(
        args={"item": ITEM_41, "reason": "interest"},
        before=_ON_41,
        expected=Inside(doers=WITNESSES, before_opening=True, also=AT_THE_DOOR_TOO),
    ),
    "suspension.withdraw_declaration": Deed(
        args={"item": ITEM_41},
        before=[
            InterestDeclared(seat=OF[role].seat, item=ITEM_41, reason=Interest.INTEREST) for role in Role
        ],
        before_opening=True,
        expected=Inside(doers=WITNESSES, before_opening=True, also=AT_THE_DOOR_TOO),
    ),
    "suspension.raise_objection": Deed(
        args={**_SEAT, "item": ITEM_41, "reason": "party", "text": "เป็นคู่สัญญา"},
        before=_ON_41,
        expected=Inside(doers=WITNESSES - {Role.CHAIR}),
    ),
    "suspension.dismiss_objection": Deed(
        args={**_SEAT, "item": ITEM_41, "text": "สัญญาสิ้นสุดแล้ว"},
        before=(
            *_ON_41,
            ObjectionRaised(seat=KAMALA.seat, item=ITEM_41, reason=Interest.PARTY, by=THANA.seat, text="ก"),
        ),
        expected=Inside(doers=PRESIDERS),
    ),
    "suspension.begin_explanation": Deed(
        args={**_SEAT, "item": ITEM_41}, before=_ON_41, expected=Inside(doers=PRESIDERS)
    ),
    "suspension.end_explanation": Deed(
        args=_SEAT,
        before=(
            *_ON_41,
            ExplanationBegan(seat=KAMALA.seat, item=ITEM_41, ordered_by=THANA.seat, executed_by=THANA.seat),
        ),
        expected=Inside(doers=PRESIDERS),
    ),
    "suspension.name_note_taker": Deed(
        args={**_SEAT, "item": ITEM_41}, before=_ON_41, expected=Inside(doers=PRESIDERS)
    ),
    "suspension.suspend_seat": Deed(
        args={**_SEAT, "item": ITEM_41, "ground": "ordered", "reason": "interest"},
        before=_ON_41,
        expected=Inside(doers=PRESIDERS),
    ),
    "suspension.restore_seat": Deed(args=_SEAT, before=_KAMALA_OUT, expected=Inside(doers=PRESIDERS)),
    "ballots.open_ballot": Deed(
        args={"item": ITEM_41, "question": "เห็นชอบหรือไม่"}, before=_ON_41, expected=Inside(doers=PRESIDERS)
    ),
    "ballots.cast_vote": Deed(
        args={"ballot": BALLOT, "choice": "agree"},
        before=_OPEN_BALLOT,
        expected=Inside(doers=frozenset({Role.MEMBER}), otherwise=Reason.NOT_ENTITLED),
    ),
    "ballots.close_ballot": Deed(
        args={"ballot": BALLOT}, before=_OPEN_BALLOT, expected=Inside(doers=PRESIDERS)
    ),
    "ballots.give_casting_vote": Deed(
        args={"ballot": BALLOT, "choice": "agree"}, before=_TIED, expected=Inside(doers=CHAIR)
    ),
    "ballots.announce_result": Deed(
        args={"ballot": BALLOT}, before=_CARRIED, expected=Inside(doers=PRESIDERS)
    ),
    "ballots.note_dissent": Deed(
        args={"ballot": BALLOT, "seat": KAMALA.seat, "reason": "วงเงินไม่พอ"},
        before=_CARRIED,
        expected=Inside(doers=CLERKS),
    ),
    "voices.ask_for_voice": Deed(
        args={"ballot": BALLOT, **_SEAT}, before=_OPEN_BALLOT, expected=Inside(doers=PRESIDERS)
    ),
    "voices.take_down_vote": Deed(
        args={"ballot": BALLOT, **_SEAT, "choice": "agree", "method": "voice", "read_back": True},
        before=_OPEN_BALLOT,
        expected=Inside(doers=CLERKS),
    ),
    "voices.confirm_vote": Deed(
        args={"ballot": BALLOT}, before=_TAKEN, expected=Inside(doers=MEMBERS, otherwise=Reason.NOT_ENTITLED)
    ),
    "voices.object_to_vote": Deed(
        args={"ballot": BALLOT}, before=_TAKEN, expected=Inside(doers=MEMBERS, otherwise=Reason.NOT_ENTITLED)
    ),
    "resolutions.ask_for_objections": Deed(
        args={"item": ITEM_41, "question": "เห็นชอบหรือไม่"}, before=_ON_41, expected=Inside(doers=PRESIDERS)
    ),
    "resolutions.see_otherwise": Deed(
        args={"item": ITEM_41},
        before=_ASKED,
        expected=Inside(doers=MEMBERS, otherwise=Reason.NOT_ENTITLED),
    ),
    "resolutions.resolve_unopposed": Deed(
        args={"item": ITEM_41}, before=_ASKED, expected=Inside(doers=PRESIDERS)
    ),
    "chat.post_message": Deed(args={"text": "สวัสดี"}, expected=_sharing(TALKERS)),
    "chat.write_to_support": Deed(args={"text": "เสียงหาย"}, before_opening=True, expected=_to_support),
    "chat.answer_from_support": Deed(
        args={**_SEAT, "text": "ลองเปิดหน้านี้ใหม่"}, before_opening=True, expected=_from_support
    ),
    "incidents.report_incident": Deed(before_opening=True, expected=_report),
    "incidents.describe_incident": Deed(
        args={**_INCIDENT, "matter": "hearing", "words": ""},
        before=_REPORTED,
        before_opening=True,
        expected=_of_their_own,
    ),
    "incidents.withdraw_incident": Deed(
        args=_INCIDENT, before=_REPORTED, before_opening=True, expected=_of_their_own
    ),
    "incidents.acknowledge_incident": Deed(
        args=_INCIDENT, before=_REPORTED, before_opening=True, expected=_handle
    ),
    "incidents.advise_incident": Deed(
        args={**_INCIDENT, "step": "reload"}, before=_REPORTED, before_opening=True, expected=_handle
    ),
    "incidents.resolve_incident": Deed(
        args={**_INCIDENT, "cause": "network", "result": "unresolved", "words": ""},
        before=_REPORTED,
        before_opening=True,
        expected=_handle,
    ),
    "floor.allow_sharing": Deed(args=_SEAT, expected=_sharing(PRESIDERS)),
    "floor.take_back_sharing": Deed(
        args=_SEAT,
        before=(SharingAllowed(seat=KAMALA.seat),),
        before_opening=True,
        expected=_sharing(PRESIDERS),
    ),
    "floor.share_screen": Deed(expected=_sharing(CHAIRS | {Role.SECRETARY})),
    "floor.stop_sharing": Deed(
        before=(ScreenShared(seat=OF[Role.SECRETARY].seat),),
        before_opening=True,
        expected=_sharing(frozenset({Role.SECRETARY}), Reason.NOT_SHARING),
    ),
    "floor.end_sharing": Deed(
        args=_SEAT,
        before=(ScreenShared(seat=KAMALA.seat),),
        before_opening=True,
        expected=_sharing(PRESIDERS),
    ),
    "floor.raise_hand": Deed(expected=Inside(doers=TALKERS - {Role.CHAIR}, also=_PRESIDES)),
    "floor.lower_hand": Deed(
        before=[HandRaised(seat=OF[role].seat) for role in TALKERS - {Role.CHAIR}],
        before_opening=True,
        expected=_sharing(TALKERS - {Role.CHAIR}, Reason.HAND_NOT_RAISED),
    ),
    "floor.dismiss_hand": Deed(
        args=_SEAT,
        before=(HandRaised(seat=KAMALA.seat),),
        before_opening=True,
        expected=_sharing(PRESIDERS),
    ),
    "floor.give_floor": Deed(args={**_SEAT, "minutes": 3}, expected=Inside(doers=PRESIDERS)),
    "floor.time_turn": Deed(
        args={"minutes": 3}, before=(FloorGiven(seat=KAMALA.seat),), expected=Inside(doers=PRESIDERS)
    ),
    "floor.take_floor": Deed(
        before=(FloorGiven(seat=KAMALA.seat),), before_opening=True, expected=_sharing(PRESIDERS)
    ),
    "floor.silence_microphones": Deed(args={"held": False}, expected=_sharing(PRESIDERS)),
    "floor.release_microphones": Deed(
        before=(MicrophonesSilenced(held=True),), before_opening=True, expected=_sharing(PRESIDERS)
    ),
    "rights.take_right": Deed(args={**_SEAT, "right": "microphone"}, expected=_sharing(PRESIDERS)),
    "rights.grant_right": Deed(
        args={**_SEAT, "right": "chat"},
        before=(RightTaken(seat=KAMALA.seat, right=SeatRight.CHAT),),
        before_opening=True,
        expected=_sharing(PRESIDERS),
    ),
    "floor.yield_floor": Deed(
        before=(FloorGiven(seat=OF[Role.MEMBER].seat),),
        before_opening=True,
        expected=_sharing(frozenset({Role.MEMBER}), Reason.NOT_SPEAKING),
    ),
}
