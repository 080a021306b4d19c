"""The server's own keys: chance makes each at the first start, and the folder of keys keeps it (0600)."""

import secrets
from pathlib import Path

_BYTES = 32


def key_of(keys: Path, name: str) -> bytes:
    """The key of this name, 32 bytes; made when there is none."""
    kept = keys / f"{name}.key"
    try:
        return bytes.fromhex(kept.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        made = secrets.token_bytes(_BYTES)
        kept.write_text(made.hex() + "\n", encoding="ascii")
        return made
