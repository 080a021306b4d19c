"""The WebM file of one track: whole clusters in single writes, so that a crash leaves a file that plays."""

import os
import struct
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from meeting_server.media.depacket import opus_duration, vp8_size

CLUSTER_MS = 1000
CLUSTER_ID = bytes.fromhex("1F43B675")
SEGMENT_ID = bytes.fromhex("18538067")
TRACK = 1
KEY = 0x80

_IN_ONE, _IN_TWO, _IN_THREE = ((1 << 7 * width) - 1 for width in (1, 2, 3))
_LEAD = struct.Struct(">BhB")
_UNKNOWN_SIZE = b"\x01" + b"\xff" * 7
_SEEK_ROOM = 80  # SeekHead with three entries takes 68 bytes; the rest stays void
_DURATION_ROOM = 11
_VIDEO_FRAME_MS = 40  # how long the last picture of a file is taken to stand
_2001_NS = 978_307_200 * 10**9  # DateUTC counts from the first of January 2001
_PRE_SKIP = 312  # samples that the Opus decoder needs to settle (RFC 7845 §4.2)
_OPUS_HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, _PRE_SKIP, 48_000, 0, 0)


class Codec(StrEnum):
    """What a track holds, as WebM names it."""

    OPUS = "A_OPUS"
    VP8 = "V_VP8"

    @property
    def is_video(self) -> bool:
        """Whether only some blocks are key frames."""
        return self is Codec.VP8


