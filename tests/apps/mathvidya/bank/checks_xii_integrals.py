"""The keys of class XII integrals and differential equations, found again: by differentiating and by sums."""

import re
from itertools import pairwise
from typing import Any

import sympy as sp
from scipy.integrate import quad

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.reading_xii import (
    after,
    answer,
    checks,
    maths,
    only,
    only_true,
    read,
    same,
    sides,
)

x, y, t, k, C, D = sp.symbols("x y t k C D")
POINTS = [n / 4 + 0.01 for n in range(-48, 49)]


def integral(f: Any, low: float, high: float) -> float:
    """Numerically, in pieces, so that corners do no harm."""
    plain = sp.lambdify(x, f, "math")
    cuts = sorted({low, high, *(float(n) for n in range(-8, 9) if low < n < high)})
    return float(sum(quad(plain, a, b)[0] for a, b in pairwise(cuts)))


@checks("xii-in-power", "xii-in-exponential-pair", "xii-in-substitution", "xii-in-partial-fractions")
@checks("xii-in-parts", "xii-in-complete-square")
def antiderivative(q: Question) -> None:
    rule = read(
        re.sub(r"(\\,)? ?d[x]$", "", maths(q.text.en)[0].removeprefix(r"\int "))
        if r"\frac{dx}" not in q.text.en
        else maths(q.text.en)[0].removeprefix(r"\int ")
    )
    real = {sp.Abs: lambda u: u}

    def fits(latex: str) -> bool:
        f = read(latex.removesuffix(" + C"))
        for plain, to in real.items():
            f = f.replace(plain, to)
        return same(sp.diff(f, x), rule)

    if q.choices:
        only_true(q, fits)
    else:
        assert fits(maths(answer(q))[0].removesuffix(" + C")), q.source


def definite(latex: str) -> float:
    low, high, rule = re.fullmatch(r"\\int_\{(.+?)\}\^\{(.+?)\} (.*)", latex).groups()  # type: ignore[union-attr]
    rule = re.sub(r" ?(\\,)? ?dx$", "", rule)
    return integral(read(rule), float(read(low)), float(read(high)))


@checks("xii-in-modulus", "xii-in-symmetric", "xii-in-reflect", "xii-in-arctangent")
@checks("xii-in-logarithm-power", "xii-in-polynomial", "xii-in-two-moduli", "xii-in-trigonometric-reflection")
def definite_integral(q: Question) -> None:
    worth = definite(maths(q.text.en)[0])
    if q.choices:
        only_true(q, lambda latex: abs(float(read(latex)) - worth) < 1e-3)
    else:
        assert abs(float(read(maths(answer(q))[0])) - worth) < 1e-3, q.source
        if q.parts[0].typed:
            assert abs(float(sp.sympify(q.parts[0].typed)) - worth) < 1e-3


def differential(equation: str) -> Any:
    """left - right with D for dy/dx."""
    return sides(equation.replace(r"\frac{dy}{dx}", "D").replace("xD", r"x D"))


@checks("xii-de-order-degree")
def order_degree(q: Question) -> None:
    equation = maths(q.text.en)[0]
    orders = [
        (int(n or 1), int(p))
        for n, p in re.findall(r"\\frac\{d(?:\^\{(\d)\})?y\}.*?right\)\^\{(\d)\}", equation)
    ]
    only(q, sum(max(orders)))


@checks("xii-de-factor")
def integrating_factor(q: Question) -> None:
    equation = differential(maths(q.text.en)[0])
    part = sp.diff(equation, y) / sp.diff(equation, D)
    only_true(q, lambda latex: same(sp.diff(read(latex), x), part * read(latex)))


def satisfies(solution: Any, equation: Any) -> bool:
    """Whether y = solution(x) satisfies the equation in x, y and D."""
    return same(equation.subs(D, sp.diff(solution, x)).subs(y, solution), 0)


@checks("xii-de-proportional")
def proportional(q: Question) -> None:
    equation = differential(maths(q.text.en)[0])

    def solves(latex: str) -> bool:
        level = sp.solve(sides(latex), C)[0]
        return same(equation.subs(D, -sp.diff(level, x) / sp.diff(level, y)), 0)

    only_true(q, solves)


@checks("xii-de-exponent", "xii-de-homogeneous")
def implicit_solution(q: Question) -> None:
    level = read(maths(answer(q))[0].split(" = ")[0])
    equation = differential(maths(q.text.en)[0])
    assert same(equation.subs(D, -sp.diff(level, x) / sp.diff(level, y)), 0), q.source
    if "particular" in q.text.en:
        start = read(after(q.text.en, "with $y = "))
        assert same(level.subs({x: 1, y: start}), read(maths(answer(q))[0].split(" = ")[1]))


@checks("xii-de-linear-power", "xii-de-initial", "xii-de-rational", "xii-de-linear-exponential")
def explicit_solution(q: Question) -> None:
    solution = read(maths(answer(q))[0].split(" = ")[1])
    equation = differential(maths(q.text.en)[0])
    assert satisfies(solution, equation), q.source
    if "x = 0" in q.text.en:
        start = re.search(r"\$y = ([^$]+)\$ when \$x = 0", q.text.en)
        assert start
        assert same(solution.subs(x, 0), read(start[1]))
    if "slope" in answer(q):
        assert same(sp.diff(solution, x).subs(x, 0), read(maths(answer(q))[1]))
