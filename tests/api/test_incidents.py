"""Calling for help through the doors: a clock that moves, several meetings, and whoever would misuse it."""

from datetime import timedelta

import httpx
import pytest

from meeting_server.meeting.facts.incidents import (
    Escalation,
    IncidentEscalated,
    IncidentKind,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.ids import MeetingId
from meeting_server.services.shapes import LONGEST_LINE
from tests.loopback import ACCEPTED, MEETING, OTHER, Loopback, Page
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, KONG, THANA, VEERA, WILAI

REPORT = "incidents.report_incident"
OUTCOME = {"cause": "network", "result": "unresolved", "words": ""}


async def command(
    browser: httpx.AsyncClient, name: str, meeting: MeetingId, /, **args: object
) -> httpx.Response:
    """One command by HTTP, as from a page that has no line to the meeting."""
    asked = {"id": f"c{id(args)}{name[-6:]}", "name": name, "args": args}
    return await browser.post(f"/api/meetings/{meeting}/commands", json=asked)


async def sitting(server: Loopback) -> list[Page]:
    """The chair, three members, the secretary and the officer, in a meeting that sits."""
    pages = await server.entered(ARUNEE, THANA, WILAI, KAMALA, VEERA, CHAI)
    await pages[0].do("session.open_meeting")
    return pages


async def only(page: Page, count: int = 1) -> list[str]:
    """Wait until this page is told of so many incidents; their ids."""
    view = await page.sees(lambda view: len(view["you"]["incidents"]) == count)
    return [one["incident"] for one in view["you"]["incidents"]]


async def test_a_member_presses_and_the_officer_sees_to_it(server: Loopback) -> None:
    chair, thana, *_, chai = await sitting(server)
    await thana.do(REPORT)
    (incident,) = await only(chai)
    assert chai.view["you"]["incidents"][0]["called"] is True
    assert await chair.refused("session.close_meeting") == "incident_open"
    await chai.do("incidents.acknowledge_incident", incident=incident)
    await thana.sees(lambda view: view["you"]["incident"]["acknowledged"])
    await chai.do("incidents.advise_incident", incident=incident, step="network")
    await thana.sees(lambda view: view["you"]["incident"]["step"] == "network")
    assert await chair.refused("session.close_meeting") == "incident_open"
    await chai.do("incidents.resolve_incident", incident=incident, **OUTCOME)
    await thana.sees(lambda view: view["you"]["incident"] is None)
    await chair.do("session.close_meeting")


async def test_what_waits_for_a_minute_goes_to_the_controller_and_a_start_changes_nothing(
    server: Loopback,
) -> None:
    (kong,) = await server.entered(KONG)
    _, thana, *_ = await sitting(server)
    await thana.do(REPORT)
    (reported,) = await only(kong, 1)
    assert kong.view["you"]["incidents"][0]["called"] is False
    server.clock.ahead += timedelta(seconds=40)
    await server.stop()
    await server.start()
    room = await server.room()
    assert [one.escalated for one in room.meeting.incidents.open.values()] == [None]
    server.clock.ahead += timedelta(seconds=20)
    (kong,) = [await server.page(KONG)]
    # Whoever has not come back after the start is an incident too.
    view = await kong.sees(
        lambda view: any(one["escalated"] == "unacknowledged" for one in view["you"]["incidents"])
    )
    (one,) = [each for each in view["you"]["incidents"] if each["incident"] == reported]
    assert one["called"] is True
    written = [entry.fact async for entry in room._log.read(MEETING)]
    mine = [fact for fact in written if isinstance(fact, IncidentEscalated) and fact.incident == reported]
    assert [fact.why for fact in mine] == [Escalation.UNACKNOWLEDGED]


async def test_a_line_that_is_lost_is_an_incident_and_over_when_it_is_back(server: Loopback) -> None:
    _, thana, *_, chai = await sitting(server)
    thana.line.transport.abort()
    await thana.ended()
    await chai.sees(
        lambda view: any(
            seat["seat"] == THANA.seat and seat["state"] == "away" for seat in view["room"]["seats"]
        )
    )
    server.clock.ahead += timedelta(seconds=11)
    await only(chai)
    assert chai.view["you"]["incidents"][0]["what"] == IncidentKind.LINE_LOST
    await server.page(THANA)
    await chai.sees(lambda view: view["you"]["incidents"] == [])
    written = [entry.fact async for entry in (await server.room())._log.read(MEETING)]
    assert [type(fact) for fact in written if isinstance(fact, TroubleDetected | TroubleSubsided)] == [
        TroubleDetected,
        TroubleSubsided,
    ]


async def test_a_suspended_member_calls_and_reads_nothing_of_the_meeting(server: Loopback) -> None:
    chair, thana, _, kamala, _, chai = await sitting(server)
    item = next(each["item"] for each in chair.view["room"]["agenda"])
    await chair.do("agenda.open_item", item=item)
    out = {"seat": KAMALA.seat, "item": item, "ground": "ordered", "reason": "interest"}
    await chair.do("suspension.suspend_seat", **out)
    await kamala.sees(lambda view: view["you"]["class"] == "suspended")
    await thana.do(REPORT)
    (others,) = await only(chai)
    await kamala.do(REPORT)
    view = await kamala.sees(lambda view: view["you"]["incident"])
    assert view["you"]["incidents"] == view["room"]["seats"] == view["room"]["incidents"] == []
    assert not any(others in str(frame) for frame in kamala.told)
    for deed in ("acknowledge_incident", "resolve_incident"):
        args = OUTCOME if deed == "resolve_incident" else {}
        assert await kamala.refused(f"incidents.{deed}", incident=others, **args) == "suspended"
    for deed, args in (("describe_incident", {"matter": "other", "words": ""}), ("withdraw_incident", {})):
        assert await kamala.refused(f"incidents.{deed}", incident=others, **args) == "unknown_incident"
    await only(chai, 2)
    assert chai.view["you"]["incidents"][1]["standing"] == "suspended"


async def test_an_incident_of_another_meeting_is_not_known_here(server: Loopback) -> None:
    thana, chai = await server.browser(THANA), await server.browser(CHAI)
    assert (await command(thana, REPORT, OTHER)).status_code == 200
    (incident,) = (await server.room(OTHER)).meeting.incidents.open
    for deed, args in (("acknowledge_incident", {}), ("resolve_incident", OUTCOME)):
        answer = await command(chai, f"incidents.{deed}", MEETING, incident=incident, **args)
        assert answer.json()["reason"] == "unknown_incident"
        answer = await command(thana, f"incidents.{deed}", OTHER, incident=incident, **args)
        assert answer.json()["reason"] == "not_entered"
    kamala = await server.browser(KAMALA)
    answer = await command(kamala, "incidents.acknowledge_incident", OTHER, incident=incident)
    assert answer.json()["reason"] == "unknown_meeting"


@pytest.mark.parametrize(("letters", "reason"), [(LONGEST_LINE, None), (LONGEST_LINE + 1, "too_large")])
async def test_words_are_a_line_and_no_more(server: Loopback, letters: int, reason: str | None) -> None:
    thana = await server.browser(THANA)
    await command(thana, REPORT, MEETING)
    (incident,) = (await server.room()).meeting.incidents.open
    said = {"incident": incident, "matter": "other", "words": "ก" * letters}
    answer = await command(thana, "incidents.describe_incident", MEETING, **said)
    assert answer.json().get("reason") == reason
    odd = await command(thana, "incidents.describe_incident", MEETING, **{**said, "words": "ก\nข"})
    assert odd.json()["reason"] == "malformed"


async def test_a_flood_of_calls_is_stopped_and_one_seat_has_one_at_a_time(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    answers: list[str] = []
    for _ in range(6):
        answer = await thana.ask(REPORT)
        answers.append(answer.get("reason", "done"))
        opened = (await server.room()).meeting.incidents.open
        assert len(opened) <= 1
        for incident in list(opened):
            await thana.do("incidents.withdraw_incident", incident=incident)
    assert answers == ["done"] * 4 + ["too_fast"] * 2


async def test_who_sees_to_several_meetings_reads_of_all_of_them_at_once(server: Loopback) -> None:
    thana, chai, kong = [await server.browser(cast) for cast in (THANA, CHAI, KONG)]
    (page,) = await server.entered(CHAI)
    for meeting in (MEETING, OTHER):
        assert (await command(thana, REPORT, meeting)).status_code == 200
    told = {one["meeting"]: one for one in (await chai.get("/api/incidents")).json()}
    assert told.keys() == {MEETING, OTHER}
    assert [each["called"] for one in told.values() for each in one["incidents"]] == [True, True]
    (incident,) = [each["incident"] for each in told[OTHER]["incidents"]]
    taken = await command(chai, "incidents.acknowledge_incident", OTHER, incident=incident)
    assert taken.status_code == 200
    (again,) = [one for one in (await chai.get("/api/incidents")).json() if one["meeting"] == OTHER]
    assert again["incidents"][0]["handler"] == CHAI.name
    # Of what a support officer can still see to a controller is not asked.
    of_kong = {one["meeting"]: one["incidents"] for one in (await kong.get("/api/incidents")).json()}
    assert of_kong == {MEETING: [], OTHER: []}
    for cast in (THANA, ARUNEE, DARIN):
        assert (await (await server.browser(cast)).get("/api/incidents")).json() == []
    assert (await server.stranger().get("/api/incidents")).status_code == 401
    await page.do("presence.leave")


async def test_the_door_is_a_place_to_call_from_where_no_officer_is(server: Loopback) -> None:
    thana = await server.page(THANA)
    await thana.do(REPORT)
    await thana.sees(lambda view: view["you"]["incident"])
    (one,) = (await server.room()).meeting.incidents.open.values()
    assert one.escalated is not None
    assert one.escalated.why is Escalation.NOBODY_THERE
    await thana.do("presence.enter", **ACCEPTED)
