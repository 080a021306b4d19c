"""The offline verifier: what is whole passes, and whatever was altered is named."""

import io
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from meeting_server.audit import verify as verifier
from meeting_server.audit.archive import pack
from meeting_server.audit.canonical import canonical, parse
from meeting_server.audit.entry import leaf_of
from meeting_server.audit.package import (
    ENTRIES,
    HEAD,
    LEAVES,
    OPENINGS,
    TEXTS,
    TextKept,
    digest_of,
    log_files,
)
from meeting_server.audit.tree import root_of
from meeting_server.audit.verdicts import Finding, Verdict
from meeting_server.audit.verify import Report, main, verify
from meeting_server.meeting.facts.ballots import BallotClosed
from meeting_server.meeting.facts.calling import TermsAccepted
from meeting_server.meeting.ids import SeatId
from tests.audit.sample import BALLOT, WHOLE_MEETING, log_of, sample_files, zipped
from tests.house.tree import HOUSE

Files = dict[str, bytes]
LAST = len(WHOLE_MEETING) - 1


def report_on(files: Files, folder: Path) -> Report:
    """What the verifier says of these files, packed."""
    path = folder / "log.zip"
    path.write_bytes(pack(files))
    return verify(path)


def found(files: Files, folder: Path) -> Finding:
    """What it finds, the same in an archive, in an archive packed anew, and in a folder."""
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    for name, content in files.items():
        (unpacked / name).write_bytes(content)
    reports = (report_on(files, folder), verify(zipped(files, folder / "anew.zip")), verify(unpacked))
    findings = {report.finding for report in reports}
    (finding,) = findings
    assert finding is not None
    return finding


def with_line(files: Files, name: str, number: int, change: Callable[[bytes], bytes]) -> Files:
    """One line of one file changed."""
    lines = files[name].split(b"\n")
    lines[number] = change(lines[number])
    return files | {name: b"\n".join(lines)}


def rewritten(bodies: list[bytes], *, with_openings: bytes | None = None) -> Files:
    """A package in which leaves and root were made anew to fit the entries."""
    leaves = [leaf_of(body) for body in bodies]
    files = {
        ENTRIES: b"".join(body + b"\n" for body in bodies),
        LEAVES: b"".join(leaf.hex().encode() + b"\n" for leaf in leaves),
        HEAD: canonical({"size": len(bodies), "root": root_of(leaves).hex()}) + b"\n",
    }
    return files if with_openings is None else files | {OPENINGS: with_openings}


@pytest.fixture
def files() -> Files:
    """The package of the whole meeting."""
    return sample_files()


@pytest.fixture
def bodies() -> list[bytes]:
    """The entries of the whole meeting."""
    return [entry.body for entry in log_of()]


def test_a_whole_log_passes(files: Files, tmp_path: Path) -> None:
    report = report_on(files, tmp_path)
    assert report.whole
    assert report.size == len(WHOLE_MEETING)
    assert report.opened == report.personal > 20
    assert report.root == root_of([entry.leaf for entry in log_of()]).hex()
    thai, english = report.sentences()
    assert thai.startswith("ผ่านการตรวจสอบ")
    assert english.startswith("VERIFIED: the log is whole")
    assert report.root in english


def test_a_package_packed_anew_and_an_unpacked_one_pass(files: Files, tmp_path: Path) -> None:
    anew = zipped(files, tmp_path / "anew.zip")
    folder = tmp_path / "folder"
    with zipfile.ZipFile(anew) as archive:
        archive.extractall(folder)
    assert verify(anew) == verify(folder) == report_on(files, tmp_path)


def test_without_openings_it_passes_and_says_so(tmp_path: Path) -> None:
    report = report_on(sample_files(with_openings=False), tmp_path)
    assert report.whole
    assert report.opened == 0 < report.personal


def test_an_opening_destroyed_when_due_is_no_tampering(files: Files, tmp_path: Path) -> None:
    kept = files[OPENINGS].split(b"\n", 1)[1]
    whole, report = report_on(files, tmp_path), report_on(files | {OPENINGS: kept}, tmp_path)
    assert report == replace(whole, opened=whole.opened - 1)


