"""Formulas as people type them: read without `eval`, computed within bounds, compared.

The grammar: numbers, names, `+ - * / ^ **`, parentheses, the functions and constants below, products without
a sign (`2x`, `3(x+1)`), factorial `!`. A word that is neither known nor Greek is a product of its letters.

Two formulas that are quotients of polynomials are compared exactly, in SymPy's rings of polynomials. All
others are computed to 50 digits at points that follow from the names of their variables, so that every
machine decides alike; they are equal if they agree at every point where both are real. (Zero testing by
evaluation: J. T. Schwartz, "Fast probabilistic algorithms for verification of polynomial identities",
J. ACM 27, 1980.) So `log(x^2)` equals `2 log(x)`, and `sqrt(x^2)` does not equal `x`.
"""

import hashlib
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import mpmath

from assay.kernel.questions.expression import (
    Call,
    FormulaError,
    Name,
    Node,
    Number,
    Operation,
    names_in,
    parse,
)

DIGITS = 50
AGREEMENT = mpmath.mpf(10) ** -30
POINTS = 16
ENOUGH = 4
LARGEST = mpmath.mpf(10) ** 1000
LARGEST_EXPONENT = 2300
"""Of e: about the logarithm of LARGEST."""
MOST_TERMS = 5000
MOST_BITS = 20_000
"""Of a coefficient: a tower such as (9^60)^60 is left to the points, which know their bound."""

__all__ = ["FormulaError", "equal", "names", "parse", "value"]


class Undefined(ArithmeticError):
    """There is no number here: a pole, a root of a negative number, or more than we compute with."""


