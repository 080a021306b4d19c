"""Browsers whose network lets nothing out but to a TURN server; and what else that server can be made to reach."""

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aioice import stun
from playwright.async_api import async_playwright

from meeting_server.relay_client.turn import LIFETIME
from tests.media.browser import plan_of
from tests.media.coturn import HOME, RELAY, TURN, servers, turned
from tests.media.guests import Guest, Json, Page, chromium, mozilla
from tests.media.test_relay_browsers import LIGHT
from tests.people import ARUNEE, THANA

A, B = ARUNEE.seat, THANA.seat


@pytest.mark.chromium
@pytest.mark.firefox
@pytest.mark.timeout(240)
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_sound_and_pictures_pass_both_ways_and_find_another_way(tmp_path: Path, transport: str) -> None:
    url = f"turn:{TURN}:3478?transport={transport}"
    async with (
        turned(tmp_path) as scene,
        async_playwright() as driver,
        chromium(driver, tmp_path, scene.home) as one,
        mozilla(tmp_path, scene.home) as other,
    ):
        scene.stage.follow(plan_of(A, B))
        guests = Guest(scene.stage, A, one), Guest(scene.stage, B, other)
        for guest in guests:
            await guest.join({**LIGHT, "servers": servers(guest.seat, url)})
        for guest in guests:
            await guest.plays()
            assert [live["path"] for live in guest.reported("live")] == ["relay"]
            way = await guest.way()
            assert (way["type"], way["relayed"]) == ("relay", transport)
        # Later: what they were told at first has run out.
        for guest in guests:
            here = guest.address
            await guest.restart(servers(guest.seat, url))
            await guest.moved(here)
            await guest.plays()
            assert (await guest.way())["dtls"] == "connected"


@pytest.mark.chromium
@pytest.mark.timeout(120)
async def test_credentials_that_ran_out_or_were_made_up_are_refused(tmp_path: Path) -> None:
    async with (
        turned(tmp_path) as scene,
        async_playwright() as driver,
        chromium(driver, tmp_path, scene.home) as page,
    ):
        (ours,) = servers(A)
        (old,) = servers(A, ago=LIFETIME + 1)
        assert await asked(page, ours) == "relay"
        assert await asked(page, old) == "401"
        assert await asked(page, {**old, "username": ours["username"]}) == "401"


async def asked(page: Page, server: Json) -> str:
    """What a page that knows these credentials gets of the TURN server: a kind of candidate, a refusal, or nothing."""
    answer: str = await page.evaluate(
        """async (server) => {
            const pc = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: "relay" });
            const answered = new Promise((resolve) => {
                pc.onicecandidate = ({ candidate }) => candidate?.type && resolve(candidate.type);
                pc.onicecandidateerror = ({ errorCode }) => errorCode < 700 && resolve(`${errorCode}`);
                pc.onicegatheringstatechange = () => pc.iceGatheringState === "complete" && resolve("nothing");
            });
            pc.createDataChannel("any");
            await pc.setLocalDescription(await pc.createOffer());
            return answered.finally(() => pc.close());
        }""",
        server,
    )
    return answer


class Client:
    """A client of the TURN server that asks for what a browser would not."""

    def __init__(self, own: socket.socket) -> None:
        self._own = own
        (server,) = servers(A)
        self._name, self._password = server["username"], server["credential"]
        self._known: dict[str, object] = {}
        self.ask(stun.Method.ALLOCATE, {"REQUESTED-TRANSPORT": 0x11000000})
        self.ask(stun.Method.ALLOCATE, {"REQUESTED-TRANSPORT": 0x11000000})

    def ask(self, method: stun.Method, attributes: dict[str, object]) -> stun.Message:
        """A request and its answer."""
        request = stun.Message(method, stun.Class.REQUEST)
        request.attributes.update(attributes)
        if self._known:
            request.attributes.update(USERNAME=self._name, **self._known)
            key = f"{self._name}:{self._known['REALM']}:{self._password}"
            request.add_message_integrity(hashlib.md5(key.encode()).digest())  # noqa: S324 - RFC 8489
        self._own.sendto(bytes(request), (TURN, 3478))
        answer = stun.parse_message(self._own.recv(2_048))
        if "NONCE" in answer.attributes:
            self._known = {name: answer.attributes[name] for name in ("REALM", "NONCE")}
        return answer

    def may_reach(self, host: str, port: int) -> bool:
        """Whether it may send there; it tries at once, allowed or not."""
        peer = (host, port)
        allowed = self.ask(stun.Method.CREATE_PERMISSION, {"XOR-PEER-ADDRESS": peer})
        bound = self.ask(stun.Method.CHANNEL_BIND, {"CHANNEL-NUMBER": 0x4000, "XOR-PEER-ADDRESS": peer})
        told = stun.Message(stun.Method.SEND, stun.Class.INDICATION)
        told.attributes.update({"XOR-PEER-ADDRESS": peer, "DATA": b"\0\0\0\0 from within"})
        self._own.sendto(bytes(told), (TURN, 3478))
        classes = {allowed.message_class, bound.message_class}
        return stun.Class.RESPONSE in classes


def _forbidden() -> Iterator[str]:
    """Everything that is not the relay, in every way of writing it: what lists were got round with."""
    inside = ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", TURN]
    yield from inside
    yield from ("0.0.0.0", "0.0.0.1", "127.1.2.3", "203.0.113.9", "224.0.0.1", "255.255.255.255", "192.0.2.1")  # noqa: S104 - what is refused
    yield from ("198.51.100.1", "198.51.100.2", "198.18.0.1", "240.0.0.1", "203.0.113.255", "8.8.8.8")
    for prefix in ("::ffff:", "::", "64:ff9b::", "::ffff:0:", "64:ff9b:1::"):
        yield from (f"{prefix}{each}" for each in [*inside, RELAY])
    yield from (
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2002:7f00:1::",
        "2001::7f00:1",
    )


async def test_the_caged_server_reaches_the_relay_and_nothing_else(tmp_path: Path) -> None:
    async with turned(tmp_path) as scene:
        port = scene.stage.mux.port
        scene.relay.run("nft", "-f", "-", told=_counting(port))
        with scene.home.inside():
            own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        own.settimeout(10)
        with own:
            own.bind((HOME, 0))
            client = Client(own)
            assert client.may_reach(RELAY, port)
            assert [each for each in _forbidden() if client.may_reach(each, port)] == []
            # The relay's own address is allowed: what else listens there is for the firewall.
            for other in (53, 5_432, port - 1, port + 1):
                client.may_reach(RELAY, other)
            # The server does one after the other: everything before this was tried.
            assert client.may_reach(RELAY, port)
        counted = scene.relay.run("nft", "list", "chain", "inet", "watch", "in")
        assert "dport " + str(port) + " counter packets 0" not in counted
        assert 'counter packets 0 bytes 0 comment "other"' in counted


def _counting(port: int) -> str:
    """Counts what comes from the TURN server, for the relay and for anything else."""
    return f"""table inet watch {{ chain in {{
        type filter hook input priority 0;
        ip saddr {TURN} udp dport {port} counter accept
        ip saddr {TURN} meta l4proto {{ udp, tcp }} counter comment "other"
    }}; }}"""
