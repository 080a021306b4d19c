"""One socket from hello to goodbye."""

import asyncio
import secrets

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from meeting_server.accounts.sessions import Way
from meeting_server.meeting.facts.presence import Ending
from meeting_server.meeting.ids import PREFIXES, ConnectionId
from meeting_server.meeting.media_plan import media_plan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.chat import must_be_free_to_react
from meeting_server.meeting.rules.links import must_not_be_anothers
from meeting_server.meeting.rules.presence import Connect, Disconnect, must_be_let, must_be_outside
from meeting_server.services.alarms import ENDED_SESSION
from meeting_server.services.house import House
from meeting_server.services.pace import Pace
from meeting_server.services.people import Known
from meeting_server.services.room import Room
from meeting_server.services.shapes import id_or_nothing
from meeting_server.services.watching import sign_out
from meeting_server.ws.fanout import Fanout, Line
from meeting_server.ws.messages import (
    PONG,
    CommandFrame,
    Frame,
    Hello,
    Ping,
    ReactionFrame,
    SignalFrame,
    done_frame,
    id_of,
    read_frame,
    refused_frame,
)

_HELLO = 10.0
_SILENCE = 40.0  # a page pings every 10 s; a line without a word for so long is dead
_STUCK = 15.0  # a page that takes nothing in for so long is not waited for
_STILL_SIGNED_IN = 30.0  # how often a line that says nothing is asked whether its session still stands
_SIGNALS = 50.0  # a second
_ANYTHING = 100.0  # messages a second, of whatever kind; no page of ours comes near it
_LONGEST_BROWSER = 300
_REFUSED_HELLO = 4403
_TOO_MUCH = 4429
_BY_THE_PAGE = (1000, 1001)  # closed on purpose, or the tab went
_TRIAL, _TRIAL_OFFER = "trial", "trial_offer"  # signals of a page before the door
_WAITING = 64  # commands and signals of one page that may wait, each
_STRANGERS = 512  # lines without a hello yet
_strangers: set[WebSocket] = set()
_log = structlog.get_logger()


async def serve(socket: WebSocket, house: House, fanout: Fanout) -> None:
    """Accept, greet, and serve until the page goes or is sent away."""
    if len(_strangers) >= _STRANGERS:
        await socket.close(_TOO_MUCH)
        return
    await socket.accept()
    _strangers.add(socket)
    try:
        session = await _greet(socket, house, fanout)
    except Refused as refused:
        ended = refused.reason is Reason.NOT_SIGNED_IN
        house.alarms.refused(ENDED_SESSION if ended else refused.reason, "hello")
        await _close(socket, refused_frame("hello", refused.reason, refused.details))
    except TimeoutError:
        await _close(socket, refused_frame("hello", Reason.TICKET_INVALID, {}))
    except WebSocketDisconnect:
        return
    else:
        _strangers.discard(socket)
        await session.run()
    finally:
        _strangers.discard(socket)


async def _close(socket: WebSocket, last: str) -> None:
    try:
        async with asyncio.timeout(_STUCK):
            await socket.send_text(last)
            await socket.close(_REFUSED_HELLO)
    except (TimeoutError, RuntimeError, WebSocketDisconnect):
        pass  # Gone before it was told.


