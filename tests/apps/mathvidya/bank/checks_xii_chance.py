"""The keys of class XII linear programming and probability, found again by counting."""

import re
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import sympy as sp
from scipy.optimize import linprog

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.reading_xii import (
    after,
    alternative,
    answer,
    answers,
    checks,
    ints,
    maths,
    only,
    only_true,
    read,
)

x, y = sp.symbols("x y")


def constraints(text: str) -> list[tuple[Any, Any, Any]]:
    """Rows (a, b, c) of ax + by ≤ c from the text; the other sense turned round."""
    rows = []
    for one in maths(text):
        found = re.fullmatch(r"(.*[xy].*) \\(le|ge) (\d+)", one)
        if found:
            sign = 1 if found[2] == "le" else -1
            rule = sp.expand(read(found[1]))
            rows.append((sign * rule.coeff(x), sign * rule.coeff(y), sign * int(found[3])))
    return rows


def best(objective: Any, rows: list[tuple[Any, Any, Any]], greatest: bool) -> float:
    sign = -1 if greatest else 1
    found = linprog(
        [sign * float(objective.coeff(x)), sign * float(objective.coeff(y))],
        A_ub=[[float(a), float(b)] for a, b, _ in rows],
        b_ub=[float(c) for _, _, c in rows],
    )
    assert found.status == 0
    return float(sign * found.fun)


def objective_of(text: str) -> Any:
    return sp.expand(read(text.split("Z = ")[1].split("$", maxsplit=1)[0]))


def pairs(text: str) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in re.findall(r"\((\d+), (\d+)\)", text)]


def agree(q: Question, worth: float, z: Any, rows: list[tuple[Any, Any, Any]]) -> None:
    (px, py), value = pairs(answer(q))[0], max(int(one) for one in maths(answer(q)) if one.isdigit())
    assert abs(worth - value) < 1e-6, q.source
    assert z.subs({x: px, y: py}) == value
    assert all(a * px + b * py <= c for a, b, c in rows)


@checks("xii-lp-greatest", "xii-lp-difference")
def corners(q: Question) -> None:
    z = objective_of(q.text.en)
    values = [z.subs({x: a, y: b}) for a, b in pairs(q.text.en)]
    only(q, max(values) if "maximum" in q.text.en else min(values))


@checks("xii-lp-two-corners")
def two_corners(q: Question) -> None:
    (a, b), (c, d) = pairs(q.text.en)
    p, s = sp.symbols("p q")

    def is_it(latex: str) -> bool:
        left, right = latex.split(" = ")
        ratio = sp.solve(read(left) - read(right), p)[0]
        return bool(sp.expand(a * ratio + b * s - c * ratio - d * s) == 0)

    only_true(q, is_it)


@checks("xii-lp-which-point")
def which_point(q: Question) -> None:
    a, b, c = constraints(q.text.en)[0]
    only_true(q, lambda latex: bool(a * pairs(latex)[0][0] + b * pairs(latex)[0][1] <= c))


@checks("xii-lp-read-region")
def read_region(q: Question) -> None:
    said = re.search(r"line through \((\d+), 0\) and \(0, (\d+)\) (\w+)", q.figures[0].alt)
    assert said
    a, b, below = int(said[1]), int(said[2]), said[3] == "towards"
    trials = [(m * a / 7, n * b / 7) for m, n in product(range(12), repeat=2) if m + n != 7]

    def is_it(latex: str) -> bool:
        p, s, c = constraints(f"${latex.split(',', maxsplit=1)[0]}$")[0]
        return all((p * u + s * v <= c) == ((u / a + v / b < 1) == below) for u, v in trials)

    only_true(q, is_it)


@checks("xii-lp-maximise", "xii-lp-minimise", "xii-lp-from-figure")
def solve_programme(q: Question) -> None:
    z = objective_of(q.text.en)
    rows = constraints(q.text.en) or constraints(answer(q))
    if "figure" in q.text.en:
        through = re.findall(r"\((\d+), 0\)\$ and \$\(0, (\d+)\)", q.text.en)
        assert {(Fraction(int(c / a)), Fraction(int(c / b))) for a, b, c in rows if a * b} == {
            (Fraction(int(one)), Fraction(int(two))) for one, two in through
        }
    agree(q, best(z, rows, "inimise" not in q.text.en), z, rows)


@checks("xii-lp-corner")
def corner(q: Question) -> None:
    one, two = [(a, b, c) for a, b, c in constraints(q.text.en) if a * b]
    found = sp.solve([one[0] * x + one[1] * y - one[2], two[0] * x + two[1] * y - two[2]], [x, y])
    assert pairs(answer(q)) == [(found[x], found[y])]
    assert q.parts[0].typed == str(found[x] + found[y])


@checks("xii-lp-workshop")
def workshop(q: Question) -> None:
    a, b, c, d, first, second, p, s = ints(q.text.en)
    rows = [(a, c, first), (b, d, second)]
    made = tuple(int(one) for one in maths(answer(q)))
    assert abs(best(p * x + s * y, rows, True) - made[2]) < 1e-6
    assert p * made[0] + s * made[1] == made[2]
    assert all(u * made[0] + v * made[1] <= w for u, v, w in rows)


@checks("xii-lp-diet")
def diet(q: Question) -> None:
    a, b, p, c, d, s, first, second = ints(q.text.en)
    rows = [(-a, -c, -first), (-b, -d, -second)]
    used = tuple(int(one) for one in maths(answer(q)))
    assert abs(best(p * x + s * y, rows, False) - used[2]) < 1e-6
    assert p * used[0] + s * used[1] == used[2]


