"""Answers of class X, written questions of algebra, computed by another way."""

import re
from itertools import count, product
from math import gcd
from typing import Any

import sympy
from sympy import Rational

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.checking import asked, checked, instead, ints, ints_of
from tests.apps.mathvidya.bank.checks_x_algebra import progression
from tests.apps.mathvidya.bank.reading import equations, expr, numbers, spans

x, y, k, n = sympy.symbols("x y k n")


@checked("x-lin-solve")
def _(q: Question) -> Any:
    return list(sympy.solve(equations(q.text.en), [x, y]).values())


@checked("x-poly-zeroes")
def _(q: Question) -> Any:
    return sympy.solve(expr(spans(q.text.en)[0]), x)


@checked("x-poly-relation")
def _(q: Question) -> Any:
    return sympy.solve(expr(spans(q.text.en)[0]), x)


@checked("x-quad-factorise")
def _(q: Question) -> Any:
    return sympy.solve(equations(q.text.en)[0], x)


@checked("x-ap-multiples")
def _(q: Question) -> Any:
    step, low, high = ints(q)
    return [sum(1 for m in range(low + 1, high) if m % step == 0)]


@checked("x-ap-from-two-terms")
def _(q: Question) -> Any:
    m, low, n2, high = ints(q)
    a, d = sympy.symbols("a d")
    found = sympy.solve([a + (m - 1) * d - low, a + (n2 - 1) * d - high], [a, d])
    return [found[a], found[d]]


@checked("x-poly-new-zeroes")
def _(q: Question) -> Any:
    old = expr(next(s for s in spans(q.text.en) if "x" in s))
    zeroes = sympy.roots(old, x, multiple=True)
    way = next(s for s in spans(q.text.en) if "alpha" in s and s.strip() != r"\alpha")
    shift = sympy.Lambda(k, expr(way.replace(r"\alpha", "k")))
    return [sympy.expand(sympy.prod(x - shift(zero) for zero in zeroes))]


@checked("x-lin-fraction")
def _(q: Question) -> Any:
    first, second = (expr(s) for s in spans(q.text.en)[:2])
    outside = [int(m) for m in numbers(re.sub(r"\$[^$]*\$", "", q.text.en))]
    a, b = outside
    return [
        Rational(p, r)
        for p, r in product(range(1, 20), range(1, 20))
        if Rational(p + a, r + a) == first and Rational(p, r + b) == second and gcd(p, r) == 1
    ]


@checked("x-lin-digits")
def _(q: Question) -> Any:
    total, gap = ints(q)
    return [m for m in range(10, 100) if m // 10 + m % 10 == total and 10 * (m % 10) + m // 10 == m + gap]


@checked("x-quad-consecutive")
def _(q: Question) -> Any:
    first = next(m for m in count(1) if m * m + (m + 2) ** 2 == ints(q)[0])
    assert ("odd" in q.text.en) == bool(first % 2)
    return [first, first + 2]


@checked("x-quad-reciprocal-equation")
def _(q: Question) -> Any:
    left, right = spans(q.text.en)[1].split("=")
    return sympy.solve(expr(left) - expr(right), x)


@checked("x-ap-sum-given")
def _(q: Question) -> Any:
    a, last, total = ints(q)
    return next(
        [m, d]
        for m, d in product(range(2, 60), range(1, 20))
        if a + (m - 1) * d == last and sum(a + i * d for i in range(m)) == total
    )


@checked("x-ap-how-many-terms")
def _(q: Question) -> Any:
    a, d = progression(q.text.en)
    return [m for m in range(1, 60) if sum(a + i * d for i in range(m)) == ints(q)[-1]]


@checked("x-quad-train")
def _(q: Question) -> Any:
    way, faster, less = numbers(q.text.en)
    hours = less / 60 if "minutes" in q.text.en else less
    return [next(s for s in range(1, 300) if Rational(way, s) - Rational(way, s + faster) == hours)]


@checked("x-quad-boat")
def _(q: Question) -> Any:
    way, hours, stream = ints(q)
    return [
        s for s in range(stream + 1, 99) if Rational(way, s - stream) + Rational(way, s + stream) == hours
    ]


@checked("x-quad-pipes")
def _(q: Question) -> Any:
    together, more = expr(spans(q.text.en)[0]), ints(q)[-1]
    quick = next(m for m in range(1, 99) if 1 / (Rational(1, m) + Rational(1, m + more)) == together)
    return [quick, quick + more]


@checked("x-ap-loan")
def _(q: Question) -> Any:
    months, first, step, at = ints(q)[:4]
    paid = [first + m * step for m in range(months)]
    return [paid[at - 1], sum(paid), sum(paid[at:])]


@checked("x-ap-sum-ratio")
def _(q: Question) -> Any:
    m, low, n2, high, far = ints(q)
    a, d = next(
        (a, d)
        for a, d in product(range(1, 20), repeat=2)
        if sum(a + i * d for i in range(m)) == low and sum(a + i * d for i in range(n2)) == high
    )
    return [a, d, sum(a + i * d for i in range(far))]


@checked("x-lin-graph")
def _(q: Question) -> Any:
    one, other = equations(q.text.en)
    found = sympy.solve([one, other], [x, y])
    feet = [sympy.solve(line.subs(y, 0), x)[0] for line in (one, other)]
    area = abs(sympy.Triangle((found[x], found[y]), (feet[0], 0), (feet[1], 0)).area)
    return [found[x], found[y], area]


@checked("x-lin-tickets")
def _(q: Question) -> Any:
    a, b, one, c, d, other, m, n2 = ints(q)
    found = sympy.solve([a * x + b * y - one, c * x + d * y - other], [x, y])
    return [found[x], found[y], m * found[x] + n2 * found[y]]


@checked("x-case-seats")
def _(q: Question) -> Any:
    many, first, step = ints(q)
    built = [first + m * step for m in range(many)]
    at, seats = ints_of(asked(q, 0))[0], ints_of(asked(q, 1))[0]
    guests = ints_of(instead(q).text.en)[0]
    return {
        "i": [built[at - 1]],
        "ii": [built.index(seats) + 1],
        "iii": [sum(built)],
        "or": [next(m for m in count(1) if sum(built[:m]) == guests)],
    }


@checked("x-case-fare")
def _(q: Question) -> Any:
    one, p, other, r = ints(q)
    found = sympy.solve([x + p * y - one, x + r * y - other], [x, y])
    far, money = ints_of(asked(q, 2))[0], ints_of(instead(q).text.en)[0]
    return {
        "i": [],
        "ii": [found[y]],
        "iii": [found[x], found[x] + far * found[y]],
        "or": [found[x], (money - found[x]) / found[y]],
    }


@checked("x-case-path")
def _(q: Question) -> Any:
    long, wide, area = ints(q)[:3]
    w = next(m for m in count(1) if (long + 2 * m) * (wide + 2 * m) - long * wide == area)
    price = ints_of(instead(q).text.en)[0]
    return {"i": [], "ii": [], "iii": [w], "or": [2 * (long + wide + 4 * w) * price]}
