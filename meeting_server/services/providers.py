"""Signing in by a provider of identity, and tying an account to what a provider calls its person (ข้อ ๙)."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

import jwt
import structlog

from meeting_server.accounts.providers import Provider, factors, shown, written
from meeting_server.accounts.sessions import Way
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.people import Known, People
from meeting_server.services.ports import Clock

ON_THE_WAY = timedelta(minutes=10)  # as long as somebody may take at the provider
_ALGORITHM = "HS256"
_NEXT = re.compile(r"/(?!/)[\w/-]{0,200}", re.ASCII)
_KEY_BYTES = 32
_log = structlog.get_logger()


class Purpose(StrEnum):
    """What somebody goes to a provider for."""

    SIGN_IN = "sign_in"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """What a browser came back with, and what it had left with."""

    code: str
    iss: str  # who sent it back, where the provider says so (RFC 9207)
    back: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What stands in the address by which somebody comes back."""

    state: str
    code: str
    iss: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Somebody on the way to a provider; signed, in a cookie of that browser alone."""

    provider: str
    purpose: str
    state: str
    nonce: str
    verifier: str
    back: str  # the address of ours to which the provider sends the browser
    then: str  # the page that follows
    session: str  # the one that was there before; whose account is linked, or what ends with the new one


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Where a browser goes, and what it must bring back."""

    address: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Somebody came back and is known: the token of a new session, or none when an account was linked."""

    then: str
    token: str | None
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A provider as a person sees it on their own page: since when it is linked, or not."""

    provider: Provider
    since: datetime | None


