"""A meeting in session: one lock, one log, one state. Read `meeting/state.py` first, then this."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.presence import SeatSignedOut
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.facts.suspension import CountersRead, Moment, SeatRestored, SeatSuspended
from meeting_server.meeting.ids import ItemId, MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan, media_plan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, PresidingCommand
from meeting_server.meeting.rules.documents import must_lead
from meeting_server.meeting.rules.suspension import NoteCounters
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.documents import Led
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


@dataclass(slots=True)
class Standing:
    """What a meeting's entries so far have made."""

    meeting: Meeting = field(default_factory=Meeting)
    chronicle: Chronicle = field(default_factory=Chronicle)
    seq: int = -1
    last_at: datetime | None = None
    unread: dict[tuple[SeatId, ItemId, Moment], None] = field(default_factory=dict)  # counters not yet noted

    def advance(self, entry: Entry) -> None:
        """Take the next entry in."""
        self.meeting = self.meeting.after(entry.fact)
        self.seq, self.last_at = entry.seq, entry.t
        self.chronicle.note(entry, self.meeting)
        match entry.fact:
            case SeatSuspended(seat=seat, item=item):
                self.unread[seat, item, Moment.SUSPENDED] = None
            case SeatRestored(seat=seat, item=item):
                self.unread[seat, item, Moment.RESTORED] = None
            case CountersRead(seat=seat, item=item, moment=moment):
                self.unread.pop((seat, item, moment), None)


