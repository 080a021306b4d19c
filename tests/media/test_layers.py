"""Through any script of sizes, silences and key frames a receiver sees one sender, and the recorder one film."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from meeting_server.media.gate import Pair, Passage
from meeting_server.media.pacer import Pacer
from meeting_server.media.rtc import Fields
from meeting_server.media.rtcp import KeyFrameWanted, parse_rtcp
from meeting_server.media.rtp import RtpPacket, parse_rtp
from meeting_server.media.sdp import SlotNames
from meeting_server.media.slot import Slot
from meeting_server.media.source import Source
from meeting_server.media.tap import Tap
from meeting_server.media.twcc import Departures
from meeting_server.media.vp8 import describe
from meeting_server.media.wakeup import WakeUp
from tests.media.browser import CAMERA
from tests.media.layers import F, H, Q, layer_of, picture_of
from tests.media.wire import written
from tests.people import ARUNEE, THANA

SIZES = {Q: (240.0, 135.0), H: (800.0, 450.0), F: (1600.0, 900.0)}
FIRST = {Q: (65_530, 32_760, 4_294_900_000), H: (3, 0, 7), F: (40_000, 20_000, 1 << 31)}


@dataclass
class Film:
    """A camera in three layers, one slot and the recorder's tap; 25 pictures a second, two packets each."""

    now: float = 100.0
    out: list[RtpPacket] = field(default_factory=list)
    taped: list[tuple[RtpPacket, int]] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    count: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SIZES, 0))

    def __post_init__(self) -> None:
        self.source = Source(ARUNEE.seat, CAMERA, WakeUp(), is_video=True, tell=self._told)
        self.source.payload_type, self.source.allowed, self.source.asks_again = 96, True, True
        self.source.name_layers([Q, H, F])
        self.source.tap = Tap(lambda packet: self.taped.append((packet, packet.follows)))
        self.violations: list[Pair | None] = []
        names = SlotNames(ssrc=1_000, rtx=1_001, stream="s")
        self.slot = Slot(
            "1",
            names,
            is_video=True,
            outlet=self,
            pacer=Pacer(Departures(), lambda _delay, _act: None),
            violated=self.violations.append,
        )
        self.slot.payload_type, self.slot.rtx_type = 111, 112
        self.slot.attach(self.source, Passage(Pair(ARUNEE.seat, THANA.seat, CAMERA)))
        self.source.reach([self.slot])

    def _told(self, plain: bytes) -> None:
        self.asked += [part.ssrc for part in parse_rtcp(plain) if isinstance(part, KeyFrameWanted)]

    def send_rtp(self, fields: Fields, numbered: int, number: int) -> int:
        """As `RelayTransport` sends it."""
        sizes, _fills = self.send_burst([fields], numbered, number)
        return sizes[0]

    def send_burst(self, packets: Sequence[Fields], numbered: int, number: int) -> tuple[list[int], int]:
        """As `RelayTransport` sends it."""
        plain = written(packets, numbered, number)
        self.out += [packet for each in plain if (packet := parse_rtp(each, self.now)) is not None]
        return [len(each) for each in plain], 0

    def packets(self, name: str, *, key: bool = False) -> list[RtpPacket]:
        """The next picture of a layer, in two packets."""
        number, at = self.count[name], self.count[name] // 2
        self.count[name] += 2
        sequence, picture_id, time = FIRST[name]
        first = picture_of(name, picture_id + at, b"", key=key)
        rest = b"\x80" + first[1:5] + b"rest/" + name.encode()
        return [
            RtpPacket(
                marker=marker,
                payload_type=96,
                sequence=sequence + number + marker & 0xFFFF,
                timestamp=time + round((self.now - 100) * 90_000) & 0xFFFFFFFF,
                ssrc=1 + [Q, H, F].index(name),
                payload=payload,
                arrival=self.now,
            )
            for marker, payload in enumerate((first, rest))
        ]

    def send(self, *names: str, key: bool = False) -> None:
        """A picture of each of these layers arrives."""
        for name in names:
            for packet in self.packets(name, key=key):
                self.source.layers[name].receive(packet)

    def step(self, seconds: float = 0.04) -> None:
        """Time passes, and the timers with it."""
        self.now += seconds
        self.source.tick(self.now)

    def look(self, name: str) -> None:
        """Show the picture in the size that this layer fits."""
        self.slot.wanted = SIZES[name]
        self.source.aim()

    def seen(self) -> str:
        """The layers of the pictures that were forwarded, picture by picture."""
        return "".join(layer_of(packet) for packet in self.out if packet.marker)

    def recorded(self) -> str:
        """The same of what was recorded."""
        return "".join(layer_of(packet) for packet, _ in self.taped if packet.marker)


def _must_be_one_sender(packets: list[RtpPacket]) -> None:
    for before, after in pairwise(packets):
        assert (after.sequence - before.sequence) & 0xFFFF == 1
        one, two = describe(before.payload), describe(after.payload)
        assert one is not None
        assert two is not None
        is_next = 1 - after.marker  # a picture is two packets
        assert (two.picture_id - one.picture_id) & 0x7FFF == is_next
        assert (after.payload[4] - before.payload[4]) & 0xFF == is_next
        passed = (after.timestamp - before.timestamp) & 0xFFFFFFFF
        assert passed == 0 if after.marker else 1_800 <= passed < 1 << 31


