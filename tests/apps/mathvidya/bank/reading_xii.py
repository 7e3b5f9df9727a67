"""Reads the LaTeX of questions back as SymPy expressions, so that keys are checked from what is printed."""

import re
from collections.abc import Callable
from typing import Any

import sympy as sp

from assay.apps.mathvidya.bank.document import Question

Check = Callable[[Question], None]
CHECKS: dict[str, Check] = {}
FUNCTIONS = {
    "sin": (sp.sin, sp.asin),
    "cos": (sp.cos, sp.acos),
    "tan": (sp.tan, sp.atan),
    "cot": (sp.cot, sp.acot),
    "sec": (sp.sec, sp.asec),
    "log": (sp.log, None),
}
TOKEN = re.compile(r"\\[a-zA-Z]+|\\[,{} ]|\d+|[a-zA-Z]|[-+^_{}()|/=.']")
SKIPPED = {r"\left", r"\right"}


def checks(*ids: str) -> Callable[[Check], Check]:
    """Register a function that verifies each variant of these templates from its text."""

    def register(check: Check) -> Check:
        for one in ids:
            assert one not in CHECKS, one
            CHECKS[one] = check
        return check

    return register


class _Reader:
    def __init__(self, latex: str) -> None:
        latex = re.sub(r"\\text\{[^}]*\}", "", latex)
        latex = re.sub(r"\\hat\{([ijk])\}", r" \1", latex).replace(r"\frac{dx}", r"\frac{1}")
        self.tokens = [one for one in TOKEN.findall(latex) if one not in SKIPPED]
        self.at = 0
        assert "".join(TOKEN.findall(latex)) == latex.replace(" ", ""), latex

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        assert token, self.tokens
        assert wanted in {"", token}, (token, wanted, self.tokens)
        self.at += 1
        return token

    def sum(self) -> Any:
        value = self.product()
        while self.peek() in {"+", "-"}:
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self, inside_function: bool = False) -> Any:
        if self.peek() == "-":
            self.take()
            return -self.product(inside_function)
        value = self.power()
        while True:
            token = self.peek()
            if token in {r"\cdot", r"\times", r"\,"}:
                if inside_function:
                    return value
                self.take()
                value = value * self.power()
            elif (
                token in {"", "+", "-", ")", "}", "=", "/"}
                or (token == "|" and self.bars)
                or (inside_function and (token[0] == "\\" and token[1:] in FUNCTIONS))
            ):
                return value
            else:
                value = value * self.power()

    bars = 0

    def power(self) -> Any:
        value = self.atom()
        while self.peek() == "^":
            self.take()
            value = value ** self.group()
        return value

    def group(self) -> Any:
        if self.peek() != "{":
            return self.atom()
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def atom(self) -> Any:
        token = self.take()
        if token.isdigit():
            return sp.Integer(token)
        if token == "(":
            value = self.sum()
            self.take(")")
            return value
        if token == "{":
            value = self.sum()
            self.take("}")
            return value
        if token == "|":
            self.bars += 1
            value = sp.Abs(self.sum())
            self.take("|")
            self.bars -= 1
            return value
        if token == r"\frac":
            top = self.group()
            return top / self.group()
        if token == r"\sqrt":
            return sp.sqrt(self.group())
        if token == r"\pi":
            return sp.pi
        if token == "e":
            return sp.E
        if token[0] == "\\" and token[1:] in FUNCTIONS:
            return self.function(token[1:])
        assert token.isalpha() or token[1:].isalpha(), (token, self.tokens)
        return sp.Symbol(token.lstrip("\\"))

    def function(self, name: str) -> Any:
        exponent: Any = None
        if self.peek() == "^":
            self.take()
            exponent = self.group()
        argument = self.atom() if self.peek() in {"(", "|"} else self.product(inside_function=True)
        plain, inverse = FUNCTIONS[name]
        if exponent == -1:
            assert inverse is not None
            return inverse(argument)
        return plain(argument) if exponent is None else plain(argument) ** exponent


def read(latex: str) -> Any:
    """One expression. `f(x)` may not occur in it."""
    reader = _Reader(latex)
    value = reader.sum()
    assert not reader.peek(), (latex, reader.peek())
    return value


def maths(text: str) -> list[str]:
    return re.findall(r"\$([^$]+)\$", text)


def ints(text: str) -> list[int]:
    """The whole numbers of a text in order, those in powers and orders among them."""
    return [int(one) for one in re.findall(r"-?\d+", text)]


def after(text: str, lead: str) -> str:
    """What follows `lead` up to the end of its formula."""
    return text.split(lead, 1)[1].split("$", 1)[0].rstrip(".,; ")


def f_of(question: Question) -> Any:
    return read(after(question.text.en, "f(x) = "))


