"""Class X, Algebra: questions of two and three marks."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    APPLY_WELL,
    GRASP,
    KNOW,
    THINK,
    USE,
    frac,
    ordinal,
    plus,
    poly,
    terms,
    tex,
)
from assay.apps.mathvidya.bank.content.x_algebra import PAIRS, POLYNOMIALS
from assay.apps.mathvidya.bank.content.x_quadratics import AP, QUADRATICS, listed
from assay.apps.mathvidya.bank.document import Question


@template("x-lin-solve", variants=5)
def solve_pair(draw: Draw) -> Question:
    x, y = draw.whole(-4, 6), draw.whole(-5, 5)
    a, b, c, d = draw.whole(2, 5), draw.whole(1, 4), draw.whole(1, 4), -draw.whole(2, 5)
    if 0 in (x, y) or a * d == b * c or x == y:
        draw.again()
    one, other = a * x + b * y, c * x + d * y
    det = a * d - b * c
    return PAIRS.vsa(
        KNOW,
        f"Solve for $x$ and $y$: ${terms((a, 'x'), (b, 'y'))} = {one}$ and ${terms((c, 'x'), (d, 'y'))} = "
        f"{other}$.",
        answer=f"$x = {x}$, $y = {y}$",
        steps=[
            (
                1,
                f"Eliminates one variable: multiplying by ${abs(d)}$ and ${b}$ and adding gives "
                f"${-det}x = {-det * x}$.",
            ),
            (0.5, f"$x = {x}$."),
            (0.5, f"$y = {y}$ by putting $x$ back."),
        ],
        other={
            "Substitution": [
                (
                    1,
                    "Expresses one variable by the other from one equation and puts it into the other "
                    "equation.",
                ),
                (1, f"$x = {x}$ and $y = {y}$."),
            ]
        },
    )


@template("x-poly-zeroes", variants=5)
def zeroes(draw: Draw) -> Question:
    a, p, q = draw.whole(2, 5), draw.whole(1, 5), draw.whole(-5, 6)
    if q == 0 or p % a == 0 or Fraction(p, a).denominator != a or Fraction(p, a) == q or p + a * q == 0:
        draw.again()
    coefficients = [a, -p - a * q, p * q]
    return POLYNOMIALS.vsa(
        KNOW,
        f"Find the zeroes of the quadratic polynomial ${poly(coefficients)}$.",
        answer=f"${frac(p, a)}$ and ${q}$",
        steps=[
            (1, f"Splits the middle term: ${poly(coefficients)} = ({poly([a, -p])})({poly([1, -q])})$."),
            (1, f"The zeroes are ${frac(p, a)}$ and ${q}$ ($\\frac{1}{2}$ mark for each)."),
        ],
    )


@template("x-quad-factorise", variants=5)
def factorise(draw: Draw) -> Question:
    root, k, r = draw.turn([(2, 1, 3), (3, 1, 2), (5, 1, 2), (2, 3, 1), (7, 1, 1)])
    # (x + k*sqrt)(sqrt*x + r) with sqrt = sqrt(root): sqrt x^2 + (r + k*root) x + k*r*sqrt
    middle, last = r + k * root, k * r
    s = rf"\sqrt{{{root}}}"
    head = "" if k == 1 else str(k)
    end = "" if last == 1 else str(last)
    return QUADRATICS.vsa(
        GRASP,
        f"Find the roots of the quadratic equation ${s}x^2 + {middle}x + {end}{s} = 0$ by factorisation.",
        answer=rf"$x = -{head}{s}$ and $x = -\frac{{{r}}}{{{s}}}$",
        steps=[
            (1, f"Splits the middle term: $(x + {head}{s})({s}x + {r}) = 0$."),
            (1, rf"$x = -{head}{s}$ or $x = -\frac{{{r}}}{{{s}}}$."),
        ],
    )


@template("x-ap-multiples", variants=5)
def multiples(draw: Draw) -> Question:
    k = draw.turn([7, 9, 11, 6, 13])
    low, high = draw.whole(5, 40), draw.whole(150, 400)
    if low % k == 0 or high % k == 0:
        draw.again()
    first, last = (low // k + 1) * k, high // k * k
    n = (last - first) // k + 1
    return AP.vsa(
        USE,
        f"How many multiples of {k} lie between {low} and {high}?",
        answer=f"${n}$",
        steps=[
            (1, f"They form the AP ${first}, {first + k}, \\ldots, {last}$ with common difference {k}."),
            (1, rf"${first} + (n - 1) \times {k} = {last}$ gives $n = {n}$."),
        ],
        typed=str(n),
    )


@template("x-ap-from-two-terms", variants=5)
def from_two_terms(draw: Draw) -> Question:
    a, d, m, n = draw.whole(-6, 12), draw.whole(-5, 6), draw.whole(3, 7), draw.whole(9, 16)
    if abs(d) < 2 or a == 0:
        draw.again()
    low, high = a + (m - 1) * d, a + (n - 1) * d
    return AP.vsa(
        KNOW,
        f"The {ordinal(m)} term of an AP is ${low}$ and its {ordinal(n)} term is ${high}$. Find its first "
        "term and "
        "common difference.",
        answer=f"$a = {a}$, $d = {d}$",
        steps=[
            (
                1,
                f"$a + {m - 1}d = {low}$ and $a + {n - 1}d = {high}$; subtracting, ${n - m}d = "
                f"{high - low}$.",
            ),
            (1, f"$d = {d}$ and $a = {a}$ ($\\frac{1}{2}$ mark for each)."),
        ],
    )


@template("x-poly-relation", variants=5)
def relation(draw: Draw) -> Question:
    a, p, c, q = draw.whole(2, 4), draw.whole(1, 5), draw.whole(2, 4), draw.whole(-5, -1)
    one, other = Fraction(p, a), Fraction(q, c)
    if one.denominator != a or other.denominator != c or one == -other:
        draw.again()
    b = [a * c, -(a * q + c * p), p * q]
    return POLYNOMIALS.sa(
        GRASP,
        f"Find the zeroes of the polynomial ${poly(b)}$ and verify the relationship between the zeroes and "
        "the "
        "coefficients.",
        answer=f"The zeroes are ${tex(one)}$ and ${tex(other)}$.",
        steps=[
            (1, f"Factorises: $({poly([a, -p])})({poly([c, -q])})$."),
            (0.5, f"Zeroes: ${tex(one)}$ and ${tex(other)}$."),
            (
                0.5,
                f"Sum: ${tex(one)} {plus(other)} = {tex(one + other)}$, "
                rf"and $-\frac{{b}}{{a}} = {tex(Fraction(-b[1], b[0]))}$.",
            ),
            (
                1,
                rf"Product: ${tex(one)} \times \left({tex(other)}\right) = {tex(one * other)}$, "
                rf"and $\frac{{c}}{{a}} = {tex(Fraction(b[2], b[0]))}$.",
            ),
        ],
    )


@template("x-poly-new-zeroes", variants=5)
def new_zeroes(draw: Draw) -> Question:
    s, p, k = draw.whole(-7, 8), draw.whole(-9, 9), draw.turn([2, 3, 2, 3, 4])
    if 0 in (s, p) or s * s - 4 * p <= 0 or abs(s) == 1:
        draw.again()
    plain = draw.variant % 2 == 0
    if plain:
        said, total, product = rf"{k}\alpha$ and ${k}\beta", k * s, k * k * p
        way = (rf"{k}(\alpha + \beta)", rf"{k * k}\alpha\beta")
    else:
        said, total, product = rf"\alpha + {k}$ and $\beta + {k}", s + 2 * k, p + k * s + k * k
        way = (rf"(\alpha + \beta) + {2 * k}", rf"\alpha\beta + {k}(\alpha + \beta) + {k * k}")
    if total == 0 or product == 0:
        draw.again()
    return POLYNOMIALS.sa(
        THINK,
        rf"If $\alpha$ and $\beta$ are the zeroes of the polynomial ${poly([1, -s, p])}$, find a quadratic "
        f"polynomial whose zeroes are ${said}$.",
        answer=f"${poly([1, -total, product])}$",
        steps=[
            (1, rf"$\alpha + \beta = {s}$ and $\alpha\beta = {p}$."),
            (0.5, f"Sum of the new zeroes: ${way[0]} = {total}$."),
            (0.5, f"Product of the new zeroes: ${way[1]} = {product}$."),
            (1, f"A polynomial: ${poly([1, -total, product])}$ (or any non-zero multiple)."),
        ],
    )


@template("x-lin-fraction", variants=5)
def fraction(draw: Draw) -> Question:
    x, y, a, b = draw.turn([(3, 7, 1, 2), (5, 9, 3, 1), (7, 11, 1, 3), (5, 13, 3, 2), (8, 13, 2, 3)])
    first, second = Fraction(x + a, y + a), Fraction(x, y + b)
    p, q = first.numerator, first.denominator
    r, s = second.numerator, second.denominator
    return PAIRS.sa(
        APPLY,
        f"A fraction becomes ${tex(first)}$ when {a} is added to both its numerator and its denominator, and "
        f"${tex(second)}$ when {b} is added to the denominator only. Find the fraction.",
        answer=rf"$\frac{{{x}}}{{{y}}}$",
        steps=[
            (
                1,
                rf"With the fraction $\frac{{x}}{{y}}$: $\frac{{x + {a}}}{{y + {a}}} = {tex(first)}$ and "
                rf"$\frac{{x}}{{y + {b}}} = {tex(second)}$.",
            ),
            (
                1,
                f"Writes them as ${terms((q, 'x'), (-p, 'y'))} = {p * a - q * a}$ and "
                f"${terms((s, 'x'), (-r, 'y'))} = {r * b}$.",
            ),
            (1, rf"Solves: $x = {x}$, $y = {y}$; the fraction is $\frac{{{x}}}{{{y}}}$."),
        ],
        typed=f"{x}/{y}",
    )


@template("x-lin-digits", variants=5)
def digits(draw: Draw) -> Question:
    tens, ones = draw.whole(1, 7), draw.whole(2, 9)
    if ones <= tens or tens + ones < 6:
        draw.again()
    number, gap = 10 * tens + ones, 9 * (ones - tens)
    return PAIRS.sa(
        APPLY,
        f"The sum of the digits of a two-digit number is {tens + ones}. The number obtained by reversing "
        "the order "
        f"of its digits is {gap} more than the number itself. Find the number.",
        answer=f"${number}$",
        steps=[
            (0.5, f"With tens digit $x$ and ones digit $y$: $x + y = {tens + ones}$."),
            (1, f"$10y + x = 10x + y + {gap}$, that is $y - x = {ones - tens}$."),
            (1, f"Solves: $x = {tens}$, $y = {ones}$."),
            (0.5, f"The number is {number}."),
        ],
        typed=str(number),
    )


@template("x-quad-consecutive", variants=5)
def consecutive(draw: Draw) -> Question:
    kind = draw.turn(["odd", "even", "odd", "even", "odd"])
    x = draw.whole(3, 10) * 2 + (1 if kind == "odd" else 0)
    total = x * x + (x + 2) ** 2
    half = (total - 4) // 2
    return QUADRATICS.sa(
        GRASP,
        f"The sum of the squares of two consecutive positive {kind} numbers is {total}. Find the numbers.",
        answer=f"${x}$ and ${x + 2}$",
        steps=[
            (1, f"With the numbers $x$ and $x + 2$: $x^2 + (x + 2)^2 = {total}$."),
            (0.5, f"Simplifies: $x^2 + 2x - {half} = 0$."),
            (1, f"Factorises: $(x - {x})(x + {x + 2}) = 0$."),
            (0.5, f"As $x$ is positive, $x = {x}$; the numbers are {x} and {x + 2}."),
        ],
    )


@template("x-quad-reciprocal-equation", variants=5)
def reciprocal_equation(draw: Draw) -> Question:
    r = draw.whole(3, 7)
    x = draw.turn([2, 3, 4, 5, 6])
    if x == r:
        draw.again()
    # 1/(x) - 1/(x + r) = r / (x (x + r))
    right = Fraction(r, x * (x + r))
    k = x * (x + r)
    return QUADRATICS.sa(
        GRASP,
        rf"Solve for $x$: $\frac{{1}}{{x}} - \frac{{1}}{{x + {r}}} = {tex(right)}$, where $x \ne 0, -{r}$.",
        answer=f"$x = {x}$ or $x = -{x + r}$",
        steps=[
            (1, rf"Combines the left side: $\frac{{{r}}}{{x(x + {r})}} = {tex(right)}$."),
            (1, f"Gets the quadratic equation $x^2 + {r}x - {k} = 0$."),
            (1, f"$(x - {x})(x + {x + r}) = 0$, so $x = {x}$ or $x = -{x + r}$."),
        ],
    )


@template("x-ap-sum-given", variants=5)
def sum_given(draw: Draw) -> Question:
    first, step, n = draw.whole(3, 12), draw.whole(2, 6), draw.whole(8, 16)
    last = first + (n - 1) * step
    total = n * (first + last) // 2
    return AP.sa(
        GRASP,
        f"The first term of an AP is {first}, its last term is {last} and the sum of all its terms is "
        f"{total}. "
        "Find the number of terms and the common difference.",
        answer=f"$n = {n}$, $d = {step}$",
        steps=[
            (1, rf"$\frac{{n}}{{2}}({first} + {last}) = {total}$."),
            (0.5, f"$n = {n}$."),
            (1, f"${first} + {n - 1}d = {last}$."),
            (0.5, f"$d = {step}$."),
        ],
    )


@template("x-ap-how-many-terms", variants=5)
def how_many_terms(draw: Draw) -> Question:
    d, n = draw.whole(2, 5), draw.whole(8, 15)
    first = draw.whole(20, 60)
    other = Fraction(2 * first + d, d) - n
    if other.denominator != 1 or other <= n or other > 40:
        draw.again()
    total = n * (2 * first - (n - 1) * d) // 2
    return AP.sa(
        APPLY_WELL,
        f"How many terms of the AP ${listed(first, -d, 3)}$ must be taken so that their sum is {total}? "
        "Explain the "
        "double answer.",
        answer=f"${n}$ or ${other}$ terms; the terms from the {ordinal(n + 1)} to the {ordinal(int(other))} "
        "add up "
        "to 0.",
        steps=[
            (1, rf"$\frac{{n}}{{2}}\left[{2 * first} - (n - 1) \times {d}\right] = {total}$."),
            (
                1,
                f"Gets ${poly([d, -(2 * first + d), 2 * total], 'n')} = 0$ and solves it: $n = {n}$ or $n = "
                f"{other}$.",
            ),
            (1, f"The terms from the {ordinal(n + 1)} to the {ordinal(int(other))} add up to zero."),
        ],
    )
