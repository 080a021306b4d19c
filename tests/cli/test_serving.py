"""Starting: what keeps a server from it is said in a sentence that tells the person what to do."""

from dataclasses import replace
from pathlib import Path

import pytest

from meeting_server import serving
from meeting_server.config import read
from meeting_server.serving import CannotServe


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
