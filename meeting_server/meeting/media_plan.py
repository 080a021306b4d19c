"""Who is inside, who may send what, and what is recorded: the only thing the relay ever knows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from meeting_server.meeting.facts.clip import Clip
from meeting_server.meeting.facts.rights import SeatRight
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.roles import Right
from meeting_server.meeting.state import Meeting


class Source(StrEnum):
    """What a seat may send."""

    MIC = "mic"
    CAMERA = "camera"
    SCREEN = "screen"


_CLIP = re.compile(r"clip([0-9]+)-[a-z]+")


def clip_source(number: int, source: Source) -> str:
    """What the recorder calls a visitor's source in a clip: its files lie beside the seat's own under this name."""
    return f"clip{number}-{source}"


def clip_number(source: str) -> int | None:
    """Of which clip this source is; None for a source of the meeting's own recording."""
    found = _CLIP.fullmatch(source)
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A seat inside a circle: what it may send there, and whether it may hear."""

    seat: SeatId
    sends: frozenset[Source]
    hears: bool
    overhears: frozenset[SeatId] = frozenset()  # visitors before the room, whom this seat has turned to


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A set of seats; packets pass only inside it."""

    name: str
    places: tuple[Place, ...]  # ordered by seat; a seat stands in at most one circle


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPlan:
    """The whole plan of one meeting; a seat in no circle gets nothing and sends nothing."""

    circles: tuple[Circle, ...] = ()
    record: frozenset[tuple[SeatId, Source]] = frozenset()
    clips: frozenset[Clip] = frozenset()  # of visitors, each apart from the recording
    presiding: SeatId | None = None  # the seat whose voice always has a slot of its own

    def seats(self) -> Iterable[SeatId]:
        """Every seat inside some circle."""
        return (place.seat for circle in self.circles for place in circle.places)


def media_plan(meeting: Meeting) -> MediaPlan:
    """The plan that the meeting's facts ask for.

    Everyone who has entered and is not suspended is in the room's one circle, from before the opening until
    the close; recording covers them all while the meeting sits (ข้อ ๘ (๒) (๒.๗)). A broken line takes
    nobody out: the place is kept while the browser reconnects. Signing out does: whoever is at that browser
    now has shown nobody who they are (ข้อ ๙). Visitors who wait to be vouched for stand in a circle each, where
    they send and hear nothing; whoever has turned to them hears and sees them beside the room, and nobody else, and
    a clip of that is recorded apart. It stands while their line is down: the clip goes on when they are back.
    Whoever sits before a room device has no place of their own: that one hears and speaks for all of them.
    A seat whose right was taken, or whose microphone is held, sends nothing of it, whatever its page does.
    """
    if meeting.phase is Phase.CLOSED or meeting.calling.called is None:
        return MediaPlan()
    there = meeting.attendance
    places = tuple(_place(meeting, seat) for seat in sorted(_inside(meeting)))
    record = frozenset((place.seat, source) for place in places for source in place.sends)
    return MediaPlan(
        circles=(*((Circle(name="room", places=places),) if places else ()), *_doors(meeting)),
        record=record if meeting.recording.on else frozenset(),
        clips=meeting.clips.running(meeting.identity.watching),
        presiding=there.rooms.get(meeting.presiding, meeting.presiding) if meeting.presiding else None,
    )


def place_of(meeting: Meeting, seat: SeatId) -> Place | None:
    """Where one seat stands in that plan, without the whole of it; None: nowhere."""
    if meeting.phase is Phase.CLOSED or meeting.calling.called is None:
        return None
    if seat in _inside(meeting):
        return _place(meeting, seat)
    return _visitor(meeting, seat) if seat in _waiting(meeting) else None


def _inside(meeting: Meeting) -> frozenset[SeatId]:
    there = meeting.attendance
    return there.entered - there.signed_out - meeting.suspensions.in_force.keys() - there.rooms.keys()


def _waiting(meeting: Meeting) -> frozenset[SeatId]:
    there = meeting.identity.awaiting & meeting.attendance.connected
    return there - meeting.suspensions.in_force.keys()


def may_be_heard(meeting: Meeting, seat: SeatId) -> bool:
    """Whether a seat whose role lets it speak may do so now; whoever presides is never silenced by software."""
    if seat in meeting.presiding_at:
        return True
    if (seat, SeatRight.MICROPHONE) in meeting.rights.taken:
        return False
    speaker = meeting.floor.speaker
    return not meeting.floor.held or (speaker is not None and seat in meeting.seats_of(speaker))


def _doors(meeting: Meeting) -> tuple[Circle, ...]:
    waiting = sorted(_waiting(meeting))
    return tuple(Circle(name=f"door {seat}", places=(_visitor(meeting, seat),)) for seat in waiting)


def _visitor(meeting: Meeting, seat: SeatId) -> Place:
    called = meeting.calling.called
    sends = {Source.MIC} if called is None or called.sound_only else {Source.MIC, Source.CAMERA}
    return Place(seat=seat, sends=frozenset(sends), hears=False)


def _place(meeting: Meeting, seat: SeatId) -> Place:
    called, watched = meeting.calling.called, meeting.identity.watching.get(seat)
    rights = meeting.calling.seats[seat].rights
    sends = {Source.MIC} if Right.SPEAK in rights and may_be_heard(meeting, seat) else set()
    if Right.SEND_VIDEO in rights and called is not None and not called.sound_only:
        if seat in meeting.presiding_at or (seat, SeatRight.CAMERA) not in meeting.rights.taken:
            sends.add(Source.CAMERA)
        if meeting.floor.sharing == seat:
            sends.add(Source.SCREEN)
    overheard = frozenset({watched} if watched is not None else ())
    return Place(seat=seat, sends=frozenset(sends), hears=Right.HEAR in rights, overhears=overheard)
