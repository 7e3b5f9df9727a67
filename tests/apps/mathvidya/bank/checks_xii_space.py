"""The keys of class XII vectors and lines, found again by other formulas."""

from itertools import combinations
from typing import Any

import sympy as sp

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.reading_xii import (
    alternative,
    answer,
    answers,
    checks,
    ints,
    lines_of,
    maths,
    only,
    only_true,
    points,
    read,
    same,
    vector_of,
    vectors,
)

x, y = sp.symbols("x y")


def length(of: Any) -> Any:
    return sp.sqrt(of.dot(of))


@checks("xii-ve-unit")
def unit(q: Question) -> None:
    a = vectors(q.text.en)[0]
    only_true(q, lambda latex: same(length(vector_of(latex)), 1) and vector_of(latex).dot(a) > 0)


@checks("xii-ve-perpendicular")
def perpendicular(q: Question) -> None:
    one, two = (vector_of(maths(q.text.en)[n]) for n in (0, 1))
    only(q, sp.solve((one.T * two)[0], sp.Symbol("lambda"))[0])


@checks("xii-ve-angle")
def angle(q: Question) -> None:
    p, s, product_ = (int(one.split(" = ")[1]) for one in maths(q.text.en)[:3])
    only(q, sp.acos(sp.Rational(product_, p * s)))


@checks("xii-ve-projection")
def projection(q: Question) -> None:
    a, b = vectors(q.text.en)
    only(q, a.dot(b / length(b)))


@checks("xii-ve-parallelogram")
def parallelogram(q: Question) -> None:
    a, b = vectors(q.text.en)
    only(q, sp.sqrt(a.dot(a) * b.dot(b) - a.dot(b) ** 2))


@checks("xii-ve-length-of-sum")
def length_of_sum(q: Question) -> None:
    p, s, product_ = (int(one.split(" = ")[1]) for one in maths(q.text.en)[:3])
    a = sp.Matrix([p, 0])
    b = sp.Matrix([sp.Rational(product_, p), sp.sqrt(s * s - sp.Rational(product_, p) ** 2)])
    only(q, length(a + b))


@checks("xii-ve-perpendicular-sum")
def perpendicular_sum(q: Question) -> None:
    a, b, c = vectors(q.text.en)
    unknown = sp.Symbol("u")
    answers(q, sp.solve((a + unknown * b).dot(c), unknown)[0])


@checks("xii-ve-triangle-area")
def triangle_area(q: Question) -> None:
    sides = [length(one - two) for one, two in combinations(points(q.text.en), 2)]
    half = sum(sides) / 2
    answers(q, sp.sqrt(half * sp.prod([half - one for one in sides])))


@checks("xii-ve-closed-sum")
def closed_sum(q: Question) -> None:
    p, s, r = (int(one.split(" = ")[1]) for one in maths(q.text.en)[1:4])
    a = sp.Matrix([p, 0])
    across = sp.Rational(r * r - p * p - s * s, 2 * p)
    b = sp.Matrix([across, sp.sqrt(s * s - across**2)])
    c = -a - b
    answers(q, a.dot(b) + b.dot(c) + c.dot(a))


@checks("xii-ve-normal")
def normal(q: Question) -> None:
    wanted, (a, b) = ints(maths(q.text.en)[0])[0], vectors(q.text.en)
    found = vector_of(answer(q).split(r"\left(")[1].split(r"\right)")[0])
    assert (found.dot(a), found.dot(b), length(found)) == (0, 0, wanted)


@checks("xii-ve-case-drone")
def drone(q: Question) -> None:
    start, end = points(q.text.en)
    wind = vectors(q.text.en)[0]
    way = end - start
    assert vectors(answer(q)) == [way]
    assert read(maths(answer(q))[1]) == length(way)
    assert [read(one) for one in maths(answer(q, 1))[0].split(", ")] == list(way / length(way))
    share = way.dot(wind) / length(way)
    assert same(read(maths(answer(q, 2))[0]), share)
    assert ("helps" in answer(q, 2)) == (share > 0)
    found = vectors(alternative(q))[0]
    assert (found.dot(way), found.dot(wind)) == (0, 0) != tuple(found)


