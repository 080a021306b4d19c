"""The VP8 payload descriptor (RFC 7741 §4.2): where the numbers stand that a relay must continue."""

from typing import NamedTuple

from meeting_server.media.depacket import vp8_descriptor, vp8_size


class Descriptor(NamedTuple):
    """What the first bytes of a VP8 payload say; `…_at` is 0 where a field is absent."""

    picture_id: int  # -1 when absent
    picture_at: int
    picture_wide: bool  # 15 bits instead of 7
    tl0_at: int
    starts_key_frame: bool


def describe(payload: bytes) -> Descriptor | None:
    """The descriptor of a payload; None when it is cut short."""
    try:
        return _read(payload)
    except IndexError:
        return None


def _read(payload: bytes) -> Descriptor:
    first, at = payload[0], 1
    picture_id, picture_at, wide, tl0_at = -1, 0, False, 0
    if first & 0x80:
        which = payload[at]
        at += 1
        if which & 0x80:
            picture_at, wide = at, bool(payload[at] & 0x80)
            picture_id = (payload[at] & 0x7F) << 8 | payload[at + 1] if wide else payload[at]
            at += 2 if wide else 1
        if which & 0x40:
            tl0_at = at
            at += 1
        if which & 0x30:
            at += 1
    starts = bool(first & 0x10) and first & 7 == 0 and not payload[at] & 1
    return Descriptor(picture_id, picture_at, wide, tl0_at, starts)


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
