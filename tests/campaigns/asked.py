"""What a campaign is asked for on its command line: numbers, and a sentence and 2 where one cannot be meant."""

import math
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

INTERRUPTED = 130  # as shells write it


def whole(name: str, text: str, least: int = 1) -> int:
    """A whole number of at least so much; ends the program otherwise."""
    if text.isascii() and text.isdigit() and int(text) >= least:
        return int(text)
    return _refuse(f"{name} is '{text}': write a whole number, {least} or more.")


def decimal(name: str, text: str, least: float) -> float:
    """A number of at least so much; ends the program otherwise."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isfinite(number) and number >= least:
        return number
    return _refuse(f"{name} is '{text}': write a number, {least} or more.")


def until_interrupted(campaign: Callable[[], int]) -> int:
    """The campaign's own status; Ctrl-C and a request to end both stop it in order, and it says so."""
    # A shell lets what runs in the background ignore Ctrl-C; a request to end takes the way of Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        return campaign()
    except KeyboardInterrupt:
        sys.stderr.write("It was interrupted: what it had started has been ended, and there is no verdict.\n")
        return INTERRUPTED


def _refuse(sentence: str) -> NoReturn:
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(2)
