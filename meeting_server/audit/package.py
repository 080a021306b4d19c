"""The files of a log package: what is handed to whoever wants to check a meeting without its server."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from meeting_server.audit.canonical import canonical
from meeting_server.audit.entry import Entry
from meeting_server.audit.tree import Frontier

ENTRIES = "entries.jsonl"
LEAVES = "leaves.txt"
HEAD = "head.json"
OPENINGS = "openings.jsonl"
TEXTS = "texts.jsonl"


class TextKept(NamedTuple):
    """A text that somebody accepted: of what kind (notice, terms, manual), and its words."""

    kind: str
    version: str
    th: str
    en: str


def digest_of(version: str, th: str, en: str) -> str:
    """The digest by which a text is accepted: of its version, its Thai and its English, a line feed after each."""
    return sha256(f"{version}\n{th}\n{en}\n".encode()).hexdigest()


def log_files(
    entries: Iterable[Entry], *, with_openings: bool, texts: Iterable[TextKept] = ()
) -> dict[str, bytes]:
    """The files by name: entries and leaves one per line, the head, and the openings for an auditor only.

    Every line ends in a line feed; leaves and root are lower-case hex; salts are base64. The texts that people
    accepted go along, where there are any, so that whoever audits can read what the entries name by digest.
    """
    bodies, leaves, openings, edge = [], [], [], Frontier()
    for entry in entries:
        bodies.append(entry.body)
        leaves.append(entry.leaf.hex().encode())
        edge = edge.append(entry.leaf)
        openings.extend(_opening_lines(entry))
    files = {
        ENTRIES: _lines(bodies),
        LEAVES: _lines(leaves),
        HEAD: _lines([canonical({"size": edge.size, "root": edge.root.hex()})]),
    }
    if accepted := [_text_line(text) for text in texts]:
        files[TEXTS] = _lines(accepted)
    return files | {OPENINGS: _lines(openings)} if with_openings else files


def _text_line(text: TextKept) -> bytes:
    return canonical(text._asdict() | {"sha256": digest_of(text.version, text.th, text.en)})


def _opening_lines(entry: Entry) -> list[bytes]:
    return [
        canonical(
            {
                "seq": entry.seq,
                "path": opening.path,
                "salt": b64encode(opening.salt).decode(),
                "value": opening.value,
                "class": opening.klass,
            }
        )
        for opening in entry.openings
    ]


def _lines(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)
