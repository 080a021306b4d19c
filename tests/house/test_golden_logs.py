"""The logs of finished meetings, kept for ever: each verifies, replays, and yields its minutes byte for byte.

They are never edited. To add one, a folder with the log's package in `log/` and the papers beside it.
"""

from base64 import b64decode
from collections import defaultdict
from json import loads
from pathlib import Path

import pytest

from meeting_server.audit.codec import read
from meeting_server.audit.entry import Entry, Opening
from meeting_server.audit.package import ENTRIES, OPENINGS, log_files
from meeting_server.audit.verify import verify
from meeting_server.export import attendance_csv, minutes_text, votes_csv
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.state import replay
from tests.house.tree import TESTS, name_of

GOLDEN = sorted(path for path in (TESTS / "golden").iterdir() if path.is_dir())
MEETING = MeetingId("mtg_" + "g" * 22)


def entries_in(folder: Path) -> list[Entry]:
    """The log as it was packed, with its openings."""
    openings: dict[int, list[Opening]] = defaultdict(list)
    for line in (folder / OPENINGS).read_text().splitlines():
        kept = loads(line)
        opening = Opening(
            path=kept["path"], salt=b64decode(kept["salt"]), value=kept["value"], klass=kept["class"]
        )
        openings[kept["seq"]].append(opening)
    bodies = (folder / ENTRIES).read_bytes().splitlines()
    return [read(body, openings[seq]) for seq, body in enumerate(bodies)]


@pytest.mark.parametrize("folder", GOLDEN, ids=name_of)
def test_a_golden_log_verifies_and_replays(folder: Path) -> None:
    report = verify(folder / "log")
    assert report.whole
    assert report.opened == report.personal > 0
    entries = entries_in(folder / "log")
    assert replay(entry.fact for entry in entries).phase is Phase.CLOSED
    files = log_files(entries, with_openings=True)
    assert files == {path.name: path.read_bytes() for path in (folder / "log").iterdir()}


@pytest.mark.parametrize("folder", GOLDEN, ids=name_of)
def test_a_golden_log_yields_its_papers_byte_for_byte(folder: Path) -> None:
    entries = entries_in(folder / "log")
    papers = {
        "minutes.th.txt": minutes_text.render(MEETING, entries, "th"),
        "minutes.en.txt": minutes_text.render(MEETING, entries, "en"),
        "attendance.csv": attendance_csv.render(MEETING, entries, "th"),
        "votes.csv": votes_csv.render(MEETING, entries, "th"),
    }
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert kept == papers


def test_there_is_a_golden_log() -> None:
    assert GOLDEN
