"""The allowance sheet as a table to be filled in and signed (บัญชีจ่ายเบี้ยประชุม)."""

from collections.abc import Mapping

from meeting_server.export.tables import table
from meeting_server.export.thai import Language, digits, local_stamp
from meeting_server.export.words import Words, words
from meeting_server.meeting.roles import Role
from meeting_server.projections.allowance import Allowance, Drawing

_Row = list[str | int | None]


def render(sheet: Allowance, amounts: Mapping[Role, int], language: Language) -> bytes:
    """Numbered are those who draw; an amount that nobody has stated stays blank, and so does a total with one."""
    spoken = words(language)
    rows: list[_Row] = []
    paid: list[int | None] = []
    for each in sheet.drawings:
        number = len(paid) + 1 if each.drawn_at is None else None
        amount = amounts.get(each.role) if each.drawn_at is None else None
        if each.drawn_at is None:
            paid.append(amount)
        rows.append([number, *_known(each, spoken), amount, None, _note(each, spoken, language)])
    known = [amount for amount in paid if amount is not None]
    total = sum(known) if len(known) == len(paid) else None
    counted = spoken.allowance_total.format(count=digits(len(paid), language))
    rows.append([None, counted, None, None, None, None, None, None, total, None, None])
    return table(spoken.allowance_head, rows)


def _known(each: Drawing, spoken: Words) -> _Row:
    proof = spoken.proof[each.proof] if each.proof else None
    times = (local_stamp(each.since), local_stamp(each.until))
    return [each.seat.name, each.seat.office, spoken.role[each.role], proof, *times, each.minutes]


def _note(each: Drawing, spoken: Words, language: Language) -> str | None:
    if each.drawn_at is None:
        return None
    number, year = each.drawn_at
    return spoken.allowance_drawn.format(number=digits(number, language), year=digits(year, language))
