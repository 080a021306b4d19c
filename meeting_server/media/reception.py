"""Browsers that come, return and go: a connection is opened, answered, replaced, watched and let out."""

import asyncio
import time
from collections.abc import Callable

from meeting_server.media.conference import Conference, Seated
from meeting_server.media.jobs import Jobs
from meeting_server.media.peer import Peer, Ports
from meeting_server.media.sdp import BadOffer, read_offer
from meeting_server.media.signals import Mute, Offering, Open, Signal, Stats, Watch
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Reason, Refused

Json = dict[str, object]
ToSeat = Callable[[SeatId, Json], None]

_GRACE = 2.0  # a seat that the plan no longer holds may come back so long without connecting anew
_UNANSWERED = 15.0
_SHAKY = 6.0
_RENEW = 10.0
_GONE = 30.0  # without a sign of consent nothing may be sent any more (RFC 7675)
_IN_USE = 0.5  # another device from which something came since then is in use
_IN_USE_SILENT = 1.2  # the same of one that sends reports only
_LIMITS = {"max_video_kbps": 1_200, "simulcast": True}


class Allowance:
    """At most so many offers of one seat: a few at once, one a second, sixty an hour."""

    _RATES = ((5.0, 1.0), (60.0, 1 / 60))

    def __init__(self) -> None:
        self._left = [most for most, _rate in self._RATES]
        self._at = float("-inf")

    def take(self, now: float) -> bool:
        """Use one up; False when none is left."""
        passed, self._at = now - self._at, now
        self._left = [
            min(most, left + passed * rate)
            for left, (most, rate) in zip(self._left, self._RATES, strict=True)
        ]
        if min(self._left) < 1:
            return False
        self._left = [left - 1 for left in self._left]
        return True


