"""What each person's camera and microphone give: an own colour, and speech with an own tone in it."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Samples = np.ndarray[tuple[int], np.dtype[np.float64]]

SMALL = "320x180"  # what a camera delivers unless a journey is about pictures: many run on one machine

_RATE = 48_000
_LONG = 8  # seconds; the browser begins anew at the end


@dataclass(frozen=True, slots=True)
class Face:
    """A person as devices know them: the tone in Hz, the colour as red, green, blue, and the words."""

    tone: int
    colour: tuple[int, int, int]
    words: str


# No tone is a harmonic of another, and no two colours are near each other.
FACES = {
    "arunee": Face(620, (200, 30, 30), "The meeting is open. We now take up the first item."),
    "kamala": Face(940, (30, 160, 40), "I have an interest in this matter, and I will leave the room."),
    "thana": Face(1_420, (30, 50, 200), "The committee may wish to consider the budget again."),
    "wilai": Face(2_140, (200, 180, 30), "I agree with the proposal as it stands before us."),
    "veera": Face(3_180, (150, 30, 160), "The secretary will take this down for the minutes."),
    "chai": Face(4_300, (30, 180, 180), "Tell me what you see, and I will help you."),
    "kong": Face(5_600, (90, 60, 30), "As the chair has ordered, I take this on."),
}


@dataclass(frozen=True, slots=True)
class Devices:
    """The files that stand in for a person's microphone and camera."""

    sound: Path
    picture: Path


def make(name: str, folder: Path, size: str = SMALL) -> Devices:
    """Speech with the person's tone in bursts, and pictures of the person's colour with a moving spot."""
    face = FACES[name]
    made = Devices(folder / f"{name}.wav", folder / f"{name}-{size}.y4m")
    if made.sound.exists() and made.picture.exists():
        return made
    spoken, tone = folder / f"{name}-words.wav", folder / f"{name}-tone.raw"
    subprocess.run(["espeak-ng", "-w", str(spoken), face.words], check=True)
    tone.write_bytes(_bursts(face.tone))
    mix = "[0:a]aresample=48000,apad,volume=0.4[s];[s][1:a]amix=2:duration=shortest:normalize=0"
    raw = ("-f", "s16le", "-ar", _RATE, "-ac", 1, "-i", tone)
    _ffmpeg("-i", spoken, *raw, "-filter_complex", mix, "-ac", 1, made.sound)
    red, green, blue = face.colour
    colour = f"color=c=0x{red:02x}{green:02x}{blue:02x}:s={size}:r=10:d=2"
    # The spot moves, so that there are frames to encode; the corners keep the person's colour.
    spot = "drawbox=x=80+mod(t*60\\,120):y=70:w=40:h=40:color=white:t=fill"
    _ffmpeg("-f", "lavfi", "-i", colour, "-vf", spot, "-pix_fmt", "yuv420p", made.picture)
    return made


def _bursts(tone: int) -> bytes:
    """A fifth of a second on, a tenth off: no noise suppression takes it for noise."""
    at = np.arange(_RATE * _LONG) / _RATE
    return (np.sin(2 * np.pi * tone * at) * ((at % 0.3) < 0.2) * 9_000).astype("<i2").tobytes()


def _ffmpeg(*arguments: object) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, arguments)], check=True)


def whose_colour(pixel: tuple[int, int, int]) -> str:
    """Whose picture has a corner of this colour."""
    return min(
        FACES, key=lambda name: sum((a - b) ** 2 for a, b in zip(FACES[name].colour, pixel, strict=True))
    )
