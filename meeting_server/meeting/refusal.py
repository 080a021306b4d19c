"""Why the rules say no: stable codes, never sentences (the words live in `export/words`)."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons a command may be refused; each has Thai and English words."""

    # who is asking
    NOT_SIGNED_IN = "not_signed_in"
    WRONG_PASSWORD = "wrong_password"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    TICKET_INVALID = "ticket_invalid"
    PASSKEY_REFUSED = "passkey_refused"
    PASSKEY_UNKNOWN = "passkey_unknown"
    PASSKEY_LATE = "passkey_late"
    PASSKEY_COPIED = "passkey_copied"
    PASSKEYS_ENOUGH = "passkeys_enough"
    PASSKEYS_NOT_HERE = "passkeys_not_here"
    NO_SEAT = "no_seat"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN_PROVIDER = "unknown_provider"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    PROVIDER_NOT_BELIEVED = "provider_not_believed"
    SIGN_IN_NOT_FINISHED = "sign_in_not_finished"
    NO_ACCOUNT_LINKED = "no_account_linked"
    LINKED_ALREADY = "linked_already"
    MUST_CHANGE_PASSWORD = "must_change_password"
    SUSPENDED = "suspended"
    NOT_ENTERED = "not_entered"
    # what is asked
    UNKNOWN_COMMAND = "unknown_command"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    TOO_FAST = "too_fast"
    UNKNOWN_MEETING = "unknown_meeting"
    UNKNOWN_SEAT = "unknown_seat"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_BALLOT = "unknown_ballot"
    UNKNOWN_FILE = "unknown_file"
    COMMAND_ID_REUSED = "command_id_reused"
    # the register
    UNKNOWN_PERSON = "unknown_person"
    BAD_DETAILS = "bad_details"
    SIGN_IN_NAME_TAKEN = "sign_in_name_taken"
    LAST_ADMINISTRATOR = "last_administrator"
    UNKNOWN_COMMITTEE = "unknown_committee"
    UNKNOWN_SESSION = "unknown_session"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NO_TABLE = "no_table"
    WEAK_PASSWORD = "weak_password"
    SAME_PASSWORD = "same_password"
    # the state of the meeting
    LOG_DAMAGED = "log_damaged"
    ALREADY_CALLED = "already_called"
    NOT_CALLED = "not_called"
    ALREADY_ENTERED = "already_entered"
    NOTICE_NOT_ACCEPTED = "notice_not_accepted"
    TERMS_NOT_ACCEPTED = "terms_not_accepted"
    UNKNOWN_TEXT = "unknown_text"
    ALREADY_OPEN = "already_open"
    NOT_OPEN = "not_open"
    MEETING_CLOSED = "meeting_closed"
    NOT_CLOSED = "not_closed"
    NO_QUORUM = "no_quorum"
    ITEM_OPEN = "item_open"
    ITEM_NOT_OPEN = "item_not_open"
    ITEM_ALREADY_CLOSED = "item_already_closed"
    BALLOT_OPEN = "ballot_open"
    BALLOT_NOT_OPEN = "ballot_not_open"
    NOT_ENTITLED = "not_entitled"
    UNKNOWN_CHOICE = "unknown_choice"
    NOT_PRESENT = "not_present"
    ALREADY_SUSPENDED = "already_suspended"
    NOT_SUSPENDED = "not_suspended"
    ALREADY_DECLARED = "already_declared"
    NOT_DECLARED = "not_declared"
    PRESIDING_MUST_PASS_FIRST = "presiding_must_pass_first"
    CLASSIFIED = "classified"
    EMPTY_TEXT = "empty_text"
    SOUND_ONLY = "sound_only"
    SCREEN_SHARED = "screen_shared"
    NOT_SHARING = "not_sharing"
    MAY_SHARE_ALREADY = "may_share_already"
    SHARING_NOT_GIVEN = "sharing_not_given"
    CANNOT_SHARE = "cannot_share"
    # vouching
    NO_SUCH_NAME = "no_such_name"
    SEAT_TAKEN = "seat_taken"
    NOT_AWAITING = "not_awaiting"
    NOT_HEARD_ENOUGH = "not_heard_enough"
    STATEMENT_NOT_MADE = "statement_not_made"
    NO_VOUCH_FOR_ONESELF = "no_vouch_for_oneself"
    VOUCHED_FOR_CANNOT_VOUCH = "vouched_for_cannot_vouch"
    VOUCHED_OFTEN_ENOUGH = "vouched_often_enough"
    NOT_VOUCHED_FOR = "not_vouched_for"
    # calling a meeting
    NO_CHAIR = "no_chair"
    NO_BACKUP_CHANNEL = "no_backup_channel"
    NO_AGENDA = "no_agenda"
    NO_SUPPORT_OFFICER = "no_support_officer"
    SEAT_TWICE = "seat_twice"
    GUEST_HAS_NO_DUTY = "guest_has_no_duty"
    LEGAL_EFFECT_NEEDS_STATUTE = "legal_effect_needs_statute"
    # media
    NOT_IN_PLAN = "not_in_plan"
    OCCUPIED = "occupied"
    BAD_OFFER = "bad_offer"
    RELAY_UNAVAILABLE = "relay_unavailable"


Detail = str | int | bool | None


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule said no: a reason code and the figures a person needs to understand it."""

    def __init__(self, reason: Reason, **details: Detail) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.details = details
