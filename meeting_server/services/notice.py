"""The recording notice that everyone accepts before entering (ประกาศการบันทึกการประชุม, ข้อ ๘ (๒) (๒.๗))."""

from dataclasses import dataclass
from hashlib import sha256

from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One version of the text; accepted by its digest, so that nobody can have accepted another."""

    version: str
    th: str
    en: str

    @property
    def sha256(self) -> str:
        """The digest of both texts, in hex."""
        return sha256(f"{self.version}\n{self.th}\n{self.en}\n".encode()).hexdigest()


NOTICE = Notice(
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
NOTICE_OF_SOUND = Notice(
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


def notice_of(meeting: Meeting) -> Notice:
    """The notice in force in this meeting: of what is recorded there, and of nothing else."""
    called = meeting.calling.called
    return NOTICE_OF_SOUND if called is not None and called.sound_only else NOTICE
