"""The door: the agency's texts are shown and accepted, and what each finds of their devices is told to helpers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from meeting_server import cli
from meeting_server.db import engine
from meeting_server.db.texts import TextRows
from meeting_server.services.default_texts import MANUAL, TERMS
from meeting_server.services.texts import Kind
from meeting_server.services.wording import Wording
from tests.loopback import ACCEPTED, MEETING, Loopback
from tests.people import ARUNEE, CHAI, KONG, THANA, WILAI, Cast

NEWER = Wording(version="3", th="ข้อกำหนดของหน่วยงาน", en="Terms of the agency")


async def put(server: Loopback, kind: Kind, text: Wording) -> None:
    """Another process puts a text in force while the server runs."""
    database = engine.create(server.settings.database_url)
    await TextRows(database).add(kind, text, datetime.now(UTC))
    await database.close()


async def door(server: Loopback, cast: Cast = THANA) -> dict[str, object]:
    """What the door tells somebody."""
    told: dict[str, object] = (await (await server.browser(cast)).get(f"/api/meetings/{MEETING}/door")).json()
    return told


async def test_nobody_enters_without_the_terms(server: Loopback) -> None:
    thana = await server.page(THANA)
    assert await thana.refused("presence.enter", notice=ACCEPTED["notice"]) == "terms_not_accepted"
    for name in ("terms", "manual"):
        assert await thana.refused("presence.enter", **ACCEPTED | {name: "0" * 64}) == "terms_not_accepted"
    await thana.do("presence.enter", **ACCEPTED)


async def test_where_the_agency_has_set_none_there_are_texts_all_the_same(server: Loopback) -> None:
    told = await door(server)
    assert told["terms"] == {"version": TERMS.version, "sha256": TERMS.sha256, "th": TERMS.th, "en": TERMS.en}
    assert told["manual"] == {"version": MANUAL.version, "sha256": MANUAL.sha256}
    browser = await server.browser(THANA)
    assert (await browser.get(f"/api/texts/{MANUAL.sha256}")).json()["th"] == MANUAL.th
    missing = await browser.get(f"/api/texts/{'0' * 64}")
    assert (missing.status_code, missing.json()["reason"]) == (404, "unknown_text")


async def test_a_change_during_the_meeting_asks_only_whoever_comes_after_it(server: Loopback) -> None:
    _arunee, thana = await server.entered(ARUNEE, THANA)
    assert (await door(server))["accepted"] is True
    late = await server.page(WILAI)
    await put(server, Kind.TERMS, NEWER)
    told = await door(server, WILAI)
    assert (told["terms"], told["accepted"]) == (
        {"version": "3", "sha256": NEWER.sha256, "th": NEWER.th, "en": NEWER.en},
        False,
    )
    await thana.do("chat.post_message", text="ยังอยู่")
    assert await late.refused("presence.enter", **ACCEPTED) == "terms_not_accepted"
    await late.do("presence.enter", **ACCEPTED | {"terms": NEWER.sha256})
    browser = await server.browser(KONG)
    for text in (TERMS, NEWER):
        assert (await browser.get(f"/api/texts/{text.sha256}")).json()["en"] == text.en
    accepted = (await server.room()).meeting.calling.accepted
    assert [accepted[cast.seat].terms_version for cast in (ARUNEE, THANA, WILAI)] == [
        TERMS.version,
        TERMS.version,
        "3",
    ]


async def test_those_who_help_see_what_each_found_at_the_door_and_nobody_else(server: Loopback) -> None:
    thana = await server.page(THANA)
    found = {"microphone": "fails", "camera": "works", "voice": "skipped", "network": "sound"}
    await thana.do("presence.report_check", **found)
    chai, kong, arunee = await server.entered(CHAI, KONG, ARUNEE)
    for helper in (chai, kong):
        await helper.sees(lambda view: view["you"]["checks"] == [{"seat": THANA.seat, **found}])
    await arunee.sees(lambda view: view["you"]["checks"] == [])
    await thana.sees(lambda view: view["you"]["checks"] == [])
    assert await thana.refused("presence.report_check", **found | {"voice": "loud"}) == "malformed"


def test_a_text_is_put_in_force_by_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "th.txt").write_text(NEWER.th + "\n", "utf-8")
    (tmp_path / "en.txt").write_text(NEWER.en + "\n", "utf-8")
    asked = ["put-text", "terms", "3", "--th", str(tmp_path / "th.txt"), "--en", str(tmp_path / "en.txt")]
    assert cli.main(asked) == 0
    assert f"SHA-256 {NEWER.sha256}" in capsys.readouterr().out
    assert cli.main(asked) == 1
    assert "in force already" in capsys.readouterr().err
    (tmp_path / "en.txt").write_bytes(b"\xff\xfe")
    assert cli.main(asked) == 1
    assert "not in UTF-8" in capsys.readouterr().err
    assert cli.main([*asked[:-1], str(tmp_path / "none.txt")]) == 1
    assert "There is no file" in capsys.readouterr().err
