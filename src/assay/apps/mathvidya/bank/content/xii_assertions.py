"""Class XII: assertion and reason, in all units."""

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_derivatives import SECOND, SLOPE
from assay.apps.mathvidya.bank.content.xii_writing import ANALYSE, Pen, matrix, poly, vector
from assay.apps.mathvidya.bank.document import Question, Unit


@template("xii-rf-assertions", variants=6)
def relations(draw: Draw) -> Question:
    n = draw.whole(3, 9)
    claim, reason, right, why = draw.turn(
        [
            (
                rf"The function $f : \mathbb{{R}} \to \mathbb{{R}}$, $f(x) = x^{{2}} + {n}$, is not one-one.",
                "A function is not one-one when two different elements of its domain have the same image.",
                "a",
                "$f(-1) = f(1)$ although $-1 \\ne 1$; this is what (R) says.",
            ),
            (
                f"The relation $R = \\{{(a, b) : a + b \\text{{ is even}}, \\; a, b \\in \\mathbb{{Z}}\\}}$ "
                f"contains $({n}, {n + 2})$ and is an equivalence relation.",
                "Every equivalence relation on a set $A$ contains $(a, a)$ for each $a \\in A$.",
                "b",
                "(A) is true, since $a + b$ is even exactly when both have the same parity. (R) is true, but "
                "reflexivity alone does not make a relation an equivalence.",
            ),
            (
                rf"$\sin^{{-1}}\left(\sin \frac{{{n * 2 - 1}\pi}}{{{n * 2}}}\right) = "
                rf"\frac{{\pi}}{{{n * 2}}}$.",
                r"$\sin^{-1}(\sin x) = x$ for every real number $x$.",
                "c",
                "(A) is true because $\\sin(\\pi - x) = \\sin x$; the identity in (R) holds only on "
                r"$\left[-\frac{\pi}{2}, \frac{\pi}{2}\right]$.",
            ),
            (
                f"The relation $R = \\{{(a, b) : a < b + {n}\\}}$ on the real numbers is symmetric.",
                f"For the relation $R = \\{{(a, b) : a < b + {n}\\}}$ on the real numbers, "
                "$(a, a) \\in R$ for every real $a$.",
                "d",
                f"$(0, {n}) \\in R$ but $({n}, 0) \\notin R$, so (A) is false; $a < a + {n}$, so (R) is "
                f"true.",
            ),
            (
                rf"The domain of $\cos^{{-1}}\left(\frac{{x}}{{{n}}}\right)$ is $[-{n}, {n}]$.",
                r"The domain of $\cos^{-1} x$ is $[-1, 1]$.",
                "a",
                f"$-1 \\le \\frac{{x}}{{{n}}} \\le 1$ gives $-{n} \\le x \\le {n}$, by (R).",
            ),
            (
                f"A one-one function from a set of ${n}$ elements to itself is onto.",
                "Every one-one function is onto.",
                "c",
                f"On a finite set ${n}$ different images fill the whole set; on infinite sets (R) fails, "
                "as $f(x) = 2x$ on the natural numbers shows.",
            ),
        ]
    )
    return Pen(Unit.RELATIONS_FUNCTIONS).assertion(
        "Relations and functions", ANALYSE, claim, reason, right, why
    )


