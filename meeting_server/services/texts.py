"""The agency's own terms of service and user manual, version by version (ข้อ ๘ (๒))."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

import structlog

from meeting_server.audit.package import TextKept
from meeting_server.meeting.facts.calling import TermsAccepted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.state import Meeting
from meeting_server.services.default_texts import MANUAL, TERMS
from meeting_server.services.notice import NOTICES, notice_of
from meeting_server.services.ports import Clock
from meeting_server.services.wording import Wording

LONGEST_VERSION = 40
LONGEST = 60_000  # characters in one language: a booklet, which a phone still shows at once


class Kind(StrEnum):
    """Which of the agency's texts."""

    TERMS = "terms"
    MANUAL = "manual"


_log = structlog.get_logger()
_DEFAULTS = {Kind.TERMS: TERMS, Kind.MANUAL: MANUAL}


class BadWording(ValueError):  # noqa: N818 - a sentence for the person who set the text
    """The text cannot be shown or kept as it stands; the message says why."""


class VersionTaken(Exception):  # noqa: N818 - what became of the attempt
    """The version was in force already, and what was accepted under a name never changes."""


class Shelf(Protocol):
    """Where versions are kept, every one for ever."""

    async def newest(self, kind: Kind) -> Wording | None:
        """The version in force; None when the agency has never set one."""
        ...

    async def every(self, kind: Kind) -> Sequence["Version"]:
        """Every version, the newest first."""
        ...

    async def by_digest(self, digest: str) -> tuple[Kind, Wording] | None:
        """The version with this SHA-256, in force or not."""
        ...

    async def add(self, kind: Kind, wording: Wording, at: datetime) -> None:
        """Put a version in force; raises VersionTaken."""
        ...


class InForce(NamedTuple):
    """The three texts that hold at the door of a meeting now."""

    notice: Wording
    terms: Wording
    manual: Wording

    def accepted_by(self, fact: TermsAccepted | None) -> bool:
        """Whether somebody accepted exactly these."""
        return fact is not None and fact.digests == tuple(each.sha256 for each in self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a text, and since when it was in force; None of what the server brings along."""

    wording: Wording
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Texts:
    """The agency's texts: those it has set, or else the ones that the server brings along."""

    shelf: Shelf
    clock: Clock

    async def versions(self, kind: Kind) -> Sequence[Version]:
        """Every version, the one in force first."""
        return [*await self.shelf.every(kind), Version(wording=_DEFAULTS[kind], since=None)]

    async def put(self, by: PersonId, kind: Kind, version: str, th: str, en: str) -> None:
        """Put a new version in force; raises Refused: EMPTY_TEXT, VERSION_TAKEN."""
        try:
            wording = wording_of(version, th, en)
        except BadWording as bad:
            raise Refused(Reason.EMPTY_TEXT) from bad
        if wording.version == _DEFAULTS[kind].version:
            raise Refused(Reason.VERSION_TAKEN)
        try:
            await self.shelf.add(kind, wording, self.clock.now())
        except VersionTaken as taken:
            raise Refused(Reason.VERSION_TAKEN) from taken
        _log.info("text_put", kind=kind.value, sha256=wording.sha256, by=by)

    async def in_force(self, meeting: Meeting, *, is_visit: bool = False) -> InForce:
        """What is shown at the door of this meeting now, to a visitor or to whoever has signed in."""
        return InForce(
            notice_of(meeting, is_visit=is_visit), await self._now(Kind.TERMS), await self._now(Kind.MANUAL)
        )

    async def find(self, digest: str) -> Wording | None:
        """Any version of any text that was ever in force here, by its SHA-256."""
        found = await self._kept(digest)
        return found[1] if found else None

    async def named_in(self, facts: Iterable[Fact]) -> Sequence[TextKept]:
        """Every text that somebody accepted by these facts, as an auditor is to read it."""
        digests = dict.fromkeys(
            digest for fact in facts if isinstance(fact, TermsAccepted) for digest in fact.digests if digest
        )
        found = [await self._kept(digest) for digest in digests]
        return [
            TextKept(kind=each[0], version=each[1].version, th=each[1].th, en=each[1].en)
            for each in found
            if each is not None
        ]

    async def _now(self, kind: Kind) -> Wording:
        return await self.shelf.newest(kind) or _DEFAULTS[kind]

    async def _kept(self, digest: str) -> tuple[str, Wording] | None:
        ours = [("notice", each) for each in NOTICES] + [
            (kind.value, each) for kind, each in _DEFAULTS.items()
        ]
        for name, wording in ours:
            if wording.sha256 == digest:
                return name, wording
        kept = await self.shelf.by_digest(digest)
        return (kept[0].value, kept[1]) if kept else None


def wording_of(version: str, th: str, en: str) -> Wording:
    """A new version in its one spelling; raises BadWording."""
    name = _tidy(version)
    if not name or len(name) > LONGEST_VERSION or "\n" in name:
        raise BadWording(f"A version is named in one line of at most {LONGEST_VERSION} characters.")
    texts = [_tidy(th), _tidy(en)]
    for language, text in zip(("Thai", "English"), texts, strict=True):
        if not text:
            raise BadWording(f"The {language} text is empty: both languages are shown at the door.")
        if len(text) > LONGEST:
            raise BadWording(f"The {language} text is longer than {LONGEST} characters.")
    return Wording(version=name, th=texts[0], en=texts[1])


def _tidy(text: str) -> str:
    """One spelling of each letter and each line's end, or the same text would have two digests."""
    lines = unicodedata.normalize("NFC", text.removeprefix("\ufeff")).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()
