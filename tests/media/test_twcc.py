"""Transport-wide feedback: every packet that came is named with its time, every other as missing."""

import contextlib
import random
import struct
import time
from collections.abc import Set as AbstractSet

import pytest
from aiortc.rtp import RtcpPacket, RtcpRtpfbPacket

from meeting_server.media.rtc import LARGEST_PLAIN
from meeting_server.media.rtcp import ArrivalsTold, parse_rtcp
from meeting_server.media.twcc import Arrivals, Departures, read_feedback
from tests.media.wire import mutations

TICK = 0.00025


def _read(told: bytes | None) -> dict[int, float | None]:
    """The feedback as draft-holmer-rmcat-twcc-01 says it is read: number → arrival, None for missing."""
    assert told is not None
    assert len(told) <= LARGEST_PLAIN
    assert len(told) % 4 == 0
    (packet,) = RtcpPacket.parse(told)
    assert isinstance(packet, RtcpRtpfbPacket)
    assert (packet.fmt, packet.ssrc, packet.media_ssrc) == (15, 1, 7)
    body = told[12:]
    base, count = struct.unpack_from("!HH", body)
    at = int.from_bytes(body[4:7], "big") * 0.064
    place, symbols = 8, list[int]()
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", body, place)
        place += 2
        if chunk & 0x8000:
            assert chunk & 0xC000 == 0xC000
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:  # All of one kind.
            symbols += [chunk >> 13] * (chunk & 0x1FFF)
    assert not any(symbols[count:])
    arrivals: dict[int, float | None] = {}
    for n, symbol in enumerate(symbols[:count]):
        if symbol == 1:
            at, place = at + body[place] * TICK, place + 1
        elif symbol == 2:
            at, place = at + struct.unpack_from("!h", body, place)[0] * TICK, place + 2
        arrivals[(base + n) & 0xFFFF] = at if symbol else None
    assert not any(body[place:])
    return arrivals


def _close(arrivals: dict[int, float | None], noted: dict[int, float]) -> bool:
    return all(
        (at is None) == (number not in noted) and (at is None or abs(at - noted[number]) <= TICK)
        for number, at in arrivals.items()
    )


def _exactly(told: bytes | None, noted: dict[int, float], missing: AbstractSet[int] = frozenset()) -> bool:
    arrivals = _read(told)
    return arrivals.keys() == noted.keys() | missing and _close(arrivals, noted)


def test_nothing_came_nothing_is_told() -> None:
    assert Arrivals().feedback(1, 7) is None


def test_what_came_and_what_did_not_is_told_with_times() -> None:
    arrivals, chance = Arrivals(), random.Random(3)
    number, now = 65_400, 5_000.0
    for _round in range(40):
        noted: dict[int, float] = {}
        first = number
        for _ in range(chance.randrange(1, 60)):
            now += chance.choice((0.0, 0.0004, 0.02, 0.08))
            if number == first or chance.random() > 0.2:
                noted[number & 0xFFFF] = now
                arrivals.note(number & 0xFFFF, now)
            number += 1
        told = _read(arrivals.feedback(1, 7))
        assert noted.keys() <= told.keys()
        assert _close(told, noted)
        assert arrivals.feedback(1, 7) is None


def test_losses_between_two_feedbacks_are_told() -> None:
    arrivals = Arrivals()
    arrivals.note(10, 1.0)
    arrivals.feedback(1, 7)
    arrivals.note(13, 1.1)
    told = _read(arrivals.feedback(1, 7))
    assert list(told) == [11, 12, 13]
    assert told[11] is told[12] is None


def test_packets_out_of_order_are_told_in_order() -> None:
    arrivals = Arrivals()
    noted = {5: 1.0, 7: 1.001, 6: 1.002}
    for number, at in noted.items():
        arrivals.note(number, at)
    assert _close(_read(arrivals.feedback(1, 7)), noted)


def test_a_packet_that_comes_after_it_was_told_missing_is_told_after_all() -> None:
    arrivals = Arrivals()
    arrivals.note(5, 1.0)
    arrivals.note(7, 1.0)
    arrivals.feedback(1, 7)
    arrivals.note(6, 1.2)
    assert _close(_read(arrivals.feedback(1, 7)), {6: 1.2})


