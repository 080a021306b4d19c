"""The names of things: random 128-bit identifiers, printed with a kind prefix and 22 characters."""

import re
from typing import NewType

MeetingId = NewType("MeetingId", str)
SeatId = NewType("SeatId", str)
ItemId = NewType("ItemId", str)
BallotId = NewType("BallotId", str)
MessageId = NewType("MessageId", str)
IncidentId = NewType("IncidentId", str)
DocumentId = NewType("DocumentId", str)
ConnectionId = NewType("ConnectionId", str)
PersonId = NewType("PersonId", str)
LinkId = NewType("LinkId", str)
CommitteeId = NewType("CommitteeId", str)

PREFIXES = {
    "meeting": "mtg",
    "seat": "seat",
    "item": "item",
    "ballot": "bal",
    "message": "msg",
    "incident": "inc",
    "document": "doc",
    "connection": "conn",
    "person": "per",
    "link": "link",
    "committee": "cmt",
}

_SHAPE = re.compile(r"(?P<kind>[a-z]+)_[A-Za-z0-9_-]{22}")


def is_id(text: str, kind: str) -> bool:
    """Whether `text` has the shape of an identifier of this kind, for example ``seat_…``."""
    match = _SHAPE.fullmatch(text)
    return match is not None and match["kind"] == PREFIXES[kind]
