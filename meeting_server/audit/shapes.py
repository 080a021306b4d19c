"""How each kind of fact looks in JSON, worked out once from its type annotations."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, NamedTuple, NewType, Union, get_args, get_origin, get_type_hints

Turn = Callable[[Any], Any]


class Malformed(ValueError):  # noqa: N818 - it says what the bytes are
    """JSON that records no fact: a member unknown, missing, or of another type."""


class Member(NamedTuple):
    """One field of a fact and how it is read and written."""

    name: str
    read: Turn
    write: Turn
    required: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of fact: its open members, and its personal fields with their class of retention."""

    make: Callable[..., Any]
    members: tuple[Member, ...]
    personal: Mapping[str, str]

    def read(self, members: object, shown: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401
        """The fact, or the record inside one; a member with a default may be missing, a stranger may not be there.

        `shown` are the personal fields that are still open. Raises Malformed.
        """
        if type(members) is not dict:
            raise Malformed("not an object")
        values = {}
        for name, read, _, required in self.members:
            if name in members:
                values[name] = read(members[name])
            elif required:
                raise Malformed(f"{name} is missing")
        if len(values) != len(members):
            raise Malformed("a member that the fact does not have")
        if shown:
            values.update(shown)
        return self.make(**values)

    def write(self, fact: object) -> dict[str, object]:
        """The open members as JSON."""
        return {member.name: member.write(getattr(fact, member.name)) for member in self.members}


def shape_of(kind: type[Any]) -> Shape:
    """The shape of a fact, or of a frozen record inside one."""
    hints = get_type_hints(kind)
    members, personal = [], {}
    for declared in fields(kind):
        if "personal" in declared.metadata:
            personal[declared.name] = str(declared.metadata["personal"])
            continue
        read, write = _turns(hints[declared.name])
        required = declared.default is MISSING and declared.default_factory is MISSING
        members.append(Member(declared.name, read, write, required))
    return Shape(kind, tuple(members), personal)


def _turns(hint: Any) -> tuple[Turn, Turn]:  # noqa: ANN401 - an annotation may be anything
    """How a value of this type is read from JSON and written to it."""
    if isinstance(hint, NewType):
        return _turns(hint.__supertype__)
    if hint in (str, int, bool):
        return _exactly(hint), _as_it_is
    if get_origin(hint) in (UnionType, Union):  # Of a NewType it is the older one.
        return _optional(hint)
    if get_origin(hint) is tuple:
        return _listed(get_args(hint))
    if issubclass(hint, StrEnum):
        return _one_of(hint), lambda choice: choice.value
    shape = shape_of(hint)
    return shape.read, shape.write


def _as_it_is(value: object) -> object:
    return value


def _exactly(kind: type) -> Turn:
    def read(value: object) -> object:
        # A truth value is an integer to Python and must not be one to the log.
        if type(value) is not kind:
            raise Malformed(f"not {kind.__name__}")
        return value

    return read


def _one_of(choices: type[StrEnum]) -> Turn:
    named = {choice.value: choice for choice in choices}

    def read(value: object) -> StrEnum:
        choice = named.get(value) if type(value) is str else None
        if choice is None:
            raise Malformed(f"not {choices.__name__}")
        return choice

    return read


def _optional(hint: UnionType) -> tuple[Turn, Turn]:
    (inner,) = [arm for arm in get_args(hint) if arm is not NoneType]
    read, write = _turns(inner)
    return (
        lambda value: None if value is None else read(value),
        lambda value: None if value is None else write(value),
    )


def _listed(arms: tuple[Any, ...]) -> tuple[Turn, Turn]:
    if arms[-1] is ...:
        return _run_of(*_turns(arms[0]))
    return _row_of([_turns(arm) for arm in arms])


def _run_of(read: Turn, write: Turn) -> tuple[Turn, Turn]:
    def read_all(value: object) -> tuple[object, ...]:
        if type(value) is not list:
            raise Malformed("not a list")
        return tuple([read(member) for member in value])

    return read_all, lambda run: [write(member) for member in run]


def _row_of(turns: list[tuple[Turn, Turn]]) -> tuple[Turn, Turn]:
    def read_row(value: object) -> tuple[object, ...]:
        if type(value) is not list or len(value) != len(turns):
            raise Malformed("not a row")
        return tuple([read(member) for (read, _), member in zip(turns, value, strict=True)])

    return read_row, lambda row: [write(member) for (_, write), member in zip(turns, row, strict=True)]
