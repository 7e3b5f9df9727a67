"""Answers of class X, geometry, computed by another way."""

import re
from fractions import Fraction
from math import pi
from typing import Any

import mpmath
import sympy
from sympy import Rational, rad, sqrt

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.checking import asked, checked, exact, instead, ints, ints_of, match
from tests.apps.mathvidya.bank.reading import expr, numbers, plain

x = sympy.Symbol("x")
theta = sympy.Symbol("t")
SEVENTHS = Rational(22, 7)


@checked("x-tri-proportion")
def _(q: Question) -> Any:
    ad, db, ae = ints(q)
    # ABC with a right angle at A: the parallel through D meets AC in E.
    b, c = sympy.Point(ad + db, 0), sympy.Point(0, sympy.Symbol("c", positive=True))
    e = sympy.Point(0, Rational(ad, ad + db) * c.y)
    whole = sympy.solve(e.y - ae, c.y)[0]
    assert sympy.Line(b, c).is_parallel(sympy.Line((ad, 0), e))
    return whole - ae


@checked("x-tri-perimeters")
def _(q: Question) -> Any:
    one, other, side = ints(q)
    return next(Rational(m, 2) for m in range(1, 400) if Rational(m, 2) * one == side * other)


@checked("x-tri-correspondence")
def _(q: Question) -> Any:
    first, other = re.findall(r"\\triangle ([A-Z]{3})", q.text.en)
    side = {"".join(sorted(first[i] + first[j])): n for n, (i, j) in enumerate([(0, 1), (1, 2), (0, 2)], 3)}
    twice = {
        "".join(sorted(other[i] + other[j])): 2 * n for n, (i, j) in enumerate([(0, 1), (1, 2), (0, 2)], 3)
    }

    def fits(said: str) -> bool:
        a, b, c, d = ("".join(sorted(w)) for w in re.findall(r"\{([A-Z]{2})\}", said))
        return Fraction(side[a], twice[b]) == Fraction(side[c], twice[d])

    return fits


@checked("x-tri-shadow")
def _(q: Question) -> Any:
    stick, its, long = exact(q)
    return sympy.tan(sympy.atan2(stick, its)) * long


@checked("x-tri-trapezium")
def _(q: Question) -> Any:
    oa, oc, ob = ints(q)
    # O at the origin, A on the x-axis, B on the y-axis: C and D lie opposite, CD parallel to AB.
    d = sympy.Symbol("d", positive=True)
    return sympy.solve(sympy.Matrix([[-oa, ob], [oc, -d]]).det(), d)[0]


@checked("x-circ-tangent-length")
def _(q: Question) -> Any:
    far, long = ints(q)
    return next(r for r in range(1, far) if r * r + long * long == far * far)


@checked("x-circ-angle-between")
def _(q: Question) -> Any:
    angle = ints(q)[0] * pi / 180
    # circle of radius 1 round O = (0, 0), P on the x-axis
    half = pi / 2 - angle / 2
    a, b = mpmath.expj(half), mpmath.expj(-half)
    found = mpmath.arg(a / b) if "angle AOB" in q.text.en else abs(mpmath.arg((b - a) / (0 - a)))
    return round(float(mpmath.degrees(found)), 9)


@checked("x-circ-fourth-side")
def _(q: Question) -> Any:
    ab, bc, cd = ints(q)
    found = set()
    for tenth in range(1, 10 * min(ab, bc, cd)):
        b = Fraction(tenth, 10)
        c = bc - b
        d = cd - c
        if c > 0 and d > 0 and ab - b > 0:
            found.add(ab - b + d)
    assert len(found) == 1
    return Rational(str(found.pop()))


@checked("x-circ-chord-of-outer")
def _(q: Question) -> Any:
    large, small = ints(q)
    cut = sympy.Circle((0, 0), large).intersection(sympy.Line((0, small), (1, small)))
    return cut[0].distance(cut[1])


@checked("x-circ-triangle-perimeter")
def _(q: Question) -> Any:
    far, r = ints(q)
    a = sympy.Point(Rational(r * r, far), sqrt(r * r - Rational(r**4, far**2)))
    p = sympy.Point(far, 0)
    cut = sympy.Line((r, 0), (r, 1)).intersection(sympy.Line(p, a))[0]  # the third tangent at (r, 0)
    return sympy.simplify(2 * p.distance(cut) + 2 * abs(cut.y))


