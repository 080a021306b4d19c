"""A small part of `make bench NAME=suspension`, in every run of the tests."""

from pathlib import Path

from tests.campaigns.suspensions import campaign


async def test_nothing_passes_once_a_suspension_is_confirmed_and_the_ledger_knows_every_packet(
    tmp_path: Path,
) -> None:
    outcome = await campaign(tmp_path, seats=4, rounds=1)
    assert outcome.late == []
    assert outcome.troubles == []
    assert outcome.again > 0
    assert outcome.padding > 0
    assert outcome.ledger.total() > 0
    assert outcome.differences() == {}
