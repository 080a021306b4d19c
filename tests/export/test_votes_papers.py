"""Votes that were taken down, ties, dissent, and what was resolved without a vote, as minutes and votes tell them."""

import csv
import io
from dataclasses import replace

from meeting_server.export import minutes_text, votes_csv
from meeting_server.export.thai import Language
from meeting_server.meeting.facts.ballots import (
    BallotClosed,
    Choice,
    DissentNoted,
    EchoEnding,
    ResultAnnounced,
    ResultDeclared,
    VoteEchoEnded,
    VoteMethod,
    VoteObjected,
    VoteTakenDown,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.resolutions import NothingResolved, ResolvedUnopposed, Unresolved
from meeting_server.meeting.ids import MeetingId, MessageId
from tests.audit.sample import log_of
from tests.given import ITEM_1, ITEM_41
from tests.meeting.test_ballots import BALLOT, CAST, WITH_KAMALA_OUT, declared
from tests.meeting.test_voices import taken
from tests.people import ARUNEE, KAMALA, SOMSAK, THANA, VEERA, WILAI

MEETING = MeetingId("mtg_" + "p" * 22)
VOTES = declared()
STORY: list[Fact] = [
    *WITH_KAMALA_OUT,
    taken(WILAI, Choice.AGREE),
    VoteObjected(ballot=BALLOT, seat=WILAI.seat),
    VoteTakenDown(
        ballot=BALLOT,
        seat=WILAI.seat,
        choice=Choice.ABSTAIN,
        method=VoteMethod.MESSAGE,
        by=VEERA.seat,
        message=MessageId("msg_wilai"),
    ),
    VoteEchoEnded(ballot=BALLOT, seat=WILAI.seat, why=EchoEnding.CONFIRMED),
    *VOTES[:-2],
    taken(VEERA, Choice.DISAGREE, read_back=True),
    *VOTES[-2:],
    CAST,
    ResultAnnounced(ballot=BALLOT),
    ResolvedUnopposed(item=ITEM_41, question="ให้รายงานผลทุกหกเดือน"),
    NothingResolved(item=ITEM_1, why=Unresolved.MORE_TO_STUDY),
]


def table(facts: list[Fact], language: Language = "th") -> list[list[str]]:
    text = votes_csv.render(MEETING, log_of(facts), language).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_the_table_has_every_version_and_the_whole_rule() -> None:
    rows = table(STORY)
    hers = [row[4] for row in rows if row[2] == WILAI.name]
    assert hers == [
        f"งดออกเสียง (ด้วยข้อความ บันทึกโดย{VEERA.name} · ผู้ลงคะแนนยืนยัน)",
        "เดิม เห็นชอบ (ผู้ลงคะแนนทักท้วง จึงไม่นับ)",
    ]
    (veeras,) = [row[4] for row in rows if row[2] == VEERA.name]
    assert veeras == f"ไม่เห็นชอบ (ด้วยเสียง บันทึกโดย{VEERA.name} · ทวนให้ผู้ลงคะแนนฟังแล้ว)"
    stands = {row[2]: row[4] for row in rows}
    assert (stands[KAMALA.name], stands[SOMSAK.name]) == ("พักการเข้าร่วม", "ไม่อยู่ในที่ประชุม")
    assert stands[ARUNEE.name] == "เสียงชี้ขาด: เห็นชอบ"
    assert stands["วิธีออกเสียง"] == "กดเลือกในระบบควบคุมการประชุมและด้วยเสียงและด้วยข้อความ"
    assert stands["เกณฑ์ตัดสิน"] == "เสียงข้างมากของผู้ออกเสียง"
    assert [row[7] != "" for row in rows if row[2] in ("เปิดการลงคะแนน", "ปิดการลงคะแนน", "อ่านผลต่อที่ประชุม")] == [
        True
    ] * 3
    assert rows[-2][1:5] == ["ให้รายงานผลทุกหกเดือน", "มติ", "", "ที่ประชุมเห็นชอบ โดยไม่มีผู้เห็นเป็นอย่างอื่น"]
    assert rows[-1][4] == "ไม่มีมติ (ให้กลับไปศึกษาเพิ่มเติม)"


def test_a_dissent_and_a_base_stand_in_the_table_too() -> None:
    result = VOTES[-1]
    assert isinstance(result, ResultDeclared)
    of_members = replace(result, rule="majority_of_members", base=6)
    noted = DissentNoted(ballot=BALLOT, seat=THANA.seat, by=THANA.seat, reason="วงเงินไม่พอ")
    rows = table([*WITH_KAMALA_OUT, *VOTES[:-1], of_members, noted])
    assert "ความเห็นแย้ง: วงเงินไม่พอ" in {row[4] for row in rows}
    assert "เกินกึ่งหนึ่งของกรรมการที่ไม่มีส่วนได้เสีย (6 คน)" in {row[4] for row in rows}
    silent = table([*WITH_KAMALA_OUT, BallotClosed(ballot=BALLOT), replace(result, totals=())], "en")
    assert ["How votes were given", ""] in [row[2:5:2] for row in silent]


def test_the_minutes_tell_how_it_came() -> None:
    text = minutes_text.render(MEETING, log_of(STORY), "th").decode()
    for told in (
        f"{WILAI.name} ทักท้วงคะแนนของตนที่เลขานุการบันทึกไว้",
        f"   {WILAI.name}  งดออกเสียง (ด้วยข้อความ บันทึกโดย{VEERA.name})",
        f"   {KAMALA.name}  พักการเข้าร่วม",
        f"   {SOMSAK.name}  ไม่อยู่ในที่ประชุม",
        f"{ARUNEE.name} ทำหน้าที่ประธาน ออกเสียงชี้ขาดว่า เห็นชอบ",
        "ประธานอ่านผลการออกเสียงต่อที่ประชุม",
        "ประธานถามที่ประชุมเรื่อง ให้รายงานผลทุกหกเดือน ว่ามีผู้เห็นเป็นอย่างอื่นหรือไม่ ไม่มีผู้เห็นเป็นอย่างอื่น",
        "ที่ประชุมไม่มีมติในระเบียบวาระที่ ๑ (ให้กลับไปศึกษาเพิ่มเติม)",
        "ช่องทางการออกเสียงลงคะแนน: กดเลือกในระบบควบคุมการประชุมและด้วยเสียงและด้วยข้อความ โดยเปิดเผย",
        "มีมติโดยประธานถามที่ประชุมด้วยวาจาและในระบบควบคุมการประชุม ไม่มีผู้เห็นเป็นอย่างอื่น",
    ):
        assert told in text, told
