"""Class X, Algebra: on-screen questions on polynomials and pairs of linear equations."""

from fractions import Fraction
from itertools import pairwise

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import Drawing, placed
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    BOTH_EXPLAINS,
    BOTH_ONLY,
    GRASP,
    KNOW,
    ONLY_ASSERTION,
    ONLY_REASON,
    THINK,
    USE,
    Topic,
    both,
    poly,
    terms,
    tex,
)
from assay.apps.mathvidya.bank.document import ClassLevel, Question, Unit

POLYNOMIALS = Topic(ClassLevel.X, Unit.ALGEBRA, "Polynomials")
PAIRS = Topic(ClassLevel.X, Unit.ALGEBRA, "Pair of linear equations in two variables")


@template("x-poly-from-sum-product", variants=5)
def from_sum_product(draw: Draw) -> Question:
    total, product = draw.whole(-7, 7), draw.whole(-12, 12)
    if abs(total) < 2 or abs(product) < 2 or total in (product, -product):
        draw.again()
    return POLYNOMIALS.mcq(
        draw,
        KNOW,
        both(
            f"A quadratic polynomial, the sum and the product of whose zeroes are ${total}$ and ${product}$ "
            "respectively, is",
            f"वह द्विघात बहुपद, जिसके शून्यकों का योग और गुणनफल क्रमशः ${total}$ और ${product}$ हैं, है",
        ),
        right=f"${poly([1, -total, product])}$",
        wrong=[
            f"${poly([1, total, product])}$",
            f"${poly([1, -product, total])}$",
            f"${poly([1, -total, -product])}$",
        ],
        why=f"It is $x^2 - ($sum$)x + $ product, that is ${poly([1, -total, product])}$.",
    )


@template("x-poly-given-zero", variants=5)
def given_zero(draw: Draw) -> Question:
    zero, other = draw.whole(2, 6), draw.whole(-7, 7)
    k = -(zero + other)
    if other in (0, zero, -zero) or k in (0, 1):
        draw.again()
    return POLYNOMIALS.mcq(
        draw,
        KNOW,
        both(
            f"If {zero} is a zero of the polynomial $x^2 + kx {'+' if other > 0 else '-'} "
            f"{abs(zero * other)}$, "
            "then the value of $k$ is",
            f"यदि {zero}, बहुपद $x^2 + kx {'+' if other > 0 else '-'} {abs(zero * other)}$ का एक शून्यक है, "
            "तो $k$ का मान है",
        ),
        right=f"${k}$",
        wrong=[f"${-k}$", f"${other}$", f"${zero - other}$"],
        why=f"Putting $x = {zero}$: ${zero * zero} + {zero}k + ({zero * other}) = 0$, so $k = {k}$.",
    )


@template("x-poly-graph-zeroes", variants=5)
def graph_zeroes(draw: Draw) -> Question:
    crossings = draw.turn([(70, 150, 230), (90, 210), (50, 120, 190, 260), (150,), (60, 110, 180, 230, 280)])
    sheet = Drawing(320, 200).line((10, 100), (310, 100)).line((160, 5), (160, 195))
    sheet.text((303, 84), "X").text((172, 184), "Y").text((152, 84), "O")
    ends = (25, *crossings, 297)
    points: list[tuple[float, float]] = []
    side = 1
    for left, right in pairwise(ends):
        last = right == ends[-1]
        height = 62 if not last and left != ends[0] else 75
        for step in range(9):
            share = step / 8
            bulge = share if last else 1 - share if left == ends[0] else 4 * share * (1 - share)
            points.append((left + (right - left) * share, 100 + side * height * bulge))
        side = -side
    sheet.path(*points)
    count = len(crossings)
    figure = sheet.figure(
        f"The graph of y = p(x): a curve that crosses the x-axis at {count} different "
        f"{'point' if count == 1 else 'points'} and does not touch it elsewhere."
    )
    wrong = [one for one in (count + 1, count - 1, count + 2, count + 3) if one >= 0][:3]
    return POLYNOMIALS.mcq(
        draw,
        KNOW,
        both(
            "The graph of $y = p(x)$ is shown, where $p(x)$ is a polynomial. The number of zeroes of $p(x)$ "
            "in the part shown is" + placed(figure),
            "चित्र में $y = p(x)$ का ग्राफ़ दिया गया है, जहाँ $p(x)$ एक बहुपद है। दर्शाए गए भाग में $p(x)$ "
            "के शून्यकों की संख्या है" + placed(figure),
        ),
        right=f"${count}$",
        wrong=[f"${one}$" for one in wrong],
        why=f"The graph meets the $x$-axis at {count} point{'' if count == 1 else 's'}; the $y$-axis does "
        "not "
        "matter.",
        figures=[figure],
        substitute=f"The graph of $y = p(x)$, where $p(x)$ is a polynomial, crosses the $x$-axis at the "
        "points whose "
        f"$x$-coordinates are {', '.join(str((one - 160) // 10) for one in crossings)}, and at no other "
        "point. "
        "The number of zeroes of $p(x)$ is",
    )


