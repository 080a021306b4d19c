"""Laying documents before the meeting, saying how they are got at, and opening them (ข้อ ๘ (๒) (๒.๓), ๑๐ (๒), ข้อ ๑)."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.documents import (
    AccessAnnounced,
    AccessTold,
    Channel,
    Document,
    DocumentKind,
    DocumentOpened,
    DocumentTabled,
    DocumentWithdrawn,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import DocumentId, ItemId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.calling import must_have_no_class
from meeting_server.meeting.rules.command import Command, must_be_called
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that was taken in: what it is called, where it lies, and what was found of it."""

    title: str
    name: str  # as it was called where it came from; never written anywhere
    kind: DocumentKind
    file: str
    bytes: int
    sha256: str
    scanned: bool


def must_reach(meeting: Meeting, actor: Actor) -> Seat:
    """The seat of somebody to whom the documents are open just now; raises Refused.

    Before the opening everybody who may come in prepares at home; once the meeting sits, whoever is inside. To a
    suspended seat nothing of the meeting is open, and nothing to whom nobody knows yet (ข้อ ๙, ข้อ ๑๐ (๒)).
    """
    must_be_called(meeting)
    seat = actor.must_hold_seat(meeting)
    if seat.id in meeting.suspensions:
        raise Refused(Reason.SUSPENDED, item=meeting.suspensions.in_force[seat.id].item)
    identity = meeting.identity
    unknown = seat.id in identity.visiting and seat.id not in identity.proofs
    if unknown or meeting.phase is Phase.OPEN:
        return actor.must_be_inside(meeting)
    if Right.ENTER not in seat.rights:
        raise Refused(Reason.NOT_ALLOWED)
    return seat


def keeps_from(meeting: Meeting, seat: SeatId) -> frozenset[ItemId]:
    """The items on which this seat has declared an interest: their documents stay shut until that is withdrawn.

    Only their own word shuts them, not that of others: a mark or an objection is not decided yet, and whoever may
    turn out to have no interest must be able to prepare.
    """
    return frozenset(item for own, item in meeting.suspensions.declared if own == seat)


def may_see_readers(meeting: Meeting, seat: Seat) -> bool:
    """Whether this seat is told who opened what."""
    inside = seat.id in meeting.attendance.entered and seat.id not in meeting.suspensions
    return inside and Right.ANNOUNCE_ACCESS in seat.rights


def told_of_access(meeting: Meeting, seat: SeatId) -> Iterator[Fact]:
    """Whoever comes in, or back, after an announcement reads it there: a fact of its own, with its own time."""
    documents = meeting.documents
    if documents.announced is not None and seat not in documents.told:
        yield AccessTold(seat=seat)


def _must_have(meeting: Meeting, actor: Actor, right: Right) -> Seat:
    seat = must_reach(meeting, actor)
    if right not in seat.rights:
        raise Refused(Reason.NOT_ALLOWED)
    return seat


def _known(meeting: Meeting, document: DocumentId) -> Document:
    found = meeting.documents.by_id.get(document)
    if found is None or found.withdrawn:
        raise Refused(Reason.UNKNOWN_FILE)
    return found


def _must_be_theirs(seat: Seat, document: Document) -> None:
    """A presenter changes what they tabled themselves, an officer everything."""
    if Right.ANNOUNCE_ACCESS not in seat.rights and document.newest.by != seat.id:
        raise Refused(Reason.NOT_YOUR_DOCUMENT)


