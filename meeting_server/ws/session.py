"""One socket from hello to goodbye."""

import asyncio
import secrets
from dataclasses import dataclass

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from meeting_server.meeting.facts.presence import Ending
from meeting_server.meeting.ids import PREFIXES, ConnectionId
from meeting_server.meeting.media_plan import media_plan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.presence import Connect, Disconnect
from meeting_server.services.commands import read_command
from meeting_server.services.house import House
from meeting_server.services.pace import Pace
from meeting_server.services.room import Room
from meeting_server.ws.fanout import Fanout, Line
from meeting_server.ws.messages import (
    PONG,
    CommandFrame,
    Frame,
    Hello,
    Ping,
    SignalFrame,
    done_frame,
    id_of,
    read_frame,
    refused_frame,
)

_HELLO = 10.0
_SILENCE = 40.0  # a page pings every 10 s; a line without a word for so long is dead
_COMMANDS, _SIGNALS = 20.0, 50.0  # a second
_LONGEST_BROWSER = 300
_REFUSED_HELLO = 4403
_AT_ONCE = 32  # commands of one page that may be under way
_log = structlog.get_logger()


@dataclass(slots=True)
class _Paces:
    commands: Pace
    signals: Pace


async def serve(socket: WebSocket, house: House, fanout: Fanout) -> None:
    """Accept, greet, and serve until the page goes or is sent away."""
    await socket.accept()
    try:
        session = await _greet(socket, house, fanout)
    except Refused as refused:
        await _close(socket, refused_frame("hello", refused.reason, refused.details))
        return
    except (TimeoutError, WebSocketDisconnect, KeyError):
        await _close(socket, refused_frame("hello", Reason.TICKET_INVALID, {}))
        return
    await session.run()


async def _close(socket: WebSocket, last: str) -> None:
    try:
        await socket.send_text(last)
        await socket.close(_REFUSED_HELLO)
    except (RuntimeError, WebSocketDisconnect):
        pass  # Gone before it was told.


async def _greet(socket: WebSocket, house: House, fanout: Fanout) -> "_Session":
    async with asyncio.timeout(_HELLO):
        hello = read_frame(await socket.receive_text())
        if not isinstance(hello, Hello):
            raise Refused(Reason.TICKET_INVALID)
        ticket = house.tickets.redeem(hello.ticket, hello.meeting)
        known = await house.people.still(ticket.session)
        room = await house.rooms.find(hello.meeting)
    seat = room.meeting.calling.seat_of(known.person)
    if seat is None:
        raise Refused(Reason.NO_SEAT)
    connection = ConnectionId(f"{PREFIXES['connection']}_{secrets.token_urlsafe(16)}")
    client = socket.client.host if socket.client else "unknown"
    browser = socket.headers.get("user-agent", "")[:_LONGEST_BROWSER]
    command = Connect(connection=connection, address=client, browser=browser)
    await room.handle(command, Actor.of_seat(seat.id))
    return _Session(socket, house, fanout, room, Line(seat.id), connection, known.session)


