"""Facts to JSON and back."""

import json
import pkgutil
from dataclasses import MISSING, dataclass, fields
from importlib import import_module
from typing import Any, cast
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.audit.canonical import NotCanonical, canonical
from meeting_server.audit.codec import Place, commitments_in, decode, encode, read, retention_of
from meeting_server.audit.entry import Opening, leaf_of
from meeting_server.audit.names import FACTS, NAMES
from meeting_server.audit.shapes import Malformed, shape_of
from meeting_server.meeting import facts as every_concept
from meeting_server.meeting.facts.ballots import Choice, VoteCast
from meeting_server.meeting.facts.calling import SeatAssigned
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import MeetingOpened
from meeting_server.meeting.ids import BallotId, MessageId, SeatId
from meeting_server.meeting.state import replay
from tests.audit.sample import BEGAN, WHOLE_MEETING, log_of
from tests.people import ARUNEE

SALT = bytes(range(32))
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"])).map(lambda text: normalize("NFC", text))
st.register_type_strategy(str, TEXT)
INTEGERS = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
st.register_type_strategy(int, INTEGERS)


def any_fact(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    personal = {name: st.none() | TEXT for name in shape_of(kind).personal}
    return st.builds(kind, **personal)


def recorded(fact: Fact) -> bytes:
    return encode(fact, Place(seq=7, t=BEGAN, actor=ARUNEE.seat), lambda: SALT).body


@pytest.mark.parametrize("kind", FACTS.values(), ids=list(FACTS))
@given(draw=st.data())
def test_every_fact_reads_back_as_itself(kind: type[Fact], draw: st.DataObject) -> None:
    fact = draw.draw(any_fact(kind))
    entry = encode(fact, Place(seq=3, t=BEGAN, actor="system", on_orders_of=ARUNEE.seat), lambda: SALT)
    assert read(entry.body, entry.openings) == entry
    assert decode(entry.body, entry.leaf, entry.openings) == entry
    assert (entry.fact, entry.seq, entry.t, entry.leaf) == (fact, 3, BEGAN, leaf_of(entry.body))


def test_an_entry_is_written_as_the_record_format_says() -> None:
    entry = encode(
        MessagePosted(message=MessageId("msg_1"), seat=SeatId("seat_1"), text="สวัสดี"),
        Place(seq=7, t=BEGAN, actor="seat_1"),
        lambda: SALT,
    )
    assert entry.body.decode() == (
        '{"actor":"seat_1","data":{"item":null,"message":"msg_1","seat":"seat_1"},"on_orders_of":null,'
        '"p":{"text":{"$c":"ugrHjngxT4eGnHHmFkLW4CzDfdxcJ4y+GH2k4AfM8Vw="}},"seq":7,'
        '"t":"2026-11-12T02:30:00.007Z","type":"chat.message_posted","v":1}'
    )
    assert entry.openings == (Opening(path="text", salt=SALT, value="สวัสดี", klass="content"),)
    assert retention_of(entry.fact) == {"text": "content"}


def test_the_table_of_names_covers_every_fact_and_follows_the_rule_of_naming() -> None:
    for module in pkgutil.iter_modules(every_concept.__path__):
        concept = import_module(f"{every_concept.__name__}.{module.name}")
        for kind in vars(concept).values():
            if isinstance(kind, type) and issubclass(kind, Fact) and kind.__module__ == concept.__name__:
                assert kind is Fact or kind in NAMES
    for name, kind in FACTS.items():
        snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__)
        assert name == f"{kind.__module__.rpartition('.')[2]}.{snake.lstrip('_')}"
    assert len(FACTS) == len(NAMES)


def test_a_destroyed_opening_reads_none_and_the_meeting_still_replays() -> None:
    log = log_of()
    forgotten = [decode(entry.body, entry.leaf) for entry in log]
    assert [entry.leaf for entry in forgotten] == [entry.leaf for entry in log]
    assert cast("SeatAssigned", forgotten[1].fact).name is None
    meeting = replay(entry.fact for entry in forgotten)
    assert meeting.phase is replay(WHOLE_MEETING).phase
    assert {seat.id for seat in meeting.seats} == {seat.id for seat in replay(WHOLE_MEETING).seats}


def test_one_opening_may_outlive_the_other() -> None:
    entry = log_of()[1]
    name = next(opening for opening in entry.openings if opening.path == "name")
    seat = cast("SeatAssigned", decode(entry.body, entry.leaf, [name]).fact)
    assert (seat.name, seat.office) == (ARUNEE.name, None)
    assert commitments_in(entry.body).keys() == {"name", "office"}


def test_a_member_with_a_default_may_be_missing_from_an_old_log() -> None:
    vote = VoteCast(ballot=BallotId("bal_1"), seat=ARUNEE.seat, choice=Choice.AGREE)
    kept = json.loads(recorded(vote))
    del kept["data"]["method"]
    assert read(canonical(kept)).fact == vote


