"""Who is whom at a provider of identity, on both databases."""

from datetime import UTC, datetime

import pytest

from meeting_server.accounts.sessions import How
from meeting_server.db.engine import Database
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.db.providers import ProviderRows
from tests.people import ARUNEE, THANA

ISSUER, OTHER = "https://one.example", "https://other.example"
AT = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
async def rows(database: Database) -> ProviderRows:
    """The links under test, and two people."""
    for cast in (ARUNEE, THANA):
        row = PersonRow(
            person=cast.person, sign_in_name=cast.sign_in, name=cast.name, office=cast.office, created_at=AT
        )
        await PeopleRows(database).add(row, "hash")
    return ProviderRows(database)


async def test_a_subject_and_a_person_have_one_link_with_an_issuer(rows: ProviderRows) -> None:
    assert await rows.link(ISSUER, "s1", THANA.person, AT)
    assert not await rows.link(ISSUER, "s1", ARUNEE.person, AT)
    assert not await rows.link(ISSUER, "s2", THANA.person, AT)
    assert await rows.link(OTHER, "s1", ARUNEE.person, AT)
    assert await rows.linked(ISSUER, "s1") == THANA.person
    assert await rows.linked(ISSUER, "S1") is None
    assert await rows.links_of(THANA.person) == {ISSUER: AT}
    await rows.unlink(ISSUER, ARUNEE.person)
    assert await rows.linked(ISSUER, "s1") == THANA.person
    await rows.unlink(ISSUER, THANA.person)
    assert await rows.linked(ISSUER, "s1") is None


async def test_a_claim_links_once_and_only_with_its_issuer(rows: ProviderRows) -> None:
    assert await rows.write_claim(ISSUER, "old", THANA.person, AT)
    assert await rows.write_claim(ISSUER, "digest", THANA.person, AT), "what was written before is replaced"
    assert not await rows.write_claim(ISSUER, "digest", ARUNEE.person, AT)
    assert await rows.link_by_claim(OTHER, "s1", "digest", AT) is None
    assert await rows.link_by_claim(ISSUER, "s1", "old", AT) is None
    assert await rows.link_by_claim(ISSUER, "s1", "digest", AT) == THANA.person
    assert await rows.link_by_claim(ISSUER, "s2", "digest", AT) is None
    assert await rows.linked(ISSUER, "s1") == THANA.person


async def test_a_claim_of_an_account_that_is_linked_already_is_not_spent(rows: ProviderRows) -> None:
    await rows.link(ISSUER, "s1", THANA.person, AT)
    await rows.write_claim(ISSUER, "digest", THANA.person, AT)
    assert await rows.link_by_claim(ISSUER, "s2", "digest", AT) is None
    await rows.unlink(ISSUER, THANA.person)
    assert await rows.link_by_claim(ISSUER, "s2", "digest", AT) == THANA.person


async def test_a_session_remembers_its_provider(rows: ProviderRows, database: Database) -> None:
    await PeopleRows(database).open_session("h", THANA.person, AT, How(way="provider", factors=1, browser=""))
    await rows.note_session("h", "agency")
    assert [await rows.provider_of(each) for each in ("h", "x")] == ["agency", None]
