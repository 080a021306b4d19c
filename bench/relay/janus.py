"""Janus 1.1.2 with its VideoRoom, as Debian ships it: what our relay is held against.

It has its own folder of settings, listens to nobody but a Unix socket, and runs with ICE-lite as we do. It
names this machine's own address, never loopback's; packets to it take the same way through the system.
"""

import asyncio
import contextlib
import json
import secrets
import socket
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.relay.load import AUDIO_SSRC, PATIENCE, VIDEO_SSRC, Client
from bench.relay.ours import Json, offer_of

ROOM = 1
STARTS = 30
LIBRARIES = Path("/usr/lib/x86_64-linux-gnu/janus")
KEPT = ("libjanus_videoroom.so", "libjanus_pfunix.so")
COPIED = ("a=mid:", "a=rtpmap:", "a=fmtp:", "a=rtcp-fb:", "a=extmap:")

SETTINGS = """general: {{
  debug_level = 1
  session_timeout = 0
  {loops}
}}
nat: {{
  ice_lite = true
}}
media: {{ ipv6 = false }}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
loggers: {{ disable = "{loggers}" }}
"""
DOOR = """general: {{
  enabled = true
  json = "compact"
  path = "{path}"
  type = "SOCK_SEQPACKET"
}}
"""


def others(kind: str) -> str:
    """The libraries of this kind that are not loaded."""
    return ",".join(sorted(path.name for path in LIBRARIES.glob(f"{kind}/*.so") if path.name not in KEPT))


class Janus:
    """A Janus process; `event_loops` as in its settings, 0 for its default of one thread per browser."""

    def __init__(self, name: str, event_loops: int) -> None:
        self.name = name
        self._folder = TemporaryDirectory()
        folder = Path(self._folder.name)
        loops = f"event_loops = {event_loops}" if event_loops else ""
        unloaded = {kind: others(kind) for kind in ("plugins", "transports", "loggers")}
        (folder / "janus.jcfg").write_text(SETTINGS.format(loops=loops, **unloaded))
        (folder / "janus.transport.pfunix.jcfg").write_text(DOOR.format(path=folder / "door"))
        (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")
        self.process = self._started(folder)
        self.pid = self.process.pid
        self._session = self._ask("create")["data"]["id"]
        handle = self._attach()
        room: Json = {"request": "create", "room": ROOM, "publishers": 1, "audiocodec": "opus"}
        self._message(handle, room | {"videocodec": "vp8"})
        self._feed = 0

    def _started(self, folder: Path) -> subprocess.Popen[bytes]:
        """The process, once its door is open; its thread for the door at times ends as it begins: then anew."""
        for _ in range(STARTS):
            with (folder / "log").open("w") as log:
                process = subprocess.Popen(
                    ["janus", "-F", str(folder), "-C", str(folder / "janus.jcfg"), "-o"],
                    stdout=log,
                    stderr=log,
                )
            until = time.monotonic() + PATIENCE
            while process.poll() is None and time.monotonic() < until:
                self._door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                self._door.settimeout(PATIENCE)
                with contextlib.suppress(OSError):
                    self._door.connect(str(folder / "door"))
                    return process
                self._door.close()
                time.sleep(0.05)
            process.kill()
            process.wait()
        raise SystemExit(f"Janus did not start:\n{(folder / 'log').read_text()[-2_000:]}")

    def _ask(self, what: str, **more: object) -> dict[str, dict[str, int]]:
        """The answer to a request; raises SystemExit when it is refused."""
        told = self._exchange({"janus": what, **more}, "success")
        return {"data": told["data"]}  # type: ignore[dict-item]

    def _attach(self) -> int:
        """A handle of the VideoRoom's."""
        return self._ask("attach", session_id=self._session, plugin="janus.plugin.videoroom")["data"]["id"]

    def _message(self, handle: int, body: Json, sdp: Json | None = None, *, event: bool = False) -> Json:
        """What the plugin says to a request, at once or as an event."""
        request: Json = {"janus": "message", "session_id": self._session, "handle_id": handle, "body": body}
        return self._exchange(request | ({"jsep": sdp} if sdp else {}), "event" if event else "success")

    def _exchange(self, request: Json, answered_by: str) -> Json:
        mark = secrets.token_hex(8)
        self._door.send(json.dumps(request | {"transaction": mark}).encode())
        while True:
            told: Json = json.loads(self._door.recv(1 << 20))
            if told.get("transaction") != mark or told["janus"] == "ack":
                continue
            if told["janus"] != answered_by or "error_code" in str(told.get("plugindata")):
                raise SystemExit(f"Janus refused {request['janus']}: {told}")
            return told

    async def speaker(self) -> Client:
        """The one who sends."""
        client = Client.made()
        handle = self._attach()
        joined = self._message(handle, {"request": "join", "ptype": "publisher", "room": ROOM}, event=True)
        self._feed = joined["plugindata"]["data"]["id"]  # type: ignore[index]
        sdp = with_ssrcs(offer_of(client, ["audio", "video"], sends=True))
        told = self._message(handle, {"request": "publish"}, {"type": "offer", "sdp": sdp}, event=True)
        await client.shake(sdp_of(told))
        async with asyncio.timeout(PATIENCE):
            while not self._is_published(handle):  # noqa: ASYNC110 - another process's state can only be asked
                await asyncio.sleep(0.02)
        return client

    def _is_published(self, handle: int) -> bool:
        """Whether the room has who sends; it takes a moment after the handshake."""
        told = self._message(handle, {"request": "listparticipants", "room": ROOM})
        return any(each["publisher"] for each in told["plugindata"]["data"]["participants"])  # type: ignore[index]

    async def receiver(self, number: int) -> Client:  # noqa: ARG002 - all are alike
        """One who sees and hears."""
        client = Client.made()
        handle = self._attach()
        wanted: Json = {"request": "join", "ptype": "subscriber", "room": ROOM}
        told = self._message(handle, wanted | {"streams": [{"feed": self._feed}]}, event=True)
        offer = sdp_of(told)
        answer: Json = {"type": "answer", "sdp": answer_to(offer, client)}
        self._message(handle, {"request": "start"}, answer, event=True)
        await client.shake(offer)
        return client

    def close(self) -> None:
        """End the process."""
        self._door.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self._folder.cleanup()


def sdp_of(told: Json) -> str:
    """The session description that came with an event."""
    return str(told["jsep"]["sdp"])  # type: ignore[index]


def with_ssrcs(offer: str) -> str:
    """The offer with the numbers of its two streams."""
    head, audio, video = offer.split("m=")
    sections = [
        f"m={section}a=ssrc:{ssrc} cname:bench\r\n"
        for section, ssrc in ((audio, AUDIO_SSRC), (video, VIDEO_SSRC))
    ]
    return head + "".join(sections)


def answer_to(offer: str, client: Client) -> str:
    """Take everything that is offered."""
    head, *sections = offer.split("m=")
    group = next(line for line in head.split("\r\n") if line.startswith("a=group:"))
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", group]
    for section in sections:
        first, *rest = section.split("\r\n")
        lines += [f"m={first}", "c=IN IP4 127.0.0.1", "a=recvonly", *client.said_of_itself()]
        lines += [line for line in rest if line.startswith(COPIED)]
    return "\r\n".join(lines) + "\r\n"
