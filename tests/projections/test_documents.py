"""What is told of documents, to whom, and what the minutes and the table say."""

from dataclasses import replace

from meeting_server.export import documents_csv, minutes_text
from meeting_server.meeting.facts.documents import AccessTold, Channel, DocumentWithdrawn
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import Interest, InterestDeclared
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.state import Meeting, replay
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.documents import Led, led
from meeting_server.projections.own_view import own_view
from meeting_server.projections.room_view import Live, room_view
from meeting_server.projections.view_shapes import RoomShape, YouShape
from tests.audit.sample import log_of
from tests.given import ITEM_41, KAMALA_OUT, ON_ITEM_41, PRESENT, SITTING, THE_CALL
from tests.meeting.test_documents import AGAIN, ANNOUNCED, DOCUMENT, OPENED, TABLED
from tests.people import ARUNEE, DARIN, KAMALA, PIMJAI, PREECHA, THANA, VEERA, Cast

MEETING = MeetingId("mtg_1")
WHOLE = replace(TABLED, item=None)


def told(facts: list[Fact], who: Cast) -> tuple[RoomShape, YouShape]:
    """What this person is told of a meeting."""
    meeting, chronicle = Meeting(), Chronicle()
    for entry in log_of(facts):
        meeting = meeting.after(entry.fact)
        chronicle.note(entry, meeting)
    seat = meeting.calling.seats[who.seat]
    return room_view(MEETING, meeting, chronicle, seat, Live()), own_view(meeting, chronicle, seat)


def test_before_the_opening_everybody_who_was_called_reads_the_list() -> None:
    for facts in ([*THE_CALL, TABLED, ANNOUNCED], [*PRESENT, TABLED, ANNOUNCED]):
        room, you = told(facts, THANA)
        (document,) = room["documents"]
        assert (document["item"], document["versions"][0]["by"]) == (ITEM_41, VEERA.name)
        assert room["access"] is not None
        assert room["access"]["text"] == "เปิดที่ปุ่มเอกสาร"
        assert you["documents"] is not None


def test_in_the_sitting_only_who_is_inside() -> None:
    sitting = [*SITTING, TABLED, ANNOUNCED]
    assert len(told(sitting, THANA)[0]["documents"]) == 1
    for facts, who in ((sitting, PREECHA), ([*KAMALA_OUT, TABLED, ANNOUNCED], KAMALA), (sitting, DARIN)):
        room, you = told(facts, who)
        assert (room["documents"], room["access"], you["documents"]) == ([], None, None)
    assert told([*SITTING, TABLED, MeetingClosed()], ARUNEE)[0]["documents"] == []


def test_a_document_that_was_taken_back_is_not_told() -> None:
    facts = [*SITTING, TABLED, DocumentWithdrawn(document=DOCUMENT, by=VEERA.seat)]
    assert told(facts, THANA)[0]["documents"] == []


def test_one_is_told_what_one_has_opened_and_officers_what_everybody_has() -> None:
    facts = [
        *SITTING,
        TABLED,
        OPENED,
        AGAIN,
        replace(OPENED, version=2),
        ANNOUNCED,
        AccessTold(seat=KAMALA.seat),
    ]
    own = told(facts, THANA)[1]["documents"]
    assert own is not None
    assert own["opened"] == [{"document": DOCUMENT, "version": 2}]
    assert (own["readers"], own["own"]) == (None, [])
    officer = told(facts, VEERA)[1]["documents"]
    assert officer is not None
    assert officer["readers"] == [
        {"document": DOCUMENT, "version": 2, "seat": THANA.seat, "name": THANA.name}
    ]
    assert (officer["own"], officer["told"]) == ([DOCUMENT], 3)
    assert officer["called"] > 3
    presenter = told([*PRESENT, replace(TABLED, by=PIMJAI.seat)], PIMJAI)[1]["documents"]
    assert presenter is not None
    assert (presenter["own"], presenter["readers"]) == ([DOCUMENT], None)


