"""Signing in by passkey: whose key it is, what it was asked, and whether it answered that (ข้อ ๙).

A question is asked once and answered once. The key itself says who its person is, and that it has recognised them (by
finger, face or PIN): two factors in one.
"""

import json
import struct
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Protocol, TypeVar, cast
from urllib.parse import urlsplit

import structlog
import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from meeting_server.accounts.passkeys import LONGEST_NAME, MOST_OF_A_PERSON, QUESTION_LIFE, is_copied
from meeting_server.accounts.sessions import Way
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.presence import TWO_FACTORS
from meeting_server.services.agency import Agency
from meeting_server.services.people import Known, People
from meeting_server.services.ports import Clock, Json

_KEPT = 20_000
# Whatever a browser sends that is no answer of a key; the library lets some of these through from what it reads with.
_UNREADABLE = (WebAuthnException, UnsupportedAlgorithm, ValueError, TypeError, LookupError, struct.error)
_ANYBODY = ""
_log = structlog.get_logger()
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A key that a person has registered: its public half, and how often it says it was used."""

    credential: str  # base64url, as browsers write it
    person: PersonId
    public_key: bytes
    sign_count: int
    name: str
    created_at: datetime
    used_at: datetime | None = None
    copied_at: datetime | None = None  # since when it is taken for copied, and no longer accepted


class PasskeyStore(Protocol):
    """Where passkeys are stored."""

    async def add(self, added: Passkey) -> bool:
        """Keep a key; False when it is kept already."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[Passkey]:
        """The keys of a person, oldest first."""
        ...

    async def by_credential(self, credential: str) -> Passkey | None:
        """The key of this id."""
        ...

    async def used(self, key: Passkey, sign_count: int, at: datetime) -> bool:
        """Note a use; False when its counter has moved on, or it was removed, since it was read."""
        ...

    async def copied(self, credential: str, at: datetime) -> None:
        """Accept the key no more."""
        ...

    async def remove(self, credential: str, person: PersonId) -> bool:
        """Forget a key of this person; False when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where the pages are: a key is bound to the name in it, and works nowhere else."""

    origin: str

    @property
    def name(self) -> str | None:
        """The name that keys are bound to; None where there is only a number, to which browsers bind none."""
        host = urlsplit(self.origin).hostname or ""
        try:
            ip_address(host)
        except ValueError:
            return host or None
        return None

    @property
    def origins(self) -> list[str]:
        """Where a browser may say that it is: here, or at the usual port, where a proxy stands in front."""
        return [self.origin, f"https://{self.name}"]


