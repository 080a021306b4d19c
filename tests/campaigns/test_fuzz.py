"""A small part of the campaign, in every run of the tests; `make fuzz` is the whole."""

from pathlib import Path

from tests.campaigns.fuzz import KEPT, campaign

DATAGRAMS, OFFERS = 2_000, 200


async def test_what_is_nearly_right_disturbs_nobody(tmp_path: Path) -> None:
    outcome = await campaign(tmp_path, (DATAGRAMS, OFFERS))
    assert outcome.escaped == []
    assert outcome.kept >= KEPT
    assert outcome.reached > DATAGRAMS * 0.9
    assert outcome.read > DATAGRAMS * 0.2
    assert outcome.answered > 0
    assert outcome.answered + outcome.refused == OFFERS
