"""Our relay in a process of its own: signals come in as lines, answers go out as lines."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from bench.relay.load import Client
from meeting_server.media.ice import Mux
from meeting_server.media.relay import Relay
from meeting_server.media.rtp import LEVEL_URI, MID_URI, TWCC_URI
from meeting_server.media.sdp import Candidate
from meeting_server.media.worker import leave_alone_what_is_loaded
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place, Source

AUDIO_SLOTS, VIDEO_SLOTS = 4, 10
MEETING = "mtg_" + "m" * 22
SPEAKER = SeatId("seat_" + "s" * 22)
HEARD = ("ready", "opened", "answer")

Json = dict[str, object]


class NoRecorder:
    """Nothing is recorded here: the plan names nothing, and nobody is asked for a key frame."""

    def plan(self, *_told: object) -> None:
        """Not of interest."""

    def packet(self, *_told: object) -> None:
        """Never called."""

    def wants_key(self, *_told: object) -> bool:
        """Never."""
        return False

    def open_files(self, *_told: object) -> tuple[()]:
        """None."""
        return ()


def seat_of(number: int) -> SeatId:
    """The seat of a receiver."""
    return SeatId(f"seat_{number:022}")


def plan_of(receivers: int) -> MediaPlan:
    """One who sends, and the others who see and hear."""
    places = [Place(seat=seat_of(number), sends=frozenset(), hears=True) for number in range(receivers)]
    places.append(Place(seat=SPEAKER, sends=frozenset({Source.MIC, Source.CAMERA}), hears=False))
    return MediaPlan(circles=(Circle(name="room", places=tuple(places)),), presiding=SPEAKER)


# --- The relay's process. ---


def say(message: Json) -> None:
    """One line to the other process; what nobody reads there costs its writing, and would fill the pipe."""
    line = json.dumps(message)
    if message["kind"] in HEARD:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


async def serve(receivers: int) -> None:
    """Run a relay until the other process hangs up."""
    mux = await Mux.listen("127.0.0.1")
    with TemporaryDirectory() as folder:
        candidates = [Candidate("127.0.0.1", mux.port)]
        relay = Relay(
            mux,
            candidates,
            Path(folder),
            NoRecorder(),
            lambda *_: None,
            lambda _, seat, told: say(told | {"to": seat}),
        )
        leave_alone_what_is_loaded()
        relay.follow(MEETING, 1, plan_of(receivers))
        say({"kind": "ready"})
        lines = asyncio.StreamReader(limit=1 << 20)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            asked = json.loads(line)
            await relay.signal(MEETING, asked["seat"], asked["signal"])
        await relay.close()
        await mux.close()


# --- The way to it. ---


class Ours:
    """The server of this repository."""

    name = "ours"

    def __init__(self, receivers: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.relay.ours", str(receivers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = self.process.pid
        self._hear("ready")

    def _hear(self, kind: str) -> Json:
        """The next line of this kind."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message: Json = json.loads(line)
            if message["kind"] == kind:
                return message
        raise SystemExit("The relay's process ended.")

    def _tell(self, seat: str, signal: Json) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"seat": seat, "signal": signal}) + "\n")
        self.process.stdin.flush()

    async def speaker(self) -> Client:
        """The one who sends."""
        return await self._join(SPEAKER)

    async def receiver(self, number: int) -> Client:
        """One who sees and hears."""
        return await self._join(seat_of(number))

    async def _join(self, seat: SeatId) -> Client:
        """Open, offer, check, shake hands."""
        client = Client.made()
        conn = f"conn_{seat}"
        wanted: Json = {"audio": AUDIO_SLOTS, "video": VIDEO_SLOTS, "takeover": False}
        self._tell(seat, {"kind": "open", "conn": conn, **wanted})
        self._hear("opened")
        tracks = [{"mid": "0", "source": "mic"}, {"mid": "1", "source": "camera"}]
        sends = seat == SPEAKER
        kinds = ["audio", "video"] if sends else ["audio"] * AUDIO_SLOTS + ["video"] * VIDEO_SLOTS
        sdp = offer_of(client, kinds, sends=sends)
        self._tell(
            seat, {"kind": "offer", "conn": conn, "n": 1, "sdp": sdp, "tracks": tracks if sends else []}
        )
        await client.shake(str(self._hear("answer")["sdp"]))
        return client

    def close(self) -> None:
        """Hang up."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


def offer_of(client: Client, kinds: list[str], *, sends: bool) -> str:
    """What a browser would offer: what it sends, or slots."""
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {' '.join(map(str, range(len(kinds))))}",
    ]
    for mid, kind in enumerate(kinds):
        lines += [
            f"m={kind} 9 UDP/TLS/RTP/SAVPF {'111' if kind == 'audio' else '96 97'}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            *client.said_of_itself(),
            f"a={'sendonly' if sends else 'recvonly'}",
            f"a=extmap:1 {MID_URI}",
            f"a=extmap:3 {TWCC_URI}",
        ]
        if kind == "audio":
            lines += [f"a=extmap:2 {LEVEL_URI}", "a=rtpmap:111 opus/48000/2"]
            lines += [f"a=rtcp-fb:111 {each}" for each in ("nack", "transport-cc")]
        else:
            lines += ["a=rtpmap:96 VP8/90000"]
            lines += [f"a=rtcp-fb:96 {each}" for each in ("nack", "nack pli", "transport-cc")]
            lines += ["a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"]
    return "\r\n".join(lines) + "\r\n"


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
