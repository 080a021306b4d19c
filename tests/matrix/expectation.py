"""How it is said of a command who does it: the roles by what they do, and the refusal of everybody else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from tests.matrix.cast import STRANGE, UNKNOWN, Situation

Expected = Callable[[Role, Situation], Reason | None]

EVERY_ROLE = frozenset(Role)
NEVER_INSIDE = frozenset({Role.AUDITOR})
CHAIR = frozenset({Role.CHAIR})
MEMBERS = frozenset({Role.MEMBER})
CLERKS = frozenset({Role.SECRETARY, Role.CONTROLLER})
PRESIDERS = frozenset({Role.CHAIR, Role.CONTROLLER})
TALKERS = EVERY_ROLE - {Role.OBSERVER, Role.ROOM} - NEVER_INSIDE
SITTERS = EVERY_ROLE - {Role.ROOM} - NEVER_INSIDE
CHAIRS = frozenset({Role.CHAIR, Role.PRESIDING})  # who may come to preside
USHERS = CHAIRS | {Role.SECRETARY, Role.CONTROLLER, Role.SUPPORT}
VOUCHERS = CHAIRS | {Role.MEMBER, Role.SECRETARY, Role.CONTROLLER, Role.SUPPORT}
OFFICERS = CHAIRS | {Role.SECRETARY, Role.CONTROLLER}
WITNESSES = CHAIRS | {Role.MEMBER, Role.SECRETARY, Role.CONTROLLER, Role.PRESENTER}
# What is said before the opening may be said at the door.
AT_THE_DOOR_TOO = {(role, Situation.GATHERED): Reason.NOT_ALLOWED for role in NEVER_INSIDE}


def from_outside(situation: Situation) -> Reason | None:
    """What everybody is told who has nothing to do with the meeting, or has not said who they are."""
    if situation in UNKNOWN:
        return Reason.NOT_SIGNED_IN
    return Reason.UNKNOWN_MEETING if situation in STRANGE else None


@dataclass(frozen=True, kw_only=True)
class Inside:
    """A deed of those inside: of `doers`, and of nobody who is not there."""

    doers: frozenset[Role]
    otherwise: Reason = Reason.NOT_ALLOWED
    before_opening: bool = False
    also: dict[tuple[Role, Situation], Reason] = field(default_factory=dict)

    def __call__(self, role: Role, situation: Situation) -> Reason | None:
        """The reason of the refusal; None if it is done."""
        if (role, situation) in self.also:
            return self.also[role, situation]
        match situation:
            case Situation.CLOSED:
                return Reason.MEETING_CLOSED
            case Situation.SUSPENDED:
                return Reason.SUSPENDED
            case Situation.GATHERED if not self.before_opening:
                return Reason.NOT_OPEN
        if situation is Situation.OUTSIDE or role in NEVER_INSIDE:
            return Reason.NOT_ENTERED
        return None if role in self.doers else self.otherwise


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A command: what goes with it, what must have happened for it to be possible, and who may."""

    args: dict[str, object] = field(default_factory=dict)
    before: Iterable[Fact] = ()
    before_opening: bool = False
    expected: Expected

    def reason(self, role: Role, situation: Situation) -> Reason | None:
        """What the one who asks is told; None if it is done."""
        return from_outside(situation) or self.expected(role, situation)
