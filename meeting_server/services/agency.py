"""The agency whose server this is: its official name, asked once and printed in every form (ข้อ ๑), and what it demands."""

import unicodedata
from dataclasses import dataclass
from typing import Protocol

import structlog

from meeting_server.accounts.people import Field, fault_of
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.profile import Profile
from meeting_server.meeting.profiles import PROFILES
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Role

_KEY, _TELEPHONE = "agency", "agency-telephone"
_log = structlog.get_logger()


class SettingStore(Protocol):
    """Where the few settings of the agency are stored."""

    async def setting(self, key: str) -> str | None:
        """A setting; None when it was never set."""
        ...

    async def set_setting(self, key: str, value: str) -> None:
        """Set it."""
        ...


@dataclass(slots=True, kw_only=True)
class Agency:
    """What is put into every meeting that is called.

    `fixed` is the name that the operator set where the server starts, which nobody changes here; `otherwise` the one
    of a demonstration, until there is another.
    """

    store: SettingStore
    fixed: str = ""
    otherwise: str = ""
    two_factors: frozenset[Role] = frozenset()
    own_profile: Profile | None = None
    telephone: str = ""  # which whoever cannot come in is to call; empty until somebody has given it
    _kept: str = ""

    @property
    def name(self) -> str:
        """The official name; empty until somebody has given it."""
        return self.fixed or self._kept or self.otherwise

    async def recalled(self) -> "Agency":
        """The same, with the name that was given before."""
        self._kept = await self.store.setting(_KEY) or ""
        self.telephone = await self.store.setting(_TELEPHONE) or ""
        return self

    def must_have_name(self) -> str:
        """The official name; raises Refused(AGENCY_NOT_NAMED) while there is none."""
        if not self.name:
            raise Refused(Reason.AGENCY_NOT_NAMED)
        return self.name

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles under which it calls meetings: ours, and its own where it has one."""
        return (*PROFILES.values(), *((self.own_profile,) if self.own_profile else ()))

    def profile(self, name: str) -> Profile:
        """The profile of this name; raises Refused(UNKNOWN_PROFILE)."""
        for each in self.profiles:
            if each.name == name:
                return each
        raise Refused(Reason.UNKNOWN_PROFILE)

    async def describe(self, by: PersonId, name: str, telephone: str) -> None:
        """Give the name, or another, and the number to call: meetings that were called keep theirs. Raises Refused."""
        tidy, number = named(name), _tidy(telephone, Field.TELEPHONE)
        if self.fixed and tidy != self.fixed:
            raise Refused(Reason.AGENCY_NAMED_OUTSIDE)
        if not self.fixed:
            await self.store.set_setting(_KEY, tidy)
            self._kept = tidy
        await self.store.set_setting(_TELEPHONE, number)
        self.telephone = number
        _log.info("agency_named", by=by)


def named(name: str) -> str:
    """A name in good order, as forms print it; raises Refused(BAD_DETAILS)."""
    return _tidy(name, Field.NAME)


def _tidy(text: str, field: Field) -> str:
    tidy = unicodedata.normalize("NFC", " ".join(text.split(" "))).strip(" ")
    if fault := fault_of(field, tidy):
        raise Refused(Reason.BAD_DETAILS, field=field.value, fault=fault.value)
    return tidy