def _must_be_ahead(meeting: Meeting, seat: Seat, item: ItemId | None) -> None:
    """Nothing is laid before an item that is over, nor by somebody who has an interest in it."""
    if item is None:
        return
    if item not in meeting.calling.items:
        raise Refused(Reason.UNKNOWN_ITEM)
    if item in meeting.agenda.finished:
        raise Refused(Reason.ITEM_ALREADY_CLOSED)
    if item in keeps_from(meeting, seat.id):
        raise Refused(Reason.OWN_INTEREST)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDocument(Command):
    """Lay a document before the meeting, or before an item of it."""

    document: DocumentId
    item: ItemId | None
    kept: Kept

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """It hangs on an item or on the meeting; a class marker in its title or name is refused (ข้อ ๑)."""
        seat = _must_have(meeting, actor, Right.TABLE_DOCUMENT)
        _must_be_ahead(meeting, seat, self.item)
        yield _tabled(self.kept, self.document, self.item, seat.id, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceDocument(Command):
    """Lay a new version in the place of the one before; that one is kept."""

    document: DocumentId
    kept: Kept

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """On the same item, under the next number."""
        seat = _must_have(meeting, actor, Right.TABLE_DOCUMENT)
        found = _known(meeting, self.document)
        _must_be_theirs(seat, found)
        _must_be_ahead(meeting, seat, found.item)
        yield _tabled(self.kept, self.document, found.item, seat.id, found.newest.version + 1)


def _tabled(
    kept: Kept, document: DocumentId, item: ItemId | None, by: SeatId, version: int
) -> DocumentTabled:
    must_have_no_class(kept.title, kept.name)
    if not kept.title.strip():
        raise Refused(Reason.EMPTY_TEXT)
    return DocumentTabled(
        document=document,
        version=version,
        item=item,
        by=by,
        kind=kept.kind,
        file=kept.file,
        bytes=kept.bytes,
        sha256=kept.sha256,
        scanned=kept.scanned,
        title=kept.title.strip(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDocument(Command):
    """Take back a document that does not belong before the meeting."""

    document: DocumentId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Whatever has become of its item: what may not be read must be gone at once."""
        seat = _must_have(meeting, actor, Right.TABLE_DOCUMENT)
        found = _known(meeting, self.document)
        _must_be_theirs(seat, found)
        if found.item in keeps_from(meeting, seat.id):
            raise Refused(Reason.OWN_INTEREST)
        yield DocumentWithdrawn(document=self.document, by=seat.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceAccess(Command):
    """Announce how the documents are got at (แจ้งวิธีเข้าถึงเอกสาร)."""

    text: str
    channel: Channel

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """In the room it reaches who is inside, and others as they come; by another channel everybody who was called."""
        seat = _must_have(meeting, actor, Right.ANNOUNCE_ACCESS)
        if not self.text.strip():
            raise Refused(Reason.EMPTY_TEXT)
        must_have_no_class(self.text)
        called = [each.id for each in meeting.seats if Right.ENTER in each.rights]
        inside = meeting.attendance.entered - meeting.suspensions.in_force.keys()
        yield AccessAnnounced(
            by=seat.id,
            channel=self.channel,
            recipients=tuple(
                each for each in called if self.channel is not Channel.IN_ROOM or each in inside
            ),
            text=self.text.strip(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument(Command):
    """Open a version, or take it away to read it elsewhere."""

    document: DocumentId
    version: int

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Asked before every byte that is handed out; written the first time."""
        seat = must_reach(meeting, actor)
        found = _known(meeting, self.document)
        if found.item in keeps_from(meeting, seat.id):
            raise Refused(Reason.OWN_INTEREST)
        version = version_of(found, self.version)
        if (seat.id, found.document, version.version) not in meeting.documents.opened:
            yield DocumentOpened(
                seat=seat.id, document=found.document, version=version.version, sha256=version.sha256
            )


def must_lead(meeting: Meeting, actor: Actor, document: DocumentId, version: int) -> DocumentTabled:
    """The version through which this seat may lead the others, page by page; raises Refused.

    Whoever may lay a document before the meeting may lead through it. Which page is shown is no fact: it passes.
    """
    seat = _must_have(meeting, actor, Right.TABLE_DOCUMENT)
    actor.must_be_inside(meeting)
    found = _known(meeting, document)
    if found.item in keeps_from(meeting, seat.id):
        raise Refused(Reason.OWN_INTEREST)
    return version_of(found, version)


def version_of(document: Document, number: int) -> DocumentTabled:
    """A version by its number; raises Refused(UNKNOWN_FILE)."""
    if not 1 <= number <= len(document.versions):
        raise Refused(Reason.UNKNOWN_FILE)
    return document.versions[number - 1]
