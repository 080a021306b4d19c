"""The one port of a worker: who may come in, where it answers to, and that nothing makes it fall."""

import asyncio
from types import SimpleNamespace

import pytest
from aioice import stun

from meeting_server.media import ice
from meeting_server.media.ice import Address
from tests.media.wire import HERE, REMOTE, THERE, Port, mutations, muxed, proved, request

DTLS = b"\x16\xfe\xfd" + bytes(40)
MEDIA = b"\x90\x6f" + bytes(40)
ELSEWHERE: Address = ("198.51.100.9", 4_000)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock of the port, set by hand."""
    hand = SimpleNamespace(now=1_000.0)
    monkeypatch.setattr(ice, "time", SimpleNamespace(monotonic=lambda: hand.now))
    return hand


def _only_to(port: Port, *addresses: Address) -> bool:
    return {address for _datagram, address in port.sent} <= set(addresses)


def test_a_check_is_answered_with_the_address_it_came_from() -> None:
    mux, port = muxed()
    session, credentials = proved(mux)
    (answer,) = port.answers()
    assert answer.message_class == stun.Class.RESPONSE
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == HERE
    assert "FINGERPRINT" in answer.attributes
    assert answer.check_message_integrity(credentials.password.encode())
    assert _only_to(port, HERE)
    assert session.path == "udp"


def test_a_check_over_ipv6_is_answered_to_the_whole_address() -> None:
    mux, port = muxed()
    address: Address = ("2001:db8::7", 51_000, 0, 3)
    session, _credentials = proved(mux, address)
    (answer,) = port.answers()
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == ("2001:db8::7", 51_000)
    assert session.address == address
    assert _only_to(port, address)


def test_a_check_of_the_same_link_is_answered_without_the_name_of_the_link() -> None:
    mux, port = muxed()
    proved(mux, ("fe80::7%eth0", 51_000, 0, 3))
    (answer,) = port.answers()
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == ("fe80::7", 51_000)


def test_what_is_not_proved_is_not_answered() -> None:
    mux, port = muxed()
    session = mux.session()
    credentials = session.restart(REMOTE)
    stranger = muxed()[0].session().restart(REMOTE)
    unsigned = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    unsigned.attributes["USERNAME"] = f"{credentials.ufrag}:{REMOTE}"
    nameless = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    nameless.add_message_integrity(credentials.password.encode())
    refused = [
        request(credentials, password="x" * 24),
        request(credentials, remote="other"),
        request(stranger),
        bytes(unsigned),
        bytes(nameless),
    ]
    for datagram in refused:
        mux.datagram_received(datagram, HERE)
    assert mux.counts.unauthenticated == len(refused)
    assert port.sent == []
    assert session.address is None
    assert session.last_check == float("-inf")


@pytest.mark.parametrize("kind", [stun.Class.INDICATION, stun.Class.RESPONSE, stun.Class.ERROR])
def test_what_asks_nothing_is_not_answered(kind: stun.Class) -> None:
    mux, port = muxed()
    credentials = mux.session().restart(REMOTE)
    message = stun.Message(stun.Method.BINDING, kind)
    message.attributes["USERNAME"] = f"{credentials.ufrag}:{REMOTE}"
    message.add_message_integrity(credentials.password.encode())
    mux.datagram_received(bytes(message), HERE)
    assert port.sent == []


async def test_keys_and_media_count_only_from_a_proved_address() -> None:
    mux, _port = muxed()
    session, _credentials = proved(mux)
    came: list[bytes] = []
    session.on_media = came.append
    for datagram in (DTLS, MEDIA):
        mux.datagram_received(datagram, THERE)
    assert mux.counts.unknown_address == 2
    for datagram in (DTLS, MEDIA):
        mux.datagram_received(datagram, HERE)
    assert came == [MEDIA]
    assert await session._recv() == DTLS
    assert session._dtls.empty()


def test_the_first_check_selects_and_then_only_a_nomination_does() -> None:
    mux, port = muxed()
    session = mux.session()
    credentials = session.restart(REMOTE)
    mux.datagram_received(request(credentials), HERE)
    assert session.address == HERE
    mux.datagram_received(request(credentials), THERE)
    assert session.address == HERE
    mux.datagram_received(request(credentials, nominated=True, password="x" * 24), THERE)
    assert session.address == HERE
    mux.datagram_received(request(credentials, nominated=True), THERE)
    assert session.address == THERE
    session.send(MEDIA)
    assert port.sent[-1] == (MEDIA, THERE)


def test_a_nomination_of_an_old_generation_selects_nothing() -> None:
    mux, port = muxed()
    session, old = proved(mux)
    new = session.restart("efgh")
    mux.datagram_received(request(old, nominated=True), THERE)
    assert session.address == HERE
    assert len(port.answers()) == 2
    mux.datagram_received(request(new, nominated=True), THERE)
    assert session.address == THERE


def test_an_old_generation_is_answered_for_ten_seconds(clock: SimpleNamespace) -> None:
    mux, port = muxed()
    session, old = proved(mux)
    clock.now += 100
    new = session.restart("efgh")
    for passed in (9.9, 10.1):
        session.forget_old(clock.now + passed)
        mux.datagram_received(request(old), HERE)
        mux.datagram_received(request(new), HERE)
    assert len(port.answers()) == 1 + 2 + 1
    assert mux.counts.unauthenticated == 1
    assert len(mux._known.by_ufrag) == 1


def test_old_generations_do_not_pile_up(clock: SimpleNamespace) -> None:
    mux, _port = muxed()
    session = mux.session()
    for n in range(50):
        session.restart(f"gen{n}")
        clock.now += 11
    assert len(mux._known.by_ufrag) <= 2


def test_consent_is_the_time_of_the_last_check(clock: SimpleNamespace) -> None:
    mux, _port = muxed()
    session, credentials = proved(mux)
    clock.now += 5
    mux.datagram_received(request(credentials), THERE)
    clock.now += 5
    mux.datagram_received(MEDIA, HERE)
    assert session.last_check == clock.now - 5


def test_an_address_in_use_cannot_be_taken_over(clock: SimpleNamespace) -> None:
    mux, port = muxed()
    holder, holders = proved(mux)
    other = mux.session()
    others = other.restart(REMOTE)
    clock.now += 6
    mux.datagram_received(request(others, nominated=True), HERE)
    assert other.address is None
    assert mux.counts.taken_address == 1
    assert len(port.answers()) == 1
    mux.datagram_received(request(holders), HERE)
    clock.now += 6
    mux.datagram_received(request(others, nominated=True), HERE)
    assert other.address is None
    assert holder.address == HERE


def test_an_address_that_is_no_longer_used_can_become_anothers(clock: SimpleNamespace) -> None:
    mux, _port = muxed()
    before, _credentials = proved(mux)
    clock.now += 8
    after, _credentials = proved(mux)
    assert before.address is None
    came: list[bytes] = []
    after.on_media = came.append
    before.close()
    mux.datagram_received(MEDIA, HERE)
    assert came == [MEDIA]


def test_a_browser_has_sixteen_addresses_at_most() -> None:
    mux, _port = muxed()
    session, credentials = proved(mux)
    for n in range(100):
        mux.datagram_received(request(credentials), ("203.0.113.7", 20_000 + n))
    assert session.address == HERE
    assert len(mux._known.by_address) == 16
    session.close()
    assert mux._known.by_address == {}


async def test_after_close_nothing_is_known_and_nothing_is_sent() -> None:
    mux, port = muxed()
    session, credentials = proved(mux)
    for _ in range(100):
        mux.datagram_received(DTLS, HERE)
    assert mux.counts.dropped_dtls == 100 - 64
    session.close()
    session.close()
    answered = len(port.sent)
    for datagram in (request(credentials, nominated=True), DTLS, MEDIA):
        mux.datagram_received(datagram, HERE)
    session.send(MEDIA)
    await session._send(DTLS)
    assert len(port.sent) == answered
    with pytest.raises(ConnectionError):
        await session._recv()


async def test_who_waits_for_keys_is_told_of_the_close() -> None:
    mux, _port = muxed()
    session, _credentials = proved(mux)
    waiting = asyncio.create_task(session._recv())
    await asyncio.sleep(0)
    session.close()
    with pytest.raises(ConnectionError):
        await waiting


def test_credentials_are_long_and_never_the_same() -> None:
    mux, _port = muxed()
    made = [mux.session().restart(REMOTE) for _ in range(200)]
    assert len({each.ufrag for each in made}) == len({each.password for each in made}) == 200
    assert all(len(each.ufrag) >= 4 and len(each.password) >= 22 for each in made)


def test_no_datagram_raises_and_nothing_is_sent_to_who_has_not_proved_himself() -> None:
    """Checks, keys, media and noise, from a proved address and from strangers."""
    mux, port = muxed()
    session, credentials = proved(mux)
    came: list[bytes] = []
    session.on_media = came.append
    checks = [request(credentials, nominated=True), request(credentials)]
    genuine = {_signed(check) for check in checks}
    seeds = [*checks, request(credentials, password="x" * 24), DTLS, MEDIA, b"\0"]
    forged = 0
    for n, datagram in enumerate(mutations(seeds, 20_000, seed=3)):
        answered = len(port.sent)
        mux.datagram_received(datagram, (HERE, THERE, ELSEWHERE)[n % 3])
        if len(port.sent) > answered:
            assert port.sent[-1][1] == (HERE, THERE, ELSEWHERE)[n % 3]
            forged += _signed(datagram) not in genuine
    assert forged == 0
    assert mux.counts.unauthenticated > 1_000
    assert mux.counts.unknown_address > 10
    assert len(came) > 1_000


def _signed(check: bytes) -> bytes:
    """The bytes that the integrity covers: not the length, which is written anew, nor what follows."""
    end = check.find(b"\x00\x08\x00\x14")
    return check[:2] + check[4 : end + 24]
