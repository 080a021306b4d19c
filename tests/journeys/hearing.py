"""Listening to a recording: whose tone is in it, second by second, and how long it lasts."""

import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.journeys.faces import FACES, Samples

_RATE = 16_000
# Below this a second holds no tone: gaps are silence without blocks, and speech alone lies far under a tone.
_AUDIBLE = 0.002


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard: how long it lasts, and for each second whose tone is the loudest, or nobody's."""

    seconds: float
    voices: list[str | None]

    @property
    def voice(self) -> str | None:
        """Whose recording this is."""
        known = Counter(voice for voice in self.voices if voice is not None)
        return known.most_common(1)[0][0] if known else None

    def silent(self) -> int:
        """How many seconds hold nobody's tone."""
        return self.voices.count(None)

    def strangers(self, name: str) -> list[str]:
        """Who else is heard where this person should be."""
        return [voice for voice in self.voices if voice not in (None, name)]


def decoded(path: Path) -> Samples:
    """A recording as samples on its own clock: where there are no blocks there is silence."""
    shape = ["-af", "aresample=async=1:first_pts=0", "-ar", str(_RATE), "-ac", "1", "-f", "s16le", "-"]
    # -xerror: a file that must be excused is no evidence.
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-xerror", "-i", str(path), *shape], check=True, capture_output=True
    )
    assert done.stderr == b"", done.stderr.decode()
    return np.frombuffer(done.stdout, "<i2").astype(np.float64) / 32_768


def listen(path: Path) -> Heard:
    """Decode a recording of sound and hear whose it is."""
    samples = decoded(path)
    whole = len(samples) // _RATE
    return Heard(
        seconds=len(samples) / _RATE,
        voices=[_voice(samples[at * _RATE : (at + 1) * _RATE]) for at in range(whole)],
    )


def _voice(second: Samples) -> str | None:
    spectrum = np.abs(np.fft.rfft(second * np.hanning(len(second)))) / len(second)
    powers = {name: float(spectrum[face.tone - 4 : face.tone + 5].max()) for name, face in FACES.items()}
    loudest = max(powers, key=lambda name: powers[name])
    return loudest if powers[loudest] > _AUDIBLE else None


def frames_of(path: Path) -> int:
    """How many pictures a recording decodes to, without a complaint."""
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-xerror", "-i", str(path), "-f", "framemd5", "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == "", done.stderr
    return sum(1 for line in done.stdout.splitlines() if not line.startswith("#"))
