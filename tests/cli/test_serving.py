"""Starting: what keeps a server from it is said in a sentence that tells the person what to do."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from meeting_server import serving
from meeting_server.config import read
from meeting_server.demo import Doors
from meeting_server.serving import CannotServe, Opening, announcement


def test_a_folder_is_served_by_one_server_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read({"DATA_DIR": str(tmp_path)})
    served: list[int] = []

    def serve(asked: object) -> int:
        served.append(1)
        if len(served) == 1:
            # Another port changes nothing: the media workers in the folder are the first one's.
            with pytest.raises(CannotServe, match="served by another process: stop that one first"):
                serving.run(replace(settings, port=8081))
        return 0

    monkeypatch.setattr(serving, "_run", serve)
    monkeypatch.setattr("meeting_server.telemetry.set_up", lambda: None)
    assert serving.run(settings) == 0
    assert served == [1]
    # Whoever stopped lets go of it.
    assert serving.run(settings) == 0


def test_a_reserve_for_which_there_is_no_room_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: disk._replace(free=67 << 30))
    settings = read({"DATA_DIR": str(tmp_path), "DISK_RESERVE": "900000"})
    told = serving.doubt_of_reserve(settings)
    assert told.startswith(f"DISK_RESERVE asks for 900000 MiB, and 68608 MiB are free in {tmp_path}")
    assert "nothing was set aside, and neither sound nor pictures are recorded." in told
    assert told.endswith("Free 2700000 MiB, or ask for 22869 or less.")
    assert "pictures are not recorded" in serving.doubt_of_reserve(replace(settings, disk_reserve=40_000))
    for fits in (0, 512, 22_869):
        assert serving.doubt_of_reserve(replace(settings, disk_reserve=fits)) == ""
    with (tmp_path / "reserve").open("wb") as held:
        held.truncate(1 << 30)
    assert serving.doubt_of_reserve(replace(settings, disk_reserve=23_000)) == "", (
        "what is held counts as free"
    )
    monkeypatch.setattr(serving, "_run", lambda _: 0)
    monkeypatch.setattr("meeting_server.telemetry.set_up", lambda: None)
    assert serving.run(settings) == 0
    assert "nothing was set aside" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [({}, ""), ({"DATABASE_URL": "postgresql://x:secret@db/m"}, " DATABASE_URL='THE SAME AS HERE'")],
)
def test_a_server_without_a_demo_says_what_to_do_next(
    tmp_path: Path, more: dict[str, str], said: str
) -> None:
    settings = read({"DATA_DIR": str(tmp_path / "a house"), "DEMO": "off", **more})
    opening = Opening(settings=settings, certificate=None, demo=None, password="", doors=Doors(), empty=True)
    told = announcement(opening)
    assert f"DATA_DIR='{tmp_path}/a house'{said} .venv/bin/python -m meeting_server add-person" in told
    assert "12 characters or more" in told
    assert "secret" not in told
    told = announcement(replace(opening, empty=False))
    assert "add-person" not in told
    assert "People sign in at http://localhost:8080/sign-in" in told