def names(text: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """The variables of a formula. `known` names are read as one word. Raises FormulaError."""
    return names_in(parse(text, known))


def value(text: str, values: Mapping[str, Decimal] | None = None) -> Decimal:
    """The number that `text` stands for, its variables given by `values`; to 28 digits.

    Raises FormulaError where it cannot be read, names an unknown variable, or has no real value.
    """
    given = dict(values or {})
    tree = parse(text, frozenset(given))
    if missing := names_in(tree) - set(given):
        raise FormulaError(f"{', '.join(sorted(missing))} has no value here.")
    with mpmath.workdps(DIGITS):
        try:
            found = _compute(tree, {name: mpmath.mpf(str(one)) for name, one in given.items()})
        except Undefined as error:
            raise FormulaError(str(error)) from None
        return Decimal(mpmath.nstr(found, 28, strip_zeros=True))


def equal(first: str, second: str, known: frozenset[str] = frozenset()) -> bool | None:
    """Whether two formulas say the same; None where one cannot be read or no point decides."""
    try:
        left, right = parse(first, known), parse(second, known)
    except FormulaError:
        return None
    variables = sorted(names_in(left) | names_in(right))
    exact = _equal_exactly(left, right, variables)
    return exact if exact is not None else _equal_at_points(left, right, variables)


def _equal_at_points(left: Node, right: Node, variables: list[str]) -> bool | None:
    met = 0
    with mpmath.workdps(DIGITS):
        for number in range(POINTS):
            point = {name: _coordinate(name, number) for name in variables}
            try:
                one, other = _compute(left, point), _compute(right, point)
            except Undefined:
                continue
            if abs(one - other) > AGREEMENT * max(1, abs(one), abs(other)):
                return False
            met += 1
    return True if met >= (ENOUGH if variables else 1) else None


def _coordinate(name: str, number: int) -> Any:
    """A point between 0.1 and 4.1, every other one negative; the first four are all positive."""
    digest = hashlib.sha256(f"assay formula point\x1f{name}\x1f{number}".encode()).digest()
    size = mpmath.mpf(int.from_bytes(digest[:8], "big")) / 2**62 + mpmath.mpf("0.1")
    return -size if number >= ENOUGH and digest[8] & 1 else size


def _bounded(number: Any) -> Any:
    if not mpmath.isfinite(number) or abs(number) > LARGEST:
        raise Undefined("The value is larger than we compute with.")
    if isinstance(number, mpmath.mpc):
        raise Undefined("This has no real value.")
    return number


def _compute(node: Node, point: Mapping[str, Any]) -> Any:
    match node:
        case Number(exact):
            return mpmath.mpf(exact.numerator) / exact.denominator
        case Name(name):
            return point[name]
        case Operation(sign, left, right):
            return _bounded(_operate(sign, _compute(left, point), _compute(right, point)))
        case Call(function, argument):
            return _bounded(_call(function, _compute(argument, point)))


def _operate(sign: str, left: Any, right: Any) -> Any:
    if sign == "+":
        return left + right
    if sign == "*":
        return left * right
    if sign == "/":
        if right == 0:
            raise Undefined("This divides by nothing.")
        return left / right
    return _power(left, right)


def _power(base: Any, exponent: Any) -> Any:
    if base == 0:
        if exponent <= 0:
            raise Undefined("This raises nothing to a power of nothing or less.")
        return base
    if abs(exponent * mpmath.log(abs(base))) > LARGEST_EXPONENT:
        raise Undefined("The value is larger than we compute with.")
    if base < 0 and exponent != int(exponent):
        raise Undefined("This has no real value.")
    return mpmath.power(base, int(exponent) if exponent == int(exponent) else exponent)


def _call(function: str, argument: Any) -> Any:
    match function:
        case "exp" if abs(argument) > LARGEST_EXPONENT:
            raise Undefined("The value is larger than we compute with.")
        case "sinh" | "cosh" if abs(argument) > LARGEST_EXPONENT:
            raise Undefined("The value is larger than we compute with.")
        case "ln" | "log10" if argument <= 0:
            raise Undefined("A logarithm takes numbers above nothing.")
        case "sqrt" if argument < 0:
            raise Undefined("This has no real value.")
        case "asin" | "acos" if abs(argument) > 1:
            raise Undefined("This has no real value.")
        case "factorial" if argument < 0 or argument > 400:
            raise Undefined("A factorial is computed from 0 to 400.")
        case "cot" | "csc" if mpmath.sin(argument) == 0:
            raise Undefined("This divides by nothing.")
        case "abs":
            return abs(argument)
        case "ln":
            return mpmath.log(argument)
        case _:
            pass
    return getattr(mpmath, function)(argument)


def _equal_exactly(left: Node, right: Node, variables: list[str]) -> bool | None:
    """None where one is no quotient of polynomials, or too large a one."""
    from sympy.polys.rings import ring  # loads all of SymPy, so only where a formula is compared

    polynomials = ring(variables, _rationals())
    symbols = dict(zip(variables, polynomials[1:], strict=True))
    one, other = _quotient(left, polynomials[0], symbols), _quotient(right, polynomials[0], symbols)
    if one is None or other is None:
        return None
    if not one[1] or not other[1]:
        return None
    if len(one[0]) * len(other[1]) > MOST_TERMS or len(other[0]) * len(one[1]) > MOST_TERMS:
        return None
    return bool(one[0] * other[1] == other[0] * one[1])


def _rationals() -> Any:
    from sympy.polys.domains import QQ

    return QQ


def _quotient(node: Node, polynomials: Any, symbols: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """Numerator and denominator as polynomials with rational coefficients."""
    match node:
        case Number(exact):
            return polynomials(_rationals()(exact.numerator, exact.denominator)), polynomials(1)
        case Name(name):
            return symbols[name], polynomials(1)
        case Operation("^", base, Number(exponent)) if exponent.denominator == 1:
            return _raised(_quotient(base, polynomials, symbols), int(exponent), len(symbols))
        case Operation(("+" | "*" | "/") as sign, left, right):
            one, other = _quotient(left, polynomials, symbols), _quotient(right, polynomials, symbols)
            if one is None or other is None:
                return None
            return _combined(sign, one, other)
        case _:
            return None


def _raised(base: tuple[Any, Any] | None, exponent: int, variables: int) -> tuple[Any, Any] | None:
    if base is None or abs(exponent) > 60:
        return None
    if exponent < 0:
        base = base[1], base[0]
    degree = abs(exponent) * max(_degree(base[0]), _degree(base[1]), 1)
    if math.comb(degree + variables, variables) > MOST_TERMS or degree > 500:
        return None
    if max(_bits(base[0]), _bits(base[1])) * abs(exponent) > MOST_BITS:
        return None
    return base[0] ** abs(exponent), base[1] ** abs(exponent)


def _combined(sign: str, one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any] | None:
    terms = [len(part) for part in (*one, *other)]
    if max(terms[0], terms[1]) * max(terms[2], terms[3]) > MOST_TERMS:
        return None
    match sign:
        case "+":
            return one[0] * other[1] + other[0] * one[1], one[1] * other[1]
        case "*":
            return one[0] * other[0], one[1] * other[1]
        case _:
            return (one[0] * other[1], one[1] * other[0]) if other[0] else None


def _degree(polynomial: Any) -> int:
    return max((sum(powers) for powers in polynomial.monoms()), default=0)


def _bits(polynomial: Any) -> int:
    """The length of its longest coefficient, numerator and denominator."""
    return max(
        (int(part).bit_length() for one in polynomial.coeffs() for part in (one.numerator, one.denominator)),
        default=0,
    )