@template("xii-det-assertions", variants=6)
def determinants(draw: Draw) -> Question:
    n = draw.whole(3, 9)
    return Pen(Unit.ALGEBRA).assertion(
        "Matrices and determinants",
        ANALYSE,
        *draw.turn(
            [
                (
                    f"If $A$ is a $3 \\times 3$ matrix with $|A| = {n}$, then $|2A| = {8 * n}$.",
                    "If $A$ is a square matrix of order $n$, then $|kA| = k^{n}|A|$.",
                    "a",
                    f"$2^{{3}} \\times {n} = {8 * n}$, by the rule in (R).",
                ),
                (
                    f"The determinant of a skew symmetric matrix of order ${2 * (n // 2) + 1}$ is $0$.",
                    "The diagonal entries of a skew symmetric matrix are $0$.",
                    "b",
                    "(A) follows from $|A'| = |A|$ and $|-A| = -|A|$ for odd order; (R) is true but a zero "
                    "diagonal alone does not make a determinant $0$.",
                ),
                (
                    f"The matrix ${matrix([[n, 2 * n], [1, 2]])}$ has no inverse.",
                    "A square matrix has an inverse exactly when all its entries are different from $0$.",
                    "c",
                    "Its determinant is $0$, so (A) is true; the condition is $|A| \\ne 0$, so (R) is false.",
                ),
                (
                    "For any two square matrices $A$ and $B$ of one order, $(A + B)^{2} = A^{2} + 2AB + "
                    "B^{2}$.",
                    f"For the matrices $A = {matrix([[1, n], [0, 1]])}$ and $B = "
                    f"{matrix([[1, 0], [n, 1]])}$, "
                    "$AB \\ne BA$.",
                    "d",
                    "$(A + B)^{2} = A^{2} + AB + BA + B^{2}$, and $AB$ need not equal $BA$; (R) gives such "
                    "a pair.",
                ),
                (
                    f"If $A^{{2}} = {n}A$ and $|A| \\ne 0$, then $A = {n}I$.",
                    "A matrix with a determinant different from $0$ has an inverse, by which an equation of "
                    "matrices may be multiplied.",
                    "a",
                    f"Multiplying $A^{{2}} = {n}A$ by $A^{{-1}}$ gives $A = {n}I$.",
                ),
                (
                    f"If $A$ and $B$ are of order $3$ with $|A| = {n}$ and $|B| = 2$, then $|AB| = {2 * n}$.",
                    "For square matrices of one order, $|A + B| = |A| + |B|$.",
                    "c",
                    "$|AB| = |A||B|$ makes (A) true; (R) fails, as $A = I$, $B = -I$ of order $2$ shows.",
                ),
            ]
        ),
    )


@template("xii-cd-assertions", variants=6)
def derivatives(draw: Draw) -> Question:
    n = draw.whole(2, 9)
    return Pen(Unit.CALCULUS).assertion(
        "Continuity and differentiability",
        ANALYSE,
        *draw.turn(
            [
                (
                    f"$f(x) = |x - {n}|$ is continuous at $x = {n}$.",
                    "Every function that is continuous at a point is differentiable there.",
                    "c",
                    f"The limit and the value at ${n}$ are both $0$; $f$ itself shows that (R) is false.",
                ),
                (
                    f"$f(x) = {poly(1, 0, n, 1)}$ is continuous at every real number.",
                    "A function that is differentiable at a point is continuous at that point.",
                    "a",
                    "A polynomial is differentiable everywhere, and (R) then gives its continuity.",
                ),
                (
                    f"$f(x) = |x - {n}|$ is differentiable at $x = {n}$.",
                    f"For $f(x) = |x - {n}|$ the left hand derivative at $x = {n}$ is $-1$.",
                    "d",
                    "The two one-sided derivatives are $-1$ and $1$, so (A) is false and (R) is true.",
                ),
                (
                    f"The derivative of $\\sin {n}x$ with respect to $x$ is ${n}\\cos {n}x$.",
                    f"The function $\\sin {n}x$ is continuous at every real number.",
                    "b",
                    "Both hold, but continuity does not give the derivative; the chain rule does.",
                ),
                (
                    f"If $y = e^{{{n}x}}$, then ${SECOND} = {n * n}y$.",
                    f"If $y = e^{{{n}x}}$, then ${SLOPE} = {n}y$.",
                    "a",
                    "Applying (R) twice gives (A).",
                ),
                (
                    rf"The function $f(x) = \frac{{x^{{2}} - {n * n}}}{{x - {n}}}$, $x \ne {n}$, with "
                    rf"$f({n}) = {n}$ is "
                    f"continuous at $x = {n}$.",
                    rf"$\lim_{{x \to {n}}} \frac{{x^{{2}} - {n * n}}}{{x - {n}}} = {2 * n}$.",
                    "d",
                    f"The limit is ${2 * n}$ but the value is ${n}$.",
                ),
            ]
        ),
    )