def test_an_optional_member_is_written_and_read() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Later(Fact):
        note: str | None = None
        figure: int | None = None

    shape = shape_of(Later)
    assert shape.read(shape.write(Later(note="x"))) == Later(note="x")
    assert shape.read({}) == Later()


def test_a_field_of_a_type_that_json_cannot_hold_is_refused_at_once() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Odd(Fact):
        weight: float

    with pytest.raises(TypeError):
        shape_of(Odd)


@pytest.mark.parametrize(
    "fact",
    [
        MessagePosted(message=MessageId("m"), seat=cast("SeatId", 7), text="x"),
        VoteCast(ballot=BallotId("b"), seat=SeatId("s"), choice=cast("Choice", "maybe")),
        MessagePosted(message=MessageId("m"), seat=SeatId("s"), text="e\u0301"),
        MessagePosted(message=MessageId("m"), seat=SeatId("s"), text="\ud800"),
        MessagePosted(message=MessageId("e\u0301"), seat=SeatId("s"), text="x"),
        SeatAssigned(seat=SeatId("s"), person=ARUNEE.person, roles=cast("Any", [])),
    ],
)
def test_a_fact_that_would_not_read_back_is_never_written(fact: Fact) -> None:
    with pytest.raises((Malformed, NotCanonical, AttributeError)):
        recorded(fact)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("v", 2),
        ("v", True),
        ("seq", -1),
        ("seq", "7"),
        ("seq", True),
        ("t", "2026-11-12T02:30:00Z"),
        ("t", None),
        ("type", "chat.message_deleted"),
        ("type", 7),
        ("type", ["chat.message_posted"]),
        ("actor", None),
        ("on_orders_of", 7),
        ("data", None),
        ("data", []),
        ("data/stranger", 1),
        ("data/seat", 7),
        ("data/seat", None),
        ("data/roles", "chair"),
        ("data/roles", ["king"]),
        ("data/roles", [["chair"]]),
        ("data/name", "plain"),
        ("p", None),
        ("p", []),
        ("p/name", None),
        ("p/name", {"$c": "x"}),
        ("p/name", {"$c": None}),
        ("p/name/other", 1),
        ("p/stranger", {"$c": "ZFfsq26GZrvqZNrDYXDRZIFlQNeFVXeLo7atmawRbew="}),
        ("stranger", 1),
        ("p", MISSING),
        ("data/seat", MISSING),
    ],
)
def test_a_member_unknown_missing_or_of_another_type_is_refused(path: str, value: object) -> None:
    kept = json.loads(
        recorded(SeatAssigned(seat=ARUNEE.seat, person=ARUNEE.person, roles=(), name=ARUNEE.name))
    )
    *way, last = path.split("/")
    inner = kept
    for step in way:
        inner = inner[step]
    if value is MISSING:
        del inner[last]
    else:
        inner[last] = value
    with pytest.raises(Malformed):
        read(canonical(kept))


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("ballots.result_declared", {"totals": {}}),
        ("ballots.result_declared", {"totals": [["agree"]]}),
        ("ballots.result_declared", {"totals": [["agree", True]]}),
        ("ballots.result_declared", {"totals": [{"agree": 1}]}),
        ("ballots.result_declared", {"outcome": None}),
        ("recording.segments_sealed", {"segments": [7]}),
        ("recording.segments_sealed", {"segments": [{}]}),
        ("calling.meeting_called", {"sound_only": 1}),
        ("calling.meeting_called", {"number": 1.0}),
        ("calling.meeting_called", {"number": True}),
    ],
)
def test_what_is_inside_a_member_is_typed_as_well(name: str, members: dict[str, object]) -> None:
    entry = next(entry for entry in log_of() if NAMES[type(entry.fact)] == name)
    kept = json.loads(entry.body)
    kept["data"] |= members
    with pytest.raises(Malformed):
        decode(json.dumps(kept).encode(), entry.leaf)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"7", b"{} {}", b"[" * 100_000])
def test_bytes_that_are_no_entry_are_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode(body, leaf_of(body))
    with pytest.raises((Malformed, NotCanonical)):
        read(body)


def test_an_opening_of_nothing_is_refused() -> None:
    opened = Opening(path="name", salt=SALT, value="x", klass="operation")
    body = recorded(MeetingOpened())
    with pytest.raises(Malformed):
        read(body, [opened])
    entry = log_of()[1]
    with pytest.raises(Malformed):
        decode(entry.body, entry.leaf, [*entry.openings, entry.openings[0]])


def test_the_sample_has_every_kind_of_fact() -> None:
    assert {type(fact) for fact in WHOLE_MEETING} == set(NAMES)


def test_every_personal_field_has_a_default_for_when_it_is_forgotten() -> None:
    for kind in NAMES:
        for declared in fields(kind):
            assert "personal" not in declared.metadata or declared.default is None