def test_a_packet_from_before_the_very_first_is_told() -> None:
    arrivals = Arrivals()
    arrivals.note(2, 1.0)
    arrivals.feedback(1, 7)
    arrivals.note(65_530, 1.1)
    told = _read(arrivals.feedback(1, 7))
    assert _close(told, {65_530: 1.1})
    assert 65_530 in told


def test_the_feedbacks_are_counted() -> None:
    arrivals, counts = Arrivals(), []
    for number in range(258):
        arrivals.note(number, 1.0)
        told = arrivals.feedback(1, 7)
        assert told is not None
        counts.append(told[19])
    assert counts == [*range(256), 0, 1]


def test_wild_numbers_and_times_still_fit_in_a_datagram() -> None:
    arrivals, chance = Arrivals(), random.Random(5)
    for _round in range(50):
        for _ in range(chance.randrange(1, 3_000)):
            arrivals.note(chance.randrange(65_536), chance.uniform(0, 10_000))
        assert _read(arrivals.feedback(1, 7))


def test_what_came_after_a_long_silence_is_told_in_a_report_of_its_own() -> None:
    arrivals = Arrivals()
    before, after = {8: 3.0, 9: 3.01, 11: 3.02}, {13: 11.3, 14: 200.0}
    for number, at in (before | after).items():
        arrivals.note(number, at)
    assert _exactly(arrivals.feedback(1, 7), before, missing={10})
    assert _exactly(arrivals.feedback(1, 7), {13: 11.3}, missing={12})
    assert _exactly(arrivals.feedback(1, 7), {14: 200.0})
    assert arrivals.feedback(1, 7) is None


def test_the_longest_step_there_is_stays_in_one_report() -> None:
    for step in (8.19, -8.19):
        arrivals, noted = Arrivals(), {1: 50.0001, 2: 50.0001 + step, 3: 50.0001 + 2 * step}
        for number, at in noted.items():
            arrivals.note(number, at)
        assert _exactly(arrivals.feedback(1, 7), noted)
        assert arrivals.feedback(1, 7) is None


def test_a_packet_that_comes_long_after_those_behind_it_is_told_with_its_time() -> None:
    arrivals = Arrivals()
    for number in range(10):
        arrivals.note(number, 5.0)
    arrivals.feedback(1, 7)
    for number, at in {11: 5.1, 10: 15.0, 2: 30.0}.items():
        arrivals.note(number, at)
    assert _exactly(arrivals.feedback(1, 7), {2: 30.0})
    assert _exactly(arrivals.feedback(1, 7), {10: 15.0})
    assert _exactly(arrivals.feedback(1, 7), {11: 5.1})


def test_however_it_came_every_time_that_is_told_is_right() -> None:
    arrivals, chance = Arrivals(), random.Random(11)
    number, now = 65_000, 5_000.0
    noted: dict[int, float] = {}
    told: dict[int, float] = {}
    for _ in range(900):
        now += chance.choice((0.0, 0.0004, 0.02, 3.0, 8.1, 8.2, 900.0))
        arrivals.note(number & 0xFFFF, now)
        noted[number & 0xFFFF] = now
        number += chance.randrange(1, 4)
        if chance.random() > 0.3:
            came = _read(arrivals.feedback(1, 7))
            told |= {each: at for each, at in came.items() if at is not None}
    while (rest := arrivals.feedback(1, 7)) is not None:
        told |= {each: at for each, at in _read(rest).items() if at is not None}
    assert told.keys() == noted.keys()
    assert _close(dict(told), noted)


def test_a_long_jump_is_told_from_its_end() -> None:
    arrivals = Arrivals()
    arrivals.note(0, 1.0)
    arrivals.note(20_000, 1.0)
    told = _read(arrivals.feedback(1, 7))
    assert max(told) == 20_000
    assert len(told) <= 481


def _heard(told: bytes | None) -> list[tuple[int, float | None]]:
    assert told is not None
    (part,) = parse_rtcp(told)
    assert isinstance(part, ArrivalsTold)
    base, told_of = read_feedback(part.body)
    return [((base + n) & 0xFFFF, at) for n, at in enumerate(told_of)]