def _is_key(packet: RtpPacket) -> bool:
    picture = describe(packet.payload)
    return picture is not None and picture.starts_key_frame


def _must_change_at_key_frames(packets: list[RtpPacket]) -> None:
    changes = [after for before, after in pairwise(packets) if layer_of(before) != layer_of(after)]
    assert all(map(_is_key, changes))


steps = st.lists(
    st.tuples(
        st.sampled_from([Q, H, F]),  # what the page shows
        st.sets(st.sampled_from([Q, H, F])),  # what comes
        st.booleans(),  # as key frames
        st.sampled_from([0.04, 0.04, 0.04, 0.3, 1.2]),
    ),
    max_size=60,
)


@given(steps)
def test_through_any_script_a_receiver_sees_one_sender(
    script: list[tuple[str, set[str], bool, float]],
) -> None:
    film = Film()
    for size, names, key, seconds in script:
        film.look(size)
        film.send(*sorted(names), key=key)
        film.step(seconds)
    _must_be_one_sender(film.out)
    _must_change_at_key_frames(film.out)
    assert all(map(_is_key, film.out[:1]))
    assert film.violations == []


@given(steps)
def test_through_any_script_the_recorder_is_told_of_every_change_and_gets_one_layer_at_a_time(
    script: list[tuple[str, set[str], bool, float]],
) -> None:
    film = Film()
    for _size, names, key, seconds in script:
        film.send(*sorted(names), key=key)
        film.step(seconds)
    _must_change_at_key_frames([packet for packet, _ in film.taped])
    for (before, _), (after, follows) in pairwise(film.taped):
        assert follows == (before.ssrc if after.ssrc != before.ssrc else 0)
        if after.ssrc == before.ssrc:
            assert (after.sequence - before.sequence) & 0xFFFF == 1


def test_the_first_key_frame_of_any_layer_that_flows_is_shown_at_once() -> None:
    film = Film()
    film.look(F)
    film.send(Q, key=True)
    film.send(H, F, key=True)
    film.step()
    film.send(Q, H, F)
    assert film.seen() == "qhff"
    assert film.recorded() == "qhff"


def test_a_layer_that_flutters_is_trusted_again_only_after_it_has_flowed_for_a_while() -> None:
    film = Film()
    film.look(F)
    for second in range(8):
        for _ in range(25):
            film.send(Q, *([F] if second in {0, 3, 5, 6, 7} else []), key=True)
            film.step()
    changes = [(one, two) for one, two in pairwise(film.seen()) if one != two]
    assert changes == [("q", "f"), ("f", "q"), ("q", "f")]


def test_the_size_that_key_frames_tell_counts_and_not_the_name() -> None:
    film = Film()
    film.look(H)
    film.send(Q, H, key=True)
    assert film.seen() == "qh"
    film.source.key_came(film.source.layers[Q], picture_of(F, 1, b"", key=True))
    assert film.source.layers[Q].size == (1280, 720)
    film.source.key_came(film.source.layers[H], picture_of(Q, 1, b"", key=True))
    film.step()
    film.send(Q, H, key=True)
    assert film.seen() == "qhq"


def test_a_key_frame_is_asked_of_the_wanted_layer_at_most_three_times_a_second() -> None:
    film = Film()
    film.look(Q)
    film.send(Q, H, F, key=True)
    film.look(F)
    for _ in range(25):
        film.step()
        film.send(Q, H, F)
    assert film.asked == [3] * 4
    film.send(F, key=True)
    film.step(2)
    film.step(2)
    assert film.asked == [3] * 4
    assert film.seen()[-1] == F


def test_a_key_frame_whose_beginning_came_late_is_recorded_whole() -> None:
    film = Film()
    film.send(Q, key=True)
    film.send(F)
    first, rest = film.packets(F, key=True)
    film.source.layers[F].receive(rest)
    film.source.layers[F].receive(first)
    assert [layer_of(packet) for packet, _ in film.taped] == [Q, Q, F, F]


def test_what_is_asked_for_again_after_a_change_is_found_in_its_own_layer() -> None:
    film = Film()
    film.look(Q)
    film.send(Q, key=True)
    film.send(Q)
    film.look(F)
    film.send(F, key=True)
    numbers = tuple(packet.sequence for packet in film.out)
    film.slot.repair(numbers, film.now, 0.1)
    again = film.out[len(numbers) :]
    assert [packet.payload[:2] for packet in again] == [number.to_bytes(2, "big") for number in numbers[-2:]]
    assert [packet.payload[2:] for packet in again] == [packet.payload for packet in film.out[4:6]]


def test_a_layer_that_an_offer_names_no_more_is_let_go() -> None:
    film = Film()
    film.look(F)
    film.send(Q, F, key=True)
    film.source.name_layers([Q, H])
    assert film.slot.is_waiting
    film.step()
    film.send(Q, key=True)
    assert film.seen() == "qfq"
    _must_be_one_sender(film.out)
