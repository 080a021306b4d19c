"""A meeting in session: one lock, one log, one state. Read `meeting/state.py` first, then this."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.suspension import Moment, SeatRestored, SeatSuspended
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan, media_plan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, PresidingCommand
from meeting_server.meeting.rules.suspension import NoteCounters
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.own_view import own_view
from meeting_server.projections.room_view import Live, room_view, sharing_key
from meeting_server.projections.view_shapes import RoomShape, View, YouShape
from meeting_server.services.ports import (
    Asked,
    AuditLog,
    Counted,
    Counters,
    LogConflict,
    LogDamaged,
    Relay,
    RoomListener,
)

# Of each actor, so that nobody who asks and asks makes us forget what another was answered.
_ANSWERS_KEPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer to a command: what was written, and whether the relay has confirmed the plan."""

    entries: Sequence[Entry]
    seq: int
    media: Literal["ok", "pending"]


_Answer = tuple[str, Outcome | Refused]  # to which kind of command


class Room:
    """One meeting: every change goes through `handle`, one at a time, and is in the log before it is seen."""

    def __init__(self, meeting: MeetingId, log: AuditLog, relay: Relay, listener: RoomListener) -> None:
        self.id = meeting
        self.live = Live()
        self._log = log
        self._relay = relay
        self._listener = listener
        self._lock = asyncio.Lock()
        self._answers: defaultdict[str, OrderedDict[str, _Answer]] = defaultdict(OrderedDict)
        self._running: set[asyncio.Task[Outcome]] = set()
        self._forget()

    def _forget(self) -> None:
        self.meeting = Meeting()
        self.chronicle = Chronicle()
        self.seq = -1
        self.last_at: datetime | None = None
        self._told: MediaPlan | None = None
        self._sure = False

    async def resume(self) -> None:
        """Rebuild the room from its log; the only way a room ever starts. Raises Refused(LOG_DAMAGED)."""
        async with self._lock:
            await self._resume()

    async def _resume(self) -> None:
        self._forget()
        try:
            async for entry in self._log.read(self.id):
                self._advance(entry)
        except LogDamaged as damaged:
            self._forget()
            raise Refused(Reason.LOG_DAMAGED, entry=damaged.seq) from damaged
        self._sure = True
        await self._follow_if_changed()
        # An answer that an earlier server gave, or died before it gave it: the page will ask again.
        for actor, asked, seq in await self._log.answered(self.id):
            self._answers[actor][asked.id] = (asked.what, Outcome(entries=(), seq=seq, media=self._media))

    async def handle(self, command: Command, actor: Actor, command_id: str | None = None) -> Outcome:
        """Decide, write, and make the world follow; raises Refused, and then nothing has changed.

        A dropped socket must not stop us between the log and the room, hence the shield. A `command_id`
        that this actor has used before is answered with the first answer.
        """
        task = asyncio.create_task(self._handle(command, actor, command_id))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def finished(self) -> None:
        """Wait for the commands that are under way, whoever has stopped waiting for their answers."""
        while self._running:
            await asyncio.wait(self._running)

    async def _handle(self, command: Command, actor: Actor, command_id: str | None) -> Outcome:
        async with self._lock:
            if not self._sure:
                # The last append ended in anything but an answer: what the log holds is unknown.
                await self._resume()
            asked = Asked(command_id, type(command).__name__) if command_id is not None else None
            if asked is not None and (first := self._first_answer(actor, asked)):
                return first
            try:
                outcome = await self._do(command, actor, asked)
            except Refused as refused:
                self._keep_answer(actor, asked, refused)
                raise
            self._keep_answer(actor, asked, outcome)
        if outcome.entries:
            self._listener.changed(self.id)
        return outcome

    async def _do(self, command: Command, actor: Actor, asked: Asked | None) -> Outcome:
        entries = await self._write(command, actor, asked)
        confirmed = await self._follow_if_changed()
        if confirmed is not None:
            await self._note_counters(entries, confirmed)
        return Outcome(entries=entries, seq=self.seq, media=self._media)

    @property
    def _media(self) -> Literal["ok", "pending"]:
        return "ok" if self._told is not None else "pending"

    def _first_answer(self, actor: Actor, asked: Asked) -> Outcome | None:
        kept = self._answers[actor.ref].get(asked.id)
        if kept is None:
            return None
        what, answer = kept
        if what != asked.what:
            raise Refused(Reason.COMMAND_ID_REUSED)
        if isinstance(answer, Refused):
            raise Refused(answer.reason, **answer.details)
        return answer

    def _keep_answer(self, actor: Actor, asked: Asked | None, answer: Outcome | Refused) -> None:
        if asked is None:
            return
        kept = self._answers[actor.ref]
        kept[asked.id] = (asked.what, answer)
        while len(kept) > _ANSWERS_KEPT:
            kept.popitem(last=False)

    async def _write(self, command: Command, actor: Actor, asked: Asked | None) -> Sequence[Entry]:
        """Append what the command decides."""
        try:
            return await self._append(command, actor, asked)
        except LogConflict:
            # Another process wrote to this meeting: see what it wrote, and decide anew.
            await self._resume()
            return await self._append(command, actor, asked)

    async def _append(self, command: Command, actor: Actor, asked: Asked | None = None) -> Sequence[Entry]:
        facts = list(command.decide(self.meeting, actor))
        if not facts:
            return ()
        self._sure = False
        entries = await self._log.append(self.id, after=self.seq, by=actor, facts=facts, asked=asked)
        self._sure = True
        for entry in entries:
            self._advance(entry)
        return entries

    def _advance(self, entry: Entry) -> None:
        self.meeting = self.meeting.after(entry.fact)
        self.seq = entry.seq
        self.last_at = entry.t
        self.chronicle.note(entry, self.meeting)

    async def _follow_if_changed(self) -> Counters | None:
        """Tell the relay a changed plan, and any plan it has not confirmed; its counters if it confirmed."""
        plan = media_plan(self.meeting)
        if plan == self._told or (self._told is None and plan == MediaPlan() and self.seq < 0):
            return None
        self._told = None
        counters = await self._relay.follow(self.id, self.seq, plan)
        if counters is not None:
            self._told = plan
        return counters

    async def _note_counters(self, entries: Sequence[Entry], counters: Counters) -> None:
        """Write the relay's counters beside each suspension and return: equal counters prove the silence between."""
        for note in _notes(entries, counters):
            await self._append(note, Actor.system())

    def seat(self, seat: SeatId) -> Seat:
        """A seat of this meeting; raises Refused(NO_SEAT)."""
        found = self.meeting.calling.seats.get(seat)
        if found is None:
            raise Refused(Reason.NO_SEAT)
        return found

    async def do(self, command: Command, seat: SeatId, command_id: str) -> Outcome:
        """What a seat asks for through one of the doors; raises Refused."""
        orders = self._orders(command, self.seat(seat))
        return await self.handle(command, Actor.of_seat(seat, orders), command_id)

    def _orders(self, command: Command, seat: Seat) -> SeatId | None:
        """On whose orders a seat does this: a controller executes those of the seat that presides."""
        presiding = self.meeting.presiding
        is_executed = isinstance(command, PresidingCommand) and seat.id != presiding
        return presiding if is_executed and Right.EXECUTE_ORDERS in seat.rights else None

    def sharing_key(self, seat: SeatId) -> str:
        """Seats with one key are told the same `room` part of the view."""
        return sharing_key(self.meeting, self.chronicle, self.seat(seat))

    def view(self, seat: SeatId) -> View:
        """Everything this seat may see now."""
        return View(seq=self.seq, room=self.room_for(seat), you=self.you(seat))

    def room_for(self, seat: SeatId) -> RoomShape:
        """The part of the view that seats with one sharing key are told alike."""
        return room_view(self.id, self.meeting, self.chronicle, self.seat(seat), self.live)

    def you(self, seat: SeatId) -> YouShape:
        """The part of the view that is this seat's own."""
        return own_view(self.meeting, self.chronicle, self.seat(seat))


def _notes(entries: Sequence[Entry], counters: Counters) -> Iterator[NoteCounters]:
    for entry in entries:
        match entry.fact:
            case SeatSuspended(seat=seat, item=item):
                moment = Moment.SUSPENDED
            case SeatRestored(seat=seat, item=item):
                moment = Moment.RESTORED
            case _:
                continue
        counted = counters.get(seat, Counted(0, 0))
        yield NoteCounters(seat=seat, item=item, moment=moment, received=counted.received, sent=counted.sent)
