"""What a table of people would change in the register, line by line, before anything is changed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from hashlib import sha256

from meeting_server.accounts.people import Details, Fault, faults_of, skeleton
from meeting_server.accounts.sheets import Sheet, SheetLine
from meeting_server.meeting.ids import PersonId


class State(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGES = "changes"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is in the register."""

    person: PersonId
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that would read otherwise."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A line, and what would become of it."""

    first: int
    last: int
    state: State
    details: Details
    person: PersonId | None = None
    changes: tuple[Change, ...] = ()
    faults: tuple[tuple[str, Fault], ...] = ()
    alike: tuple[str, ...] = ()  # names of others that look the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole: the digest stands for the file and the register that it was compared with."""

    sheet: Sheet
    lines: tuple[Planned, ...]
    digest: str

    def count(self, state: State) -> int:
        """How many lines come to this."""
        return sum(1 for each in self.lines if each.state is state)


def plan(content: bytes, sheet: Sheet, people: Sequence[Person]) -> Plan:
    """What this table would change in this register."""
    known = {each.details.sign_in_name: each for each in people}
    alike: dict[str, set[tuple[str, str]]] = {}
    for each in people:
        _note(alike, each.details)
    met: set[str] = set()
    lines = []
    for line in sheet.lines:
        planned = _planned(line, known)
        name = planned.details.sign_in_name
        if name and name in met:
            twice = (*planned.faults, ("sign_in_name", Fault.TWICE))
            planned = replace(planned, state=State.BAD, faults=twice, changes=())
        met.add(name)
        lines.append(planned)
        _note(alike, planned.details)
    return Plan(
        sheet=sheet,
        lines=tuple(replace(each, alike=_like(alike, each)) for each in lines),
        digest=_digest(content, people),
    )


def _planned(line: SheetLine, known: dict[str, Person]) -> Planned:
    details = Details(**({each.name: "" for each in fields(Details)} | dict(line.cells))).tidy()
    kept = known.get(details.sign_in_name)
    if kept is not None:  # A column that the table does not have changes nothing.
        details = replace(kept.details, **{key: getattr(details, key) for key in line.cells})
    faults = [(field.value, fault) for field, fault in faults_of(details)]
    if line.extra or line.broken:
        faults.append(("line", Fault.BROKEN_LINE))
    if faults:
        return Planned(
            first=line.first, last=line.last, state=State.BAD, details=details, faults=tuple(faults)
        )
    if kept is None:
        return Planned(first=line.first, last=line.last, state=State.NEW, details=details)
    before, after = asdict(kept.details), asdict(details)
    changes = tuple(
        Change(field=key, before=before[key], after=after[key]) for key in after if before[key] != after[key]
    )
    return Planned(
        first=line.first,
        last=line.last,
        state=State.CHANGES if changes else State.SAME,
        details=details,
        person=kept.person,
        changes=changes,
    )


def _note(alike: dict[str, set[tuple[str, str]]], details: Details) -> None:
    for text in {details.name, details.sign_in_name}:
        alike.setdefault(skeleton(text), set()).add((details.sign_in_name, details.name))


def _like(alike: dict[str, set[tuple[str, str]]], line: Planned) -> tuple[str, ...]:
    """Who else has a name that looks the same as one of the line's."""
    if line.state not in (State.NEW, State.CHANGES):
        return ()
    texts = (skeleton(line.details.name), skeleton(line.details.sign_in_name))
    others = {pair for text in texts for pair in alike.get(text, ()) if pair[0] != line.details.sign_in_name}
    return tuple(sorted(f"{name} ({sign_in_name})" for sign_in_name, name in others))[:5]


def _digest(content: bytes, people: Iterable[Person]) -> str:
    digest = sha256(content)
    for each in sorted(people, key=lambda one: one.person):
        digest.update("\0".join((each.person, *asdict(each.details).values())).encode() + b"\n")
    return digest.hexdigest()
