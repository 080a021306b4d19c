"""What has words: the same keys in every language, held by the type."""

from collections.abc import Mapping
from dataclasses import dataclass

from meeting_server.accounts.credentials import Weakness
from meeting_server.accounts.people import Fault
from meeting_server.meeting.facts.ballots import Choice, EchoEnding, Outcome, VoteMethod
from meeting_server.meeting.facts.calling import BackupKind
from meeting_server.meeting.facts.identity import Method
from meeting_server.meeting.facts.incidents import Cause, Result, What
from meeting_server.meeting.facts.recording import GapReason
from meeting_server.meeting.facts.resolutions import Unresolved
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.projections.minutes import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. Sentences name their figures in braces; `coded` holds the words of figures that are codes."""

    reason: Mapping[Reason, str]
    command: Mapping[str, str]
    fault: Mapping[Fault, str]
    weakness: Mapping[Weakness, str]
    gap: Mapping[GapReason, str]
    incident: Mapping[What, str]
    cause: Mapping[Cause, str]
    result: Mapping[Result, str]
    role: Mapping[Role, str]
    proof: Mapping[Method, str]
    sign_in_way: Mapping[str, str]
    factors: str
    choice: Mapping[Choice, str]
    method: Mapping[VoteMethod, str]
    echo: Mapping[EchoEnding, str]
    fate: Mapping[str, str]
    rule: Mapping[str, str]
    unresolved: Mapping[Unresolved, str]
    outcome: Mapping[Outcome, str]
    standing: Mapping[str, str]
    backup_kind: Mapping[BackupKind, str]
    sentence: Mapping[Code, str]
    coded: Mapping[str, Mapping[str, str]]
    vote_standing: Mapping[str, str]
    attendance_head: tuple[str, ...]
    documents_head: tuple[str, ...]
    whole_meeting: str
    tabled_by: str
    opened_by: str
    votes_head: tuple[str, ...]
    allowance_head: tuple[str, ...]
    and_between: str
    no_proof: str
    proof_revoked: str
    turned_away: str
    at_room: str
    by_means: str
    did_not_come: str
    in_the_room: str
    before_opening: str
    allowance_total: str
    allowance_drawn: str
    suspended: str
    total: str
    outcome_word: str
    draft: str
    minutes_of: str
    session: str
    on_day: str
    at_place: str
    came: str
    stayed_away: str
    took_part: str
    recorded: str
    recorded_sound: str
    shown_by: str
    minutes_taken_by: str
    signed: str
    name_destroyed: str
    channels: str
    voting_channel: str
    voting_channels: str
    resolved_unopposed: str
    taken_down: str
    read_back: str
    earlier: str
    casting_vote: str
    dissent_is: str
    methods_word: str
    rule_word: str
    rule_of: str
    opened_word: str
    closed_word: str
    announced_word: str
    unopposed_outcome: str
    nothing_resolved: str
    no_vote: str
    under: str
    under_rules: str  # of a meeting that keeps a copy of them
    outside_validity: str
    called_urgently: str
    recalled: str