def test_what_is_told_is_read_again() -> None:
    arrivals, chance = Arrivals(), random.Random(7)
    number, now = 65_300, 5_000.0
    for _round in range(40):
        noted: dict[int, float] = {}
        for _ in range(chance.randrange(1, 200)):
            now += chance.choice((0.0, 0.0004, 0.02, 0.09))
            if not noted or chance.random() > 0.3:
                noted[number & 0xFFFF] = now
                arrivals.note(number & 0xFFFF, now)
            number += 1
        assert _close(dict(_heard(arrivals.feedback(1, 7))), noted)


def test_runs_and_single_bits_are_read_as_well() -> None:
    body = struct.pack("!HHI", 65_534, 20, 2 << 8 | 1)
    body += struct.pack(
        "!HHH", 1 << 13 | 3, 2, 0xBFFF
    )  # three seen, two missing, fourteen seen, and one more
    body += struct.pack("!H", 1 << 13 | 1)
    body += bytes([4] * 18)
    base, told = read_feedback(body)
    assert base == 65_534
    assert [at is None for at in told] == [False] * 3 + [True] * 2 + [False] * 15
    assert told[0] == 2 * 0.064 + 4 * TICK
    assert told[-1] is not None
    assert abs(told[-1] - (2 * 0.064 + 18 * 4 * TICK)) < 1e-9


@pytest.mark.parametrize("count", [1, 2, 7, 479])
def test_what_came_whole_is_told_as_one_run(count: int) -> None:
    arrivals = Arrivals()
    noted = {n: 77.0 + n * 0.0021 for n in range(count)}
    for number, at in noted.items():
        arrivals.note(number, at)
    told = arrivals.feedback(1, 7)
    assert told is not None
    assert len(told) == -(-(12 + 8 + 2 + count) // 4) * 4
    assert _read(told).keys() == noted.keys()
    assert _close(dict(_heard(told)), noted)
    for short in range(20, len(told) - 3 - (-(22 + count) % 4)):
        with pytest.raises(ValueError, match=str(short - 12)):
            read_feedback(told[12:short])


def test_feedback_that_is_nearly_right_raises_what_is_caught() -> None:
    arrivals = Arrivals()
    for number in range(100):
        arrivals.note(number, number / 50)
    told = arrivals.feedback(1, 7)
    assert told is not None
    for datagram in mutations([told[12:]], 5_000, 3):
        with contextlib.suppress(ValueError):
            read_feedback(datagram)


def test_departures_are_known_until_their_numbers_come_round() -> None:
    departures = Departures()
    for _ in range(70_000):
        departures.note(100, time.monotonic())
    assert departures.next == 70_000 & 0xFFFF
    last = departures.next - 1
    known = [number for number in range(0x10000) if departures.sent(number, 1)[1]]
    assert known == [number & 0xFFFF for number in range(last - 4_095, last + 1)]
    assert departures.sent(departures.next, 10) == (0, [], [])
    for before, count, after in ((5, 3, 0), (0, 4_000, 90), (4_095, 4_096, 0)):
        skipped, sent_at, sizes = departures.sent(last - 4_095 - before & 0xFFFF, before + count + after)
        assert (skipped, sizes) == (before, [144] * min(count + after, 4_096))
        assert sent_at == sorted(sent_at)


def test_what_was_not_sent_yet_is_not_known() -> None:
    departures = Departures()
    assert departures.sent(0, 5) == (0, [], [])
    for size in (100, 200):
        departures.note(size, time.monotonic())
    assert departures.sent(0, 5)[2] == [144, 244]
    assert (departures.sent(0xFFFE, 4)[0], departures.sent(0xFFFE, 4)[2]) == (2, [144, 244])


@pytest.mark.parametrize("first", [0, 4_090, 0xFFFD])
def test_what_left_together_is_noted_as_if_it_had_left_one_by_one(first: int) -> None:
    together, one_by_one = Departures(), Departures()
    for _ in range(first):
        for departures in (together, one_by_one):
            departures.note(100, 1.0)
    sizes = [200, 300, 400, 500, 600, 700, 800]
    together.note_all(sizes, 2.0)
    for size in sizes:
        one_by_one.note(size, 2.0)
    told = [departures.sent(first - 1 & 0xFFFF, 8) for departures in (together, one_by_one)]
    assert told[0] == told[1]
    assert told[0][1][-7:] == [2.0] * 7
    assert (together.next, together.octets) == (one_by_one.next, one_by_one.octets)
