"""Providers of identity: how one is named in the settings, what counts as a factor, whom a claim may stand for (ข้อ ๙)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# Two people can have the same: none of these says who somebody is.
NAMES = frozenset({"name", "given_name", "middle_name", "family_name", "nickname", "preferred_username"})
EMAIL = "email"
PID = "pid"  # the thirteen digits of the national card
_DIGITS_OF_A_PID = 13

_ID = re.compile(r"[a-z][a-z0-9-]{0,30}")
_HERE = {"localhost", "127.0.0.1", "::1"}
_KEYS = frozenset(
    {
        *("name_th", "name_en", "issuer", "client_id", "secret_file", "secret_env"),
        *("scopes", "claim", "acr_values", "two_factors", "sign_out"),
    }
)

# RFC 8176: by something known, something held, something one is. The others say where or how well, not by what.
_KINDS = (
    frozenset({"pwd", "pin", "kba"}),
    frozenset({"otp", "hwk", "swk", "pop", "sc", "sms", "tel"}),
    frozenset({"face", "fpt", "iris", "retina", "vbm"}),
)


class Unmeant(ValueError):  # noqa: N818 - a sentence for the person who starts the server
    """A provider cannot be meant as it is written; the message says what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Whom the agency believes about who somebody is, by OpenID Connect."""

    id: str  # stands in addresses
    name_th: str
    name_en: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    scopes: tuple[str, ...]
    claim: str  # what an administrator may write on an account, for the first time; empty: nothing
    acr_values: tuple[str, ...]  # asked for
    two_factors: frozenset[str]  # values of acr that mean two
    sign_out: bool  # whether signing out here ends the session there, where the provider can


def provider_of(name: str, table: Mapping[str, object], secret_of: Callable[[str, str], str]) -> Provider:
    """The provider of this table; `secret_of` reads a file or an environment variable. Raises Unmeant."""
    if not _ID.fullmatch(name):
        raise Unmeant(
            f"'{name}' stands in addresses: write small letters, digits and hyphens, such as thaid."
        )
    if unknown := sorted(table.keys() - _KEYS):
        raise Unmeant(f"{name} has '{unknown[0]}', which sets nothing; there are {', '.join(sorted(_KEYS))}.")
    scopes = _list(name, table, "scopes") or ("openid",)
    if "openid" not in scopes:
        raise Unmeant(f"{name}: scopes must have openid among them.")
    claim = _line(name, table, "claim", needed=False)
    if claim in NAMES:
        raise Unmeant(
            f"{name}: claim is '{claim}', and two people can have the same: write email or pid, or none."
        )
    sign_out = table.get("sign_out", True)
    if not isinstance(sign_out, bool):
        raise Unmeant(f"{name}: sign_out must be true or false.")
    return Provider(
        id=name,
        name_th=_line(name, table, "name_th"),
        name_en=_line(name, table, "name_en"),
        issuer=_issuer(name, _line(name, table, "issuer")),
        client_id=_line(name, table, "client_id"),
        secret=_secret(name, table, secret_of),
        scopes=scopes,
        claim=claim,
        acr_values=_list(name, table, "acr_values"),
        two_factors=frozenset(_list(name, table, "two_factors")),
        sign_out=sign_out,
    )


def is_safe(address: object) -> bool:
    """Whether what is said to this address stays between us and it: https, or this machine."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)


def factors(acr: object, amr: object, two: frozenset[str]) -> int:
    """By how many factors a provider says that it knew the person; what is not said is one."""
    if isinstance(acr, str) and acr in two:
        return 2
    methods = {each for each in amr if isinstance(each, str)} if isinstance(amr, list) else set()
    return 2 if "mfa" in methods or sum(bool(methods & kind) for kind in _KINDS) > 1 else 1


def shown(claim: str, claims: Mapping[str, object]) -> str:
    """The value of the claim that may stand for an account; empty when it is not there, or not verified."""
    value = claims.get(claim)
    if not claim or not isinstance(value, str):
        return ""
    if claim == EMAIL and claims.get("email_verified") is not True:
        return ""
    return written(claim, value)


def written(claim: str, value: str) -> str:
    """The value of a claim in the one form in which it is compared; empty when it cannot be one."""
    value = value.strip()
    if claim == EMAIL:
        return value.casefold() if "@" in value else ""
    if claim == PID:
        digits = re.sub(r"[\s-]", "", value)
        is_one = digits.isascii() and digits.isdigit() and len(digits) == _DIGITS_OF_A_PID
        return digits if is_one else ""
    return value


def _issuer(name: str, issuer: str) -> str:
    if not is_safe(issuer) or urlsplit(issuer).query or urlsplit(issuer).fragment:
        raise Unmeant(f"{name}: issuer is '{issuer}': write its https address, as its own documents have it.")
    return issuer


def _secret(name: str, table: Mapping[str, object], secret_of: Callable[[str, str], str]) -> str:
    """The value is never repeated."""
    kinds = [kind for kind in ("secret_file", "secret_env") if kind in table]
    if len(kinds) != 1:
        raise Unmeant(
            f"{name} needs secret_file or secret_env, one of them: where the client's secret is kept."
        )
    secret = secret_of(kinds[0], _line(name, table, kinds[0])).strip()
    if not secret:
        raise Unmeant(f"{name}: there is no secret where {kinds[0]} says.")
    return secret


def _line(name: str, table: Mapping[str, object], key: str, *, needed: bool = True) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise Unmeant(f"{name} needs {key}, in quotation marks.")
    return value.strip()


def _list(name: str, table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if (
        not isinstance(value, Sequence)
        or isinstance(value, str)
        or not all(isinstance(each, str) for each in value)
    ):
        raise Unmeant(f'{name}: {key} must be a list, such as ["openid", "email"].')
    return tuple(value)