def sides(equation: str) -> Any:
    """left - right of an equation."""
    left, right = equation.split(" = ")
    return read(left) - read(right)


def number(value: Any) -> complex:
    """The value with fixed numbers for its symbols, the same for each name."""
    places = {s: sp.Rational(317 + 29 * ord(s.name[0]), 4093) for s in sp.sympify(value).free_symbols}
    return complex(sp.N(sp.sympify(value).subs(places), 20))


def same(one: Any, two: Any) -> bool:
    return abs(number(one) - number(two)) < 1e-8


def bare(choice: str) -> str:
    """A choice that is one formula without its marks; other choices as they are."""
    return choice.strip("$") if choice.count("$") == 2 and choice[0] == choice[-1] == "$" else choice


def key(question: Question) -> str:
    return next(bare(one.text.en) for one in question.choices if one.id in question.key)


def others(question: Question) -> list[str]:
    return [bare(one.text.en) for one in question.choices if one.id not in question.key]


def only(question: Question, expected: Any) -> None:
    """The key is worth `expected`, and no other choice is."""
    only_true(question, lambda latex: same(read(latex), expected))


def only_true(question: Question, holds: Callable[[str], bool]) -> None:
    assert holds(key(question)), (question.source, question.text.en, key(question))
    for one in others(question):
        assert not holds(one), (question.source, question.text.en, one)


def answer(question: Question, part: int = 0) -> str:
    return question.parts[part].answer.en


def answers(question: Question, *expected: Any, part: int = 0) -> None:
    """The formulas of the model answer are worth these numbers in order; what is typed is the last."""
    found = [one.split(" = ")[-1] for one in maths(answer(question, part))]
    assert len(found) == len(expected), (question.source, found, expected)
    for one, value in zip(found, expected, strict=True):
        assert same(read(one), value), (question.source, one, value)
    if question.parts[part].typed:
        assert same(sp.sympify(question.parts[part].typed), expected[-1]), question.source


def alternative(question: Question, part: int = 2) -> str:
    chosen = question.parts[part].alternative
    assert chosen is not None
    return chosen.answer.en


def matrices(text: str) -> list[Any]:
    bodies = re.findall(r"\\begin\{[bv]matrix\}(.*?)\\end\{[bv]matrix\}", text)
    return [sp.Matrix([[read(e) for e in row.split("&")] for row in body.split(r"\\")]) for body in bodies]


def interval(latex: str) -> tuple[float, float]:
    """The ends of an interval, an end at infinity as a large number."""
    inside = latex.replace(r"\left", "").replace(r"\right", "").strip("[]() ")
    low, high = inside.split(", ")
    ends = [one.replace(r"\infty", "1000000") for one in (low, high)]
    return float(read(ends[0])), float(read(ends[1]))


def inside(text: str, x: float) -> bool:
    """Whether x is in one of the intervals of the text."""
    found = [interval(one) for one in maths(text) if ", " in one and one.strip()[0] in "(\\["]
    return any(low < x < high for low, high in found)


def vectors(text: str) -> list[Any]:
    """The formulas of the text that are vectors in i, j and k, as columns."""
    i, j, k = sp.symbols("i j k")
    found = []
    for one in maths(text):
        body = one.split(" = ")[-1]
        if "hat" in body and "matrix" not in body and "lambda" not in body and "mu" not in body:
            value = sp.expand(read(body))
            found.append(sp.Matrix([value.coeff(s) for s in (i, j, k)]))
    return found


def vector_of(latex: str) -> Any:
    value = sp.expand(read(latex))
    return sp.Matrix([value.coeff(s) for s in sp.symbols("i j k")])


def lines_of(text: str) -> list[tuple[Any, Any]]:
    """Point and direction of each line of the text, in cartesian form or as `r = a + λ(d)`."""
    found = []
    for one in maths(text):
        if r"\vec{r} =" in one:
            at, along = re.split(r" \+ \\(?:lambda|mu)\(", one.split(" = ", 1)[1])
            found.append((vector_of(at), vector_of(along.rstrip(")"))))
        elif one.count(r"\frac") == 3 and one.count("=") == 2:
            point, along = [], []
            for part, name in zip(one.split(" = "), "xyz", strict=True):
                top, bottom = re.fullmatch(r"\\frac\{(.*)\}\{(.*)\}", part).groups()  # type: ignore[union-attr]
                shift = read(top)
                slope = shift.coeff(sp.Symbol(name))
                point.append(-shift.subs(sp.Symbol(name), 0) / slope)
                along.append(read(bottom) / slope)
            found.append((sp.Matrix(point), sp.Matrix(along)))
    return found


def points(text: str) -> list[Any]:
    found = re.findall(r"\((-?\d+), (-?\d+), (-?\d+)\)", text)
    return [sp.Matrix([int(x) for x in one]) for one in found]
