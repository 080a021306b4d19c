"""Laying documents before the meeting, announcing how they are got at, and opening them."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.documents import (
    AccessAnnounced,
    AccessTold,
    Channel,
    DocumentKind,
    DocumentOpened,
    DocumentTabled,
    DocumentWithdrawn,
)
from meeting_server.meeting.facts.identity import SeatVisited
from meeting_server.meeting.facts.presence import Entered, Left
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import Interest, InterestDeclared, Return, SeatRestored
from meeting_server.meeting.ids import DocumentId, ItemId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.documents import (
    AnnounceAccess,
    Kept,
    OpenDocument,
    ReplaceDocument,
    TableDocument,
    WithdrawDocument,
)
from meeting_server.meeting.rules.suspension import RestoreSeat
from meeting_server.meeting.state import replay
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, ON_ITEM_41, PRESENT, SITTING, THE_CALL, given
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, KONG, PIMJAI, PREECHA, SOMSAK, THANA, VEERA, WILAI

DOCUMENT = DocumentId("doc_1")
KEPT = Kept(
    title=" รายละเอียดโครงการ ",
    name="โครงการ.pdf",
    kind=DocumentKind.PDF,
    file="documents/a",
    bytes=10,
    sha256="ab",
    scanned=True,
)
TABLED = DocumentTabled(
    document=DOCUMENT,
    version=1,
    item=ITEM_41,
    by=VEERA.seat,
    kind=DocumentKind.PDF,
    file="documents/a",
    bytes=10,
    sha256="ab",
    scanned=True,
    title="รายละเอียดโครงการ",
)
AGAIN = replace(TABLED, version=2, sha256="cd")
TABLE = TableDocument(document=DOCUMENT, item=ITEM_41, kept=KEPT)
REPLACE = ReplaceDocument(document=DOCUMENT, kept=KEPT)
WITHDRAW = WithdrawDocument(document=DOCUMENT)
OPEN = OpenDocument(document=DOCUMENT, version=1)
OPENED = DocumentOpened(seat=THANA.seat, document=DOCUMENT, version=1, sha256="ab")
ANNOUNCE = AnnounceAccess(text=" เปิดที่ปุ่มเอกสาร ", channel=Channel.IN_ROOM)
ANNOUNCED = AccessAnnounced(
    by=VEERA.seat,
    channel=Channel.IN_ROOM,
    recipients=(ARUNEE.seat, THANA.seat),
    text="เปิดที่ปุ่มเอกสาร",
)
DECLARED = InterestDeclared(seat=THANA.seat, item=ITEM_41, reason=Interest.INTEREST, before_opening=True)


def test_a_document_hangs_on_an_item_or_on_the_meeting() -> None:
    given(PRESENT).when(TABLE, VEERA).then(TABLED)
    given(ON_ITEM_41).when(TABLE, VEERA).then(TABLED)
    given(PRESENT).when(replace(TABLE, item=None), VEERA).then(replace(TABLED, item=None))
    given(PRESENT).when(replace(TABLE, item=ItemId("item_x")), VEERA).refused(Reason.UNKNOWN_ITEM)
    finished = (*ON_ITEM_41, ItemClosed(item=ITEM_41))
    given(finished).when(TABLE, VEERA).refused(Reason.ITEM_ALREADY_CLOSED)


def test_it_is_laid_days_before_by_somebody_who_is_not_there_yet() -> None:
    given(THE_CALL).when(TABLE, VEERA).then(TABLED)
    given(THE_CALL).when(TABLE, PIMJAI).then(replace(TABLED, by=PIMJAI.seat))
    given(SITTING).when(TABLE, PIMJAI).refused(Reason.NOT_ENTERED)


def test_nobody_else_lays_anything() -> None:
    given(PRESENT).when(TABLE, THANA).refused(Reason.NOT_ALLOWED)
    given(THE_CALL).when(TABLE, DARIN).refused(Reason.NOT_ALLOWED)
    given(KAMALA_OUT).when(TABLE, KAMALA).refused(Reason.SUSPENDED, item=ITEM_41)
    given(SITTING, MeetingClosed()).when(TABLE, VEERA).refused(Reason.MEETING_CLOSED)
    given().when(TABLE, VEERA).refused(Reason.NOT_CALLED)


@pytest.mark.parametrize("marked", ["ลับ", "งบ (ลับมาก)", "ลับที่สุด_งบ"])
def test_what_is_marked_as_classified_is_refused(marked: str) -> None:
    for kept in (replace(KEPT, title=marked), replace(KEPT, name=f"{marked}.pdf")):
        given(PRESENT).when(replace(TABLE, kept=kept), VEERA).refused(Reason.CLASSIFIED)
        given(PRESENT, TABLED).when(replace(REPLACE, kept=kept), VEERA).refused(Reason.CLASSIFIED)
    given(PRESENT).when(replace(ANNOUNCE, text=marked), VEERA).refused(Reason.CLASSIFIED)


def test_a_word_that_only_holds_the_marker_is_none() -> None:
    kept = replace(KEPT, title="ความลับทางการค้า", name="ความลับทางการค้า.pdf")
    assert given(PRESENT).when(replace(TABLE, kept=kept), VEERA).facts()
    given(PRESENT).when(replace(TABLE, kept=replace(KEPT, title=" ")), VEERA).refused(Reason.EMPTY_TEXT)


def test_a_new_version_keeps_the_one_before() -> None:
    given(PRESENT, TABLED).when(REPLACE, VEERA).then(replace(TABLED, version=2))
    found = given(PRESENT, TABLED, AGAIN).meeting.documents.by_id[DOCUMENT]
    assert found.versions == (TABLED, AGAIN)
    given(PRESENT).when(REPLACE, VEERA).refused(Reason.UNKNOWN_FILE)
    given(ON_ITEM_41, TABLED, ItemClosed(item=ITEM_41)).when(REPLACE, VEERA).refused(
        Reason.ITEM_ALREADY_CLOSED
    )


def test_a_presenter_changes_their_own_and_an_officer_everything() -> None:
    theirs = replace(TABLED, by=PIMJAI.seat)
    given(THE_CALL, theirs).when(REPLACE, PIMJAI).then(replace(theirs, version=2))
    given(THE_CALL, theirs).when(REPLACE, KONG).then(replace(TABLED, by=KONG.seat, version=2))
    given(THE_CALL, TABLED).when(REPLACE, PIMJAI).refused(Reason.NOT_YOUR_DOCUMENT)
    given(THE_CALL, TABLED).when(WITHDRAW, PIMJAI).refused(Reason.NOT_YOUR_DOCUMENT)


def test_what_does_not_belong_there_is_taken_back_whatever_became_of_its_item() -> None:
    withdrawn = DocumentWithdrawn(document=DOCUMENT, by=VEERA.seat)
    given(ON_ITEM_41, TABLED, ItemClosed(item=ITEM_41)).when(WITHDRAW, VEERA).then(withdrawn)
    for command in (WITHDRAW, REPLACE, OPEN):
        given(PRESENT, TABLED, withdrawn).when(command, VEERA).refused(Reason.UNKNOWN_FILE)
    assert given(PRESENT, TABLED, withdrawn).meeting.documents.standing == ()


def test_opening_is_written_once_for_each_seat_and_version() -> None:
    given(PRESENT, TABLED).when(OPEN, THANA).then(OPENED)
    given(PRESENT, TABLED, OPENED).when(OPEN, THANA).then()
    given(PRESENT, TABLED, OPENED, AGAIN).when(replace(OPEN, version=2), THANA).then(
        replace(OPENED, version=2, sha256="cd")
    )
    for version in (0, 2, -1):
        given(PRESENT, TABLED).when(replace(OPEN, version=version), THANA).refused(Reason.UNKNOWN_FILE)


def test_before_the_opening_it_is_read_at_home_and_in_the_sitting_inside() -> None:
    given(THE_CALL, TABLED).when(OPEN, THANA).then(OPENED)
    given(THE_CALL, TABLED).when(OPEN, DARIN).refused(Reason.NOT_ALLOWED)
    given(SITTING, TABLED).when(OPEN, PREECHA).refused(Reason.NOT_ENTERED)
    given(SITTING, TABLED, MeetingClosed()).when(OPEN, THANA).refused(Reason.MEETING_CLOSED)
    given(THE_CALL, TABLED).when(OPEN, Actor.system()).refused(Reason.NO_SEAT)


def test_who_is_suspended_or_unknown_opens_nothing() -> None:
    given(KAMALA_OUT, TABLED).when(OPEN, KAMALA).refused(Reason.SUSPENDED)
    whole = replace(TABLED, item=None)
    given(KAMALA_OUT, whole).when(OPEN, KAMALA).refused(Reason.SUSPENDED)
    given(THE_CALL, TABLED, SeatVisited(seat=SOMSAK.seat)).when(OPEN, SOMSAK).refused(Reason.NOT_ENTERED)


def test_whoever_has_declared_an_interest_leaves_the_papers_of_that_item_shut() -> None:
    on_item_1 = replace(TABLED, item=ITEM_1, document=DocumentId("doc_2"))
    given(PRESENT, TABLED, on_item_1, DECLARED).when(OPEN, THANA).refused(Reason.OWN_INTEREST)
    other = OpenDocument(document=DocumentId("doc_2"), version=1)
    assert given(PRESENT, TABLED, on_item_1, DECLARED).when(other, THANA).facts()
    own = replace(DECLARED, seat=VEERA.seat)
    for command in (TABLE, WITHDRAW):
        given(PRESENT, TABLED, own).when(command, VEERA).refused(Reason.OWN_INTEREST)


def test_an_announcement_in_the_room_reaches_who_is_inside() -> None:
    (told,) = given(PRESENT).when(ANNOUNCE, VEERA).facts()
    assert isinstance(told, AccessAnnounced)
    assert (told.text, told.channel) == ("เปิดที่ปุ่มเอกสาร", Channel.IN_ROOM)
    assert set(told.recipients) == {each.seat for each in (ARUNEE, THANA, WILAI, KAMALA, VEERA, CHAI)}
    (told,) = given(KAMALA_OUT).when(ANNOUNCE, VEERA).facts()
    assert isinstance(told, AccessAnnounced)
    assert KAMALA.seat not in told.recipients


def test_by_another_channel_it_reaches_everybody_who_was_called() -> None:
    (told,) = given(THE_CALL).when(replace(ANNOUNCE, channel=Channel.NOTICE), VEERA).facts()
    assert isinstance(told, AccessAnnounced)
    assert {PREECHA.seat, PIMJAI.seat} < set(told.recipients)
    assert DARIN.seat not in told.recipients


def test_nobody_else_announces() -> None:
    given(PRESENT).when(ANNOUNCE, THANA).refused(Reason.NOT_ALLOWED)
    given(THE_CALL).when(ANNOUNCE, PIMJAI).refused(Reason.NOT_ALLOWED)
    given(PRESENT).when(replace(ANNOUNCE, text=" "), VEERA).refused(Reason.EMPTY_TEXT)


def test_whoever_comes_back_from_outside_is_told_then() -> None:
    restored = SeatRestored(
        seat=KAMALA.seat, item=ITEM_41, why=Return.CHAIR, ordered_by=ARUNEE.seat, executed_by=ARUNEE.seat
    )
    back = RestoreSeat(seat=KAMALA.seat)
    given(KAMALA_OUT).when(back, ARUNEE).then(restored)
    given(KAMALA_OUT, ANNOUNCED).when(back, ARUNEE).then(restored, AccessTold(seat=KAMALA.seat))
    told = given(KAMALA_OUT, ANNOUNCED, AccessTold(seat=KAMALA.seat))
    told.when(back, ARUNEE).then(restored)
    assert KAMALA.seat in told.meeting.documents.told


def test_a_new_announcement_is_told_anew() -> None:
    told = replay([*PRESENT, ANNOUNCED, AccessTold(seat=KAMALA.seat), ANNOUNCED]).documents.told
    assert told == frozenset(ANNOUNCED.recipients)
    assert replay([*PRESENT, Left(seat=THANA.seat), Entered(seat=THANA.seat)]).documents.told == frozenset()
