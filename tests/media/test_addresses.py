"""Relays of several addresses: of both families, and of one that is not their own but a translator's."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.media.browser import plan_of, staged
from tests.media.guests import Guest, chromium, mozilla
from tests.media.network import cable, hosts
from tests.media.test_relay_browsers import LIGHT, NETWORKS, NO_UDP
from tests.people import ARUNEE, THANA
from tests.relay_client.crew import crewed, place_in

A, B = ARUNEE.seat, THANA.seat
OUTSIDE, INSIDE, SIX = "203.0.113.7", "10.77.0.1", "fd00:77::1"
OTHER = "10.77.5.2"


async def test_a_worker_tells_every_address_with_both_transports(tmp_path: Path) -> None:
    both = "127.0.0.1,::1"
    async with crewed(tmp_path, replace(place_in(tmp_path), bind=both, address=both)) as crew:
        await crew.plan(plan_of(A))
        a = await crew.join(A)
        answer = str(a.last("answer")["sdp"])
        first = answer.split("m=")[1].splitlines()
        told = [line.split()[2:6] for line in first if line.startswith("a=candidate")]
        port = str(crew.place.port)
        priorities = [int(priority) for _transport, priority, _address, _port in told]
        assert [(transport, address, at) for transport, _priority, address, at in told] == [
            ("udp", "127.0.0.1", port),
            ("udp", "::1", port),
            ("tcp", "127.0.0.1", port),
            ("tcp", "::1", port),
        ]
        assert priorities == sorted(set(priorities), reverse=True)


@pytest.mark.chromium
@pytest.mark.firefox
@pytest.mark.timeout(240)
async def test_one_comes_by_ipv6_and_another_by_ipv4(tmp_path: Path) -> None:
    with hosts(3) as (relay, new, old):
        cable(relay, f"{SIX}/64", new, "fd00:77::2/64", name="six")
        cable(relay, f"{INSIDE}/24", old, "10.77.0.2/24", name="four")
        new.run("ip", "route", "add", "default", "via", SIX)
        old.run("ip", "route", "add", "default", "via", INSIDE)
        async with (
            staged(tmp_path / "relay", host=relay, address=INSIDE, also=SIX, told=[INSIDE, SIX]) as stage,
            async_playwright() as driver,
            chromium(driver, tmp_path, new) as page,
            mozilla(tmp_path, old) as other,
        ):
            stage.follow(plan_of(A, B))
            guests = Guest(stage, A, page), Guest(stage, B, other)
            for guest in guests:
                await guest.join(LIGHT)
            for guest in guests:
                await guest.plays()
            assert [str(guest.address[0]) for guest in guests] == ["fd00:77::2", "10.77.0.2"]
            assert str(guests[0].reported("live")[0]["address"]).startswith("[fd00:77::2]:")


@pytest.mark.chromium
@pytest.mark.timeout(240)
@NETWORKS
async def test_browsers_come_to_the_translator_s_address(tmp_path: Path, path: str) -> None:
    """1:1 NAT: the relay stands inside, and is told of by the address that stands for it outside."""
    with hosts(3) as (relay, translator, home):
        cable(translator, "10.77.0.254/24", relay, f"{INSIDE}/24", name="inside")
        cable(translator, f"{OUTSIDE}/24", home, "203.0.113.20/24", name="outside")
        relay.run("ip", "route", "add", "default", "via", "10.77.0.254")
        translator.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
        translator.run("nft", "-f", "-", told=_TRANSLATED)
        if path == "tcp":
            home.run("nft", "-f", "-", told=NO_UDP)
        async with (
            staged(tmp_path / "relay", host=relay, address=INSIDE, told=[OUTSIDE]) as stage,
            async_playwright() as driver,
            chromium(driver, tmp_path, home) as one,
            chromium(driver, tmp_path, home) as other,
        ):
            stage.follow(plan_of(A, B))
            guests = Guest(stage, A, one), Guest(stage, B, other)
            for guest in guests:
                await guest.join(LIGHT)
            for guest in guests:
                await guest.plays()
                assert guest.reported("live")[0]["path"] == path


@pytest.mark.chromium
@pytest.mark.timeout(240)
async def test_nothing_is_sent_to_the_addresses_that_an_offer_names(tmp_path: Path) -> None:
    with hosts(3) as (relay, home, other):
        cable(relay, f"{INSIDE}/24", home, "10.77.0.2/24", name="net0")
        cable(relay, "10.77.5.1/24", other, f"{OTHER}/24", name="net1")
        relay.run("nft", "-f", "-", told=_WATCHED)
        async with (
            staged(tmp_path / "relay", host=relay, address=INSIDE) as stage,
            async_playwright() as driver,
            chromium(driver, tmp_path, home) as page,
            chromium(driver, tmp_path, home) as page_of_b,
        ):
            stage.follow(plan_of(A, B))
            guests = Guest(stage, A, page), Guest(stage, B, page_of_b)
            for guest in guests:
                guest.names = [
                    f"a=candidate:{n} 1 {kind} typ host"
                    for n, address in enumerate(_NAMED, 1)
                    for kind in (f"udp 2130706431 {address} 5432", f"tcp 1671430143 {address} 5432")
                ]
                await guest.join(LIGHT)
            for guest in guests:
                await guest.plays()
                await guest.restart()
                await guest.plays()
            counted = relay.run("nft", "list", "chain", "inet", "watch", "out")
            # The cable itself speaks (neighbours, multicast); nobody of ours does, and to the guests we did.
            assert 'counter packets 0 bytes 0 comment "elsewhere"' in counted
            assert counted.count("counter packets 0 ") == 1


_NAMED = (OTHER, "127.0.0.1", "169.254.169.254", "::1", "::ffff:169.254.169.254", "::ffff:10.77.5.2")
_WATCHED = """table inet watch { chain out {
    type filter hook output priority 0;
    meta l4proto { icmp, ipv6-icmp, igmp } accept
    ip daddr 10.77.0.2 counter accept
    counter comment "elsewhere"
}; }"""
_TRANSLATED = f"""table ip translation {{ chain in {{
    type nat hook prerouting priority -100;
    iifname "outside" ip daddr {OUTSIDE} dnat to {INSIDE}
}}; }}"""
