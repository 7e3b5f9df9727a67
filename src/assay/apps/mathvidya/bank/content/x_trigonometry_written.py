"""Class X, Trigonometry: written questions on ratios and identities."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    GRASP,
    GRASP_WELL,
    KNOW,
    THINK,
    USE,
    both,
    frac,
    tex,
)
from assay.apps.mathvidya.bank.content.x_trigonometry import HEIGHTS, RATIOS, TRIPLES
from assay.apps.mathvidya.bank.document import Question


@template("x-trig-evaluate", variants=5)
def evaluate(draw: Draw) -> Question:
    a, b, c, d = draw.whole(2, 6), draw.whole(2, 5), draw.whole(2, 6), draw.whole(1, 4)
    value = a * Fraction(1, 4) + b * 3 - Fraction(c, 2) + d
    return RATIOS.vsa(
        KNOW,
        both(
            rf"Evaluate: ${a}\cos^2 60^\circ + {b}\tan^2 60^\circ - {c}\sin^2 45^\circ + {d}\cot 45^\circ$.",
            rf"मान ज्ञात कीजिए: ${a}\cos^2 60^\circ + {b}\tan^2 60^\circ - {c}\sin^2 45^\circ + {d}\cot "
            r"45^\circ$",
        ),
        answer=f"${tex(value)}$",
        steps=[
            (
                1,
                rf"Puts the values: ${a} \times \frac{{1}}{{4}} + {b} \times 3 - {c} \times \frac{{1}}{{2}} "
                f"+ {d}$.",
            ),
            (1, f"$= {tex(value)}$."),
        ],
        typed=f"{value.numerator}/{value.denominator}" if value.denominator > 1 else str(value.numerator),
    )


@template("x-trig-two-angles", variants=6)
def two_angles(draw: Draw) -> Question:
    one, other, big, small = draw.turn(
        [
            (r"\sin(A + B) = 1", r"\cos(A - B) = \frac{\sqrt{3}}{2}", 90, 30),
            (r"\tan(A + B) = \sqrt{3}", r"\tan(A - B) = \frac{1}{\sqrt{3}}", 60, 30),
            (r"\sin(A + B) = \frac{\sqrt{3}}{2}", r"\sin(A - B) = \frac{1}{2}", 60, 30),
            (r"\cos(A + B) = 0", r"\tan(A - B) = \frac{1}{\sqrt{3}}", 90, 30),
            (r"\tan(A + B) = \sqrt{3}", r"\cos(A - B) = 1", 60, 0),
            (r"\cos(A + B) = \frac{1}{2}", r"\sin(A - B) = 0", 60, 0),
        ]
    )

    low = r"0^\circ < A + B \le 90^\circ" + ("$, $A > B$" if small else "$")
    a, b = (big + small) // 2, (big - small) // 2
    return RATIOS.vsa(
        GRASP,
        both(
            rf"If ${one}$ and ${other}$, where ${low}, find $A$ and $B$.",
            rf"यदि ${one}$ और ${other}$ है, जहाँ ${low}, तो $A$ और $B$ ज्ञात कीजिए।",
        ),
        answer=rf"$A = {a}^\circ$, $B = {b}^\circ$",
        steps=[
            (1, rf"$A + B = {big}^\circ$ and $A - B = {small}^\circ$."),
            (1, rf"$A = {a}^\circ$ and $B = {b}^\circ$."),
        ],
    )


@template("x-trig-from-ratio", variants=5)
def from_ratio(draw: Draw) -> Question:
    a, b, c = draw.turn(TRIPLES)
    value = Fraction(a, c) + Fraction(b, c)
    return RATIOS.vsa(
        KNOW,
        both(
            rf"In triangle $ABC$, right-angled at $B$, $AB = {b}$ cm and $BC = {a}$ cm. Find the value of "
            r"$\sin A + \cos A$.",
            rf"त्रिभुज $ABC$ में, जिसका कोण $B$ समकोण है, $AB = {b}$ cm और $BC = {a}$ cm है। $\sin A + \cos "
            "A$ का मान ज्ञात "
            "कीजिए।",
        ),
        answer=f"${tex(value)}$",
        steps=[
            (0.5, rf"$AC = \sqrt{{{b}^2 + {a}^2}} = {c}$ cm."),
            (1, rf"$\sin A = {frac(a, c)}$ and $\cos A = {frac(b, c)}$."),
            (0.5, f"Sum: ${tex(value)}$."),
        ],
        typed=f"{value.numerator}/{value.denominator}",
    )


@template("x-trig-kite", variants=5)
def kite(draw: Draw) -> Question:
    angle, height = draw.turn([(60, 45), (60, 60), (30, 40), (45, 50), (60, 75)])
    said, typed = {
        60: (rf"{2 * height // 3}\sqrt{{3}}", f"{2 * height // 3}*sqrt(3)"),
        30: (str(2 * height), str(2 * height)),
        45: (rf"{height}\sqrt{{2}}", f"{height}*sqrt(2)"),
    }[angle]
    return HEIGHTS.vsa(
        USE,
        both(
            f"At Uttarayan a kite flies at a height of {height} m above the ground. Its taut string makes "
            "an angle of "
            f"${angle}^\\circ$ with the level ground at the point where it is held. Find the length of the "
            "string.",
            f"उत्तरायण पर एक पतंग भूमि से {height} m की ऊँचाई पर उड़ रही है। तनी हुई डोर उस बिंदु पर, जहाँ "
            "उसे पकड़ा गया है, समतल "
            f"भूमि से ${angle}^\\circ$ का कोण बनाती है। डोर की लंबाई ज्ञात कीजिए।",
        ),
        answer=f"${said}$ m",
        steps=[
            (1, rf"$\sin {angle}^\circ = \frac{{{height}}}{{l}}$."),
            (1, f"$l = {said}$ m."),
        ],
        typed=typed,
    )


IDENTITIES = [
    (
        r"\frac{1 - \cos\theta}{1 + \cos\theta}",
        r"(\text{cosec}\,\theta - \cot\theta)^2",
        [
            r"Right side: $\left(\frac{1 - \cos\theta}{\sin\theta}\right)^2$.",
            r"$= \frac{(1 - \cos\theta)^2}{1 - \cos^2\theta}$.",
            r"Factorises $1 - \cos^2\theta$ and cancels $1 - \cos\theta$ to reach the left side.",
        ],
    ),
    (
        r"\frac{\cos\theta}{1 - \tan\theta} + \frac{\sin\theta}{1 - \cot\theta}",
        r"\sin\theta + \cos\theta",
        [
            r"$\frac{\cos^2\theta}{\cos\theta - \sin\theta} + \frac{\sin^2\theta}{\sin\theta - \cos\theta}$.",
            r"$= \frac{\cos^2\theta - \sin^2\theta}{\cos\theta - \sin\theta}$.",
            r"$= \cos\theta + \sin\theta$.",
        ],
    ),
    (
        r"\frac{\sin\theta}{1 + \cos\theta} + \frac{1 + \cos\theta}{\sin\theta}",
        r"2\,\text{cosec}\,\theta",
        [
            r"Common denominator: $\frac{\sin^2\theta + (1 + \cos\theta)^2}{\sin\theta(1 + \cos\theta)}$.",
            r"Numerator: $2 + 2\cos\theta$.",
            r"Cancels $1 + \cos\theta$: $\frac{2}{\sin\theta} = 2\,\text{cosec}\,\theta$.",
        ],
    ),
    (
        r"\frac{1 + \sec\theta}{\sec\theta}",
        r"\frac{\sin^2\theta}{1 - \cos\theta}",
        [
            r"Left side: $\frac{1}{\sec\theta} + 1 = 1 + \cos\theta$.",
            r"Right side: $\frac{1 - \cos^2\theta}{1 - \cos\theta}$.",
            r"$= 1 + \cos\theta$, so both sides agree.",
        ],
    ),
    (
        r"(\sin\theta + \text{cosec}\,\theta)^2 + (\cos\theta + \sec\theta)^2",
        r"7 + \tan^2\theta + \cot^2\theta",
        [
            r"Expands: $\sin^2\theta + \text{cosec}^2\theta + 2 + \cos^2\theta + \sec^2\theta + 2$.",
            r"$\sin^2\theta + \cos^2\theta = 1$.",
            r"$\text{cosec}^2\theta = 1 + \cot^2\theta$, $\sec^2\theta = 1 + \tan^2\theta$ give the right "
            "side.",
        ],
    ),
    (
        r"(\text{cosec}\,\theta - \sin\theta)(\sec\theta - \cos\theta)",
        r"\frac{1}{\tan\theta + \cot\theta}",
        [
            r"Left side: $\frac{\cos^2\theta}{\sin\theta} \cdot \frac{\sin^2\theta}{\cos\theta} = "
            r"\sin\theta\cos\theta$.",
            r"Right side: $\frac{1}{\frac{\sin^2\theta + \cos^2\theta}{\sin\theta\cos\theta}}$.",
            r"$= \sin\theta\cos\theta$, so both sides agree.",
        ],
    ),
    (
        r"\frac{\sin\theta - 2\sin^3\theta}{2\cos^3\theta - \cos\theta}",
        r"\tan\theta",
        [
            r"$\frac{\sin\theta(1 - 2\sin^2\theta)}{\cos\theta(2\cos^2\theta - 1)}$.",
            r"$1 - 2\sin^2\theta = 2\cos^2\theta - 1$ by $\sin^2\theta = 1 - \cos^2\theta$.",
            r"Cancels the equal factors: $\tan\theta$.",
        ],
    ),
    (
        r"\frac{\tan\theta}{1 - \cot\theta} + \frac{\cot\theta}{1 - \tan\theta}",
        r"1 + \sec\theta\,\text{cosec}\,\theta",
        [
            r"With $t = \tan\theta$: $\frac{t^2}{t - 1} - \frac{1}{t(t - 1)} = \frac{t^3 - 1}{t(t - 1)}$.",
            r"$= \frac{t^2 + t + 1}{t} = 1 + \tan\theta + \cot\theta$.",
            r"$\tan\theta + \cot\theta = \frac{1}{\sin\theta\cos\theta} = \sec\theta\,\text{cosec}\,\theta$.",
        ],
    ),
]
"""Left side, right side, and the steps of a proof."""


@template("x-trig-identity", variants=8)
def identity(draw: Draw) -> Question:
    left, right, steps = draw.turn(IDENTITIES)
    return RATIOS.sa(
        GRASP_WELL,
        f"Prove that, wherever both sides are defined, $${left} = {right}.$$",
        answer="Both sides reduce to the same expression.",
        steps=[(1, step) for step in steps],
    )


@template("x-trig-quadratic-value", variants=5)
def quadratic_value(draw: Draw) -> Question:
    a, b, c = draw.turn(TRIPLES)
    p, q = draw.whole(2, 4), draw.whole(2, 4)
    value = (p * Fraction(a, c) + q * Fraction(b, c)) / Fraction(a, b)
    return RATIOS.sa(
        GRASP,
        rf"If ${a}\cot\theta = {b}$ and $\theta$ is acute, find the values of $\sin\theta$ and $\cos\theta$, "
        rf"and hence evaluate $\frac{{{p}\sin\theta + {q}\cos\theta}}{{\tan\theta}}$.",
        answer=rf"$\sin\theta = {frac(a, c)}$, $\cos\theta = {frac(b, c)}$; value ${tex(value)}$",
        steps=[
            (0.5, rf"$\cot\theta = {frac(b, a)}$, so $\tan\theta = {frac(a, b)}$."),
            (1, rf"Hypotenuse ${c}k$: $\sin\theta = {frac(a, c)}$, $\cos\theta = {frac(b, c)}$."),
            (0.5, rf"Puts the values: numerator ${tex(p * Fraction(a, c) + q * Fraction(b, c))}$."),
            (1, f"Value ${tex(value)}$."),
        ],
    )


@template("x-trig-broken-tree", variants=5)
def broken_tree(draw: Draw) -> Question:
    where = draw.turn(["Cherrapunji", "Ratnagiri", "Munnar", "Puri", "Coorg"])
    d = draw.turn([6, 9, 12, 15, 18])
    up, slant = d // 3, 2 * d // 3
    return HEIGHTS.sa(
        APPLY,
        f"In a storm near {where}, a tree breaks and its upper part bends over so that its top touches the "
        "ground, making an "
        rf"angle of $30^\circ$ with it. The top touches the ground {d} m away from the foot of the tree. "
        "Find the height of "
        "the tree before it broke.",
        answer=rf"${d}\sqrt{{3}}$ m",
        steps=[
            (0.5, "A correct figure with the standing part, the broken part and the ground."),
            (1, rf"Standing part: ${d}\tan 30^\circ = {up}\sqrt{{3}}$ m."),
            (1, rf"Broken part: $\frac{{{d}}}{{\cos 30^\circ}} = {slant}\sqrt{{3}}$ m."),
            (0.5, rf"Height: ${up}\sqrt{{3}} + {slant}\sqrt{{3}} = {d}\sqrt{{3}}$ m."),
        ],
        typed=f"{d}*sqrt(3)",
    )


@template("x-trig-shadow-longer", variants=5)
def shadow_longer(draw: Draw) -> Question:
    what, more = draw.turn(
        [("tower", 40), ("temple flagpole", 24), ("water tank", 30), ("tree", 18), ("chimney", 60)]
    )
    return HEIGHTS.sa(
        THINK,
        rf"The shadow of a {what} on level ground is {more} m longer when the sun's altitude is $30^\circ$ "
        "than when it is "
        rf"$60^\circ$. Find the height of the {what}.",
        answer=rf"${more // 2}\sqrt{{3}}$ m",
        steps=[
            (1, r"With height $h$: the shadows are $h\sqrt{3}$ and $\frac{h}{\sqrt{3}}$."),
            (1, rf"$h\sqrt{{3}} - \frac{{h}}{{\sqrt{{3}}}} = {more}$."),
            (1, rf"$\frac{{2h}}{{\sqrt{{3}}}} = {more}$, so $h = {more // 2}\sqrt{{3}}$ m."),
        ],
        typed=f"{more // 2}*sqrt(3)",
    )
