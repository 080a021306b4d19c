"""A whole meeting as the rules make it, minute by minute: the one of the golden log."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from meeting_server.audit.codec import Place, encode
from meeting_server.audit.entry import Entry, stamp
from meeting_server.meeting.facts.ballots import Choice
from meeting_server.meeting.facts.calling import BackupKind, Purpose
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Ending
from meeting_server.meeting.facts.recording import GapReason, Segment
from meeting_server.meeting.facts.session import Part
from meeting_server.meeting.facts.suspension import Ground, Interest, Moment
from meeting_server.meeting.ids import BallotId, ConnectionId, ItemId, MeetingId, MessageId
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.agenda import CloseItem, OpenItem
from meeting_server.meeting.rules.ballots import AnnounceResult, CastVote, CloseBallot, OpenBallot
from meeting_server.meeting.rules.calling import CallMeeting, ItemAsked, SeatAsked
from meeting_server.meeting.rules.chat import PostMessage
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.presence import Connect, Disconnect, Enter, Leave
from meeting_server.meeting.rules.recording import ExplainGap, SealLedger, SealSegments
from meeting_server.meeting.rules.session import CloseMeeting, NoteInterruption, OpenMeeting
from meeting_server.meeting.rules.suspension import DeclareInterest, NoteCounters, SuspendSeat
from meeting_server.meeting.state import Meeting
from tests.people import (
    ARUNEE,
    CHAI,
    EVERYONE,
    KAMALA,
    KONG,
    PIMJAI,
    PREECHA,
    SOMSAK,
    THANA,
    VEERA,
    WILAI,
    Cast,
)

MEETING = MeetingId("mtg_" + "g" * 22)
FIRST, GRANT, OTHER = (ItemId(f"item_{number:_<22}") for number in ("1", "41", "51"))
BALLOT = BallotId("bal_" + "b" * 22)
NOTICE = sha256("ประกาศการบันทึก".encode()).hexdigest()
CAME = (ARUNEE, THANA, WILAI, PREECHA, KAMALA, VEERA, CHAI, KONG)


def at(clock: str) -> datetime:
    """A time of day of the meeting, as a clock in Bangkok shows it."""
    hour, minute, second, *_ = *(int(part) for part in clock.split(".")), 0
    return datetime(2026, 11, 12, hour - 7, minute, second, 112_000, tzinfo=UTC)


class Story:
    """Asks the rules for everything that happens, and writes what they decide."""

    def __init__(self) -> None:
        self.meeting = Meeting()
        self.entries: list[Entry] = []
        self._salts = (sha256(b"salt" + number.to_bytes(4)).digest() for number in count())
        self._moment = at("9.00")

    def time(self, clock: str) -> None:
        """It is now this late."""
        self._moment = at(clock)

    def by(self, who: Cast | None, *commands: Command, on_orders_of: Cast | None = None) -> None:
        """Somebody, or the machine, does something."""
        actor = Actor.system()
        if who is not None:
            actor = Actor.of_seat(who.seat, on_orders_of=on_orders_of.seat if on_orders_of else None)
        for command in commands:
            self._write(actor, command.decide(self.meeting, actor))

    def called_by(self, who: Cast, command: Command) -> None:
        """A person without a seat yet calls the meeting."""
        actor = Actor.of_person(who.person)
        self._write(actor, command.decide(self.meeting, actor))

    def _write(self, actor: Actor, facts: Iterable[Fact]) -> None:
        for fact in list(facts):
            place = Place(
                seq=len(self.entries), t=self._moment, actor=actor.ref, on_orders_of=actor.on_orders_of
            )
            entry = encode(fact, place, lambda: next(self._salts))
            self.entries.append(entry)
            self.meeting = self.meeting.after(entry.fact)


def line(cast: Cast, number: int = 1) -> ConnectionId:
    """The line of somebody's browser."""
    return ConnectionId(f"conn_{cast.sign_in + str(number):_<22}")


def connect(story: Story, cast: Cast, number: int = 1) -> None:
    """Somebody's browser opens a line."""
    address = f"192.0.2.{10 + EVERYONE.index(cast)}"
    story.by(cast, Connect(connection=line(cast, number), address=address, browser="Firefox 145"))


def come_in(story: Story, *casts: Cast) -> None:
    """People open their page and enter."""
    for cast in casts:
        connect(story, cast)
        story.by(cast, Enter(notice=NOTICE, current=NOTICE, version="1"))


def segment(cast: Cast, source: str, number: int, began: str, ended: str) -> Segment:
    """A sealed file."""
    name = f"{cast.seat}/{source}-{number:04}.webm"
    since, until = at(began), at(ended)
    length = int((until - since).total_seconds())
    return Segment(
        file=name,
        seat=cast.seat,
        source=source,
        began=stamp(since),
        ended=stamp(until),
        bytes=length * 4_000,
        sha256=sha256(name.encode()).hexdigest(),
        frames=length * 50,
    )


