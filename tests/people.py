"""The cast, the same everywhere: who sits on the committee, and who works for it."""

from dataclasses import dataclass

from meeting_server.meeting.ids import PersonId, SeatId
from meeting_server.meeting.roles import Role


@dataclass(frozen=True, slots=True)
class Cast:
    """One person of the cast, with a fixed seat."""

    sign_in: str
    name: str
    office: str
    roles: frozenset[Role]

    @property
    def person(self) -> PersonId:
        """The person's id, 22 characters after the prefix."""
        return PersonId(f"per_{self.sign_in:_<22}")

    @property
    def seat(self) -> SeatId:
        """The seat's id, 22 characters after the prefix."""
        return SeatId(f"seat_{self.sign_in:_<22}")


def _cast(sign_in: str, name: str, office: str, *roles: Role) -> Cast:
    return Cast(sign_in, name, office, frozenset(roles))


ARUNEE = _cast("arunee", "นางสาวอรุณี ใจสมมติ", "ประธานกรรมการ", Role.CHAIR, Role.MEMBER)
THANA = _cast("thana", "นายธนา มั่นสมมติ", "กรรมการ", Role.MEMBER)
WILAI = _cast("wilai", "นางวิไล รักสมมติ", "กรรมการ", Role.MEMBER)
PREECHA = _cast("preecha", "นายปรีชา ศรีสมมติ", "กรรมการ (แทน อธิบดีกรมตัวอย่าง)", Role.MEMBER)
KAMALA = _cast("kamala", "นางสาวกมลา แสงสมมติ", "กรรมการ", Role.MEMBER)
VEERA = _cast("veera", "นายวีระ ทองสมมติ", "กรรมการและเลขานุการ", Role.MEMBER, Role.SECRETARY)
SOMSAK = _cast("somsak", "นายสมศักดิ์ พูนสมมติ", "กรรมการ", Role.MEMBER)
PIMJAI = _cast("pimjai", "นางสาวพิมพ์ใจ งามสมมติ", "ผู้อำนวยการกองคลัง", Role.PRESENTER)
CHAI = _cast("chai", "นายชัย เพียรสมมติ", "เจ้าหน้าที่สนับสนุนระบบการประชุม", Role.SUPPORT)
KONG = _cast("kong", "นายก้อง คุมสมมติ", "เจ้าหน้าที่ควบคุมการประชุม", Role.CONTROLLER)
DARIN = _cast("darin", "นางดาริน ตรวจสมมติ", "ผู้ตรวจสอบ", Role.AUDITOR)

EVERYONE = (ARUNEE, THANA, WILAI, PREECHA, KAMALA, VEERA, SOMSAK, PIMJAI, CHAI, KONG, DARIN)
