"""Writing on an account what a provider will say of its person."""

import asyncio
from io import StringIO
from pathlib import Path

import pytest

from meeting_server.cli import main
from meeting_server.config import read
from meeting_server.db import engine
from meeting_server.db.people import PeopleRows
from meeting_server.db.providers import ProviderRows

PASSWORD = "ม้าแดงตัวหนึ่งเดินช้า ๆ"
TABLES = """
[thaid]
name_th = "ThaID"
name_en = "ThaID"
issuer = "https://thaid.example.go.th"
client_id = "us"
secret_env = "THAID_SECRET"
claim = "pid"

[plain]
name_th = "อื่น"
name_en = "Other"
issuer = "https://other.example.go.th"
client_id = "us"
secret_env = "THAID_SECRET"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A server's folder with two people, and settings with two providers."""
    (tmp_path / "providers.toml").write_text(TABLES)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PROVIDERS", str(tmp_path / "providers.toml"))
    monkeypatch.setenv("THAID_SECRET", "secret words")
    for name in ("somchai", "somsri"):
        monkeypatch.setattr("sys.stdin", StringIO(PASSWORD + "\n"))
        assert main(["add-person", name, "ชื่อสมมติ", "กรรมการ"]) == 0
    return tmp_path


def put(monkeypatch: pytest.MonkeyPatch, name: str, provider: str, value: str) -> int:
    monkeypatch.setattr("sys.stdin", StringIO(value + "\n"))
    return main(["put-claim", name, provider])


def test_a_number_is_kept_as_a_digest_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert put(monkeypatch, "Somchai", "thaid", "1-2345-67890-12-3") == 0
    told = capsys.readouterr().out
    assert "ThaID" in told
    assert "1234567890123" not in told
    kept = b"".join(path.read_bytes() for path in folder.glob("meetings.sqlite*"))
    assert b"somchai" in kept
    assert b"1234567890123" not in kept
    assert b"1-2345-67890-12-3" not in kept
    assert (folder / "keys" / "claims.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "case",
    [
        ("somchai", "nowhere", "", "no provider nowhere"),
        ("somchai", "plain", "", "people link their accounts themselves"),
        ("somchai", "thaid", "123", "cannot be the pid"),
        ("nobody", "thaid", "1234567890123", "Nobody signs in as nobody"),
        ("somsri", "thaid", "9999999999999", "on another account already"),
    ],
)
def test_what_cannot_be_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: tuple[str, ...]
) -> None:
    name, provider, value, told = case
    assert put(monkeypatch, "somchai", "thaid", "9999999999999") == 0
    assert put(monkeypatch, name, provider, value) == 1
    assert told in capsys.readouterr().err


def test_the_server_finds_what_was_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from meeting_server.services.clock import WallClock
    from meeting_server.services.keys import key_of
    from meeting_server.services.passwords import Passwords
    from meeting_server.services.people import People
    from meeting_server.services.providers import Providers

    assert put(monkeypatch, "somchai", "thaid", "1234567890123") == 0
    settings = read({"DATA_DIR": str(folder)})

    async def written_twice() -> bool:
        database = engine.create(settings.database_url)
        rows, clock = PeopleRows(database), WallClock()
        thaid = read({"PROVIDERS": str(folder / "providers.toml"), "THAID_SECRET": "x"}).providers[0]
        people = People(rows, Passwords(), clock)
        providers = Providers(
            [thaid], {}, ProviderRows(database), people, clock, key_of(settings.keys, "claims")
        )
        somsri = await rows.by_sign_in_name("somsri")
        assert somsri is not None
        try:
            return await providers.write_claim(thaid, "1 2345 67890 12 3", somsri.person)
        finally:
            await database.close()

    assert not asyncio.run(written_twice())
