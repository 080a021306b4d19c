"""An open vote by button and by voice: an objection, a tie, the casting vote; then a resolution that nobody opposes."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from meeting_server.meeting.facts.ballots import (
    CastingVoteGiven,
    DissentNoted,
    ResultAnnounced,
    VoteCast,
    VoteObjected,
    VoteTakenDown,
)
from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.deeds import CHOICES, close_item, close_meeting, come_to_item, vote
from tests.journeys.evidence import Evidence, Log, rows
from tests.journeys.person import NAMES, PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

WHY = "วงเงินสูงกว่าแผนประจำปี"


async def test_votes_are_given_taken_down_and_decided(server: Server, come: Come, tmp_path: Path) -> None:
    people = {name: await come(name) for name in ("arunee", "veera", "wilai")}
    people["thana"] = await come("thana", viewport=PHONE)
    for name, person in people.items():
        await person.enter(server.links[name])
    arunee, veera, wilai, thana = (people[name] for name in ("arunee", "veera", "wilai", "thana"))
    await arunee.do_next("session.open_meeting")
    await come_to_item(arunee, "4.1")
    await arunee.do_next("ballots.open_ballot")
    await thana_changes_his_vote(thana)
    await vote(arunee, "agree")
    await vote(veera, "disagree")
    await wilai_votes_by_voice(arunee, veera, wilai)
    await the_tie_is_decided(arunee, thana)
    await wilai_dissents(wilai)
    await close_item(arunee)
    await nobody_sees_it_otherwise(arunee, thana)
    await come_to_item(arunee, "5")
    await close_item(arunee)
    await close_meeting(arunee, people.values())
    await the_papers_say_it_all(arunee, await arunee.seats(), tmp_path)


async def thana_changes_his_vote(thana: Person) -> None:
    for choice in ("disagree", "agree"):
        await thana.choose(CHOICES[choice])
        await thana.see(f"บันทึกแล้ว: {CHOICES[choice]}")
    assert await faults_of_screen(thana, "room") == []


async def take_down(veera: Person, choice: str) -> None:
    """The secretary takes down what she hears of Wilai."""
    await veera.page.get_by_role("button", name=f"บันทึกคะแนน… {NAMES['wilai']}").click()
    dialog = veera.page.get_by_role("dialog")
    await dialog.get_by_role("radio", name=CHOICES[choice], exact=True).check()
    assert await faults_of_screen(veera, "room") == []
    await dialog.get_by_role("button", name="บันทึกคะแนน", exact=True).click()
    await expect(dialog).to_have_count(0, timeout=PATIENCE_MS)


async def wilai_votes_by_voice(arunee: Person, veera: Person, wilai: Person) -> None:
    await arunee.see("ยังไม่ลงคะแนน ๑ คน")
    await arunee.page.get_by_role("button", name=f"ลงด้วยเสียง {NAMES['wilai']}").click()
    await veera.see("ประธานให้บันทึกด้วยเสียง")
    await take_down(veera, "agree")
    await wilai.see("คะแนนของท่านถูกบันทึกว่า: เห็นชอบ")
    assert await faults_of_screen(wilai, "room") == []
    # Nothing is closed over what she has not looked at yet, and nobody else is told what it is.
    await arunee.see("รอผู้ลงคะแนนตรวจ ๑ คน")
    await arunee.press("ปิดการลงคะแนน")
    await arunee.see("มีคะแนนที่รอให้ผู้ลงคะแนนตรวจ")
    assert await faults_of_screen(arunee, "room") == []
    await wilai.press("ไม่ใช่คะแนนของข้าพเจ้า")
    await wilai.see("คะแนนที่บันทึกแทนท่านไม่นับแล้ว")
    await take_down(veera, "disagree")
    await wilai.see("คะแนนของท่านถูกบันทึกว่า: ไม่เห็นชอบ")
    await wilai.press("ถูกต้อง")
    await wilai.see("บันทึกแล้ว: ไม่เห็นชอบ")
    await arunee.see("ลงคะแนนครบทุกคนแล้ว")


async def the_tie_is_decided(arunee: Person, thana: Person) -> None:
    await arunee.do_next("ballots.close_ballot")
    await thana.see("คะแนนเสียงเท่ากัน ๒ ต่อ ๒")
    sides = arunee.page.locator("[data-next='ballots.give_casting_vote']")
    await sides.wait_for()
    assert await faults_of_screen(arunee, "room") == []
    await sides.get_by_role("button", name="เห็นชอบ", exact=True).click()
    await thana.see("ที่ประชุมเห็นชอบ ๒ ต่อ ๒")
    await arunee.see("ประธานออกเสียงชี้ขาด")
    await arunee.do_next("ballots.announce_result")
    await thana.see("อ่านผลต่อที่ประชุม")
    row = thana.page.get_by_role("row").filter(has_text=NAMES["wilai"])
    await expect(row).to_contain_text("ด้วยเสียง", timeout=PATIENCE_MS)
    assert await faults_of_screen(thana, "room") == []


async def wilai_dissents(wilai: Person) -> None:
    await wilai.press("ให้บันทึกความเห็นแย้ง…")
    await wilai.page.get_by_label("ความเห็นแย้งพร้อมเหตุผล").fill(WHY)
    assert await faults_of_screen(wilai, "room") == []
    await wilai.press("บันทึกความเห็นแย้ง")
    row = wilai.page.get_by_role("row").filter(has_text=NAMES["wilai"])
    await expect(row).to_contain_text("มีความเห็นแย้ง", timeout=PATIENCE_MS)


async def nobody_sees_it_otherwise(arunee: Person, thana: Person) -> None:
    await come_to_item(arunee, "4.2")
    await arunee.press("ถามว่ามีผู้เห็นเป็นอย่างอื่นหรือไม่")
    await expect(thana.button("ข้าพเจ้าเห็นเป็นอย่างอื่น")).to_be_visible(timeout=PATIENCE_MS)
    # Further down a button may stand half behind the bar of a phone: one scrolls.
    await thana.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert await faults_of_screen(thana, "room") == []
    await arunee.do_next("resolutions.resolve_unopposed")
    await thana.see("ที่ประชุมเห็นชอบ")
    assert await faults_of_screen(arunee, "room") == []
    await close_item(arunee)


async def the_papers_say_it_all(arunee: Person, seats: dict[str, str], folder: Path) -> None:
    meeting = (await arunee.view())["room"]["meeting"]
    await arunee.page.get_by_role("link", name="ดูบันทึกการประชุม").click()
    await arunee.at("record")
    evidence = Evidence(arunee, meeting, folder)
    log = Log.of(await evidence.click("รับชุดหลักฐาน"))
    assert [cast.choice.value for cast in log.facts(VoteCast) if cast.seat == seats["thana"]] == [
        "disagree",
        "agree",
    ]
    assert [taken.choice.value for taken in log.facts(VoteTakenDown)] == ["agree", "disagree"]
    assert [
        len(log.facts(kind)) for kind in (VoteObjected, CastingVoteGiven, ResultAnnounced, DissentNoted)
    ] == [1] * 4
    text = [" ".join(row.values()) for row in rows(await evidence.click("ผลการลงคะแนน"))]
    minutes = (await evidence.click("รายงานการประชุม")).read_text(encoding="utf-8-sig")
    for told in (
        f"ไม่เห็นชอบ (ด้วยเสียง บันทึกโดย{NAMES['veera']} · ผู้ลงคะแนนยืนยัน)",
        "เดิม เห็นชอบ (ผู้ลงคะแนนทักท้วง จึงไม่นับ)",
        "เดิม ไม่เห็นชอบ (เปลี่ยนก่อนปิดการลงคะแนน)",
        "เสียงชี้ขาด: เห็นชอบ",
        f"ความเห็นแย้ง: {WHY}",
        "อ่านผลต่อที่ประชุม",
        "ที่ประชุมเห็นชอบ โดยไม่มีผู้เห็นเป็นอย่างอื่น",
    ):
        assert [line for line in text if told in line], (told, text)
    for told in (
        f"{NAMES['wilai']} ทักท้วงคะแนนของตน",
        f"{NAMES['wilai']}  ไม่เห็นชอบ (ด้วยเสียง บันทึกโดย{NAMES['veera']})",
        "ออกเสียงชี้ขาดว่า เห็นชอบ",
        "อ่านผลการออกเสียงต่อที่ประชุม",
        WHY,
        "ไม่มีผู้เห็นเป็นอย่างอื่น",
        "กดเลือกในระบบควบคุมการประชุมและด้วยเสียง โดยเปิดเผย",
    ):
        assert told in minutes, told