@template("x-poly-reciprocals", variants=5)
def reciprocals(draw: Draw) -> Question:
    a, b, c = draw.whole(2, 5), draw.whole(-11, 11), draw.whole(2, 9)
    if b * b < 4 * a * c or b % c == 0 or a == c or abs(b) in (a, c):
        draw.again()
    return POLYNOMIALS.mcq(
        draw,
        GRASP,
        rf"If $\alpha$ and $\beta$ are the zeroes of the polynomial ${poly([a, b, c])}$, then the value of "
        r"$\frac{1}{\alpha} + \frac{1}{\beta}$ is",
        right=f"${tex(Fraction(-b, c))}$",
        wrong=[f"${tex(Fraction(b, c))}$", f"${tex(Fraction(-b, a))}$", f"${tex(Fraction(-c, b))}$"],
        why=rf"$\frac{{\alpha + \beta}}{{\alpha\beta}} = "
        rf"\frac{{{tex(Fraction(-b, a))}}}{{{tex(Fraction(c, a))}}} "
        f"= {tex(Fraction(-b, c))}$.",
    )


@template("x-lin-kind-of-pair", variants=6)
def kind_of_pair(draw: Draw) -> Question:
    kind = draw.turn(["intersecting", "parallel", "coincident"])
    a, b, c, k = draw.whole(2, 6), -draw.whole(2, 7), draw.whole(3, 11), draw.whole(2, 4)
    if a == -b:
        draw.again()
    second = {"coincident": (k * a, k * b, k * c), "parallel": (k * a, k * b, k * c + draw.whole(1, 5))}
    d, e, f = second.get(kind, (k * a, -b, c + draw.whole(1, 5)))
    names = {
        "intersecting": "intersect at exactly one point",
        "parallel": "are parallel",
        "coincident": "are coincident",
    }
    ratios = rf"$\frac{{{a}}}{{{d}}}$, $\frac{{{b}}}{{{e}}}$ and $\frac{{{c}}}{{{f}}}$"
    reason = {
        "intersecting": "the first two differ, so the lines meet in one point",
        "parallel": "the first two agree and the third differs, so the lines are parallel",
        "coincident": "all three agree, so the two lines are one",
    }[kind]
    return PAIRS.mcq(
        draw,
        KNOW,
        f"The lines represented by the equations ${terms((a, 'x'), (b, 'y'))} = {c}$ and "
        f"${terms((d, 'x'), (e, 'y'))} = {f}$",
        right=names[kind],
        wrong=[name for other, name in names.items() if other != kind] + ["intersect at exactly two points"],
        why=f"Compare the ratios {ratios}: {reason}.",
    )


@template("x-lin-no-solution", variants=5)
def no_solution(draw: Draw) -> Question:
    a, b, times = draw.whole(2, 6), draw.whole(2, 7), draw.whole(2, 5)
    c, f = draw.whole(3, 12), draw.whole(3, 19)
    if f == times * c or a == b:
        draw.again()
    k = times * b
    return PAIRS.mcq(
        draw,
        GRASP,
        f"The pair of equations ${a}x + {b}y = {c}$ and ${times * a}x + ky = {f}$ has no solution when $k$ "
        "is "
        "equal to",
        right=f"${k}$",
        wrong=[f"${-k}$", f"${b}$", f"${times * a + b}$"],
        why=rf"No solution needs $\frac{{{a}}}{{{times * a}}} = \frac{{{b}}}{{k}} \ne \frac{{{c}}}{{{f}}}$, "
        "so "
        f"$k = {k}$.",
    )


@template("x-lin-sum-difference", variants=5)
def sum_difference(draw: Draw) -> Question:
    x, y = draw.whole(3, 12), draw.whole(2, 9)
    a, b = draw.whole(2, 5), draw.whole(2, 5)
    if x <= y or a == b:
        draw.again()
    one, other = a * x + b * y, b * x + a * y
    return PAIRS.mcq(
        draw,
        GRASP,
        f"If ${a}x + {b}y = {one}$ and ${b}x + {a}y = {other}$, then the value of $x + y$ is",
        right=f"${x + y}$",
        wrong=[f"${x - y}$", f"${one + other}$", f"${x + y + a}$"],
        why=rf"Adding: ${a + b}(x + y) = {one + other}$, so $x + y = {x + y}$.",
    )


