"""Browsers whose network lets nothing out but TLS to port 443: they come by the TURN server, or not at all."""

import contextlib
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.async_api import async_playwright

from meeting_server.certificate import Certificate, ensure
from meeting_server.relay_client.turn import LIFETIME
from tests.media.browser import plan_of, until
from tests.media.coturn import RELAY, TURN, Scene, servers, turned
from tests.media.guests import Guest, Page, chromium, mozilla
from tests.media.stage_door import PATIENCE
from tests.media.test_relay_browsers import LIGHT
from tests.media.test_turn import asked
from tests.people import ARUNEE, THANA

pytestmark = [pytest.mark.chromium, pytest.mark.firefox, pytest.mark.timeout(240)]

A, B = ARUNEE.seat, THANA.seat
NAME = "turn.example.go.th"
TLS = f"turns:{NAME}:443?transport=tcp"
# What a server tells that is there for every network.
URLS = (f"turn:{TURN}:3478?transport=udp", f"turn:{TURN}:3478?transport=tcp", TLS)
_CALL = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 10)"


class Barred(NamedTuple):
    """A home behind a firewall, and a TURN server whose certificate is of an authority of this test."""

    scene: Scene
    certificate: Certificate

    def counted(self) -> str:
        """What the firewall counted."""
        return self.scene.between.run("nft", "list", "table", "inet", "firewall")


@contextlib.asynccontextmanager
async def _barred(folder: Path) -> AsyncIterator[Barred]:
    certificate = ensure(folder / "keys", [NAME], datetime.now(UTC))
    async with turned(folder, certificate) as scene:
        scene.home.know(NAME, TURN, folder)
        # The relay could be reached without the TURN server, if it were not for the firewall.
        scene.between.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
        scene.relay.run("ip", "route", "add", "default", "via", TURN)
        scene.home.run(sys.executable, "-c", _CALL, RELAY, str(scene.stage.mux.tcp_port))
        scene.between.run("nft", "-f", "-", told=_firewall(scene))
        yield Barred(scene, certificate)


def _firewall(scene: Scene) -> str:
    """It stands at the far end of the home's cable, and says nothing to whom it bars."""
    mux = scene.stage.mux
    return f"""table inet firewall {{
        chain out {{
            type filter hook prerouting priority raw; policy accept;
            iif != "outside" accept
            ip daddr {TURN} tcp dport 443 counter accept
            ip daddr {RELAY} udp dport {mux.port} counter drop
            ip daddr {RELAY} tcp dport {mux.tcp_port} counter drop
            ip daddr {TURN} udp dport 3478 counter drop
            ip daddr {TURN} tcp dport 3478 counter drop
            drop
        }}
        chain back {{
            type filter hook postrouting priority raw; policy accept;
            oif != "outside" accept
            ip saddr {TURN} tcp sport 443 counter accept
            drop
        }}
    }}"""


async def test_sound_and_pictures_pass_both_ways_and_nothing_but_tls_does(tmp_path: Path) -> None:
    async with (
        _barred(tmp_path) as barred,
        async_playwright() as driver,
        chromium(driver, tmp_path, barred.scene.home, barred.certificate.authority) as one,
        mozilla(tmp_path, barred.scene.home, barred.certificate.authority) as other,
    ):
        stage = barred.scene.stage
        stage.follow(plan_of(A, B))
        guests = Guest(stage, A, one), Guest(stage, B, other)
        for guest in guests:
            # As our own page: it tries every way.
            await guest.join({**LIGHT, "servers": servers(guest.seat, *URLS), "ways": "all"})
        for guest in guests:
            await _plays(guest)
        # Every other way was tried, too.
        await until(lambda: "packets 0 " not in barred.counted(), PATIENCE)
        for guest in guests:
            here = guest.address
            await guest.restart(servers(guest.seat, *URLS))
            await guest.moved(here)
            await _plays(guest)


async def _plays(guest: Guest) -> None:
    """Wait until it hears and sees the other, and see that it does by TLS."""
    await guest.plays()
    assert {live["path"] for live in guest.reported("live")} == {"relay"}
    assert guest.address[0] == TURN
    way = await guest.way()
    assert (way["type"], way["relayed"], way["dtls"]) == ("relay", "tls", "connected")


@pytest.mark.parametrize("kind", ["chromium", "firefox"])
async def test_only_who_is_vouched_for_and_let_in_is_used(tmp_path: Path, kind: str) -> None:
    async with _barred(tmp_path) as barred:
        (ours,) = servers(A, TLS)
        async with _page(kind, tmp_path, barred, barred.certificate.authority) as page:
            assert await asked(page, ours) == "relay"
            # Who has been let in before, but is no more.
            (old,) = servers(A, TLS, ago=LIFETIME + 1)
            assert await asked(page, old) == "401"
            # A certificate for another name.
            (other,) = servers(A, f"turns:{TURN}:443?transport=tcp")
            assert await asked(page, other) == "nothing"
        # A certificate of an authority that nobody knows.
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        async with _page(kind, elsewhere, barred, None) as page:
            assert await asked(page, ours) == "nothing"


@contextlib.asynccontextmanager
async def _page(kind: str, folder: Path, barred: Barred, authority: Path | None) -> AsyncIterator[Page]:
    home = barred.scene.home
    if kind == "firefox":
        async with mozilla(folder, home, authority) as page:
            yield page
    else:
        async with async_playwright() as driver, chromium(driver, folder, home, authority) as page:
            yield page
