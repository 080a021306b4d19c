"""The files of a log package: what is handed to whoever wants to check a meeting without its server."""

from base64 import b64encode
from collections.abc import Iterable

from meeting_server.audit.canonical import canonical
from meeting_server.audit.entry import Entry
from meeting_server.audit.tree import Frontier

ENTRIES = "entries.jsonl"
LEAVES = "leaves.txt"
HEAD = "head.json"
OPENINGS = "openings.jsonl"


def log_files(entries: Iterable[Entry], *, with_openings: bool) -> dict[str, bytes]:
    """The files by name: entries and leaves one per line, the head, and the openings for an auditor only.

    Every line ends in a line feed; leaves and root are lower-case hex; salts are base64.
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
    return files | {OPENINGS: _lines(openings)} if with_openings else files


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
