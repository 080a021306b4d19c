"""The server's own keys: chance makes each at the first start, and the folder of keys keeps it (0600)."""

import os
import secrets
from pathlib import Path

_BYTES = 32


class KeyUnreadable(Exception):  # noqa: N818 - a sentence for the person who starts the server
    """What stands where a key should be is none."""


def key_of(keys: Path, name: str) -> bytes:
    """The key of this name, 32 bytes; made when there is none. Raises KeyUnreadable, and makes no other in its place."""
    kept = keys / f"{name}.key"
    if not kept.exists():
        _make(kept)
    try:
        key = bytes.fromhex(kept.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        message = (
            f"{kept} is no key of {_BYTES} bytes any more, and what it sealed cannot be opened without it: "
            "put it back from a copy."
        )
        raise KeyUnreadable(message)
    return key


def _make(kept: Path) -> None:
    """Whole or not at all, whenever the machine stops; of two servers that begin at once the first one's stays."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun = kept.with_suffix(f".{secrets.token_hex(8)}")
    with os.fdopen(
        os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(secrets.token_bytes(_BYTES).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        kept.hardlink_to(begun)
    except FileExistsError:
        pass
    finally:
        begun.unlink()