def chances(text: str) -> list[Any]:
    return [read(one) for one in re.findall(r"\$(\\frac\{\d+\}\{\d+\})\$", text)]


@checks("xii-pr-conditional")
def conditional(q: Question) -> None:
    a, b, both = (int(10 * read(one.split(" = ")[1])) for one in maths(q.text.en)[:3])
    in_b = [n < both for n in range(b)]
    assert a >= both
    only(q, sp.Rational(sum(in_b), len(in_b)))


@checks("xii-pr-independent-union")
def union(q: Question) -> None:
    p, s = (read(one.split(" = ")[1]) for one in maths(q.text.en)[2:4])
    cells = [p if u else 1 - p for u in (1, 0)], [s if v else 1 - s for v in (1, 0)]
    only(q, sum(cells[0][u] * cells[1][v] for u, v in product((0, 1), repeat=2) if (u, v) != (1, 1)))


def table(text: str) -> dict[int, Any]:
    found = re.findall(r"P\(X = (\d+)\) = ([^$]+)\$", text)
    return {int(value): read(chance) for value, chance in found}


@checks("xii-pr-constant")
def constant(q: Question) -> None:
    k = sp.Symbol("k")
    rows = table(q.text.en)
    worth = sp.solve(sum(rows.values()) - 1, k)[0]
    only(q, sum(chance.subs(k, worth) for value, chance in rows.items() if value >= 2))


@checks("xii-pr-mean")
def mean(q: Question) -> None:
    rows = table(q.text.en)
    assert sum(rows.values()) == 1
    only(q, sum(value * chance for value, chance in rows.items()))


@checks("xii-pr-two-balls")
def two_balls(q: Question) -> None:
    red, black = ints(q.text.en)
    draws = list(combinations(range(red + black), 2))
    only(q, sp.Rational(sum(1 for one in draws if max(one) < red), len(draws)))


@checks("xii-pr-dice")
def dice(q: Question) -> None:
    wanted, face = ints(q.text.en)
    given = [one for one in product(range(1, 7), repeat=2) if sum(one) == wanted]
    answers(q, sp.Rational(sum(1 for one in given if face in one), len(given)))


def successes(each: list[Any]) -> dict[int, Any]:
    """The distribution of the number of independent successes."""
    found: dict[int, Any] = {}
    for outcome in product((0, 1), repeat=len(each)):
        chance = sp.prod([p if hit else 1 - p for p, hit in zip(each, outcome, strict=True)])
        found[sum(outcome)] = found.get(sum(outcome), 0) + chance
    return found


@checks("xii-pr-solve")
def solve_problem(q: Question) -> None:
    rows = successes(chances(q.text.en))
    answers(q, rows[1] + rows[2])


@checks("xii-pr-exactly-one")
def exactly_one(q: Question) -> None:
    rows = successes(chances(q.text.en))
    answers(q, rows[1], rows[1] + rows[2] + rows[3])


@checks("xii-pr-two-bags")
def two_bags(q: Question) -> None:
    r1, b1, r2, b2 = ints(q.text.en)
    whole = (r1 + b1) * (r2 + b2)
    reds = r1 * whole // (r1 + b1), r2 * whole // (r2 + b2)
    answers(q, sp.Rational(reds[0], sum(reds)))


@checks("xii-pr-distribution")
def distribution(q: Question) -> None:
    whole, bad = ints(q.text.en)
    draws = list(combinations(range(whole), 2))
    counts = [sum(1 for one in draws if sum(n < bad for n in one) == wanted) for wanted in range(3)]
    rows = [sp.Rational(count, len(draws)) for count in counts]
    answers(q, *rows, rows[1] + 2 * rows[2])


@checks("xii-pr-bar-graph")
def bar_graph(q: Question) -> None:
    bars = {
        int(value): sp.Rational(chance)
        for chance, value in re.findall(r"(0\.\d) over (\d)", q.figures[0].alt)
    }
    assert sum(bars.values()) == 1
    answers(q, sum(value * chance for value, chance in bars.items()), bars[4] / (bars[3] + bars[4]))
    assert q.substitute
    assert table(q.substitute.en) == bars


@checks("xii-pr-machines")
def machines(q: Question) -> None:
    shares, faults = ints(q.text.en)[:3], ints(q.text.en)[3:]
    items = [share * fault for share, fault in zip(shares, faults, strict=True)]
    asked = "ABC".index(after(q.text.en.replace("machine ", "machine $"), "that machine $")[0])
    answers(q, sp.Rational(sum(items), 10**4), sp.Rational(items[asked], sum(items)))


@checks("xii-pc-test")
def medical_test(q: Question) -> None:
    ill, catches, wrong = ints(q.text.en)
    right, false = ill * catches, (100 - ill) * wrong
    answers(q, 1 - sp.Rational(ill, 100))
    answers(q, 1 - sp.Rational(catches, 100), part=1)
    answers(q, sp.Rational(right + false, 10**4), part=2)
    assert read(maths(alternative(q))[0]) == sp.Rational(right, right + false)


@checks("xii-pc-routes")
def routes(q: Question) -> None:
    found = chances(q.text.en)
    late = [share * chance for share, chance in zip(found[:3], found[3:], strict=True)]
    answers(q, sum(late))
    answers(q, late[0] / sum(late), part=1)


@checks("xii-pc-driving")
def driving(q: Question) -> None:
    each = chances(q.text.en)
    rows = successes(each)
    answers(q, rows[2])
    answers(q, rows[0], part=1)
    answers(q, rows[1], rows[1] + 2 * rows[2], part=2)
    assert read(maths(alternative(q))[0]) == each[0] / (1 - rows[0])
