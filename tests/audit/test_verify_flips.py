"""Any byte of a downloaded log, flipped: never a silent pass, never a crash, and the right entry named."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meeting_server.audit.archive import pack
from meeting_server.audit.canonical import canonical
from meeting_server.audit.entry import leaf_of
from meeting_server.audit.package import ENTRIES, HEAD, LEAVES, OPENINGS, log_files
from meeting_server.audit.tree import root_of
from meeting_server.audit.verdicts import Finding, Verdict
from meeting_server.audit.verify import Wrong, check, verify
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.session import MeetingOpened
from meeting_server.meeting.ids import MessageId
from tests.audit.sample import WHOLE_MEETING, log_of
from tests.given import CALLED, connected, seated
from tests.people import ARUNEE, THANA

# Few entries, and among them every part that an entry can have.
SMALL = (
    CALLED,
    seated(ARUNEE),
    connected(ARUNEE),
    MeetingOpened(),
    MessagePosted(message=MessageId("msg_" + "m" * 22), seat=ARUNEE.seat, text="สวัสดี"),
)
LARGE = (
    *WHOLE_MEETING,
    *(
        MessagePosted(message=MessageId(f"msg_{number:_<22}"), seat=THANA.seat, text=f"ข้อ {number}")
        for number in range(1_000)
    ),
)


def flips(length: int) -> list[tuple[int, int]]:
    """Every byte twice: its lowest bit, and bits drawn by chance; (where, which bits)."""
    dice = Random(length)
    return [(at, bits) for at in range(length) for bits in (1, dice.randrange(2, 256))]


def flip(whole: bytes, at: int, bits: int) -> bytes:
    """The bytes with one of them flipped."""
    return whole[:at] + bytes([whole[at] ^ bits]) + whole[at + 1 :]


def line_at(content: bytes, at: int) -> int:
    """Which line a byte belongs to, its line feed included."""
    return content.count(b"\n", 0, at)


def expected(files: dict[str, bytes], name: str, at: int) -> set[Verdict]:
    """What may be found after a flip in a file."""
    if name == ENTRIES:
        return {Verdict.ENTRY_DIFFERS}
    if name == LEAVES:
        return {Verdict.LEAF_ALTERED}
    if name == HEAD:
        return {
            Verdict.HEAD_MALFORMED,
            Verdict.ROOT_DIFFERS,
            Verdict.ENTRIES_MISSING,
            Verdict.ENTRIES_EXTRA,
            Verdict.LINE_CUT,
        }
    return {Verdict.OPENING_MALFORMED, Verdict.OPENING_FALSE, Verdict.LINE_CUT}


def must_be_named(files: dict[str, bytes], name: str, at: int, finding: Finding | None) -> None:
    """The finding is of the right kind, and names the entry where an entry was hit."""
    assert finding is not None, (name, at)
    assert finding.verdict in expected(files, name, at), (name, at, finding)
    if name in (ENTRIES, LEAVES):
        assert finding.first == line_at(files[name], at), (name, at, finding)


def find(files: dict[str, bytes]) -> Finding | None:
    """What the verifier finds in these files."""
    try:
        check(files)
    except Wrong as wrong:
        return wrong.finding
    return None


@pytest.mark.parametrize("name", [ENTRIES, LEAVES, HEAD, OPENINGS])
def test_every_byte_of_every_file(name: str) -> None:
    files = log_files(log_of(SMALL), with_openings=True)
    for at, bits in flips(len(files[name])):
        must_be_named(files, name, at, find(files | {name: flip(files[name], at, bits)}))


def test_every_byte_of_the_archive(tmp_path: Path) -> None:
    files = log_files(log_of(SMALL), with_openings=True)
    whole, path = pack(files), tmp_path / "log.zip"
    begins = {name: whole.index(content) for name, content in files.items()}
    named = 0
    for at, bits in flips(len(whole)):
        path.write_bytes(flip(whole, at, bits))
        finding = verify(path).finding
        inside = [name for name, begin in begins.items() if begin <= at < begin + len(files[name])]
        if inside:
            must_be_named(files, inside[0], at - begins[inside[0]], finding)
            named += 1
        else:
            assert finding == Finding(Verdict.UNREADABLE), at
    assert named == 2 * sum(map(len, files.values()))


def test_bytes_drawn_from_a_long_log() -> None:
    files = log_files(log_of(LARGE), with_openings=True)
    dice = Random(11)
    for name in (ENTRIES, LEAVES, HEAD, OPENINGS):
        for _ in range(12 if name == OPENINGS else 60):
            at, bits = dice.randrange(len(files[name])), dice.randrange(1, 256)
            must_be_named(files, name, at, find(files | {name: flip(files[name], at, bits)}))


@pytest.mark.parametrize("name", [ENTRIES, LEAVES, HEAD, OPENINGS])
def test_every_truncation_of_every_file(name: str) -> None:
    files = log_files(log_of(SMALL), with_openings=True)
    lines = files[name].splitlines(keepends=True)
    ends = {sum(map(len, lines[:n])) for n in range(len(lines))}
    for length in range(len(files[name])):
        finding = find(files | {name: files[name][:length]})
        if name == OPENINGS and length in ends:
            # Openings may be destroyed when they are due; the commitments stay.
            assert finding is None
        else:
            assert finding is not None, length


def test_a_flip_whose_leaf_was_made_to_fit_is_narrowed_to_the_interval() -> None:
    entries = log_of(SMALL)
    files = log_files(entries, with_openings=True)
    for at, bits in flips(len(entries[2].body)):
        body = flip(entries[2].body, at, bits)
        if b"\n" in body:
            continue
        bodies = [entry.body for entry in entries[:2]] + [body] + [entry.body for entry in entries[3:]]
        altered = files | {
            ENTRIES: b"".join(each + b"\n" for each in bodies),
            LEAVES: b"".join(leaf_of(each).hex().encode() + b"\n" for each in bodies),
        }
        assert find(altered) == Finding(Verdict.ROOT_DIFFERS, 0, len(SMALL) - 1)


def remade(bodies: Sequence[bytes]) -> dict[str, bytes]:
    """A package in which leaves and root were made to fit whatever the entries say."""
    leaves = [leaf_of(body) for body in bodies]
    return {
        ENTRIES: b"".join(body + b"\n" for body in bodies),
        LEAVES: b"".join(leaf.hex().encode() + b"\n" for leaf in leaves),
        HEAD: canonical({"size": len(bodies), "root": root_of(leaves).hex()}) + b"\n",
    }


@given(st.lists(st.integers(0, len(WHOLE_MEETING) - 1), max_size=12))
def test_facts_in_any_order_never_crash_the_verifier(order: list[int]) -> None:
    entries = log_of([WHOLE_MEETING[number] for number in order])
    finding = find(remade([entry.body for entry in entries]))
    assert finding is None or finding.verdict is Verdict.IMPOSSIBLE


@given(st.dictionaries(st.sampled_from([ENTRIES, LEAVES, HEAD, OPENINGS]), st.binary(max_size=80)))
def test_noise_never_crashes_the_verifier(noise: dict[str, bytes]) -> None:
    files = log_files(log_of(SMALL), with_openings=True)
    if noise and noise.items() - files.items():
        finding = find(files | noise)
        assert finding is not None or noise.keys() == {OPENINGS}


@settings(max_examples=100)
@given(st.binary(max_size=120))
def test_an_entry_of_noise_is_malformed_though_everything_was_made_to_fit(noise: bytes) -> None:
    if b"\n" in noise:
        return
    bodies = [entry.body for entry in log_of(SMALL)]
    finding = find(remade([*bodies, noise]))
    assert finding == Finding(Verdict.ENTRY_MALFORMED, len(bodies))
