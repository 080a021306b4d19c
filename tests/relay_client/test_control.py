"""The lines between a server and its worker: exactly what is listed, and only between processes of one account."""

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.media import control
from meeting_server.media.control import TO_SERVER, TO_WORKER, Garbled, TooLong
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place, Source
from tests.people import EVERYONE

SEATS = st.sampled_from([cast.seat for cast in EVERYONE])
SOURCES = st.frozensets(st.sampled_from(Source))
PLACES = st.builds(
    Place, seat=SEATS, sends=SOURCES, hears=st.booleans(), overhears=st.frozensets(SEATS, max_size=2)
)
PLANS = st.builds(
    MediaPlan,
    circles=st.lists(
        st.builds(Circle, name=st.text(max_size=8), places=st.lists(PLACES, max_size=6).map(tuple)),
        max_size=3,
    ).map(tuple),
    record=st.frozensets(st.tuples(SEATS, st.sampled_from(Source)), max_size=8),
    presiding=st.none() | SEATS,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FOLLOW = {"do": "follow", "id": 7, "meeting": "mtg_1", "epoch": 3, "plan": {}}


@given(PLANS)
def test_a_plan_arrives_as_it_was_sent(plan: MediaPlan) -> None:
    line = control.encode({**FOLLOW, "plan": control.plan_message(plan)})
    assert line.count(b"\n") == 1
    assert control.plan_of(control.decode(line, TO_WORKER)["plan"]) == plan


@pytest.mark.parametrize(
    "changed",
    [
        {"extra": 1},
        {"id": "7"},
        {"id": True},
        {"epoch": 3.0},
        {"epoch": None},
        {"plan": []},
        {"do": "unfollow"},
        {"do": 1},
        {"do": "ready"},
    ],
)
def test_an_unknown_field_kind_or_type_is_refused(changed: Mapping[str, object]) -> None:
    with pytest.raises(Garbled):
        control.decode(control.encode({**FOLLOW, **changed}), TO_WORKER)


@pytest.mark.parametrize("missing", ["do", "id", "meeting", "epoch", "plan"])
def test_a_missing_field_is_refused(missing: str) -> None:
    message = {name: value for name, value in FOLLOW.items() if name != missing}
    with pytest.raises(Garbled):
        control.decode(control.encode(message), TO_WORKER)


SEAT = EVERYONE[0].seat
ROOM = {"name": "room", "places": [[SEAT, ["mic"], True, []]]}
PLAN = {"circles": [ROOM], "record": [[SEAT, "mic"]], "clips": [[1, SEAT]], "presiding": SEAT}


@pytest.mark.parametrize(
    "changed",
    [
        {"extra": 1},
        {"presiding": "../../etc"},
        {"presiding": 4},
        {"clips": [[SEAT, 1]]},
        {"clips": [[True, SEAT]]},
        {"clips": [[1]]},
        {"record": [[SEAT]]},
        {"record": [[SEAT, "mic", "camera"]]},
        {"record": [[SEAT, "everything"]]},
        {"record": [["seat_x/../..", "mic"]]},
        {"record": {}},
        {"circles": [{**ROOM, "open": True}]},
        {"circles": [{"name": "room"}]},
        {"circles": [{**ROOM, "name": 3}]},
        {"circles": [{**ROOM, "places": [[SEAT, ["mic"], 1, []]]}]},
        {"circles": [{**ROOM, "places": [[SEAT, ["mic"], True, ["somebody"]]]}]},
        {"circles": [{**ROOM, "places": [[SEAT, ["mic"], True, SEAT]]}]},
        {"circles": [{**ROOM, "places": [[SEAT, ["mic"], True]]}]},
        {"circles": [{**ROOM, "places": [[SEAT, "mic", True, []]]}]},
        {"circles": [{**ROOM, "places": [[SEAT, [["mic"]], True, []]]}]},
        {"circles": [{**ROOM, "places": [[SEAT, ["mic"]]]}]},
        {"circles": ["room"]},
        {"circles": None},
    ],
)
def test_a_plan_with_anything_odd_is_no_plan(changed: Mapping[str, object]) -> None:
    assert control.plan_of(PLAN).presiding == SEAT
    with pytest.raises(Garbled):
        control.plan_of({**PLAN, **changed})


@given(JSON)
def test_no_plan_makes_it_stumble(message: object) -> None:
    for odd in (message, {"circles": message, "record": [], "presiding": None}, {**PLAN, "record": message}):
        with contextlib.suppress(Garbled):
            control.plan_of(odd)


@given(st.binary(max_size=200) | JSON.map(lambda message: json.dumps(message).encode() + b"\n"))
def test_no_line_makes_it_stumble(line: bytes) -> None:
    for shapes in (TO_WORKER, TO_SERVER):
        with contextlib.suppress(Garbled):
            control.decode(line, shapes)


def test_a_line_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(Garbled):
        control.decode(b"[" * 100_000 + b"\n", TO_WORKER)
    deep: object = "x"
    for _ in range(20):
        deep = {"a": [deep]}
    assert not control.is_shallow({"kind": "offer", "sdp": deep})
    assert control.is_shallow({"kind": "offer", "tracks": [{"mid": "0", "source": "mic"}]})


def test_a_torn_line_is_refused() -> None:
    line = control.encode({"do": "beat"})
    assert control.decode(line, TO_WORKER) == {"do": "beat"}
    with pytest.raises(Garbled):
        control.decode(line[:-1], TO_WORKER)


def test_a_message_of_more_than_256_kib_is_not_sent() -> None:
    with pytest.raises(TooLong):
        control.encode({**FOLLOW, "plan": {"sdp": "x" * control.LONGEST}})
    fits = {**FOLLOW, "plan": {"sdp": "x" * (control.LONGEST - 200)}}
    assert control.decode(control.encode(fits), TO_WORKER) == fits


@given(st.text())
def test_any_text_of_a_browser_fits_one_line(text: str) -> None:
    message = {
        "do": "signal",
        "id": 1,
        "meeting": "mtg_1",
        "seat": "seat_1",
        "message": {"sdp": text + "\ud800\n"},
    }
    line = control.encode(message)
    assert line.count(b"\n") == 1
    assert control.decode(line, TO_WORKER) == message


def test_the_folder_of_sockets_is_ours_alone(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o755)
    folder = control.folder_of(tmp_path)
    assert folder.stat().st_mode & 0o777 == 0o700


async def test_a_socket_however_deep_its_folder_lies(tmp_path: Path) -> None:
    deep = tmp_path / ("ห้องประชุม" * 6) / ("d" * 120)
    deep.mkdir(parents=True)
    path = deep / "worker-0.sock"
    assert len(os.fsencode(path)) > 200
    arrived = asyncio.Event()

    async def arrive(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert control.must_be_own(writer.get_extra_info("socket")) == os.getpid()
        arrived.set()
        writer.close()

    for _ in range(2):  # the second takes the place of what the first left
        server = await asyncio.start_unix_server(arrive, sock=control.listening(path))
        _, writer = await control.connect(path)
        await arrived.wait()
        writer.close()
        await writer.wait_closed()
        server.close()
        arrived.clear()
    assert path.stat().st_mode & 0o777 == 0o600


async def test_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        await control.connect(tmp_path / "worker-0.sock")
    control.listening(tmp_path / "worker-0.sock").close()
    with pytest.raises(ConnectionRefusedError):
        await control.connect(tmp_path / "worker-0.sock")


def test_another_account_is_not_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        assert control.must_be_own(one) == os.getpid()
        monkeypatch.setattr("os.getuid", lambda: 4711)
        monkeypatch.setattr(control, "_ROOT", 4712)
        with pytest.raises(PermissionError):
            control.must_be_own(one)


def test_seats_are_known_by_their_shape() -> None:
    assert control.plan_of({**PLAN, "presiding": None}).presiding is None
    assert control.plan_of(PLAN).presiding == SeatId(SEAT)
