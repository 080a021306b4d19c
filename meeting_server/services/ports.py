"""What the use cases need of the world: small protocols that the adapters implement."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.projections.allowance import Allowance

Json = Mapping[str, object]


class LogConflict(Exception):  # noqa: N818 - somebody else wrote; the room resumes from its log
    """Another writer appended to this meeting first; nothing was written."""


class LogDamaged(Exception):  # noqa: N818 - what became of the log
    """An entry in the database is not the one that was written; the meeting must not go on from it."""

    def __init__(self, meeting: MeetingId, seq: int) -> None:
        super().__init__(meeting, seq)
        self.meeting = meeting
        self.seq = seq


class Asked(NamedTuple):
    """Under which id of its own an actor asked, and for what kind of command."""

    id: str
    what: str


class Answered(NamedTuple):
    """A command that was done: of what kind it was, and the last `seq` that it wrote."""

    what: str
    seq: int


class AuditLog(Protocol):
    """The log of every meeting."""

    def read(self, meeting: MeetingId, after: int = -1) -> AsyncIterator[Entry]:
        """Entries with `seq` above `after`, in order, openings filled in where they still exist.

        Raises LogDamaged at the first that is not what was written.
        """
        ...

    async def append(
        self, meeting: MeetingId, *, after: int, by: Actor, facts: Sequence[Fact], asked: Asked | None = None
    ) -> Sequence[Entry]:
        """Write the facts and their projections in one transaction; `after` is the last `seq` (-1: empty).

        What was `asked` is kept with them, so that the same is never done twice. Raises LogConflict when the
        log has moved on, and nothing was written.
        """
        ...

    async def answered(self, meeting: MeetingId, actor: str, command_id: str) -> Answered | None:
        """What this actor had done under this id; None when nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Counted:
    """Packets forwarded to a seat and from a seat since the meeting's media began."""

    received: int
    sent: int


Counters = Mapping[SeatId, Counted]


class Relay(Protocol):
    """The media workers, however many there are."""

    async def follow(self, meeting: MeetingId, epoch: int, plan: MediaPlan) -> Counters | None:
        """Make the world match the plan; the counters of every seat at that moment.

        None when no worker confirmed within 2 s (it is then ended: no relay is better than a wrong one).
        Never raises.
        """
        ...

    def part(self, meeting: MeetingId, seat: SeatId) -> None:
        """Close this seat's connections now: what comes next comes from somebody who has signed in anew."""
        ...

    async def signal(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """Hand one `signal` of a browser (ws/PROTOCOL.md) to the worker; raises Refused."""
        ...

    async def drain(self) -> None:
        """Seal every recording and end the workers."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the media workers have found of their machine; None: not measured yet."""

    workers: int
    speed: float | None = None  # of one core, as a multiple of the machine that the figures come from
    disk: float | None = None  # bytes a second that the disk makes safe


class Machine(Protocol):
    """The machine that the media workers stand on."""

    def measured(self) -> Measured:
        """What is known of it now."""
        ...


class RelayListener(Protocol):
    """Who hears what the workers report."""

    def to_seat(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """A `signal` for one seat's socket: answer, layout, speakers, closed, renew."""
        ...

    def reported(self, meeting: MeetingId, report: Json) -> None:
        """A report for the record or the screens.

        Its `kind`: sealed, ledger, gap, heard, quiet, quality, state, trouble, worker_lost or worker_back.
        """
        ...


class RoomListener(Protocol):
    """Who hears that a room changed."""

    def changed(self, meeting: MeetingId) -> None:
        """The view of this meeting may have changed."""
        ...


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class AllowanceRenderer(Protocol):
    """Writes the allowance sheet; `amounts` in baht, by role, as far as somebody has stated them."""

    def __call__(
        self, sheet: Allowance, amounts: Mapping[Role, int], language: Literal["th", "en"], /
    ) -> bytes:
        """The paper as bytes, ready to be kept."""
        ...


class Renderer(Protocol):
    """Writes one paper of a meeting from its log; `language` is th or en."""

    def __call__(
        self, meeting: MeetingId, entries: Sequence[Entry], language: Literal["th", "en"], /
    ) -> bytes:
        """The paper as bytes, ready to be kept."""
        ...
