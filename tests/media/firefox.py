"""The Firefox of the machine, driven by WebDriver BiDi over one WebSocket."""

import asyncio
import contextlib
import itertools
import json
import os
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.media.authorities import trust
from tests.media.network import Namespace

_STARTING = 60.0
_CLOSING = 10.0
_LONGEST = 64 << 20
_PREFERENCES = {
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disableIPv6": True,
    "media.autoplay.default": 0,
    "media.gmp-manager.updateEnabled": False,
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "remote.prefs.recommended": True,
    "toolkit.telemetry.enabled": False,
}
# What a page answers is carried as JSON, so that it arrives here as it does from Chromium.
_CALL = """async (told) => {
  const it = (%s
);
  return JSON.stringify(await (typeof it === "function" ? it(JSON.parse(told)) : it)) ?? "null";
}"""

Json = dict[str, Any]


class FirefoxFailed(Exception):  # noqa: N818 - what happened, not a class of errors
    """The browser refused a command, or a script threw; the message is its own."""


class FirefoxPage:
    """One window; `evaluate` means what it means for a page of Playwright."""

    def __init__(self, browser: "Firefox", context: str) -> None:
        self._browser = browser
        self._context = context

    async def goto(self, url: str) -> None:
        """Open a page or a file, and wait until it is loaded."""
        await self._browser.ask(
            "browsingContext.navigate", {"context": self._context, "url": url, "wait": "complete"}
        )

    async def evaluate(self, expression: str, told: object = None) -> Any:  # noqa: ANN401 - as Playwright's
        """What the expression is, awaited; a function is called with what it is told. As JSON has it."""
        asked = {
            "functionDeclaration": _CALL % expression.strip().rstrip(";"),
            "arguments": [{"type": "string", "value": json.dumps(told)}],
            "target": {"context": self._context},
            "awaitPromise": True,
            "userActivation": True,
        }
        answer = await self._browser.ask("script.callFunction", asked)
        if answer["type"] == "exception":
            raise FirefoxFailed(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    async def close(self) -> None:
        """Close the window; its page is told."""
        await self._browser.ask("browsingContext.close", {"context": self._context})


class Firefox:
    """A Firefox without windows to be seen, with a profile of its own; `running` starts one."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._listening = asyncio.create_task(self._listen())

    async def ask(self, method: str, parameters: Json) -> Json:
        """A command of WebDriver BiDi and its result; raises FirefoxFailed."""
        number = next(self._numbers)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        return await answer

    async def _listen(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for line in self._line:
                self._take(json.loads(line))
        for answer in filter(lambda each: not each.done(), self._waiting.values()):
            answer.set_exception(FirefoxFailed("Firefox has gone."))

    def _take(self, said: Json) -> None:
        answer = self._waiting.pop(said.get("id", 0), None)
        if answer is None or answer.done():  # An event, or nobody waits any more.
            return
        if said["type"] == "success":
            answer.set_result(said["result"])
        else:
            answer.set_exception(FirefoxFailed(f"{said['error']}: {said['message']}"))

    async def new_page(self) -> FirefoxPage:
        """An empty page in a window of its own: one in a background tab would be slowed down."""
        made = await self.ask("browsingContext.create", {"type": "window"})
        return FirefoxPage(self, made["context"])

    async def close(self) -> None:
        """End the browser in its own way."""
        with contextlib.suppress(FirefoxFailed):
            await self.ask("browser.close", {})
        await self._listening


@contextlib.asynccontextmanager
async def running(
    folder: Path, host: Namespace | None = None, authority: Path | None = None
) -> AsyncIterator[Firefox]:
    """A Firefox with its profile in this folder, on this host of a test's network; it is gone in the end.

    A page that uses camera and microphone must be of `localhost` or a file. It may trust an authority more than others.
    """
    profile = folder / "firefox"
    await asyncio.to_thread(_prepare, profile, authority)
    program = await _started(profile, host)
    talking: asyncio.Task[bytes] | None = None
    try:
        async with asyncio.timeout(_STARTING):
            port = await _port(program)
        assert program.stderr is not None
        talking = asyncio.create_task(program.stderr.read())  # A pipe that nobody reads would stop it.
        with host.inside() if host is not None else contextlib.nullcontext():
            own = socket.create_connection(("127.0.0.1", port))
        address = f"ws://127.0.0.1:{port}/session"
        async with connect(address, sock=own, max_size=_LONGEST, compression=None) as line:
            browser = Firefox(line)
            await browser.ask("session.new", {"capabilities": {}})
            yield browser
            await browser.close()
    finally:
        await _end(program)
        if talking is not None:
            await talking


async def _started(profile: Path, host: Namespace | None) -> asyncio.subprocess.Process:
    words = ["firefox-esr", "--headless", "--no-remote", "--profile", str(profile)]
    words += ["--remote-debugging-port", "0", "about:blank"]
    return await asyncio.create_subprocess_exec(
        *(words if host is None else host.words(*words)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={"HOME": str(profile), "PATH": os.environ["PATH"]},
    )


def _prepare(profile: Path, authority: Path | None) -> None:
    profile.mkdir()
    if authority is not None:
        trust(profile, authority)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in _PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines))


async def _port(program: asyncio.subprocess.Process) -> int:
    """Where it listens, which it says itself."""
    assert program.stderr is not None
    while line := await program.stderr.readline():
        if told := re.search(rb"BiDi listening on ws://127\.0\.0\.1:(\d+)", line):
            return int(told[1])
    raise FirefoxFailed("Firefox did not start.")


async def _end(program: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_CLOSING):
            await program.wait()
    if program.returncode is None:
        program.kill()
        await program.wait()
