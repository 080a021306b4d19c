"""Committees with administrative power as data (พ.ร.บ. วิธีปฏิบัติราชการทางปกครอง พ.ศ. ๒๕๓๙), upon the decree."""

from dataclasses import replace

from meeting_server.meeting.profile import NoticeRule, QuorumRule, RecusalRule, VoteRule
from meeting_server.meeting.profiles.decree_2563 import DECREE_2563

APA_2539 = replace(
    DECREE_2563,
    name="apa-2539",
    title_th="คณะกรรมการที่มีอำนาจพิจารณาทางปกครอง (พ.ร.บ. วิธีปฏิบัติราชการทางปกครอง พ.ศ. ๒๕๓๙)",
    title_en="Committees with administrative power (Administrative Procedure Act, B.E. 2539)",
    citations=("พระราชบัญญัติวิธีปฏิบัติราชการทางปกครอง พ.ศ. ๒๕๓๙ มาตรา ๑๓ – ๑๖, ๗๙ – ๘๓", *DECREE_2563.citations),
    quorum=QuorumRule(part=1, of=2, recall_days=14, recall_part=1, recall_of=3, citation="มาตรา ๗๙"),
    notice=NoticeRule(days=3, citation="มาตรา ๘๐"),
    votes=VoteRule(dissent_with_reasons=True, citation="มาตรา ๘๒, ๘๓"),
    recusal=RecusalRule(explain_first=True, stay_by_two_thirds=True, citation="มาตรา ๑๓ – ๑๖"),
)
