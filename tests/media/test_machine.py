"""What a worker finds of its machine."""

from pathlib import Path

from meeting_server.media import machine


def test_a_core_has_a_speed_and_a_disk_a_rate(tmp_path: Path) -> None:
    found = machine.look(tmp_path / "run")
    assert 0.01 < found.speed < 100
    assert found.disk > 0
    assert list((tmp_path / "run").iterdir()) == []


def test_a_disk_that_takes_nothing_has_no_rate(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("no folder")
    assert machine.disk(tmp_path / "run" / "deeper") == 0