class Questions:
    """What keys have been asked and have not answered; in memory, since none outlives five minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[bytes, tuple[str, datetime]] = OrderedDict()

    def asked(self, question: bytes, of: str) -> None:
        """Remember a question, and of whom it was asked."""
        now = self._clock.now()
        while self._kept:
            first = next(iter(self._kept))
            if self._kept[first][1] > now and len(self._kept) < _KEPT:
                break
            del self._kept[first]
        self._kept[question] = (of, now + QUESTION_LIFE)

    def answered(self, question: bytes, of: str) -> None:
        """Forget a question, right answer or wrong; raises Refused(PASSKEY_LATE) for one that nobody waits for."""
        whose, until = self._kept.pop(question, (None, None))
        if whose != of or until is None or until <= self._clock.now():
            raise Refused(Reason.PASSKEY_LATE)


class Passkeys:
    """The passkeys of this server's people."""

    def __init__(
        self, store: PasskeyStore, people: People, clock: Clock, address: Address, agency: Agency
    ) -> None:
        self._store = store
        self._people = people
        self._clock = clock
        self._address = address
        self._agency = agency
        self._questions = Questions(clock)

    @property
    def name(self) -> str | None:
        """The name of the address at which keys work; None where none can."""
        return self._address.name

    async def of(self, known: Known) -> Sequence[Passkey]:
        """The keys that somebody has registered."""
        return await self._store.of_person(known.person)

    async def before_adding(self, known: Known) -> Json:
        """What a browser asks a new key; raises Refused."""
        own, person = await self.of(known), await self._people.find(known.person)
        if len(own) >= MOST_OF_A_PERSON or person is None:
            raise Refused(Reason.PASSKEYS_ENOUGH, most=MOST_OF_A_PERSON)
        options = webauthn.generate_registration_options(
            rp_id=self._must_have_name(),
            rp_name=self._agency.must_have_name(),
            user_id=known.person.encode(),
            user_name=person.sign_in_name,
            user_display_name=person.name,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential)) for key in own
            ],
        )
        self._questions.asked(options.challenge, known.session)
        return cast("Json", json.loads(webauthn.options_to_json(options)))

    async def add(self, known: Known, name: str, answer: Mapping[str, object]) -> None:
        """Register the key that answered; raises Refused."""
        read = _read(lambda: parse_registration_credential_json(dict(answer)))
        question = _read(lambda: parse_client_data_json(read.response.client_data_json)).challenge
        self._questions.answered(question, known.session)
        verified = _read(
            lambda: webauthn.verify_registration_response(
                credential=read,
                expected_challenge=question,
                expected_rp_id=self._must_have_name(),
                expected_origin=self._address.origins,
                require_user_verification=True,
            )
        )
        key = Passkey(
            credential=bytes_to_base64url(verified.credential_id),
            person=known.person,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            name=name[:LONGEST_NAME],
            created_at=self._clock.now(),
        )
        if not await self._store.add(key):
            raise Refused(Reason.PASSKEY_REFUSED)

    async def remove(self, known: Known, credential: str) -> None:
        """Forget a key of one's own; raises Refused(PASSKEY_UNKNOWN)."""
        if not await self._store.remove(credential, known.person):
            raise Refused(Reason.PASSKEY_UNKNOWN)

    def before_signing_in(self) -> Json:
        """What a browser asks whatever key of ours it has; raises Refused where keys cannot work."""
        options = webauthn.generate_authentication_options(
            rp_id=self._must_have_name(), user_verification=UserVerificationRequirement.REQUIRED
        )
        self._questions.asked(options.challenge, _ANYBODY)
        return cast("Json", json.loads(webauthn.options_to_json(options)))

    async def sign_in(self, answer: Mapping[str, object], browser: str = "") -> tuple[str, Known]:
        """A new session's token, and who it stands for; raises Refused."""
        read = _read(lambda: parse_authentication_credential_json(dict(answer)))
        question = _read(lambda: parse_client_data_json(read.response.client_data_json)).challenge
        self._questions.answered(question, _ANYBODY)
        key = await self._store.by_credential(read.id)
        holder = read.response.user_handle
        if key is None or (holder is not None and holder != key.person.encode()):
            raise Refused(Reason.PASSKEY_UNKNOWN)
        # The library compares counters before it knows that the key speaks at all: a stranger could then have any
        # key barred whose id they have seen. So it is told zero, and the counter is looked at afterwards.
        verified = _read(
            lambda: webauthn.verify_authentication_response(
                credential=read,
                expected_challenge=question,
                expected_rp_id=self._must_have_name(),
                expected_origin=self._address.origins,
                credential_public_key=key.public_key,
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        )
        await self._count(key, verified.new_sign_count)
        person = await self._people.find(key.person)
        if person is None:
            raise Refused(Reason.PASSKEY_UNKNOWN)
        # Two: the device that has the key, and what it recognises its person by.
        return await self._people.open_session(person, Way.PASSKEY, factors=TWO_FACTORS, browser=browser)

    async def _count(self, key: Passkey, told: int) -> None:
        """Take the key's counter on; raises Refused(PASSKEY_COPIED), now and from then on, when it stands still."""
        now = self._clock.now()
        if key.copied_at is None and is_copied(key.sign_count, told):
            await self._store.copied(key.credential, now)
            _log.warning("passkey_copied", person=key.person, kept=key.sign_count, told=told)
            raise Refused(Reason.PASSKEY_COPIED)
        if key.copied_at is not None:
            raise Refused(Reason.PASSKEY_COPIED)
        if not await self._store.used(key, told, now):
            raise Refused(Reason.PASSKEY_LATE)

    def _must_have_name(self) -> str:
        if self.name is None:
            raise Refused(Reason.PASSKEYS_NOT_HERE)
        return self.name


def _read(reading: Callable[[], _Answer]) -> _Answer:
    """What the library makes of a browser's words; raises Refused(PASSKEY_REFUSED) for what is no answer of a key."""
    try:
        return reading()
    except _UNREADABLE as unreadable:
        raise Refused(Reason.PASSKEY_REFUSED) from unreadable
