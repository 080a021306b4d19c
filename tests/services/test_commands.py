"""Every command that a page may give, and what becomes of it."""

from dataclasses import replace

import pytest

from meeting_server.meeting.ids import is_id
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.ballots import OpenBallot
from meeting_server.meeting.rules.chat import PostMessage
from meeting_server.meeting.rules.presence import Enter, TextInForce
from meeting_server.meeting.state import Meeting
from meeting_server.services.asked import ASKED
from meeting_server.services.commands import read_command
from meeting_server.services.default_texts import MANUAL, TERMS
from meeting_server.services.notice import NOTICE, NOTICE_OF_SOUND, notice_of
from meeting_server.services.shapes import field_of, id_or_nothing
from meeting_server.services.texts import InForce
from tests.given import CALLED

IN_FORCE = InForce(NOTICE, TERMS, MANUAL)
RIGHT: dict[str, dict[str, object]] = {
    "presence.enter": {"notice": NOTICE.sha256},
    "presence.report_check": {"microphone": "works", "camera": "fails", "voice": "skipped"},
    "presence.leave": {},
    "documents.announce_access": {"text": "เปิดที่ปุ่มเอกสาร", "channel": "email"},
    "documents.withdraw_document": {"document": "doc_1"},
    "rooms.sit_in_room": {"room": "seat_1"},
    "rooms.use_own_device": {},
    "rooms.put_in_room": {"seat": "seat_1", "room": "seat_2", "told": NOTICE.sha256},
    "rooms.take_out_of_room": {"seat": "seat_1"},
    "identity.watch_visitor": {"seat": "seat_1"},
    "identity.unwatch_visitor": {},
    "identity.vouch": {"seat": "seat_1", "statement": "ab12"},
    "identity.revoke_proof": {"seat": "seat_1", "reason": "จำผิดคน"},
    "identity.turn_away": {"seat": "seat_1", "reason": "ไม่มีผู้ใดรู้จัก"},
    "identity.end_visit": {},
    "presiding.pass_presiding": {"seat": "seat_1"},
    "presiding.take_back_presiding": {},
    "presiding.step_in": {},
    "presiding.elect_presiding": {"seat": "seat_1"},
    "session.open_meeting": {},
    "session.close_meeting": {},
    "session.stop_classified": {},
    "agenda.open_item": {"item": "item_1"},
    "agenda.close_item": {"item": "item_1"},
    "suspension.declare_interest": {"item": "item_1", "reason": "relative"},
    "suspension.mark_conflict": {"seat": "seat_1", "item": "item_1", "reason": "relative"},
    "suspension.remove_mark": {"seat": "seat_1", "item": "item_1"},
    "suspension.withdraw_declaration": {"item": "item_1"},
    "suspension.raise_objection": {"seat": "seat_1", "item": "item_1", "reason": "party", "text": "เป็นคู่สัญญา"},
    "suspension.dismiss_objection": {"seat": "seat_1", "item": "item_1", "text": "ไม่ใช่คู่สัญญา"},
    "suspension.begin_explanation": {"seat": "seat_1", "item": "item_1"},
    "suspension.end_explanation": {"seat": "seat_1"},
    "suspension.name_note_taker": {"seat": "seat_1", "item": "item_1"},
    "suspension.suspend_seat": {
        "seat": "seat_1",
        "item": "item_1",
        "ground": "ordered",
        "reason": "party",
    },
    "suspension.restore_seat": {"seat": "seat_1"},
    "ballots.open_ballot": {"item": "item_1", "question": "เห็นชอบหรือไม่"},
    "ballots.cast_vote": {"ballot": "bal_1", "choice": "agree"},
    "ballots.close_ballot": {"ballot": "bal_1"},
    "ballots.give_casting_vote": {"ballot": "bal_1", "choice": "agree"},
    "ballots.announce_result": {"ballot": "bal_1"},
    "ballots.note_dissent": {"ballot": "bal_1", "seat": "seat_1", "reason": "วงเงินไม่พอ"},
    "voices.ask_for_voice": {"ballot": "bal_1", "seat": "seat_1"},
    "voices.take_down_vote": {"ballot": "bal_1", "seat": "seat_1", "choice": "agree", "method": "voice"},
    "voices.confirm_vote": {"ballot": "bal_1"},
    "voices.object_to_vote": {"ballot": "bal_1"},
    "resolutions.ask_for_objections": {"item": "item_1", "question": "เห็นชอบหรือไม่"},
    "resolutions.see_otherwise": {"item": "item_1"},
    "resolutions.resolve_unopposed": {"item": "item_1"},
    "floor.allow_sharing": {"seat": "seat_1"},
    "floor.take_back_sharing": {"seat": "seat_1"},
    "floor.share_screen": {},
    "floor.stop_sharing": {},
    "floor.end_sharing": {"seat": "seat_1"},
    "floor.raise_hand": {},
    "floor.lower_hand": {},
    "floor.dismiss_hand": {"seat": "seat_1"},
    "floor.give_floor": {"seat": "seat_1"},
    "floor.time_turn": {"minutes": 3},
    "floor.take_floor": {},
    "floor.yield_floor": {},
    "floor.silence_microphones": {"held": True},
    "floor.release_microphones": {},
    "rights.take_right": {"seat": "seat_1", "right": "microphone"},
    "rights.grant_right": {"seat": "seat_1", "right": "camera"},
    "chat.post_message": {"text": "สวัสดี\nครับ"},
    "chat.write_to_support": {"text": "เสียงหาย"},
    "chat.answer_from_support": {"seat": "seat_1", "text": "ลองเปิดหน้านี้ใหม่"},
    "incidents.report_incident": {},
    "incidents.describe_incident": {"incident": "inc_1", "matter": "hearing", "words": "เสียงหาย"},
    "incidents.withdraw_incident": {"incident": "inc_1"},
    "incidents.acknowledge_incident": {"incident": "inc_1"},
    "incidents.advise_incident": {"incident": "inc_1", "step": "reload"},
    "incidents.resolve_incident": {
        "incident": "inc_1",
        "cause": "network",
        "result": "unresolved",
        "words": "",
    },
}


