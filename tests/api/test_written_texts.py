"""The agency's texts from the page: an administrator writes a version, and the door shows it from then on."""

import pytest

from meeting_server.services.default_texts import MANUAL, TERMS
from tests.api.test_texts import door
from tests.loopback import Loopback
from tests.people import ARUNEE, SOMSAK

AT = "/api/agency/texts"
NEW = {"version": "2570-9", "th": "ข้อกำหนด\nข้อ ๑ …", "en": "Terms\n1. …"}


async def test_a_version_is_in_force_from_the_moment_it_is_put(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    told = (await somsak.get(AT)).json()
    assert [each["sha256"] for each in told["terms"]] == [TERMS.sha256]
    assert [each["since"] for each in told["manual"]] == [None]
    assert (await somsak.post(f"{AT}/terms", json=NEW)).status_code == 204
    told = (await somsak.get(AT)).json()
    assert [each["version"] for each in told["terms"]] == ["2570-9", TERMS.version]
    assert told["terms"][0]["since"] is not None
    assert [each["sha256"] for each in told["manual"]] == [MANUAL.sha256]
    shown = await door(server)
    assert isinstance(shown["terms"], dict)
    assert (shown["terms"]["version"], shown["terms"]["th"]) == ("2570-9", "ข้อกำหนด\nข้อ ๑ …")


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({"version": " "}, 422, "empty_text"),
        ({"th": " \n "}, 422, "empty_text"),
        ({"en": ""}, 422, "empty_text"),
        ({"th": "ก" * 60_001}, 413, "too_large"),
        ({"version": "v" * 41}, 413, "too_large"),
        ({"version": "หนึ่ง\nสอง"}, 422, "malformed"),
    ],
)
async def test_what_is_no_text_is_refused(
    server: Loopback, change: dict[str, str], status: int, reason: str
) -> None:
    answer = await (await server.browser(SOMSAK)).post(f"{AT}/manual", json=NEW | change)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)


async def test_what_was_accepted_under_a_name_never_changes(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    assert (await somsak.post(f"{AT}/terms", json=NEW)).status_code == 204
    answer = await somsak.post(f"{AT}/terms", json=NEW | {"th": "อื่น"})
    assert (answer.status_code, answer.json()["reason"]) == (409, "version_taken")
    # Nor does the name of what the server brought along.
    answer = await somsak.post(f"{AT}/terms", json=NEW | {"version": TERMS.version})
    assert (answer.status_code, answer.json()["reason"]) == (409, "version_taken")
    assert (await somsak.post(f"{AT}/manual", json=NEW)).status_code == 204


async def test_only_an_administrator_writes_and_only_what_there_is(server: Loopback) -> None:
    answer = await (await server.browser(ARUNEE)).post(f"{AT}/terms", json=NEW)
    assert (answer.status_code, answer.json()["reason"]) == (403, "not_allowed")
    answer = await (await server.browser(SOMSAK)).post(f"{AT}/notice", json=NEW)
    assert (answer.status_code, answer.json()["reason"]) == (422, "malformed")
