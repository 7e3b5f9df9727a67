"""The keys of class XII calculus, found again: by differentiating, by sums and by trying points."""

import re
from itertools import pairwise
from typing import Any

import sympy as sp
from scipy.integrate import quad

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.reading_xii import (
    after,
    alternative,
    answer,
    answers,
    checks,
    f_of,
    inside,
    interval,
    ints,
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


def close(one: Any, value: float) -> bool:
    return abs(float(one) - value) < 1e-6 * (1 + abs(value))


def stationary(f: Any) -> list[Any]:
    return sorted(
        root for root in sp.roots(sp.together(sp.diff(f, x)).as_numer_denom()[0], x) if root.is_real
    )


@checks("xii-ad-circle-rate")
def circle_rate(q: Question) -> None:
    speed, r = ints(q.text.en)
    size = sp.pi * x**2 if "ripple" in q.text.en else sp.Rational(4, 3) * sp.pi * x**3
    only(q, sp.diff(size, x).subs(x, r) * speed)


@checks("xii-ad-decreasing")
def decreasing(q: Question) -> None:
    slope = sp.lambdify(x, sp.diff(f_of(q), x))

    def falls(latex: str) -> bool:
        low, high = (max(-50.0, min(50.0, end)) for end in interval(latex))
        return all(slope(low + (high - low) * n / 100) < 0 for n in range(1, 100))

    only_true(q, falls)


@checks("xii-ad-least-value")
def least_value(q: Question) -> None:
    f = read(q.text.en.split("f(x) = ")[1].split("$")[0])
    only(q, min(f.subs(x, one) for one in stationary(f) if one > 0))


@checks("xii-ad-slope-graph")
def slope_graph(q: Question) -> None:
    said = re.search(r"opens (\w+) and crosses the x-axis at (-?\d+) and (-?\d+)", q.figures[0].alt)
    assert said
    up, p, s = said[1] == "upwards", int(said[2]), int(said[3])

    def rises(text: str) -> bool:
        return all(inside(text, one) == (((one - p) * (one - s) > 0) == up) for one in POINTS)

    texts = {one.id: one.text.en for one in q.choices}
    assert [one for one, text in texts.items() if rises(text)] == list(q.key)


@checks("xii-ad-extremes-choice")
def extremes_choice(q: Question) -> None:
    f = f_of(q)
    only(q, next(f.subs(x, one) for one in stationary(f) if sp.diff(f, x, 2).subs(x, one) < 0))


@checks("xii-ad-cube-rate")
def cube_rate(q: Question) -> None:
    rate, side = ints(q.text.en)
    surface = 6 * x ** sp.Rational(2, 3)
    answers(q, sp.diff(surface, x).subs(x, side**3) * rate)


@checks("xii-ad-smallest-constant")
def smallest_constant(q: Question) -> None:
    f = f_of(q)
    low, high = ints(after(q.text.en, "increasing on $"))
    needed = sp.solve(sp.diff(f, x), k)[0]
    answers(q, max(needed.subs(x, low + sp.Rational(high - low, 10) * n) for n in range(11)))


@checks("xii-ad-intervals", "xii-ad-quartic")
def intervals(q: Question) -> None:
    slope = sp.lambdify(x, sp.diff(f_of(q), x))
    rising, falling = answer(q).split(";")[0].split("decreasing")
    for one in POINTS:
        assert inside(rising, one) == (slope(one) > 0), (q.source, one)
        assert inside(falling, one) == (slope(one) < 0), (q.source, one)
    if ";" in answer(q):
        f, rest = f_of(q), maths(answer(q).split(";")[1])
        assert f.subs(x, 0) == read(rest[0])
        assert min(f.subs(x, one) for one in stationary(f)) == read(rest[2])


@checks("xii-ad-absolute")
def absolute(q: Question) -> None:
    f = f_of(q)
    low, high = ints(after(q.text.en, "on $"))
    values = {one: f.subs(x, one) for one in (low + sp.Rational(n, 2) for n in range(2 * (high - low) + 1))}
    top, at_top, bottom, at_bottom = (one.split(" = ")[-1] for one in maths(answer(q)))
    assert values[int(at_top)] == int(top) == max(values.values())
    assert values[int(at_bottom)] == int(bottom) == min(values.values())


@checks("xii-ad-cylinder")
def cylinder(q: Question) -> None:
    half = ints(q.text.en)[0] // 2
    best = max((r / 2 for r in range(2 * half)), key=lambda r: r * r * (half - r))
    answers(q, best, half - best, sp.pi * best**2 * (half - best))


@checks("xii-ad-unknown-coefficients")
def unknown_coefficients(q: Question) -> None:
    b, c, gap = (int(one.split(" = ")[-1]) for one in maths(answer(q)))
    f = f_of(q).subs({sp.Symbol("b"): b, sp.Symbol("c"): c})
    p, s = (int(one.split(" = ")[1]) for one in maths(q.text.en)[1:3])
    assert stationary(f) == [p, s]
    assert sp.diff(f, x, 2).subs(x, p) < 0 < sp.diff(f, x, 2).subs(x, s)
    assert f.subs(x, p) - f.subs(x, s) == gap


@checks("xii-ar-parabola")
def area_under_parabola(q: Question) -> None:
    curve, low, high = (one.split(" = ")[1] for one in maths(q.text.en) if " = " in one)
    worth = integral(read(curve), int(low), int(high))
    only_true(q, lambda latex: close(read(latex), worth))


@checks("xii-ar-circle")
def area_of_quarter(q: Question) -> None:
    square = int(after(q.text.en, "y^{2} = "))
    worth = quad(lambda u: (square - u * u) ** 0.5, 0, square**0.5)[0]
    only_true(q, lambda latex: abs(float(read(latex)) - worth) < 1e-4)


@checks("xii-ar-ellipse")
def area_of_ellipse(q: Question) -> None:
    a2, b2 = (int(one) for one in re.findall(r"\^\{2\}\}\{(\d+)\}", q.text.en))
    worth = 4 * quad(lambda u: (b2 * max(0.0, 1 - u * u / a2)) ** 0.5, 0, a2**0.5)[0]
    assert abs(float(read(maths(answer(q))[0])) - worth) < 1e-4


@checks("xii-ar-line")
def area_of_line(q: Question) -> None:
    curve, low, high = (one.split(" = ")[1] for one in maths(q.text.en) if " = " in one)
    assert abs(float(read(maths(answer(q))[0])) - integral(abs(read(curve)), int(low), int(high))) < 1e-3


@checks("xii-ar-sideways")
def area_sideways(q: Question) -> None:
    curve, line = maths(q.text.en)[:2]
    four = read(curve.split(" = ")[1]).subs(x, 1)
    worth = 2 * quad(lambda u: (float(four) * u) ** 0.5, 0, int(line.split(" = ")[1]))[0]
    assert close(read(maths(answer(q))[0]), worth)


@checks("xii-ar-case-arch")
def arch(q: Question) -> None:
    f = read(maths(q.text.en)[0].split(" = ")[1])
    half, height = int(maths(answer(q))[0].split(r"\pm ")[1]), int(maths(answer(q))[1])
    assert (f.subs(x, half), f.subs(x, 0)) == (0, height)
    whole, part = (read(one) for one in maths(answer(q, 1)))
    assert close(whole, integral(f, -half, half))
    assert close(part, integral(f, -1, 1))


@checks("xii-cd-value-at-zero")
def value_at_zero(q: Question) -> None:
    rule = read(after(q.text.en, r"\begin{cases} ").split(", &")[0])
    near = complex(sp.N(rule.subs(x, sp.Rational(1, 10**6)), 40)).real
    only_true(q, lambda latex: abs(float(read(latex)) - near) < 1e-5)


@checks("xii-cd-chain", "xii-cd-log-power")
def derivative(q: Question) -> None:
    rule = after(q.text.en, "y = ") if "y = " in q.text.en else maths(q.text.en)[0]
    only(q, sp.diff(read(rule), x))


@checks("xii-cd-implicit")
def implicit(q: Question) -> None:
    curve = sides(maths(q.text.en)[0])
    at = dict(zip((x, y), ints(maths(q.text.en)[2]), strict=True))
    assert curve.subs(at) == 0
    only(q, (-sp.diff(curve, x) / sp.diff(curve, y)).subs(at))


@checks("xii-cd-parametric", "xii-cd-parametric-point")
def parametric(q: Question) -> None:
    one, two = (read(one.split(" = ")[1]) for one in maths(q.text.en)[:2])
    name, value = maths(q.text.en)[-1].split(" = ")
    symbol = read(name)
    worth = (sp.diff(two, symbol) / sp.diff(one, symbol)).subs(symbol, read(value))
    only(q, worth) if q.choices else answers(q, worth)


@checks("xii-cd-second")
def second(q: Question) -> None:
    rule = read(after(q.text.en, "y = "))
    only_true(q, lambda latex: same(read(latex).subs(y, rule), sp.diff(rule, x, 2)))


@checks("xii-cd-corners")
def corners(q: Question) -> None:
    f = sp.lambdify(x, f_of(q))
    found = {n for n in range(-12, 13) if abs(f(n + 1e-3) - 2 * f(n) + f(n - 1e-3)) > 1e-4}
    only_true(
        q,
        lambda text: (
            {int(one.split(" = ")[1]) for one in maths(text) if "=" in one} == found
            if "no real" not in text
            else not found
        ),
    )


@checks("xii-cd-join")
def join(q: Question) -> None:
    lines = re.findall(r"(?:cases\} |\\\\ )(.*?), &", q.text.en)
    at = int(q.text.en.split("at $x = ")[1].split("$")[0])
    answers(q, sp.solve((read(lines[0]) - read(lines[1])).subs(x, at), k)[0])


@checks("xii-cd-with-respect")
def with_respect(q: Question) -> None:
    one, two = (read(one) for one in maths(q.text.en)[:2])
    answers(q, sp.diff(one, x) / sp.diff(two, x))


@checks("xii-cd-two-constants")
def two_constants(q: Question) -> None:
    low, middle, high = (read(one) for one in re.findall(r"(?:cases\} |\\\\ )(.*?), &", q.text.en))
    p, s = (int(one) for one in re.findall(r"(?:\\le|\\ge) (\d+)", q.text.en))
    a, b = sp.symbols("a b")
    found = sp.solve([middle.subs(x, p) - low, middle.subs(x, s) - high], [a, b])
    answers(q, found[a], found[b])


@checks("xii-cd-exponentials")
def exponentials(q: Question) -> None:
    rule, claim = maths(q.text.en)[:2]
    f = read(rule.split(" = ")[1])
    claim = claim.removesuffix(" = 0").replace(r"\frac{d^{2}y}{dx^{2}}", "B").replace(r"\frac{dy}{dx}", "A")
    assert same(read(claim).subs({sp.Symbol("B"): sp.diff(f, x, 2), sp.Symbol("A"): sp.diff(f, x), y: f}), 0)


@checks("xii-cd-astroid")
def astroid(q: Question) -> None:
    one, two = (read(one.split(" = ")[1]) for one in maths(q.text.en)[:2])
    angle = sp.Symbol("theta")
    slope = sp.diff(two, angle) / sp.diff(one, angle)
    answers(q, (sp.diff(slope, angle) / sp.diff(one, angle)).subs(angle, sp.pi / 4))


@checks("xii-cd-powers")
def powers(q: Question) -> None:
    left, right = maths(q.text.en)[0].split(" = ")
    f = sp.log(read(left)) - sp.log(read(right))
    slope = -sp.diff(f, x) / sp.diff(f, y)
    assert same(slope, y / x)


@checks("xii-cc-box")
def box(q: Question) -> None:
    side = ints(q.text.en)[0]
    volume = sp.lambdify(x, read(maths(answer(q))[0].split(" = ")[1]))
    assert volume(1) == (side - 2) ** 2
    best = max(range(side // 2), key=volume)
    assert [int(one.split(" = ")[-1]) for one in maths(answer(q, 2))] == [best, volume(best)]
    assert same(sp.diff(x * (side - 2 * x) ** 2, x), read(maths(answer(q, 1))[0]))
    at, slope = ints(maths(alternative(q))[2])
    assert sp.diff(x * (side - 2 * x) ** 2, x).subs(x, at) == slope
    assert inside(alternative(q).split("decreases")[0], best - 0.5)
    assert inside(alternative(q).split("decreases")[1], best + 0.5)


@checks("xii-cc-tickets")
def tickets(q: Question) -> None:
    price, seats, step = ints(q.text.en)
    income = (price + x) * (seats - step * x)
    assert same(read(maths(answer(q))[0].split(" = ")[1]), income)
    assert same(read(maths(answer(q, 1))[0]), sp.diff(income, x))
    best = max(range(seats // step), key=lambda n: (price + n) * (seats - step * n))
    assert [int(one.split(" = ")[-1]) for one in maths(answer(q, 2))] == [best, income.subs(x, best)]
    first, _, second_ = (int(one.split(" = ")[-1]) for one in maths(alternative(q)))
    assert (first, second_) == tuple(sp.diff(income, x).subs(x, best + n) for n in (-1, 2))


@checks("xii-cc-tank")
def tank(q: Question) -> None:
    height, radius, rate = (read(one) for one in maths(q.text.en)[:3])
    h = sp.Symbol("h")
    level = int(maths(q.parts[1].text.en)[0].split(" = ")[1]) if q.parts[1].text else 0
    volume = sp.pi * (h * radius / height) ** 2 * h / 3
    assert same(read(maths(answer(q))[1].split(" = ")[1]), volume)
    speed = rate / sp.diff(volume, h)
    surface = sp.diff(sp.pi * (h * radius / height) ** 2, h) * speed
    one, two = (read(one) for one in maths(answer(q, 1)))
    assert same(one, speed.subs(h, level))
    assert same(two, surface.subs(h, level))


@checks("xii-cc-growth")
def growth(q: Question) -> None:
    start, hours, later = ints(q.text.en)
    rate, number = (read(one.split(" = ")[-1]) for one in maths(answer(q, 2)))
    assert same(start * sp.exp(rate * hours), later)
    at = ints(q.parts[2].text.en)[0] if q.parts[2].text else 0
    assert same(start * sp.exp(rate * at), number)
    chosen = q.parts[2].alternative
    assert chosen
    assert same(start * sp.exp(rate * read(maths(chosen.answer.en)[1])), ints(chosen.text.en)[0])