def refused(name: object, args: object) -> Refused:
    with pytest.raises(Refused) as refusal:
        read_command(name, args, IN_FORCE)
    return refusal.value


def test_the_table_has_every_command() -> None:
    assert set(ASKED.json_schema()["discriminator"]["mapping"]) == set(RIGHT)


@pytest.mark.parametrize("name", RIGHT)
def test_a_well_formed_command_is_read(name: str) -> None:
    command = read_command(name, RIGHT[name], IN_FORCE)
    concept, _, deed = name.partition(".")
    assert type(command).__name__ == "".join(word.capitalize() for word in deed.split("_"))
    assert type(command).__module__.endswith(f"rules.{concept}")


@pytest.mark.parametrize("name", RIGHT)
def test_a_field_more_or_less_or_of_another_type_is_malformed(name: str) -> None:
    right = RIGHT[name]
    others: list[object] = [{**right, "extra": 1}, None, [], "x", *({**right, field: {}} for field in right)]
    for wrong in others:
        assert refused(name, wrong).reason is Reason.MALFORMED
    for field in right:
        fewer = {each: value for each, value in right.items() if each != field}
        refusal = refused(name, fewer)
        assert (refusal.reason, refusal.details["field"]) == (Reason.MALFORMED, f"args.{field}")


@pytest.mark.parametrize("minutes", [0, 121, -1, 2.5, "3", True])
def test_a_turn_lasts_whole_minutes_and_not_for_ever(minutes: object) -> None:
    assert refused("floor.time_turn", {"minutes": minutes}).reason is Reason.MALFORMED
    assert refused("floor.give_floor", {"seat": "seat_1", "minutes": minutes}).reason is Reason.MALFORMED


@pytest.mark.parametrize(
    "name", ["", "x", "presence", "presence.Enter", "recording.seal_segments", None, 5, []]
)
def test_any_other_name_is_unknown(name: object) -> None:
    assert refused(name, {}).reason is Reason.UNKNOWN_COMMAND


def test_what_is_too_long_is_told_with_the_limit() -> None:
    refusal = refused("chat.post_message", {"text": "ก" * 4_001})
    assert (refusal.reason, refusal.details) == (Reason.TOO_LARGE, {"field": "args.text", "most": 4_000})


def test_ids_of_what_is_made_are_the_servers() -> None:
    one, two = (read_command("chat.post_message", {"text": "ก"}, IN_FORCE) for _ in range(2))
    assert isinstance(one, PostMessage)
    assert isinstance(two, PostMessage)
    assert one.message != two.message
    assert is_id(one.message, "message")
    ballot = read_command("ballots.open_ballot", RIGHT["ballots.open_ballot"], IN_FORCE)
    assert isinstance(ballot, OpenBallot)
    assert is_id(ballot.ballot, "ballot")


def test_entering_is_under_the_texts_in_force() -> None:
    for notice in (NOTICE, NOTICE_OF_SOUND):
        assert read_command("presence.enter", {"notice": "0" * 64}, InForce(notice, TERMS, MANUAL)) == Enter(
            notice="0" * 64,
            current=notice.sha256,
            version=notice.version,
            terms_now=TextInForce(version=TERMS.version, sha256=TERMS.sha256),
            manual_now=TextInForce(version=MANUAL.version, sha256=MANUAL.sha256),
        )


def test_a_meeting_by_sound_alone_has_a_notice_of_sound_alone() -> None:
    def called(*, sound_only: bool) -> Meeting:
        return Meeting().after(replace(CALLED, sound_only=sound_only))

    assert notice_of(called(sound_only=False)) is NOTICE
    assert notice_of(called(sound_only=True)) is NOTICE_OF_SOUND
    assert "ภาพ" not in NOTICE_OF_SOUND.th
    assert NOTICE_OF_SOUND.sha256 != NOTICE.sha256


def test_no_refusal_repeats_what_was_sent() -> None:
    assert field_of(("args", "text")) == "args.text"
    assert field_of(("presence.enter", "args", "notice")) == "args.notice"
    for place in [("args", "<script>"), ("\ud800",), ("x" * 65,), ()]:
        assert field_of(place) is None
    assert id_or_nothing("cmd_1-B") == "cmd_1-B"
    for wrong in ("", "a b", "ก", "a" * 65, "\ud800", "a\n", 5, None):
        assert id_or_nothing(wrong) == ""
