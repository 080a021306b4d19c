"""Facts to canonical JSON and back, strictly typed: what would not read back is never written."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from meeting_server.audit.canonical import canonical, parse
from meeting_server.audit.entry import VERSION, Entry, Opening, leaf_of, stamp, whole_milliseconds
from meeting_server.audit.names import FACTS, NAMES
from meeting_server.audit.openings import commitment, is_commitment
from meeting_server.audit.shapes import Malformed, Shape, shape_of
from meeting_server.meeting.facts.fact import Fact

_MEMBERS = frozenset({"v", "seq", "t", "type", "actor", "on_orders_of", "data", "p"})
# A whole meeting is read on every start: a decoder of our own saves json.loads its guess at the encoding.
_JSON = json.JSONDecoder()
_SHAPES: dict[str, Shape] = {name: shape_of(fact) for name, fact in FACTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and when an entry stands, and who did it: everything of an entry but its fact."""

    seq: int
    t: datetime
    actor: str
    on_orders_of: str | None = None


def encode(fact: Fact, place: Place, salt: Callable[[], bytes]) -> Entry:
    """The entry that records this fact; `salt` mints 32 random bytes for each personal value.

    Raises Malformed or NotCanonical for a fact that would not read back as itself.
    """
    name = NAMES[type(fact)]
    shape = _SHAPES[name]
    openings = tuple(
        Opening(path=path, salt=salt(), value=value, klass=klass)
        for path, klass in shape.personal.items()
        if (value := getattr(fact, path)) is not None
    )
    body = canonical(
        {
            "v": VERSION,
            "seq": place.seq,
            "t": stamp(place.t),
            "type": name,
            "actor": place.actor,
            "on_orders_of": place.on_orders_of,
            "data": shape.write(fact),
            "p": {opening.path: {"$c": commitment(opening.value, opening.salt)} for opening in openings},
        }
    )
    entry = decode(body, leaf_of(body), openings)
    if entry.fact != fact or entry.t != whole_milliseconds(place.t):
        raise Malformed("the fact would not read back as itself")
    return entry


def decode(body: bytes, leaf: bytes, openings: Iterable[Opening] = ()) -> Entry:
    """The entry that these bytes record; a personal field without an opening reads None.

    Raises Malformed for an unknown, missing or wrongly typed member. How the bytes, the time and the
    commitments are spelt is vouched for by the leaf; `read` is for bytes that nobody vouches for.
    """
    try:
        envelope, end = _JSON.raw_decode(text := body.decode())
    except (ValueError, RecursionError) as broken:
        raise Malformed("not JSON") from broken
    if end != len(text):
        raise Malformed("more than one value")
    return _entry(envelope, body, leaf, tuple(openings))


def read(body: bytes, openings: Iterable[Opening] = ()) -> Entry:
    """The entry in bytes of unknown origin; raises NotCanonical or Malformed."""
    envelope = parse(body)
    entry = _entry(envelope, body, leaf_of(body), tuple(openings))
    if stamp(entry.t) != envelope["t"]:
        raise Malformed("another spelling of the time")
    personal = retention_of(entry.fact)
    if not isinstance(envelope["p"], dict) or not envelope["p"].keys() <= personal.keys():
        raise Malformed("the personal fields")
    for member in envelope["p"].values():
        if not isinstance(member, dict) or member.keys() != {"$c"} or not is_commitment(member["$c"]):
            raise Malformed("a commitment")
    return entry


def retention_of(fact: Fact) -> Mapping[str, str]:
    """The class of retention of each personal field of this kind of fact."""
    return _SHAPES[NAMES[type(fact)]].personal


def commitments_in(body: bytes) -> Mapping[str, str]:
    """The commitments of an entry that has been read, by the path of the field."""
    return {path: member["$c"] for path, member in json.loads(body)["p"].items()}


def _entry(envelope: object, body: bytes, leaf: bytes, openings: tuple[Opening, ...]) -> Entry:
    if type(envelope) is not dict or envelope.keys() != _MEMBERS:
        raise Malformed("the members of an entry")
    seq, actor, on_orders_of = envelope["seq"], envelope["actor"], envelope["on_orders_of"]
    if type(seq) is not int or seq < 0 or type(envelope["v"]) is not int or envelope["v"] != VERSION:
        raise Malformed("the version or the number of an entry")
    if type(actor) is not str or not (on_orders_of is None or type(on_orders_of) is str):
        raise Malformed("who did it")
    name = envelope["type"]
    shape = _SHAPES.get(name) if type(name) is str else None
    if shape is None:
        raise Malformed("a fact of unknown name")
    try:
        moment = datetime.fromisoformat(envelope["t"])
    except (TypeError, ValueError) as broken:
        raise Malformed("a time stamp") from broken
    fact = shape.read(envelope["data"], _shown(envelope["p"], openings))
    return Entry(seq, moment, actor, on_orders_of, fact, body, leaf, openings)


def _shown(committed: object, openings: tuple[Opening, ...]) -> dict[str, str] | None:
    """The personal values that are still open, by field."""
    if not openings:
        return None
    shown = {opening.path: opening.value for opening in openings}
    if not isinstance(committed, dict) or len(shown) != len(openings) or not shown.keys() <= committed.keys():
        raise Malformed("an opening of nothing")
    return shown
