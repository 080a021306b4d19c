"""The wire as JSON Schema for the browser: what a view is, and what may be asked (`make schema`)."""

import json
import sys
from typing import cast

from pydantic import TypeAdapter

from meeting_server.projections.view_shapes import View
from meeting_server.services.commands import ASKED

Json = dict[str, object]


def schema() -> Json:
    """One schema with `View` and `Command` among its definitions."""
    view = TypeAdapter(View).json_schema(mode="serialization", ref_template="#/$defs/{model}")
    asked = ASKED.json_schema(mode="validation", ref_template="#/$defs/{model}")
    definitions = {**_definitions(view), **_definitions(asked)}
    definitions["View"] = _bare(view)
    definitions["Command"] = {"anyOf": asked["oneOf"]}
    for definition in definitions.values():
        _simplify(definition)
    return {
        "title": "Wire",
        "type": "object",
        "properties": {name: {"$ref": f"#/$defs/{name}"} for name in ("View", "Command")},
        "required": ["View", "Command"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _definitions(whole: Json) -> dict[str, Json]:
    return cast("dict[str, Json]", whole.get("$defs", {}))


def _bare(whole: Json) -> Json:
    return {key: value for key, value in whole.items() if key != "$defs"}


def _simplify(node: object) -> None:
    """Closed objects, and no titles on fields: they would each become a type of their own."""
    if isinstance(node, list):
        for each in node:
            _simplify(each)
    if not isinstance(node, dict):
        return
    if node.get("type") == "object" and "properties" in node:
        node["additionalProperties"] = False
    properties = node.get("properties", {})
    for each in properties.values():
        each.pop("title", None)
    for key, value in node.items():
        if key != "properties":
            _simplify(value)
    for each in properties.values():
        _simplify(each)


def main() -> None:
    """Print the schema."""
    sys.stdout.write(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
