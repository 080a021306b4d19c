"""Who may read what: every address that can be read, for everybody, before and after the close."""

from collections.abc import Callable

import httpx
from fastapi.routing import iter_route_contexts

from tests.api.closed import close_the_meeting
from tests.loopback import ACCEPTED, MEETING, NOWHERE, OTHER, Loopback
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, KONG, PIMJAI, THANA, VEERA, Cast

SEATED = (ARUNEE, THANA, VEERA, PIMJAI, CHAI, KONG, DARIN)
READERS = (ARUNEE, VEERA, KONG, DARIN)  # chair, secretary, controller, auditor

Expected = Callable[[Cast | None, bool], int]


def anybody(_who: Cast | None, _closed: bool) -> int:
    return 200


def signed_in(who: Cast | None, _closed: bool) -> int:
    return 200 if who else 401


def readers(who: Cast | None, closed: bool) -> int:
    """The record: readers only, and only once the meeting is over."""
    if who is None:
        return 401
    if who not in READERS:
        return 403
    return 200 if closed else 409


def preparers(who: Cast | None, closed: bool) -> int:
    """Whether the machine is large enough is asked before, by those who prepare."""
    if who is None:
        return 401
    if who not in (ARUNEE, VEERA, KONG, CHAI):
        return 403
    return 410 if closed else 200


def administrators(who: Cast | None, _closed: bool) -> int:
    """The register of people, with telephones and addresses: whoever has a seat and no more is none."""
    return 403 if who else 401


def readers_once_made(who: Cast | None, closed: bool) -> int:
    """A copy that nobody has asked for is not there."""
    status = readers(who, closed)
    return 404 if status == 200 else status


def holders(who: Cast | None, closed: bool) -> int:
    """A document: whoever may come in, before the opening too, and readers of the record afterwards; there is none."""
    if who is None:
        return 401
    if closed:
        return 404 if who in READERS else 403
    return 403 if who is DARIN else 404


# Every address that can be read; a new one fails the test until somebody has said here whose it is.
TABLE: dict[str, Expected] = {
    "/api/health/live": anybody,
    "/api/health/ready": anybody,
    "/api/me": signed_in,
    "/api/passkeys": signed_in,
    "/api/me/sessions": signed_in,
    "/api/me/second-factor": signed_in,
    "/api/agency": signed_in,
    "/api/agency/contact": anybody,
    "/api/meetings/{meeting}/statement": signed_in,
    "/api/passkeys/here": anybody,
    "/api/me/providers": signed_in,
    "/api/providers": anybody,
    "/api/people": signed_in,
    "/api/profiles": signed_in,
    "/api/register/people": administrators,
    "/api/register/people/{person}/providers": administrators,
    "/api/register/table": administrators,
    "/api/agency/texts": administrators,
    "/api/committees": signed_in,
    "/api/committees/roster": signed_in,
    "/api/meetings": signed_in,
    "/api/incidents": signed_in,
    "/api/texts/{digest}": signed_in,
    "/api/meetings/{meeting}/door": signed_in,
    "/api/meetings/{meeting}/view": signed_in,
    "/api/meetings/{meeting}/capacity": preparers,
    "/api/meetings/{meeting}/recordings": readers,
    "/api/meetings/{meeting}/recordings/{seat}/{name}": readers,
    "/api/meetings/{meeting}/documents": readers,
    "/api/meetings/{meeting}/documents.csv": readers,
    "/api/meetings/{meeting}/documents/{document}/{version}": holders,
    "/api/meetings/{meeting}/clips": readers,
    "/api/meetings/{meeting}/timeline": readers,
    "/api/meetings/{meeting}/copy": readers,
    "/api/meetings/{meeting}/copy/whole.webm": readers_once_made,
    "/api/meetings/{meeting}/log.zip": readers,
    "/api/meetings/{meeting}/missing": preparers,
    "/api/meetings/{meeting}/attendance": readers,
    "/api/meetings/{meeting}/attendance.csv": readers,
    "/api/meetings/{meeting}/allowance": readers,
    "/api/meetings/{meeting}/allowance.csv": readers,
    "/api/meetings/{meeting}/votes.csv": readers,
    "/api/meetings/{meeting}/minutes.txt": readers,
}
OF_A_MEETING = [address for address in TABLE if "{meeting}" in address]
# Pages are the same for everybody; a link of the demo is its own proof, and so is what comes from a provider
# (tests/api/test_providers.py).
PUBLIC = {
    "/api/meetings/{meeting}/visit",
    "/demo/{token}",
    "/{path:path}",
    "/api/providers/{provider}/callback",
}


def readable(server: Loopback) -> set[str]:
    """Every address that the app answers to GET."""
    found = iter_route_contexts(server.app.routes)
    return {route.path for route in found if route.path is not None and "GET" in (route.methods or ())}


def address(pattern: str, meeting: str = MEETING) -> str:
    digest = ACCEPTED["manual"]
    return pattern.format(
        committee="cmt_" + "x" * 22,
        meeting=meeting,
        seat=THANA.seat,
        name="mic-0001.webm",
        digest=digest,
        person=THANA.person,
        kind="terms",
        provider="thaid",
        document="doc_" + "x" * 22,
        version="1",
    )


async def browsers(server: Loopback) -> dict[Cast | None, httpx.AsyncClient]:
    return {None: server.stranger(), **{cast: await server.browser(cast) for cast in SEATED}}


async def wrong(server: Loopback, *, closed: bool) -> list[str]:
    """Every answer that is not the expected one."""
    found = []
    for who, browser in (await browsers(server)).items():
        for pattern, expected in TABLE.items():
            status = (await browser.get(address(pattern))).status_code
            if status != expected(who, closed):
                found.append(f"{pattern} for {who.sign_in if who else 'nobody'}: {status}")
    return found


async def test_every_address_is_in_the_table(server: Loopback) -> None:
    assert readable(server) == set(TABLE) | PUBLIC


async def test_everybody_reads_what_is_theirs_before_the_close(server: Loopback) -> None:
    assert await wrong(server, closed=False) == []


async def test_everybody_reads_what_is_theirs_after_the_close(server: Loopback) -> None:
    await close_the_meeting(server)
    assert await wrong(server, closed=True) == []


async def test_a_stranger_to_a_meeting_learns_nothing_of_it(server: Loopback) -> None:
    """Another's meeting, one that does not exist, and rubbish are told alike."""
    await close_the_meeting(server)
    kamala = await server.browser(KAMALA)
    for meeting in (OTHER, NOWHERE, "mtg_x", "..%2f..%2fetc", "mtg_" + "%00" * 22, "ก" * 300):
        for pattern in OF_A_MEETING:
            answer = await kamala.get(address(pattern, meeting))
            reason = answer.json()["reason"]
            assert (meeting, pattern, answer.status_code) == (meeting, pattern, 404)
            assert reason == "unknown_meeting" or (reason == "unknown_file" and "%2f" in meeting)


async def test_the_list_of_meetings_is_my_own(server: Loopback) -> None:
    rows = (await (await server.browser(KAMALA)).get("/api/meetings")).json()
    assert [(row["meeting"], row["seat"], row["roles"]) for row in rows] == [
        (MEETING, KAMALA.seat, ["member"])
    ]
