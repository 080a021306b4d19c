"""A change reaches every page of a real server's process, over lines that are compressed."""

from pathlib import Path

from tests.campaigns.pages import gathering


async def test_every_change_reaches_every_page_and_costs_little_on_the_wire(tmp_path: Path) -> None:
    async with gathering(tmp_path, 6) as all_of_them:
        told = await all_of_them.change(6)
    assert len(told.took_ms) == 6 * 6
    assert told.compressed
    # What did not change since the last view is hardly said again.
    assert told.bytes_per_change < told.letters / 10