def test_texts_lie_beside_the_log_and_are_those_that_were_accepted(tmp_path: Path) -> None:
    words = TextKept(kind="terms", version="1", th="ข้อกำหนด", en="Terms")
    digest = digest_of("1", "ข้อกำหนด", "Terms")
    log = log_of([TermsAccepted(seat=SeatId("seat_1"), version="1", sha256="ab", terms_sha256=digest)])
    files = log_files(log, with_openings=True, texts=[words])
    assert report_on(files, tmp_path).whole
    other = words._replace(th="ข้อกำหนดอื่น")
    stranger = log_files(log, with_openings=True, texts=[other])
    altered = {TEXTS: files[TEXTS].replace("ข้อ".encode(), "คำ".encode())}
    for number, wrong in enumerate(
        (stranger, files | altered, files | {TEXTS: b"{}\n"}, files | {TEXTS: b"words\n"})
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert found(wrong, folder) == Finding(Verdict.TEXT_FALSE, 1)


def test_a_log_without_entries_passes(tmp_path: Path) -> None:
    report = report_on(log_files([], with_openings=True), tmp_path)
    assert report.whole
    assert report.size == 0
    assert "0 entries" in report.sentences()[1]


@pytest.mark.parametrize("seq", [0, 1, 17, LAST])
def test_the_first_entry_that_differs_is_named(files: Files, tmp_path: Path, seq: int) -> None:
    altered = with_line(files, ENTRIES, seq, lambda line: line.replace(b'"v":1', b'"v":2'))
    altered = with_line(altered, ENTRIES, LAST, lambda line: line + b" ")
    assert found(altered, tmp_path) == Finding(Verdict.ENTRY_DIFFERS, seq)


def test_the_name_of_an_entry_is_in_the_sentence(files: Files, tmp_path: Path) -> None:
    altered = with_line(files, ENTRIES, 17, lambda line: line.replace(b'"v":1', b'"v":2'))
    thai, english = report_on(altered, tmp_path).sentences()
    assert "รายการที่ 17" in thai
    assert english.startswith("NOT VERIFIED: entry 17 differs")


def test_where_the_leaf_was_altered_too_the_interval_is_named(
    bodies: list[bytes], files: Files, tmp_path: Path
) -> None:
    bodies[17] = bodies[17].replace(b'"v":1', b'"v":2')
    altered = rewritten(bodies) | {HEAD: files[HEAD], OPENINGS: files[OPENINGS]}
    assert found(altered, tmp_path) == Finding(Verdict.ROOT_DIFFERS, 0, LAST)


def test_a_leaf_altered_alone_is_told_from_an_altered_entry(files: Files, tmp_path: Path) -> None:
    altered = with_line(files, LEAVES, 17, lambda line: line[::-1])
    assert found(altered, tmp_path) == Finding(Verdict.LEAF_ALTERED, 17)


def test_a_root_altered_alone_is_found(files: Files, tmp_path: Path) -> None:
    head = parse(files[HEAD].strip())
    altered = canonical(head | {"root": head["root"][::-1]}) + b"\n"
    assert found(files | {HEAD: altered}, tmp_path) == Finding(Verdict.ROOT_DIFFERS, 0, LAST)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"{}",
        b"[1,2]",
        b'{"root":"00","size":"1"}',
        b'{"root":0,"size":1}',
        b'{"root":"00", "size":1}',
        b"not JSON",
        b'{"more":1,"root":"00","size":1}',
    ],
)
def test_a_head_of_another_form_is_found(files: Files, tmp_path: Path, head: bytes) -> None:
    assert found(files | {HEAD: head + b"\n"}, tmp_path) == Finding(Verdict.HEAD_MALFORMED)


def test_a_log_cut_short_with_its_leaves_is_found(files: Files, tmp_path: Path) -> None:
    shorter = log_files(log_of(WHOLE_MEETING[:-3]), with_openings=True)
    finding = found(shorter | {HEAD: files[HEAD]}, tmp_path)
    assert finding == Finding(Verdict.ENTRIES_MISSING, LAST - 2, LAST)


def test_entries_beyond_the_head_are_found(files: Files, tmp_path: Path) -> None:
    shorter = log_files(log_of(WHOLE_MEETING[:-3]), with_openings=True)
    finding = found(files | {HEAD: shorter[HEAD]}, tmp_path)
    assert finding == Finding(Verdict.ENTRIES_EXTRA, LAST - 2, LAST)


def test_a_size_below_nothing_is_found(files: Files, tmp_path: Path) -> None:
    head = canonical(parse(files[HEAD].strip()) | {"size": -1}) + b"\n"
    assert found(files | {HEAD: head}, tmp_path) == Finding(Verdict.ENTRIES_EXTRA, 0, LAST)


