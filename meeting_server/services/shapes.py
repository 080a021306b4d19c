"""What may come in at all: exactly the named fields, of exactly their types, in letters that can be written down."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from meeting_server.meeting.refusal import Reason, Refused

LONGEST_TEXT = 4_000
LONGEST_QUESTION = 1_000
LONGEST_LINE = 300
LONGEST_ID = 64
MOST_MINUTES = 120  # of a turn to speak

_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}")
_FIELD = re.compile(r"[a-z0-9_.]{1,64}")
_BREAKS = "\n\r\t"


class Shape(BaseModel):
    """Exactly the named fields, of exactly their types."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _on_one_line(text: str) -> str:
    # A NUL is refused by PostgreSQL, and a control character in the minutes can make them read otherwise.
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in text):
        raise ValueError
    return text


def _in_paragraphs(text: str) -> str:
    if any(unicodedata.category(sign) == "Cc" and sign not in _BREAKS for sign in text):
        raise ValueError
    return text


Id = Annotated[str, StringConstraints(pattern=rf"^[A-Za-z0-9_-]{{1,{LONGEST_ID}}}$")]
Line = Annotated[
    str, StringConstraints(max_length=LONGEST_LINE, strip_whitespace=True), AfterValidator(_on_one_line)
]
Question = Annotated[str, StringConstraints(max_length=LONGEST_QUESTION), AfterValidator(_in_paragraphs)]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(_in_paragraphs)]
Minutes = Annotated[int, Field(strict=True, ge=1, le=MOST_MINUTES)]


class NoArgs(Shape):
    """Nothing to say."""


class SeatArgs(Shape):
    """A seat."""

    seat: Id


class ItemArgs(Shape):
    """An item of the agenda."""

    item: Id


def refusal_of(wrong: ValidationError) -> Refused:
    """Why something of the wrong shape is refused; never with the value itself."""
    first = wrong.errors(include_url=False, include_context=True, include_input=False)[0]
    context: Mapping[str, object] = first.get("ctx", {})
    field = field_of(first["loc"])
    if first["type"].startswith("union_tag"):
        return Refused(Reason.UNKNOWN_COMMAND)
    if first["type"] in ("string_too_long", "too_long"):
        most = context.get("max_length")
        return Refused(Reason.TOO_LARGE, field=field, most=most if isinstance(most, int) else None)
    return Refused(Reason.MALFORMED, field=field)


def field_of(place: tuple[int | str, ...]) -> str | None:
    """The name of the field at fault; None for one that could not be a name of ours, which is not repeated."""
    field = ".".join(str(part) for part in place if "." not in str(part))
    return field if _FIELD.fullmatch(field) else None


def id_or_nothing(asked: object) -> str:
    """An id as it was given, so that its sender knows what was refused; empty when it is none."""
    return asked if isinstance(asked, str) and _ID.fullmatch(asked) else ""
