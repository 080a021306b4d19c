"""Credentials for a TURN server, made for one seat and a few minutes (the TURN REST convention, as coturn knows it)."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.services.ports import Json

LIFETIME = 600  # seconds; a connection that stands outlives it, a new way to it needs new ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A TURN server that lets in whoever has credentials made of the secret that it shares with us."""

    urls: tuple[str, ...]
    secret: str = field(repr=False)

    def servers(self, meeting: MeetingId, seat: SeatId, now: float) -> list[Json]:
        """What the browser of a seat is told at this moment (Unix time).

        Whoever runs the TURN server sees the user name: it tells them nothing, and us, who know the secret, whose
        it was if somebody misuses it.
        """
        whose = hmac.new(self.secret.encode(), f"{meeting} {seat}".encode(), hashlib.sha256).hexdigest()[:16]
        username = f"{int(now) + LIFETIME}:{whose}"
        proof = hmac.new(self.secret.encode(), username.encode(), hashlib.sha1).digest()
        credential = base64.b64encode(proof).decode()
        return [{"urls": list(self.urls), "username": username, "credential": credential}]
