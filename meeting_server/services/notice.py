"""The recording notice that everyone accepts before entering (ประกาศการบันทึกการประชุม, ข้อ ๘ (๒) (๒.๗))."""

from meeting_server.meeting.state import Meeting
from meeting_server.services.wording import Wording

NOTICE = Wording(
    version="2569-1",
    th=(
        "การประชุมนี้มีการบันทึกทั้งเสียงและภาพของผู้ร่วมประชุมทุกคนตลอดการประชุม "
        "และจัดเก็บข้อมูลจราจรทางคอมพิวเตอร์ เพื่อใช้เป็นหลักฐานการประชุม"
    ),
    en=(
        "The sound and picture of every participant are recorded for the whole of this meeting, and computer "
        "traffic data are kept, as evidence of the meeting."
    ),
)

# Of a meeting by sound alone nobody accepts that pictures are taken.
NOTICE_OF_SOUND = Wording(
    version="2569-1-sound",
    th=(
        "การประชุมนี้มีการบันทึกเสียงของผู้ร่วมประชุมทุกคนตลอดการประชุม "
        "และจัดเก็บข้อมูลจราจรทางคอมพิวเตอร์ เพื่อใช้เป็นหลักฐานการประชุม"
    ),
    en=(
        "The sound of every participant is recorded for the whole of this meeting, and computer traffic data are "
        "kept, as evidence of the meeting."
    ),
)

# Of whoever cannot sign in a clip is kept, too; it is the one thing that is recorded of them before they are in.
NOTICE_OF_VISIT = Wording(
    version="2569-1-visit",
    th=(
        f"{NOTICE.th}\nก่อนท่านเข้าห้องประชุม ระบบบันทึกเสียงและภาพของท่านไม่เกิน 15 วินาทีขณะที่ผู้ร่วมประชุมดูและฟังท่าน "
        "เก็บแยกจากบันทึกการประชุมไว้เป็นหลักฐานการรับรองการแสดงตน และลบทันทีหากไม่มีการรับรอง"
    ),
    en=(
        f"{NOTICE.en}\nBefore you are in the meeting, at most 15 seconds of your sound and picture are recorded while "
        "somebody who may vouch for you looks and listens. They are kept apart from the recording of the meeting as "
        "evidence of who you are, and deleted at once if nobody vouches for you."
    ),
)
NOTICE_OF_VISIT_BY_SOUND = Wording(
    version="2569-1-visit-sound",
    th=(
        f"{NOTICE_OF_SOUND.th}\nก่อนท่านเข้าห้องประชุม ระบบบันทึกเสียงของท่านไม่เกิน 15 วินาทีขณะที่ผู้ร่วมประชุมฟังท่าน "
        "เก็บแยกจากบันทึกการประชุมไว้เป็นหลักฐานการรับรองการแสดงตน และลบทันทีหากไม่มีการรับรอง"
    ),
    en=(
        f"{NOTICE_OF_SOUND.en}\nBefore you are in the meeting, at most 15 seconds of your sound are recorded while "
        "somebody who may vouch for you listens. They are kept apart from the recording of the meeting as evidence "
        "of who you are, and deleted at once if nobody vouches for you."
    ),
)

# What whoever vouches ticks (ข้อ ๙).
STATEMENT = Wording(
    version="2569-1",
    th="ข้าพเจ้ารู้จักบุคคลนี้และได้เห็นหรือได้ยินแล้ว ขอรับรองว่าเป็นผู้มีชื่อตามที่นั่งนี้จริง",
    en="I know this person and have seen or heard them, and vouch that they are the one named at this seat.",
)

# Every notice that was ever in force: a log of long ago still names the old ones. Never take one out.
NOTICES = (NOTICE, NOTICE_OF_SOUND, NOTICE_OF_VISIT, NOTICE_OF_VISIT_BY_SOUND, STATEMENT)


def notice_of(meeting: Meeting, *, is_visit: bool = False) -> Wording:
    """The notice in force in this meeting: of what is recorded there of whoever signs in, or of a visitor."""
    called = meeting.calling.called
    if called is not None and called.sound_only:
        return NOTICE_OF_VISIT_BY_SOUND if is_visit else NOTICE_OF_SOUND
    return NOTICE_OF_VISIT if is_visit else NOTICE
