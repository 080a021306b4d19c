"""The sitting as one time line: what happened when, and what each seat has on record of it, for playing it all in step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from meeting_server.audit.entry import Entry, stamp
from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.ballots import BallotClosed, BallotOpened
from meeting_server.meeting.facts.calling import ItemListed
from meeting_server.meeting.facts.incidents import TroubleDetected, TroubleSubsided
from meeting_server.meeting.facts.recording import SegmentsSealed
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened
from meeting_server.meeting.facts.suspension import SeatRestored, SeatSuspended
from meeting_server.projections.coverage import State, coverage
from meeting_server.projections.presence import InRoom, presence


class Span(TypedDict):
    """From a moment to a moment, ISO 8601 in UTC."""

    began: str
    ended: str


class ItemSpan(Span):
    """An item before the meeting; `number` as printed."""

    item: str
    number: str
    title: str


class BallotSpan(Span):
    """A ballot from its opening to its close."""

    ballot: str
    item: str
    question: str


class SuspensionSpan(Span):
    """A seat outside for an item."""

    seat: str
    item: str


class TroubleSpan(Span):
    """Something that was wrong at a seat, by the relay's measure; `kind` an IncidentKind."""

    seat: str
    kind: str


class FileSpan(Span):
    """A sealed file; `source` is mic, camera or screen, `file` relative to the meeting's folder."""

    source: str
    file: str


class GapSpan(Span):
    """A stretch of a seat's sound that is not on record; `reason` a GapReason, or null when nobody knows."""

    state: State
    reason: str | None


class RoomSpan(Span):
    """A stretch before the device of a meeting room, whose seat is `room`: it has their sound and picture."""

    room: str


class SeatLine(TypedDict):
    """What one seat has on record, each list in order of time."""

    seat: str
    name: str | None
    office: str | None
    files: list[FileSpan]
    gaps: list[GapSpan]
    rooms: list[RoomSpan]


class Timeline(TypedDict):
    """The sitting, from opening to close; both null for a meeting that never sat."""

    opened: str | None
    closed: str | None
    items: list[ItemSpan]
    ballots: list[BallotSpan]
    suspensions: list[SuspensionSpan]
    troubles: list[TroubleSpan]
    seats: list[SeatLine]


@dataclass(slots=True)
class _Reader:
    """Goes through the log once; what is still open at the close ends with it."""

    listed: dict[str, ItemListed] = field(default_factory=dict)
    items: list[ItemSpan] = field(default_factory=list)
    ballots: list[BallotSpan] = field(default_factory=list)
    suspensions: list[SuspensionSpan] = field(default_factory=list)
    troubles: list[TroubleSpan] = field(default_factory=list)
    files: dict[str, list[FileSpan]] = field(default_factory=dict)
    standing: dict[str, Span] = field(default_factory=dict)  # by item, ballot, seat or incident
    opened: str | None = None
    closed: str | None = None

    def read(self, entry: Entry) -> None:
        fact, at = entry.fact, stamp(entry.t)
        match fact:
            case MeetingOpened():
                self.opened = at
            case MeetingClosed():
                self.closed = at
            case ItemListed():
                self.listed[fact.item] = fact
            case ItemOpened(item=item):
                said = self.listed[item]
                span = ItemSpan(began=at, ended=at, item=item, number=said.number, title=said.title)
                self.items.append(span)
                self.standing[item] = span
            case ItemClosed(item=item):
                self.standing.pop(item)["ended"] = at
            case _:
                self._read_more(entry, at)

    def _read_more(self, entry: Entry, at: str) -> None:
        match entry.fact:
            case BallotOpened(ballot=ballot, item=item, question=question):
                vote = BallotSpan(began=at, ended=at, ballot=ballot, item=item, question=question)
                self.ballots.append(vote)
                self.standing[ballot] = vote
            case BallotClosed(ballot=ballot):
                self.standing.pop(ballot)["ended"] = at
            case SeatSuspended(seat=seat, item=item):
                out = SuspensionSpan(began=at, ended=at, seat=seat, item=item)
                self.suspensions.append(out)
                self.standing[seat] = out
            case SeatRestored(seat=seat):
                self.standing.pop(seat)["ended"] = at
            case TroubleDetected(incident=incident, seat=seat, kind=kind, since=since):
                # It may have begun while people were still coming; what is played begins with the opening.
                trouble = TroubleSpan(began=max(since, self.opened or since), ended=at, seat=seat, kind=kind)
                self.troubles.append(trouble)
                self.standing[incident] = trouble
            case TroubleSubsided(incident=incident, until=until):
                self.standing.pop(incident)["ended"] = until
            case SegmentsSealed(segments=segments):
                for each in segments:
                    kept = FileSpan(began=each.began, ended=each.ended, source=each.source, file=each.file)
                    self.files.setdefault(each.seat, []).append(kept)
            case _:
                pass


def timeline(entries: Sequence[Entry]) -> Timeline:
    """The time line that the log gives; seats in roster order, those with neither a file nor a gap left out."""
    reader = _Reader()
    for entry in entries:
        reader.read(entry)
    for span in reader.standing.values():
        span["ended"] = reader.closed or span["began"]
    gaps: dict[str, list[GapSpan]] = {}
    for span in coverage(entries):
        kept = gaps.setdefault(span["seat"], [])
        if span["state"] != "recorded":
            kept.append(
                GapSpan(began=span["began"], ended=span["ended"], state=span["state"], reason=span["reason"])
            )
    seats = [
        SeatLine(
            seat=seat,
            name=each.seat.name,
            office=each.seat.office,
            files=sorted(reader.files.get(seat, []), key=lambda file: file["began"]),
            gaps=gaps.get(seat, []),
            rooms=[_in_room(stay) for stay in each.rooms],
        )
        for seat, each in presence(entries).roster.items()
        if seat in reader.files or seat in gaps
    ]
    return Timeline(
        opened=reader.opened,
        closed=reader.closed,
        items=reader.items,
        ballots=reader.ballots,
        suspensions=reader.suspensions,
        troubles=reader.troubles,
        seats=seats,
    )


def _in_room(stay: InRoom) -> RoomSpan:
    return RoomSpan(began=stamp(stay.since), ended=stamp(stay.until), room=stay.room.id)
