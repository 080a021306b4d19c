"""The server's own keys: whole or not at all, and never made anew over one that was."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from meeting_server.services.keys import KeyUnreadable, key_of


def test_one_is_made_and_stays(tmp_path: Path) -> None:
    made = key_of(tmp_path / "keys", "links")
    assert len(made) == 32
    assert key_of(tmp_path / "keys", "links") == made
    assert key_of(tmp_path / "keys", "claims") != made
    assert (tmp_path / "keys" / "links.key").stat().st_mode & 0o777 == 0o600
    assert {each.name for each in (tmp_path / "keys").iterdir()} == {"links.key", "claims.key"}


@pytest.mark.parametrize("kept", ["", "\n", "abcd\n", "zz" * 32])
def test_what_is_no_key_is_not_taken_for_one_nor_written_over(tmp_path: Path, kept: str) -> None:
    (tmp_path / "links.key").write_text(kept)
    with pytest.raises(KeyUnreadable, match="from a copy"):
        key_of(tmp_path, "links")
    assert (tmp_path / "links.key").read_text() == kept


def test_of_many_at_once_there_is_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        made = set(many.map(lambda _: key_of(tmp_path, "links"), range(32)))
    assert len(made) == 1
