"""What a reader of the record takes away, and what follows from it: log, papers and recordings of a closed meeting."""

import base64
import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from meeting_server.audit.codec import read
from meeting_server.audit.entry import Entry, Opening, moment_of
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.recording import GapExplained, GapReason, SegmentsSealed
from meeting_server.meeting.facts.suspension import CountersRead
from meeting_server.meeting.state import Meeting, replay
from tests.journeys.hearing import frames_of, listen
from tests.journeys.person import Person

F = TypeVar("F", bound=Fact)

_TAKE = """async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The files of one meeting, in a folder of the test."""

    reader: Person
    meeting: str
    folder: Path

    async def click(self, words: str) -> Path:
        """Download a paper by its link on the record page."""
        async with self.reader.page.expect_download() as waiting:
            await self.reader.page.get_by_role("link", name=words).first.click()
        taken = await waiting.value
        kept = self.folder / taken.suggested_filename
        await taken.save_as(kept)
        return kept

    async def take(self, url: str, name: str) -> Path:
        """Download a file by its address."""
        kept = self.folder / name.replace("/", "-")
        kept.write_bytes(base64.b64decode(await self.reader.page.evaluate(_TAKE, url)))
        return kept

    async def recordings(self) -> dict[str, Any]:
        """Every file and every span of the recordings, as the record page gets them."""
        asked = f"async () => (await fetch('/api/meetings/{self.meeting}/recordings')).json()"
        return cast("dict[str, Any]", await self.reader.page.evaluate(asked))


@dataclass(frozen=True, slots=True)
class Log:
    """The entries of a downloaded log."""

    entries: list[Entry]

    @classmethod
    def of(cls, package: Path) -> "Log":
        """Read the package as a stranger would: from its lines alone."""
        with zipfile.ZipFile(package) as opened:
            bodies = opened.read("entries.jsonl").splitlines()
            kept = [json.loads(line) for line in opened.read("openings.jsonl").splitlines()]
        openings: defaultdict[int, list[Opening]] = defaultdict(list)
        for each in kept:
            salt = base64.b64decode(each["salt"])
            openings[each["seq"]].append(
                Opening(path=each["path"], salt=salt, value=each["value"], klass=each["class"])
            )
        return cls([read(body, openings[seq]) for seq, body in enumerate(bodies)])

    def facts(self, kind: type[F]) -> list[F]:
        """Every fact of this kind, in order."""
        return [entry.fact for entry in self.entries if isinstance(entry.fact, kind)]

    def when(self, kind: type[Fact], **fields: object) -> list[datetime]:
        """When facts of this kind with these fields were written."""
        return [
            entry.t
            for entry in self.entries
            if isinstance(entry.fact, kind)
            and all(getattr(entry.fact, name) == value for name, value in fields.items())
        ]

    def meeting(self) -> Meeting:
        """The meeting that the entries give."""
        return replay(entry.fact for entry in self.entries)

    def counters(self, seat: str) -> list[CountersRead]:
        """The relay's counters of a seat, as they were read."""
        return [counters for counters in self.facts(CountersRead) if counters.seat == seat]

    def sealed(self, seat: str, source: str) -> list[tuple[datetime, datetime]]:
        """From when to when each file of this seat and source lasts, in the order of time."""
        return sorted(
            (moment_of(segment.began), moment_of(segment.ended))
            for fact in self.facts(SegmentsSealed)
            for segment in fact.segments
            if segment.seat == seat and segment.source == source
        )


def rows(path: Path) -> list[dict[str, str]]:
    """A downloaded table."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def flipped(package: Path, file: str, at: int, to: Path) -> Path:
    """The package again, with one bit of one byte of one file turned."""
    with zipfile.ZipFile(package) as whole, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as altered:
        for name in whole.namelist():
            content = bytearray(whole.read(name))
            if name == file:
                content[at] ^= 1
            altered.writestr(name, bytes(content))
    return to


def recorded(log: Log, seat: str, source: str) -> float:
    """How many seconds of a seat's source are in sealed files; overlaps count once."""
    total, until = 0.0, None
    for began, ended in log.sealed(seat, source):
        start = began if until is None else max(began, until)
        total += max(0.0, (ended - start).total_seconds())
        until = ended if until is None else max(until, ended)
    return total


def explained(log: Log, seat: str, source: str) -> float:
    """How many seconds of a seat's source the log names as missing while its person was in."""
    outside = (GapReason.SUSPENDED, GapReason.NOT_YET_JOINED, GapReason.LEFT)
    return sum(
        (moment_of(gap.ended) - moment_of(gap.began)).total_seconds()
        for gap in log.facts(GapExplained)
        if gap.seat == seat and gap.source == source and gap.reason not in outside
    )


async def faults_of_recordings(evidence: Evidence, seats: dict[str, str]) -> list[str]:
    """Download every recording, hold it against what the log says of it, and listen: what is wrong with them."""
    found = await evidence.recordings()
    people = {seat: name for name, seat in seats.items()}
    faults: list[str] = []
    for file in found["recordings"]:
        path = await evidence.take(file["url"], file["file"])
        faults += _faults_of(path, file, people[file["seat"]])
    return faults


def _faults_of(path: Path, file: dict[str, Any], name: str) -> Iterator[str]:
    label = f"{name} {file['file']}"
    lasts = (moment_of(file["ended"]) - moment_of(file["began"])).total_seconds()
    if path.stat().st_size != file["bytes"]:
        yield f"{label}: {path.stat().st_size} bytes instead of {file['bytes']}"
    if file["source"] != "mic":
        if frames_of(path) < lasts:  # one a second at the very least
            yield f"{label}: {frames_of(path)} pictures in {lasts:.1f} s"
        return
    heard = listen(path)
    if abs(heard.seconds - lasts) > 0.5:
        yield f"{label}: {heard.seconds:.2f} s of sound instead of {lasts:.2f}"
    if lasts > 2 and heard.voice != name:
        yield f"{label}: sounds like {heard.voice}"
    if heard.strangers(name):
        yield f"{label}: strangers {heard.voices}"
    if heard.silent() > max(2, 0.1 * lasts):
        yield f"{label}: too much silence {heard.voices}"