@template("xii-ad-assertions", variants=6)
def applications(draw: Draw) -> Question:
    n = draw.whole(2, 9)
    return Pen(Unit.CALCULUS).assertion(
        "Applications of derivatives",
        ANALYSE,
        *draw.turn(
            [
                (
                    f"$f(x) = x^{{3}} + {n}x$ is strictly increasing on the real numbers.",
                    "A function whose derivative is positive on an interval is strictly increasing there.",
                    "a",
                    f"$f'(x) = 3x^{{2}} + {n} > 0$, so (R) gives (A).",
                ),
                (
                    f"$f(x) = (x - {n})^{{3}}$ has neither a maximum nor a minimum at $x = {n}$.",
                    f"For $f(x) = (x - {n})^{{3}}$, $f'({n}) = 0$.",
                    "b",
                    "Both are true, but $f'(x) = 0$ alone does not show that there is no extreme value; the "
                    "sign "
                    "of $f'$ on both sides does.",
                ),
                (
                    f"$f(x) = (x - {n})^{{2}} + 1$ has the least value $1$.",
                    "A function has a least value at every point where its derivative is $0$.",
                    "c",
                    "(A) holds since a square is never negative; $x^{3}$ at $0$ shows that (R) is false.",
                ),
                (
                    f"$f(x) = \\frac{{{n}}}{{x}}$ is strictly increasing for $x > 0$.",
                    f"The derivative of $\\frac{{{n}}}{{x}}$ is $-\\frac{{{n}}}{{x^{{2}}}}$.",
                    "d",
                    "The derivative is negative, so the function decreases: (A) is false and (R) true.",
                ),
                (
                    f"When the side of a square is ${n}$ cm and grows at $1$ cm/s, its area grows at "
                    f"${2 * n}$ "
                    "square cm per second.",
                    "The derivative of the area of a square with respect to time is twice the side times the "
                    "rate of change of the side.",
                    "a",
                    f"By (R) the rate is $2 \\times {n} \\times 1 = {2 * n}$.",
                ),
                (
                    f"The function $f(x) = {n} - |x|$ has its greatest value at $x = 0$.",
                    "A function can have a greatest value only where its derivative is $0$.",
                    "c",
                    "$|x| \\ge 0$ makes (A) true, and $f$ has no derivative at $0$, so (R) is false.",
                ),
            ]
        ),
    )


@template("xii-ve-assertions", variants=6)
def vectors(draw: Draw) -> Question:
    n = draw.whole(2, 9)
    a, b = r"\vec{a}", r"\vec{b}"
    return Pen(Unit.VECTORS_3D).assertion(
        "Vectors and lines",
        ANALYSE,
        *draw.turn(
            [
                (
                    f"The vectors ${vector(1, n, 0)}$ and ${vector(n, -1, 3)}$ are perpendicular.",
                    "Two non-zero vectors are perpendicular exactly when their scalar product is $0$.",
                    "a",
                    f"$1 \\times {n} + {n} \\times (-1) + 0 = 0$, so (R) gives (A).",
                ),
                (
                    f"$|{a} \\times {b}|^{{2}} + ({a} \\cdot {b})^{{2}} = |{a}|^{{2}}|{b}|^{{2}}$ for any "
                    f"two vectors.",
                    f"${a} \\times {b} = -({b} \\times {a})$ for any two vectors.",
                    "b",
                    "(A) comes from $\\sin^{2}\\theta + \\cos^{2}\\theta = 1$, not from the change of sign.",
                ),
                (
                    rf"$\frac{{1}}{{{n}}}$, $\frac{{1}}{{{n}}}$, $\frac{{1}}{{{n}}}$ are not the direction "
                    rf"cosines of a line.",
                    "The sum of the direction cosines of a line is $1$.",
                    "c",
                    "It is the sum of their squares that is $1$: (R) is false, and "
                    rf"$\frac{{3}}{{{n * n}}} \ne 1$ makes (A) true.",
                ),
                (
                    rf"If ${a} \cdot {b} = {a} \cdot \vec{{c}}$ and ${a} \ne \vec{{0}}$, then ${b} = "
                    rf"\vec{{c}}$.",
                    f"For ${a} = \\hat{{i}}$, ${b} = {vector(1, n, 0)}$ and $\\vec{{c}} = "
                    f"{vector(1, 0, n)}$, "
                    rf"${a} \cdot {b} = {a} \cdot \vec{{c}}$.",
                    "d",
                    "(R) is true and shows that (A) is false.",
                ),
                (
                    rf"The lines $\frac{{x}}{{1}} = \frac{{y}}{{2}} = \frac{{z}}{{{n}}}$ and "
                    rf"$\frac{{x - 1}}{{2}} = \frac{{y}}{{4}} = \frac{{z}}{{{2 * n}}}$ are parallel.",
                    "Two distinct lines whose direction ratios are proportional are parallel.",
                    "a",
                    "The direction ratios are in the ratio $1 : 2$ and the lines are distinct.",
                ),
                (
                    f"If $|{a}| = {n}$ and $|{b}| = {n + 1}$, then $|{a} \\cdot {b}| \\le {n * n + n}$.",
                    f"For any two vectors, $|{a} \\cdot {b}| = |{a}||{b}|$.",
                    "c",
                    rf"$|{a} \cdot {b}| = |{a}||{b}||\cos\theta|$, so (A) is true and (R) false.",
                ),
            ]
        ),
    )


