"""What a field's error says to people, for every kind of error pydantic knows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from assay.kernel.web.i18n import gettext as _

Context = Mapping[str, Any]

# Where a value came from is no part of its name.
PLACES = frozenset({"body", "query", "header", "cookie", "form"})


def _characters(key: str, sentence: Callable[[], str]) -> Callable[[Context], str]:
    return lambda context: sentence() % {"n": context[key]}


SENTENCES: dict[str, Callable[[Context], str]] = {
    "missing": lambda _c: _("Fill this in."),
    "extra_forbidden": lambda _c: _("This field is not known here. Remove it."),
    "string_type": lambda _c: _("Give text here."),
    "string_too_short": lambda c: (
        _("Fill this in.")
        if c["min_length"] == 1
        else _("Use at least %(n)s characters.") % {"n": c["min_length"]}
    ),
    "string_too_long": _characters("max_length", lambda: _("Use at most %(n)s characters.")),
    "string_pattern_mismatch": lambda _c: _("This does not have the expected form."),
    "int_type": lambda _c: _("Give a whole number."),
    "int_parsing": lambda _c: _("Give a whole number."),
    "int_from_float": lambda _c: _("Give a whole number."),
    "float_type": lambda _c: _("Give a number, such as 8.5."),
    "float_parsing": lambda _c: _("Give a number, such as 8.5."),
    "finite_number": lambda _c: _("Give a number, such as 8.5."),
    "decimal_type": lambda _c: _("Give a number, such as 8.5."),
    "decimal_parsing": lambda _c: _("Give a number, such as 8.5."),
    "bool_type": lambda _c: _("Answer yes or no."),
    "bool_parsing": lambda _c: _("Answer yes or no."),
    "greater_than": _characters("gt", lambda: _("Give a number above %(n)s.")),
    "greater_than_equal": _characters("ge", lambda: _("Give a number of at least %(n)s.")),
    "less_than": _characters("lt", lambda: _("Give a number below %(n)s.")),
    "less_than_equal": _characters("le", lambda: _("Give a number of at most %(n)s.")),
    "multiple_of": _characters("multiple_of", lambda: _("Give a multiple of %(n)s.")),
    "enum": _characters("expected", lambda: _("Choose one of: %(n)s.")),
    "literal_error": _characters("expected", lambda: _("Choose one of: %(n)s.")),
    "uuid_parsing": lambda _c: _("This is not a valid identifier. Copy it again."),
    "uuid_type": lambda _c: _("This is not a valid identifier. Copy it again."),
    "date_type": lambda _c: _("Give a date, such as 2027-03-31."),
    "date_parsing": lambda _c: _("Give a date, such as 2027-03-31."),
    "date_from_datetime_parsing": lambda _c: _("Give a date, such as 2027-03-31."),
    "date_from_datetime_inexact": lambda _c: _("Give a date without a time."),
    "date_past": lambda _c: _("Give a date in the past."),
    "date_future": lambda _c: _("Give a date in the future."),
    "datetime_type": lambda _c: _("Give a date and time, such as 2027-03-31T17:00Z."),
    "datetime_parsing": lambda _c: _("Give a date and time, such as 2027-03-31T17:00Z."),
    "datetime_from_date_parsing": lambda _c: _("Give a date and time, such as 2027-03-31T17:00Z."),
    "datetime_past": lambda _c: _("Give a time in the past."),
    "datetime_future": lambda _c: _("Give a time in the future."),
    "timezone_aware": lambda _c: _("Say the time zone, such as 2027-03-31T17:00+05:30."),
    "list_type": lambda _c: _("Give a list."),
    "dict_type": lambda _c: _("Give names with values."),
    "model_attributes_type": lambda _c: _("Give names with values."),
    "too_short": _characters("min_length", lambda: _("Give at least %(n)s.")),
    "too_long": _characters("max_length", lambda: _("Give at most %(n)s.")),
    "url_parsing": lambda _c: _("Give a web address, such as https://example.org."),
    "url_scheme": lambda _c: _("Give a web address that starts with https://."),
    "value_error": lambda c: _plain(str(c.get("error", ""))),
    "assertion_error": lambda c: _plain(str(c.get("error", ""))),
}


def _plain(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:] if sentence else _("This is not valid here.")


def message(kind: str, context: Context) -> str:
    """The sentence for one pydantic error; those of e-mail addresses are `value_error` with a `reason`."""
    if kind == "value_error" and "reason" in context:
        return _("Give an e-mail address, such as name@example.org.")
    sentence = SENTENCES.get(kind)
    return sentence(context) if sentence else _("This is not valid here.")


def field_messages(errors: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Field name (dotted for nested ones) to its first message, from `ValidationError.errors()`."""
    found: dict[str, str] = {}
    for error in errors:
        parts = list(error["loc"])
        if parts and parts[0] in PLACES:
            parts = parts[1:]
        name = ".".join(str(part) for part in parts) or "body"
        found.setdefault(name, message(error["type"], error.get("ctx") or {}))
    return found
