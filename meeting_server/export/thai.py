"""Thai digits, Buddhist years, dates and times as documents write them; the zone is Bangkok's, always."""

from datetime import datetime, timedelta, timezone
from typing import Literal

Language = Literal["th", "en"]

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
BUDDHIST = 543

_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_DAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
_MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def digits(text: str | int, language: Language = "th") -> str:
    """Figures in the script of the language."""
    return str(text).translate(_DIGITS) if language == "th" else str(text)


def clock(at: datetime, language: Language = "th") -> str:
    """A time of day, ``๑๐.๒๔ น.``."""
    local = at.astimezone(BANGKOK)
    return digits(f"{local:%H.%M} น.") if language == "th" else f"{local:%H:%M}"


def second(at: datetime, language: Language = "th") -> str:
    """A time of day to the second, ``๑๐.๒๔.๐๗ น.``, for what may last less than a minute."""
    local = at.astimezone(BANGKOK)
    return digits(f"{local:%H.%M.%S} น.") if language == "th" else f"{local:%H:%M:%S}"


def date(at: datetime, language: Language = "th") -> str:
    """A whole date, ``วันพฤหัสบดีที่ ๑๒ พฤศจิกายน ๒๕๖๙``; in English the common era stands beside it."""
    local = at.astimezone(BANGKOK)
    year = local.year + BUDDHIST
    if language == "th":
        return digits(f"วัน{_DAYS[local.weekday()]}ที่ {local.day} {_MONTHS[local.month - 1]} {year}")
    return f"{local.day} {_ENGLISH_MONTHS[local.month - 1]} B.E. {year} ({local.year} C.E.)"


def local_stamp(at: datetime) -> str:
    """A moment for tables: Bangkok time to the second, Arabic digits, so that a program can sort it."""
    return f"{at.astimezone(BANGKOK):%Y-%m-%d %H:%M:%S}"