def test_an_entry_taken_out_is_found(files: Files, bodies: list[bytes], tmp_path: Path) -> None:
    entries = b"".join(body + b"\n" for body in bodies[:20] + bodies[21:])
    assert found(files | {ENTRIES: entries}, tmp_path) == Finding(Verdict.ENTRY_DIFFERS, 20)


@pytest.mark.parametrize("name", [ENTRIES, LEAVES])
def test_a_file_that_lost_its_last_line_is_found(files: Files, tmp_path: Path, name: str) -> None:
    shorter = b"".join(files[name].splitlines(keepends=True)[:-1])
    assert found(files | {name: shorter}, tmp_path) == Finding(Verdict.COUNT_DIFFERS, LAST)


@pytest.mark.parametrize("name", [ENTRIES, LEAVES, HEAD, OPENINGS])
def test_a_file_without_its_last_line_feed_is_found(files: Files, tmp_path: Path, name: str) -> None:
    finding = found(files | {name: files[name][:-1]}, tmp_path)
    assert finding == Finding(Verdict.LINE_CUT, file=name)


@pytest.mark.parametrize("name", [ENTRIES, LEAVES, HEAD])
def test_a_missing_file_is_found(files: Files, tmp_path: Path, name: str) -> None:
    del files[name]
    assert found(files, tmp_path) == Finding(Verdict.FILE_MISSING, file=name)


def test_a_stray_file_is_found(files: Files, tmp_path: Path) -> None:
    finding = found(files | {"notes.txt": b"hello\n"}, tmp_path)
    assert finding == Finding(Verdict.FILE_STRANGE, file="notes.txt")
    assert "notes.txt" in finding.sentences()[0]


def test_two_swapped_entries_are_found_though_everything_was_made_to_fit(
    bodies: list[bytes], tmp_path: Path
) -> None:
    bodies[20], bodies[21] = bodies[21], bodies[20]
    assert found(rewritten(bodies), tmp_path) == Finding(Verdict.OUT_OF_ORDER, 20)


def test_an_entry_of_another_form_is_found_though_everything_was_made_to_fit(
    bodies: list[bytes], tmp_path: Path
) -> None:
    bodies[20] = bodies[20].replace(b'"v":1', b'"v":1 ')
    assert found(rewritten(bodies), tmp_path) == Finding(Verdict.ENTRY_MALFORMED, 20)


def test_time_that_goes_back_is_found_though_everything_was_made_to_fit(
    bodies: list[bytes], tmp_path: Path
) -> None:
    bodies[20] = canonical(parse(bodies[20]) | {"t": "2026-11-12T02:29:00.000Z"})
    assert found(rewritten(bodies), tmp_path) == Finding(Verdict.TIME_WENT_BACK, 20)


def test_a_ballot_that_never_was_is_found_though_everything_was_made_to_fit(tmp_path: Path) -> None:
    finding = found(log_files(log_of([BallotClosed(ballot=BALLOT)]), with_openings=True), tmp_path)
    assert finding == Finding(Verdict.IMPOSSIBLE, 0)


def test_an_altered_name_is_found(files: Files, tmp_path: Path) -> None:
    altered = with_line(files, OPENINGS, 0, lambda line: line.replace("อรุณี".encode(), "อรุณา".encode()))
    assert found(altered, tmp_path) == Finding(Verdict.OPENING_FALSE, 1)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"seq":1,', b'"seq":2,'),
        (b'"seq":1,', b'"seq":0,'),
        (b'"path":"name"', b'"path":"office"'),
        (b'"path":"name"', b'"path":"seat"'),
        (b'"class":"operation"', b'"class":"traffic"'),
    ],
)
def test_an_opening_of_something_else_is_found(files: Files, tmp_path: Path, was: bytes, now: bytes) -> None:
    altered = with_line(files, OPENINGS, 0, lambda line: line.replace(was, now))
    assert found(altered, tmp_path).verdict is Verdict.OPENING_FALSE


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"seq":1,', b'"seq":10000,'),
        (b'"seq":1,', b'"seq":-1,'),
        (b'"seq":1,', b'"seq":"1",'),
        (b'"class"', b'"klass"'),
        (b'"salt":"', b'"salt":"!'),
        (b'=","seq"', b' =","seq"'),
        (b"{", b"["),
        (b'"class":"operation",', b""),
    ],
)
def test_an_opening_of_another_form_is_found(files: Files, tmp_path: Path, was: bytes, now: bytes) -> None:
    altered = with_line(files, OPENINGS, 0, lambda line: line.replace(was, now))
    assert found(altered, tmp_path) == Finding(Verdict.OPENING_MALFORMED, 1)


