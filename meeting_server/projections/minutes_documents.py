"""What the minutes tell of documents: what was laid before the sitting, and how access was announced (ข้อ ๘ (๒) (๒.๓))."""

from datetime import datetime

from meeting_server.meeting.facts.documents import AccessAnnounced, DocumentTabled, DocumentWithdrawn
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.state import Meeting

Figures = dict[str, str | int | datetime | None]
DocumentFact = AccessAnnounced | DocumentTabled | DocumentWithdrawn


def told_of_documents(fact: Fact, meeting: Meeting, at: datetime) -> tuple[str, Figures] | None:
    """The code of the sentence about this fact, and its figures; None where the minutes say nothing of it.

    What came before the opening belongs to the calling; of that only the announcement is told, with its day.
    """
    sits = meeting.phase is Phase.OPEN
    match fact:
        case AccessAnnounced(by=by, channel=channel, recipients=recipients):
            figures: Figures = {
                "name": meeting.calling.seats[by].name,
                "count": len(recipients),
                "channel": channel,
            }
            return ("access_announced", figures) if sits else ("access_before", {**figures, "day": at})
        case DocumentTabled() if sits:
            return _tabled(fact, meeting)
        case DocumentWithdrawn(document=document, by=by) if sits:
            title = meeting.documents.by_id[document].newest.title
            return "document_withdrawn", {"name": meeting.calling.seats[by].name, "title": title}
        case _:
            return None


def _tabled(fact: DocumentTabled, meeting: Meeting) -> tuple[str, Figures]:
    figures: Figures = {"name": meeting.calling.seats[fact.by].name, "title": fact.title}
    if fact.version > 1:
        return "document_replaced", {**figures, "version": fact.version}
    if fact.item is None:
        return "document_of_meeting", figures
    return "document_tabled", {**figures, "number": meeting.calling.items[fact.item].number}
