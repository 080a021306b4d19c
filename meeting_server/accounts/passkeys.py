"""Passkeys (กุญแจผ่าน): how long a question may wait for its answer, and what betrays a copied key (ข้อ ๙)."""

from datetime import timedelta

QUESTION_LIFE = timedelta(minutes=5)
MOST_OF_A_PERSON = 20
LONGEST_NAME = 60


def is_copied(kept: int, told: int) -> bool:
    """Whether a key's counter has not moved on: another copy of it has been used meanwhile.

    A key that is kept in step on several devices does not count at all, and always says zero.
    """
    return told <= kept and (kept, told) != (0, 0)
