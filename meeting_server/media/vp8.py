"""The VP8 payload descriptor (RFC 7741 §4.2): where the numbers stand that a relay must continue."""

from typing import NamedTuple

from meeting_server.media.depacket import vp8_descriptor, vp8_size

_WIDE = 0x80  # a picture id of 15 bits
_BEGINS = 0x10  # the first part of a picture; whether it is a key frame is said there


class Descriptor(NamedTuple):
    """What the first bytes of a VP8 payload say; `…_at` is 0 where a field is absent."""

    picture_id: int  # -1 when absent
    picture_at: int
    picture_wide: bool  # 15 bits instead of 7
    tl0_at: int
    starts_key_frame: bool


def describe(payload: bytes) -> Descriptor | None:
    """The descriptor of a payload; None when it is cut short."""
    picture_id, picture_at, wide, tl0_at = -1, 0, False, 0
    try:
        first, at = payload[0], 1
        if first & 0x80:
            which = payload[at]
            at += 1
            if which & 0x80:
                picture_at, wide = at, payload[at] >= _WIDE
                picture_id = (payload[at] & 0x7F) << 8 | payload[at + 1] if wide else payload[at]
                at += 2 if wide else 1
            if which & 0x40:
                tl0_at = at
                at += 1
            if which & 0x30:
                at += 1
        starts = first & 0x17 == _BEGINS and not payload[at] & 1
    except IndexError:
        return None
    # Of every packet of a picture: what a NamedTuple's own constructor does besides costs more than all of the above.
    return tuple.__new__(Descriptor, (picture_id, picture_at, wide, tl0_at, starts))


def renumber(payload: bytes, found: Descriptor, picture_shift: int, tl0_shift: int) -> bytes:
    """The payload with its picture id and TL0PICIDX shifted, in the width they came in."""
    if found.picture_at == 0 or (picture_shift == 0 and tl0_shift == 0):
        return payload
    changed = bytearray(payload)
    if found.picture_wide:
        number = (found.picture_id + picture_shift) & 0x7FFF
        changed[found.picture_at] = 0x80 | number >> 8
        changed[found.picture_at + 1] = number & 0xFF
    else:
        changed[found.picture_at] = (found.picture_id + picture_shift) & 0x7F
    if found.tl0_at:
        changed[found.tl0_at] = (changed[found.tl0_at] + tl0_shift) & 0xFF
    return bytes(changed)


def picture_size(payload: bytes) -> tuple[int, int]:
    """Width and height of the picture that begins in this payload, if it is a key frame; otherwise nothing."""
    parsed = vp8_descriptor(payload)
    return vp8_size(payload[parsed[0] :]) if parsed is not None else (0, 0)
