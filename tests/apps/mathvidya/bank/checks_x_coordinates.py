"""Answers of class X, coordinate geometry, by the geometry of SymPy."""

import re
from typing import Any

import sympy
from sympy import Rational, sqrt

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.checking import checked, instead, ints, ints_of
from tests.apps.mathvidya.bank.reading import expr


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
    assert near in instead(q).answer.en or c.distance(a) == c.distance(b)
    return {"i": [a.distance(b)], "ii": [], "iii": [], "or": []}


@checked("x-case-field")
def _(q: Question) -> Any:
    p, r1, r, s = points(q.figures[0].alt)
    m, w = ints_of(instead(q).text.en)
    flag = points(instead(q).answer.en)[0]
    assert p.distance(flag) * w == r.distance(flag) * m
    assert sympy.Point.is_collinear(p, r, flag)
    assert points(q.parts[1].answer.en) == [r1.midpoint(s)]
    assert points(q.parts[0].answer.en) == [p, r]
    return {"i": [], "ii": [], "iii": [sqrt((r.x - p.x) ** 2 + (r.y - p.y) ** 2)], "or": []}