@checked("x-tri-is-parallel")
def _(q: Question) -> Any:
    ad, db, ae, ec = ints(q)
    b, c = sympy.Point(ad + db, 0), sympy.Point(0, ae + ec)
    yes = sympy.Line(b, c).is_parallel(sympy.Line((ad, 0), (0, ae)))
    assert q.parts[0].answer.en.startswith("Yes") == yes
    return []


@checked("x-tri-find-x")
def _(q: Question) -> Any:
    ad, db, ae, ec = (
        expr(match(rf"\${name} = ([^$]+)\$", plain(q.text.en))[1]) for name in ("AD", "DB", "AE", "EC")
    )
    return [one for one in sympy.solve(ad * ec - db * ae, x) if one > 0]


@checked("x-tri-bpt-and-use")
def _(q: Question) -> Any:
    ps, sq, pt, tr = (
        expr(match(rf"\${name} = ([^$]+)\$", q.text.en)[1]) for name in ("PS", "SQ", "PT", "TR")
    )
    return [one for one in sympy.solve(ps * tr - sq * pt, x) if one > 0]


@checked("x-circ-chord-length")
def _(q: Question) -> Any:
    chord, large = ints(q)
    return [
        sympy.Segment((-chord / 2, 0), (chord / 2, 0)).midpoint.distance(
            sympy.Point(0, sqrt(large**2 - Rational(chord, 2) ** 2))
        )
    ]


@checked("x-circ-two-tangents")
def _(q: Question) -> Any:
    angle, r = ints(q)
    return [r / sympy.tan(rad(Rational(angle, 2)))]


@checked("x-circ-in-right-triangle")
def _(q: Question) -> Any:
    a, b = ints(q)
    return [sympy.Triangle((0, 0), (a, 0), (0, b)).inradius]


@checked("x-tri-lamp-post")
def _(q: Question) -> Any:
    tall, speed, lamp, seconds = exact(q)
    tall, way = tall / 100, speed * seconds
    tip = sympy.Line((0, lamp), (way, tall)).intersection(sympy.Line((0, 0), (1, 0)))[0]
    return [tip.x - way]


@checked("x-circ-quadrilateral-side")
def _(q: Question) -> Any:
    _, ab, bc, cd, bp = ints(q)
    r = sympy.Symbol("r")
    radius = sympy.solve(cd - r - (bc - bp), r)[0]
    return [radius, ab + cd - bc]


@checked("x-circ-equal-tangents")
def _(q: Question) -> Any:
    ab, bc, ca = ints(q)
    s = Rational(ab + bc + ca, 2)
    return [s - bc, s - ca, s - ab]


@checked("x-circ-incircle-sides")
def _(q: Question) -> Any:
    r, y, z = ints(q)[:3]
    # Half the angles at B and C have the tangents r / y and r / z; with half of A they make a right angle.
    t = 1 / sympy.tan(sympy.pi / 2 - sympy.atan(Rational(r, y)) - sympy.atan(Rational(r, z)))
    rest = Rational(sympy.nsimplify(sympy.N(r * t, 30), rational=True, tolerance=1e-12))
    return [rest + y, rest + z]


@checked("x-circ-parallel-tangents")
def _(q: Question) -> Any:
    chord, r = ints(q)
    near = sqrt(r * r - Rational(chord, 2) ** 2)
    t = sympy.Point(Rational(r * r) / near, 0)
    return [t.distance(sympy.Point(near, Rational(chord, 2)))]


@checked("x-case-similar")
def _(q: Question) -> Any:
    rod, _, its, long = ints(q)[:4] if ints(q)[1] == 4 else (ints(q)[0], 0, *ints(q)[1:3])
    slope = Rational(rod, its)
    tree = ints_of(asked(q, 2))[0]
    other = numbers(instead(q).text.en)[0]
    return {
        "i": [],
        "ii": [long * slope],
        "iii": [tree / slope],
        "or": [long * slope * Rational(other.numerator, other.denominator) / rod],
    }
