"""Reading what a crash left of a WebM file: the whole clusters count, and what follows them is cut off."""

import mmap
import os
import struct

from meeting_server.media.webm import CLUSTER_ID, KEY, TRACK, Codec, Contents, head

_SIMPLE_BLOCK = 0xA3
_TIMESTAMP = 0xE7
_LEAD = 4  # track number, two bytes of time, flags


class NotOurFile(Exception):  # noqa: N818 - says what the file is not
    """The file does not begin as our writer begins files of this codec; nothing was touched."""


def scan(file: int, codec: Codec) -> Contents:
    """What lies in the whole clusters of an open file; raises NotOurFile, OSError.

    A file whose very beginning was never written counts as empty: `size` is then 0.
    """
    size = os.fstat(file).st_size
    _, layout = head(codec)
    if size < layout.end:
        return Contents(size=0)
    with mmap.mmap(file, size, prot=mmap.PROT_READ) as content:
        if not content[: layout.segment_at].startswith(_beginning(codec)):
            raise NotOurFile
        contents = Contents(size=layout.end)
        while (end := _cluster_end(content, contents.size)) and _read(content, end, codec, contents):
            contents.size = end
    return contents


def _beginning(codec: Codec) -> bytes:
    opening, layout = head(codec)
    return opening[: layout.segment_at - 8]  # the size that follows is filled in when finishing


def _size(content: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    """An element's size and where its body begins; raises ValueError, also when it would pass `end`."""
    if at >= end or not content[at]:
        raise ValueError
    width = 9 - content[at].bit_length()
    if at + width > end:
        raise ValueError
    length = int.from_bytes(content[at : at + width], "big") & ~(1 << 7 * width)
    if at + width + length > end:
        raise ValueError
    return length, at + width


def _cluster_end(content: mmap.mmap, at: int) -> int:
    """Where the cluster that begins here ends; 0 when none does, or when it is torn."""
    if content[at : at + len(CLUSTER_ID)] != CLUSTER_ID:
        return 0
    try:
        length, body = _size(content, at + len(CLUSTER_ID), len(content))
    except ValueError:
        return 0
    return body + length


def _read(content: mmap.mmap, end: int, codec: Codec, contents: Contents) -> bool:
    """Count the blocks of the cluster at `contents.size`; False, and nothing counted, when it is damaged."""
    try:
        blocks = _blocks(content, contents.size, end)
    except ValueError:
        return False
    for index, (at_ms, key, frame) in enumerate(blocks):
        if index == 0 and key:
            contents.cues.append((at_ms, contents.size))
        contents.add(at_ms, frame, codec, key=key)
    return True


def _blocks(content: mmap.mmap, at: int, end: int) -> list[tuple[int, bool, bytes]]:
    """Time in ms, key, frame of every block of a cluster; raises ValueError."""
    _, at = _size(content, at + len(CLUSTER_ID), end)
    if at >= end or content[at] != _TIMESTAMP:
        raise ValueError
    length, at = _size(content, at + 1, end)
    cluster_ms = int.from_bytes(content[at : at + length], "big")
    at += length
    blocks = []
    while at < end:
        if content[at] != _SIMPLE_BLOCK:
            raise ValueError
        length, at = _size(content, at + 1, end)
        if length <= _LEAD:
            raise ValueError
        track, offset, flags = struct.unpack_from(">BhB", content, at)
        if track != 0x80 | TRACK:
            raise ValueError
        blocks.append((cluster_ms + offset, bool(flags & KEY), content[at + _LEAD : at + length]))
        at += length
    return blocks
