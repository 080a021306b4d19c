"""The archive of a package: written in one way only, and read so that no byte of it goes unaccounted for."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

LARGEST_FILE = 1 << 30

# Python's own writer puts the time of writing into an archive; the same log must give the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
# How hard the packer tried, and names in UTF-8; every other flag puts bytes where they cannot be checked.
_HARMLESS_FLAGS = 0b1000_0000_0110


class NotAnArchive(ValueError):  # noqa: N818 - it says what the bytes are
    """The bytes are not an archive of plain files, or they were altered where no file lies."""


class Unpacked(NamedTuple):
    """The files by name as far as they can be read, and whether the checksum of each is right."""

    files: dict[str, bytes]
    sound: bool


class _Member(NamedTuple):
    """What the directory says of one file, and where its header must lie."""

    name: bytes
    needs: tuple[int, ...]
    method: int
    checksum: int
    packed: int
    size: int
    offset: int
    maker: tuple[int, int, int]


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files in a zip, as they are: whoever flips one byte of it flips one byte of a file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content)
    return written.getvalue()


def unpack(archive: bytes) -> Unpacked:
    """The files of a zip; raises NotAnArchive.

    A damaged file is read as far as it goes, so that the verifier can name the entry that was hit. Outside the
    files every byte must say what it says elsewhere too: the headers what the directory says, and the directory
    the same of the maker of each file.
    """
    directory = list(_directory(archive))
    files: dict[str, bytes] = {}
    sound, at = True, 0
    for member in directory:
        content, whole, at = _content(archive, member, at)
        name = member.name.decode()
        if name in files or member.maker != directory[0].maker:
            raise NotAnArchive(name)
        files[name] = content
        sound = sound and whole and zlib.crc32(content) == member.checksum and len(content) == member.size
    if at != _start_of_directory(archive):
        raise NotAnArchive("bytes between the files and the directory")
    return Unpacked(files, sound)


def _start_of_directory(archive: bytes) -> int:
    """Where the directory begins; it must reach to the end mark, and that to the end."""
    mark, *disks, size, start, comment = _END.unpack(archive[-_END.size :])
    if mark != _END_MARK or disks[:2] != [0, 0] or disks[2] != disks[3] or comment:
        raise NotAnArchive("the end")
    if start + size + _END.size != len(archive):
        raise NotAnArchive("the length")
    return int(start)


def _directory(archive: bytes) -> Iterator[_Member]:
    at = _start_of_directory(archive)
    count = _END.unpack(archive[-_END.size :])[3]
    end = len(archive) - _END.size
    for _ in range(count):
        mark, made, *needs, crc, packed, size, name, extra, comment, disk, kind, attributes, offset = (
            _CENTRAL.unpack_from(archive, at)
        )
        if mark != _CENTRAL_MARK or disk or comment or needs[1] & ~_HARMLESS_FLAGS:
            raise NotAnArchive("the directory")
        at += _CENTRAL.size
        yield _Member(
            name=archive[at : at + name],
            needs=tuple(needs),
            method=needs[2],
            checksum=crc,
            packed=packed,
            size=size,
            offset=offset,
            maker=(made, kind, attributes),
        )
        at += name + extra
    if at != end:
        raise NotAnArchive("the length of the directory")


def _content(archive: bytes, member: _Member, at: int) -> tuple[bytes, bool, int]:
    """What is in a file, whether it could be read to its end, and where the next one begins."""
    mark, *needs, crc, packed, size, name, extra = _LOCAL.unpack_from(archive, at)
    start = at + _LOCAL.size + name
    said = (mark, tuple(needs), crc, packed, size, archive[at + _LOCAL.size : start], at)
    told = (
        _LOCAL_MARK,
        member.needs,
        member.checksum,
        member.packed,
        member.size,
        member.name,
        member.offset,
    )
    if said != told or size > LARGEST_FILE:
        raise NotAnArchive("a header")
    start += extra
    kept = archive[start : start + packed]
    if member.method == zipfile.ZIP_STORED:
        return kept, packed == size, start + packed
    if member.method != zipfile.ZIP_DEFLATED:
        raise NotAnArchive("another way of packing")
    return *_inflated(kept), start + packed


def _inflated(packed: bytes) -> tuple[bytes, bool]:
    """What was packed, up to where it cannot be read any more, and whether that is its end."""
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    content = bytearray()
    try:
        for byte in struct.iter_unpack("c", packed):
            content += reader.decompress(byte[0])
            if len(content) > LARGEST_FILE:
                raise NotAnArchive("too large")
    except zlib.error:
        return bytes(content), False
    return bytes(content), reader.eof and not reader.unused_data
