"""What is kept of a person with an account, and what may not stand in it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

LONGEST_NAME = 200
LONGEST_SIGN_IN_NAME = 64

# A space between names is written by hand; tabs, invisible joints and marks that turn the line round are not.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# A spreadsheet takes a cell that begins like this for something to compute.
_COMPUTES = "=+-@"
_TELEPHONE = re.compile(r"\+?[0-9๐-๙(][0-9๐-๙ ()/,.#-]{2,40}(?: ?(?:ต่อ|ext\.?) ?[0-9๐-๙, -]{1,20})?")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Field(StrEnum):
    """The parts of a person's details, by the names they are asked for."""

    SIGN_IN_NAME = "sign_in_name"
    NAME = "name"
    OFFICE = "office"
    TELEPHONE = "telephone"
    EMAIL = "email"


class Fault(StrEnum):
    """What can be wrong with one of them."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNSEEN_SIGN = "unseen_sign"
    COMPUTES = "computes"
    HAS_SPACE = "has_space"
    NO_TELEPHONE = "no_telephone"
    NO_ADDRESS = "no_address"
    ENDS_FIRST = "ends_first"
    TWICE = "twice"
    BROKEN_LINE = "broken_line"
    NOBODY = "nobody"
    NO_ROLE = "no_role"
    NO_DAY = "no_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """A person as the register has them: the name with its title, and the office, as on the roster."""

    sign_in_name: str
    name: str
    office: str
    telephone: str = ""
    email: str = ""

    def tidy(self) -> "Details":
        """The same without spaces round it, with letters composed in one way, and a sign-in name in small letters."""
        plain = {
            each.name: unicodedata.normalize("NFC", getattr(self, each.name)).strip(" ")
            for each in fields(self)
        }
        return Details(**(plain | {"sign_in_name": plain["sign_in_name"].casefold()}))


def faults_of(details: Details) -> Iterator[tuple[Field, Fault]]:
    """Everything that is wrong with tidy details, the first fault of each field."""
    for field in Field:
        fault = fault_of(field, getattr(details, field.value))
        if fault is not None:
            yield field, fault


def fault_of(field: Field, text: str) -> Fault | None:
    """What is wrong with this field."""
    if has_unseen(text):
        return Fault.UNSEEN_SIGN
    if not text:
        return None if field in (Field.TELEPHONE, Field.EMAIL) else Fault.EMPTY
    if len(text) > (LONGEST_SIGN_IN_NAME if field is Field.SIGN_IN_NAME else LONGEST_NAME):
        return Fault.TOO_LONG
    is_telephone = _TELEPHONE.fullmatch(text) is not None
    if computes(text) and not (field is Field.TELEPHONE and is_telephone):
        return Fault.COMPUTES
    if field is Field.TELEPHONE and not is_telephone:
        return Fault.NO_TELEPHONE
    if field is Field.EMAIL and not _ADDRESS.fullmatch(text):
        return Fault.NO_ADDRESS
    if field is Field.SIGN_IN_NAME and any(sign.isspace() for sign in text):
        return Fault.HAS_SPACE
    return None


def has_unseen(text: str) -> bool:
    """Whether something stands in the text that is not seen: a control, an invisible joint, a turn of the line."""
    return any(unicodedata.category(sign) in _UNSEEN for sign in text)


def computes(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula; wide letters mean the same as narrow ones."""
    return unicodedata.normalize("NFKC", text.lstrip()[:1]).startswith(tuple(_COMPUTES))


_TITLES = (
    "นางสาว",
    "นาง",
    "นาย",
    "น.ส.",
    "ดร.",
    "mrs.",
    "mr.",
    "ms.",
    "dr.",
)  # นางสาว before นาง, which begins it


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, whatever title stands before them and however they are spaced."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def _bare(name: str) -> str:
    bare = skeleton(name)
    title = next((title for title in _TITLES if bare.startswith(title)), "")
    return bare.removeprefix(title)


# Thai that looks alike and is written otherwise, and letters of other scripts that pass for Latin ones.
_ALIKE = str.maketrans(
    {
        "а": "a",
        "е": "e",
        "о": "o",
        "р": "p",
        "с": "c",
        "х": "x",
        "у": "y",
        "і": "i",
        "ѕ": "s",
        "ο": "o",
        "α": "a",
    }
)
# SARA AM as the two signs that it looks like (NFKC takes it apart, too), with a tone mark before or between them.
_AM = re.compile("([\u0e48-\u0e4b]?)\u0e4d([\u0e48-\u0e4b]?)\u0e32")


def skeleton(text: str) -> str:
    """What is left of a text when everything that looks the same is written the same."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    plain = _AM.sub("\\1\\2\u0e33", plain).replace("เเ", "แ")
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cf")
