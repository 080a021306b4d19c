"""Who may import whom: the contracts of pyproject.toml hold."""

import subprocess
import sys
from pathlib import Path

from tests.house.tree import HOUSE


def test_every_module_imports_only_what_its_place_allows(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("lint-imports")
    report = subprocess.run(
        [program, "--no-logo", "--cache-dir", tmp_path],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert report.returncode == 0, report.stdout
