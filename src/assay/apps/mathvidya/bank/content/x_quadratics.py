"""Class X, Algebra: on-screen questions on quadratic equations and arithmetic progressions."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    GRASP,
    KNOW,
    THINK,
    USE,
    Topic,
    both,
    indian,
    ordinal,
    plus,
    poly,
    tex,
)
from assay.apps.mathvidya.bank.document import ClassLevel, Question, Unit

QUADRATICS = Topic(ClassLevel.X, Unit.ALGEBRA, "Quadratic equations")
AP = Topic(ClassLevel.X, Unit.ALGEBRA, "Arithmetic progressions")


def listed(first: int, step: int, count: int = 4) -> str:
    r"""`3, 7, 11, 15, \ldots`."""
    return ", ".join(str(first + n * step) for n in range(count)) + r", \ldots"


@template("x-quad-nature", variants=6)
def nature(draw: Draw) -> Question:
    kind = draw.turn(["two distinct real roots", "two equal real roots", "no real roots"])
    a, b, c = draw.whole(2, 5), draw.whole(-12, 12), draw.whole(1, 9)
    square = b * b - 4 * a * c
    fits = {
        "two distinct real roots": square > 0,
        "two equal real roots": square == 0,
        "no real roots": square < 0,
    }
    if not fits[kind] or b == 0:
        draw.again()
    return QUADRATICS.mcq(
        draw,
        KNOW,
        f"The quadratic equation ${poly([a, b, c])} = 0$ has",
        right=kind,
        wrong=[one for one in fits if one != kind] + ["more than two real roots"],
        why=rf"Its discriminant is $({b})^2 - 4 \times {a} \times {c} = {square}$.",
    )


@template("x-quad-equal-roots", variants=5)
def equal_roots(draw: Draw) -> Question:
    a, root = draw.turn([(1, 5), (4, 3), (9, 4), (2, 6), (3, 4)])
    c = a * root * root
    k = 2 * a * root
    return QUADRATICS.mcq(
        draw,
        GRASP,
        f"If the equation ${poly([a, 0, 0])} + kx + {c} = 0$ has two equal real roots, then $k$ is equal to",
        right=rf"$\pm {k}$",
        wrong=[rf"$\pm {k // 2}$", rf"$\pm {2 * k}$", f"${k}$ only"],
        why=rf"$k^2 - 4 \times {a} \times {c} = 0$ gives $k^2 = {k * k}$ and $k = \pm {k}$.",
    )


@template("x-quad-roots", variants=5)
def roots(draw: Draw) -> Question:
    a, p, q = draw.whole(2, 4), draw.whole(-7, 7), draw.whole(-6, 6)
    if p % a == 0 or q == 0 or p == 0 or abs(q) == abs(p):
        draw.again()
    one = Fraction(p, a)
    if one.denominator != a:
        draw.again()

    def pair(x: Fraction | int, y: Fraction | int) -> str:
        return f"${tex(Fraction(x))}$ and ${tex(Fraction(y))}$"

    return QUADRATICS.mcq(
        draw,
        KNOW,
        f"The roots of the quadratic equation ${poly([a, -p - a * q, p * q])} = 0$ are",
        right=pair(one, q),
        wrong=[pair(-one, -q), pair(-one, q), pair(one, -q)],
        why=f"It factorises as $({poly([a, -p])})({poly([1, -q])}) = 0$.",
    )


@template("x-quad-root-given", variants=5)
def root_given(draw: Draw) -> Question:
    root, b = draw.whole(2, 5), draw.whole(3, 9)
    a = draw.whole(2, 4)
    c = -(a * root * root - b * root)
    if c == 0 or abs(c) < 4:
        draw.again()
    return QUADRATICS.mcq(
        draw,
        KNOW,
        f"If $x = {root}$ is a root of the equation ${poly([a, -b, 0])} + k = 0$, then the value of $k$ is",
        right=f"${c}$",
        wrong=[f"${-c}$", f"${c + a}$", f"${-(a * root * root + b * root)}$"],
        why=f"${a} \\times {root * root} - {b} \\times {root} + k = 0$ gives $k = {c}$.",
    )


@template("x-quad-two-numbers", variants=5)
def two_numbers(draw: Draw) -> Question:
    small, gap = draw.whole(5, 14), draw.whole(2, 7)
    large = small + gap
    return QUADRATICS.mcq(
        draw,
        APPLY,
        f"The length of a rectangular rangoli is {gap} cm more than its breadth and its area is "
        f"{small * large} "
        r"cm$^2$. If the breadth is $x$ cm, the situation is represented by the equation",
        right=f"$x^2 + {gap}x - {small * large} = 0$",
        wrong=[
            f"$x^2 - {gap}x - {small * large} = 0$",
            f"$x^2 + {gap}x + {small * large} = 0$",
            f"$2x + {gap} = {small * large}$",
        ],
        why=f"The length is $x + {gap}$, so $x(x + {gap}) = {small * large}$.",
    )


@template("x-quad-sum-squares-roots", variants=5)
def sum_squares_roots(draw: Draw) -> Question:
    p, q = draw.whole(3, 9), draw.whole(2, 9)
    if p * p < 4 * q or p == q:
        draw.again()
    return QUADRATICS.mcq(
        draw,
        THINK,
        rf"If $\alpha$ and $\beta$ are the roots of $x^2 - {p}x + {q} = 0$, then "
        r"$\alpha^2 + \beta^2$ is equal to",
        right=f"${p * p - 2 * q}$",
        wrong=[f"${p * p}$", f"${p * p + 2 * q}$", f"${p * p - q}$"],
        why=rf"$(\alpha + \beta)^2 - 2\alpha\beta = {p}^2 - 2 \times {q} = {p * p - 2 * q}$.",
    )


@template("x-ap-nth-term", variants=5)
def nth_term(draw: Draw) -> Question:
    first, step, n = draw.whole(-9, 15), draw.whole(-7, 9), draw.whole(11, 30)
    if abs(step) < 2 or first == 0:
        draw.again()
    value = first + (n - 1) * step
    return AP.mcq(
        draw,
        KNOW,
        both(
            f"The {ordinal(n)} term of the AP ${listed(first, step)}$ is",
            f"समांतर श्रेढ़ी (AP) ${listed(first, step)}$ का {n}वाँ पद है",
        ),
        right=f"${value}$",
        wrong=[f"${value + step}$", f"${value - step}$", f"${first - (n - 1) * step}$"],
        why=rf"$a_{{{n}}} = {first} + ({n} - 1) \times ({step}) = {value}$.",
    )


@template("x-ap-which-term", variants=5)
def which_term(draw: Draw) -> Question:
    first, step, n = draw.whole(3, 20), draw.whole(3, 9), draw.whole(14, 40)
    value = first + (n - 1) * step
    return AP.mcq(
        draw,
        KNOW,
        both(
            f"Which term of the AP ${listed(first, step)}$ is {value}?",
            f"समांतर श्रेढ़ी (AP) ${listed(first, step)}$ का कौन-सा पद {value} है?",
        ),
        right=ordinal(n),
        wrong=[ordinal(n - 1), ordinal(n + 1), ordinal(n + step)],
        why=rf"${first} + (n - 1) \times {step} = {value}$ gives $n - 1 = {n - 1}$, so $n = {n}$.",
    )


@template("x-ap-difference-of-terms", variants=5)
def difference_of_terms(draw: Draw) -> Question:
    m, n, step = draw.whole(12, 25), draw.whole(4, 11), draw.whole(3, 9)
    gap = (m - n) * step
    if m - n == step:
        draw.again()
    return AP.mcq(
        draw,
        GRASP,
        f"In an AP, the difference $a_{{{m}}} - a_{{{n}}}$ is {gap}. The common difference of the AP is",
        right=f"${step}$",
        wrong=[f"${m - n}$", f"${-step}$", f"${gap}$"],
        why=rf"$a_{{{m}}} - a_{{{n}}} = ({m} - {n})d = {m - n}d = {gap}$, so $d = {step}$.",
    )


@template("x-ap-sum", variants=5)
def ap_sum(draw: Draw) -> Question:
    first, step, n = draw.whole(2, 12), draw.whole(2, 7), draw.turn([10, 12, 15, 20, 25])
    total = n * (2 * first + (n - 1) * step) // 2
    last = first + (n - 1) * step
    return AP.mcq(
        draw,
        GRASP,
        f"The sum of the first {n} terms of the AP ${listed(first, step)}$ is",
        right=f"${total}$",
        wrong=[f"${n * (first + last)}$", f"${last}$", f"${n * (2 * first + n * step) // 2 + n}$"],
        why=rf"$S_{{{n}}} = \frac{{{n}}}{{2}}\left[2 \times {first} + {n - 1} \times {step}\right] = "
        f"{total}$.",
    )


@template("x-ap-three-terms", variants=5)
def three_terms(draw: Draw) -> Question:
    k, a, b = draw.whole(2, 9), draw.whole(1, 6), draw.whole(1, 9)
    # k + a, 2k + b, 4k + c with 2(2k + b) = (k + a) + (4k + c), that is k = 2b - a - c
    c = 2 * b - a - k
    if c == 0:
        draw.again()
    return AP.mcq(
        draw,
        GRASP,
        f"If $k + {a}$, $2k + {b}$ and $4k {plus(c)}$ are three consecutive terms of an AP, then $k$ is "
        "equal to",
        right=f"${k}$",
        wrong=[
            f"${-k}$",
            f"${k + 1}$",
            f"${2 * b - a + c if 2 * b - a + c not in (k, -k, k + 1) else k + 3}$",
        ],
        why=rf"$2(2k + {b}) = (k + {a}) + (4k {plus(c)})$ gives $k = {k}$.",
    )


@template("x-ap-savings", variants=5)
def savings(draw: Draw) -> Question:
    first, step, n = draw.turn([(100, 50, 12), (200, 25, 10), (150, 30, 12), (500, 100, 8), (250, 40, 10)])
    total = n * (2 * first + (n - 1) * step) // 2
    return AP.mcq(
        draw,
        USE,
        f"Ravi puts ₹ {first} into his savings box in the first month and every month ₹ {step} more than in "
        "the "
        f"month before. The amount he has put in altogether after {n} months is",
        right=f"₹ {indian(total)}",
        wrong=[
            f"₹ {indian(first + (n - 1) * step)}",
            f"₹ {indian(total + n * step)}",
            f"₹ {indian(n * first)}",
        ],
        why=rf"The deposits form an AP: $\frac{{{n}}}{{2}}\left[2 \times {first} + {n - 1} \times "
        rf"{step}\right] "
        rf"= {total}$.",
    )


@template("x-ap-from-sum-formula", variants=5)
def from_sum_formula(draw: Draw) -> Question:
    a, b = draw.whole(2, 6), draw.whole(1, 7)
    return AP.mcq(
        draw,
        THINK,
        f"The sum of the first $n$ terms of an AP is ${poly([a, b, 0], 'n')}$. Its common difference is",
        right=f"${2 * a}$",
        wrong=[f"${a}$", f"${a + b}$", f"${3 * a + b}$"],
        why=f"$a_1 = S_1 = {a + b}$ and $a_2 = S_2 - S_1 = {3 * a + b}$, so $d = {2 * a}$.",
    )
