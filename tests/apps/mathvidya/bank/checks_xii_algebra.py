"""The keys of class XII algebra, relations and functions, found again: by counting and by SymPy."""

import re
from itertools import combinations, permutations, product
from typing import Any

import sympy as sp

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.reading_xii import (
    after,
    alternative,
    answer,
    answers,
    checks,
    ints,
    maths,
    matrices,
    only,
    only_true,
    read,
    same,
    sides,
)

x, y, z, A = sp.symbols("x y z A")
UNIT = sp.Symbol("I")


@checks("xii-mat-count")
def count_matrices(q: Question) -> None:
    m, n = ints(maths(q.text.en)[0])
    only(q, len(ints(maths(q.text.en)[1])) ** (m * n))


@checks("xii-mat-entry")
def entry(q: Question) -> None:
    rule = read(q.text.en.split("a_{ij} = ")[1].split("$")[0])
    i, j = (int(one) for one in re.findall(r"a_\{(\d)(\d)\}", q.text.en)[0])
    only(q, rule.subs({sp.Symbol("i"): i, sp.Symbol("j"): j}))


@checks("xii-mat-product-entry")
def product_entry(q: Question) -> None:
    one, two = matrices(q.text.en)
    row, column = (int(n) for n in re.findall(r"(?:row|column) \$(\d)\$", q.text.en))
    only(q, (one * two)[row - 1, column - 1])


@checks("xii-mat-skew")
def skew(q: Question) -> None:
    matrix = matrices(q.text.en)[0]
    found = sp.solve(list(matrix + matrix.T), [x, y, z])
    only(q, found[x] + found[y] + found[z])


@checks("xii-mat-idempotent")
def idempotent(q: Question) -> None:
    power, taken = re.search(r"\(I \+ A\)\^\{(\d)\} - (\d+)A", q.text.en).groups()  # type: ignore[union-attr]
    trial, unit = sp.Matrix([[3, -6], [1, -2]]), sp.eye(2)
    assert trial**2 == trial
    worth = (unit + trial) ** int(power) - int(taken) * trial

    def equals(latex: str) -> bool:
        value = sp.expand(read(latex))
        return bool(value.coeff(A) * trial + value.coeff(UNIT) * unit == worth)

    only_true(q, equals)


@checks("xii-mat-orders")
def orders(q: Question) -> None:
    (m, n), (_, columns) = ints(maths(q.text.en)[1]), ints(maths(q.text.en)[4])
    only_true(q, lambda latex: ints(latex) == list(sp.zeros(n, columns).T.shape))
    assert (sp.zeros(m, n) * sp.zeros(n, columns)).shape == (m, columns)


@checks("xii-mat-equation")
def matrix_equation(q: Question) -> None:
    one, two, right = matrices(q.text.en)
    found = sp.solve(list(x * one + y * two - right), [x, y])
    answers(q, found[x], found[y], found[x] + found[y])


@checks("xii-mat-split")
def split(q: Question) -> None:
    whole, (even, odd) = matrices(q.text.en)[0], matrices(answer(q))
    assert even + odd == whole
    assert (even, -odd) == (even.T, odd.T)


@checks("xii-mat-quadratic")
def quadratic(q: Question) -> None:
    matrix, rule = matrices(q.text.en)[0], read(maths(q.text.en)[1].split(" = ")[0])
    parts = sp.Poly(rule.subs(UNIT, 1), A).all_coeffs()
    assert parts[0] * matrix**2 + parts[1] * matrix + parts[2] * sp.eye(2) == sp.zeros(2)
    assert matrices(answer(q))[0] * matrix == sp.eye(2)


@checks("xii-mat-case-shops")
def shops(q: Question) -> None:
    a, b, first, c, d, second = ints(q.text.en)
    matrix = sp.Matrix([[a, b], [c, d]])
    assert matrices(answer(q))[0] == matrix
    assert read(maths(answer(q, 1))[0].split(" = ")[1]) == matrix.det()
    found = matrix.LUsolve(sp.Matrix([first, second]))
    answers(q, *found, part=2)
    assert matrices(alternative(q)) == [matrix**2, matrix.T]


@checks("xii-det-scalar")
def scalar(q: Question) -> None:
    order, value, times = ints(q.text.en)
    only(q, (times * sp.diag(value, *([1] * (order - 1)))).det())


@checks("xii-det-adjoint")
def adjoint(q: Question) -> None:
    order, value = ints(q.text.en)
    only(q, sp.diag(value, *([1] * (order - 1))).adjugate().det())


@checks("xii-det-singular")
def singular(q: Question) -> None:
    only(q, sp.solve(matrices(q.text.en)[0].det(), x)[0])


def scaled(latex: str) -> Any:
    return read(latex.split(r"\begin", maxsplit=1)[0]) * matrices(latex)[0]


@checks("xii-det-inverse")
def inverse(q: Question) -> None:
    matrix = matrices(q.text.en)[0]
    only_true(q, lambda latex: scaled(latex) * matrix == sp.eye(2))


