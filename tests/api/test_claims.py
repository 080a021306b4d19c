"""What administrators see to of providers of identity, and that nobody takes their last way of signing in away."""

import pytest
from sqlalchemy import delete

from meeting_server.db import engine
from meeting_server.db.tables import credential
from tests.api.test_providers import ADDRESS, EMAIL, link, person_in, refusal, server, sign_in, there
from tests.identity_provider import IdentityProvider
from tests.loopback import PASSWORD, Loopback
from tests.people import ARUNEE, SOMSAK, THANA

__all__ = ["server", "there"]  # the fixtures: a provider, and a server that believes it

OF_THANA = f"/api/register/people/{THANA.person}/providers"


async def test_an_administrator_writes_what_will_be_said_of_somebody(
    server: Loopback, there: IdentityProvider
) -> None:
    somsak = await server.browser(SOMSAK)
    answer = await somsak.put(f"{OF_THANA}/agency", json={"value": ADDRESS.upper()})
    assert answer.status_code == 204, answer.text
    told = (await somsak.get(OF_THANA)).json()
    assert [(each["provider"], each["since"], each["written_at"] is None) for each in told] == [
        ("agency", None, False),
        ("other", None, True),
    ]
    assert ADDRESS not in (await somsak.get(OF_THANA)).text
    # One address is one person.
    taken = await somsak.put(
        f"/api/register/people/{ARUNEE.person}/providers/agency", json={"value": ADDRESS}
    )
    assert (taken.status_code, taken.json()["reason"]) == (409, "linked_already")
    there.claims |= EMAIL
    browser, _ = await sign_in(server, there)
    assert await person_in(browser) == THANA.person
    told = (await somsak.get(OF_THANA)).json()
    assert told[0]["since"] is not None
    assert told[0]["written_at"] is None
    assert (await somsak.delete(f"{OF_THANA}/agency")).status_code == 204
    _, refused = await sign_in(server, there)
    assert refusal(refused) == "no_account_linked"


async def test_what_is_written_is_struck_and_counts_no_more(
    server: Loopback, there: IdentityProvider
) -> None:
    somsak = await server.browser(SOMSAK)
    assert (await somsak.put(f"{OF_THANA}/agency", json={"value": ADDRESS})).status_code == 204
    assert (await somsak.delete(f"{OF_THANA}/agency")).status_code == 204
    there.claims |= EMAIL
    _, refused = await sign_in(server, there)
    assert refusal(refused) == "no_account_linked"


@pytest.mark.parametrize(
    ("address", "value", "reason"),
    [
        (f"{OF_THANA}/agency", "no address", "no_such_claim"),
        (f"{OF_THANA}/nobody", ADDRESS, "unknown_provider"),
        ("/api/register/people/per_no/providers/agency", ADDRESS, "unknown_person"),
    ],
)
async def test_what_cannot_be_said_is_refused(
    server: Loopback, address: str, value: str, reason: str
) -> None:
    somsak = await server.browser(SOMSAK)
    assert (await somsak.put(address, json={"value": value})).json()["reason"] == reason
    if reason != "no_such_claim":
        assert (await somsak.delete(address)).json()["reason"] == reason


async def test_the_last_way_of_signing_in_is_not_taken_away(
    server: Loopback, there: IdentityProvider
) -> None:
    browser = await link(server, THANA, there)
    database = engine.create(server.settings.database_url)
    async with database.writing() as connection:
        await connection.execute(delete(credential).where(credential.c.person == THANA.person))
    await database.close()
    answer = await browser.delete("/api/me/providers/agency")
    assert (answer.status_code, answer.json()["reason"]) == (409, "last_way")
    await server.house.register.set_password(THANA.person, PASSWORD)
    browser = await server.browser(THANA)
    assert (await browser.delete("/api/me/providers/agency")).status_code == 204
