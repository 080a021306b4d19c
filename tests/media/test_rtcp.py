"""RTCP on the wire, against an independent reader and writer."""

import random
import struct

import pytest
from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
)

from meeting_server.media.rtc import LARGEST_PLAIN
from meeting_server.media.rtcp import (
    Block,
    KeyFrameWanted,
    Nack,
    ReceiverReport,
    SenderReport,
    ntp_of,
    parse_rtcp,
    write_nack,
    write_name,
    write_pli,
    write_receiver_report,
    write_sender_report,
)
from tests.media.wire import mutations

BLOCK = Block(
    ssrc=7, fraction_lost=25, lost=3, highest=70_000, jitter=12, last_report=0xABCDEF01, delay=65_536
)
COMPOUND = (
    write_sender_report(5, 0x1122334455667788, 90_000, 10, 2_000)
    + write_receiver_report(1, [BLOCK])
    + write_name(1, "relay")
)


def _theirs(block: Block = BLOCK) -> RtcpReceiverInfo:
    return RtcpReceiverInfo(
        ssrc=block.ssrc,
        fraction_lost=block.fraction_lost,
        packets_lost=block.lost,
        highest_sequence=block.highest,
        jitter=block.jitter,
        lsr=block.last_report,
        dlsr=block.delay,
    )


def _nacked(datagram: bytes) -> tuple[int, ...]:
    (part,) = parse_rtcp(datagram)
    assert isinstance(part, Nack)
    return part.missing


def test_an_independent_reader_reads_our_compound() -> None:
    sent, heard, named = RtcpPacket.parse(COMPOUND)
    assert isinstance(sent, RtcpSrPacket)
    assert (sent.ssrc, sent.sender_info.ntp_timestamp) == (5, 0x1122334455667788)
    assert (sent.sender_info.rtp_timestamp, sent.sender_info.octet_count) == (90_000, 2_000)
    assert isinstance(heard, RtcpRrPacket)
    assert heard.reports == [_theirs()]
    assert isinstance(named, RtcpSdesPacket)
    assert named.chunks[0].items == [(1, b"relay")]


def test_an_independent_reader_reads_what_we_ask() -> None:
    nack, pli = RtcpPacket.parse(write_nack(1, 7, [9, 10, 30]) + write_pli(1, 8))
    assert isinstance(nack, RtcpRtpfbPacket)
    assert (nack.fmt, nack.ssrc, nack.media_ssrc, nack.lost) == (1, 1, 7, [9, 10, 30])
    assert isinstance(pli, RtcpPsfbPacket)
    assert (pli.fmt, pli.ssrc, pli.media_ssrc) == (1, 1, 8)


def test_what_an_independent_writer_writes_is_read() -> None:
    clocks = RtcpSenderInfo(ntp_timestamp=99, rtp_timestamp=8, packet_count=1, octet_count=2)
    written = (
        bytes(RtcpSrPacket(ssrc=5, sender_info=clocks, reports=[_theirs()]))
        + bytes(RtcpRrPacket(ssrc=5, reports=[_theirs()]))
        + bytes(RtcpRtpfbPacket(fmt=1, ssrc=5, media_ssrc=7, lost=[1, 2, 18]))
        + bytes(RtcpPsfbPacket(fmt=1, ssrc=5, media_ssrc=7))
        + bytes(RtcpPsfbPacket(fmt=4, ssrc=5, media_ssrc=0, fci=struct.pack("!IIII", 8, 0, 9, 0)))
    )
    assert parse_rtcp(written) == [
        SenderReport(5, 99, 8, (BLOCK,)),
        ReceiverReport((BLOCK,)),
        Nack(7, (1, 2, 18)),
        KeyFrameWanted(7),
        KeyFrameWanted(8),
        KeyFrameWanted(9),
    ]


def test_fewer_losses_than_none_are_read_as_they_are() -> None:
    gained = Block(ssrc=7, fraction_lost=0, lost=-2, highest=1, jitter=0)
    (part,) = parse_rtcp(bytes(RtcpRrPacket(ssrc=1, reports=[_theirs(gained)])))
    assert isinstance(part, ReceiverReport)
    assert part.blocks == (gained,)


def test_every_missing_number_is_asked_for() -> None:
    chance = random.Random(4)
    for _ in range(500):
        first = chance.randrange(200_000)
        missing = {first + chance.randrange(300) for _ in range(chance.randrange(1, 60))}
        asked = _nacked(write_nack(1, 7, missing))
        assert asked == tuple(number & 0xFFFF for number in sorted(missing))


def test_numbers_asked_twice_or_in_any_order_are_asked_once() -> None:
    assert _nacked(write_nack(1, 7, [12, 10, 12, 11, 10])) == (10, 11, 12)


def test_however_much_is_missing_the_question_fits_in_a_datagram() -> None:
    question = write_nack(1, 7, range(0, 100_000, 40))
    assert len(question) <= LARGEST_PLAIN
    assert _nacked(question) == tuple(range(0, 256 * 40, 40))


def test_a_report_has_at_most_31_blocks() -> None:
    (part,) = parse_rtcp(write_receiver_report(1, [BLOCK] * 40))
    assert isinstance(part, ReceiverReport)
    assert len(part.blocks) == 31


def test_what_cannot_be_written_in_a_field_is_kept_within_it() -> None:
    wild = Block(ssrc=7, fraction_lost=256, lost=1 << 30, highest=1 << 40, jitter=1 << 33, delay=1 << 34)
    (part,) = parse_rtcp(write_receiver_report(1, [wild, Block(1, 0, -5, 0, 0)]))
    assert isinstance(part, ReceiverReport)
    assert [block.lost for block in part.blocks] == [0x7FFFFF, 0]
    (sent,) = parse_rtcp(write_sender_report(5, 1 << 70, 1 << 40, 1 << 40, 1 << 40))
    assert sent == SenderReport(5, 0, 0)


def test_the_time_of_day_is_ntp_time() -> None:
    assert ntp_of(0) >> 32 == 2_208_988_800
    assert ntp_of(1_500_000_000) == (2_208_988_801 << 32) + (1 << 31)


def test_what_is_unknown_is_passed_over_and_what_is_cut_ends_the_reading() -> None:
    unknown = struct.pack("!BBHI", 0x80, 204, 1, 5)
    assert parse_rtcp(unknown + write_pli(1, 8)) == [KeyFrameWanted(8)]
    assert parse_rtcp(write_pli(1, 8) + write_pli(1, 9)[:-1]) == [KeyFrameWanted(8)]
    assert parse_rtcp(write_pli(1, 8) + b"\x00" * 12) == [KeyFrameWanted(8)]


@pytest.mark.parametrize("kind", [200, 201, 205, 206])
def test_a_packet_too_short_for_its_kind_is_passed_over(kind: int) -> None:
    assert parse_rtcp(struct.pack("!BBH", 0x81, kind, 0)) == []


def test_a_compound_never_has_more_than_64_parts() -> None:
    assert len(parse_rtcp(write_pli(1, 8) * 100)) == 64


def test_no_datagram_raises() -> None:
    seeds = [
        COMPOUND,
        write_nack(1, 7, range(0, 90, 3)),
        write_pli(1, 2),
        bytes(RtcpRrPacket(ssrc=1, reports=[])),
    ]
    assert sum(len(parse_rtcp(datagram)) for datagram in mutations(seeds, 15_000, seed=2)) > 1_000