@checks("xii-det-area")
def area(q: Question) -> None:
    a, b = ints(maths(q.text.en)[1])
    size = ints(maths(q.text.en)[3])[0]

    def right(latex: str) -> bool:
        k = read(latex.removeprefix(r"\pm "))
        return bool(abs(sp.Matrix([[0, 0, 1], [a, b, 1], [k, 0, 1]]).det()) / 2 == size)

    only_true(q, right)


@checks("xii-det-equation")
def determinant_equation(q: Question) -> None:
    left, right = matrices(q.text.en)
    roots = set(sp.solve(left.det() - right.det(), x))
    only_true(q, lambda latex: {sign * read(latex.removeprefix(r"\pm ")) for sign in (1, -1)} == roots)


@checks("xii-det-cofactor")
def cofactor(q: Question) -> None:
    row, column = (int(n) for n in re.findall(r"(?:row|column) \$(\d)\$", q.text.en))
    only(q, matrices(q.text.en)[0].cofactor(row - 1, column - 1))


def solved(text: str) -> list[Any]:
    equations = [
        sides(one) for one in maths(text) if re.search(r"[xyz]", one) and " = " in one and "matrix" not in one
    ]
    found = sp.solve(equations, [x, y, z])
    return [found[one] for one in (x, y, z)]


@checks("xii-det-system", "xii-det-inverse-then-system", "xii-det-product")
def system(q: Question) -> None:
    found = [int(one.split(" = ")[1]) for one in maths(answer(q))[-3:]]
    assert found == solved(q.text.en), q.source
    given, said = matrices(q.text.en), answer(q)
    if said.startswith("$A^{-1}"):
        assert scaled(maths(said)[0].split(" = ")[1]) * given[0] == sp.eye(3)
    if said.startswith("$PQ"):
        assert given[0] * given[1] == read(maths(said)[0].split(" = ")[1]).coeff(UNIT) * sp.eye(3)


@checks("xii-det-three-prices")
def prices(q: Question) -> None:
    n = ints(q.text.en)
    rows = sp.Matrix([n[0:3], n[4:7], n[8:11]])
    answers(q, *rows.LUsolve(sp.Matrix([n[3], n[7], n[11]])))


WORDS = ("reflexive", "symmetric", "transitive")
Pairs = set[tuple[int, ...]]


def pairs_of(text: str) -> Pairs:
    return {(int(a), int(b)) for a, b in re.findall(r"\((\d+), (\d+)\)", text)}


def verdict(pairs: Pairs, members: range) -> tuple[bool, bool, bool]:
    return (
        all((one, one) in pairs for one in members),
        pairs == {(b, a) for a, b in pairs},
        {(a, d) for (a, b), (c, d) in product(pairs, pairs) if b == c} <= pairs,
    )


@checks("xii-rf-count-relations")
def count_relations(q: Question) -> None:
    m, n = ints(q.text.en)
    cells = m * n
    worth = (
        sum(1 for size in range(cells + 1) for _ in combinations(range(cells), size))
        if cells < 16
        else 2**cells
    )
    only(q, worth)


@checks("xii-rf-kind-of-relation")
def kind_of_relation(q: Question) -> None:
    found = verdict(pairs_of(maths(q.text.en)[0]), range(1, 4))

    def said(text: str) -> bool:
        if "equivalence" in text:
            return found == (True, True, True)
        plus, minus = re.split(" but not | but neither ", text)
        claims = [word in plus for word in ("reflexive", "symmetric", "transitive")]
        assert all(
            claim != (word in minus)
            for claim, word in zip(claims, ("reflexive", "symmetric", "transitive"), strict=True)
        )
        return tuple(claims) == found

    only_true(q, said)


@checks("xii-rf-class-size")
def class_size(q: Question) -> None:
    last, divisor, member = (ints(maths(q.text.en)[n])[-1] for n in (0, 2, 3))
    only(q, sum(1 for one in range(last + 1) if (one - member) % divisor == 0))


@checks("xii-rf-count-functions")
def count_functions(q: Question) -> None:
    m, n = ints(q.text.en)
    only(q, sum(1 for _ in permutations(range(n), m)))


@checks("xii-rf-kind-of-function")
def kind_of_function(q: Question) -> None:
    f = read(after(q.text.en, "f(x) = "))
    values = [f.subs(x, sp.Rational(n, 2)) for n in range(-24, 25)]
    one_one = len(set(values)) == len(values)
    onto = all((f.subs(x, sign * 10**4) * sp.sign(f.subs(x, 10**4))) * sign > 10**6 for sign in (1, -1))
    names = {
        (True, True): "one-one and onto",
        (True, False): "one-one but not onto",
        (False, True): "onto but not one-one",
        (False, False): "neither one-one nor onto",
    }
    only_true(q, lambda text: text == names[one_one, onto])


@checks("xii-rf-roster")
def roster(q: Question) -> None:
    rule = sides(q.text.en.split(" : ")[1].split(r"\}")[0])
    held = {(a, b) for a, b in product(range(1, 20), repeat=2) if rule.subs({x: a, y: b}) == 0}
    said = maths(answer(q))
    assert pairs_of(said[0]) == held
    assert set(ints(said[1])) == {a for a, _ in held}
    assert set(ints(said[2])) == {b for _, b in held}


