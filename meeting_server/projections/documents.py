"""What is told of documents to whom: the list to everybody to whom they are open, who opened what to officers alone."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from meeting_server.audit.entry import Entry, stamp
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.documents import (
    Document,
    DocumentOpened,
    DocumentTabled,
)
from meeting_server.meeting.ids import DocumentId, SeatId
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.documents import (
    WithdrawDocument,
    keeps_from,
    may_see_readers,
    must_lead,
    must_reach,
)
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.document_shapes import (
    AccessShape,
    DocumentShape,
    LedShape,
    OpenedShape,
    OwnDocumentsShape,
    ReaderShape,
    VersionShape,
)


def documents(meeting: Meeting, chronicle: Chronicle) -> list[DocumentShape]:
    """Every document that was not taken back."""
    return [shape_of(meeting, chronicle, each) for each in meeting.documents.standing]


def shape_of(meeting: Meeting, chronicle: Chronicle, document: Document) -> DocumentShape:
    """A document with its versions."""
    return DocumentShape(
        document=document.document,
        item=document.item,
        versions=[
            VersionShape(
                version=each.version,
                title=each.title,
                kind=each.kind,
                bytes=each.bytes,
                sha256=each.sha256,
                scanned=each.scanned,
                by=meeting.calling.seats[each.by].name,
                at=stamp(chronicle.tabled_at[document.document, each.version]),
            )
            for each in document.versions
        ],
    )


def access(meeting: Meeting, chronicle: Chronicle) -> AccessShape | None:
    """The newest announcement."""
    announced, at = meeting.documents.announced, chronicle.announced_at
    if announced is None or at is None:
        return None
    return AccessShape(
        text=announced.text,
        channel=announced.channel,
        by=meeting.calling.seats[announced.by].name,
        at=stamp(at),
    )


class Led(NamedTuple):
    """Through which page of what somebody leads; known to this process alone."""

    seat: SeatId
    document: DocumentId
    version: int
    page: int


def led(meeting: Meeting, now: Led | None) -> LedShape | None:
    """The page that is led through, as long as whoever leads is inside and may."""
    if now is None or now.seat not in meeting.attendance.connected:
        return None
    try:
        must_lead(meeting, Actor.of_seat(now.seat), now.document, now.version)
    except Refused:
        return None
    name = meeting.calling.seats[now.seat].name
    return LedShape(seat=now.seat, name=name, document=now.document, version=now.version, page=now.page)


def own_documents(meeting: Meeting, seat: Seat) -> OwnDocumentsShape | None:
    """What this person is told of themselves; null to whom no document is open."""
    actor = Actor.of_seat(seat.id)
    try:
        must_reach(meeting, actor)
    except Refused:
        return None
    known = meeting.documents
    called = [each.id for each in meeting.seats if Right.ENTER in each.rights]
    return OwnDocumentsShape(
        opened=_opened(meeting, seat.id),
        shut=sorted(keeps_from(meeting, seat.id)),
        own=[each.document for each in known.standing if _may_change(meeting, actor, each.document)],
        readers=list(_readers(meeting)) if may_see_readers(meeting, seat) else None,
        told=len(known.told.intersection(called)),
        called=len(called),
    )


def _may_change(meeting: Meeting, actor: Actor, document: DocumentId) -> bool:
    try:
        list(WithdrawDocument(document=document).decide(meeting, actor))
    except Refused:
        return False
    return True


def _opened(meeting: Meeting, seat: SeatId) -> list[OpenedShape]:
    newest: dict[DocumentId, int] = {}
    for own, document, version in meeting.documents.opened:
        if own == seat:
            newest[document] = max(version, newest.get(document, 0))
    return [OpenedShape(document=each, version=newest[each]) for each in sorted(newest)]


def _readers(meeting: Meeting) -> Iterator[ReaderShape]:
    for seat in meeting.seats:
        for each in _opened(meeting, seat.id):
            yield ReaderShape(**each, seat=seat.id, name=seat.name)


class Opening(NamedTuple):
    """That somebody opened a version, and when."""

    document: DocumentTabled
    seat: Seat
    at: datetime


class Laid(NamedTuple):
    """That a version was tabled, and when."""

    document: DocumentTabled
    by: Seat
    at: datetime
    item: str | None  # its number


def openings(entries: Sequence[Entry]) -> Iterable[tuple[Laid, list[Opening]]]:
    """Every version in the order of the log, each with everybody who opened it."""
    meeting = Meeting()
    found: dict[tuple[DocumentId, int], tuple[Laid, list[Opening]]] = {}
    for entry in entries:
        meeting, fact = meeting.after(entry.fact), entry.fact
        match fact:
            case DocumentTabled(document=document, version=version):
                seat = meeting.calling.seats[fact.by]
                number = meeting.calling.items[fact.item].number if fact.item is not None else None
                found[document, version] = (Laid(fact, seat, entry.t, number), [])
            case DocumentOpened(document=document, version=version, seat=seat_id):
                laid, opened = found[document, version]
                opened.append(Opening(laid.document, meeting.calling.seats[seat_id], entry.t))
            case _:
                pass
    return found.values()
