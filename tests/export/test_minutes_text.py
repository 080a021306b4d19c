"""The draft minutes as text: Thai digits, the words of the official form, and every ข้อ ๑๒ line."""

import re
from dataclasses import replace

from meeting_server.export import minutes_text
from meeting_server.meeting.facts.calling import BackupKind, RulesSet
from meeting_server.meeting.facts.identity import ProofRevoked
from meeting_server.meeting.facts.session import (
    Closing,
    MeetingClosed,
    MeetingOpened,
    Passing,
    PresidingPassed,
)
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.profiles.apa_2539 import APA_2539
from tests.audit.sample import WHOLE_MEETING, log_of
from tests.given import CALLED, SITTING, THE_CALL, came_in
from tests.people import ARUNEE, CHAI, KAMALA, THANA, VEERA, WILAI
from tests.projections.story import whole_story

MEETING = MeetingId("mtg_" + "a" * 22)

# What is wrong in minutes, though the words look alike (the linter of the manual).
WRONG = ("บันทึกการประชุม", "ผู้เข้าประชุม", "ผู้ไม่เข้าประชุม", "เปิดประชุมเวลา", "ปิดประชุมเวลา", "ผู้บันทึกรายงานการประชุม")


def thai() -> str:
    """The minutes of the whole story."""
    return minutes_text.render(MEETING, whole_story(), "th").decode()


def test_the_headings_stand_in_the_order_of_the_form() -> None:
    text = thai()
    headings = [
        "รายงานการประชุมคณะกรรมการพัฒนาบริการดิจิทัล",
        "ครั้งที่ ๑๑/๒๕๖๙",
        "เมื่อวันพฤหัสบดีที่ ๑๒ พฤศจิกายน ๒๕๖๙",
        "ณ ห้องประชุม ๑ ชั้น ๓",
        "ผู้มาประชุม",
        "ผู้ไม่มาประชุม",
        "ผู้เข้าร่วมประชุม",
        "เริ่มประชุมเวลา ๐๙.๓๐ น.",
        "ระเบียบวาระที่ ๑",
        "ระเบียบวาระที่ ๔.๑",
        "มติที่ประชุม เห็นชอบ",
        "เลิกประชุมเวลา ๑๑.๐๕ น.",
        "ผู้จดรายงานการประชุม",
    ]
    places = [text.index(f"\n{heading}" if heading.startswith("ผู้มา") else heading) for heading in headings]
    assert places == sorted(places)


def test_there_is_no_arabic_digit_and_no_wrong_word() -> None:
    text = thai()
    assert re.findall(r"[0-9]", text) == []
    assert [word for word in WRONG if word in text] == []
    assert text.endswith("\n")
    assert not text.startswith("\ufeff")


def test_the_lists_say_who_came_and_who_did_not() -> None:
    came, away, others = re.split(r"\nผู้(?:ไม่มา|เข้าร่วม)ประชุม\n", thai().split("\nเริ่มประชุม")[0])
    assert "๑. นางสาวอรุณี ใจสมมติ  ประธานกรรมการ" in came
    assert "๖. นายวีระ ทองสมมติ  กรรมการและเลขานุการ" in came
    assert away.strip() == "๑. นายสมศักดิ์ พูนสมมติ  กรรมการ"
    assert [line.split("  ")[0] for line in others.strip().splitlines()] == [
        "๑. นางสาวพิมพ์ใจ งามสมมติ",
        "๒. นายชัย เพียรสมมติ",
        "๓. นายก้อง คุมสมมติ",
    ]


def test_the_suspension_has_its_times_and_its_quorum() -> None:
    text = thai()
    assert (
        f"ระงับการสื่อสารและปฏิสัมพันธ์ของ{KAMALA.name} เนื่องจากมีส่วนได้เสีย (แจ้งเอง) "
        "ตามข้อเสนอแนะฯ ข้อ ๑๐ (๒) ตั้งแต่เวลา ๑๐.๑๒ น. "
        "โดยในระหว่างนั้นมีกรรมการมาประชุม ๕ คน จากกรรมการที่ไม่มีส่วนได้เสีย ๖ คน ครบองค์ประชุม"
    ) in text
    assert f"{KAMALA.name} กลับเข้าร่วมประชุมเวลา ๑๐.๓๑ น." in text


def test_the_vote_stands_by_name() -> None:
    text = thai()
    assert "มีผู้ออกเสียง ๔ คน จากผู้มีสิทธิ ๕ คน เห็นชอบ ๓ เสียง ไม่เห็นชอบ ๑ เสียง งดออกเสียง ๐ เสียง" in text
    assert f"   {WILAI.name}  ไม่เห็นชอบ" in text
    assert f"   {VEERA.name}  ไม่ออกเสียง" in text
    assert f"   {KAMALA.name}  พักการเข้าร่วม" in text


