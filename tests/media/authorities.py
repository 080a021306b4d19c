"""Stores of certificates as browsers keep them (NSS), with an authority of a test in them."""

import subprocess
from pathlib import Path


def trust(store: Path, authority: Path) -> None:
    """Make a store in this folder that trusts an authority for the names of servers, beside those that all trust."""
    store.mkdir(parents=True, exist_ok=True)
    for words in (["-N", "--empty-password"], ["-A", "-n", "test", "-t", "C,,", "-i", str(authority)]):
        subprocess.run(["certutil", "-d", f"sql:{store}", *words], check=True, timeout=20)
