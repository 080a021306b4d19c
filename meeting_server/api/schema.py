"""The wire as JSON Schema for the browser: what a view is, and what may be asked (`make schema`)."""

import json
import sys
from enum import StrEnum
from types import NoneType, UnionType
from typing import Literal, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

from meeting_server.projections.view_shapes import View
from meeting_server.services.asked import ASKED

Json = dict[str, object]

_PLAIN = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def schema() -> Json:
    """One schema with `View` and `Command` among its definitions."""
    definitions: dict[str, Json] = {}
    _shape(View, definitions)
    asked = ASKED.json_schema(mode="validation", ref_template="#/$defs/{model}")
    definitions |= cast("dict[str, Json]", asked["$defs"])
    definitions["Command"] = {"anyOf": asked["oneOf"]}
    for definition in definitions.values():
        _untitled(definition)
    return {
        "title": "Wire",
        "type": "object",
        "properties": {name: {"$ref": f"#/$defs/{name}"} for name in ("View", "Command")},
        "required": ["View", "Command"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _shape(hint: object, definitions: dict[str, Json]) -> Json:
    """The schema of a type that stands in a view; what has a name of its own goes among the definitions."""
    if isinstance(hint, type) and is_typeddict(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        definitions[hint.__name__] = {"enum": [each.value for each in hint]}
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if get_origin(hint) in (UnionType, Union):  # The latter where an arm is a Literal.
        return {"anyOf": [_shape(each, definitions) for each in get_args(hint)]}
    if get_origin(hint) is list:
        return {"type": "array", "items": _shape(get_args(hint)[0], definitions)}
    if get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _shape(get_args(hint)[1], definitions)}
    return {"type": _PLAIN[cast("type", hint)]}


def _object(hint: type, definitions: dict[str, Json]) -> Json:
    hints = get_type_hints(hint)
    return {
        "type": "object",
        "description": hint.__doc__ or "",
        "properties": {name: _shape(each, definitions) for name, each in hints.items()},
        "required": list(hints),
        "additionalProperties": False,
    }


def _untitled(node: object) -> None:
    """No titles on fields: each would become a type of its own."""
    if isinstance(node, dict):
        for each in node.get("properties", {}).values():
            each.pop("title", None)
        for each in node.values():
            _untitled(each)
    if isinstance(node, list):
        for each in node:
            _untitled(each)


def main() -> None:
    """Print the schema."""
    sys.stdout.write(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
