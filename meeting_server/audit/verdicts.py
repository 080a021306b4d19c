"""What the verifier may find, and the one plain sentence for each, in Thai and in English."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What is wrong with a package."""

    UNREADABLE = "unreadable"
    FILE_MISSING = "file_missing"
    FILE_STRANGE = "file_strange"
    LINE_CUT = "line_cut"
    HEAD_MALFORMED = "head_malformed"
    ENTRY_DIFFERS = "entry_differs"
    LEAF_ALTERED = "leaf_altered"
    COUNT_DIFFERS = "count_differs"
    ENTRIES_MISSING = "entries_missing"
    ENTRIES_EXTRA = "entries_extra"
    ROOT_DIFFERS = "root_differs"
    ENTRY_MALFORMED = "entry_malformed"
    OUT_OF_ORDER = "out_of_order"
    TIME_WENT_BACK = "time_went_back"
    IMPOSSIBLE = "impossible"
    OPENING_MALFORMED = "opening_malformed"
    OPENING_FALSE = "opening_false"
    TEXT_FALSE = "text_false"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: with the entries `first` to `last`, or with a file."""

    verdict: Verdict
    first: int | None = None
    last: int | None = None
    file: str = ""

    def sentences(self) -> tuple[str, str]:
        """The finding for a person to read, in Thai and in English."""
        thai, english = _SENTENCES[self.verdict]
        known = {"first": self.first, "last": self.last, "file": self.file}
        return thai.format(**known), english.format(**known)


_SENTENCES: dict[Verdict, tuple[str, str]] = {
    Verdict.UNREADABLE: (
        "ชุดข้อมูลเสียหายหรือไม่ใช่ชุดบันทึกการประชุม หากเป็นชุดที่บีบอัดขึ้นใหม่ โปรดแตกไฟล์แล้วตรวจทั้งโฟลเดอร์",
        (
            "the package is damaged, or it is not the package of a log; "
            "if it was packed anew, unpack it and verify the folder."
        ),
    ),
    Verdict.FILE_MISSING: (
        "ไม่มีไฟล์ {file} ในชุดข้อมูล",
        "the file {file} is missing from the package.",
    ),
    Verdict.FILE_STRANGE: (
        "มีไฟล์ {file} ซึ่งไม่ใช่ส่วนหนึ่งของชุดข้อมูล",
        "the file {file} is no part of a package.",
    ),
    Verdict.LINE_CUT: (
        "ไฟล์ {file} ถูกตัดท้าย บรรทัดสุดท้ายไม่สมบูรณ์",
        "the file {file} was cut: its last line does not end.",
    ),
    Verdict.HEAD_MALFORMED: (
        "ไฟล์ head.json ถูกแก้ไข รูปแบบไม่ถูกต้อง",
        "head.json was altered: it does not have the form of a head.",
    ),
    Verdict.ENTRY_DIFFERS: (
        "รายการที่ {first} ไม่ตรงกับค่าแฮชของตน เป็นรายการแรกที่ถูกแก้ไข",
        "entry {first} differs from its leaf; it is the first that was altered.",
    ),
    Verdict.LEAF_ALTERED: (
        "ค่าแฮชของรายการที่ {first} ในไฟล์ leaves.txt ถูกแก้ไข ส่วนตัวรายการยังตรงกับค่าราก",
        "the leaf of entry {first} was altered in leaves.txt; the entries themselves agree with the root.",
    ),
    Verdict.COUNT_DIFFERS: (
        "จำนวนรายการกับจำนวนค่าแฮชไม่เท่ากัน ตั้งแต่รายการที่ {first} เป็นต้นไปมีบรรทัดขาดหรือเกิน",
        "there are not as many entries as leaves: from entry {first} on, lines are missing or were added.",
    ),
    Verdict.ENTRIES_MISSING: (
        "รายการที่ {first} ถึง {last} หายไปจากชุดข้อมูล",
        "entries {first} to {last} are missing.",
    ),
    Verdict.ENTRIES_EXTRA: (
        "รายการที่ {first} ถึง {last} เกินจากจำนวนที่ระบุใน head.json",
        "entries {first} to {last} are beyond the size in head.json.",
    ),
    Verdict.ROOT_DIFFERS: (
        ("ค่าแฮชของทุกรายการไม่รวมกันเป็นค่ารากใน head.json มีการแก้ไขในช่วงรายการที่ {first} ถึง {last} หรือที่ค่ารากเอง"),
        (
            "the leaves do not add up to the root in head.json: something between entry {first} "
            "and entry {last}, or the root itself, was altered."
        ),
    ),
    Verdict.ENTRY_MALFORMED: (
        "รายการที่ {first} ไม่อยู่ในรูปแบบของบันทึกการประชุม",
        "entry {first} does not have the form of an entry.",
    ),
    Verdict.OUT_OF_ORDER: (
        "รายการที่ {first} มีเลขลำดับไม่ต่อเนื่อง",
        "entry {first} does not carry its own number.",
    ),
    Verdict.TIME_WENT_BACK: (
        "เวลาของรายการที่ {first} ย้อนกลับไปก่อนรายการก่อนหน้า",
        "the time of entry {first} lies before that of the entry before it.",
    ),
    Verdict.IMPOSSIBLE: (
        "รายการที่ {first} เกิดขึ้นไม่ได้หลังจากรายการก่อนหน้า",
        "entry {first} cannot have happened after those before it.",
    ),
    Verdict.OPENING_MALFORMED: (
        "บรรทัดที่ {first} ของไฟล์ openings.jsonl ไม่ถูกรูปแบบ",
        "line {first} of openings.jsonl does not have the form of an opening.",
    ),
    Verdict.OPENING_FALSE: (
        "ข้อมูลส่วนบุคคลที่เปิดเผยของรายการที่ {first} ไม่ตรงกับที่บันทึกไว้",
        "an opening does not show what entry {first} committed to.",
    ),
    Verdict.TEXT_FALSE: (
        "บรรทัดที่ {first} ของไฟล์ texts.jsonl ไม่ใช่ข้อความที่ผู้ใดยอมรับไว้ในบันทึก",
        "line {first} of texts.jsonl is no text that anybody accepted by this log.",
    ),
}
