"""A recorder that is killed without warning loses a second at most."""

import asyncio
import subprocess
import sys
from pathlib import Path

from meeting_server.media.recorder import Recorder
from tests.media import tape
from tests.media.dictation import MEETING

LONG_ENOUGH = 11.0


def _killed_after(seconds: float, folder: Path) -> float:
    """Record in a process, kill it, and return how far it was."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.media.dictation", str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        reached = 0.0
        try:
            assert process.stdout is not None
            while reached < seconds:
                reached = float(process.stdout.readline())
        finally:
            process.kill()
        lines = process.stdout.read().splitlines()
    return max([reached, *(float(line) for line in lines if line.endswith(tuple("0123456789")))])


async def test_a_kill_loses_a_second_at_most(tmp_path: Path) -> None:
    reached = await asyncio.to_thread(_killed_after, LONG_ENOUGH, tmp_path)
    files: list[dict[str, object]] = []
    sealed = asyncio.Event()

    def report(meeting: str, said: dict[str, object]) -> None:
        assert (meeting, said["kind"]) == (MEETING, "sealed")
        files.extend(said["files"])  # type: ignore[arg-type]
        if len(files) == 2:
            sealed.set()

    recorder = Recorder(tmp_path, report)
    async with asyncio.timeout(20):
        await sealed.wait()
    await recorder.drain("service_interrupted")
    for told in files:
        probed = tape.probe(tmp_path / MEETING / str(told["file"]))
        assert (told["recovered"], probed.complaints) == (True, "")
        assert reached - 1.0 <= probed.duration <= reached + 0.1, told
        assert probed.frames == told["frames"]
