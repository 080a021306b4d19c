"""Which new passwords are refused: by the rules, and by what is known of those that were published."""

import pytest

from meeting_server.accounts.credentials import Weakness
from meeting_server.services.passwords import weakness_of


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "123456789012",
        "1q2w3e4r5t6y",
        "iloveyou2024",
        "qwertyuiopas",
        "Password@123",
        "passw0rd1234",
        "administrator",
        "bangkok12345",
        "ยฟหหไนพกยฟหหไนพก",  # password, typed twice on Thai keys
        "สวัสดีสวัสดี",
    ],
)
def test_common_passwords_and_what_is_made_of_them_are_refused(password: str) -> None:
    assert weakness_of(password, "thana") is Weakness.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "ม้าแดงตัวหนึ่งเดินช้า ๆ",
        "correct horse battery staple",
        "k3x9-b2m4-p7qz-8rtw",
        "สมศักดิ์ถือร่มสีเขียว",
        "x" + "wolf tin " * 28,
    ],
)
def test_several_words_that_have_nothing_to_do_with_each_other_are_accepted(password: str) -> None:
    assert weakness_of(password, "thana") is None


def test_the_rules_come_first() -> None:
    assert weakness_of("short", "thana") is Weakness.TOO_SHORT
    assert weakness_of("my name is thana", "thana") is Weakness.CONTAINS_NAME
