"""What was refused and may have been an attack, told to whoever watches the server's own log: one line for each.

Never a name, an address, a token or the meeting: those stand in the meeting's own log, or nowhere.
"""

import structlog

from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.pace import Paces

# Somebody else's page, name, ticket, meeting or deed; what only came at the wrong moment is no attack.
SUSPECT = frozenset(
    {
        Reason.WRONG_PASSWORD,
        Reason.WRONG_OWN_PASSWORD,
        Reason.WRONG_CODE,
        Reason.LINK_SPENT,
        Reason.TOO_MANY_ATTEMPTS,
        Reason.TICKET_INVALID,
        Reason.NOT_ALLOWED,
        Reason.UNKNOWN_MEETING,
        Reason.UNKNOWN_COMMAND,
        Reason.MALFORMED,
        Reason.TOO_LARGE,
        Reason.TOO_FAST,
        Reason.NOT_IN_PLAN,
        Reason.SUSPENDED,
    }
)
FOREIGN_PAGE = "foreign_page"
ENDED_SESSION = "ended_session"

# Whoever is refused a thousand times a second must not fill the disk with it.
_A_SECOND, _AT_ONCE = 2.0, 50.0
_log = structlog.get_logger()


class Alarms:
    """Tells each kind of refusal, and of a flood only so many."""

    def __init__(self) -> None:
        self._paces = Paces(_A_SECOND, at_once=_AT_ONCE)

    def refused(self, reason: Reason | str, where: str) -> None:
        """Something was refused at a door; `where` is a pattern or the name of a command, never what was sent."""
        if isinstance(reason, Reason) and reason not in SUSPECT:
            return
        try:
            self._paces.must_keep(f"{reason} {where}")
        except Refused:
            return
        _log.warning("refused", reason=str(reason), where=where)
