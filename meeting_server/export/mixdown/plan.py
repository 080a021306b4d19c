"""What is mixed into what; the shape in which a server asks its mixer for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One sealed file; `began` in seconds from the opening, and below 0 for one that began before."""

    path: Path
    seat: str
    source: str  # mic, camera or screen
    began: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A meeting to be mixed: how long it sat (seconds), its files seat by seat, and where the copy goes."""

    seconds: float
    takes: Sequence[Take]
    out: Path
    leave: int  # bytes of the disk that the copy must never take

    def of(self, source: str) -> Mapping[str, Sequence[Take]]:
        """The files of a source by seat, in the order the seats are named; each seat's in order of time."""
        found: dict[str, list[Take]] = {}
        for take in self.takes:
            if take.source == source:
                found.setdefault(take.seat, []).append(take)
        return {seat: sorted(takes, key=lambda take: take.began) for seat, takes in found.items()}


def read(asked: Mapping[str, Any]) -> Plan:
    """The plan of a message of `services/copies.py`."""
    opened = datetime.fromisoformat(asked["opened"])
    closed = datetime.fromisoformat(asked["closed"])
    return Plan(
        seconds=(closed - opened).total_seconds(),
        takes=list(_takes(asked, opened)),
        out=Path(asked["out"]),
        leave=int(asked["leave"]),
    )


def _takes(asked: Mapping[str, Any], opened: datetime) -> Iterator[Take]:
    for file in asked["files"]:
        yield Take(
            path=Path(asked["folder"]) / file["file"],
            seat=file["seat"],
            source=file["source"],
            began=(datetime.fromisoformat(file["began"]) - opened).total_seconds(),
        )