def relation(rule: str, a: int, b: int) -> bool:
    """A rule of the bank's relations between a and b, read from its words."""
    n = ints(rule)
    if "divisible by x" in rule.replace(r"\text{ is divisible by }", "divisible by"):
        return b % a == 0
    if "multiple of" in rule or "is divisible by" in rule:
        return (a - b) % n[-1] == 0
    if rule.startswith("|x - y|"):
        return abs(a - b) <= n[-1]
    if "=" in rule:
        return bool(sides(rule).subs({x: a, y: b}) == 0)
    left, right = rule.split(r" \ge ")
    return bool((read(left) - read(right)).subs({x: a, y: b}) >= 0)


@checks("xii-rf-three-properties")
def three_properties(q: Question) -> None:
    last = ints(maths(q.text.en)[0])[-1]
    rule = q.text.en.split(r"A \times A : ")[1].split(r"\}$")[0]
    members = range(1, last + 1)
    found = verdict({(a, b) for a, b in product(members, repeat=2) if relation(rule, a, b)}, members)
    assert tuple(not one.startswith("not") for one in answer(q).split(", ")) == found, q.source


@checks("xii-rf-bijection")
def bijection(q: Question) -> None:
    hole, gap = (read(one) for one in re.findall(r"\\left\\\{(.*?)\\right", q.text.en))
    f = read(after(q.text.en, "f(x) = "))
    top, bottom = f.as_numer_denom()
    assert bottom.subs(x, hole) == 0 != top.subs(x, hole)
    assert sp.Poly(top, x).LC() / sp.Poly(bottom, x).LC() == gap
    assert f.subs(x, read(maths(answer(q))[2].split(" = ")[1])) == 0
    back = read(maths(q.parts[0].methods[0].steps[3].text.en)[2].split(" = ")[1])
    assert same(f.subs(x, back), y)


@checks("xii-rf-pairs-equivalence")
def pairs_equivalence(q: Question) -> None:
    last = ints(maths(q.text.en)[0])[-1]
    p, s = ints(maths(q.text.en)[-1])
    left, right = maths(q.text.en)[4].split(" = ")
    rule = read(left) - read(right)
    names = sp.symbols("a b c d")
    holds = sp.lambdify(names, rule)
    held = {cell for cell in product(range(1, last + 1), repeat=2) if holds(*cell, p, s) == 0}
    assert pairs_of(maths(answer(q))[1].split(" = ")[1]) == held


@checks("xii-rf-case-game")
def game(q: Question) -> None:
    last = ints(maths(q.text.en)[1])[-1]
    m = int(re.search(r"\$(\d+)\$ boards", q.text.en)[1])  # type: ignore[index]
    assert read(maths(answer(q))[0]) == 2 ** (m * last)
    assert int(maths(answer(q, 1))[0]) == sum(1 for _ in product(range(last), repeat=m))
    faces = range(1, last + 1)
    step = ints(maths(q.parts[2].text.en if q.parts[2].text else "")[1])[-1]
    held: Pairs = {(a, b) for a, b in product(faces, repeat=2) if (a - b) % step == 0}
    assert verdict(held, faces) == (True, True, True)
    assert int(maths(answer(q, 2))[0]) == len(held)
    divisors: Pairs = {(a, b) for a, b in product(faces, repeat=2) if b % a == 0}
    assert verdict(divisors, faces)[:2] == (True, False)
    assert int(maths(alternative(q))[0]) == len(divisors)


@checks("xii-rf-case-bus")
def fare(q: Question) -> None:
    rule = read(maths(q.text.en)[1].split(" = ")[1])
    paid = ints(q.parts[1].text.en)[0] if q.parts[1].text else 0
    assert rule.subs(x, int(maths(answer(q, 1))[0])) == paid


@checks("xii-itf-principal-value", "xii-itf-back-and-forth")
def principal_value(q: Question) -> None:
    formula = maths(q.text.en)[0]
    name, of = re.fullmatch(r"\\(\w+)\^\{-1\}\\left\((.*)\\right\)", formula).groups()  # type: ignore[union-attr]
    low, high = {"sin": (-0.5, 0.5), "cos": (0.0, 1.0), "tan": (-0.5, 0.5)}[name]
    function = {"sin": sp.sin, "cos": sp.cos, "tan": sp.tan}[name]

    def is_it(latex: str) -> bool:
        angle = read(latex)
        return low <= float(angle / sp.pi) <= high and same(function(angle), read(of))

    only_true(q, is_it)


@checks("xii-itf-domain")
def domain(q: Question) -> None:
    rule = read(q.text.en.split(r"\left(")[1].split(r"\right)")[0])
    ends = {sp.solve(rule - end, x)[0] for end in (-1, 1)}

    def is_it(latex: str) -> bool:
        low, high = latex.removeprefix(r"\left[").removesuffix(r"\right]").split(", ")
        return {read(low), read(high)} == ends and read(low) < read(high)

    only_true(q, is_it)


@checks("xii-itf-sum", "xii-itf-triangle")
def inverse_value(q: Question) -> None:
    answers(q, read(maths(q.text.en)[0]))
