"""The server's end of a worker's control socket: requests with answers, reports that flow unasked."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable
from pathlib import Path

from meeting_server.media import control
from meeting_server.media.control import Garbled, Message

_BUFFER = 8 << 20  # a worker that does not read is a worker that is stuck
_READY = 3.0


class LinkLost(Exception):  # noqa: N818 - what became of the connection
    """The worker is gone, does not answer, or has not done what it was asked."""


class Link:
    """One connection to one worker, from `ready` to its end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard = time.monotonic()
        self._reader = reader
        self._writer = writer
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Message]] = {}

    @classmethod
    async def to(cls, path: Path) -> tuple["Link", Message]:
        """The link to the worker that listens there, and what it says of itself; raises LinkLost."""
        try:
            reader, writer = await control.connect(path)
        except OSError as refused:
            raise LinkLost from refused
        link = cls(reader, writer)
        try:
            async with asyncio.timeout(_READY):
                said = control.decode(await reader.readline(), control.TO_SERVER)
            if said["do"] == "ready":
                return link, said
        except (TimeoutError, OSError, ValueError, Garbled) as silent:
            await link.close()
            raise LinkLost from silent
        await link.close()
        raise LinkLost

    async def listen(self, unasked: Callable[[Message], None]) -> None:
        """Read until the worker is gone; answers go to who asked, the rest to `unasked`."""
        try:
            while line := await self._reader.readline():
                self.heard = time.monotonic()
                message = control.decode(line, control.TO_SERVER)
                if "id" not in message:
                    unasked(message)
                elif (asked := self._asked.pop(int(str(message["id"])), None)) and not asked.done():
                    asked.set_result(message)
        except (OSError, ValueError, Garbled):
            pass  # A worker that garbles its lines is as good as gone.
        finally:
            self.cut()

    def say(self, message: Message) -> None:
        """Send without waiting for an answer; raises LinkLost, TooLong."""
        if self._writer.is_closing() or self._writer.transport.get_write_buffer_size() > _BUFFER:
            raise LinkLost
        self._writer.write(control.encode(message))

    async def ask(self, message: Message) -> Message:
        """Send and wait for the answer; raises LinkLost, TooLong. How long to wait is the caller's."""
        number = next(self._numbers)
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            self.say({**message, "id": number})
            return await answer
        finally:
            self._asked.pop(number, None)

    def cut(self) -> None:
        """End the connection; whoever still waits for an answer gets none."""
        self._writer.close()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(LinkLost())
        self._asked.clear()

    async def close(self) -> None:
        """End the connection, and wait until it has ended."""
        self.cut()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