@dataclass(slots=True)
class Contents:
    """What lies in the clusters of a file: enough to finish it, whether it was written or found."""

    size: int  # bytes up to the end of the last whole cluster
    frames: int = 0
    end_ms: int = 0  # end of the last block, from the file's beginning
    width: int = 0  # the largest picture
    height: int = 0
    cues: list[tuple[int, int]] = field(default_factory=list)  # (time in ms, offset from the file's start)

    def add(self, at_ms: int, frame: bytes, codec: Codec, *, key: bool) -> None:
        """Count one block."""
        self.frames += 1
        is_video = codec is Codec.VP8
        end_ms = at_ms + (_VIDEO_FRAME_MS if is_video else opus_duration(frame))
        if end_ms > self.end_ms:  # noqa: PLR1730 - `max` costs a call for every frame
            self.end_ms = end_ms
        if key and is_video:
            width, height = vp8_size(frame)
            self.width, self.height = max(self.width, width), max(self.height, height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the places are that finishing fills in; the same in every file of a codec."""

    segment_at: int  # first byte inside the Segment element
    seek_at: int
    info_at: int
    duration_at: int
    tracks_at: int
    picture_at: int  # PixelWidth; 0 in a sound file
    end: int


def size_of(length: int, width: int = 0) -> bytes:
    """An EBML size, in the shortest form or in `width` bytes (RFC 8794 §6)."""
    if not width:
        width = (
            1
            if length < _IN_ONE
            else 2
            if length < _IN_TWO
            else 3
            if length < _IN_THREE
            else _fitting(length)
        )
    return (length | 1 << 7 * width).to_bytes(width, "big")


def _fitting(length: int) -> int:
    return next(width for width in range(4, 9) if length < (1 << 7 * width) - 1)


def element(identifier: str, body: bytes) -> bytes:
    """An EBML element; the identifier in hex."""
    return bytes.fromhex(identifier) + size_of(len(body)) + body


def _number(identifier: str, value: int, width: int = 0) -> bytes:
    return element(identifier, value.to_bytes(width or max(1, (value.bit_length() + 7) // 8), "big"))


def _void(total: int) -> bytes:
    """An element of `total` bytes (at least 9) that says nothing."""
    return b"\xec" + size_of(total - 9, 8) + bytes(total - 9)


def _track(codec: Codec) -> tuple[bytes, bytes]:
    """The track entry, in two parts: what follows the split is the picture's size."""
    kind = 1 if codec.is_video else 2
    entry = _number("D7", TRACK) + _number("73C5", TRACK) + _number("83", kind) + _number("9C", 0)
    entry += element("22B59C", b"und") + element("86", codec.value.encode())
    if codec.is_video:
        picture = _number("B0", 1280, 2) + _number("BA", 720, 2)
        return entry + bytes.fromhex("E0") + size_of(len(picture)), picture
    delay_ns = _PRE_SKIP * 10**9 // 48_000
    entry += _number("56AA", delay_ns) + _number("56BB", 80_000_000) + element("63A2", _OPUS_HEAD)
    return entry + element("E1", element("B5", struct.pack(">d", 48_000.0)) + _number("9F", 2)), b""


def head(codec: Codec, began_ns: int = _2001_NS) -> tuple[bytes, Layout]:
    """The bytes before the first cluster, and the places in them; `began_ns` since 1970, UTC."""
    ebml = _number("4286", 1) + _number("42F7", 1) + _number("42F2", 4) + _number("42F3", 8)
    ebml += element("4282", b"webm") + _number("4287", 4) + _number("4285", 2)
    opening = element("1A45DFA3", ebml) + SEGMENT_ID + _UNKNOWN_SIZE
    about = _number("2AD7B1", 1_000_000) + element("4D80", b"meeting-server")
    about += element("5741", b"meeting-server") + element("4461", struct.pack(">q", began_ns - _2001_NS))
    about = element("1549A966", about + _void(_DURATION_ROOM))
    entry, picture = _track(codec)
    entry = bytes.fromhex("AE") + size_of(len(entry) + len(picture)) + entry
    tracks = bytes.fromhex("1654AE6B") + size_of(len(entry) + len(picture)) + entry
    info_at = len(opening) + _SEEK_ROOM
    tracks_at = info_at + len(about)
    picture_at = tracks_at + len(tracks)
    whole = opening + _void(_SEEK_ROOM) + about + tracks + picture
    return whole, Layout(
        segment_at=len(opening),
        seek_at=len(opening),
        info_at=info_at,
        duration_at=tracks_at - _DURATION_ROOM,
        tracks_at=tracks_at,
        picture_at=picture_at if picture else 0,
        end=len(whole),
    )


def write_at(file: int, content: bytes, at: int) -> None:
    """Write all of it at this place; raises OSError, and then part of it may stand there."""
    while content:
        written = os.pwrite(file, content, at)
        content, at = content[written:], at + written


def finish(file: int, codec: Codec, contents: Contents) -> int:
    """Add Cues, SeekHead, Duration and sizes in place; the size of the finished file.

    The tail first and safe on disk, then the reserved places: a crash between leaves a file that the next
    start can finish again. Raises OSError.
    """
    _, layout = head(codec)
    start = layout.segment_at
    cues = element("1C53BB6B", b"".join(_cue(at, place - start) for at, place in contents.cues))
    os.ftruncate(file, contents.size)
    write_at(file, cues, contents.size)
    os.fdatasync(file)
    places = {"1549A966": layout.info_at, "1654AE6B": layout.tracks_at, "1C53BB6B": contents.size}
    seek = element("114D9B74", b"".join(_seek(name, at - start) for name, at in places.items()))
    write_at(file, seek + _void(_SEEK_ROOM - len(seek)), layout.seek_at)
    write_at(file, element("4489", struct.pack(">d", float(contents.end_ms))), layout.duration_at)
    if layout.picture_at and contents.width:
        picture = _number("B0", contents.width, 2) + _number("BA", contents.height, 2)
        write_at(file, picture, layout.picture_at)
    size = contents.size + len(cues)
    write_at(file, size_of(size - start, 8), start - 8)
    os.fsync(file)
    return size


def _cue(at_ms: int, place: int) -> bytes:
    return element("BB", _number("B3", at_ms) + element("B7", _number("F7", TRACK) + _number("F1", place)))


def _seek(name: str, place: int) -> bytes:
    return element("4DBB", element("53AB", bytes.fromhex(name)) + _number("53AC", place, 8))


class WebmWriter:
    """An open file of one track; not for several threads. Every method may raise OSError."""

    def __init__(self, path: Path, codec: Codec, began_ns: int) -> None:
        opening, _ = head(codec, began_ns)
        self.codec = codec
        self.contents = Contents(size=len(opening))
        self._cluster: list[bytes] = []
        self._cluster_ms = 0
        self._cluster_is_key = False
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            write_at(self._file, opening, 0)
        except OSError:
            os.close(self._file)
            raise

    @property
    def waiting(self) -> bool:
        """Whether a begun cluster is still in memory."""
        return bool(self._cluster)

    def block(self, at_ms: int, frame: bytes, *, key: bool) -> bytes:
        """Add one frame, `at_ms` from the file's beginning and never before the last; bytes just written."""
        written = b""
        if self._cluster and (at_ms - self._cluster_ms >= CLUSTER_MS or (key and self.codec is Codec.VP8)):
            written = self.flush()
        if not self._cluster:
            self._cluster_ms = at_ms
            self._cluster_is_key = key
        lead = _LEAD.pack(0x80 | TRACK, at_ms - self._cluster_ms, KEY if key else 0)
        self._cluster += (b"\xa3" + size_of(_LEAD.size + len(frame)) + lead, frame)
        self.contents.add(at_ms, frame, self.codec, key=key)
        return written

    def flush(self) -> bytes:
        """Write the begun cluster in one go; the bytes written, none if there was none."""
        if not self._cluster:
            return b""
        body = _number("E7", self._cluster_ms) + b"".join(self._cluster)
        cluster = CLUSTER_ID + size_of(len(body)) + body
        write_at(self._file, cluster, self.contents.size)
        if self._cluster_is_key:
            self.contents.cues.append((self._cluster_ms, self.contents.size))
        self.contents.size += len(cluster)
        self._cluster = []
        return cluster

    def sync(self) -> None:
        """Make what was written survive a power cut."""
        os.fdatasync(self._file)

    def finish(self) -> int:
        """Write the rest and finish the file in place; its size in bytes."""
        self.flush()
        size = finish(self._file, self.codec, self.contents)
        self.close()
        return size

    def close(self) -> None:
        """Let go of the file as it stands."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