def test_an_opening_that_is_no_object_is_found(files: Files, tmp_path: Path) -> None:
    altered = with_line(files, OPENINGS, 0, lambda _: b"[]")
    assert found(altered, tmp_path) == Finding(Verdict.OPENING_MALFORMED, 1)


def test_an_opening_told_twice_is_found(files: Files, tmp_path: Path) -> None:
    twice = files[OPENINGS] + files[OPENINGS].splitlines(keepends=True)[0]
    lines = len(twice.splitlines())
    assert found(files | {OPENINGS: twice}, tmp_path) == Finding(Verdict.OPENING_MALFORMED, lines)


def test_the_other_spelling_of_a_salt_is_found(files: Files, tmp_path: Path) -> None:
    line = files[OPENINGS].split(b"\n")[0]
    salt = parse(line)["salt"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = salt[:-2] + letters[letters.index(salt[-2]) + 1] + "="
    altered = with_line(files, OPENINGS, 0, lambda line: line.replace(salt.encode(), other.encode()))
    assert found(altered, tmp_path) == Finding(Verdict.OPENING_MALFORMED, 1)


def test_what_is_no_package_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"\x00" * 100)
    for path in (tmp_path / "noise", tmp_path / "missing", tmp_path / "noise" / "below"):
        assert verify(path).finding == Finding(Verdict.UNREADABLE)


def test_a_package_too_large_to_read_is_not_read(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "LARGEST_FILE", 1_000)
    assert report_on(files, tmp_path).finding == Finding(Verdict.UNREADABLE)


def test_a_package_with_a_folder_inside_is_found(files: Files, tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "more").mkdir()
    assert verify(tmp_path).finding == Finding(Verdict.FILE_STRANGE, file="more")


def test_every_verdict_has_its_sentences() -> None:
    for verdict in Verdict:
        thai, english = Finding(verdict, 1, 2, "entries.jsonl").sentences()
        assert any("ก" <= letter <= "๛" for letter in thai)
        assert english.isascii()
        assert "{" not in thai + english


def test_the_program_says_it_in_both_languages(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.zip"
    path.write_bytes(pack(files))
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == list(verify(path).sentences())
    path.write_bytes(pack(with_line(files, ENTRIES, 3, lambda line: line + b"!")))
    assert main([str(path)]) == 1
    assert "entry 3 differs" in capsys.readouterr().out
    assert main([]) == 2
    assert "Name one package" in capsys.readouterr().out


def test_a_terminal_without_thai_still_says_it(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    monkeypatch.setattr(sys, "argv", ["verify", str(tmp_path / "missing")])
    assert main() == 1
    sys.stdout.flush()
    assert b"NOT VERIFIED: the package is damaged" in written.getvalue()


def test_it_is_a_program_of_its_own(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.zip"
    path.write_bytes(pack(files))
    monkeypatch.setattr(sys, "argv", ["verify", str(path)])
    monkeypatch.setattr(sys, "stdout", written := io.StringIO())
    with pytest.raises(SystemExit) as done:
        runpy.run_path(str(Path(verifier.__file__)), run_name="__main__")
    assert done.value.code == 0
    assert "VERIFIED" in written.getvalue()


@pytest.mark.parametrize(
    "program", [["make", "-s", "verify", "P={}"], [sys.executable, "-m", "meeting_server.audit.verify", "{}"]]
)
def test_the_commands_name_the_entry_and_fail(files: Files, tmp_path: Path, program: list[str]) -> None:
    path = tmp_path / "log.zip"

    def run() -> tuple[bool, str]:
        command = [part.format(path) for part in program]
        done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode == 0, done.stdout

    path.write_bytes(whole := pack(files))
    passed, told = run()
    assert passed, told
    assert "VERIFIED: the log is whole" in told
    at = whole.index(b'"type":"session.meeting_opened"')
    path.write_bytes(whole[:at] + b"'" + whole[at + 1 :])
    passed, told = run()
    assert not passed
    opened = next(entry.seq for entry in log_of() if b"session.meeting_opened" in entry.body)
    assert f"NOT VERIFIED: entry {opened} differs" in told
