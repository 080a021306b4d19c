"""The offline verifier of a log package: needs the package, this program and the standard library only."""

import struct
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from meeting_server.audit.archive import LARGEST_FILE, Unpacked, unpack
from meeting_server.audit.canonical import NotCanonical, parse
from meeting_server.audit.codec import commitments_in, read, retention_of
from meeting_server.audit.entry import Entry, Opening, leaf_of, stamp
from meeting_server.audit.openings import opens
from meeting_server.audit.package import ENTRIES, HEAD, LEAVES, OPENINGS, TEXTS, digest_of
from meeting_server.audit.shapes import Malformed
from meeting_server.audit.tree import root_of
from meeting_server.audit.verdicts import Finding, Verdict
from meeting_server.meeting.facts.calling import TermsAccepted
from meeting_server.meeting.state import Meeting

_NEEDED = (ENTRIES, LEAVES, HEAD)
_KNOWN = (*_NEEDED, OPENINGS, TEXTS)
_OPENING = {"seq": int, "path": str, "salt": str, "value": str, "class": str}
_TEXT = {"kind": str, "version": str, "th": str, "en": str, "sha256": str}
# What reading raises: a file that is not there, an archive cut short, a name that is no text, another archive.
_DAMAGE = (OSError, struct.error, ValueError)