def call(story: Story) -> None:
    """The secretary calls the meeting a week before."""
    seats = tuple(
        SeatAsked(seat=cast.seat, person=cast.person, roles=cast.roles, name=cast.name, office=cast.office)
        for cast in EVERYONE
    )
    items = (
        ItemAsked(item=FIRST, number="1", title="เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", purpose=Purpose.INFORM),
        ItemAsked(item=GRANT, number="4.1", title="การสนับสนุนงบประมาณแก่มูลนิธิตัวอย่าง", purpose=Purpose.CONSIDER),
        ItemAsked(item=OTHER, number="5.1", title="กำหนดการประชุมครั้งที่ 12/2569", purpose=Purpose.OTHER),
    )
    story.called_by(
        VEERA,
        CallMeeting(
            agency="สำนักงานพัฒนาบริการตัวอย่าง",
            body="คณะกรรมการพัฒนาบริการดิจิทัล",
            number=11,
            year=2569,
            place="ห้องประชุม 1 ชั้น 3 สำนักงานพัฒนาบริการตัวอย่าง",
            starts_at=stamp(at("9.30")),
            legal_effect=False,
            backup_kind=BackupKind.TELEPHONE,
            backup_address="0 0000 0000",
            seats=seats,
            items=items,
        ),
    )


def open_and_inform(story: Story) -> None:
    """People come, the chair opens the meeting, and the first item passes."""
    story.time("9.20")
    come_in(story, *CAME)
    story.time("9.30")
    story.by(ARUNEE, OpenMeeting(), OpenItem(item=FIRST))
    story.time("9.40")
    message = MessageId("msg_" + "m" * 22)
    story.by(THANA, PostMessage(message=message, text="ได้ยินชัดเจนครับ"))
    story.by(ARUNEE, CloseItem(item=FIRST))


def suspend_and_vote(story: Story) -> None:
    """Item 4.1: an interest, a suspension, an explanation by a guest, and a vote by name."""
    story.time("10.05")
    story.by(ARUNEE, OpenItem(item=GRANT))
    story.time("10.10")
    story.by(KAMALA, DeclareInterest(item=GRANT, reason=Interest.INTEREST))
    come_in(story, PIMJAI)
    story.time("10.12")
    suspend = SuspendSeat(seat=KAMALA.seat, item=GRANT, ground=Ground.DECLARED, reason=Interest.INTEREST)
    story.by(KONG, suspend, on_orders_of=ARUNEE)
    counters = NoteCounters(
        seat=KAMALA.seat, item=GRANT, moment=Moment.SUSPENDED, received=81_234, sent=20_345
    )
    story.by(None, counters)
    story.time("10.22")
    story.by(PIMJAI, Leave(), Disconnect(connection=line(PIMJAI), why=Ending.LEFT))
    story.time("10.25")
    story.by(ARUNEE, OpenBallot(ballot=BALLOT, item=GRANT, question="เห็นชอบการสนับสนุนงบประมาณตามที่เสนอหรือไม่"))
    for voter, choice in (
        (THANA, Choice.AGREE),
        (WILAI, Choice.AGREE),
        (PREECHA, Choice.AGREE),
        (ARUNEE, Choice.AGREE),
        (WILAI, Choice.DISAGREE),
    ):
        story.by(voter, CastVote(ballot=BALLOT, choice=choice))
    story.time("10.29")
    story.by(ARUNEE, CloseBallot(ballot=BALLOT), AnnounceResult(ballot=BALLOT))
    story.time("10.31")
    story.by(ARUNEE, CloseItem(item=GRANT))
    story.by(None, replace(counters, moment=Moment.RESTORED))


def fail_and_close(story: Story) -> None:
    """A line is lost and found, the server fails for seven seconds, and the meeting closes."""
    story.time("10.40")
    story.by(PREECHA, Disconnect(connection=line(PREECHA), why=Ending.LOST))
    story.time("10.46")
    connect(story, PREECHA, 2)
    story.time("10.50.07")
    since, until = stamp(at("10.50.00")), stamp(at("10.50.07"))
    story.by(None, NoteInterruption(since=since, until=until, part=Part.SERVER))
    for number, cast in enumerate(CAME, 3):
        connect(story, cast, number)
    story.by(ARUNEE, OpenItem(item=OTHER))
    story.time("11.04")
    story.by(ARUNEE, CloseItem(item=OTHER))
    story.time("11.05")
    story.by(ARUNEE, CloseMeeting())


def seal(story: Story) -> None:
    """What the recorder sealed, and the gaps that it can explain."""
    before, after = ("9.30.02", "10.50.00"), ("10.50.09", "11.05.00")
    kept = {cast: [before, after] for cast in CAME}
    kept[KAMALA] = [("9.30.02", "10.12.00"), ("10.31.01", "10.50.00"), after]
    kept[PREECHA] = [("9.30.02", "10.40.00"), ("10.46.03", "10.50.00"), after]
    kept[PIMJAI] = [("10.10.02", "10.22.00")]
    for cast, stretches in kept.items():
        story.by(
            None,
            SealSegments(
                segments=tuple(segment(cast, "mic", n, *each) for n, each in enumerate(stretches, 1))
            ),
        )
    story.by(
        None,
        ExplainGap(
            seat=PREECHA.seat,
            source="mic",
            began=stamp(at("10.40.00")),
            ended=stamp(at("10.46.03")),
            reason=GapReason.NETWORK,
        ),
        SealLedger(file="ledger/202611120230.jsonl.gz", minute=stamp(at("9.30.00")), sha256="ab" * 32),
    )


def whole_story() -> Sequence[Entry]:
    """The log of the whole meeting."""
    story = Story()
    story.time("8.00")
    call(story)
    open_and_inform(story)
    suspend_and_vote(story)
    fail_and_close(story)
    story.time("11.05.03")
    seal(story)
    assert SOMSAK.seat not in story.meeting.attendance.ever
    return story.entries
