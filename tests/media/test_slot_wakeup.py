"""What comes in one wake-up leaves a slot together, and as if it had come one by one."""

import pytest

from meeting_server.media.rtp import ExtensionIds, transport_sequence
from meeting_server.media.source import ONLY
from tests.media.browser import picture
from tests.media.screen import A, B, Screen


def test_what_comes_in_one_wake_up_leaves_at_its_end_in_one_call() -> None:
    screen = Screen(video=True)
    screen.slot.numbered = 5 << 4 | 1
    screen.show(A)
    screen.wake_up.hold()
    screen.send(A, 0, picture(1, b"late"))
    for number in range(1, 5):
        screen.send(A, number, picture(2, b"%d" % number, key=number == 1))
    assert len(screen.out) == 1  # Whoever turns to other pictures turns when their key frame begins.
    screen.wake_up.release()
    assert screen.bursts == [3]
    assert [packet.payload[-1:] for packet in screen.out] == [b"1", b"2", b"3", b"4"]
    assert screen.passages[A].packets == screen.slot.packets == 4
    assert screen.departures.next == 4
    screen.send(A, 5, picture(2, b"5"))
    assert len(screen.out) == 5


def test_in_one_wake_up_pictures_change_hands_only_from_the_key_frame_on() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.send(A, 1, picture(1, b"a1", key=True))
    one = screen.slot.layer
    screen.wake_up.hold()
    screen.send(A, 2, picture(2, b"a2"))
    screen.show(B)
    screen.send(B, 7, picture(1, b"b7"))
    screen.send(B, 8, picture(2, b"b8", key=True))
    screen.send(B, 9, picture(2, b"b9"))
    screen.send(A, 3, picture(3, b"a3"))
    screen.wake_up.release()
    assert [packet.payload[-2:] for packet in screen.out] == [b"a1", b"b8", b"b9"]
    assert screen.slot.layer is not one
    assert screen.steps() == [1, 1]


@pytest.mark.parametrize("refused", [1, 2, 3])
def test_one_that_cannot_be_sent_uses_no_number(refused: int) -> None:
    screen = Screen(video=True)
    screen.slot.numbered = 5 << 4 | 1
    screen.refuses = lambda fields: fields[4].endswith(b"%d" % refused)
    screen.show(A)
    screen.wake_up.hold()
    for number in range(4):
        screen.send(A, number, picture(1, b"%d" % number, key=number == 0))
    screen.wake_up.release()
    ids = ExtensionIds(twcc=5)
    assert [packet.payload[-1:] for packet in screen.out] == [b"%d" % n for n in range(4) if n != refused]
    assert [transport_sequence(packet, ids) for packet in screen.out] == [0, 1, 2]
    assert (screen.departures.next, screen.passages[A].packets) == (3, 3)


def test_what_waits_of_a_layer_is_forgotten_with_it() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.wake_up.hold()
    screen.send(A, 1, picture(1, b"a1", key=True))
    screen.send(A, 2, picture(1, b"a2"))
    screen.sources[A].layers[ONLY].forget()
    screen.wake_up.release()
    assert [packet.payload[-2:] for packet in screen.out] == [b"a1"]
