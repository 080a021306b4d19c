"""What a rule profile (ชุดเกณฑ์) says of presence, vouching and the allowance: data, with the clause that it follows."""

from dataclasses import dataclass

from meeting_server.meeting.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceRule:
    """A line that is found again within so many seconds was never gone: one presence, the raw stretches beside it."""

    reconnect_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceRule:
    """Who draws the allowance for meeting (เบี้ยประชุม).

    `roles` stand in order: whoever holds several draws by the first of them. `least_minutes` of the sitting are
    asked; 0 means at any time of it. How much it is stands nowhere here: the agency's own rule says so.
    """

    roles: tuple[Role, ...]
    least_minutes: int
    once_a_day: bool  # of one body, however often it sits on that day
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchingRule:
    """Vouching for somebody who cannot sign in (ข้อ ๙): how long they are heard first, how many one may vouch for.

    With `by_vouched` whoever was vouched for may vouch for others in turn; every chain still begins with a sign-in.
    """

    heard_seconds: int
    most: int  # for each participant, of those who hold at the same time
    by_vouched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A set of rules by its name, as a meeting was called under it."""

    name: str
    presence: PresenceRule
    allowance: AllowanceRule
    vouching: VouchingRule = VouchingRule(heard_seconds=5, most=3, by_vouched=False)
    two_factors: frozenset[Role] = frozenset()  # those that are taken by a sign-in of two factors alone
