"""Opening and closing."""

from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.ballots import BallotClosed
from meeting_server.meeting.facts.recording import RecordingBegan, RecordingEnded
from meeting_server.meeting.facts.session import (
    Closing,
    MeetingClosed,
    MeetingOpened,
    Part,
    ServiceInterrupted,
)
from meeting_server.meeting.facts.suspension import Return, SeatRestored
from meeting_server.meeting.ids import MessageId
from meeting_server.meeting.media_plan import media_plan
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.chat import PostMessage
from meeting_server.meeting.rules.session import CloseMeeting, NoteInterruption, OpenMeeting, StopClassified
from tests.given import ITEM_1, ITEM_41, PRESENT, SITTING, THE_CALL, came_in, given
from tests.meeting.test_ballots import BALLOT, WITH_BALLOT
from tests.meeting.test_presiding import out
from tests.people import ARUNEE, KAMALA, KONG, PIMJAI, THANA, WILAI

NOTE = NoteInterruption(since="2026-11-12T03:00:00.000Z", until="2026-11-12T03:00:09.000Z", part=Part.SERVER)


def test_opening_starts_the_recording_by_itself() -> None:
    given(PRESENT).when(OpenMeeting(), ARUNEE).then(MeetingOpened(), RecordingBegan())


def test_a_controller_opens_on_the_chairs_orders_and_nobody_else_does() -> None:
    orders = Actor.of_seat(KONG.seat, on_orders_of=ARUNEE.seat)
    given(PRESENT, came_in(KONG)).when(OpenMeeting(), orders).then(MeetingOpened(), RecordingBegan())
    given(PRESENT).when(OpenMeeting(), THANA).refused(Reason.NOT_ALLOWED)
    given(PRESENT, came_in(PIMJAI)).when(OpenMeeting(), PIMJAI).refused(Reason.NOT_ALLOWED)


def test_a_meeting_opens_only_with_a_quorum() -> None:
    given(THE_CALL, came_in(ARUNEE, THANA, WILAI)).when(OpenMeeting(), ARUNEE).refused(Reason.NO_QUORUM)


def test_a_meeting_opens_only_before_its_chair() -> None:
    without = given(THE_CALL, came_in(KONG, THANA, WILAI))
    without.when(OpenMeeting(), KONG).refused(Reason.NOT_PRESENT)


def test_a_meeting_opens_once_and_closes_once() -> None:
    given(SITTING).when(OpenMeeting(), ARUNEE).refused(Reason.ALREADY_OPEN)
    given(PRESENT).when(CloseMeeting(), ARUNEE).refused(Reason.NOT_OPEN)
    given(SITTING, MeetingClosed()).when(CloseMeeting(), ARUNEE).refused(Reason.MEETING_CLOSED)
    given().when(OpenMeeting(), ARUNEE).refused(Reason.NOT_CALLED)


def test_closing_ends_the_recording_by_itself() -> None:
    given(SITTING).when(CloseMeeting(), ARUNEE).then(RecordingEnded(), MeetingClosed())
    given(SITTING).when(CloseMeeting(), THANA).refused(Reason.NOT_ALLOWED)


def test_what_is_open_must_be_closed_first() -> None:
    given(SITTING, ItemOpened(item=ITEM_1)).when(CloseMeeting(), ARUNEE).refused(Reason.ITEM_OPEN)
    given(WITH_BALLOT).when(CloseMeeting(), ARUNEE).refused(Reason.BALLOT_OPEN)


STOPPED = MeetingClosed(why=Closing.CLASSIFIED)


def test_a_classified_matter_stops_everything_at_once() -> None:
    given(SITTING).when(StopClassified(), ARUNEE).then(RecordingEnded(), STOPPED)
    facts = given(WITH_BALLOT, out(KAMALA)).when(StopClassified(), ARUNEE).facts()
    assert facts == [
        BallotClosed(ballot=BALLOT),
        ItemClosed(item=ITEM_41),
        SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.ITEM_CLOSED),
        RecordingEnded(),
        STOPPED,
    ]
    after = given(WITH_BALLOT, out(KAMALA), facts).meeting
    assert after.session.closing is Closing.CLASSIFIED
    assert not list(media_plan(after).seats())
    assert given(SITTING, MeetingClosed()).meeting.session.closing is Closing.DONE


def test_who_presides_stops_it_and_nobody_else() -> None:
    given(SITTING).when(StopClassified(), THANA).refused(Reason.NOT_ALLOWED)
    given(PRESENT).when(StopClassified(), ARUNEE).refused(Reason.NOT_OPEN)
    given(SITTING, STOPPED).when(OpenMeeting(), ARUNEE).refused(Reason.MEETING_CLOSED)
    given(SITTING, STOPPED).when(PostMessage(message=MessageId("msg_1"), text="ต่อ"), THANA).refused(
        Reason.MEETING_CLOSED
    )


def test_only_the_machine_notes_that_the_service_failed() -> None:
    given(SITTING).when(NOTE, Actor.system()).then(
        ServiceInterrupted(since=NOTE.since, until=NOTE.until, part=Part.SERVER)
    )
    given(SITTING).when(NOTE, ARUNEE).refused(Reason.NOT_ALLOWED)
    given(SITTING, MeetingClosed()).when(NOTE, Actor.system()).refused(Reason.MEETING_CLOSED)
