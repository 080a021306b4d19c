"""The mixer's process as its server sees it: begun, listened to, and ended with it."""

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable

from meeting_server.services.copies import CannotMix, Why
from meeting_server.services.ports import Json

_MODULE = "meeting_server.export.mixdown"
_PATIENCE = 5.0  # seconds for a mixer that is told to end, to take away what is half


async def mix(plan: Json, told: Callable[[int, int], None]) -> int:
    """Have it mixed; how many files were left out. Raises CannotMix; cancelled, it ends the process first."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", _MODULE, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    try:
        return await _listen(process, plan, told)
    finally:
        await _end(process)


async def _listen(process: Process, plan: Json, told: Callable[[int, int], None]) -> int:
    if process.stdin is None or process.stdout is None:
        raise CannotMix("broken", "no pipes")
    # The input stays open: when we are gone, however that came, the mixer reads its end.
    process.stdin.write(json.dumps(plan).encode() + b"\n")
    async for line in process.stdout:
        said = json.loads(line)
        if "done" in said:
            told(said["done"], said["of"])
        elif "left_out" in said:
            await process.wait()
            return int(said["left_out"])
        else:
            why: Why = "disk_full" if said["failed"] == "disk_full" else "broken"
            raise CannotMix(why, str(said["error"]))
    raise CannotMix("broken", "the mixer ended without a word")


async def _end(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(_PATIENCE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
