"""The emergency decree of 2563 as data (พ.ร.ก. ว่าด้วยการประชุมผ่านสื่ออิเล็กทรอนิกส์): meetings that a law asks for."""

from dataclasses import replace

from meeting_server.meeting.profile import Asked, Check, Duty
from meeting_server.meeting.profiles.seed_2563 import SEED_2563

_STRICTER = (
    Asked(check=Check.DOCUMENTS, duty=Duty.MUST, citation="ประกาศกระทรวงดิจิทัลฯ พ.ศ. ๒๕๖๓"),
    Asked(check=Check.MINUTES, duty=Duty.MUST, citation="พ.ร.ก. มาตรา ๙ (๓)"),
    Asked(check=Check.NOTICE, duty=Duty.MUST, citation="พ.ร.ก. พ.ศ. ๒๕๖๓ (การส่งหนังสือเชิญ)"),
    Asked(check=Check.NOT_EXCLUDED, duty=Duty.MUST, citation="พ.ร.ก. พ.ศ. ๒๕๖๓ (การประชุมที่ยกเว้น)"),
)

DECREE_2563 = replace(
    SEED_2563,
    name="decree-2563",
    title_th="พระราชกำหนดว่าด้วยการประชุมผ่านสื่ออิเล็กทรอนิกส์ พ.ศ. ๒๕๖๓",
    title_en="Emergency decree on meetings by electronic means, B.E. 2563",
    citations=(
        "พระราชกำหนดว่าด้วยการประชุมผ่านสื่ออิเล็กทรอนิกส์ พ.ศ. ๒๕๖๓",
        "ประกาศกระทรวงดิจิทัลเพื่อเศรษฐกิจและสังคม เรื่อง มาตรฐานการรักษาความมั่นคงปลอดภัยของการประชุมฯ พ.ศ. ๒๕๖๓",
        *SEED_2563.citations,
    ),
    statutory=True,
    checks=(
        *(each for each in SEED_2563.checks if each.check not in {asked.check for asked in _STRICTER}),
        *_STRICTER,
    ),
)
