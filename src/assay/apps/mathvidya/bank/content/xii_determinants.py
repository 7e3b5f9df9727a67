"""Class XII, algebra: determinants, inverses and systems of equations."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_matrices import square, times
from assay.apps.mathvidya.bank.content.xii_writing import (
    APPLY,
    APPLY_HARD,
    RECALL,
    UNDERSTAND,
    Pen,
    determinant,
    frac,
    matrix,
    signed,
    total,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.ALGEBRA)
SYSTEMS = "Systems of linear equations"
Cube = list[list[int]]


def det3(m: Cube) -> int:
    return sum(m[0][j] * (m[1][j - 2] * m[2][j - 1] - m[1][j - 1] * m[2][j - 2]) for j in range(3))


def adjoint3(m: Cube) -> Cube:
    return [
        [m[j - 2][i - 2] * m[j - 1][i - 1] - m[j - 2][i - 1] * m[j - 1][i - 2] for j in range(3)]
        for i in range(3)
    ]


def cube(draw: Draw, low: int = -3, high: int = 4) -> Cube:
    """Three rows of small numbers with a determinant that is neither 0 nor large."""
    rows = [[draw.whole(low, high) for _ in range(3)] for _ in range(3)]
    if (
        not 2 <= abs(det3(rows)) <= 40
        or sum(row.count(0) for row in rows) > 2
        or any(r[0] == 0 for r in rows)
    ):
        draw.again()
    return rows


def lines(rows: Cube, values: list[int]) -> str:
    equations = (
        total(*zip(row, "xyz", strict=True)) + f" = {value}" for row, value in zip(rows, values, strict=True)
    )
    return ", ".join(f"${one}$" for one in equations)


@template("xii-det-scalar", variants=6)
def scalar(draw: Draw) -> Question:
    order, k, value = draw.turn([(3, 2, 5), (3, 3, 4), (2, 5, 3), (3, -2, 7), (2, 4, 6), (3, -3, 2)])
    return PEN.mcq(
        draw,
        "Determinants",
        RECALL,
        f"If $A$ is a square matrix of order ${order}$ and $|A| = {value}$, then the value of $|{k}A|$ is",
        str(k**order * value),
        [str(k * value), str(k ** (order + 1) * value), str(k * order * value)],
        f"$|kA| = k^{{n}}|A|$: ${signed(k)}^{{{order}}} \\times {value} = {k**order * value}$.",
        hi=f"यदि $A$ कोटि ${order}$ का वर्ग आव्यूह है तथा $|A| = {value}$, तो $|{k}A|$ का मान है",
    )


@template("xii-det-adjoint", variants=6)
def adjoint(draw: Draw) -> Question:
    order, value = draw.turn([(3, 4), (3, -5), (4, 3), (3, 7), (4, -3), (3, -6)])
    wrong = [value, value**order, value * order]
    return PEN.mcq(
        draw,
        "Determinants",
        RECALL,
        rf"If $A$ is a square matrix of order ${order}$ with $|A| = {value}$, then $|\text{{adj }} A|$ "
        rf"equals",
        str(value ** (order - 1)),
        [str(one) for one in wrong],
        f"$|\\text{{adj }} A| = |A|^{{n - 1}} = {signed(value)}^{{{order - 1}}} = {value ** (order - 1)}$.",
        hi=rf"यदि $A$ कोटि ${order}$ का वर्ग आव्यूह है तथा $|A| = {value}$, तो $|\text{{adj }} A|$ बराबर है",
    )


@template("xii-det-singular", variants=6)
def singular(draw: Draw) -> Question:
    a, c, d, x = draw.whole(2, 6), draw.whole(2, 6), draw.whole(1, 7), draw.one_of([-6, -4, -3, 2, 3, 5, 7])
    if (d * (x + a)) % c or d * (x + a) == 0:
        draw.again()
    b = d * (x + a) // c
    rows: list[list[int | str]] = [[total((1, "x"), (a, "")), b], [c, d]]
    return PEN.mcq(
        draw,
        "Determinants",
        RECALL,
        f"If the matrix ${matrix(rows)}$ is singular, then the value of $x$ is",
        str(x),
        [str(-x), str(x + 2 * a), str(x + a)],
        f"${d}({total((1, 'x'), (a, ''))}) - {signed(b)} \\times {c} = 0$ gives $x = {x}$.",
        hi=f"यदि आव्यूह ${matrix(rows)}$ अव्युत्क्रमणीय है, तो $x$ का मान है",
    )


@template("xii-det-inverse", variants=6)
def inverse(draw: Draw) -> Question:
    a = square(draw, -3, 6)
    det = a[0][0] * a[1][1] - a[0][1] * a[1][0]
    if not 2 <= abs(det) <= 12:
        draw.again()
    adj = matrix([[a[1][1], -a[0][1]], [-a[1][0], a[0][0]]])
    slip = matrix([[a[0][0], -a[0][1]], [-a[1][0], a[1][1]]])
    turned = matrix([[a[1][1], a[0][1]], [a[1][0], a[0][0]]])
    if a[0][0] == a[1][1]:
        draw.again()
    return PEN.mcq(
        draw,
        "Determinants",
        UNDERSTAND,
        f"The inverse of the matrix ${matrix(a)}$ is",
        f"{frac(1, det)} {adj}",
        [f"{frac(1, det)} {slip}", f"{frac(1, det)} {turned}", f"{frac(-1, det)} {adj}"],
        f"The determinant is ${det}$ and the adjoint is ${adj}$.",
        hi=f"आव्यूह ${matrix(a)}$ का व्युत्क्रम है",
    )


@template("xii-det-area", variants=6)
def area(draw: Draw) -> Question:
    x, y, size = draw.whole(2, 7), draw.whole(2, 6), draw.whole(2, 9)
    k = Fraction(2 * size, y)
    if k.denominator != 1 or k == x:
        draw.again()
    right = rf"\pm {k}"
    return PEN.mcq(
        draw,
        "Area of a triangle",
        APPLY,
        f"The area of the triangle with vertices $(0, 0)$, $({x}, {y})$ and $(k, 0)$ is ${size}$ square "
        f"units. "
        "The values of $k$ are",
        right,
        [rf"\pm {frac(k, 2)}", rf"\pm {2 * k}", rf"\pm {x + k}"],
        f"$\\frac{{1}}{{2}}|{y}k| = {size}$, so $k = {right}$.",
        hi=f"शीर्षों $(0, 0)$, $({x}, {y})$ तथा $(k, 0)$ वाले त्रिभुज का क्षेत्रफल ${size}$ वर्ग इकाई है। $k$ के मान हैं",
    )


@template("xii-det-equation", variants=6)
def determinant_equation(draw: Draw) -> Question:
    x, a = draw.whole(3, 9), draw.whole(2, 5)
    b, c = draw.whole(1, 9), draw.whole(1, 8)
    d = draw.whole(1, 9)
    if x * x * 1 - a * b != c * d or x * x - c * d - a * b != 0:
        rest = x * x - a * b
        if rest <= 0 or rest % c or rest // c > 30:
            draw.again()
        d = rest // c
    left, right_ = determinant([["x", a], [b, "x"]]), determinant([[c, 0], [0, d]])
    return PEN.mcq(
        draw,
        "Determinants",
        UNDERSTAND,
        f"If ${left} = {right_}$, then the values of $x$ are",
        rf"\pm {x}",
        [rf"\pm {x * x}", rf"\pm {x + 1}", rf"\pm {abs(c * d - a * b) + x + 2}"],
        f"$x^{{2}} - {a * b} = {c * d}$, so $x^{{2}} = {x * x}$.",
        hi=f"यदि ${left} = {right_}$, तो $x$ के मान हैं",
    )


@template("xii-det-cofactor", variants=6)
def cofactor(draw: Draw) -> Question:
    rows = cube(draw)
    i, j = draw.turn([(0, 1), (1, 0), (1, 2), (2, 1), (0, 1), (1, 2)])
    value = adjoint3(rows)[j][i]
    if value == 0:
        draw.again()
    return PEN.mcq(
        draw,
        "Determinants",
        UNDERSTAND,
        f"The cofactor of the element in row ${i + 1}$ and column ${j + 1}$ of ${determinant(rows)}$ is",
        str(value),
        [str(-value), str(rows[i][j] * value), str(adjoint3(rows)[i][j])],
        f"The minor is ${-value}$ and $i + j$ is odd, so the cofactor is ${value}$.",
        hi=f"${determinant(rows)}$ की पंक्ति ${i + 1}$ तथा स्तंभ ${j + 1}$ के अवयव का सहखंड है",
    )


def solution_steps(rows: Cube, values: list[int], answer: list[int]) -> list[tuple[float, str]]:
    det, adj = det3(rows), matrix(adjoint3(rows))
    column, result = matrix([[v] for v in values]), matrix([[v] for v in answer])
    return [
        (0.5, f"The system is $AX = B$ with $A = {matrix(rows)}$, $B = {column}$."),
        (1, f"$|A| = {det} \\ne 0$, so the solution is $X = A^{{-1}}B$."),
        (2, f"$\\text{{adj }} A = {adj}$."),
        (0.5, f"$A^{{-1}} = {frac(1, det)} {adj}$."),
        (1, f"$X = {result}$, that is $x = {answer[0]}$, $y = {answer[1]}$, $z = {answer[2]}$."),
    ]


@template("xii-det-system", variants=6)
def system(draw: Draw) -> Question:
    rows = cube(draw)
    answer = [draw.one_of([-3, -2, -1, 1, 2, 3, 4]) for _ in range(3)]
    values = [sum(a * b for a, b in zip(row, answer, strict=True)) for row in rows]
    return PEN.la(
        SYSTEMS,
        UNDERSTAND,
        f"Solve the system of equations {lines(rows, values)} by the matrix method.",
        f"$x = {answer[0]}$, $y = {answer[1]}$, $z = {answer[2]}$",
        solution_steps(rows, values, answer),
    )


@template("xii-det-inverse-then-system", variants=6)
def inverse_then_system(draw: Draw) -> Question:
    rows = cube(draw)
    answer = [draw.one_of([-2, -1, 1, 2, 3]) for _ in range(3)]
    values = [sum(a * b for a, b in zip(row, answer, strict=True)) for row in rows]
    det, adj = det3(rows), adjoint3(rows)
    return PEN.la(
        SYSTEMS,
        UNDERSTAND,
        f"If $A = {matrix(rows)}$, find $A^{{-1}}$ and use it to solve the equations {lines(rows, values)}.",
        f"$A^{{-1}} = {frac(1, det)} {matrix(adj)}$; $x = {answer[0]}$, $y = {answer[1]}$, $z = {answer[2]}$",
        [
            (1, f"$|A| = {det}$, which is not $0$."),
            (2, f"$\\text{{adj }} A = {matrix(adj)}$ and $A^{{-1}} = {frac(1, det)} \\, \\text{{adj }} A$."),
            (0.5, f"The equations are $AX = B$ with $B = {matrix([[v] for v in values])}$."),
            (1.5, f"$X = A^{{-1}}B = {matrix([[v] for v in answer])}$."),
        ],
    )


@template("xii-det-product", variants=6)
def product_then_system(draw: Draw) -> Question:
    rows = cube(draw, -2, 4)
    det = det3(rows)
    adj = adjoint3(rows)
    answer = [draw.one_of([-2, -1, 1, 2, 3]) for _ in range(3)]
    values = [sum(a * b for a, b in zip(row, answer, strict=True)) for row in rows]
    return PEN.la(
        SYSTEMS,
        APPLY_HARD,
        f"Find the product of the matrices $P = {matrix(adj)}$ and $Q = {matrix(rows)}$. Use it to solve the "
        f"equations {lines(rows, values)}.",
        f"$PQ = {det}I$; $x = {answer[0]}$, $y = {answer[1]}$, $z = {answer[2]}$",
        [
            (1.5, f"$PQ = {matrix(times(adj, rows))} = {det}I$."),
            (1, f"Hence $Q^{{-1}} = {frac(1, det)}P$."),
            (0.5, f"The equations are $QX = B$ with $B = {matrix([[v] for v in values])}$."),
            (2, f"$X = Q^{{-1}}B = {frac(1, det)}PB = {matrix([[v] for v in answer])}$."),
        ],
    )


@template("xii-det-three-prices", variants=6)
def three_prices(draw: Draw) -> Question:
    goods = draw.turn(
        [
            ("rice", "dal", "sugar"),
            ("apples", "oranges", "grapes"),
            ("cement", "sand", "lime"),
            ("wheat", "maize", "barley"),
            ("onions", "potatoes", "tomatoes"),
            ("wool", "cotton", "jute"),
        ]
    )
    rows = [[draw.whole(1, 5) for _ in range(3)] for _ in range(3)]
    if not 2 <= abs(det3(rows)) <= 30:
        draw.again()
    answer = [draw.whole(2, 9) * 10 for _ in range(3)]
    values = [sum(a * b for a, b in zip(row, answer, strict=True)) for row in rows]
    bills = "; ".join(
        f"${row[0]}$ kg, ${row[1]}$ kg and ${row[2]}$ kg cost ${value}$ rupees"
        for row, value in zip(rows, values, strict=True)
    )
    return PEN.la(
        SYSTEMS,
        APPLY,
        f"Three families buy {goods[0]}, {goods[1]} and {goods[2]}, in this order: {bills}. Find the price "
        f"of one "
        "kilogram of each by the matrix method.",
        f"{goods[0]} ${answer[0]}$, {goods[1]} ${answer[1]}$, {goods[2]} ${answer[2]}$ rupees a kilogram",
        solution_steps(rows, values, answer),
    )