def test_what_may_be_done_is_asked_of_the_rules() -> None:
    may = told([*SITTING, TABLED], VEERA)[1]["may"]
    assert {"documents.table", "documents.announce_access", "documents.withdraw_document"} <= set(may)
    assert not [name for name in told([*SITTING, TABLED], THANA)[1]["may"] if name.startswith("documents.")]


def test_whoever_declared_an_interest_is_told_what_is_shut() -> None:
    declared = InterestDeclared(seat=THANA.seat, item=ITEM_41, reason=Interest.PARTY, before_opening=True)
    own = told([*PRESENT, TABLED, declared], THANA)[1]["documents"]
    assert own is not None
    assert own["shut"] == [ITEM_41]


def test_the_minutes_say_how_access_was_announced_and_what_was_tabled() -> None:
    facts: list[Fact] = [
        *PRESENT,
        replace(ANNOUNCED, channel=Channel.NOTICE),
        WHOLE,
        DocumentWithdrawn(document=DOCUMENT, by=VEERA.seat),
        *ON_ITEM_41[len(PRESENT) :],
        TABLED,
        AGAIN,
        replace(WHOLE, document=DOCUMENT),
        OPENED,
        ANNOUNCED,
        AccessTold(seat=KAMALA.seat),
        DocumentWithdrawn(document=DOCUMENT, by=VEERA.seat),
    ]
    text = minutes_text.render(MEETING, log_of(facts), "th").decode()
    assert (
        f"ก่อนเปิดประชุม {VEERA.name} ได้แจ้งวิธีเข้าถึงเอกสารประกอบการประชุมแก่ผู้เข้าร่วมประชุม ๒ คน พร้อมหนังสือเชิญประชุม เมื่อวัน"
        in text
    )
    assert f"{VEERA.name} เสนอเอกสาร “รายละเอียดโครงการ” ประกอบระเบียบวาระที่ ๔.๑ เวลา" in text
    assert "“รายละเอียดโครงการ” ฉบับที่ ๒ แทนฉบับก่อน" in text
    assert text.count("ประกอบการประชุม เวลา") == 1
    assert "ผู้เข้าร่วมประชุม ๒ คน ในห้องประชุมของระบบ เวลา" in text
    assert text.count("ถอนเอกสาร") == 1
    english = minutes_text.render(MEETING, log_of(facts), "en").decode()
    assert "Before the opening" in english


def test_the_table_says_who_opened_which_version() -> None:
    facts: list[Fact] = [*SITTING, WHOLE, OPENED, replace(AGAIN, title=None)]
    table = documents_csv.render(MEETING, log_of(facts), "th").decode()
    rows = [row.split(",") for row in table.split("\r\n")[1:-1]]
    assert [(row[0], row[2], row[4]) for row in rows[:2]] == [
        ("ทั้งการประชุม", "1", "เสนอ"),
        ("ทั้งการประชุม", "1", "เปิดอ่าน"),
    ]
    assert [(row[2], row[4]) for row in rows[2:]] == [("2", "เสนอ")]


def test_a_page_is_led_through_as_long_as_whoever_leads_is_inside_and_may() -> None:
    now = Led(VEERA.seat, DOCUMENT, 1, 7)
    sitting = replay([*SITTING, TABLED])
    assert led(sitting, now) == {
        "seat": VEERA.seat,
        "name": VEERA.name,
        "document": DOCUMENT,
        "version": 1,
        "page": 7,
    }
    assert led(sitting, None) is None
    assert led(sitting, now._replace(seat=THANA.seat)) is None
    assert led(sitting, now._replace(version=2)) is None
    assert led(replay([*THE_CALL, TABLED]), now) is None
    declared = InterestDeclared(seat=VEERA.seat, item=ITEM_41, reason=Interest.PARTY)
    assert led(sitting.after(declared), now) is None
