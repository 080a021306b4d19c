"""A short part of `make soak`, in every run of the tests."""

from pathlib import Path

import pytest

from tests.campaigns.soak import DEEDS, campaign


@pytest.mark.timeout(240)
async def test_people_come_and_go_in_two_meetings_and_nothing_is_left_of_it(tmp_path: Path) -> None:
    verdict = await campaign(tmp_path, seats=6, minutes=0.5, meetings=2)
    assert verdict.faults() == []
    assert set(verdict.deeds) == set(DEEDS)
    assert verdict.suspensions.violations == 0
    assert [len(watched.samples) > 8 for watched in verdict.processes] == [True] * 3
