"""A seat's source becomes a series of files: nothing is mixed, every stretch that is missing is known."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from meeting_server.media.rtp import RtpPacket
from meeting_server.media.segment import Sealed, Whose
from meeting_server.media.take import Gap, Limits, Take
from meeting_server.meeting.facts.recording import GapReason
from tests.media import tape
from tests.media.clock import HandClock


class Scene:
    """A take fed by hand; packets arrive when they say."""

    def __init__(self, folder: Path, source: str = "mic", **limits: float) -> None:
        self.clock = HandClock()
        self.began = self.clock.now
        self.take = Take(Whose(folder, "mtg_1", "seat_wilai", source), Limits(**limits), self.clock.clocks)  # type: ignore[arg-type]
        self.folder = folder

    def feed(self, packets: Iterable[RtpPacket]) -> None:
        """Let them arrive, the clock with them."""
        for packet in packets:
            self.clock.now = packet.arrival
            self.take.packet(packet)
            self.take.tick(packet.arrival)

    def sealed(self) -> list[Sealed]:
        """What was cut so far."""
        done = [segment.seal() for segment in self.take.full]
        self.take.full.clear()
        return done

    def end(self, reason: str = "left") -> list[Sealed]:
        """Close, and seal everything."""
        self.take.close(reason)
        return self.sealed()

    def gaps(self) -> list[tuple[float, float, GapReason | None]]:
        """Gaps in seconds since the beginning."""
        start = self.clock.wall_of(self.began)
        return [
            (round((gap.began_ns - start) / 1e9, 2), round((gap.ended_ns - start) / 1e9, 2), gap.reason)
            for gap in self.take.gaps
        ]


@pytest.fixture
def mic(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


@pytest.fixture
def camera(tmp_path: Path) -> Scene:
    return Scene(tmp_path, "camera")


def test_sound_lasts_as_long_as_it_did(mic: Scene) -> None:
    mic.feed(tape.opus_rtp(tape.opus(10), began=mic.began))
    (sealed,) = mic.end()
    assert tape.probe(mic.folder / sealed["file"]) == (10.0, 500, "")
    assert mic.gaps() == []


def test_pictures_begin_with_a_key_frame(camera: Scene) -> None:
    pictures = tape.vp8(6)
    camera.feed(tape.vp8_rtp(pictures[10:], began=camera.began))
    (sealed,) = camera.end()
    assert sealed["frames"] == len(pictures) - 40
    assert camera.take.wants_key
    assert len(tape.decoded(camera.folder / sealed["file"])) == sealed["frames"]


def test_sound_is_cut_at_the_limit_without_losing_a_frame(tmp_path: Path) -> None:
    scene = Scene(tmp_path, segment=3.99)
    scene.feed(tape.opus_rtp(tape.opus(10), began=scene.began))
    files = scene.end()
    assert [sealed["frames"] for sealed in files] == [200, 200, 100]
    assert [files[0]["ended"], files[1]["ended"]] == [files[1]["began"], files[2]["began"]]
    assert scene.gaps() == []


def test_pictures_are_cut_at_a_key_frame_before_the_limit(tmp_path: Path) -> None:
    scene = Scene(tmp_path, "camera", segment=6.0)
    scene.feed(tape.vp8_rtp(tape.vp8(10), began=scene.began))
    files = scene.end()
    assert [sealed["frames"] for sealed in files] == [80, 80, 40]
    for sealed in files:
        assert len(tape.decoded(tmp_path / sealed["file"])) == sealed["frames"]


def test_a_new_sender_is_anchored_anew_and_never_mixed(mic: Scene) -> None:
    sound = tape.opus(4)
    mic.feed(tape.opus_rtp(sound[:100], began=mic.began, ssrc=1))
    mic.feed(tape.opus_rtp(sound[100:], began=mic.began + 2, ssrc=7, sequence=3, timestamp=99))
    (sealed,) = mic.end()
    assert tape.probe(mic.folder / sealed["file"]) == (4.0, 200, "")


def test_pictures_of_a_new_sender_begin_a_new_file(camera: Scene) -> None:
    camera.feed(tape.vp8_rtp(tape.vp8(2), began=camera.began))
    camera.feed(tape.vp8_rtp(tape.vp8(2, width=320, height=180), began=camera.began + 2, ssrc=9))
    assert [sealed["frames"] for sealed in camera.end()] == [40, 40]


def test_another_layer_of_the_same_pictures_goes_on_in_the_same_file(camera: Scene) -> None:
    """Small, large and small again, the numbers of each its own; the decoder finds every picture in its time."""
    began, small, large = camera.began, tape.vp8(2), tape.vp8(2, width=320, height=180)
    parts = [
        list(tape.vp8_rtp(small, began=began, ssrc=1)),
        list(tape.vp8_rtp(large, began=began + 2, ssrc=9, sequence=7, timestamp=99)),
        list(tape.vp8_rtp(small, began=began + 4, ssrc=1, sequence=40_000)),
    ]
    for before, after in pairwise(parts):
        after[0].follows = before[0].ssrc
    for packets in parts:
        camera.feed(packets)
    (sealed,) = camera.end()
    times = tape.decoded(camera.folder / sealed["file"])
    assert times == pytest.approx([n / tape.FPS for n in range(120)], abs=0.01)
    assert tape.probe(camera.folder / sealed["file"])[1:] == (120, "")


def test_pictures_of_another_layer_are_written_from_a_whole_key_frame_on(camera: Scene) -> None:
    began, small = camera.began, tape.vp8(2)
    large = tape.vp8(4, width=320, height=180)
    camera.feed(tape.vp8_rtp(small, began=began, ssrc=1))
    (first, *rest) = tape.vp8_rtp(large, began=began + 2, ssrc=9)
    first.follows, first.payload = 1, first.payload[:1]  # a descriptor cut short
    camera.take.wants_key = False
    camera.feed([first, *rest])
    assert camera.take.wants_key
    (sealed,) = camera.end()
    assert sealed["frames"] == 80  # all but those before the second key frame of the large ones
    assert len(tape.decoded(camera.folder / sealed["file"])) == 80


def test_a_sender_that_was_replaced_does_not_push_in(mic: Scene) -> None:
    sound = tape.opus(2)
    mic.feed(tape.opus_rtp(sound[:50], began=mic.began, ssrc=1))
    mic.feed(tape.opus_rtp(sound[50:], began=mic.began + 1, ssrc=7))
    before = mic.take.segment.ended_ns if mic.take.segment else 0
    mic.take.packet(tape.packet(9_999, 5, b"\xf8late", arrival=mic.clock.now, ssrc=1))
    (sealed,) = mic.end()
    assert (sealed["frames"], before > 0) == (100, True)


def test_lost_packets_are_silence_of_their_length(mic: Scene) -> None:
    packets = list(tape.opus_rtp(tape.opus(10), began=mic.began))
    mic.feed(packets[:100] + packets[250:])
    (sealed,) = mic.end()
    assert tape.probe(mic.folder / sealed["file"])[:2] == (10.0, 350)
    assert mic.gaps() == [(1.98, 5.0, None)]


def test_a_short_loss_is_no_gap(mic: Scene) -> None:
    packets = list(tape.opus_rtp(tape.opus(4), began=mic.began))
    mic.feed(packets[:100] + packets[130:])
    mic.end()
    assert mic.gaps() == []


def test_sound_that_begins_late_or_ends_early_leaves_gaps(mic: Scene) -> None:
    mic.feed(tape.opus_rtp(tape.opus(2), began=mic.began + 3))
    mic.clock.now = mic.began + 9
    mic.end("suspended")
    assert mic.gaps() == [(0.0, 3.0, GapReason.STARTING), (4.98, 9.0, None)]


def test_a_seat_that_never_spoke_is_one_gap(mic: Scene) -> None:
    mic.clock.now += 60
    assert mic.end() == []
    assert mic.gaps() == [(0.0, 60.0, GapReason.STARTING)]


def test_a_camera_that_was_off_is_no_gap(camera: Scene) -> None:
    camera.feed(tape.vp8_rtp(tape.vp8(2), began=camera.began + 5))
    camera.clock.now += 30
    camera.end()
    assert camera.gaps() == []


def test_a_frame_is_on_disk_half_a_second_after_it_came(mic: Scene) -> None:
    for packet in tape.opus_rtp(tape.opus(10), began=mic.began):
        mic.feed([packet])
        assert mic.take.segment is not None
        assert mic.clock.wall_ns() - mic.take.segment.safe_ns <= 520 * 10**6


def test_what_was_written_before_a_fault_is_not_a_gap(mic: Scene) -> None:
    packets = list(tape.opus_rtp(tape.opus(10), began=mic.began))
    mic.feed(packets[:200])
    assert mic.take.segment is not None
    safe = mic.take.segment.safe_ns
    mic.take.abandon(GapReason.RECORDER_FAULT)
    mic.feed(packets[350:])
    mic.end()
    (gap,) = mic.take.gaps
    assert gap == Gap(safe, mic.clock.wall_of(packets[350].arrival), GapReason.RECORDER_FAULT)


def test_pictures_that_we_failed_to_write_are_a_gap(camera: Scene) -> None:
    packets = list(tape.vp8_rtp(tape.vp8(10), began=camera.began))
    camera.feed(packets[:60])
    camera.take.abandon(GapReason.DISK)
    camera.feed(packets[100:])
    camera.end()
    assert [reason for _, _, reason in camera.gaps()] == [GapReason.DISK]
