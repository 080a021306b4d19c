"""What is left of a meeting, read as whoever downloads it would."""

import csv
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Page

PAPERS = ("log.zip", "attendance.csv", "votes.csv", "minutes.txt")


async def download(page: Page, meeting: str, folder: Path) -> dict[str, Path]:
    """Every paper and every recording, through the person's own session."""
    got = {}
    for name in PAPERS:
        answer = await page.request.get(f"{_origin(page)}/api/meetings/{meeting}/{name}")
        assert answer.ok, f"{name}: {answer.status} {await answer.text()}"
        got[name] = folder / name
        got[name].write_bytes(await answer.body())
    return got


async def recordings(page: Page, meeting: str) -> dict[str, Any]:
    """The list of recordings and the coverage."""
    answer = await page.request.get(f"{_origin(page)}/api/meetings/{meeting}/recordings")
    assert answer.ok, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def keep(page: Page, url: str, folder: Path) -> Path:
    """One recording as a file."""
    answer = await page.request.get(_origin(page) + url)
    assert answer.ok
    path = folder / url.rsplit("/", 2)[1] / url.rsplit("/", 1)[1]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(await answer.body())
    return path


def entries(package: Path) -> list[dict[str, Any]]:
    """The entries of a log package."""
    with zipfile.ZipFile(package) as files:
        return [json.loads(line) for line in files.read("entries.jsonl").splitlines()]


def rows(paper: Path) -> list[list[str]]:
    """The rows of a table without its head."""
    return list(csv.reader(io.StringIO(paper.read_text(encoding="utf-8-sig"))))[1:]


def moment(text: str) -> datetime:
    """A time of the record."""
    return datetime.fromisoformat(text)


def seconds(span: dict[str, Any]) -> float:
    """How long a stretch lasted."""
    return (moment(span["ended"]) - moment(span["began"])).total_seconds()


def _origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])