class Reception:
    """The connections of one meeting; every removal compares identity, so that none removes its successor."""

    def __init__(self, conference: Conference, ports: Ports, to_seat: ToSeat) -> None:
        self._conference = conference
        self._ports = ports
        self._to_seat = to_seat
        self._jobs = Jobs()
        self._allowances: dict[SeatId, Allowance] = {}
        self._shaky: dict[Peer, bool] = {}  # and whether it was asked to renew its way

    async def take(self, seat: SeatId, signal: Signal) -> None:
        """Do what a browser asks; raises Refused, and nothing has changed."""
        if not self._conference.gate.holds(seat):
            raise Refused(Reason.NOT_IN_PLAN)
        if isinstance(signal, Open):
            await self._open(seat, signal)
            return
        peer = next((one for one in self._seated(seat).all() if one.conn == signal.conn), None)
        if peer is None:
            raise Refused(Reason.MALFORMED, field="conn")
        match signal:
            case Offering():
                self._offer(peer, signal)
            case Watch():
                self._watch(peer, signal)
            case Mute():
                if signal.mid not in peer.sources:
                    raise Refused(Reason.MALFORMED, field="mid")
                peer.sources[signal.mid].mute(on=signal.on)
                self._conference.dirty = True
            case Stats():
                peer.measured(signal.rtt / 1000)

    def _watch(self, peer: Peer, watch: Watch) -> None:
        peer.show(watch.sizes)
        # A page says this when its line is back: what was told meanwhile went into the void.
        peer.told, self._conference.dirty = None, True
        if (peer.hidden, peer.pins) != (watch.hidden, watch.pins):
            peer.hidden, peer.pins = watch.hidden, watch.pins
            self._conference.connect_all()

    def _seated(self, seat: SeatId) -> Seated:
        return self._conference.seats.setdefault(seat, Seated())

    # --- Coming ---

    async def _open(self, seat: SeatId, wanted: Open) -> None:
        known = next((peer for peer in self._seated(seat).all() if peer.conn == wanted.conn), None)
        if known is None:
            there = self._seated(seat).peer
            if there is not None and not wanted.takeover and await self._is_in_use(there):
                raise Refused(Reason.OCCUPIED)
            if not self._conference.gate.holds(seat):
                raise Refused(Reason.NOT_IN_PLAN)
            self._expect(seat, wanted)
        # One that stands asks for what a new way needs: what it was told may have run out.
        opened: Json = {"kind": "opened", "conn": wanted.conn, "ice_servers": [], "limits": _LIMITS}
        self._to_seat(seat, opened)

    def _expect(self, seat: SeatId, wanted: Open) -> None:
        violated = self._conference.violated
        peer = Peer(seat, wanted.conn, self._ports, audio=wanted.audio, video=wanted.video, violated=violated)
        seated = self._seated(seat)
        if seated.coming is not None:
            self._drop(seated.coming, "superseded")
        self._seated(seat).coming = peer

        def unanswered() -> None:
            if self._seated(seat).coming is peer and not peer.offers:
                self._drop(peer, None)

        asyncio.get_running_loop().call_later(_UNANSWERED, unanswered)

    @staticmethod
    async def _is_in_use(peer: Peer) -> bool:
        """Whether something still comes from this device: a page that was reloaded has fallen silent."""
        began = time.monotonic()
        sends = any(source.has_come for source in peer.sources.values())
        silence = _IN_USE if sends else _IN_USE_SILENT
        while not peer.is_closed:
            if peer.heard_at - began >= silence:
                return True
            if time.monotonic() - max(began, peer.heard_at) >= silence:
                return False
            await asyncio.sleep(silence / 5)
        return False

    def _offer(self, peer: Peer, offering: Offering) -> None:
        if offering.n <= peer.offers:
            return
        if not self._allowances.setdefault(peer.seat, Allowance()).take(time.monotonic()):
            raise Refused(Reason.TOO_FAST)
        is_first = peer.offers == 0
        try:
            sdp = peer.answer(read_offer(offering.sdp, offering.tracks), offering.n)
        except BadOffer as bad:
            raise Refused(Reason.BAD_OFFER, why=str(bad)) from bad
        if is_first:
            self._jobs.start(self._connect(peer))
        elif self._seated(peer.seat).peer is peer:
            self._conference.connected()
        self._to_seat(peer.seat, {"kind": "answer", "conn": peer.conn, "n": offering.n, "sdp": sdp})

    async def _connect(self, peer: Peer) -> None:
        peer.when_ended(lambda: self._ended(peer))
        is_connected = await peer.connect()
        seated = self._seated(peer.seat)
        if peer.is_closed or seated.coming is not peer:
            return
        if not is_connected or not self._conference.gate.holds(peer.seat):
            self._drop(peer, None if self._conference.gate.holds(peer.seat) else "not_in_plan")
            return
        before, seated.peer, seated.coming = seated.peer, peer, None
        if before is not None:
            before.stop()
            self._shaky.pop(before, None)
            self._jobs.start(self._replaced(before))
        self._conference.connected()
        self._tell_state(peer, "live")

    async def _replaced(self, peer: Peer) -> None:
        """The connection before: silent already, and closed a little later."""
        await asyncio.sleep(_GRACE)
        self._to_seat(peer.seat, {"kind": "closed", "conn": peer.conn, "reason": "superseded"})
        await peer.close()

    # --- Staying ---

    def watch(self, now: float) -> None:
        """See once a second who is still there."""
        for peer in self._conference.peers():
            peer.forget_old_ways(now)
            if now - peer.consented_at >= _GONE:
                self._to_seat(
                    peer.seat, {"kind": "renew", "conn": peer.conn, "how": "full", "why": "network"}
                )
                self._drop(peer, None)
                continue
            silent = now - max(peer.consented_at, peer.heard_at)
            if silent < _SHAKY:
                if self._shaky.pop(peer, None) is not None:
                    self._tell_state(peer, "live")
            elif peer not in self._shaky:
                self._shaky[peer] = False
                self._tell_state(peer, "shaky")
            elif silent >= _RENEW and not self._shaky[peer]:
                self._shaky[peer] = True
                self._to_seat(peer.seat, {"kind": "renew", "conn": peer.conn, "how": "ice", "why": "network"})

    def _tell_state(self, peer: Peer, state: str) -> None:
        self._conference.report(
            {
                "kind": "state",
                "seat": peer.seat,
                "conn": peer.conn,
                "state": state,
                "path": peer.path,
                "address": peer.address,
            }
        )

    # --- Going ---

    def let_out(self) -> None:
        """Close, a little later, the connections of seats that the plan does not hold any more."""
        out = [
            peer
            for seat, seated in self._conference.seats.items()
            if not self._conference.gate.holds(seat)
            for peer in seated.all()
        ]

        def close() -> None:
            for peer in out:
                if peer in self._seated(peer.seat).all() and not self._conference.gate.holds(peer.seat):
                    self._drop(peer, "not_in_plan")

        if out:
            asyncio.get_running_loop().call_later(_GRACE, close)

    def _ended(self, peer: Peer) -> None:
        """The browser said goodbye, or its keys were refused."""
        if peer.is_connected and peer in self._seated(peer.seat).all():
            self._drop(peer, None)

    def _drop(self, peer: Peer, reason: str | None) -> None:
        """Stop a connection now, and close it; another one of the same seat is not touched."""
        seated = self._seated(peer.seat)
        counted = seated.peer is peer
        if counted:
            seated.peer = None
        if seated.coming is peer:
            seated.coming = None
        if seated.peer is None and seated.coming is None:
            del self._conference.seats[peer.seat]
        peer.stop()
        self._shaky.pop(peer, None)
        if counted:
            self._conference.connect_all()
            self._tell_state(peer, "absent")
        if reason is not None:
            self._to_seat(peer.seat, {"kind": "closed", "conn": peer.conn, "reason": reason})
        self._jobs.start(peer.close())

    def part(self, seat: SeatId) -> None:
        """Let this seat go at once, without the grace of one that may come back."""
        seated = self._conference.seats.get(seat)
        for peer in seated.all() if seated is not None else []:
            self._drop(peer, "not_in_plan")

    def close_all(self, reason: str | None) -> None:
        """Every browser is let go at once."""
        for seated in list(self._conference.seats.values()):
            for peer in seated.all():
                self._drop(peer, reason)

    async def ended(self) -> None:
        """Wait until every connection that was let go is closed."""
        await self._jobs.ended()