def test_the_means_of_the_meeting_are_told() -> None:
    text = thai()
    for told in (
        "ช่องทางสำรอง: โทรศัพท์ ๐ ๐๐๐๐ ๐๐๐๐",
        "การแสดงตน: ผู้ร่วมประชุม ๙ คน เข้าสู่ระบบด้วยบัญชีของตน",
        "ช่องทางการออกเสียงลงคะแนน: ",
        "บันทึกเสียงและภาพของผู้ร่วมประชุมทุกคน",
        "ขัดข้องตั้งแต่เวลา ๑๐.๕๐.๐๐ น. ถึงเวลา ๑๐.๕๐.๐๗ น. รวม ๗ วินาที",
        "ชุดเกณฑ์ ข้อเสนอแนะการประชุมผ่านสื่ออิเล็กทรอนิกส์ พ.ศ. ๒๕๖๓ (ฉบับที่ ๑)",
    ):
        assert told in text


def test_an_electronic_address_keeps_its_digits() -> None:
    by_mail = replace(CALLED, backup_kind=BackupKind.EMAIL, backup_address="saraban1@agency.example.go.th")
    text = minutes_text.render(MEETING, log_of([by_mail, *WHOLE_MEETING[1:]]), "th").decode()
    assert "จดหมายอิเล็กทรอนิกส์ saraban1@agency.example.go.th" in text


def test_a_meeting_of_sound_alone_says_so_and_one_without_a_vote_too() -> None:
    facts = [replace(CALLED, sound_only=True), *SITTING[1:], MeetingClosed()]
    text = minutes_text.render(MEETING, log_of(facts), "th").decode()
    assert "บันทึกเสียงของผู้ร่วมประชุมทุกคน" in text
    assert "ไม่มีการออกเสียงลงคะแนน" in text


def test_what_was_out_of_the_ordinary_in_the_calling_is_told() -> None:
    called = replace(CALLED, urgent="น้ำท่วมใหญ่ 2569", recalled_from="2026-11-01", profile="apa-2539")
    facts = [called, *SITTING[1:], RulesSet(profile=APA_2539, outside_validity=True), MeetingClosed()]
    text = minutes_text.render(MEETING, log_of(facts), "th").decode()
    assert "ชุดเกณฑ์ คณะกรรมการที่มีอำนาจพิจารณาทางปกครอง" in text
    assert "ไม่ได้ใช้บังคับในวันประชุม" in text
    assert "เรียกประชุมเป็นกรณีเร่งด่วน เนื่องจากน้ำท่วมใหญ่ ๒๕๖๙" in text
    assert "นัดประชุมใหม่เนื่องจากการประชุมเมื่อวันอาทิตย์ที่ ๑ พฤศจิกายน ๒๕๖๙ ไม่ครบองค์ประชุม" in text


def test_a_meeting_that_was_stopped_says_why_and_one_that_another_presided_says_who() -> None:
    passed = PresidingPassed(seat=THANA.seat, why=Passing.LINE_LOST)
    facts = [*SITTING, passed, MeetingClosed(why=Closing.CLASSIFIED)]
    text = minutes_text.render(MEETING, log_of(facts), "th").decode()
    assert f"{THANA.name} ทำหน้าที่ประธานในที่ประชุม เนื่องจากผู้ทำหน้าที่ประธานขาดการติดต่อ" in text
    assert "ประธานสั่งหยุดการประชุมเวลา" in text
    assert "เลิกประชุมเวลา" not in text


def test_one_from_before_there_were_copies_names_its_profile() -> None:
    facts = [fact for fact in [*SITTING, MeetingClosed()] if not isinstance(fact, RulesSet)]
    assert "ชุดเกณฑ์ seed-๒๕๖๓" in minutes_text.render(MEETING, log_of(facts), "th").decode()


def test_whose_proof_was_taken_back_is_marked() -> None:
    facts = [*SITTING, ProofRevoked(seat=THANA.seat, reason="จำผิดคน"), MeetingClosed()]
    text = minutes_text.render(MEETING, log_of(facts), "th").decode()
    assert f"{THANA.name}  กรรมการ (เข้าระบบแต่ไม่ได้แสดงตน)" in text


def test_a_sitting_without_its_secretary_has_nobody_sign() -> None:
    facts = [*THE_CALL, *came_in(ARUNEE), MeetingOpened(), MeetingClosed()]
    assert "ผู้จดรายงานการประชุม" not in minutes_text.render(MEETING, log_of(facts), "th").decode()


def test_names_destroyed_when_due_leave_a_draft() -> None:
    bare = [entry._replace(fact=entry.fact, openings=()) for entry in log_of()]
    from meeting_server.audit.codec import decode

    text = minutes_text.render(MEETING, [decode(entry.body, entry.leaf) for entry in bare], "th").decode()
    assert "๑. (ข้อมูลส่วนบุคคลถูกทำลายตามกำหนด)" in text
    assert CHAI.name not in text


def test_the_english_draft_says_the_same() -> None:
    text = minutes_text.render(MEETING, whole_story(), "en").decode()
    assert "The meeting began at 09:30." in text
    suspended = f"The chair suspended {KAMALA.name} for an interest (own declaration) "
    assert suspended + "under clause 10 (2) of the recommendation from 10:12" in text
    assert "profile Recommendation on meetings by electronic means, B.E. 2563 (version 1)" in text


def test_before_it_is_called_a_meeting_has_no_minutes() -> None:
    assert minutes_text.render(MEETING, [], "th") == b"\n"
    assert "เมื่อ" not in minutes_text.render(MEETING, log_of(THE_CALL), "th").decode()
