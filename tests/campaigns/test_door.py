"""A few people come at once to a real server's process, and all are in."""

from pathlib import Path

import pytest

from tests.campaigns.door import doorway

PEOPLE = 12


@pytest.mark.timeout(120)
async def test_everybody_who_comes_at_once_is_in(tmp_path: Path) -> None:
    async with doorway(tmp_path, "", PEOPLE) as door:
        arrived = await door.arrive(PEOPLE)
        again = await door.arrive(PEOPLE)
    assert (len(arrived.sign_in_ms), len(again.sign_in_ms)) == (PEOPLE, PEOPLE)
    # The probe was there: nothing runs on without being late by a little.
    assert min(arrived.block_ms, again.block_ms) > 0
