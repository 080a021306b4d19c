"""Recording everyone for the whole meeting: what was sealed, and every gap explained (ข้อ ๘ (๒) (๒.๗))."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import IncidentId, SeatId

NO_INCIDENT = IncidentId("")


class GapReason(StrEnum):
    """Why a seat was not recorded for a while (ข้อ ๘ (๒) (๒.๗)): one list, every reason with its words."""

    NOT_YET_JOINED = "not_yet_joined"
    LEFT = "left"
    SUSPENDED = "suspended"
    RECESS = "recess"
    SECRET_ITEM = "secret_item"  # noqa: S105 - a reason, not a secret
    STARTING = "starting"
    NETWORK = "network"
    CAPTURE_STALL = "capture_stall"
    RECORDER_FAULT = "recorder_fault"
    DISK = "disk"
    SERVICE_INTERRUPTED = "service_interrupted"
    BACKUP_CHANNEL = "backup_channel"
    EXTERNAL = "external"
    SHARED = "shared"
    NO_RIGHT = "no_right"  # taken by whoever presides, or held until they give the floor


class Fault(StrEnum):
    """What keeps the recording of a seat from being whole just now."""

    RECORDER = "recorder"  # what arrives reaches no file
    DISK_FULL = "disk_full"  # the disk takes no more of it
    DISK_LOW = "disk_low"  # pictures are given up, so that sound can go on


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingBegan(Fact):
    """Recording of every participant began, by itself, with the opening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One sealed file: `began` and `ended` ISO 8601 in UTC, `sha256` of the file as kept, in hex."""

    file: str
    seat: SeatId
    source: str
    began: str
    ended: str
    bytes: int
    sha256: str
    frames: int
    recovered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentsSealed(Fact):
    """Files were sealed together; from here on their digests are part of the record."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSealed(Fact):
    """A minute of forwarding counters was sealed; `minute` is ISO 8601 in UTC."""

    file: str
    minute: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapExplained(Fact):
    """A stretch in which a seat was not recorded, with its reason."""

    seat: SeatId
    source: str
    began: str
    ended: str
    reason: GapReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMade(Fact):
    """A copy of everybody in one file was made on somebody's order after the close; a copy, and no evidence.

    `sha256` of the whole file in hex, so that it can be told later which copy a file is that was handed on;
    `left_out` files could not be read, and are not in it.
    """

    sha256: str
    bytes: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultBegan(Fact):
    """From now on these seats are not recorded whole; the chair and the controller see it (ข้อ ๘ (๒) (๒.๖), (๒.๗)).

    As long as it touches any seat it is one `incident`; after the closing, and in older logs, it is none.
    """

    fault: Fault
    seats: tuple[SeatId, ...]
    incident: IncidentId = NO_INCIDENT


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultEnded(Fact):
    """These seats are recorded whole again; what is missing is told by the gaps."""

    fault: Fault
    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingEnded(Fact):
    """Recording ended, by itself, with the closing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Whether recording is on, what is at fault, the files sealed so far, and the gaps explained so far.

    A long meeting has thousands of both: they are kept by folder and by seat, so that one more copies few.
    """

    on: bool = False
    faults: frozenset[tuple[Fault, SeatId]] = frozenset()
    files: MappingProxyType[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    gaps: MappingProxyType[SeatId, frozenset[tuple[str, str]]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def after(self, fact: Fact) -> "Recording":
        """The recording once this fact has happened."""
        match fact:
            case RecordingBegan():
                return replace(self, on=True)
            case RecordingEnded():
                return replace(self, on=False)
            case FaultBegan(fault=fault, seats=seats):
                return replace(self, faults=self.faults | {(fault, seat) for seat in seats})
            case FaultEnded(fault=fault, seats=seats):
                return replace(self, faults=self.faults - {(fault, seat) for seat in seats})
            case SegmentsSealed():
                return self._with(*(segment.file for segment in fact.segments))
            case LedgerSealed():
                return self._with(fact.file)
            case GapExplained():
                known = self.gaps.get(fact.seat, frozenset()) | {(fact.source, fact.began)}
                gaps = MappingProxyType(self.gaps | {fact.seat: known})
                return replace(self, gaps=gaps)
            case _:
                return self

    def has(self, file: str) -> bool:
        """Whether this file was sealed."""
        return file in self.files.get(_folder(file), frozenset())

    def explains(self, seat: SeatId, source: str, began: str) -> bool:
        """Whether the gap that began then was explained."""
        return (source, began) in self.gaps.get(seat, frozenset())

    def _with(self, *files: str) -> "Recording":
        sealed = self.files.copy()
        for file in files:
            folder = _folder(file)
            sealed[folder] = sealed.get(folder, frozenset()) | {file}
        return replace(self, files=MappingProxyType(sealed))


def _folder(file: str) -> str:
    return file.rpartition("/")[0]