@template("xii-pr-assertions", variants=6)
def probability(draw: Draw) -> Question:
    n = draw.whole(3, 6)
    return Pen(Unit.PROBABILITY).assertion(
        "Probability",
        ANALYSE,
        *draw.turn(
            [
                (
                    f"If $A$ and $B$ are independent with $P(A) = \\frac{{1}}{{{n}}}$, then $P(A|B) = "
                    f"\\frac{{1}}{{{n}}}$, "
                    "where $P(B) \\ne 0$.",
                    "For independent events $P(A \\cap B) = P(A)P(B)$.",
                    "a",
                    "Dividing the equation of (R) by $P(B)$ gives (A).",
                ),
                (
                    f"If $P(A) = \\frac{{1}}{{{n}}}$, $P(B) = \\frac{{1}}{{2}}$ and $A \\subset B$, then "
                    f"$P(A|B) = \\frac{{2}}{{{n}}}$.",
                    "For every event $E$ of a sample space, $0 \\le P(E) \\le 1$.",
                    "b",
                    r"$P(A \cap B) = P(A)$ gives (A); (R) is true but does not explain it.",
                ),
                (
                    "Two mutually exclusive events of positive probability are not independent.",
                    f"If $P(A \\cap B) = 0$ and $P(A) = \\frac{{1}}{{{n}}}$, then $P(B) = 0$.",
                    "c",
                    "$P(A \\cap B) = 0 \\ne P(A)P(B)$, so (A) is true; exclusive events may both be "
                    "possible.",
                ),
                (
                    f"If $P(X = 1) = \\frac{{1}}{{{n}}}$ and $P(X = 2) = \\frac{{1}}{{{n}}}$, these two "
                    f"values always make up a whole "
                    "probability distribution.",
                    "The probabilities of a distribution add up to $1$.",
                    "d",
                    "The two add up to $1$ only when each is $\\frac{1}{2}$.",
                ),
                (
                    f"A coin is tossed ${n + 1}$ times. Given that the first toss is a head, the "
                    f"probability of all heads is "
                    f"$\\frac{{1}}{{{2**n}}}$.",
                    "$P(A|B) = \\frac{P(A \\cap B)}{P(B)}$ if $P(B) \\ne 0$.",
                    "a",
                    f"$\\frac{{1}}{{{2 ** (n + 1)}}} \\div \\frac{{1}}{{2}} = \\frac{{1}}{{{2**n}}}$, by "
                    f"(R).",
                ),
                (
                    f"If $P(A|B) = \\frac{{1}}{{{n + 1}}}$, then $P(A'|B) = \\frac{{{n}}}{{{n + 1}}}$.",
                    "$P(A|B) + P(A|B') = 1$ for any two events with $0 < P(B) < 1$.",
                    "c",
                    "$P(A|B) + P(A'|B) = 1$ gives (A); the sum in (R) need not be $1$.",
                ),
            ]
        ),
    )
