"""Credentials for a TURN server: for one seat, for ten minutes, told with the worker's leave and without its knowledge."""

import base64
import hashlib
import hmac
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from meeting_server.config import SettingRefused, read
from meeting_server.relay_client import Turn, WorkerRelay
from meeting_server.relay_client.process import Process
from tests.media.browser import MEETING, plan_of
from tests.people import ARUNEE, THANA
from tests.relay_client.crew import Heard, crewed, end, place_in, until

A, B = ARUNEE.seat, THANA.seat
TURN = Turn(urls=("turn:192.0.2.8:3478?transport=udp",), secret="a secret of this test")
NOW = 1_794_453_127.9


def test_they_end_after_ten_minutes_and_are_proved_by_the_secret() -> None:
    (server,) = TURN.servers(MEETING, A, NOW)
    name = str(server["username"])
    proof = base64.b64decode(str(server["credential"]))
    assert server["urls"] == ["turn:192.0.2.8:3478?transport=udp"]
    assert name.split(":", maxsplit=1)[0] == str(1_794_453_127 + 600)
    assert proof == hmac.new(b"a secret of this test", name.encode(), hashlib.sha1).digest()


def test_the_name_is_of_one_seat_and_says_nothing_of_it() -> None:
    names = [str(TURN.servers(MEETING, seat, NOW)[0]["username"]).split(":")[1] for seat in (A, A, B)]
    assert names[0] == names[1] != names[2]
    assert all(A not in name and MEETING not in name for name in names)


def test_the_secret_is_not_shown() -> None:
    assert TURN.secret not in repr(TURN)
    settings = read({"TURN_URLS": "turn:192.0.2.8", "TURN_SECRET": TURN.secret})
    assert TURN.secret not in repr(settings)
    with pytest.raises(SettingRefused) as refused:
        read({"TURN_SECRET": TURN.secret})
    assert TURN.secret not in str(refused.value)


async def test_whoever_may_open_is_told_them_and_told_new_ones_when_asked_again(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        crew.client._turn = TURN
        await crew.plan(plan_of(A))
        a = await crew.join(A)
        (told,) = crew.heard.of("opened")
        assert told["ice_servers"][0]["urls"] == list(TURN.urls)  # type: ignore[index]
        await a.open()
        await until(lambda: len(crew.heard.of("opened")) == 2)
        assert a.pc.connectionState == "connected"
        arguments = Path(f"/proc/{crew.client.pid}/cmdline").read_bytes()  # noqa: ASYNC240 - no disk
        assert TURN.secret.encode() not in arguments


@pytest.mark.parametrize("changed", [{"turn_address": ("192.0.2.8",)}, {"disk_reserve": 64}])
async def test_a_worker_that_was_started_with_other_settings_is_replaced(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    place = place_in(tmp_path)
    async with crewed(tmp_path, place) as crew:
        before = crew.client.pid
        await crew.vanish()
        client = WorkerRelay(replace(place, **changed), Heard())
        await client.start()
        try:
            assert client.pid != before
            assert Process(place).found() == client.pid
        finally:
            await client.drain()
            await end(place)
