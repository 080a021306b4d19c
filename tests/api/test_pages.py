"""The pages and what every answer says about itself."""

from pathlib import Path

import pytest

from meeting_server.api import pages
from tests.loopback import MEETING, Loopback
from tests.people import ARUNEE

SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build of the pages, with something beside it that is nobody's business."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<html lang=th>")
    (folder / "assets" / "room-abc123.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "way-out").symlink_to(tmp_path)
    monkeypatch.setattr(pages, "DIST", folder)
    return folder


@pytest.mark.parametrize("address", ["/", "/meetings", f"/meetings/{MEETING}/record", "/sign-in?next=/x"])
async def test_every_screen_is_the_one_page(server: Loopback, built: Path, address: str) -> None:
    answer = await server.stranger().get(address)
    assert (answer.status_code, answer.text) == (200, "<html lang=th>")
    assert answer.headers["cache-control"] == "no-cache"


async def test_what_has_its_digest_in_its_name_is_kept_for_ever(server: Loopback, built: Path) -> None:
    answer = await server.stranger().get("/assets/room-abc123.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")
    gone = await server.stranger().get("/assets/room-older.js")
    assert gone.status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/way-out/secret.txt",
        "/assets/../../secret.txt",
    ],
)
async def test_no_address_leads_out_of_the_build(server: Loopback, built: Path, address: str) -> None:
    answer = await server.stranger().get(address)
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "address", ["/%00", "/" + "a" * 5_000, "/" + "a/" * 500, "/%ff%fe", "/assets/%00.js"]
)
async def test_names_that_no_disk_has_are_no_error(server: Loopback, built: Path, address: str) -> None:
    assert (await server.stranger().get(address)).status_code in (200, 404)


async def test_a_build_that_is_missing_is_named(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "DIST", tmp_path / "nothing")
    answer = await server.stranger().get("/")
    assert answer.status_code == 404
    assert "make run" in answer.text


async def test_every_answer_keeps_other_sites_out(server: Loopback, built: Path) -> None:
    arunee = await server.browser(ARUNEE)
    for address in ("/", "/assets/room-abc123.js", "/api/me", "/api/nothing", "/demo/x", "/api/health/ready"):
        answer = await arunee.get(address)
        assert {name: answer.headers[name] for name in SAFE} == SAFE
        policy = dict(
            part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "camera=(self), microphone=(self)" in answer.headers["permissions-policy"]
        assert "server" not in answer.headers
        assert answer.headers["x-request-id"]


async def test_nothing_that_is_told_over_the_api_is_kept(server: Loopback) -> None:
    arunee = await server.browser(ARUNEE)
    for address in ("/api/me", "/api/meetings", f"/api/meetings/{MEETING}/view", "/api/nothing"):
        assert "no-store" in (await arunee.get(address)).headers["cache-control"]


async def test_health_says_when_the_database_does_not_answer(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await server.stranger().get("/api/health/live")).json() == {"state": "live"}
    assert (await server.stranger().get("/api/health/ready")).json() == {"state": "ready"}

    async def broken() -> object:
        raise OSError

    monkeypatch.setattr(server.house.meetings, "unfinished_meetings", broken)
    answer = await server.stranger().get("/api/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"state": "not_ready"})
