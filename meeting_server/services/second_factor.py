"""The second factor of people: setting a device up, asking for its code, and recovery codes (ข้อ ๙).

Whoever has one and gives a right password is half in: they hold a word that opens nothing but the question for the code.
"""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from meeting_server.accounts.second_factor import (
    HALF_OPEN,
    OFFERED,
    address_of,
    fresh_recovery_codes,
    fresh_secret,
    in_letters,
    step_of,
    tidy,
)
from meeting_server.accounts.sessions import Way
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.presence import TWO_FACTORS
from meeting_server.services.agency import Agency
from meeting_server.services.people import Known, People, PersonKept
from meeting_server.services.ports import Clock

_NONCE_BYTES = 12
_KEPT = 20_000
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totp:
    """A device that makes codes: its secret, sealed; the last step of time whose code was used; since when."""

    sealed: bytes
    step: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What somebody has besides a password: a device since when, and how many recovery codes are left."""

    since: datetime
    codes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a device is told, once: the address in the square picture, and the secret for whoever types."""

    address: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _HalfOpen:
    person: PersonId
    browser: str
    until: datetime


class FactorStore(Protocol):
    """Where devices and recovery codes are stored."""

    async def totp_of(self, person: PersonId) -> Totp | None:
        """The device of this person."""
        ...

    async def everybody(self) -> Collection[PersonId]:
        """Everybody who has a device."""
        ...

    async def add(self, person: PersonId, totp: Totp, codes: Sequence[str]) -> bool:
        """Keep a device and the digests of its recovery codes; False when there is a device already."""
        ...

    async def remove(self, person: PersonId) -> bool:
        """Forget a person's device and codes; False when there is none."""
        ...

    async def use_step(self, person: PersonId, before: int, step: int) -> bool:
        """Note the step of a code; False when another was used since `before` was read."""
        ...

    async def use_code(self, person: PersonId, digest: str, at: datetime) -> bool:
        """Use a recovery code; False when there is none of this digest, or it was used."""
        ...

    async def replace_codes(self, person: PersonId, codes: Sequence[str], at: datetime) -> None:
        """Keep the digests of new recovery codes in place of all before."""
        ...

    async def codes_left(self, person: PersonId) -> int:
        """How many recovery codes have not been used."""
        ...


