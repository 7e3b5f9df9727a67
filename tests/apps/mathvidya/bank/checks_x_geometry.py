"""Answers of class X, geometry, trigonometry and mensuration, computed by another way."""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from math import pi
from typing import Any

import mpmath
import sympy
from sympy import Rational, rad, sqrt
from sympy import pi as PI

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.checks_x_algebra import Check, ints, ints_of, x
from tests.apps.mathvidya.bank.reading import expr, numbers, plain, spans

CHECKS: dict[str, Check] = {}
SEVENTHS = Rational(22, 7)
theta = sympy.Symbol("t")


def checked(template_id: str) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        CHECKS[template_id] = check
        return check

    return register


def exact(question: Question) -> list[sympy.Rational]:
    return [Rational(one.numerator, one.denominator) for one in numbers(question.text.en)]


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
        expr(re.search(rf"\${name} = ([^$]+)\$", plain(q.text.en))[1]) for name in ("AD", "DB", "AE", "EC")
    )
    return [one for one in sympy.solve(ad * ec - db * ae, x) if one > 0]


@checked("x-tri-bpt-and-use")
def _(q: Question) -> Any:
    ps, sq, pt, tr = (
        expr(re.search(rf"\${name} = ([^$]+)\$", q.text.en)[1]) for name in ("PS", "SQ", "PT", "TR")
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
    # Half the angles at B and C have the tangents r / y and r / z; half the angle at A makes them a right angle.
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
    tree = ints_of(q.parts[2].text.en)[0]
    other = numbers(q.parts[2].alternative.text.en)[0]
    return {
        "i": [],
        "ii": [long * slope],
        "iii": [tree / slope],
        "or": [long * slope * Rational(other.numerator, other.denominator) / rod],
    }


def angles(tex: str) -> sympy.Expr:
    """A formula with ratios of theta, or of angles in degrees."""
    said = tex.replace(r"\text{cosec}", r"\csc").replace(r"\,", "")
    said = re.sub(r"\\(sin|cos|tan|cot|sec|csc)\^(\d)", r"POWER\2\1", said)
    said = re.sub(r"POWER(\d)(\w{3})\s*(\\theta|\d+\^\\circ)", r"(\\\2\3)^{\1}", said)
    said = re.sub(r"(\d+)\^\\circ", r"DEG\1 ", said)
    said = re.sub(r"\\(sin|cos|tan|cot|sec|csc)\s*\\theta", r"(\1(t))", said)
    said = re.sub(r"\\(sin|cos|tan|cot|sec|csc)\s*DEG(\d+)", r"(\1(\2*pi/180))", said).replace(r"\theta", "t")
    return expr(said)


@checked("x-trig-other-ratio")
def _(q: Question) -> Any:
    given, asked = (re.search(r"\\(sin|cos|tan)", s)[1] for s in spans(q.text.en)[1:3])
    value = expr(spans(q.text.en)[1].split("=")[1])
    return sympy.simplify(getattr(sympy, asked)(getattr(sympy, "a" + given)(value)))


@checked("x-trig-value")
def _(q: Question) -> Any:
    return angles(spans(q.text.en)[0])


@checked("x-trig-find-angle")
def _(q: Question) -> Any:
    left, value = spans(q.text.en)[0].split("=")
    times = re.search(r"(\d)A", left)[1]
    shape = re.sub(r"\dA", r"\\theta", left)
    gap = sympy.lambdify(theta, angles(shape) - expr(value), "math")
    fits = [d for d in range(1, 90) if abs(gap(d * int(times) * pi / 180)) < 1e-9]
    return next(d for d in fits if d * int(times) < 90)


@checked("x-trig-simplify")
def _(q: Question) -> Any:
    meant = angles(spans(q.text.en)[1])
    return lambda said: abs(float((meant - angles(said.strip("$"))).subs(theta, 0.7))) < 1e-9


@checked("x-trig-identity")
def _(q: Question) -> Any:
    left, other = (angles(side.strip(" .")) for side in spans(q.text.en)[0].split("="))
    for at in (0.3, 0.65, 1.1, 1.4):
        assert abs(float((left - other).subs(theta, at))) < 1e-9, q.source
    return []


@checked("x-trig-homogeneous")
def _(q: Question) -> Any:
    first = spans(q.text.en)[0].split("=")
    angle = sympy.atan(expr(first[1]) / int(re.match(r"\d+", first[0])[0]))
    return sympy.simplify(angles(spans(q.text.en)[1]).subs(theta, angle))


@checked("x-trig-sun")
def _(q: Question) -> Any:
    height, long = (expr(s) for s in spans(q.text.en)[:2])
    return sympy.deg(sympy.atan(height / long))


@checked("x-trig-ladder")
def _(q: Question) -> Any:
    angle, foot = ints(q)
    return sqrt(foot**2 + (foot * sympy.tan(rad(angle))) ** 2)


@checked("x-trig-sec-plus-tan")
def _(q: Question) -> Any:
    angle = sympy.nsolve(1 / sympy.cos(theta) + sympy.tan(theta) - ints(q)[0], theta, 0.8)
    return round(float(sympy.cos(angle)), 13)


@checked("x-trig-sum-squared")
def _(q: Question) -> Any:
    value = expr(spans(q.text.en)[0].split("=")[1])
    angle = sympy.nsolve(sympy.sin(theta) + sympy.cos(theta) - value, theta, 0.3)
    return round(float(sympy.sin(angle) * sympy.cos(angle)), 13)


@checked("x-trig-evaluate")
def _(q: Question) -> Any:
    return [angles(spans(q.text.en)[0])]


@checked("x-trig-two-angles")
def _(q: Question) -> Any:
    found = []
    for said in spans(q.text.en)[:2]:
        left, value = said.split("=")
        name = re.search(r"\\(sin|cos|tan)", left)[1]
        found.append(next(d for d in range(91) if d < 90.5 and abs(_at(name, d) - float(expr(value))) < 1e-9))
    return [Rational(found[0] + found[1], 2), Rational(found[0] - found[1], 2)]


def _at(name: str, degrees: int) -> float:
    return float("inf") if (name, degrees) == ("tan", 90) else float(getattr(math, name)(degrees * pi / 180))


@checked("x-trig-from-ratio")
def _(q: Question) -> Any:
    ab, bc = ints(q)
    angle = sympy.atan(Rational(bc, ab))
    return [sympy.simplify(sympy.sin(angle) + sympy.cos(angle))]


@checked("x-trig-kite")
def _(q: Question) -> Any:
    height, angle = ints(q)
    return [sympy.simplify(sqrt(height**2 + (height * sympy.cot(rad(angle))) ** 2))]


@checked("x-trig-quadratic-value")
def _(q: Question) -> Any:
    first = spans(q.text.en)[0].split("=")
    angle = sympy.acot(expr(first[1]) / int(re.match(r"\d+", first[0])[0]))
    return [
        sympy.simplify(one)
        for one in (sympy.sin(angle), sympy.cos(angle), angles(spans(q.text.en)[-1]).subs(theta, angle))
    ]


@checked("x-trig-broken-tree")
def _(q: Question) -> Any:
    up = ints(q)[1] * sympy.tan(rad(ints(q)[0]))
    return [up + sqrt(up**2 + ints(q)[1] ** 2)]


@checked("x-trig-shadow-longer")
def _(q: Question) -> Any:
    more, low, high = ints(q)
    h = sympy.Symbol("h")
    return [sympy.solve(h * sympy.cot(rad(low)) - h * sympy.cot(rad(high)) - more, h)[0]]


@checked("x-trig-walk-towards")
def _(q: Question) -> Any:
    low, walked, high = ints(q)
    first = sympy.Line((0, 0), slope=sympy.tan(rad(low)))
    top = first.intersection(sympy.Line((walked, 0), slope=sympy.tan(rad(high))))[0]
    return [top.y, top.x]


@checked("x-trig-opposite-sides")
def _(q: Question) -> Any:
    wide, one, other = ints(q)
    h = sympy.Symbol("h")
    height = sympy.solve(h * sympy.cot(rad(one)) + h * sympy.cot(rad(other)) - wide, h)[0]
    return [height, height * sympy.cot(rad(one)), height * sympy.cot(rad(other))]


@checked("x-trig-depression")
def _(q: Question) -> Any:
    low, up, down = ints(q)
    far = low / sympy.tan(rad(down))
    return [far, low + far * sympy.tan(rad(up))]


@checked("x-trig-plane")
def _(q: Question) -> Any:
    height = expr(spans(q.text.en)[0])
    one, seconds, other = ints(q)[-3:]
    flown = height * (sympy.cot(rad(other)) - sympy.cot(rad(one)))
    return [flown, flown / seconds]


@checked("x-case-drone")
def _(q: Question) -> Any:
    base, high = ints(q)[:2]
    low = ints_of(q.parts[2].text.en)[0]
    height = base * sympy.tan(rad(high))
    return {
        "i": [height],
        "ii": [sqrt(base**2 + height**2)],
        "iii": [height * sympy.cot(rad(low)) - base],
        "or": [height - base * sympy.tan(rad(low))],
    }


def ring(radius: sympy.Rational, degrees: sympy.Rational) -> tuple[sympy.Expr, sympy.Expr]:
    """Arc and area of a sector, by integration; pi is 22/7."""
    r = sympy.Symbol("r")
    arc = sympy.Rational(degrees, 180) * SEVENTHS * radius
    return arc, sympy.integrate(arc / radius * r, (r, 0, radius))


@checked("x-area-sector")
def _(q: Question) -> Any:
    r, angle = exact(q)[:2]
    return ring(r, angle)[1]


@checked("x-area-arc")
def _(q: Question) -> Any:
    r, angle = exact(q)[:2]
    return ring(r, angle)[0]


@checked("x-area-clock")
def _(q: Question) -> Any:
    r, minutes = exact(q)[:2]
    return ring(r, 6 * minutes)[1]


@checked("x-solid-cubes-joined")
def _(q: Question) -> Any:
    edge, many = round(ints(q)[0] ** (1 / 3)), {"Two": 2, "Three": 3}[q.text.en.split()[0]]
    return (6 * many - 2 * (many - 1)) * edge**2


@checked("x-solid-sphere-ratio")
def _(q: Question) -> Any:
    one, other = ints(q)
    return lambda said: sympy.simplify(Rational(*ints_of(said)) - Rational(one, other) ** Rational(3, 2)) == 0


@checked("x-solid-cone-slant")
def _(q: Question) -> Any:
    r, h = exact(q)[:2]
    t = sympy.Symbol("t")
    return sympy.integrate(2 * SEVENTHS * r * t / h * sqrt(1 + (r / h) ** 2), (t, 0, h))


@checked("x-solid-ratio")
def _(q: Question) -> Any:
    p, s = ints(q)
    h, t = sympy.symbols("h t")
    cone = sympy.integrate(PI * (s * t) ** 2, (t, 0, 1))
    return lambda said: sympy.solve(PI * p**2 * h - cone, h)[0] == Rational(*ints_of(said))


@checked("x-area-sector-angle")
def _(q: Question) -> Any:
    r, arc = ints(q)[0], expr(spans(q.text.en)[0])
    whole = float(2 * SEVENTHS * r)
    return [next(d for d in range(1, 360) if abs(whole * d / 360 - float(arc)) < 1e-9)]


@checked("x-area-grazing")
def _(q: Question) -> Any:
    rope, side = exact(q)[:2]
    assert rope < side
    return [ring(rope, Rational(90))[1]]


@checked("x-solid-hemisphere")
def _(q: Question) -> Any:
    r = exact(q)[0]
    t = sympy.Symbol("t")
    return [sympy.integrate(2 * SEVENTHS * r, (t, 0, r)) + ring(r, Rational(360))[1]]


@checked("x-area-segment")
def _(q: Question) -> Any:
    r = exact(q)[0]
    corners = sympy.Polygon((0, 0), (r, 0), (0, r))
    return [ring(r, Rational(90))[1] - abs(corners.area)]


def turned(f: sympy.Expr, t: sympy.Symbol, ends: tuple[Any, Any]) -> tuple[sympy.Expr, sympy.Expr]:
    """Curved surface and volume of the curve f(t) turned round the axis; pi is 22/7."""
    side = sympy.integrate(
        2 * SEVENTHS * f * sympy.sqrt(sympy.simplify(1 + sympy.diff(f, t) ** 2)), (t, *ends)
    )
    return sympy.simplify(side), sympy.integrate(SEVENTHS * f**2, (t, *ends))


def cone(r: Any, h: Any) -> tuple[Any, Any]:
    t = sympy.Symbol("t", positive=True)
    return turned(r * t / h, t, (0, h))


def half_ball(r: Any) -> tuple[Any, Any]:
    t = sympy.Symbol("t")
    return sympy.integrate(2 * SEVENTHS * r, (t, 0, r)), sympy.integrate(SEVENTHS * (r**2 - t**2), (t, 0, r))


def tube(r: Any, h: Any) -> tuple[Any, Any]:
    return 2 * SEVENTHS * r * h, SEVENTHS * r**2 * h


@checked("x-solid-toy")
def _(q: Question) -> Any:
    r, whole = exact(q)[:2]
    return [cone(r, whole - r)[0] + half_ball(r)[0]]


@checked("x-solid-ice-cream")
def _(q: Question) -> Any:
    r, h, many = exact(q)[:3]
    return [many * (cone(r, h)[1] + half_ball(r)[1])]


@checked("x-area-brooch")
def _(q: Question) -> Any:
    d, lines, parts = exact(q)[:3]
    arc, area = ring(d / 2, 360 / parts)
    return [arc * parts + lines * d, area]


@checked("x-solid-tent")
def _(q: Question) -> Any:
    r, h, up, rate = exact(q)[:4]
    area = tube(r, h)[0] + cone(r, up)[0]
    return [area, area * rate]


@checked("x-solid-capsule")
def _(q: Question) -> Any:
    r, whole = exact(q)[:2]
    side, inside = tube(r, whole - 2 * r)
    end, half = half_ball(r)
    return [side + 2 * end, inside + 2 * half]


@checked("x-solid-hollowed")
def _(q: Question) -> Any:
    h, r = exact(q)[:2]
    return [tube(r, h)[1] - cone(r, h)[1], tube(r, h)[0] + cone(r, h)[0] + SEVENTHS * r**2]


@checked("x-solid-spheres-in-water")
def _(q: Question) -> Any:
    up, r, ball = exact(q)[:3]
    return [cone(r, up)[1] / 4 / (2 * half_ball(ball)[1])]


@checked("x-case-fan")
def _(q: Question) -> Any:
    r, angle = exact(q)[:2]
    arc, area = ring(r, angle)
    many = ints_of(q.parts[2].text.en)[0]
    return {"i": [arc], "ii": [arc + 2 * r], "iii": [many * area], "or": [ring(r, 360 - angle)[1]]}


@checked("x-case-silo")
def _(q: Question) -> Any:
    r, h = exact(q)[:2]
    return {
        "i": [h + r],
        "ii": [ring(r, Rational(360))[1]],
        "iii": [tube(r, h)[0] + half_ball(r)[0]],
        "or": [tube(r, h)[1] + half_ball(r)[1]],
    }
