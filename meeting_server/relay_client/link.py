"""The server's end of a worker's control socket: requests with answers, reports that flow unasked."""

import asyncio
import itertools
import time
from collections.abc import Callable

from meeting_server.media import control
from meeting_server.media.control import Garbled, Message

_BUFFER = 8 << 20  # a worker that does not read is a worker that is stuck


class LinkLost(Exception):  # noqa: N818 - what became of the connection
    """The worker is gone, or does not answer."""


class Link:
    """One connection to one worker, from `ready` to its end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard = time.monotonic()
        self._reader = reader
        self._writer = writer
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Message]] = {}

    @classmethod
    async def ready(
        cls, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple["Link", Message]:
        """The link, and what the worker says of itself; raises LinkLost."""
        link = cls(reader, writer)
        try:
            async with asyncio.timeout(control.MISSED):
                said = control.decode(await reader.readline())
        except (TimeoutError, OSError, ValueError, Garbled) as silent:
            writer.close()
            raise LinkLost from silent
        if said["do"] != "ready":
            writer.close()
            raise LinkLost
        return link, said

    async def listen(self, unasked: Callable[[Message], None]) -> None:
        """Read until the worker is gone; answers go to who asked, the rest to `unasked`."""
        try:
            while line := await self._reader.readline():
                self.heard = time.monotonic()
                message = control.decode(line)
                asked = self._asked.pop(int(str(message.get("id", 0))), None)
                if asked is None:
                    unasked(message)
                elif not asked.done():
                    asked.set_result(message)
        except (OSError, ValueError, Garbled):
            pass  # A worker that garbles its lines is as good as gone.
        finally:
            self.close()

    def say(self, message: Message) -> None:
        """Send without waiting for an answer; raises LinkLost."""
        if self._writer.is_closing() or self._writer.transport.get_write_buffer_size() > _BUFFER:
            raise LinkLost
        self._writer.write(control.encode(message))

    async def ask(self, message: Message, seconds: float) -> Message:
        """Send and wait for the answer; raises LinkLost, also when none comes in time."""
        number = next(self._numbers)
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            self.say({**message, "id": number})
            async with asyncio.timeout(seconds):
                return await answer
        except (TimeoutError, asyncio.CancelledError) as silent:
            if isinstance(silent, TimeoutError) or answer.cancelled():
                raise LinkLost from silent
            raise
        finally:
            self._asked.pop(number, None)

    def close(self) -> None:
        """End the connection; whoever still waits for an answer gets none."""
        self._writer.close()
        for answer in self._asked.values():
            answer.cancel()