class SecondFactor:
    """The second factor of this server's people."""

    def __init__(self, store: FactorStore, people: People, clock: Clock, key: bytes, agency: Agency) -> None:
        self._store = store
        self._people = people
        self._clock = clock
        self._key = key
        self._cipher = AESGCM(key)
        self._agency = agency
        self._offers: dict[str, tuple[bytes, datetime]] = {}
        self._half_open: OrderedDict[str, _HalfOpen] = OrderedDict()

    async def standing(self, person: PersonId) -> Standing | None:
        """What this person has; None for nothing."""
        kept = await self._store.totp_of(person)
        if kept is None:
            return None
        return Standing(since=kept.since, codes_left=await self._store.codes_left(person))

    async def everybody(self) -> Collection[PersonId]:
        """Everybody who has one."""
        return await self._store.everybody()

    async def offer(self, known: Known) -> Offer:
        """A secret for a device of theirs, which counts once a code of it has been given; raises Refused."""
        kept = await self._people.find(known.person)
        if kept is None or await self._store.totp_of(known.person):
            raise Refused(Reason.SECOND_FACTOR_ON)
        now, secret = self._clock.now(), fresh_secret()
        self._offers = {each: offer for each, offer in self._offers.items() if offer[1] > now}
        self._offers[known.session] = (secret, now + OFFERED)
        return Offer(
            address=address_of(secret, self._agency.must_have_name(), kept.sign_in_name),
            secret=in_letters(secret),
        )

    async def begin(self, known: Known, code: str, address: str) -> Sequence[str]:
        """From now on the device counts; its recovery codes, told once. Raises Refused.

        What the person was signed in to by one factor alone elsewhere is for the caller to end.
        """
        secret, until = self._offers.get(known.session, (b"", None))
        now = self._clock.now()
        if until is None or until <= now:
            raise Refused(Reason.SECOND_FACTOR_NOT_OFFERED)
        of = _guess_at(known.person)
        with self._people.guesses.one(of, address):
            step = step_of(secret, code, now, used=0)
            if step is None:
                self._people.guesses.failed(of, address)
                raise Refused(Reason.WRONG_CODE)
        codes = fresh_recovery_codes()
        totp = Totp(sealed=self._sealed(known.person, secret), step=step, since=now)
        if not await self._store.add(known.person, totp, self._digests(known.person, codes)):
            raise Refused(Reason.SECOND_FACTOR_ON)
        self._offers.pop(known.session, None)
        await self._people.prove(known, factors=TWO_FACTORS, afresh=False)
        _log.info("second_factor_on", person=known.person)
        return codes

    async def end(self, known: Known, code: str, address: str) -> None:
        """Turn it off, by a code; raises Refused."""
        await self.must_show(known.person, code, address)
        await self._store.remove(known.person)
        await self._people.prove(
            known, factors=1 if known.way is Way.PASSWORD else known.factors, afresh=False
        )
        _log.info("second_factor_off", person=known.person)

    async def fresh_codes(self, known: Known) -> Sequence[str]:
        """New recovery codes in place of all before, told once; raises Refused."""
        if await self._store.totp_of(known.person) is None:
            raise Refused(Reason.NO_SECOND_FACTOR)
        codes = fresh_recovery_codes()
        await self._store.replace_codes(known.person, self._digests(known.person, codes), self._clock.now())
        _log.info("recovery_codes_made", person=known.person)
        return codes

    async def take_away(self, by: PersonId, person: PersonId) -> None:
        """An administrator takes it from somebody who has lost device and codes; raises Refused(NO_SECOND_FACTOR)."""
        if not await self._store.remove(person):
            raise Refused(Reason.NO_SECOND_FACTOR)
        _log.info("second_factor_taken", person=person, by=by)

    async def sign_in(
        self, sign_in_name: str, password: str, address: str, browser: str
    ) -> tuple[str, Known] | str:
        """A new session's token and who it stands for; or, where a code is needed, the word of a half-open sign-in.

        Raises Refused as `People.must_be` does.
        """
        kept = await self._people.must_be(sign_in_name, password, address)
        if await self._store.totp_of(kept.person) is None:
            return await self._people.open_session(kept, Way.PASSWORD, browser=browser)
        return self._ask(kept, browser)

    async def finish(self, word: str, code: str, address: str) -> tuple[str, Known]:
        """The session that was half open; raises Refused: SIGN_IN_TOO_LATE, WRONG_CODE, TOO_MANY_ATTEMPTS."""
        waiting = self._half_open.get(word)
        if waiting is None or waiting.until <= self._clock.now():
            raise Refused(Reason.SIGN_IN_TOO_LATE)
        await self.must_show(waiting.person, code, address)
        kept = await self._people.find(waiting.person)
        if self._half_open.pop(word, None) is None or kept is None:
            raise Refused(Reason.SIGN_IN_TOO_LATE)
        return await self._people.open_session(
            kept, Way.PASSWORD, factors=TWO_FACTORS, browser=waiting.browser
        )

    async def must_be_sure(self, known: Known) -> None:
        """Raises Refused(PROOF_TOO_OLD) unless they have shown lately who they are, by two factors where they have one."""
        self._people.must_be_fresh(known)
        if known.factors < TWO_FACTORS and await self._store.totp_of(known.person) is not None:
            raise Refused(Reason.PROOF_TOO_OLD)

    async def must_show(self, person: PersonId, code: str, address: str) -> None:
        """Raises Refused unless this is a code of the person's device or a recovery code, used for the first time."""
        of = _guess_at(person)
        with self._people.guesses.one(of, address):
            if not await self._is_right(person, code):
                self._people.guesses.failed(of, address)
                _log.warning("wrong_code", person=person)
                raise Refused(Reason.WRONG_CODE)
        self._people.guesses.forgive(of)

    async def _is_right(self, person: PersonId, code: str) -> bool:
        kept, now = await self._store.totp_of(person), self._clock.now()
        if kept is None:
            raise Refused(Reason.NO_SECOND_FACTOR)
        step = step_of(self._unsealed(person, kept.sealed), code, now, kept.step)
        if step is not None:
            return await self._store.use_step(person, kept.step, step)
        used = await self._store.use_code(person, self._digest(person, code), now)
        if used:
            _log.info("recovery_code_used", person=person)
        return used

    def _ask(self, kept: PersonKept, browser: str) -> str:
        now = self._clock.now()
        while self._half_open:
            first = next(iter(self._half_open))
            if self._half_open[first].until > now and len(self._half_open) < _KEPT:
                break
            del self._half_open[first]
        word = secrets.token_urlsafe(32)
        self._half_open[word] = _HalfOpen(person=kept.person, browser=browser, until=now + HALF_OPEN)
        return word

    def forget(self, person: PersonId) -> None:
        """Whoever is half in as this person must begin again: the password has changed, or the account is shut."""
        for word in [word for word, each in self._half_open.items() if each.person == person]:
            del self._half_open[word]

    def _sealed(self, person: PersonId, secret: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, person.encode())

    def _unsealed(self, person: PersonId, sealed: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], person.encode())

    def _digests(self, person: PersonId, codes: Sequence[str]) -> Sequence[str]:
        return [self._digest(person, each) for each in codes]

    def _digest(self, person: PersonId, code: str) -> str:
        return hmac.new(self._key, f"{person}\n{tidy(code)}".encode(), hashlib.sha256).hexdigest()


def _guess_at(person: PersonId) -> str:
    return f"code {person}"
