"""How rules are written down: a line of a table, and checks that many rules share. Pure."""

from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from typing import Any

from assay.apps.exportsathi.documents.record import Shipment, leaves
from assay.apps.exportsathi.documents.rules import Basis, Case, Fault, Rule, Severity

Check = Callable[[Case], Iterable[Fault]]
PAISA = Decimal("0.01")


def error(rule_id: str, title: str, fix: str, basis: str, check: Check, *, sure: bool = True) -> Rule:
    return Rule(rule_id, Severity.ERROR, title, fix, Basis(basis, sure), check)


def warning(rule_id: str, title: str, fix: str, basis: str, check: Check, *, sure: bool = True) -> Rule:
    return Rule(rule_id, Severity.WARNING, title, fix, Basis(basis, sure), check)


def note(rule_id: str, title: str, fix: str, basis: str, check: Check, *, sure: bool = True) -> Rule:
    return Rule(rule_id, Severity.NOTE, title, fix, Basis(basis, sure), check)


def places(case: Case) -> dict[str, Any]:
    """Every place of the record with its value, the empty ones too."""
    if "places" not in case.memo:
        case.memo["places"] = dict(leaves(case.record))
    found: dict[str, Any] = case.memo["places"]
    return found


def filled(case: Case, pattern: str) -> Iterator[tuple[str, Any]]:
    """Places that match, such as `lines.*.code`, and hold something."""
    return (
        (path, value)
        for path, value in places(case).items()
        if value not in ("", None) and fnmatchcase(path, pattern)
    )


def single(pattern: str, wrong: Callable[[Any], str]) -> Check:
    """Each filled place by itself: `wrong` says what is wrong with a value, or nothing."""

    def check(case: Case) -> Iterator[Fault]:
        for path, value in filled(case, pattern):
            if message := wrong(value):
                yield Fault(message, (path,))

    return check


def only_if(condition: Callable[[Shipment], bool], check: Check) -> Check:
    return lambda case: check(case) if condition(case.record) else ()


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is there; None where nothing is."""
    there = [value for value in values if value is not None]
    return sum(there, Decimal(0)) if there else None


def to_the_paisa(value: Decimal) -> Decimal:
    return value.quantize(PAISA, ROUND_HALF_UP)


def figure(value: Decimal) -> str:
    """A number with grouping, as in messages: 4,000 and 18.5 as they are typed, money as 7,400.00."""
    exponent = value.as_tuple().exponent
    return f"{value:,f}" if exponent == -2 else f"{value.normalize():,f}"
