"""Class XII, algebra: matrices."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    APPLY,
    RECALL,
    UNDERSTAND,
    Pen,
    Portion,
    frac,
    matrix,
    signed,
    total,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.ALGEBRA)
Square = list[list[int]]


def square(draw: Draw, low: int = -4, high: int = 6) -> Square:
    """Two rows of two different from each other, no entry 0."""
    rows = [[draw.whole(low, high) for _ in range(2)] for _ in range(2)]
    if 0 in rows[0] + rows[1] or rows[0] == rows[1]:
        draw.again()
    return rows


def times(one: Square, two: Square) -> Square:
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*two, strict=True)]
        for row in one
    ]


@template("xii-mat-count", variants=6)
def count_matrices(draw: Draw) -> Question:
    m, n, k = draw.turn([(2, 2, 3), (2, 3, 2), (3, 3, 2), (2, 2, 5), (2, 3, 3), (3, 2, 4)])
    entries = ", ".join(str(x) for x in range(k))
    return PEN.mcq(
        draw,
        "Matrices",
        RECALL,
        f"The number of matrices of order ${m} \\times {n}$ with each entry one of ${entries}$ is",
        f"{k}^{{{m * n}}}",
        [
            f"{m * n}^{{{k}}}" if m * n != k else f"{k + 1}^{{{k}}}",
            f"{k}^{{{m + n}}}" if m + n != m * n else f"{k}^{{{m * n + 1}}}",
            f"{k * m * n}",
        ],
        f"Each of the ${m * n}$ places can be filled in ${k}$ ways.",
        hi=f"कोटि ${m} \\times {n}$ के ऐसे आव्यूहों की संख्या, जिनका प्रत्येक अवयव ${entries}$ में से एक हो, है",
    )


@template("xii-mat-entry", variants=6)
def entry_by_rule(draw: Draw) -> Question:
    p, q = draw.whole(2, 5), draw.whole(2, 6)
    i, j = draw.turn([(2, 3), (3, 2), (1, 3), (3, 1), (2, 1), (1, 2)])
    rule = total((p, "i"), (-q, "j"))
    value, other, plus, product_ = p * i - q * j, p * j - q * i, p * i + q * j, i * j
    return PEN.mcq(
        draw,
        "Matrices",
        RECALL,
        f"If $A = [a_{{ij}}]$ is a $3 \\times 3$ matrix with $a_{{ij}} = {rule}$, then $a_{{{i}{j}}}$ equals",
        str(value),
        [str(other), str(plus), str(product_)],
        f"$a_{{{i}{j}}} = {p} \\times {i} - {q} \\times {j} = {value}$.",
        hi=f"यदि $A = [a_{{ij}}]$ एक $3 \\times 3$ आव्यूह है जहाँ $a_{{ij}} = {rule}$, तो $a_{{{i}{j}}}$ बराबर है",
    )


@template("xii-mat-product-entry", variants=6)
def product_entry(draw: Draw) -> Question:
    a, b = square(draw), square(draw)
    i, j = draw.turn([(0, 1), (1, 0), (0, 0), (1, 1)])
    value = times(a, b)[i][j]
    return PEN.mcq(
        draw,
        "Matrices",
        RECALL,
        f"If $A = {matrix(a)}$ and $B = {matrix(b)}$, then the entry of $AB$ in row ${i + 1}$ and "
        f"column ${j + 1}$ is",
        str(value),
        [
            str(times(b, a)[i][j]),
            str(a[i][j] * b[i][j]),
            str(times(a, b)[j][i] if i != j else value + a[0][1]),
        ],
        f"Row ${i + 1}$ of $A$ times column ${j + 1}$ of $B$: "
        f"${a[i][0]} \\times {signed(b[0][j])} + {signed(a[i][1])} \\times {signed(b[1][j])} = {value}$.",
        hi=f"यदि $A = {matrix(a)}$ तथा $B = {matrix(b)}$, तो $AB$ की पंक्ति ${i + 1}$ और स्तंभ ${j + 1}$ का "
        f"अवयव है",
    )


@template("xii-mat-skew", variants=6)
def skew_entries(draw: Draw) -> Question:
    a, b, c = (draw.one_of([-7, -6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 7]) for _ in range(3))
    rows: list[list[int | str]] = [[0, a, "x"], ["y", 0, b], [c, "z", 0]]
    value = -c - a - b
    return PEN.mcq(
        draw,
        "Symmetric and skew symmetric matrices",
        UNDERSTAND,
        f"If the matrix ${matrix(rows)}$ is skew symmetric, then $x + y + z$ equals",
        str(value),
        [str(-value), str(c - a - b), str(a - b - c)],
        f"$x = {-c}$, $y = {-a}$, $z = {-b}$, so the sum is ${value}$.",
        hi=f"यदि आव्यूह ${matrix(rows)}$ विषम सममित है, तो $x + y + z$ बराबर है",
    )


@template("xii-mat-idempotent", variants=6)
def idempotent(draw: Draw) -> Question:
    power = draw.turn([2, 3, 2, 3, 4, 4])
    k = 2**power - 1
    offset = draw.turn([0, 0, 1, 3, 0, 5])
    taken = k - offset
    right = total((1, "I"), (offset, "A"))
    turned, alone = total((1, "I"), (-offset, "A")), total((offset, "A"))
    wrong = ["I", turned, alone] if offset else ["A", "I - A", f"{k}A"]
    return PEN.mcq(
        draw,
        "Matrices",
        ANALYSE,
        f"If $A$ is a square matrix such that $A^{{2}} = A$, then $(I + A)^{{{power}}} - {taken}A$ equals",
        right,
        wrong,
        f"Every power of $A$ is $A$, so $(I + A)^{{{power}}} = I + {k}A$; subtracting ${taken}A$ leaves "
        f"${right}$.",
        hi=f"यदि $A$ एक वर्ग आव्यूह है तथा $A^{{2}} = A$, तो $(I + A)^{{{power}}} - {taken}A$ बराबर है",
    )


@template("xii-mat-orders", variants=6)
def orders(draw: Draw) -> Question:
    m, n, k = draw.turn([(2, 3, 4), (3, 2, 5), (4, 3, 2), (3, 5, 2), (2, 4, 3), (5, 3, 4)])

    def order(p: int, q: int) -> str:
        return rf"{p} \times {q}"

    return PEN.mcq(
        draw,
        "Matrices",
        RECALL,
        f"$A$ is a matrix of order ${order(m, n)}$ and $B$ is such that $AB$ is of order ${order(m, k)}$. "
        "The order of $B'$, the transpose of $B$, is",
        order(k, n),
        [order(n, k), order(k, m), order(m, n)],
        f"$B$ has ${n}$ rows and ${k}$ columns, so $B'$ has order ${order(k, n)}$.",
        hi=f"$A$ कोटि ${order(m, n)}$ का आव्यूह है तथा आव्यूह $B$ ऐसा है कि $AB$ की कोटि ${order(m, k)}$ है। "
        "$B$ के परिवर्त $B'$ की कोटि है",
    )


@template("xii-mat-equation", variants=6)
def equation(draw: Draw) -> Question:
    x, y = draw.one_of([-4, -3, -2, 2, 3, 5]), draw.one_of([-5, -3, -2, 1, 2, 4])
    a, b, c, d = (draw.whole(1, 4) for _ in range(4))
    if a * d == b * c:
        draw.again()
    columns = matrix([[a], [c]]), matrix([[b], [d]])
    sum_ = matrix([[a * x + b * y], [c * x + d * y]])
    return PEN.vsa(
        "Matrices",
        RECALL,
        f"If $x {columns[0]} + y {columns[1]} = {sum_}$, find the value of $x + y$.",
        f"$x = {x}$, $y = {y}$, so $x + y = {x + y}$",
        [
            (
                0.5,
                f"${total((a, 'x'), (b, 'y'))} = {a * x + b * y}$ and ${total((c, 'x'), (d, 'y'))} = "
                f"{c * x + d * y}$.",
            ),
            (1, f"Solving, $x = {x}$ and $y = {y}$."),
            (0.5, f"$x + y = {x + y}$."),
        ],
        typed=str(x + y),
        hi=f"यदि $x {columns[0]} + y {columns[1]} = {sum_}$, तो $x + y$ का मान ज्ञात कीजिए।",
    )


@template("xii-mat-split", variants=6)
def split(draw: Draw) -> Question:
    a = square(draw, -5, 9)
    if a[0][1] == a[1][0]:
        draw.again()
    mean, half = Fraction(a[0][1] + a[1][0], 2), Fraction(a[0][1] - a[1][0], 2)
    even = matrix([[a[0][0], mean], [mean, a[1][1]]])
    skew = matrix([[0, half], [-half, 0]])
    return PEN.vsa(
        "Symmetric and skew symmetric matrices",
        UNDERSTAND,
        f"Express the matrix $A = {matrix(a)}$ as the sum of a symmetric and a skew symmetric matrix.",
        f"$A = {even} + {skew}$",
        [
            (1, rf"Symmetric part: $\frac{{1}}{{2}}(A + A') = {even}$."),
            (0.5, rf"Skew symmetric part: $\frac{{1}}{{2}}(A - A') = {skew}$."),
            (0.5, f"$A = {even} + {skew}$."),
        ],
        hi=f"आव्यूह $A = {matrix(a)}$ को एक सममित तथा एक विषम सममित आव्यूह के योग के रूप में व्यक्त कीजिए।",
    )


@template("xii-mat-quadratic", variants=6)
def quadratic(draw: Draw) -> Question:
    a = square(draw, -3, 5)
    trace, det = a[0][0] + a[1][1], a[0][0] * a[1][1] - a[0][1] * a[1][0]
    if det in {0, 1, -1} or trace == 0:
        draw.again()
    rule = total((1, "A^{2}"), (-trace, "A"), (det, "I"))
    back = matrix(
        [[Fraction(a[1][1], det), Fraction(-a[0][1], det)], [Fraction(-a[1][0], det), Fraction(a[0][0], det)]]
    )
    return PEN.sa(
        "Matrices",
        UNDERSTAND,
        f"If $A = {matrix(a)}$, show that ${rule} = O$, and hence find $A^{{-1}}$.",
        f"$A^{{-1}} = {back}$",
        [
            (1, f"$A^{{2}} = {matrix(times(a, a))}$."),
            (0.5, f"Adding the three matrices, ${rule} = O$."),
            (0.5, f"Multiplying by $A^{{-1}}$: ${total((1, 'A'), (-trace, 'I'), (det, 'A^{-1}'))} = O$."),
            (1, f"$A^{{-1}} = {frac(1, det)}({total((trace, 'I'), (-1, 'A'))}) = {back}$."),
        ],
    )


@template("xii-mat-case-shops", variants=6)
def case_shops(draw: Draw) -> Question:
    goods = draw.turn(
        [
            ("notebooks", "pens"),
            ("diyas", "candles"),
            ("mangoes", "guavas"),
            ("kites", "reels"),
            ("saplings", "pots"),
            ("masks", "caps"),
        ]
    )
    p, q = draw.whole(4, 12) * 5, draw.whole(2, 9) * 5
    rows = [[draw.whole(3, 9) for _ in range(2)] for _ in range(2)]
    det = rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0]
    if det in {0, 1, -1} or p == q:
        draw.again()
    sold = [row[0] * p + row[1] * q for row in rows]
    return PEN.case(
        "Matrices and determinants",
        APPLY,
        f"Two students sell {goods[0]} and {goods[1]} at a school fair. The first sells ${rows[0][0]}$ "
        f"{goods[0]} and "
        f"${rows[0][1]}$ {goods[1]} and takes ${sold[0]}$ rupees; the second sells ${rows[1][0]}$ "
        f"{goods[0]} and "
        f"${rows[1][1]}$ {goods[1]} and takes ${sold[1]}$ rupees. Let one of the {goods[0]} cost $x$ rupees "
        f"and one "
        f"of the {goods[1]} cost $y$ rupees.",
        Portion(
            1,
            "Write the information as a matrix equation $AX = B$.",
            f"${matrix(rows)} {matrix([['x'], ['y']])} = {matrix([[s] for s in sold])}$",
            [(1, f"${matrix(rows)} {matrix([['x'], ['y']])} = {matrix([[s] for s in sold])}$.")],
        ),
        Portion(
            1,
            "Find $|A|$ and say whether the equation has exactly one solution.",
            f"$|A| = {det}$; yes",
            [(0.5, f"$|A| = {det}$."), (0.5, "$|A| \\ne 0$, so there is exactly one solution.")],
        ),
        Portion(
            2,
            "Find $x$ and $y$ by the matrix method.",
            f"$x = {p}$, $y = {q}$",
            [
                (
                    1,
                    f"$A^{{-1}} = "
                    f"{frac(1, det)}{matrix([[rows[1][1], -rows[0][1]], [-rows[1][0], rows[0][0]]])}$.",
                ),
                (1, f"$X = A^{{-1}}B = {matrix([[p], [q]])}$."),
            ],
            (
                "Find $A^{2}$ and $A'$.",
                f"$A^{{2}} = {matrix(times(rows, rows))}$, $A' = {matrix(list(zip(*rows, strict=True)))}$",
                [
                    (1.5, f"$A^{{2}} = {matrix(times(rows, rows))}$."),
                    (0.5, f"$A' = {matrix(list(zip(*rows, strict=True)))}$."),
                ],
            ),
        ),
    )
