"""One entry of a meeting's log, its time stamp and its leaf (RFC 6962, section 2.1)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from meeting_server.meeting.facts.fact import Fact

VERSION = 1

_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a commitment in the log hides: kept beside the log, so that it may be destroyed on its own.

    `path` names the field in the entry's `p`; `salt` is 32 random bytes; `klass` is a class of retention.
    """

    path: str
    salt: bytes
    value: str
    klass: str


class Entry(NamedTuple):
    """A fact as it stands in the log: its place, its time (UTC, whole milliseconds), who did it, its bytes.

    `body` is the canonical JSON and `leaf` the RFC 6962 hash of it; `openings` are those that still exist.
    A tuple, because a start reads whole logs, and nothing else that cannot be changed is made so quickly.
    """

    seq: int
    t: datetime
    actor: str
    on_orders_of: str | None
    fact: Fact
    body: bytes
    leaf: bytes
    openings: tuple[Opening, ...] = ()


def leaf_of(body: bytes) -> bytes:
    """The leaf of an entry: SHA-256 of a zero byte and the entry's bytes (RFC 6962 §2.1)."""
    return sha256(b"\x00" + body).digest()


def whole_milliseconds(moment: datetime) -> datetime:
    """The moment in UTC without what the log cannot write."""
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def stamp(moment: datetime) -> str:
    """A time as the log writes it: UTC, exactly three decimals, Z."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def moment_of(text: object) -> datetime:
    """The time that a stamp names; raises ValueError for any other spelling."""
    if type(text) is not str or not _STAMP.fullmatch(text):
        raise ValueError("not a time stamp")
    return datetime.fromisoformat(text)
