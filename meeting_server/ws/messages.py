"""The shapes on the wire; what is not one of them is refused before anything else sees it (ws/PROTOCOL.md)."""

import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from meeting_server.meeting.refusal import Detail, Reason, Refused
from meeting_server.services.shapes import Id, Shape, id_or_nothing, refusal_of

LONGEST = 96 * 1024

Json = dict[str, object]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Hello(Shape):
    """The first message: which meeting, and the ticket that says who.

    `page` is a name that a page keeps for as long as it is open; with `takeover` its person has said that the meeting
    shall move here from wherever else they have it.
    """

    type: Literal["hello"]
    meeting: Id
    ticket: Id
    page: Id | None = None
    takeover: bool = False


class CommandFrame(Shape):
    """A command under an id of the page's own; the same id is answered the same way."""

    type: Literal["command"]
    id: Id
    name: _Name
    args: Json


class SignalFrame(Shape):
    """A signal for the media worker (PROTOCOL.md)."""

    type: Literal["signal"]
    signal: Json


class Ping(Shape):
    """The page asks whether anybody is there."""

    type: Literal["ping"]


class ReactionFrame(Shape):
    """A sign to everybody inside that lasts for moments and stands in no record (ข้อ ๑๐ (๒))."""

    type: Literal["reaction"]
    kind: Literal["noted", "applause", "slower", "unheard"]


Frame = Hello | CommandFrame | SignalFrame | ReactionFrame | Ping
_FRAMES: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


def read_frame(text: str) -> Frame:
    """One message; raises Refused."""
    if is_too_large(text):
        raise Refused(Reason.TOO_LARGE, most=LONGEST)
    try:
        return _FRAMES.validate_python(json.loads(text, parse_constant=_no_constant), strict=True)
    except ValidationError as wrong:
        refused = refusal_of(wrong)
        reason = Reason.MALFORMED if refused.reason is Reason.UNKNOWN_COMMAND else refused.reason
        raise Refused(reason, **refused.details) from None
    except (ValueError, RecursionError):
        raise Refused(Reason.MALFORMED) from None


def is_too_large(text: str) -> bool:
    """Whether a message is over the limit, in bytes; one Thai letter takes three."""
    return len(text) > LONGEST or len(text.encode()) > LONGEST


def id_of(text: str) -> str:
    """The id of a command that was refused for its shape, so that its sender learns which one it was."""
    if is_too_large(text):
        return ""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return id_or_nothing(frame.get("id")) if isinstance(frame, dict) else ""


def _no_constant(name: str) -> None:
    raise ValueError(name)


def view_frame(seq: int, room: str, you: str) -> str:
    """A view; `room` and `you` are JSON already, since many are told the same room."""
    return f'{{"type":"view","seq":{seq},"room":{room},"you":{you}}}'


def done_frame(command: str, seq: int, media: str) -> str:
    """A command was done."""
    return text_of({"type": "done", "id": command, "seq": seq, "media": media})


def refused_frame(command: str, reason: Reason, details: Mapping[str, Detail]) -> str:
    """Something was refused, and nothing has changed."""
    return text_of({"type": "refused", "id": command, "reason": reason.value, "details": dict(details)})


def signal_frame(signal: Mapping[str, object]) -> str:
    """A signal of the media worker."""
    return text_of({"type": "signal", "signal": dict(signal)})


def reaction_frame(seat: str, kind: str) -> str:
    """Somebody inside has given a sign."""
    return text_of({"type": "reaction", "seat": seat, "kind": kind})


def goodbye_frame(reason: str) -> str:
    """The last message."""
    return text_of({"type": "goodbye", "reason": reason})


PONG = '{"type":"pong"}'


def text_of(message: object) -> str:
    """Compact JSON."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
