"""Answers of class X, number systems and algebra, computed by another way."""

from itertools import count, pairwise
from math import gcd
from typing import Any

import sympy

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.checking import checked, ints, match
from tests.apps.mathvidya.bank.reading import equations, expr, spans

x, y, k, n = sympy.symbols("x y k n")


@checked("x-ns-other-number")
def _(q: Question) -> Any:
    common, least, one = ints(q)
    return next(
        m for m in range(common, least + 1) if gcd(m, one) == common and m * one // gcd(m, one) == least
    )


@checked("x-ns-hcf-powers")
def _(q: Question) -> Any:
    a, b, c, d = ints(q)
    common = gcd(2**a * 3**b, 2**c * 3**d)
    p, s = sympy.Symbol("p"), sympy.Symbol("q")
    return p ** sympy.multiplicity(2, common) * s ** sympy.multiplicity(3, common)


@checked("x-ns-divisible-by-first")
def _(q: Question) -> Any:
    last = ints(q)[1]
    return next(m for m in count(1) if all(m % d == 0 for d in range(1, last + 1)))


@checked("x-ns-exponent-sum")
def _(q: Question) -> Any:
    return sum(sympy.factorint(ints(q)[0]).values())


@checked("x-ns-which-irrational")
def _(q: Question) -> Any:
    return next(c.text.en for c in q.choices if not expr(c.text.en.strip("$")).is_rational)


@checked("x-ns-largest-divisor")
def _(q: Question) -> Any:
    one, other, r, s = ints(q)
    return max(d for d in range(max(r, s) + 1, one) if one % d == r and other % d == s)


@checked("x-ns-bells")
def _(q: Question) -> Any:
    a, b, c = ints(q)[:3]
    return next(m for m in count(1) if m % a == m % b == m % c == 0)


@checked("x-ns-ratio-lcm")
def _(q: Question) -> Any:
    a, b, least = ints(q)
    return next((a + b) * m for m in count(1) if sympy.ilcm(a * m, b * m) == least)


@checked("x-ns-hcf-and-lcm")
def _(q: Question) -> Any:
    a, b = ints(q)
    return [
        max(d for d in range(1, a + 1) if a % d == b % d == 0),
        next(m for m in count(a) if m % a == m % b == 0),
    ]


@checked("x-ns-composite")
def _(q: Question) -> Any:
    a, b, c, d = ints(q)
    assert not sympy.isprime(a * b * c + d)
    return [a * b * c + d]


@checked("x-ns-tiles")
def _(q: Question) -> Any:
    a, b = ints(q)
    return [max(d for d in range(1, a + 1) if a % d == b % d == 0)]


