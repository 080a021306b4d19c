"""The recording notice that everyone accepts before entering (ประกาศการบันทึกการประชุม, ข้อ ๘ (๒) (๒.๗))."""

from dataclasses import dataclass
from hashlib import sha256


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