async def _next(socket: WebSocket) -> str:
    """The next message; raises Refused for one in bytes, WebSocketDisconnect when there is none."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    text = message.get("text")
    if not isinstance(text, str):
        raise Refused(Reason.MALFORMED)
    return text


async def _greet(socket: WebSocket, house: House, fanout: Fanout) -> "_Session":
    async with asyncio.timeout(_HELLO):
        hello = read_frame(await _next(socket))
        if not isinstance(hello, Hello):
            raise Refused(Reason.TICKET_INVALID)
        ticket = house.tickets.redeem(hello.ticket, hello.meeting)
        known = await house.people.still(ticket.session)
        room, seat = await house.room_of(hello.meeting, known.person)
        house.limits.arrivals.must_keep(seat.id)
        is_visit = known.way is Way.VISIT
        if seat.id in room.meeting.identity.visiting and not is_visit:
            # Whoever has signed in to a seat need ask nobody who has not.
            await house.visits.end(room, seat, house.end_session)
        elif not hello.takeover and fanout.is_elsewhere(room.id, seat.id, hello.page):
            # Nobody is thrown out of a meeting by a second tab: its person is asked first.
            raise Refused(Reason.OCCUPIED)
    connection = ConnectionId(f"{PREFIXES['connection']}_{secrets.token_urlsafe(16)}")
    client = socket.client.host if socket.client else "unknown"
    browser = socket.headers.get("user-agent", "")[:_LONGEST_BROWSER]
    command = Connect(
        connection=connection,
        address=client,
        browser=browser,
        is_visit=is_visit,
        link=known.link,
        factors=known.factors,
    )
    await room.handle(command, Actor.of_seat(seat.id))
    line = Line(seat.id, connection, known.session, hello.page, known.link)
    return _Session(socket, house, fanout, room, line)


class _Session:
    """A page that said hello."""

    def __init__(self, socket: WebSocket, house: House, fanout: Fanout, room: Room, line: Line) -> None:
        self._socket = socket
        self._house = house
        self._fanout = fanout
        self._room = room
        self._line = line
        self._anything = Pace(_ANYTHING)
        self._signal_pace = Pace(_SIGNALS)
        self._commands: asyncio.Queue[CommandFrame] = asyncio.Queue(_WAITING)
        self._signals: asyncio.Queue[SignalFrame] = asyncio.Queue(_WAITING)

    async def run(self) -> None:
        """Serve until the page goes or is sent away."""
        line = self._line
        call_off = self._house.people.when_ended(line.session, self._sign_out)
        self._fanout.attach(self._room.id, line)
        self._fanout.show(self._room, line)
        sending = asyncio.create_task(self._send())
        listening = asyncio.create_task(self._receive())
        working = [asyncio.create_task(each) for each in (self._watch(), self._obey(), self._relay())]
        try:
            await asyncio.wait([sending, listening, *working], return_when=asyncio.FIRST_COMPLETED)
        finally:
            line.end(Ending.LOST)
            for task in (listening, *working):
                task.cancel()
            call_off()
            self._fanout.detach(self._room.id, line)
            # Written first: a page that reads slowly does not put off what its end means for the meeting.
            await self._disconnected()
            await asyncio.gather(sending, listening, *working, return_exceptions=True)
            line.gone.set()

    def _sign_out(self) -> None:
        self._line.end(Ending.SIGNED_OUT, "signed_out")

    async def _disconnected(self) -> None:
        """Write that the line ended; what cannot be written now is found by the watch over the rooms."""
        line, ending = self._line, self._line.ending or Ending.LOST
        try:
            if ending is Ending.SIGNED_OUT:
                await self._house.people.sign_out(line.session)
                await sign_out(self._room, self._fanout, line.seat, line.session)
            else:
                command = Disconnect(connection=line.connection, why=ending)
                await self._room.handle(command, Actor.of_seat(line.seat))
        except Refused as refused:
            _log.warning("disconnect_refused", reason=refused.reason.value)
        except Exception:  # noqa: BLE001 - an edge: there is nobody left to be told
            _log.exception("disconnect_failed")

    async def _send(self) -> None:
        """Everything that the line has for the page, then the end."""
        try:
            while (frame := await self._line.next()) is not None:
                async with asyncio.timeout(_STUCK):
                    await self._socket.send_text(frame)
            async with asyncio.timeout(_STUCK):
                await self._socket.close(1001)
        except (TimeoutError, RuntimeError, WebSocketDisconnect, OSError):
            self._line.end(Ending.LOST)

    async def _receive(self) -> None:
        try:
            while True:
                await self._hear()
        except TimeoutError:
            self._line.end(Ending.LOST)
        except (WebSocketDisconnect, RuntimeError) as gone:
            own = isinstance(gone, WebSocketDisconnect) and gone.code in _BY_THE_PAGE
            self._line.end(Ending.LEFT if own else Ending.LOST)

    async def _hear(self) -> None:
        text = ""
        try:
            async with asyncio.timeout(_SILENCE):
                text = await _next(self._socket)
            self._take(read_frame(text))
        except Refused as refused:
            self._house.alarms.refused(refused.reason, "message")
            self._line.tell(refused_frame(id_of(text), refused.reason, refused.details))
        try:
            self._anything.must_keep()
        except Refused:
            # Even answering such a page would be work that it makes us do.
            await self._socket.close(_TOO_MUCH)
            raise WebSocketDisconnect(_TOO_MUCH) from None

    def _take(self, frame: Frame) -> None:
        match frame:
            case Ping():
                self._line.tell(PONG)
            case CommandFrame():
                self._house.must_keep_pace(self._line.seat, frame.name)
                if self._commands.full():
                    raise Refused(Reason.TOO_FAST)
                self._commands.put_nowait(frame)
            case SignalFrame():
                self._signal(frame)
            case ReactionFrame():
                self._react(frame)
            case Hello():
                raise Refused(Reason.MALFORMED)

    def _react(self, frame: ReactionFrame) -> None:
        try:
            self._house.limits.reactions.must_keep(self._line.seat)
            must_not_be_anothers(self._room.meeting, self._line.seat, self._line.link)
            must_be_free_to_react(self._room.meeting, Actor.of_seat(self._line.seat))
        except Refused as refused:
            self._house.alarms.refused(refused.reason, "reaction")
            self._line.tell(refused_frame("reaction", refused.reason, refused.details))
        else:
            self._fanout.reacted(self._room, self._line.seat, frame.kind)

    def _signal(self, frame: SignalFrame) -> None:
        try:
            self._signal_pace.must_keep()
            self._signals.put_nowait(frame)
        except asyncio.QueueFull:
            self._refuse_signal(frame, Refused(Reason.TOO_FAST))
        except Refused as refused:
            self._refuse_signal(frame, refused)

    async def _obey(self) -> None:
        """Commands, one after the other, in the order in which the page gave them."""
        while True:
            frame = await self._commands.get()
            try:
                await self._command(frame)
            except Exception:  # noqa: BLE001 - an edge: the page must learn that this failed, and may try again
                _log.exception("command_failed", command=frame.name)
                self._line.end(Ending.LOST)
                return

    async def _command(self, frame: CommandFrame) -> None:
        """Decide one command, and answer."""
        try:
            known = await self._still()
            command = await self._house.read_command(self._room, frame.name, frame.args, known)
            outcome = await self._room.do(command, self._line.seat, frame.id)
        except Refused as refused:
            # A name that is no command's may be anything that the page liked to send.
            named = "command" if refused.reason is Reason.UNKNOWN_COMMAND else frame.name
            self._house.alarms.refused(refused.reason, named)
            self._line.tell(refused_frame(frame.id, refused.reason, refused.details))
        else:
            self._line.tell(done_frame(frame.id, outcome.seq, outcome.media))

    async def _relay(self) -> None:
        """Hand signals to the media worker, one after the other."""
        while True:
            frame = await self._signals.get()
            try:
                self._must_be_let(frame)
                await self._house.relay.signal(self._room.id, self._line.seat, frame.signal)
            except Refused as refused:
                self._refuse_signal(frame, refused)

    async def _watch(self) -> None:
        """A page that is open is in use, however long its person only listens; until its session ends."""
        try:
            while True:
                # The first time at once: it may have ended between the ticket and here.
                await self._still()
                await asyncio.sleep(_STILL_SIGNED_IN)
        except Refused as refused:
            if refused.reason is Reason.NEEDS_SECOND_FACTOR:
                self._line.end(Ending.LOST)  # Coming back, the page is told what is asked of it.
            else:
                self._sign_out()

    async def _still(self) -> Known:
        """Who is at this line, if what they signed in by still holds, and is still enough here; raises Refused."""
        known = await self._house.people.still(self._line.session)
        if known.way is not Way.VISIT:
            must_be_let(self._room.meeting, self._room.seat(self._line.seat), known.link, known.factors)
        return known

    def _must_be_let(self, frame: SignalFrame) -> None:
        """The worker asks its plan too; asking here keeps a suspended page from even being heard there."""
        seat, kind = self._line.seat, frame.signal.get("kind")
        must_not_be_anothers(self._room.meeting, seat, self._line.link)
        if kind in (_TRIAL, _TRIAL_OFFER):
            must_be_outside(self._room.meeting, self._room.seat(seat))
            if kind == _TRIAL:
                self._house.limits.trials.must_keep(seat)
            return
        if seat not in set(media_plan(self._room.meeting).seats()):
            raise Refused(Reason.NOT_IN_PLAN)

    def _refuse_signal(self, frame: SignalFrame, refused: Refused) -> None:
        self._house.alarms.refused(refused.reason, "signal")
        named = id_or_nothing(frame.signal.get("conn"))
        self._line.tell(refused_frame(named, refused.reason, refused.details))
