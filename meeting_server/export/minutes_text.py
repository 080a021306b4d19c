"""A plain draft of the minutes as text; the official form comes from the same sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from meeting_server.audit.entry import Entry
from meeting_server.export.thai import Language, clock, date, digits, second
from meeting_server.export.words import Words, words
from meeting_server.meeting.facts.ballots import VoteMethod
from meeting_server.meeting.facts.calling import BackupKind, MeetingCalled
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.roles import Role
from meeting_server.projections.minutes import Code, Minutes, Sentence, minutes
from meeting_server.projections.presence import Presence


def render(_meeting: MeetingId, entries: Sequence[Entry], language: Language) -> bytes:
    """The draft in UTF-8, a paragraph a line."""
    draft, spoken = minutes(entries), words(language)
    return ("\n".join(_Draft(draft, spoken, language).lines()) + "\n").encode()


class _Draft:
    """Puts one draft into words."""

    def __init__(self, draft: Minutes, spoken: Words, language: Language) -> None:
        self._draft = draft
        self._words = spoken
        self._language: Language = language

    def lines(self) -> Iterator[str]:
        called = self._draft.called
        if called is None:
            return
        yield from self._heading(called)
        yield from self._people()
        for sentence in self._draft.sentences:
            yield self._said(sentence)
            yield from self._votes(sentence)
        yield ""
        yield from self._means(called)
        yield from self._signature()

    def _heading(self, called: MeetingCalled) -> Iterator[str]:
        spoken, sheet = self._words, self._draft.sheet
        yield spoken.draft
        yield spoken.minutes_of.format(body=self._digits(called.body))
        yield self._digits(called.agency)
        yield spoken.session.format(number=self._digits(called.number), year=self._digits(called.year))
        if sheet.opened_at is not None:
            yield spoken.on_day.format(date=date(sheet.opened_at, self._language))
        yield spoken.at_place.format(place=self._digits(called.place))

    def _means(self, called: MeetingCalled) -> Iterator[str]:
        """What ข้อ ๑๒ asks of a meeting by electronic means, and under which recommendation it was held."""
        spoken = self._words
        address = called.backup_address
        if called.backup_kind is not BackupKind.EMAIL:
            # An address with Thai digits would reach nobody.
            address = self._digits(address)
        yield spoken.channels.format(backup=spoken.backup_kind[called.backup_kind], address=address)
        for method, count in Counter(each.proof for each in self._came() if each.proof).items():
            yield spoken.shown_by.format(count=self._digits(count), proof=spoken.proof[method])
        yield from self._voting()
        yield spoken.recorded_sound if called.sound_only else spoken.recorded
        yield from self._rules(called)

    def _rules(self, called: MeetingCalled) -> Iterator[str]:
        """Under which rules it was called, and what was out of the ordinary in that."""
        spoken, rules = self._words, self._draft.rules
        if rules is None:
            yield spoken.under.format(profile=self._digits(called.profile))
            return
        title = rules.profile.title_th if self._language == "th" else rules.profile.title_en
        yield spoken.under_rules.format(title=title, version=self._digits(rules.profile.version))
        if rules.outside_validity:
            yield spoken.outside_validity
        if called.urgent:
            yield spoken.called_urgently.format(cause=self._digits(called.urgent))
        if called.recalled_from:
            day = datetime.fromisoformat(f"{called.recalled_from}T00:00:00+07:00")
            yield spoken.recalled.format(date=date(day, self._language))

    def _voting(self) -> Iterator[str]:
        """How was voted (ข้อ ๑๒), and whether something was resolved without a vote."""
        spoken, methods = self._words, self._draft.methods
        if not self._draft.voted:
            yield spoken.no_vote
        elif set(methods) <= {VoteMethod.BUTTON}:
            yield spoken.voting_channel
        else:
            used = spoken.and_between.join(spoken.method[method] for method in methods)
            yield spoken.voting_channels.format(methods=used)
        if any(sentence.code is Code.UNOPPOSED for sentence in self._draft.sentences):
            yield spoken.resolved_unopposed

    def _signature(self) -> Iterator[str]:
        for each in self._came():
            if Role.SECRETARY in each.seat.roles:
                yield ""
                yield self._words.signed.format(who=self._words.minutes_taken_by)
                yield f"({each.seat.name or self._words.name_destroyed})  {self._digits(each.seat.office or '')}"

    def _came(self) -> list[Presence]:
        return [each for each in self._attendees() if each.came]

    def _attendees(self) -> list[Presence]:
        return list(self._draft.sheet.seats.values())

    def _where(self, there: Presence) -> str:
        """Where somebody took part, in a meeting to which a room belongs (แบบที่ ๑๑, "ณ")."""
        sheet, spoken = self._draft.sheet, self._words
        if not there.came or sheet.roster.keys() == sheet.seats.keys():
            return ""
        places = [
            spoken.at_room.format(room=self._digits(room.name or spoken.name_destroyed))
            for room in there.before(*there.sitting)
        ]
        if there.by_means(*there.sitting) or not places:
            places.append(spoken.by_means)
        return f" ({spoken.and_between.join(places)})"

    def _people(self) -> Iterator[str]:
        attendees = self._attendees()
        members = [each for each in attendees if each.seat.votes]
        others = [each for each in attendees if not each.seat.votes and each.came]
        groups = (
            (self._words.came, [each for each in members if each.came]),
            (self._words.stayed_away, [each for each in members if not each.came]),
            (self._words.took_part, others),
        )
        for title, people in groups:
            if people:
                yield ""
                yield title
                yield from (self._person(n, each) for n, each in enumerate(people, 1))
        yield ""

    def _person(self, number: int, there: Presence) -> str:
        seat = there.seat
        office = self._digits(seat.office or "")
        line = f"{self._digits(number)}. {seat.name or self._words.name_destroyed}  {office}".rstrip()
        if there.came and there.proof is None:
            line += f" ({self._words.no_proof})"
        if seat.roles & {Role.SUPPORT, Role.CONTROLLER} and not seat.votes:
            line += f" ({self._words.role[next(iter(sorted(seat.roles)))]})"
        return line + self._where(there)

    def _said(self, sentence: Sentence) -> str:
        figures = {key: self._figure(key, value) for key, value in sentence.figures.items()}
        said = self._words.sentence[sentence.code].format(at=clock(sentence.at, self._language), **figures)
        if sentence.code != "item_opened":
            return said
        # "Other matters (other matters)" says nothing twice.
        twice = f" ({figures['title']})"
        return f"\n{said.removesuffix(twice)}"

    def _votes(self, sentence: Sentence) -> Iterator[str]:
        spoken = self._words
        for vote in sentence.votes:
            said = f"   {vote.name or spoken.name_destroyed}  {spoken.vote_standing[vote.standing]}"
            if vote.method is not VoteMethod.BUTTON:
                by = vote.by or spoken.name_destroyed
                said += f" ({spoken.taken_down.format(method=spoken.method[vote.method], by=by)})"
            yield said

    def _figure(self, key: str, value: str | int | datetime | None) -> str:
        if isinstance(value, datetime) and key == "day":
            return date(value, self._language)
        if isinstance(value, datetime):
            return second(value, self._language)
        if value is None:
            return self._words.name_destroyed
        if key in self._words.coded:
            return self._words.coded[key][str(value)]
        return self._digits(value)

    def _digits(self, value: str | int) -> str:
        return digits(value, self._language)
