"""Answers of class X, mensuration, computed by another way."""

from typing import Any

import sympy
from sympy import Rational, sqrt
from sympy import pi as PI

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.checking import asked, checked, exact, ints, ints_of
from tests.apps.mathvidya.bank.reading import expr, spans

x = sympy.Symbol("x")
theta = sympy.Symbol("t")
SEVENTHS = Rational(22, 7)


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
    many = ints_of(asked(q, 2))[0]
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