class Spoken(Protocol):
    """A provider as it is spoken to."""

    async def address(self, *, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to be known; raises Refused."""
        ...

    async def claims(self, came: CameBack) -> Mapping[str, Any]:
        """What is said of whoever came back, checked; raises Refused."""
        ...

    async def farewell(self, back: str) -> str | None:
        """Where the browser goes to be signed out there too; None where that cannot be."""
        ...


class LinkStore(Protocol):
    """Where it is stored who is whom."""

    async def linked(self, issuer: str, subject: str) -> PersonId | None:
        """The person to whom this subject is linked."""
        ...

    async def links_of(self, person: PersonId) -> Mapping[str, datetime]:
        """The issuers that are linked to a person, since when."""
        ...

    async def link(self, issuer: str, subject: str, person: PersonId, at: datetime) -> bool:
        """Link; False when either has another link with this issuer."""
        ...

    async def link_by_claim(self, issuer: str, subject: str, digest: str, at: datetime) -> PersonId | None:
        """Link to the account on which this claim is written, and strike the claim; None where there is none."""
        ...

    async def unlink(self, issuer: str, person: PersonId) -> None:
        """Take the link away."""
        ...

    async def write_claim(self, issuer: str, digest: str, person: PersonId, at: datetime) -> bool:
        """Write what will be said of this person, once; False when it is written on another account."""
        ...

    async def claims_of(self, person: PersonId) -> Mapping[str, datetime]:
        """The issuers of which something is written for this person, since when."""
        ...

    async def strike_claim(self, issuer: str, person: PersonId) -> None:
        """Strike what is written."""
        ...

    async def note_session(self, session: str, provider: str) -> None:
        """Remember by which provider a session was signed in to."""
        ...

    async def provider_of(self, session: str) -> str | None:
        """By which provider it was."""
        ...


class Providers:
    """The providers that this server believes."""

    def __init__(
        self,
        known: Sequence[Provider],
        spoken: Mapping[str, Spoken],
        store: LinkStore,
        people: People,
        clock: Clock,
        claim_key: bytes,
    ) -> None:
        self.known = {each.id: each for each in known}
        self._spoken = spoken
        self._store = store
        self._people = people
        self._clock = clock
        self._claim_key = claim_key
        # Made at each start: whoever is on the way then has to begin again.
        self._key = secrets.token_bytes(_KEY_BYTES)
        self._used: dict[str, datetime] = {}

    async def leave(self, name: str, purpose: Purpose, back: str, then: str, session: str) -> Leaving:
        """Send a browser to a provider; raises Refused."""
        if name not in self.known:
            raise Refused(Reason.UNKNOWN_PROVIDER)
        if not _NEXT.fullmatch(then):
            raise Refused(Reason.MALFORMED, field="next")
        journey = Journey(
            provider=name,
            purpose=purpose,
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            back=back,
            then=then,
            session=session,
        )
        address = await self._spoken[name].address(
            back=back, state=journey.state, nonce=journey.nonce, verifier=journey.verifier
        )
        until = self._clock.now() + ON_THE_WAY
        cookie = jwt.encode({**asdict(journey), "until": until.timestamp()}, self._key, _ALGORITHM)
        return Leaving(address=address, cookie=cookie)

    def journey_of(self, name: str, cookie: str, state: str) -> Journey:
        """The journey that comes to its end here, once; raises Refused(SIGN_IN_NOT_FINISHED)."""
        now = self._clock.now()
        try:
            kept = jwt.decode(cookie, self._key, [_ALGORITHM])
        except jwt.InvalidTokenError as failure:
            raise Refused(Reason.SIGN_IN_NOT_FINISHED) from failure
        until = datetime.fromtimestamp(kept.pop("until"), now.tzinfo)
        journey = Journey(**kept)
        is_the_same = hmac.compare_digest(journey.state.encode(), state.encode())
        self._used = {each: when for each, when in self._used.items() if when > now}
        if journey.provider != name or not is_the_same or until <= now or state in self._used:
            raise Refused(Reason.SIGN_IN_NOT_FINISHED)
        self._used[state] = until
        return journey

    async def arrive(self, journey: Journey, answer: Answer, browser: str) -> Arrived:
        """Know who came back; open a session, or link the account that was signed in; raises Refused."""
        if not answer.code:
            raise Refused(Reason.SIGN_IN_NOT_FINISHED)  # They pressed "no" there, or something failed there.
        provider = self.known[journey.provider]
        came = CameBack(
            code=answer.code,
            iss=answer.iss,
            back=journey.back,
            nonce=journey.nonce,
            verifier=journey.verifier,
        )
        claims = await self._spoken[provider.id].claims(came)
        if journey.purpose == Purpose.LINK:
            await self._link(provider, claims["sub"], journey.session)
            return Arrived(then=journey.then, token=None, before="")
        kept = await self._people.find(await self._person(provider, claims))
        if kept is None:
            raise Refused(Reason.NO_ACCOUNT_LINKED)
        count = factors(claims.get("acr"), claims.get("amr"), provider.two_factors)
        token, known = await self._people.open_session(kept, Way.PROVIDER, factors=count, browser=browser)
        await self._store.note_session(known.session, provider.id)
        return Arrived(then=journey.then, token=token, before=journey.session)

    async def _person(self, provider: Provider, claims: Mapping[str, Any]) -> PersonId:
        """By the link that stands; the first time by what an administrator wrote on the account; never by a name."""
        subject = claims["sub"]
        person = await self._store.linked(provider.issuer, subject)
        value = shown(provider.claim, claims)
        if person is None and value:
            digest, now = self._digest(provider, value), self._clock.now()
            person = await self._store.link_by_claim(provider.issuer, subject, digest, now)
            if person is not None:
                _log.info("provider_linked", provider=provider.id, person=person, by="claim")
        if person is None:
            _log.warning("provider_stranger", provider=provider.id)
            raise Refused(Reason.NO_ACCOUNT_LINKED)
        return person

    async def _link(self, provider: Provider, subject: str, session: str) -> None:
        known = await self._people.still(session)
        if not await self._store.link(provider.issuer, subject, known.person, self._clock.now()):
            raise Refused(Reason.LINKED_ALREADY)
        _log.info("provider_linked", provider=provider.id, person=known.person, by="person")

    async def expected(self, person: PersonId) -> Mapping[str, datetime]:
        """The providers, by id, of which it is written what they will say of this person, since when."""
        written_at = await self._store.claims_of(person)
        return {each.id: written_at[each.issuer] for each in self.known.values() if each.issuer in written_at}

    async def expect(self, by: PersonId, name: str, value: str, person: PersonId) -> None:
        """An administrator writes what a provider will say of a person; raises Refused."""
        provider = self.known.get(name)
        if provider is None or not provider.claim:
            raise Refused(Reason.UNKNOWN_PROVIDER)
        if not written(provider.claim, value):
            raise Refused(Reason.NO_SUCH_CLAIM)
        if not await self.write_claim(provider, value, person):
            raise Refused(Reason.LINKED_ALREADY)
        _log.info("claim_written", provider=provider.id, person=person, by=by)

    async def take_away(self, by: PersonId, name: str, person: PersonId) -> None:
        """An administrator strikes what is written and takes the link away; raises Refused."""
        if name not in self.known:
            raise Refused(Reason.UNKNOWN_PROVIDER)
        await self._store.strike_claim(self.known[name].issuer, person)
        await self._store.unlink(self.known[name].issuer, person)
        _log.info("provider_taken", provider=name, person=person, by=by)

    async def ties(self, person: PersonId) -> Sequence[Tie]:
        """Every provider, and since when this person is linked to it."""
        links = await self._store.links_of(person)
        return [Tie(provider=each, since=links.get(each.issuer)) for each in self.known.values()]

    async def unlink(self, name: str, person: PersonId) -> None:
        """Take the link of this person away; their sessions go on until they end."""
        if name not in self.known:
            raise Refused(Reason.UNKNOWN_PROVIDER)
        await self._store.unlink(self.known[name].issuer, person)
        _log.info("provider_unlinked", provider=name, person=person)

    async def farewell(self, known: Known, back: str) -> str | None:
        """Where the browser of a session that ended goes to be signed out at its provider, too."""
        name = await self._store.provider_of(known.session) if known.way is Way.PROVIDER else None
        return await self._spoken[name].farewell(back) if name in self._spoken and name else None

    async def write_claim(self, provider: Provider, value: str, person: PersonId) -> bool:
        """Write on an account what the provider will say of its person; False when it stands on another."""
        digest = self._digest(provider, written(provider.claim, value))
        return await self._store.write_claim(provider.issuer, digest, person, self._clock.now())

    def _digest(self, provider: Provider, value: str) -> str:
        """A claim of one issuer says nothing at another; without the key nobody can try all the numbers there are."""
        said = f"{provider.issuer}\n{provider.claim}\n{value}"
        return hmac.new(self._claim_key, said.encode(), hashlib.sha256).hexdigest()