class Room:
    """One meeting: every change goes through `handle`, one at a time, and is in the log before it is seen."""

    def __init__(self, meeting: MeetingId, log: AuditLog, relay: Relay, listener: RoomListener) -> None:
        self.id = meeting
        self.live = Live()
        self.damaged_at: int | None = None  # the first entry that is not what was written
        self._log = log
        self._relay = relay
        self._listener = listener
        self._lock = asyncio.Lock()
        self._answers: defaultdict[str, OrderedDict[str, _Answer]] = defaultdict(OrderedDict)
        self._running: set[asyncio.Task[Outcome]] = set()
        self._now = Standing()
        self._told: MediaPlan | None = None
        self._sure = False

    @property
    def meeting(self) -> Meeting:
        """The meeting as it stands."""
        return self._now.meeting

    @property
    def chronicle(self) -> Chronicle:
        """When what happened."""
        return self._now.chronicle

    @property
    def seq(self) -> int:
        """The number of the last entry; -1 before there is one."""
        return self._now.seq

    @property
    def last_at(self) -> datetime | None:
        """The time of the last entry."""
        return self._now.last_at

    @property
    def is_over(self) -> bool:
        """Whether the meeting is closed, everything of it is written, and the relay has let everybody out."""
        is_written = self._sure and not self._running and "log" not in self.live.troubles
        return self.meeting.phase is Phase.CLOSED and is_written and self._told == MediaPlan()

    async def resume(self, *, is_over: bool = False) -> None:
        """Rebuild the room from its log; the only way a room ever starts. Raises Refused(LOG_DAMAGED).

        Of a meeting that was over when it was let go the relay knows already that nobody is there.
        """
        async with self._lock:
            await self._resume(MediaPlan() if is_over else None)

    async def _resume(self, told: MediaPlan | None = None) -> None:
        """Fold the log aside: whoever looks meanwhile sees the room as it was, not an empty one."""
        self._told = None
        fresh = Standing()
        try:
            async for entry in self._log.read(self.id):
                fresh.advance(entry)
        except LogDamaged as damaged:
            self.damaged_at = damaged.seq
            if self.seq >= 0:
                # Nobody can steer this meeting any more: nothing may pass in it either.
                await self._relay.follow(self.id, self.seq, MediaPlan())
            raise Refused(Reason.LOG_DAMAGED, entry=damaged.seq) from damaged
        self._now, self._sure, self._told = fresh, True, told
        await self._follow_if_changed()

    async def do(self, command: Command, seat: SeatId, command_id: str) -> Outcome:
        """What a seat asks for through one of the doors; raises Refused."""
        orders = self._orders(command, self.seat(seat))
        return await self.handle(command, Actor.of_seat(seat, orders), command_id)

    def _orders(self, command: Command, seat: Seat) -> SeatId | None:
        """On whose orders a seat does this: a controller executes those of the seat that presides."""
        presiding = self.meeting.presiding
        is_executed = isinstance(command, PresidingCommand) and seat.id != presiding
        return presiding if is_executed and Right.EXECUTE_ORDERS in seat.rights else None

    async def handle(self, command: Command, actor: Actor, command_id: str | None = None) -> Outcome:
        """Decide, write, and make the world follow; raises Refused, and then nothing has changed.

        A dropped socket must not stop us between the log and the room, hence the shield. A `command_id`
        that this actor has used before is answered with the first answer.
        """
        asked = Asked(command_id, type(command).__name__) if command_id is not None else None
        task = asyncio.create_task(self._handle(command, actor, asked))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def finished(self) -> None:
        """Wait for the commands that are under way, whoever has stopped waiting for their answers."""
        while self._running:
            await asyncio.wait(self._running)

    async def _handle(self, command: Command, actor: Actor, asked: Asked | None) -> Outcome:
        async with self._lock:
            try:
                return await self._answer(command, actor, asked)
            except LogConflict:
                # Another process wrote to this meeting: see what it wrote, and decide anew.
                return await self._answer(command, actor, asked)

    async def _answer(self, command: Command, actor: Actor, asked: Asked | None) -> Outcome:
        if self.damaged_at is not None:
            raise Refused(Reason.LOG_DAMAGED, entry=self.damaged_at)
        if not self._sure:
            # The last append ended in anything but an answer: what the log holds is unknown.
            await self._resume()
        if asked is not None and (first := await self._first_answer(actor, asked)):
            return first
        try:
            outcome = await self._do(command, actor, asked)
        except Refused as refused:
            self._keep_answer(actor, asked, refused)
            raise
        self._keep_answer(actor, asked, outcome)
        return outcome

    async def _do(self, command: Command, actor: Actor, asked: Asked | None) -> Outcome:
        before = self.seq
        try:
            entries = await self._append(command, actor, asked)
            await self._follow_if_changed()
            for entry in entries:
                if isinstance(entry.fact, SeatSignedOut):
                    self._relay.part(self.id, entry.fact.seat)
        finally:
            # What was written is told, whatever came after it.
            if self.seq != before:
                self._listener.changed(self.id)
        return Outcome(entries=entries, seq=self.seq, media=self._media)

    @property
    def _media(self) -> Literal["ok", "pending"]:
        return "ok" if self._told is not None else "pending"

    async def _first_answer(self, actor: Actor, asked: Asked) -> Outcome | None:
        """The answer to this id, from memory, or from beside the log: an earlier server may have given it."""
        kept = self._answers[actor.ref].get(asked.id)
        if kept is None:
            done = await self._log.answered(self.id, actor.ref, asked.id)
            if done is None:
                return None
            kept = (done.what, Outcome(entries=(), seq=done.seq, media=self._media))
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

    async def _append(self, command: Command, actor: Actor, asked: Asked | None = None) -> Sequence[Entry]:
        facts = list(command.decide(self.meeting, actor))
        if not facts:
            return ()
        self._sure = False
        entries = await self._log.append(self.id, after=self.seq, by=actor, facts=facts, asked=asked)
        self._sure = True
        for entry in entries:
            self._now.advance(entry)
            if isinstance(entry.fact, SeatSuspended | SeatRestored):
                # What was proved of an earlier suspension proves nothing of this one.
                self.live.quiet.pop(entry.fact.seat, None)
        return entries

    async def _follow_if_changed(self) -> None:
        """Tell the relay a changed plan, and any plan it has not confirmed."""
        plan = media_plan(self.meeting)
        if plan == self._told or (self._told is None and plan == MediaPlan() and self.seq < 0):
            return
        self._told = None
        counters = await self._relay.follow(self.id, self.seq, plan)
        if counters is not None:
            self._told = plan
            await self._note_counters(counters)

    async def _note_counters(self, counters: Counters) -> None:
        """Write the relay's counters for each suspension and return that has none yet."""
        for seat, item, moment in list(self._now.unread):
            counted = counters.get(seat, Counted(0, 0))
            note = NoteCounters(
                seat=seat, item=item, moment=moment, received=counted.received, sent=counted.sent
            )
            try:
                await self._append(note, Actor.system())
            except LogConflict:
                return  # Another process wrote: the next command sees what, and notes what is still missing.

    def lead(self, led: Led | None) -> None:
        """Show everybody through which page somebody leads; raises Refused. It is no fact, and gone with the server."""
        if led is not None:
            must_lead(self.meeting, Actor.of_seat(led.seat), led.document, led.version)
        self.live.led = led
        self._listener.changed(self.id)

    def seat(self, seat: SeatId) -> Seat:
        """A seat of this meeting; raises Refused(NO_SEAT)."""
        found = self.meeting.calling.seats.get(seat)
        if found is None:
            raise Refused(Reason.NO_SEAT)
        return found

    def sharing_key(self, seat: SeatId) -> str:
        """Seats with one key are told the same `room` part of the view."""
        return sharing_key(self.meeting, self.chronicle, self.seat(seat))

    def view(self, seat: SeatId) -> View:
        """Everything this seat may see now."""
        return View(seq=self.seq_for(seat), room=self.room_for(seat), you=self.you(seat))

    def seq_for(self, seat: SeatId) -> int:
        """The number that this seat's view carries: a suspended one is not told that others come and go."""
        return (
            self.chronicle.suspended_seq.get(seat, self.seq) if seat in self.meeting.suspensions else self.seq
        )

    def room_for(self, seat: SeatId) -> RoomShape:
        """The part of the view that seats with one sharing key are told alike."""
        return room_view(self.id, self.meeting, self.chronicle, self.seat(seat), self.live)

    def you(self, seat: SeatId) -> YouShape:
        """The part of the view that is this seat's own."""
        return own_view(self.meeting, self.chronicle, self.seat(seat))