class Wrong(Exception):  # noqa: N818 - what the verifier found, not a failure of the verifier
    """The package is not what the log was."""

    def __init__(
        self, verdict: Verdict, first: int | None = None, last: int | None = None, file: str = ""
    ) -> None:
        super().__init__(verdict, first, last, file)
        self.finding = Finding(verdict, first, last, file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the verifier says: the first finding, or the figures of a log that is whole."""

    finding: Finding | None = None
    size: int = 0
    root: str = ""
    began: str = ""
    ended: str = ""
    personal: int = 0
    opened: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return self.finding is None

    def sentences(self) -> tuple[str, str]:
        """The report for a person to read, in Thai and in English."""
        if self.finding:
            thai, english = self.finding.sentences()
            return f"ไม่ผ่านการตรวจสอบ: {thai}", f"NOT VERIFIED: {english}"
        span = f" ({self.began} – {self.ended})" if self.size else ""
        thai = f"ผ่านการตรวจสอบ: บันทึกครบถ้วน {self.size} รายการ{span}"
        english = f"VERIFIED: the log is whole, {self.size} entries{span}"
        return (
            f"{thai} เปิดเผยข้อมูลส่วนบุคคล {self.opened} จาก {self.personal} ช่อง ค่าราก {self.root}",
            f"{english}, {self.opened} of {self.personal} personal fields open, root {self.root}",
        )


def verify(path: Path) -> Report:
    """Check the package at `path`, a zip file or a folder."""
    try:
        files, sound = _read(path)
        report = check(files)
    except Wrong as wrong:
        return Report(finding=wrong.finding)
    # Where every file is right, it was a checksum that was hit, or what a packer put beside the files.
    return report if sound else Report(finding=Finding(Verdict.UNREADABLE))


def entries_of(path: Path) -> list[Entry]:
    """The entries of a package that `verify` found whole."""
    return _entries(_lines(_read(path).files, ENTRIES))


def check(files: Mapping[str, bytes]) -> Report:
    """Check leaves, head, form, replay and openings of a package; raises Wrong at the first finding."""
    bodies, lines = _lines(files, ENTRIES), _lines(files, LEAVES)
    leaves = [leaf_of(body) for body in bodies]
    head = _head(files)
    _match(leaves, lines, head)
    _check_ends(files)
    if head is None:
        raise Wrong(Verdict.HEAD_MALFORMED)
    _measure(leaves, *head)
    entries = _entries(bodies)
    _replay(entries)
    opened = _open(entries, files)
    _read_texts(entries, files)
    return Report(
        size=len(entries),
        root=head[1],
        began=stamp(entries[0].t) if entries else "",
        ended=stamp(entries[-1].t) if entries else "",
        personal=sum(len(commitments_in(entry.body)) for entry in entries),
        opened=opened,
    )


def _read(path: Path) -> Unpacked:
    try:
        files, sound = _folder(path) if path.is_dir() else _archive(path)
    except _DAMAGE as damage:
        raise Wrong(Verdict.UNREADABLE) from damage
    for name in _NEEDED:
        if name not in files:
            raise Wrong(Verdict.FILE_MISSING, file=name)
    for name in files:
        if name not in _KNOWN:
            raise Wrong(Verdict.FILE_STRANGE, file=name)
    return Unpacked(files, sound)


def _folder(path: Path) -> Unpacked:
    # What does not belong there is named, and not read.
    files = {each.name: each.read_bytes() if each.name in _KNOWN else b"" for each in sorted(path.iterdir())}
    return Unpacked(files, sound=True)


def _archive(path: Path) -> Unpacked:
    if path.stat().st_size > LARGEST_FILE:
        raise Wrong(Verdict.UNREADABLE)
    return unpack(path.read_bytes())


def _lines(files: Mapping[str, bytes], name: str) -> list[bytes]:
    lines = files[name].split(b"\n")
    return lines if lines[-1] else lines[:-1]


def _check_ends(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        if content and not content.endswith(b"\n"):
            raise Wrong(Verdict.LINE_CUT, file=name)


def _head(files: Mapping[str, bytes]) -> tuple[int, str] | None:
    """The size and root that the package claims; None when they cannot be read."""
    try:
        head = parse(files[HEAD].removesuffix(b"\n"))
    except NotCanonical:
        return None
    if not isinstance(head, dict) or head.keys() != {"size", "root"}:
        return None
    size, root = head["size"], head["root"]
    return (size, root) if type(size) is int and type(root) is str else None


def _match(leaves: Sequence[bytes], lines: Sequence[bytes], head: tuple[int, str] | None) -> None:
    """Hold each entry against its line of leaves.txt."""
    for seq, (leaf, line) in enumerate(zip(leaves, lines, strict=False)):
        if leaf.hex().encode() != line:
            agrees = head is not None and head == (len(leaves), root_of(leaves).hex())
            raise Wrong(Verdict.LEAF_ALTERED if agrees else Verdict.ENTRY_DIFFERS, seq)
    if len(leaves) != len(lines):
        raise Wrong(Verdict.COUNT_DIFFERS, min(len(leaves), len(lines)))


def _measure(leaves: Sequence[bytes], size: int, root: str) -> None:
    """Hold all leaves together against the head."""
    if len(leaves) < size:
        raise Wrong(Verdict.ENTRIES_MISSING, len(leaves), size - 1)
    if len(leaves) > size:
        raise Wrong(Verdict.ENTRIES_EXTRA, max(size, 0), len(leaves) - 1)
    if root_of(leaves).hex() != root:
        raise Wrong(Verdict.ROOT_DIFFERS, 0, max(size - 1, 0))


def _entries(bodies: Sequence[bytes]) -> list[Entry]:
    """The entries, each in its one spelling, numbered from 0 without a gap, time never going back."""
    entries: list[Entry] = []
    for seq, body in enumerate(bodies):
        try:
            entry = read(body)
        except (NotCanonical, Malformed) as broken:
            raise Wrong(Verdict.ENTRY_MALFORMED, seq) from broken
        if entry.seq != seq:
            raise Wrong(Verdict.OUT_OF_ORDER, seq)
        if entries and entry.t < entries[-1].t:
            raise Wrong(Verdict.TIME_WENT_BACK, seq)
        entries.append(entry)
    return entries


def _replay(entries: Sequence[Entry]) -> None:
    """Fold the facts as the server does: a fact about what never was cannot be folded."""
    meeting = Meeting()
    for entry in entries:
        try:
            meeting = meeting.after(entry.fact)
        except LookupError as unknown:
            raise Wrong(Verdict.IMPOSSIBLE, entry.seq) from unknown


def _open(entries: Sequence[Entry], files: Mapping[str, bytes]) -> int:
    """Hold each opening against its commitment; how many there are."""
    if OPENINGS not in files:
        return 0
    shown: set[tuple[int, str]] = set()
    for number, line in enumerate(_lines(files, OPENINGS), 1):
        seq, opening = _opening(line, number)
        if not 0 <= seq < len(entries) or (seq, opening.path) in shown:
            raise Wrong(Verdict.OPENING_MALFORMED, number)
        entry = entries[seq]
        committed = commitments_in(entry.body).get(opening.path)
        if committed is None or not opens(opening, committed):
            raise Wrong(Verdict.OPENING_FALSE, seq)
        if retention_of(entry.fact)[opening.path] != opening.klass:
            raise Wrong(Verdict.OPENING_FALSE, seq)
        shown.add((seq, opening.path))
    return len(shown)


def _opening(line: bytes, number: int) -> tuple[int, Opening]:
    try:
        kept = parse(line)
        if not isinstance(kept, dict) or {name: type(kept[name]) for name in kept} != _OPENING:
            raise Malformed("an opening")
        salt = b64decode(kept["salt"], validate=True)
        if b64encode(salt).decode() != kept["salt"]:
            raise Malformed("another spelling of the salt")
    except ValueError as broken:
        raise Wrong(Verdict.OPENING_MALFORMED, number) from broken
    return kept["seq"], Opening(path=kept["path"], salt=salt, value=kept["value"], klass=kept["class"])


def _read_texts(entries: Sequence[Entry], files: Mapping[str, bytes]) -> None:
    """Hold each text against its digest, and the digest against what somebody accepted."""
    accepted = {
        digest for entry in entries if isinstance(entry.fact, TermsAccepted) for digest in entry.fact.digests
    }
    for number, line in enumerate(_lines(files, TEXTS) if TEXTS in files else [], 1):
        try:
            kept = parse(line)
        except NotCanonical as broken:
            raise Wrong(Verdict.TEXT_FALSE, number) from broken
        if not isinstance(kept, dict) or {name: type(kept[name]) for name in kept} != _TEXT:
            raise Wrong(Verdict.TEXT_FALSE, number)
        digest = digest_of(kept["version"], kept["th"], kept["en"])
        if digest != kept["sha256"] or digest not in accepted:
            raise Wrong(Verdict.TEXT_FALSE, number)


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the package named on the command line: 0 when it is whole, 1 when not, 2 when none was named."""
    named = sys.argv[1:] if arguments is None else arguments
    if len(named) != 1:
        _say(
            "วิธีใช้: python -m meeting_server.audit.verify <ไฟล์ zip หรือโฟลเดอร์>", "Name one package to verify."
        )
        return 2
    report = verify(Path(named[0]))
    _say(*report.sentences())
    return 0 if report.whole else 1


def _say(*sentences: str) -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that cannot show Thai still shows the English sentence.
        sys.stdout.reconfigure(errors="replace")
    for sentence in sentences:
        sys.stdout.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
