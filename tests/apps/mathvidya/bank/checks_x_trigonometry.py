"""Answers of class X, trigonometry, computed by another way."""

import math
import re
from math import pi
from typing import Any

import sympy
from sympy import Rational, rad, sqrt

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.checking import asked, checked, ints, ints_of, match
from tests.apps.mathvidya.bank.reading import expr, spans

x = sympy.Symbol("x")
theta = sympy.Symbol("t")
SEVENTHS = Rational(22, 7)


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
    given, asked = (match(r"\\(sin|cos|tan)", s)[1] for s in spans(q.text.en)[1:3])
    value = expr(spans(q.text.en)[1].split("=")[1])
    return sympy.simplify(getattr(sympy, asked)(getattr(sympy, "a" + given)(value)))


@checked("x-trig-value")
def _(q: Question) -> Any:
    return angles(spans(q.text.en)[0])


@checked("x-trig-find-angle")
def _(q: Question) -> Any:
    left, value = spans(q.text.en)[0].split("=")
    times = match(r"(\d)A", left)[1]
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
    angle = sympy.atan(expr(first[1]) / int(match(r"^\d+", first[0])[0]))
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
        name = match(r"\\(sin|cos|tan)", left)[1]
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
    angle = sympy.acot(expr(first[1]) / int(match(r"^\d+", first[0])[0]))
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
    low = ints_of(asked(q, 2))[0]
    height = base * sympy.tan(rad(high))
    return {
        "i": [height],
        "ii": [sqrt(base**2 + height**2)],
        "iii": [height * sympy.cot(rad(low)) - base],
        "or": [height - base * sympy.tan(rad(low))],
    }