@checked("x-ns-rooms")
def _(q: Question) -> Any:
    a, b, c = ints(q)
    size = max(d for d in range(1, a + 1) if a % d == b % d == c % d == 0)
    return [sum(one // size for one in (a, b, c))]


@checked("x-ns-circular-track")
def _(q: Question) -> Any:
    a, b, c = ints(q)[:3]
    t = next(m for m in count(1) if m % a == m % b == m % c == 0)
    assert f"At {6 + t // 60}:{t % 60:02d}" in q.parts[0].answer.en
    return [t, t // a, t // b, t // c]


@checked("x-poly-from-sum-product")
def _(q: Question) -> Any:
    total, product = ints(q)
    return lambda said: (
        sympy.simplify(sum(sympy.roots(expr(said), x, multiple=True)) - total) == 0
        and sympy.simplify(sympy.prod(sympy.roots(expr(said), x, multiple=True)) - product) == 0
    )


@checked("x-poly-given-zero")
def _(q: Question) -> Any:
    return sympy.solve(expr(spans(q.text.en)[0]).subs(x, ints(q)[0]), k)[0]


@checked("x-poly-graph-zeroes")
def _(q: Question) -> Any:
    points = match(r'<polyline points="([^"]+)"', q.figures[0].svg)
    heights = [100 - float(pair.split(",")[1]) for pair in points[1].split()]
    signs = [h > 0 for h in heights if abs(h) > 1e-6]
    return sum(one != other for one, other in pairwise(signs))


@checked("x-poly-reciprocals")
def _(q: Question) -> Any:
    zeroes = sympy.roots(expr(next(s for s in spans(q.text.en) if "x" in s)), x, multiple=True)
    return sympy.simplify(sum(1 / one for one in zeroes))


@checked("x-lin-kind-of-pair")
def _(q: Question) -> Any:
    found = sympy.solve(equations(q.text.en), [x, y], dict=True)
    if not found:
        return "are parallel"
    return "intersect at exactly one point" if len(found[0]) == 2 else "are coincident"


@checked("x-lin-no-solution")
def _(q: Question) -> Any:
    one, other = equations(q.text.en)
    return lambda said: not sympy.linsolve([one, other.subs(k, expr(said))], x, y)


@checked("x-lin-sum-difference")
def _(q: Question) -> Any:
    found = sympy.solve(equations(q.text.en), [x, y])
    return found[x] + found[y]


@checked("x-lin-coins")
def _(q: Question) -> Any:
    small, large, coins, worth, _last = ints(q)
    return next(m for m in range(coins) if small * (coins - m) + large * m == worth)


@checked("x-lin-ages")
def _(q: Question) -> Any:
    times, later = ints(q)
    ratio = {"twice": 2, "three times": 3, "four times": 4}
    r = next(m for w, m in ratio.items() if w + " as old as she" in q.text.en)
    return next(times * d for d in range(1, 90) if times * d + later == r * (d + later))


@checked("x-lin-area")
def _(q: Question) -> Any:
    line = equations(q.text.en)[0]
    corner = (
        sympy.Point(0, 0),
        (sympy.solve(line.subs(y, 0), x)[0], 0),
        (0, sympy.solve(line.subs(x, 0), y)[0]),
    )
    return abs(sympy.Triangle(*corner).area)


@checked("x-quad-nature")
def _(q: Question) -> Any:
    found = sympy.Poly(equations(q.text.en)[0], x)
    real = sympy.real_roots(found)
    kinds = {0: "no real roots", 1: "two equal real roots", 2: "two distinct real roots"}
    return kinds[len(set(real))]


@checked("x-quad-equal-roots")
def _(q: Question) -> Any:
    return set(sympy.solve(sympy.discriminant(equations(q.text.en)[0], x), k))


@checked("x-quad-roots")
def _(q: Question) -> Any:
    return set(sympy.solve(equations(q.text.en)[0], x))


@checked("x-quad-root-given")
def _(q: Question) -> Any:
    root, equation = equations(q.text.en)
    return sympy.solve(equation.subs(x, sympy.solve(root, x)[0]), k)[0]


@checked("x-quad-two-numbers")
def _(q: Question) -> Any:
    gap, area = ints(q)[:2]
    breadth = next(b for b in count(1) if b * (b + gap) == area)

    def fits(said: str) -> bool:
        left, right = (expr(side) for side in said.split("="))
        return bool((left - right).subs(x, breadth) == 0)

    return fits


@checked("x-quad-sum-squares-roots")
def _(q: Question) -> Any:
    equation = next(e for e in equations(q.text.en) if e.has(x))
    return sympy.simplify(sum(one**2 for one in sympy.solve(equation, x)))


def progression(text: str) -> tuple[int, int]:
    """First term and common difference of the listed progression."""
    listed = next(s for s in spans(text) if "ldots" in s)
    one, two = (int(part) for part in listed.split(",")[:2])
    return one, two - one


@checked("x-ap-nth-term")
def _(q: Question) -> Any:
    a, d = progression(q.text.en)
    term = a
    for _step in range(ints(q)[0] - 1):
        term += d
    return term


@checked("x-ap-which-term")
def _(q: Question) -> Any:
    a, d = progression(q.text.en)
    at = next(m for m in count(1) if a + (m - 1) * d == ints(q)[-1])
    return lambda said: int(match(r"^\d+", said)[0]) == at


@checked("x-ap-difference-of-terms")
def _(q: Question) -> Any:
    m, n2, gap = ints(q)
    return next(d for d in count(1) if sum([d] * (m - n2)) == gap)


@checked("x-ap-sum")
def _(q: Question) -> Any:
    a, d = progression(q.text.en)
    return sum(a + m * d for m in range(ints(q)[0]))


@checked("x-ap-three-terms")
def _(q: Question) -> Any:
    one, two, three = (expr(s) for s in spans(q.text.en)[:3])
    return sympy.solve((two - one) - (three - two), k)[0]


@checked("x-ap-savings")
def _(q: Question) -> Any:
    a, d, m = ints(q)
    return sum(a + i * d for i in range(m))


@checked("x-ap-from-sum-formula")
def _(q: Question) -> Any:
    total = expr(spans(q.text.en)[1])
    terms = [total.subs(n, m) - total.subs(n, m - 1) for m in (5, 6)]
    return terms[1] - terms[0]
