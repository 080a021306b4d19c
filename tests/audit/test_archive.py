"""The archive of a package: the same bytes for the same files, and every byte of it counts."""

import io
import struct
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.audit.archive import NotAnArchive, pack, unpack

FILES = {"entries.jsonl": "ก ข ค\nง\n".encode() * 40, "leaves.txt": b"00ff\n" * 9, "head.json": b"{}\n"}
ARCHIVE = pack(FILES)
END = 22  # bytes of the mark at the end


def packed_by_python(
    files: dict[str, bytes] = FILES, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    """As somebody would pack the files anew, today."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = comment
    return written.getvalue()


def test_what_was_packed_is_unpacked() -> None:
    assert unpack(ARCHIVE) == (FILES, True)
    assert unpack(pack({})) == ({}, True)


def test_the_same_files_give_the_same_bytes() -> None:
    assert pack(FILES) == pack(dict(FILES))


def test_every_zip_program_reads_it(tmp_path: Path) -> None:
    (tmp_path / "log.zip").write_bytes(ARCHIVE)
    with zipfile.ZipFile(tmp_path / "log.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_files_packed_anew_are_read(method: int) -> None:
    assert unpack(packed_by_python(method=method)) == (FILES, True)


@pytest.mark.parametrize("bit", range(8))
def test_a_flip_of_any_byte_is_seen(bit: int) -> None:
    for at in range(len(ARCHIVE)):
        flipped = bytearray(ARCHIVE)
        flipped[at] ^= 1 << bit
        try:
            files, sound = unpack(bytes(flipped))
        except (NotAnArchive, struct.error, UnicodeDecodeError):
            continue
        assert not sound or files != FILES, at


def test_a_damaged_file_is_read_as_it_is() -> None:
    at = ARCHIVE.index(b"00ff\n") + 7
    flipped = ARCHIVE[:at] + b"!" + ARCHIVE[at + 1 :]
    files, sound = unpack(flipped)
    assert not sound
    assert files == FILES | {"leaves.txt": b"00ff\n00!f\n" + b"00ff\n" * 7}


def test_a_damaged_packed_file_is_read_up_to_the_damage() -> None:
    lines = b"".join(b"%d\n" % Random(number).getrandbits(200) for number in range(200))
    archive = bytearray(packed_by_python({"entries.jsonl": lines}))
    middle = len(archive) // 2
    archive[middle : middle + 40] = bytes(40)
    files, sound = unpack(bytes(archive))
    assert not sound
    got = files["entries.jsonl"]
    agree = next(n for n in range(len(lines)) if got[n : n + 1] != lines[n : n + 1])
    assert len(lines) // 4 < agree < len(lines) * 3 // 4


WRONG = {
    "nothing": b"",
    "a beginning": b"PK",
    "noise": b"x" * 100,
    "cut at the end": ARCHIVE[:-1],
    "cut at the beginning": ARCHIVE[1:],
    "a line feed after it": ARCHIVE + b"\n",
    "a line feed before it": b"\n" + ARCHIVE,
    "a comment": packed_by_python(comment=b"a comment"),
    "another way of packing": packed_by_python(method=zipfile.ZIP_BZIP2),
    "a byte before the end mark": ARCHIVE[:-END] + b"\0" + ARCHIVE[-END:],
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_not_wholly_an_archive_is_refused(wrong: bytes) -> None:
    with pytest.raises((NotAnArchive, struct.error)):
        unpack(wrong)


def test_two_files_of_one_name_are_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("head.json", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("head.json", b"2")
    with pytest.raises(NotAnArchive):
        unpack(written.getvalue())


def test_bytes_hidden_between_the_files_are_refused() -> None:
    directory = ARCHIVE.index(b"PK\x01\x02")
    size, start = struct.unpack("<2L", ARCHIVE[-10:-2])
    assert start == directory
    moved = ARCHIVE[-END:-10] + struct.pack("<2L", size, start + 4) + ARCHIVE[-2:]
    with pytest.raises(NotAnArchive, match="between"):
        unpack(ARCHIVE[:directory] + b"more" + ARCHIVE[directory:-END] + moved)


def test_a_bomb_goes_off_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meeting_server.audit.archive.LARGEST_FILE", 10_000)
    with pytest.raises(NotAnArchive):
        unpack(packed_by_python({"entries.jsonl": bytes(20_000)}))
    archive = packed_by_python({"entries.jsonl": bytes(20_000)})
    small = struct.pack("<L", 9_000)
    with pytest.raises(NotAnArchive, match="too large"):
        unpack(archive.replace(struct.pack("<L", 20_000), small))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused(noise: bytes) -> None:
    with pytest.raises((NotAnArchive, struct.error)):
        unpack(noise)
