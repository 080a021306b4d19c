"""Who is told what, and when: the first change at once, later ones merged, and nobody waits for a slow reader."""

import asyncio
from collections import defaultdict, deque

from meeting_server.meeting.facts.presence import Ending
from meeting_server.meeting.ids import ConnectionId, LinkId, MeetingId, SeatId
from meeting_server.projections.room_view import viewer_class
from meeting_server.projections.view_shapes import ViewerClass
from meeting_server.services.ports import Json
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms
from meeting_server.ws.messages import goodbye_frame, reaction_frame, signal_frame, text_of, view_frame

MERGED = 0.1  # seconds in which later changes are gathered into one view
_WAITING = 500  # messages that a page may be behind; more is a line that is dead
_IN_TIME = 20  # messages before one that is worth nothing later
_FAREWELL = 1.0
_OUTSIDE: frozenset[ViewerClass] = frozenset({"suspended", "waiting", "unproven"})


class Line:
    """The way out to one page: messages in order, and of views only the newest."""

    def __init__(
        self,
        seat: SeatId,
        connection: ConnectionId,
        session: str,
        page: str | None = None,
        link: LinkId | None = None,
    ) -> None:
        self.seat = seat
        self.link = link  # by which its person came, if by one
        self.page = page  # the name that the page gives itself; one that gives none is always another
        self.connection = connection
        self.session = session  # the fingerprint of the one that it was opened with
        self.seen_as: ViewerClass | None = None  # what its newest view took it for
        self.ending: Ending | None = None
        self.ended = asyncio.Event()
        self.gone = asyncio.Event()
        self._waiting: deque[str] = deque()
        self._view: tuple[str, str] | None = None
        self._told: str | None = None
        self._news = asyncio.Event()

    def tell(self, frame: str) -> None:
        """A message that must arrive, or the line is dead."""
        if len(self._waiting) >= _WAITING:
            self.end(Ending.LOST)
            return
        self._waiting.append(frame)
        self._news.set()

    def mention(self, frame: str) -> None:
        """A message that may be lost, and is where the page is behind."""
        if len(self._waiting) < _IN_TIME:
            self.tell(frame)

    def show(self, view: str, content: str) -> None:
        """The newest view; one that was not sent yet is not sent any more, nor one whose content is not new."""
        self._view = (view, content)
        self._news.set()

    def end(self, why: Ending, goodbye: str | None = None) -> None:
        """The last that is told, and then nothing."""
        if self.ending is None:
            self.ending = why
            if goodbye is not None:
                self._waiting.append(goodbye_frame(goodbye))
        self.ended.set()
        self._news.set()

    async def next(self) -> str | None:
        """What to send next; None when the line is to end."""
        while True:
            if self._waiting:
                return self._waiting.popleft()
            if self.ending is not None:
                return None
            if self._view is not None:
                (view, content), self._view = self._view, None
                if content != self._told:
                    self._told = content
                    return view
            self._news.clear()
            await self._news.wait()


