"""Who may do what: one table of rights per role (ข้อ ๑๐ (๒) การจัดการสิทธิ)."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a seat is for; a seat holds a set of them."""

    CHAIR = "chair"  # ประธานกรรมการ
    PRESIDING = "presiding"  # ผู้ทำหน้าที่ประธานแทน (รองประธาน), in the order of the roster
    MEMBER = "member"  # กรรมการ: counts for quorum and votes
    SECRETARY = "secretary"  # เลขานุการ
    CONTROLLER = "controller"  # ผู้ควบคุมระบบควบคุมการประชุม
    SUPPORT = "support"  # เจ้าหน้าที่สนับสนุน
    PRESENTER = "presenter"  # ผู้ชี้แจง
    OBSERVER = "observer"  # ผู้สังเกตการณ์
    AUDITOR = "auditor"  # ผู้ตรวจสอบ
    ROOM = "room"  # อุปกรณ์ประจำห้องประชุม: several sit before it, each at a seat of their own


class Right(StrEnum):
    """One thing a seat may do."""

    ENTER = "enter"
    SPEAK = "speak"
    SEND_VIDEO = "send_video"
    HEAR = "hear"
    SHARE = "share"  # a screen; others are given the right by whoever presides
    CHAT = "chat"
    RAISE_HAND = "raise_hand"  # ask to speak, and be asked to
    DECLARE_INTEREST = "declare_interest"
    OBJECT = "object"  # that another has an interest
    MARK_CONFLICT = "mark_conflict"  # before the opening, and see what is said of others' interests
    VOTE = "vote"
    PRESIDE = "preside"  # open, close, items, ballots, suspension
    EXECUTE_ORDERS = "execute_orders"  # the same deeds, on the chair's orders
    PREPARE = "prepare"  # see before the opening whether everything is ready
    WATCH_LINES = "watch_lines"  # see the figures of everybody's line, to help
    SEE_MISSING = "see_missing"  # see who should be there and is not, to call them
    VOUCH = "vouch"  # say of somebody who cannot sign in that one knows them (ข้อ ๙)
    REVOKE_PROOF = "revoke_proof"  # of somebody vouched for, whoever did it
    TURN_AWAY = "turn_away"  # whoever waits before the room to be vouched for
    ISSUE_LINK = "issue_link"  # by which somebody comes in who was called back, once (ข้อ ๙)
    TABLE_DOCUMENT = "table_document"  # lay one before the meeting; a presenter, and replace their own
    ANNOUNCE_ACCESS = "announce_access"  # to documents; see who opened them, and take back what others tabled
    SUPPORT_LINE = "support_line"  # read and answer what is written to the support officers alone
    HANDLE_INCIDENTS = "handle_incidents"  # see what went wrong, see to it, and write what came of it
    NOTE_ELECTION = "note_election"  # put down whom the members elected to preside
    TAKE_DOWN_VOTES = "take_down_votes"  # given by voice, by a sign or by a message; and dissent
    SEAT_IN_ROOM = "seat_in_room"  # put down who sits before a room device, and who went out
    READ_SHEETS = "read_sheets"  # the sheets of attendance and allowance once the meeting is closed
    READ_RECORD = "read_record"  # log, minutes draft, recordings once the meeting is closed


_IN_THE_ROOM = {
    Right.ENTER,
    Right.SPEAK,
    Right.SEND_VIDEO,
    Right.HEAR,
    Right.CHAT,
    Right.RAISE_HAND,
}

_WITNESS = {
    Right.DECLARE_INTEREST,
    Right.OBJECT,
    Right.MARK_CONFLICT,
    Right.READ_RECORD,
    Right.READ_SHEETS,
    Right.PREPARE,
    Right.SEE_MISSING,
    Right.TABLE_DOCUMENT,
    Right.ANNOUNCE_ACCESS,
}

# What belongs to presiding counts for whoever presides; that the chair does, and the others in their order, is no right.
_PRESIDES = frozenset(
    _IN_THE_ROOM
    | _WITNESS
    | {
        Right.PRESIDE,
        Right.SHARE,
        Right.VOUCH,
        Right.REVOKE_PROOF,
        Right.TURN_AWAY,
        Right.SEAT_IN_ROOM,
    }
)

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CHAIR: _PRESIDES,
    Role.PRESIDING: _PRESIDES,
    Role.MEMBER: frozenset(_IN_THE_ROOM | {Right.VOTE, Right.DECLARE_INTEREST, Right.OBJECT, Right.VOUCH}),
    Role.SECRETARY: frozenset(
        _IN_THE_ROOM
        | _WITNESS
        | {
            Right.SHARE,
            Right.NOTE_ELECTION,
            Right.VOUCH,
            Right.REVOKE_PROOF,
            Right.TURN_AWAY,
            Right.SEAT_IN_ROOM,
            Right.TAKE_DOWN_VOTES,
        }
    ),
    Role.CONTROLLER: frozenset(
        _IN_THE_ROOM
        | _WITNESS
        | {
            Right.EXECUTE_ORDERS,
            Right.NOTE_ELECTION,
            Right.WATCH_LINES,
            Right.HANDLE_INCIDENTS,
            Right.VOUCH,
            Right.TURN_AWAY,
            Right.SEAT_IN_ROOM,
            Right.TAKE_DOWN_VOTES,
        }
    ),
    Role.SUPPORT: frozenset(
        _IN_THE_ROOM
        | {
            Right.PREPARE,
            Right.SEE_MISSING,
            Right.WATCH_LINES,
            Right.SUPPORT_LINE,
            Right.HANDLE_INCIDENTS,
            Right.VOUCH,
            Right.ISSUE_LINK,
            Right.SEAT_IN_ROOM,
        }
    ),
    Role.PRESENTER: frozenset(_IN_THE_ROOM | {Right.DECLARE_INTEREST, Right.OBJECT, Right.TABLE_DOCUMENT}),
    Role.OBSERVER: frozenset({Right.ENTER, Right.HEAR}),
    Role.AUDITOR: frozenset({Right.READ_RECORD, Right.READ_SHEETS}),
    Role.ROOM: frozenset({Right.ENTER, Right.SPEAK, Right.SEND_VIDEO, Right.HEAR}),
}


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Every right that one of the roles carries."""
    return frozenset().union(*(RIGHTS[role] for role in roles))
