"""The clips upon which people were vouched for, and whether the vouching was revoked afterwards (ข้อ ๙)."""

from collections.abc import Iterable
from typing import NamedTuple

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.clip import ClipKept, ClipLost, Clips
from meeting_server.meeting.facts.identity import IdentityVouched
from meeting_server.meeting.ids import SeatId
from meeting_server.projections.setbacks import Setback, setback


class ClipOf(NamedTuple):
    """What became of a clip, and of the vouching upon it."""

    fact: ClipKept | ClipLost
    revoked: Setback | None


def clips(entries: Iterable[Entry]) -> list[ClipOf]:
    """In the order of the log."""
    known = Clips()
    upon: dict[SeatId, set[int]] = {}  # the clip that the vouching in force at a seat rests on
    revoked: dict[int, Setback] = {}
    facts: list[ClipKept | ClipLost] = []
    for entry in entries:
        before, known = known, known.after(entry.fact)
        said = setback(entry)
        if isinstance(entry.fact, IdentityVouched):
            upon[entry.fact.seat] = known.vouched.keys() - before.vouched.keys()
        elif isinstance(entry.fact, ClipKept | ClipLost):
            facts.append(entry.fact)
        elif said is not None:
            revoked.update(dict.fromkeys(upon.pop(said.seat, ()), said))
    return [ClipOf(fact, revoked.get(fact.clip)) for fact in facts]
