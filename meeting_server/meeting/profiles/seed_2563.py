"""The recommendation of 2563 as data (ข้อ ๘ (๒) – ๑๒): meetings for which no law asks for a form of its own."""

from meeting_server.meeting.profile import AllowanceRule, Asked, Check, Duty, PresenceRule, Profile, Repealed
from meeting_server.meeting.roles import Role

SEED_2563 = Profile(
    name="seed-2563",
    title_th="ข้อเสนอแนะการประชุมผ่านสื่ออิเล็กทรอนิกส์ พ.ศ. ๒๕๖๓",
    title_en="Recommendation on meetings by electronic means, B.E. 2563",
    citations=("ข้อเสนอแนะการจัดการระบบสารบรรณอิเล็กทรอนิกส์และการประชุมผ่านสื่ออิเล็กทรอนิกส์ฯ ข้อ ๘ (๒) – ๑๒",),
    repealed=(
        Repealed(
            law="ประกาศคณะรักษาความสงบแห่งชาติ ฉบับที่ ๗๔/๒๕๕๗ และประกาศกระทรวงเทคโนโลยีสารสนเทศฯ พ.ศ. ๒๕๕๗",
            by="พระราชกำหนดว่าด้วยการประชุมผ่านสื่ออิเล็กทรอนิกส์ พ.ศ. ๒๕๖๓",
        ),
    ),
    presence=PresenceRule(reconnect_seconds=60),
    allowance=AllowanceRule(
        roles=(Role.CHAIR, Role.MEMBER, Role.SECRETARY),
        least_minutes=0,
        once_a_day=True,
        citation="พระราชกำหนดว่าด้วยการประชุมผ่านสื่ออิเล็กทรอนิกส์ พ.ศ. ๒๕๖๓ มาตรา ๑๐ และระเบียบของหน่วยงาน",
    ),
    checks=(
        Asked(check=Check.IDENTITY, duty=Duty.MUST, citation="ข้อ ๘ (๒) (๒.๑), ๙"),
        Asked(check=Check.CHANNEL, duty=Duty.ORDER, citation="ข้อ ๘ (๒) (๒.๒), ๑๐ (๑)"),
        Asked(check=Check.DOCUMENTS, duty=Duty.ORDER, citation="ข้อ ๘ (๒) (๒.๓)"),
        Asked(check=Check.VOTING, duty=Duty.MUST, citation="ข้อ ๘ (๒) (๒.๔), ๑๑"),
        Asked(check=Check.MINUTES, duty=Duty.ORDER, citation="ข้อ ๘ (๒) (๒.๕), ๑๒"),
        Asked(check=Check.SUPPORT, duty=Duty.ORDER, citation="ข้อ ๘ (๒) (๒.๖)"),
        Asked(check=Check.RECORDING, duty=Duty.MUST, citation="ข้อ ๘ (๒) (๒.๗)"),
        Asked(check=Check.BACKUP, duty=Duty.MUST, citation="ข้อ ๑๐ (๑)"),
        Asked(check=Check.QUORUM, duty=Duty.MUST, citation="องค์ประชุมของคณะกรรมการ"),
        Asked(check=Check.VALIDITY, duty=Duty.SHOULD, citation="คำปรารภ"),
    ),
)
