"""The strict subset of JSON schema, and what meets it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict

from assay.kernel.llm import check_strict, violations
from tests.kernel.llm.conftest import SCHEMA


def around(inner: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": inner}, "required": ["a"], "additionalProperties": False}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "array", "items": {"type": "string"}}, "root"),
        ({"type": "object", "properties": {}, "required": []}, "additionalProperties"),
        (
            around({"type": "object", "properties": {"b": {"type": "null"}}, "additionalProperties": False}),
            "required",
        ),
        (around({"type": "array"}), "items"),
        (around({"type": "text"}), "unknown type"),
        (around({}), "nothing about its type"),
        (around({"type": "string", "format": "email"}), "format"),
        (around({"allOf": [{"type": "string"}]}), "allOf"),
    ],
)
def test_what_leaves_the_subset_is_named(schema: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        check_strict(schema)


def test_a_pydantic_model_gives_a_strict_schema() -> None:
    class Trait(BaseModel):
        model_config = ConfigDict(extra="forbid")
        score: int
        quote: str | None

    class Reply(BaseModel):
        model_config = ConfigDict(extra="forbid")
        traits: list[Trait]

    schema = Reply.model_json_schema()
    check_strict(schema)
    assert violations({"traits": [{"score": 1, "quote": None}]}, schema) == []
    assert violations({"traits": [{"score": "1", "quote": None}]}, schema) == [
        "$.traits[0].score: not integer"
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"score": 4, "quote": None}, "$.score: not one of the allowed values"),
        ({"score": True, "quote": None}, "$.score: not integer"),
        ({"score": 1}, "$.quote: missing"),
        ({"score": 1, "quote": "x" * 21}, "$.quote: breaks maxLength 20"),
        ({"score": 1, "quote": None, "more": 1}, "$: 1 unknown properties"),
        ([], "$: not object"),
    ],
)
def test_violations_name_place_and_rule(value: Any, said: str) -> None:
    assert violations(value, SCHEMA) == [said]


def test_violations_never_repeat_what_was_said() -> None:
    secret = "written by Asha Rao"
    told = violations({"score": secret, "quote": secret * 3, secret: secret}, SCHEMA)
    assert told
    assert secret not in " ".join(told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 5) | st.floats(-3, 5) | st.text("ab", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner),
    max_leaves=8,
)
LEAVES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"type": "integer", "minimum": 0, "maximum": 3},
        {"type": "number", "exclusiveMinimum": 0},
        {"type": ["string", "null"], "maxLength": 2},
        {"type": "boolean"},
        {"enum": [0, 1, "a", None]},
        {"const": 1},
        {"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]},
    ]
)
SCHEMAS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda items: {"type": "array", "items": items, "maxItems": 2}, inner)
        | st.builds(around, inner)
    ),
    max_leaves=4,
)


@given(SCHEMAS.map(around), JSON | JSON.map(lambda value: {"a": value}))
def test_the_validator_agrees_with_the_reference(schema: dict[str, Any], value: Any) -> None:
    check_strict(schema)
    assert (violations(value, schema) == []) is Draft202012Validator(schema).is_valid(value)
