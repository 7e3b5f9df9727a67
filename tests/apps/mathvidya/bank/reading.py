"""Reads numbers and formulas back out of questions, so that answers can be computed anew."""

import re
from fractions import Fraction
from functools import cache
from tokenize import TokenError
from typing import Any

import sympy
from sympy.parsing.sympy_parser import (
    convert_xor,
    implicit_multiplication_application,
    parse_expr,
    standard_transformations,
)

from assay.apps.mathvidya.bank.document import Question

_WAYS = (*standard_transformations, implicit_multiplication_application, convert_xor)
_NAMES = {letter: sympy.Symbol(letter) for letter in "abcdefghijklmnopqrstuvwxyzNSE"}
_FRACTION = re.compile(r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_POWER = re.compile(r"\^\{([^{}]*)\}")


def plain(text: str) -> str:
    """The text without its figures."""
    return re.sub(r"!\[[^\]]*\]\(figure:[a-z0-9_-]+\)", "", text)


def numbers(text: str) -> list[Fraction]:
    """Every number of a text in order; commas of Indian grouping are no separators."""
    clean = re.sub(r"(?<=\d),(?=\d\d)", "", plain(text))
    found = re.findall(r"(?<![\w)}.])-?\d+(?:\.\d+)?|(?<=[\w)}])\d+(?:\.\d+)?", clean)
    return [Fraction(one) for one in found]


@cache
def expr(tex: str) -> sympy.Expr:
    """A formula of the plain LaTeX that the templates write."""
    if re.fullmatch(r"-?\d+", tex.strip()):
        return sympy.Integer(int(tex))
    said = tex.replace(r"\left", "").replace(r"\right", "").replace(r"^\circ", "").replace(r"\,", " ")
    while True:
        less = _FRACTION.sub(r"((\1)/(\2))", _ROOT.sub(r"sqrt(\1)", _POWER.sub(r"**(\1)", said)))
        if less == said:
            break
        said = less
    said = said.replace(r"\times", "*").replace(r"\cdot", "*").replace(r"\pi", "pi").replace(r"\lambda", "k")
    if "\\" in said or not said.strip():
        raise ValueError(tex)
    return parse_expr(said, local_dict=_NAMES, transformations=_WAYS)


def spans(text: str) -> list[str]:
    return re.findall(r"\$\$?([^$]+)\$\$?", plain(text))


def equations(text: str) -> list[sympy.Expr]:
    """Left minus right of each equation between dollars that can be read."""
    found = []
    for span in spans(text):
        if span.count("=") == 1 and "\\ne" not in span:
            left, right = span.split("=")
            try:
                found.append(expr(left) - expr(right))
            except (ValueError, SyntaxError, TypeError, sympy.SympifyError, TokenError):
                continue
    return found


def values(text: str) -> list[sympy.Expr]:
    """Every value that an answer or a choice names."""
    found: list[sympy.Expr] = []
    rest = plain(text)
    for span in re.findall(r"\$[^$]+\$", rest):
        for piece in re.split(r"=|,|\\approx|:", span.strip("$")):
            bare = piece.strip()
            if bare.startswith("(") != bare.endswith(")") or bare.count("(") != bare.count(")"):
                bare = bare.strip("()") if bare.count("(") != bare.count(")") else bare
            try:
                if r"\pm" in bare:
                    size = expr(bare.replace(r"\pm", ""))
                    found += [size, -size]
                elif bare:
                    found.append(expr(bare))
            except (ValueError, SyntaxError, TypeError, sympy.SympifyError, TokenError):
                continue
        rest = rest.replace(span, " ", 1)
    return found + [sympy.Rational(one.numerator, one.denominator) for one in numbers(rest)]


def same(one: Any, other: Any) -> bool:
    if one == other:
        return True
    one, other = sympy.sympify(one), sympy.sympify(other)
    if one.free_symbols != other.free_symbols:
        return False
    gap = one - other
    if gap.is_Rational or gap.is_Float:
        return bool(abs(gap) < 1e-9)
    if not gap.free_symbols:
        return bool(abs(sympy.N(gap, 20)) < 1e-12)
    return bool(sympy.simplify(gap) == 0)


def rows(question: Question) -> list[list[str]]:
    """The table of a question, row by row with its heading, out of the drawing of its figure."""
    svg = question.figures[0].svg
    placed = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    lines: dict[str, list[tuple[float, str]]] = {}
    for x, y, said in placed:
        lines.setdefault(y, []).append((float(x), said.replace("&lt;", "<")))
    return [
        [said for _, said in sorted(line)] for _, line in sorted(lines.items(), key=lambda at: float(at[0]))
    ]


def right(question: Question) -> str:
    return next(choice.text.en for choice in question.choices if choice.id == question.key[0])