class _Session:
    """A page that said hello."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a greeting finds out
        self,
        socket: WebSocket,
        house: House,
        fanout: Fanout,
        room: Room,
        line: Line,
        connection: ConnectionId,
        session: str,
    ) -> None:
        self._socket = socket
        self._house = house
        self._fanout = fanout
        self._room = room
        self._line = line
        self._connection = connection
        self._session = session
        self._paces = _Paces(Pace(_COMMANDS), Pace(_SIGNALS))
        self._commands: set[asyncio.Task[None]] = set()
        self._signals: asyncio.Queue[SignalFrame] = asyncio.Queue(64)

    async def run(self) -> None:
        """Serve until the page goes or is sent away."""
        line = self._line
        call_off = self._house.people.when_ended(
            self._session, lambda: line.end(Ending.SIGNED_OUT, "signed_out")
        )
        self._fanout.attach(self._room.id, line)
        self._fanout.show(self._room, line)
        tasks = [asyncio.create_task(each) for each in (self._send(), self._receive(), self._relay())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            line.end(Ending.LOST)
            for task in tasks[1:]:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            call_off()
            self._fanout.detach(self._room.id, line)
            await self._disconnected()

    async def _disconnected(self) -> None:
        """Write that the line ended; a room that is gone has nobody to tell."""
        command = Disconnect(connection=self._connection, why=self._line.ending or Ending.LOST)
        try:
            await self._room.handle(command, Actor.of_seat(self._line.seat))
        except Refused as refused:
            _log.warning("disconnect_refused", reason=refused.reason.value)

    async def _send(self) -> None:
        """Everything that the line has for the page, then the end."""
        try:
            while (frame := await self._line.next()) is not None:
                async with asyncio.timeout(_SILENCE):
                    await self._socket.send_text(frame)
            await self._socket.close(1001)
        except (TimeoutError, RuntimeError, WebSocketDisconnect, OSError):
            self._line.end(Ending.LOST)

    async def _receive(self) -> None:
        try:
            while True:
                async with asyncio.timeout(_SILENCE):
                    text = await self._socket.receive_text()
                self._heard(text)
        except (TimeoutError, WebSocketDisconnect, RuntimeError, KeyError):
            # A close of the page's own is its act; anything else is a line that broke.
            self._line.end(Ending.LOST)

    def _heard(self, text: str) -> None:
        try:
            frame = read_frame(text)
            self._take(frame)
        except Refused as refused:
            self._line.tell(refused_frame(id_of(text), refused.reason, refused.details))

    def _take(self, frame: Frame) -> None:
        match frame:
            case Ping():
                self._line.tell(PONG)
            case CommandFrame():
                self._paces.commands.must_keep()
                if len(self._commands) >= _AT_ONCE:
                    raise Refused(Reason.TOO_FAST)
                task = asyncio.create_task(self._command(frame))
                self._commands.add(task)
                task.add_done_callback(self._commands.discard)
            case SignalFrame():
                self._signal(frame)
            case Hello():
                raise Refused(Reason.MALFORMED)

    def _signal(self, frame: SignalFrame) -> None:
        try:
            self._paces.signals.must_keep()
            self._signals.put_nowait(frame)
        except asyncio.QueueFull:
            self._refuse_signal(frame, Refused(Reason.TOO_FAST))
        except Refused as refused:
            self._refuse_signal(frame, refused)

    async def _command(self, frame: CommandFrame) -> None:
        """Decide one command, and answer; the room itself keeps commands in order."""
        try:
            await self._house.people.still(self._session)
            seat = self._room.seat(self._line.seat)
            actor = Actor.of_seat(seat.id, self._room.orders_for(seat))
            outcome = await self._room.handle(read_command(frame.name, frame.args), actor, frame.id)
        except Refused as refused:
            self._line.tell(refused_frame(frame.id, refused.reason, refused.details))
        except Exception:  # noqa: BLE001 - an edge: the page must learn that this failed, and may try again
            _log.exception("command_failed", command=frame.name)
            self._line.end(Ending.LOST)
        else:
            self._line.tell(done_frame(frame.id, outcome.seq, outcome.media))

    async def _relay(self) -> None:
        """Hand signals to the media worker, one after the other."""
        while True:
            frame = await self._signals.get()
            try:
                self._must_be_in_plan()
                await self._house.relay.signal(self._room.id, self._line.seat, frame.signal)
            except Refused as refused:
                self._refuse_signal(frame, refused)

    def _must_be_in_plan(self) -> None:
        """The worker asks its plan too; asking here keeps a suspended page from even being heard there."""
        if self._line.seat not in set(media_plan(self._room.meeting).seats()):
            raise Refused(Reason.NOT_IN_PLAN)

    def _refuse_signal(self, frame: SignalFrame, refused: Refused) -> None:
        conn = frame.signal.get("conn")
        named = conn if isinstance(conn, str) else ""
        self._line.tell(refused_frame(named[:64], refused.reason, refused.details))