@template("x-lin-coins", variants=5)
def coins(draw: Draw) -> Question:
    small, large = draw.turn([(2, 5), (5, 10), (2, 10), (1, 5), (5, 20)])
    m, n = draw.whole(8, 30), draw.whole(6, 25)
    if m == n:
        draw.again()
    total = small * m + large * n
    return PAIRS.mcq(
        draw,
        APPLY,
        f"Meera has only ₹ {small} and ₹ {large} coins in her purse. She has {m + n} coins worth ₹ {total} "
        "in "
        f"all. The number of ₹ {large} coins she has is",
        right=f"${n}$",
        wrong=[f"${m}$", f"${n + 2}$", f"${(m + n) // 2 if (m + n) // 2 not in (m, n, n + 2) else m + 1}$"],
        why=f"If all {m + n} coins were ₹ {small}, they would make ₹ {small * (m + n)}. Each ₹ {large} coin "
        "adds "
        f"₹ {large - small}, so there are ${total - small * (m + n)} \\div {large - small} = {n}$ of them.",
    )


@template("x-lin-ages", variants=5)
def ages(draw: Draw) -> Question:
    son, times, later = draw.whole(6, 16), draw.whole(3, 5), draw.whole(4, 15)
    father = times * son
    if not 28 <= father <= 60 or (father + later) % (son + later):
        draw.again()
    ratio = (father + later) // (son + later)
    said = {2: "twice", 3: "three times", 4: "four times"}.get(ratio) or draw.again()
    return PAIRS.mcq(
        draw,
        USE,
        f"A father is {times} times as old as his daughter today. After {later} years he will be {said} as "
        "old "
        "as she will be then. The father's present age (in years) is",
        right=f"${father}$",
        wrong=[f"${son}$", f"${father + later}$", f"${father - 2 * times}$"],
        why=f"With the daughter's age $x$: ${times}x + {later} = {ratio}(x + {later})$, so $x = {son}$ and "
        "the "
        f"father is ${father}$.",
    )


@template("x-lin-area", variants=5)
def line_area(draw: Draw) -> Question:
    a, b = draw.turn([(3, 4), (2, 5), (5, 6), (3, 8), (4, 7)])
    c = a * b * draw.whole(1, 2)
    across, up = c // a, c // b
    area = Fraction(across * up, 2)
    return PAIRS.mcq(
        draw,
        THINK,
        f"The line ${a}x + {b}y = {c}$ and the two coordinate axes form a triangle. Its area (in square "
        "units) is",
        right=f"${tex(area)}$",
        wrong=[f"${across * up}$", f"${across + up}$", f"${c}$" if c != across * up else f"${2 * c}$"],
        why=rf"The line meets the axes at $({across}, 0)$ and $(0, {up})$; the area is "
        rf"$\frac{{1}}{{2}} \times {across} \times {up} = {tex(area)}$.",
    )


@template("x-algebra-assertion", variants=6)
def assertion(draw: Draw) -> Question:
    said, reason, key, why = draw.turn(
        [
            (
                "The polynomial $x^2 + 4x + 7$ has no real zero.",
                "A quadratic polynomial whose discriminant is negative has no real zero.",
                BOTH_EXPLAINS,
                "The discriminant is $16 - 28 = -12 < 0$, so the reason applies.",
            ),
            (
                "The equations $2x + 3y = 5$ and $4x + 6y = 10$ have infinitely many solutions.",
                "Two lines which have the same slope never meet.",
                ONLY_ASSERTION,
                "The second equation is twice the first, so the lines coincide; lines of one slope may "
                "coincide.",
            ),
            (
                "The common difference of the AP $7, 4, 1, -2, \\ldots$ is $3$.",
                "The common difference of an AP is found by subtracting any term from the term that follows "
                "it.",
                ONLY_REASON,
                "$4 - 7 = -3$, so the common difference is $-3$.",
            ),
            (
                "The equation $4x^2 - 12x + 9 = 0$ has two equal real roots.",
                "The equation $ax^2 + bx + c = 0$, $a \\ne 0$, has equal roots when $b^2 = 4ac$.",
                BOTH_EXPLAINS,
                "$b^2 = 144 = 4 \\times 4 \\times 9$, so by the reason the roots are equal.",
            ),
            (
                "The sum of the first 20 natural numbers is 210.",
                "The $n$th term of an AP with first term $a$ and common difference $d$ is $a + (n - 1)d$.",
                BOTH_ONLY,
                "Both are true; the sum follows from $\\frac{n(n + 1)}{2}$, not from the formula of the "
                "$n$th term "
                "alone.",
            ),
            (
                "The sum of the zeroes of $2x^2 - 8x + 5$ is $-4$.",
                "The sum of the zeroes of $ax^2 + bx + c$, $a \\ne 0$, is $-\\frac{b}{a}$.",
                ONLY_REASON,
                "The sum is $-\\frac{-8}{2} = 4$.",
            ),
        ]
    )
    return Topic(ClassLevel.X, Unit.ALGEBRA, "Algebra").assertion(GRASP, said, reason, key, why)
