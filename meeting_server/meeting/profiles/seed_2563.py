"""The recommendation of 2563 as data."""

from meeting_server.meeting.profile import AllowanceRule, PresenceRule, Profile
from meeting_server.meeting.roles import Role

SEED_2563 = Profile(
    name="seed-2563",
    presence=PresenceRule(reconnect_seconds=60),
    allowance=AllowanceRule(
        roles=(Role.CHAIR, Role.MEMBER, Role.SECRETARY),
        least_minutes=0,
        once_a_day=True,
        citation="พระราชกำหนดว่าด้วยการประชุมผ่านสื่ออิเล็กทรอนิกส์ พ.ศ. ๒๕๖๓ มาตรา ๑๐ และระเบียบของหน่วยงาน",
    ),
)