def parallel(one: Any, two: Any) -> bool:
    return bool(one.cross(two) == sp.zeros(3, 1))


@checks("xii-li-direction")
def direction(q: Question) -> None:
    along = lines_of(q.text.en)[0][1]
    only_true(q, lambda latex: parallel(sp.Matrix(ints(latex)), along))


@checks("xii-li-cosines")
def cosines(q: Question) -> None:
    along = vectors(q.text.en)[0]

    def is_it(latex: str) -> bool:
        found = sp.Matrix([read(one) for one in latex.split(", ")])
        return parallel(found, along) and found.dot(found) == 1

    only_true(q, is_it)


@checks("xii-li-through")
def through(q: Question) -> None:
    a, b = points(q.text.en)
    found = lines_of(answer(q))
    assert len(found) == 2
    for at, along in found:
        assert parallel(a - at, along)
        assert parallel(b - at, along)


@checks("xii-li-angle")
def line_angle(q: Question) -> None:
    (_, u), (_, v) = lines_of(q.text.en)
    answers(q, abs(u.dot(v)) / (length(u) * length(v)))


@checks("xii-li-point-at-distance")
def at_distance(q: Question) -> None:
    at, along = lines_of(q.text.en)[0]
    wanted, centre = int(maths(q.text.en)[1]), points(q.text.en)[0]
    found = points(answer(q))
    assert len(found) == 2
    assert found[0] != found[1]
    for one in found:
        assert parallel(one - at, along)
        assert length(one - centre) == wanted


@checks("xii-li-meet", "xii-li-join")
def meet(q: Question) -> None:
    (a, u), (b, v) = lines_of(q.text.en)
    found = points(answer(q))[0]
    assert parallel(found - a, u)
    assert parallel(found - b, v)
    assert not parallel(u, v)
    if "joins" in q.text.en:
        target = points(q.text.en)[0]
        at, along = lines_of(answer(q))[0]
        assert parallel(found - at, along)
        assert parallel(target - at, along)
        assert same(read(maths(answer(q))[-1]), length(target - found))


@checks("xii-li-parallel-distance")
def parallel_distance(q: Question) -> None:
    (a, u), (b, v) = lines_of(q.text.en)
    assert parallel(u, v)
    gap = b - a
    answers(q, length(gap - gap.dot(u) / u.dot(u) * u))


@checks("xii-li-foot")
def foot(q: Question) -> None:
    at, along = lines_of(q.text.en)[0]
    outside = points(q.text.en)[0]
    base = at + (outside - at).dot(along) / along.dot(along) * along
    said = points(answer(q))
    assert said == [base, 2 * base - outside]
    assert same(read(maths(answer(q))[1]), length(outside - base))


@checks("xii-li-skew")
def skew(q: Question) -> None:
    (a, u), (b, v) = lines_of(q.text.en)
    s, t = sp.symbols("s t")
    gap = a + s * u - b - t * v
    found = sp.solve([gap.dot(u), gap.dot(v)], [s, t])
    distance = length(gap.subs(found))
    assert not same(distance, 0)
    answers(q, distance)


@checks("xii-li-perpendicular-to-two")
def perpendicular_to_two(q: Question) -> None:
    (_, u), (_, v) = lines_of(q.text.en)
    for at, along in lines_of(answer(q)):
        assert at == points(q.text.en)[0]
        assert (along.dot(u), along.dot(v)) == (0, 0) != tuple(along)
    assert len(lines_of(answer(q))) == 2


@checks("xii-li-parameter")
def parameter(q: Question) -> None:
    (_, u), (_, v) = lines_of(q.text.en)
    answers(q, sp.solve(u.dot(v), sp.Symbol("k"))[0])
