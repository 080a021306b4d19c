"""Providers of identity: what can be meant in the settings, what counts as a factor, which claim stands for whom."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from meeting_server.accounts.providers import Provider, factors, is_safe, shown, written
from meeting_server.config import SettingRefused, read

WHOLE = """
[thaid]
name_th = "ThaID"
name_en = "ThaID"
issuer = "https://thaid.example.go.th"
client_id = "us"
secret_env = "THAID_SECRET"
scopes = ["openid", "pid"]
claim = "pid"
"""
ENVIRONMENT = {"THAID_SECRET": "not to be told"}


def providers(folder: Path, text: str, environment: Mapping[str, str] = ENVIRONMENT) -> tuple[Provider, ...]:
    (folder / "providers.toml").write_text(text)
    return read({**environment, "PROVIDERS": str(folder / "providers.toml")}).providers


def test_a_provider_is_read_with_its_secret_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of the file\n")
    (thaid,) = providers(tmp_path, WHOLE)
    assert (thaid.id, thaid.secret, thaid.scopes, thaid.claim) == (
        "thaid",
        "not to be told",
        ("openid", "pid"),
        "pid",
    )
    assert "not to be told" not in repr(thaid)
    (by_file,) = providers(tmp_path, WHOLE.replace('secret_env = "THAID_SECRET"', 'secret_file = "secret"'))
    assert by_file.secret == "of the file"
    assert read({}).providers == ()


@pytest.mark.parametrize(
    ("of", "to", "told"),
    [
        ("[thaid]", "[ThaID]", "small letters"),
        ('client_id = "us"', "", "needs client_id"),
        ('client_id = "us"', "client_id = 7", "needs client_id"),
        ('name_th = "ThaID"', 'name_th = " "', "needs name_th"),
        ('claim = "pid"', 'claim = "name"', "two people can have the same"),
        ('claim = "pid"', 'claims = "pid"', "'claims', which sets nothing"),
        ('"openid", ', "", "openid"),
        ('["openid", "pid"]', '"openid pid"', "must be a list"),
        ("https://", "http://", "https address"),
        ("go.th", "go.th?x=1", "https address"),
        ('secret_env = "THAID_SECRET"', "", "secret_file or secret_env"),
        ('secret_env = "THAID_SECRET"', 'secret_env = "NOT_SET"', "no secret"),
        ('secret_env = "THAID_SECRET"', 'secret_file = "nowhere"', "cannot be read"),
        ('claim = "pid"', 'sign_out = "no"', "true or false"),
        ("[thaid]", "thaid = 1\n[other]", "begin with a line"),
        ("[thaid]", "[thaid", "PROVIDERS"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence_without_the_secret(
    tmp_path: Path, of: str, to: str, told: str
) -> None:
    with pytest.raises(SettingRefused, match=told) as refused:
        providers(tmp_path, WHOLE.replace(of, to))
    assert "not to be told" not in str(refused.value)


def test_two_tables_of_one_issuer_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="same issuer"):
        providers(tmp_path, WHOLE + WHOLE.replace("[thaid]", "[again]"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="cannot be read"):
        read({"PROVIDERS": str(tmp_path / "nothing.toml")})


@pytest.mark.parametrize(
    ("acr", "amr", "count"),
    [
        (None, None, 1),
        ("urn:one", ["pwd"], 1),
        ("urn:two", None, 2),
        (["urn:two"], None, 1),
        (None, ["pwd", "otp"], 2),
        (None, ["pwd", "pin"], 1),
        (None, ["face", "hwk"], 2),
        (None, ["mfa"], 2),
        (None, "mfa", 1),
        (None, [["pwd"], 7, "otp"], 1),
        (None, ["geo", "user"], 1),
    ],
)
def test_what_a_provider_says_of_factors_is_counted_and_nothing_else(
    acr: object, amr: object, count: int
) -> None:
    assert factors(acr, amr, frozenset({"urn:two"})) == count


@pytest.mark.parametrize(
    ("claim", "claims", "value"),
    [
        ("email", {"email": " A@Example.go.th ", "email_verified": True}, "a@example.go.th"),
        ("email", {"email": "a@example.go.th"}, ""),
        ("email", {"email": "a@example.go.th", "email_verified": "true"}, ""),
        ("email", {"email": "a@example.go.th", "email_verified": False}, ""),
        ("email", {"email": "nobody", "email_verified": True}, ""),
        ("pid", {"pid": "1-2345-67890-12-3"}, "1234567890123"),
        ("pid", {"pid": "123"}, ""),
        ("pid", {"pid": "๑๒๓๔๕๖๗๘๙๐๑๒๓"}, ""),
        ("pid", {"pid": 1234567890123}, ""),
        ("staff_number", {"staff_number": " 77 "}, "77"),
        ("", {"": "x"}, ""),
        ("pid", {}, ""),
    ],
)
def test_only_a_verified_claim_stands_for_somebody(
    claim: str, claims: Mapping[str, object], value: str
) -> None:
    assert shown(claim, claims) == value


def test_a_claim_is_written_as_it_is_compared() -> None:
    assert written("pid", "1 2345 67890 12 3\n") == shown("pid", {"pid": "1234567890123"})


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example/x", True),
        ("http://127.0.0.1:9/x", True),
        ("http://[::1]:9", True),
        ("http://a.example", False),
        ("javascript:alert(1)", False),
        (None, False),
    ],
)
def test_secrets_go_by_https_or_stay_on_this_machine(address: object, safe: bool) -> None:
    assert is_safe(address) is safe
