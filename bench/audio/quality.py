"""How well speech is understood after its way, held against what was said: STOI, by windows of three seconds."""

import statistics
import subprocess
from pathlib import Path

import numpy as np
from pystoi import stoi

from tests.journeys.hearing import decoded

RATE = 16_000
WINDOW = 3 * RATE
REACH = 2 * RATE  # by so much a receiver's buffer may have moved a window against the whole
Samples = np.ndarray[tuple[int], np.dtype[np.float64]]

WORDS = (
    "ขณะนี้มีกรรมการมาประชุมครบองค์ประชุมแล้ว ขอเปิดการประชุมคณะกรรมการครั้งที่สิบเอ็ด "
    "วาระแรกคือเรื่องที่ประธานแจ้งให้ที่ประชุมทราบ วาระที่สองคือการรับรองรายงานการประชุมครั้งก่อน "
    "ฝ่ายเลขานุการได้ส่งเอกสารให้กรรมการทุกท่านล่วงหน้าเจ็ดวัน มีท่านใดจะขอแก้ไขหรือไม่ "
    "ต่อไปเป็นเรื่องเพื่อพิจารณา ขอเชิญผู้อำนวยการกองคลังนำเสนองบประมาณของปีหน้า"
)


def speech(file: Path) -> Samples:
    """Write what the microphone gives, and return it as it is to be compared."""
    spoken = file.with_suffix(".words.wav")
    subprocess.run(["espeak-ng", "-v", "th", "-s", "140", "-w", str(spoken), WORDS], check=True)
    # Browsers begin the file anew at its end.
    shape = ["-ac", "1", "-ar", "48000", "-af", "volume=0.7", str(file)]
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(spoken), *shape], check=True)
    return decoded(file)


def understood(said: Samples, heard: Samples) -> float:
    """The mean STOI of the windows of what was heard."""
    said = np.tile(said, 2 + len(heard) // len(said))
    begin = _offset(said, heard)
    values = []
    for at in range(0, len(heard) - WINDOW + 1, WINDOW):
        window = heard[at : at + WINDOW]
        near = max(0, begin + at - REACH)
        around = said[near : near + WINDOW + 2 * REACH]
        shift = _offset(around, window)
        values.append(float(stoi(around[shift : shift + WINDOW], window, RATE)))
    print("   ", " ".join(f"{value:.2f}" for value in values))
    return statistics.fmean(values)


def _offset(long: Samples, short: Samples) -> int:
    """Where in the longer one the shorter one lies best."""
    size = 1 << (len(long) + len(short)).bit_length()
    product = np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size))
    correlation = np.fft.irfft(product, size)[: len(long) - len(short) + 1]
    return int(np.argmax(correlation))
