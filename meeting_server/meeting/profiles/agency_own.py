"""The agency's own profile: rules that it lays down itself, stricter than those that they stand upon (ข้อ ๒)."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, get_type_hints

from meeting_server.meeting.profile import Asked, Check, Duty, Profile, weaker
from meeting_server.meeting.profiles.apa_2539 import APA_2539
from meeting_server.meeting.profiles.decree_2563 import DECREE_2563
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.roles import Role

NAME = "agency-own"
BASES: Mapping[str, Profile] = MappingProxyType(
    {each.name: each for each in (SEED_2563, DECREE_2563, APA_2539)}
)

_LINES = ("title_th", "title_en", "version")
_DAYS = ("valid_from", "valid_until")
_PARTS = tuple(
    each.name
    for each in fields(Profile)
    if is_dataclass(getattr(SEED_2563, each.name)) and each.name != "allowance"
)
_MOST = 1_000  # of any number
_KEYS = ("base", "citation", *_LINES, *_DAYS, "two_factors", "checks", *_PARTS)


class Unmeant(ValueError):  # noqa: N818 - a sentence for the person who starts the server
    """A profile cannot be meant as it is written; the message says what to write instead."""


def own_profile(table: Mapping[str, object]) -> Profile:
    """The profile of this table, upon the one that it names as its `base`; raises Unmeant."""
    if unknown := sorted(table.keys() - set(_KEYS)):
        raise Unmeant(f"'{unknown[0]}' sets nothing; there are {', '.join(_KEYS)}.")
    named = table.get("base")
    base = BASES.get(named) if isinstance(named, str) else None
    if base is None:
        raise Unmeant(f"base must be one of {', '.join(BASES)}.")
    changed: dict[str, Any] = {key: _line(table, key) for key in _LINES}
    changed |= {key: _day(table, key) for key in _DAYS}
    changed |= {name: _part(name, table[name], getattr(base, name)) for name in _PARTS if name in table}
    own = replace(
        base,
        name=NAME,
        citations=(_line(table, "citation"), *base.citations),
        two_factors=tuple(sorted({*base.two_factors, *_roles(table)})),
        checks=_checks(table.get("checks", {}), base),
        **changed,
    )
    if not 0 < own.quorum.part <= own.quorum.of:
        raise Unmeant("quorum must be a fraction: part from 1 to of.")
    if missing := weaker(own, base):
        raise Unmeant(f"{missing[0]} asks less than {base.name}, and no agency may ask less.")
    return own


def _line(table: Mapping[str, object], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Unmeant(f'{key} must be there, in quotation marks, such as {key} = "2569-1".')
    return value.strip()


def _day(table: Mapping[str, object], key: str) -> str:
    value = table.get(key, "")
    if value == "":
        return ""
    if type(value) is not date:
        raise Unmeant(f"{key} must be a date of the common era, such as 2026-10-01.")
    return value.isoformat()


def _roles(table: Mapping[str, object]) -> tuple[Role, ...]:
    value = table.get("two_factors", [])
    if not isinstance(value, list) or not all(each in list(Role) for each in value):
        raise Unmeant(f"two_factors must be a list of {', '.join(Role)}.")
    return tuple(Role(each) for each in value)


def _checks(table: object, base: Profile) -> tuple[Asked, ...]:
    """The checks of the base, with another duty where one is named."""
    if not isinstance(table, dict) or not all(key in list(Check) for key in table):
        raise Unmeant(f"checks must be a table, with any of {', '.join(Check)}.")
    if not all(value in list(Duty) for value in table.values()):
        raise Unmeant(f"each of checks must be one of {', '.join(Duty)}.")
    kept = {asked.check: asked for asked in base.checks}
    for key, value in table.items():
        check = Check(key)
        kept[check] = replace(kept.get(check, Asked(check=check, duty=Duty.MUST)), duty=Duty(value))
    return tuple(kept.values())


def _part(name: str, table: object, base: Any) -> Any:  # noqa: ANN401 - one of the parts of a profile
    """A part of the base with the fields that the table changes."""
    hints = get_type_hints(type(base))
    if not isinstance(table, dict) or not table.keys() <= hints.keys():
        raise Unmeant(f"{name} must be a table, with any of {', '.join(hints)}.")
    return replace(base, **{key: _value(f"{name}.{key}", value, hints[key]) for key, value in table.items()})


def _value(name: str, value: object, kind: type) -> object:
    if issubclass(kind, StrEnum):
        if value not in list(kind):
            raise Unmeant(f"{name} must be one of {', '.join(kind)}.")
        return kind(str(value))
    if type(value) is not kind or (kind is int and not 0 <= value <= _MOST):  # type: ignore[operator]
        told = {int: f"a whole number up to {_MOST}", bool: "true or false", str: "a text in quotation marks"}
        raise Unmeant(f"{name} must be {told[kind]}.")
    return value
