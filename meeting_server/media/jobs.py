"""What runs beside the packets and is waited for in the end."""

import asyncio
from collections.abc import Coroutine


class Jobs:
    """Tasks of one owner."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, job: Coroutine[object, object, None]) -> None:
        """Let it run."""
        task = asyncio.get_running_loop().create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        """A fault of ours is told, not swallowed: the loop's handler writes it down."""
        self._tasks.discard(task)
        if not task.cancelled():
            task.result()

    async def ended(self) -> None:
        """Wait until every one has ended."""
        while self._tasks:
            await asyncio.wait(self._tasks)
