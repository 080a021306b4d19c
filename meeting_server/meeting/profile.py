"""What a rule profile (ชุดเกณฑ์) says: data, each part with the clause that it follows; a meeting keeps its own copy.

Every part holds only what can stand in the log: text, whole numbers, yes or no, and lists of those.
"""

from dataclasses import dataclass
from enum import StrEnum

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
class QuorumRule:
    """How many of the members make a quorum (องค์ประชุม): the fraction `part`/`of`, rounded up, and never none.

    A matter that was not taken up for want of a quorum may be called again within `recall_days` with
    `recall_part`/`recall_of` of them, if the notice says so; 0 days: it may not (พ.ร.บ. วิธีปฏิบัติฯ มาตรา ๗๙).
    """

    part: int = 1
    of: int = 2
    recall_days: int = 0
    recall_part: int = 1
    recall_of: int = 3
    citation: str = ""

    def needed(self, base: int, *, recalled: bool = False) -> int:
        """How many of a base of members must be there."""
        part, of = (self.recall_part, self.recall_of) if recalled else (self.part, self.of)
        return max(1, -(-base * part // of))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """How many days before it a meeting is called at the latest; an urgent one later, with its reason (มาตรา ๘๐)."""

    days: int = 0
    citation: str = ""


class Majority(StrEnum):
    """Of whom more than half must agree."""

    VOTES = "votes"  # of those who chose between the two sides
    PRESENT = "present"  # of the voters who are in the meeting
    MEMBERS = "members"  # of all who may vote on the matter


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRule:
    """How open votes are taken and what decides them (ข้อ ๑๑ (๑)).

    `echo_seconds` is how long whoever's voice was taken down may object to it. With `casting_vote` whoever presides
    decides a tie by one vote more.
    """

    majority: Majority = Majority.VOTES
    casting_vote: bool = True
    change_allowed: bool = True
    echo_seconds: int = 30
    dissent_with_reasons: bool = False  # is asked for after the vote (มาตรา ๘๓)
    citation: str = "ข้อ ๑๑"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalRule:
    """Who has an interest in a matter (ข้อ ๑๐ (๒)).

    With `explain_first` they are heard before they go. With `stay_by_two_thirds` those without an interest may let
    them stay by two thirds in a secret vote (มาตรา ๑๕).
    """

    explain_first: bool = False
    stay_by_two_thirds: bool = False
    citation: str = "ข้อ ๑๐ (๒)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRule:
    """Who presides while the chair's line is gone for so many seconds: by the meeting's own order (ข้อ ๑๐ (๑))."""

    lost_seconds: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRule:
    """How long a reported incident waits for the support officer before it goes to the controller (ข้อ ๘ (๒) (๒.๖))."""

    escalate_seconds: int = 60


class Check(StrEnum):
    """What is looked at before a meeting is opened."""

    IDENTITY = "identity"  # ข้อ ๘ (๒) (๒.๑), ๙
    CHANNEL = "channel"  # (๒.๒), ๑๐ (๑)
    DOCUMENTS = "documents"  # (๒.๓)
    VOTING = "voting"  # (๒.๔), ๑๑
    MINUTES = "minutes"  # (๒.๕), ๑๒
    SUPPORT = "support"  # (๒.๖)
    RECORDING = "recording"  # (๒.๗)
    BACKUP = "backup"  # ๑๐ (๑)
    QUORUM = "quorum"
    NOTICE = "notice"  # called in time, and the notice says that it is held by electronic means
    NOT_EXCLUDED = "not_excluded"  # what no meeting by electronic means may decide (พ.ร.ก. พ.ศ. ๒๕๖๓)
    VALIDITY = "validity"  # the profile itself is in force on that day


class Duty(StrEnum):
    """What a check is under a profile."""

    MUST = "must"  # nothing opens the meeting while it is not ready
    ORDER = "order"  # must, but for the chair's order with a reason on record
    SHOULD = "should"  # said, and holds nothing up


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A check that the profile asks for, and how strictly."""

    check: Check
    duty: Duty
    citation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repealed:
    """A law that the profile's text names and that holds no longer, and what came in its place."""

    law: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A set of rules by its name, as a meeting was called under it.

    `valid_from` and `valid_until` are dates (ISO 8601), both included; empty: without end. Under a `statutory` one a
    meeting has the effect that the law gives it (ข้อ ๘ (๑)).
    """

    name: str
    presence: PresenceRule
    allowance: AllowanceRule
    version: str = "1"
    title_th: str = ""
    title_en: str = ""
    citations: tuple[str, ...] = ()
    repealed: tuple[Repealed, ...] = ()
    valid_from: str = ""
    valid_until: str = ""
    statutory: bool = False
    vouching: VouchingRule = VouchingRule(heard_seconds=5, most=3, by_vouched=False)
    two_factors: tuple[Role, ...] = ()  # those that are taken by a sign-in of two factors alone
    quorum: QuorumRule = QuorumRule()
    notice: NoticeRule = NoticeRule()
    votes: VoteRule = VoteRule()
    recusal: RecusalRule = RecusalRule()
    succession: SuccessionRule = SuccessionRule()
    incidents: IncidentRule = IncidentRule()
    checks: tuple[Asked, ...] = ()

    def duty(self, check: Check) -> Duty | None:
        """How strictly this is asked; None: not at all."""
        return next((asked.duty for asked in self.checks if asked.check is check), None)

    def holds_on(self, day: str) -> bool:
        """Whether it is in force on this day (a date, ISO 8601)."""
        return (not self.valid_from or self.valid_from <= day) and (
            not self.valid_until or day <= self.valid_until
        )


_STRICTNESS = (None, Duty.SHOULD, Duty.ORDER, Duty.MUST)


def weaker(profile: Profile, than: Profile) -> tuple[str, ...]:
    """In what a profile asks less than another: the names of its parts; none may fall below `seed-2563` (ข้อ ๒)."""
    found = {
        "presence": profile.presence.reconnect_seconds > than.presence.reconnect_seconds,
        "vouching": _is_laxer(profile.vouching, than.vouching),
        "two_factors": not set(than.two_factors) <= set(profile.two_factors),
        "quorum": profile.quorum.part * than.quorum.of < than.quorum.part * profile.quorum.of,
        "notice": profile.notice.days < than.notice.days,
        "votes": profile.votes.echo_seconds < than.votes.echo_seconds
        or (than.votes.dissent_with_reasons and not profile.votes.dissent_with_reasons),
        "recusal": than.recusal.explain_first and not profile.recusal.explain_first,
        "incidents": profile.incidents.escalate_seconds > than.incidents.escalate_seconds,
        "statutory": than.statutory and not profile.statutory,
    }
    laxer = [
        f"checks.{asked.check.value}"
        for asked in than.checks
        if _STRICTNESS.index(profile.duty(asked.check)) < _STRICTNESS.index(asked.duty)
    ]
    return (*(name for name, is_weaker in found.items() if is_weaker), *laxer)


def _is_laxer(rule: VouchingRule, than: VouchingRule) -> bool:
    return (
        rule.heard_seconds < than.heard_seconds or rule.most > than.most or rule.by_vouched > than.by_vouched
    )
