"""Answers of class X, number systems, algebra and coordinate geometry, computed by another way."""

import re
from collections.abc import Callable
from itertools import count, product
from math import gcd
from typing import Any

import sympy
from sympy import Rational, sqrt

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.reading import equations, expr, numbers, spans

Check = Callable[[Question], Any]
CHECKS: dict[str, Check] = {}
x, y, k, n = sympy.symbols("x y k n")


def checked(template_id: str) -> Callable[[Check], Check]:
    """The decorated function gives what the answer must name: a value, several, a text, or for case studies one
    list for each part, the alternative's in "or"."""

    def register(check: Check) -> Check:
        CHECKS[template_id] = check
        return check

    return register


def ints(question: Question) -> list[int]:
    return [int(one) for one in numbers(question.text.en)]


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
    return [c.text.en for c in q.choices if not expr(c.text.en.strip("$")).is_rational][0]


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
    points = re.search(r'<polyline points="([^"]+)"', q.figures[0].svg)
    heights = [100 - float(pair.split(",")[1]) for pair in points[1].split()]
    signs = [h > 0 for h in heights if abs(h) > 1e-6]
    return sum(one != other for one, other in zip(signs, signs[1:], strict=False))


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
        return (left - right).subs(x, breadth) == 0

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
    return lambda said: int(re.match(r"\d+", said)[0]) == at


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
    at, seats = ints_of(q.parts[0].text.en)[0], ints_of(q.parts[1].text.en)[0]
    guests = ints_of(q.parts[2].alternative.text.en)[0]
    return {
        "i": [built[at - 1]],
        "ii": [built.index(seats) + 1],
        "iii": [sum(built)],
        "or": [next(m for m in count(1) if sum(built[:m]) == guests)],
    }


def ints_of(text: str) -> list[int]:
    return [int(one) for one in numbers(text)]


@checked("x-case-fare")
def _(q: Question) -> Any:
    one, p, other, r = ints(q)
    found = sympy.solve([x + p * y - one, x + r * y - other], [x, y])
    far, money = ints_of(q.parts[2].text.en)[0], ints_of(q.parts[2].alternative.text.en)[0]
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
    price = ints_of(q.parts[2].alternative.text.en)[0]
    return {"i": [], "ii": [], "iii": [w], "or": [2 * (long + wide + 4 * w) * price]}


def points(text: str) -> list[sympy.Point]:
    found = re.findall(r"\((-?[^(),]+), (-?[^(),]+)\)", text)
    return [
        sympy.Point(expr(a), expr(b))
        for a, b in found
        if not re.search(r"[a-z]", (a + b).replace("frac", ""))
    ]


@checked("x-cg-distance")
def _(q: Question) -> Any:
    a, b = points(q.text.en)
    return a.distance(b)


@checked("x-cg-origin-distance")
def _(q: Question) -> Any:
    return points(q.text.en)[0].distance(sympy.Point(0, 0))


@checked("x-cg-midpoint-end")
def _(q: Question) -> Any:
    m, a = points(q.text.en)
    return lambda said: a.midpoint(points(said)[0]) == m


@checked("x-cg-axis-ratio")
def _(q: Question) -> Any:
    a, b = points(q.text.en)
    cut = sympy.Line(a, b).intersection(sympy.Line((0, 0), (1, 0)))[0]
    return lambda said: Rational(*ints_of(said)) == cut.distance(a) / cut.distance(b)


@checked("x-cg-fourth-vertex")
def _(q: Question) -> Any:
    a, b, c = points(q.text.en)
    return lambda said: a.midpoint(c) == b.midpoint(points(said)[0])


@checked("x-cg-centre-diameter")
def _(q: Question) -> Any:
    c, p = points(q.text.en)
    return p.distance(2 * c - p)


@checked("x-cg-section-point")
def _(q: Question) -> Any:
    a, b = points(q.text.en)
    m, w = ints_of(q.text.en)[-2:]
    p = points(q.parts[0].answer.en)[0]
    assert sympy.Point.is_collinear(a, b, p)
    assert a.distance(p) * w == b.distance(p) * m
    return []


@checked("x-cg-equidistant")
def _(q: Question) -> Any:
    a, b = points(q.text.en)
    p = points(q.parts[0].answer.en)[0]
    assert p.y == 0
    assert a.distance(p) == b.distance(p)
    return []


@checked("x-cg-distance-unknown")
def _(q: Question) -> Any:
    a, b, c, far = ints(q)
    return [m for m in range(-60, 60) if (a - c) ** 2 + (b - m) ** 2 == far * far]


@checked("x-cg-triangle-kind")
def _(q: Question) -> Any:
    a, b, c = points(q.text.en)
    assert a.distance(b) == b.distance(c)
    assert (a - b).dot(c - b) == 0
    return [abs(sympy.Triangle(a, b, c).area)]


@checked("x-cg-trisection")
def _(q: Question) -> Any:
    a, b = points(q.text.en)
    p, r = points(q.parts[0].answer.en)
    assert a.midpoint(r) == p
    assert p.midpoint(b) == r
    return []


@checked("x-cg-find-ratio")
def _(q: Question) -> Any:
    text = q.text.en
    a, b = points(text)
    across = ints(q)[0]
    p = sympy.Line(a, b).intersection(sympy.Line((across, 0), (across, 1)))[0]
    m, w = ints_of(q.parts[0].answer.en)[:2]
    assert a.distance(p) * w == b.distance(p) * m
    return [p.y]


@checked("x-case-map")
def _(q: Question) -> Any:
    a, b, c = points(re.sub(r"!\[.*", "", q.text.en))
    third = points(q.parts[2].answer.en)[0]
    assert third.distance(b) == 2 * third.distance(a)
    assert sympy.Point.is_collinear(a, b, third)
    assert points(q.parts[1].answer.en) == [a.midpoint(c)]
    places = re.findall(r"the ([a-z ]+?) is at|the ([a-z ]+?) at", q.text.en)
    near = places[0][0] if c.distance(a) < c.distance(b) else places[1][1]
    assert near in q.parts[2].alternative.answer.en or c.distance(a) == c.distance(b)
    return {"i": [a.distance(b)], "ii": [], "iii": [], "or": []}


@checked("x-case-field")
def _(q: Question) -> Any:
    p, r1, r, s = points(q.figures[0].alt)
    m, w = ints_of(q.parts[2].alternative.text.en)
    flag = points(q.parts[2].alternative.answer.en)[0]
    assert p.distance(flag) * w == r.distance(flag) * m
    assert sympy.Point.is_collinear(p, r, flag)
    assert points(q.parts[1].answer.en) == [r1.midpoint(s)]
    assert points(q.parts[0].answer.en) == [p, r]
    return {"i": [], "ii": [], "iii": [sqrt((r.x - p.x) ** 2 + (r.y - p.y) ** 2)], "or": []}
