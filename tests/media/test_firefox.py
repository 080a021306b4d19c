"""The Firefox of the machine does what it is told, here or on a host of a test's own network."""

from pathlib import Path

import pytest

from tests.media.firefox import FirefoxFailed, running
from tests.media.network import cable, hosts

pytestmark = [pytest.mark.firefox, pytest.mark.timeout(180)]


async def test_a_page_is_opened_asked_and_closed(tmp_path: Path) -> None:
    site = tmp_path / "page.html"
    site.write_text("<!doctype html><title>หน้าทดสอบ</title>")
    async with running(tmp_path) as firefox:
        page, other = await firefox.new_page(), await firefox.new_page()
        await page.goto(site.as_uri())
        assert await page.evaluate("document.title") == "หน้าทดสอบ"
        assert await page.evaluate("async ({ a, b }) => [a + b, null]", {"a": 1, "b": 2}) == [3, None]
        assert await page.evaluate("(() => {\n  window.kept = 7; // For later.\n})();\n") is None
        assert await page.evaluate("window.kept") == 7
        with pytest.raises(FirefoxFailed, match="nobody is not defined"):
            await page.evaluate("nobody()")
        await page.close()
        with pytest.raises(FirefoxFailed, match="no such frame"):
            await page.evaluate("1")
        assert await other.evaluate("1") == 1


async def test_it_films_itself_on_a_host_of_its_own(tmp_path: Path) -> None:
    with hosts(2) as (here, there):
        cable(here, "10.77.0.1/24", there, "10.77.0.2/24")
        site = tmp_path / "page.html"
        site.write_text("<!doctype html>")
        async with running(tmp_path, there) as firefox:
            page = await firefox.new_page()
            await page.goto(site.as_uri())
            kinds = await page.evaluate(
                """async () => {
                    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
                    return stream.getTracks().map((track) => track.kind);
                }"""
            )
            assert sorted(kinds) == ["audio", "video"]
            assert there.run("ip", "-4", "-o", "address").count("10.77.0.2") == 1