class Fanout:
    """Every line of every meeting; hears the rooms and the media workers."""

    def __init__(self) -> None:
        self.rooms: Rooms | None = None  # known once there are rooms: they tell us
        self._lines: defaultdict[MeetingId, dict[SeatId, Line]] = defaultdict(dict)
        self._merging: dict[MeetingId, asyncio.TimerHandle] = {}
        self._missed: set[MeetingId] = set()

    def is_elsewhere(self, meeting: MeetingId, seat: SeatId, page: str | None) -> bool:
        """Whether another page of this seat has the meeting now."""
        line = self._lines.get(meeting, {}).get(seat)
        return line is not None and line.ending is None and (page is None or line.page != page)

    def attach(self, meeting: MeetingId, line: Line) -> None:
        """A page came; an older page of the same seat is told that this one has taken over."""
        before = self._lines[meeting].get(line.seat)
        if before is not None:
            before.end(Ending.LEFT, "superseded")
        self._lines[meeting][line.seat] = line

    def detach(self, meeting: MeetingId, line: Line) -> None:
        """A page went, unless another has taken its place already."""
        if self._lines[meeting].get(line.seat) is line:
            del self._lines[meeting][line.seat]
        if not self._lines[meeting]:
            del self._lines[meeting]

    def standing(self, meeting: MeetingId) -> dict[SeatId, tuple[ConnectionId, str]]:
        """The lines that stand in a meeting, by seat, each with the session that it was opened with."""
        lines = self._lines.get(meeting, {})
        return {seat: (line.connection, line.session) for seat, line in lines.items() if line.ending is None}

    def changed(self, meeting: MeetingId) -> None:
        """The view of this meeting may have changed."""
        self._end_fallen(meeting)
        if meeting in self._merging:
            self._missed.add(meeting)
            self._show_moved(meeting)
            return
        self._show(meeting)
        loop = asyncio.get_running_loop()
        self._merging[meeting] = loop.call_later(MERGED, self._merged, meeting)

    def _end_fallen(self, meeting: MeetingId) -> None:
        """Whoever came by a link that holds no longer is sent away at once."""
        room = self._room(meeting)
        if room is None or meeting not in self._lines:
            return
        for line in self._lines[meeting].values():
            if line.link is not None and not room.meeting.links.holds(line.seat, line.link):
                line.end(Ending.SIGNED_OUT, "signed_out")

    def _room(self, meeting: MeetingId) -> Room | None:
        return self.rooms.here.get(meeting) if self.rooms is not None else None

    def _merged(self, meeting: MeetingId) -> None:
        del self._merging[meeting]
        if meeting in self._missed:
            self._missed.discard(meeting)
            self.changed(meeting)

    def _show_moved(self, meeting: MeetingId) -> None:
        """Whoever was suspended, called back or let in learns it now; only the others' views are merged."""
        room = self._room(meeting)
        if room is None or meeting not in self._lines:
            return
        for line in self._lines[meeting].values():
            if viewer_class(room.meeting, room.seat(line.seat)) != line.seen_as:
                self.show(room, line)

    def _show(self, meeting: MeetingId) -> None:
        room = self._room(meeting)
        if room is None or meeting not in self._lines:
            return
        told: dict[str, str] = {}
        for line in list(self._lines[meeting].values()):
            self.show(room, line, told)

    def show(self, room: Room, line: Line, told: dict[str, str] | None = None) -> None:
        """One page's view; `told` holds the rooms that were written for this change already."""
        told = {} if told is None else told
        line.seen_as = viewer_class(room.meeting, room.seat(line.seat))
        key = room.sharing_key(line.seat)
        if key not in told:
            told[key] = text_of(room.room_for(line.seat))
        you = text_of(room.you(line.seat))
        view = view_frame(room.seq_for(line.seat), told[key], you)
        # From outside one is not even told that something happened inside.
        line.show(view, told[key] + you if line.seen_as in _OUTSIDE else view)

    def reacted(self, room: Room, seat: SeatId, kind: str) -> None:
        """A sign of one who is inside, for everybody who is; a page that is behind goes without."""
        frame = reaction_frame(seat, kind)
        for line in self._lines.get(room.id, {}).values():
            if viewer_class(room.meeting, room.seat(line.seat)) not in _OUTSIDE:
                line.mention(frame)

    def to_seat(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """A signal of the media worker for one page."""
        line = self._lines[meeting].get(seat) if meeting in self._lines else None
        if line is not None:
            line.tell(signal_frame(message))

    async def farewell(self) -> None:
        """Tell every page that the server goes and will be back; wait until they are gone, or 1 s."""
        lines = [line for seats in self._lines.values() for line in seats.values()]
        for line in lines:
            line.end(Ending.RESTARTING, "restarting")
        if lines:
            waits = [asyncio.create_task(line.gone.wait()) for line in lines]
            _, late = await asyncio.wait(waits, timeout=_FAREWELL)
            for wait in late:
                wait.cancel()
        for timer in self._merging.values():
            timer.cancel()
        self._merging.clear()
