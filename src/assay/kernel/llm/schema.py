"""The JSON schemas that strict services share, checked and applied here so that every engine answers alike.

The subset: `type` (one, or a list with "null"), `properties` with every property required and
`additionalProperties: false`, `items`, `enum`, `const`, `anyOf`, `$ref` into `#/$defs`, numeric, length and
item bounds. Source: the structured-output subset of OpenAI's API, and what llama.cpp turns into a grammar.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_NOTES = {"title", "description", "$defs", "default", "examples"}
_BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "exclusiveMinimum": lambda value, bound: value > bound,
    "exclusiveMaximum": lambda value, bound: value < bound,
    "minLength": lambda value, bound: len(value) >= bound,
    "maxLength": lambda value, bound: len(value) <= bound,
    "minItems": lambda value, bound: len(value) >= bound,
    "maxItems": lambda value, bound: len(value) <= bound,
}
_BOUNDED = {
    "minimum": (int, float),
    "maximum": (int, float),
    "exclusiveMinimum": (int, float),
    "exclusiveMaximum": (int, float),
    "minLength": (str,),
    "maxLength": (str,),
    "minItems": (list,),
    "maxItems": (list,),
}
_WORDS = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref"}
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def check_strict(schema: Schema) -> None:
    """Raise ValueError, naming the place, when `schema` leaves the common strict subset."""
    if schema.get("type") != "object":
        raise ValueError("A strict schema describes an object at its root.")
    _check(schema, "$")
    for name, definition in schema.get("$defs", {}).items():
        _check(definition, f"$defs/{name}")


def _check(schema: Schema, path: str) -> None:
    unknown = set(schema) - _WORDS - _NOTES - set(_BOUNDS)
    if unknown:
        raise ValueError(f"{path}: {', '.join(sorted(unknown))} is outside the strict subset.")
    if not {"type", "anyOf", "$ref", "enum", "const"} & set(schema):
        raise ValueError(f"{path}: says nothing about its type.")
    types = _types(schema)
    if wrong := types - set(_TYPES):
        raise ValueError(f"{path}: unknown type {', '.join(sorted(wrong))}.")
    if "object" in types:
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            raise ValueError(f"{path}: additionalProperties must be false.")
        if set(schema.get("required", ())) != set(properties):
            raise ValueError(f"{path}: every property must be required; make optional ones nullable.")
        for name, child in properties.items():
            _check(child, f"{path}.{name}")
    if "array" in types:
        if "items" not in schema:
            raise ValueError(f"{path}: an array needs items.")
        _check(schema["items"], f"{path}[]")
    for number, option in enumerate(schema.get("anyOf", ())):
        _check(option, f"{path}|{number}")


def violations(value: Any, schema: Schema) -> list[str]:
    """Where `value` breaks `schema`, as sentences that quote the place and the rule, never the value."""
    return list(_violations(value, schema, schema.get("$defs", {}), "$"))


def _violations(value: Any, schema: Schema, defs: Schema, path: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from _violations(value, defs[schema["$ref"].removeprefix("#/$defs/")], defs, path)
        return
    if "anyOf" in schema:
        options = [list(_violations(value, option, defs, path)) for option in schema["anyOf"]]
        if all(options):
            yield f"{path}: none of the {len(options)} alternatives fits"
        return
    types = _types(schema)
    if types and not any(_is(value, name) for name in types):
        yield f"{path}: not {' or '.join(sorted(types))}"
        return
    if "enum" in schema and not any(_same(value, allowed) for allowed in schema["enum"]):
        yield f"{path}: not one of the allowed values"
    if "const" in schema and not _same(value, schema["const"]):
        yield f"{path}: not the one allowed value"
    for word, holds in _BOUNDS.items():
        if (
            word in schema
            and isinstance(value, _BOUNDED[word])
            and not isinstance(value, bool)
            and not holds(value, schema[word])
        ):
            yield f"{path}: breaks {word} {schema[word]}"
    if isinstance(value, dict):
        yield from _object_violations(value, schema, defs, path)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _violations(item, schema["items"], defs, f"{path}[{index}]")


def _object_violations(value: dict[str, Any], schema: Schema, defs: Schema, path: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}.{name}: missing"
    if schema.get("additionalProperties") is False and (extra := len(set(value) - set(properties))):
        yield f"{path}: {extra} unknown properties"
    for name, child in properties.items():
        if name in value:
            yield from _violations(value[name], child, defs, f"{path}.{name}")


def _types(schema: Schema) -> set[str]:
    named = schema.get("type", ())
    return {named} if isinstance(named, str) else set(named)


def _is(value: Any, name: str) -> bool:
    # bool is an int to Python but not to JSON
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[name])


def _same(value: Any, allowed: Any) -> bool:
    return isinstance(value, bool) is isinstance(allowed, bool) and bool(value == allowed)
