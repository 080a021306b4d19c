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

# What whoever vouches ticks (ข้อ ๙).
STATEMENT = Wording(
    version="2569-1",
    th="ข้าพเจ้ารู้จักบุคคลนี้และได้เห็นหรือได้ยินแล้ว ขอรับรองว่าเป็นผู้มีชื่อตามที่นั่งนี้จริง",
    en="I know this person and have seen or heard them, and vouch that they are the one named at this seat.",
)

# Every notice that was ever in force: a log of long ago still names the old ones. Never take one out.
NOTICES = (NOTICE, NOTICE_OF_SOUND, STATEMENT)


def notice_of(meeting: Meeting) -> Wording:
    """The notice in force in this meeting: of what is recorded there, and of nothing else."""
    called = meeting.calling.called
    return NOTICE_OF_SOUND if called is not None and called.sound_only else NOTICE
