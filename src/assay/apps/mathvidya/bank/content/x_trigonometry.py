"""Class X, Trigonometry: on-screen questions and those of two marks."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
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
    frac,
    tex,
)
from assay.apps.mathvidya.bank.document import ClassLevel, Question, Unit

RATIOS = Topic(ClassLevel.X, Unit.TRIGONOMETRY, "Introduction to trigonometry")
HEIGHTS = Topic(ClassLevel.X, Unit.TRIGONOMETRY, "Heights and distances")
TRIPLES = [(3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29)]


@template("x-trig-other-ratio", variants=5)
def other_ratio(draw: Draw) -> Question:
    a, b, c = draw.turn(TRIPLES)
    given, value = draw.one_of([("sin", (a, c)), ("cos", (b, c)), ("tan", (a, b))])
    asked, right = draw.one_of([("sin", (a, c)), ("cos", (b, c)), ("tan", (a, b))])
    if asked == given:
        draw.again()
    wrong = [frac(x, y) for x, y in [(a, b), (a, c), (b, c), (b, a), (c, a)] if (x, y) not in (right, value)][
        :3
    ]
    return RATIOS.mcq(
        draw,
        KNOW,
        both(
            rf"If $\theta$ is an acute angle and $\{given} \theta = {frac(*value)}$, then $\{asked} \theta$ "
            "is equal to",
            rf"यदि $\theta$ एक न्यून कोण है और $\{given} \theta = {frac(*value)}$ है, तो $\{asked} \theta$ "
            "बराबर है",
        ),
        right=f"${frac(*right)}$",
        wrong=[f"${one}$" for one in wrong],
        why=rf"A right triangle with sides {a}, {b}, {c} has this angle, so $\{asked} \theta = "
        f"{frac(*right)}$.",
    )


@template("x-trig-value", variants=5)
def value_of(draw: Draw) -> Question:
    a, b, c = draw.whole(2, 8), draw.whole(2, 6), draw.whole(2, 8)
    value = Fraction(a, 4) + b - Fraction(3 * c, 4)
    if value == 0:
        draw.again()
    return RATIOS.mcq(
        draw,
        KNOW,
        both(
            rf"The value of ${a}\sin^2 30^\circ + {b}\tan^2 45^\circ - {c}\cos^2 30^\circ$ is",
            rf"${a}\sin^2 30^\circ + {b}\tan^2 45^\circ - {c}\cos^2 30^\circ$ का मान है",
        ),
        right=f"${tex(value)}$",
        wrong=[
            f"${tex(Fraction(3 * a, 4) + b - Fraction(c, 4))}$",
            f"${tex(Fraction(a, 2) + b - Fraction(c, 2))}$",
            f"${tex(Fraction(a, 4) + b + Fraction(3 * c, 4))}$",
        ],
        why=rf"$\sin 30^\circ = \frac{{1}}{{2}}$, $\tan 45^\circ = 1$, $\cos 30^\circ = "
        rf"\frac{{\sqrt{{3}}}}{{2}}$: "
        rf"${a} \times \frac{{1}}{{4}} + {b} - {c} \times \frac{{3}}{{4}} = {tex(value)}$.",
    )


@template("x-trig-find-angle", variants=6)
def find_angle(draw: Draw) -> Question:
    said, angle = draw.turn(
        [
            (r"2\sin 3A = \sqrt{3}", 20),
            (r"\sqrt{3}\tan 2A = 3", 30),
            (r"2\cos 4A = 1", 15),
            (r"\tan 3A = 1", 15),
            (r"\sqrt{2}\sin 5A = 1", 9),
            (r"\sqrt{3}\tan 3A = 1", 10),
        ]
    )
    pool = [one for one in (60, 45, 30, 20, 15, 10, 90) if one != angle]
    return RATIOS.mcq(
        draw,
        GRASP,
        both(
            rf"If ${said}$, where the angle in it is acute, then the value of $A$ is",
            rf"यदि ${said}$ है, जहाँ इसमें आया कोण न्यून कोण है, तो $A$ का मान है",
        ),
        right=rf"${angle}^\circ$",
        wrong=[rf"${one}^\circ$" for one in draw.mixed(pool)[:3]],
        why=rf"Dividing and comparing with the table of standard values gives $A = {angle}^\circ$.",
    )


@template("x-trig-simplify", variants=6)
def simplify(draw: Draw) -> Question:
    said, right, wrong, why = draw.turn(
        [
            (
                r"(1 + \tan^2\theta)(1 - \sin^2\theta)",
                "1",
                ["0", r"\tan^2\theta", r"\sec^2\theta"],
                r"It is $\sec^2\theta \cdot \cos^2\theta = 1$.",
            ),
            (
                r"(\sec^2\theta - 1)(\text{cosec}^2\theta - 1)",
                "1",
                ["0", "2", r"\sin^2\theta"],
                r"It is $\tan^2\theta \cdot \cot^2\theta = 1$.",
            ),
            (
                r"9\sec^2\theta - 9\tan^2\theta",
                "9",
                ["0", "1", "18"],
                r"It is $9(\sec^2\theta - \tan^2\theta) = 9$.",
            ),
            (
                r"\frac{1 + \tan^2\theta}{1 + \cot^2\theta}",
                r"\tan^2\theta",
                [r"\cot^2\theta", "1", r"\sec^2\theta"],
                r"It is $\frac{\sec^2\theta}{\text{cosec}^2\theta} = \tan^2\theta$.",
            ),
            (
                r"(\text{cosec}\,\theta - \cot\theta)(\text{cosec}\,\theta + \cot\theta)",
                "1",
                ["0", "-1", r"\text{cosec}^2\theta"],
                r"It is $\text{cosec}^2\theta - \cot^2\theta = 1$.",
            ),
            (
                r"\cos\theta\,\tan\theta",
                r"\sin\theta",
                [r"\cot\theta", r"\sec\theta", "1"],
                r"$\cos\theta \cdot \frac{\sin\theta}{\cos\theta} = \sin\theta$.",
            ),
        ]
    )
    return RATIOS.mcq(
        draw,
        GRASP,
        both(
            rf"For an acute angle $\theta$, the expression ${said}$ is equal to",
            rf"न्यून कोण $\theta$ के लिए, व्यंजक ${said}$ बराबर है",
        ),
        right=f"${right}$",
        wrong=[f"${one}$" for one in wrong],
        why=why,
    )


@template("x-trig-homogeneous", variants=5)
def homogeneous(draw: Draw) -> Question:
    a, b = draw.turn([(5, 4), (3, 4), (7, 5), (8, 3), (6, 5)])
    p, q = draw.whole(2, 5), draw.whole(2, 5)
    over, under = p * b - q * a, p * b + q * a
    if over == 0:
        draw.again()
    return RATIOS.mcq(
        draw,
        GRASP,
        both(
            rf"If ${a}\tan\theta = {b}$, then the value of "
            rf"$\frac{{{p}\sin\theta - {q}\cos\theta}}{{{p}\sin\theta + "
            rf"{q}\cos\theta}}$ is",
            rf"यदि ${a}\tan\theta = {b}$ है, तो "
            rf"$\frac{{{p}\sin\theta - {q}\cos\theta}}{{{p}\sin\theta + {q}\cos\theta}}$ का मान है",
        ),
        right=f"${frac(over, under)}$",
        wrong=[
            f"${frac(-over, under)}$",
            f"${frac(p * a - q * b, p * a + q * b)}$",
            f"${frac(under, over)}$",
        ],
        why=rf"Divide above and below by $\cos\theta$: with $\tan\theta = {frac(b, a)}$ the value is "
        f"${frac(over, under)}$.",
    )


@template("x-trig-sun", variants=5)
def sun(draw: Draw) -> Question:
    what = draw.turn(["pole", "tower", "tree", "minaret", "building"])
    height, shadow, angle = draw.turn(
        [
            (r"6", r"2\sqrt{3}", 60),
            (r"12", r"12", 45),
            (r"9", r"9\sqrt{3}", 30),
            (r"15", r"5\sqrt{3}", 60),
            (r"20", r"20\sqrt{3}", 30),
        ]
    )
    return HEIGHTS.mcq(
        draw,
        USE,
        both(
            f"A vertical {what} ${height}$ m high casts a shadow ${shadow}$ m long on level ground. The "
            "angle of elevation "
            "of the sun at that time is",
            f"समतल भूमि पर ${height}$ m ऊँची एक ऊर्ध्वाधर वस्तु की छाया ${shadow}$ m लंबी है। उस समय सूर्य "
            "का उन्नयन कोण है",
        ),
        right=rf"${angle}^\circ$",
        wrong=[rf"${one}^\circ$" for one in (30, 45, 60, 90) if one != angle],
        why=rf"$\tan\theta = \frac{{{height}}}{{{shadow}}} = \tan {angle}^\circ$.",
    )


@template("x-trig-ladder", variants=5)
def ladder(draw: Draw) -> Question:
    angle, foot = draw.turn([(60, 4), (60, 3), (60, 5), (45, 6), (45, 4)])
    right = {60: f"{2 * foot}", 45: rf"{foot}\sqrt{{2}}"}[angle]
    return HEIGHTS.mcq(
        draw,
        USE,
        both(
            f"A ladder leaning against a vertical wall makes an angle of ${angle}^\\circ$ with the level "
            "ground. Its foot is "
            f"{foot} m away from the wall. The length of the ladder is",
            f"ऊर्ध्वाधर दीवार के सहारे टिकी एक सीढ़ी समतल भूमि से ${angle}^\\circ$ का कोण बनाती है। सीढ़ी "
            f"का पाद दीवार से {foot} m "
            "दूर है। सीढ़ी की लंबाई है",
        ),
        right=f"${right}$ m",
        wrong=[
            rf"${foot}\sqrt{{3}}$ m",
            f"${frac(foot, 2)}$ m",
            rf"$\frac{{{2 * foot}}}{{\sqrt{{3}}}}$ m",
        ],
        why=rf"$\cos {angle}^\circ = \frac{{{foot}}}{{l}}$, so $l = {right}$ m.",
    )


@template("x-trig-sec-plus-tan", variants=5)
def sec_plus_tan(draw: Draw) -> Question:
    p = draw.turn([2, 3, 4, 5, 6])
    right = Fraction(2 * p, p * p + 1)
    return RATIOS.mcq(
        draw,
        THINK,
        both(
            rf"If $\sec\theta + \tan\theta = {p}$, then $\cos\theta$ is equal to",
            rf"यदि $\sec\theta + \tan\theta = {p}$ है, तो $\cos\theta$ बराबर है",
        ),
        right=f"${tex(right)}$",
        wrong=[
            f"${tex(Fraction(p * p - 1, p * p + 1))}$",
            f"${tex(1 / right)}$",
            f"${tex(Fraction(1, p))}$",
        ],
        why=rf"$\sec\theta - \tan\theta = \frac{{1}}{{{p}}}$, so $2\sec\theta = {p} + \frac{{1}}{{{p}}}$ and "
        rf"$\cos\theta = {tex(right)}$.",
    )


@template("x-trig-sum-squared", variants=5)
def sum_squared(draw: Draw) -> Question:
    p, q = draw.turn([(6, 5), (7, 5), (4, 3), (5, 4), (9, 7)])
    right = (Fraction(p * p, q * q) - 1) / 2
    return RATIOS.mcq(
        draw,
        APPLY,
        both(
            rf"If $\sin\theta + \cos\theta = {frac(p, q)}$, then $\sin\theta\cos\theta$ is equal to",
            rf"यदि $\sin\theta + \cos\theta = {frac(p, q)}$ है, तो $\sin\theta\cos\theta$ बराबर है",
        ),
        right=f"${tex(right)}$",
        wrong=[
            f"${tex(2 * right)}$",
            f"${tex(Fraction(p * p, q * q))}$",
            f"${tex((Fraction(p, q) - 1) / 2)}$",
        ],
        why=rf"Square: $1 + 2\sin\theta\cos\theta = {tex(Fraction(p * p, q * q))}$.",
    )


@template("x-trig-assertion", variants=5)
def assertion(draw: Draw) -> Question:
    said, reason, key, why = draw.turn(
        [
            (
                both(
                    r"For an acute angle $\theta$, $\sin\theta$ is never greater than 1.",
                    r"न्यून कोण $\theta$ के लिए $\sin\theta$ कभी 1 से अधिक नहीं होता।",
                ),
                both(
                    "In a right triangle the hypotenuse is the longest side.",
                    "समकोण त्रिभुज में कर्ण सबसे लंबी भुजा होती है।",
                ),
                BOTH_EXPLAINS,
                r"$\sin\theta$ is the opposite side divided by the hypotenuse, which is longer.",
            ),
            (
                both(
                    r"The value of $\tan 45^\circ + \cot 45^\circ$ is 2.",
                    r"$\tan 45^\circ + \cot 45^\circ$ का मान 2 है।",
                ),
                both(
                    r"$\sin^2\theta + \cos^2\theta = 1$ for every acute angle $\theta$.",
                    r"प्रत्येक न्यून कोण $\theta$ के लिए $\sin^2\theta + \cos^2\theta = 1$ होता है।",
                ),
                BOTH_ONLY,
                "Both are true; the values of $\\tan 45^\\circ$ and $\\cot 45^\\circ$ do not follow from "
                "the identity alone.",
            ),
            (
                both(
                    r"As an acute angle $\theta$ grows, $\tan\theta$ grows.",
                    r"न्यून कोण $\theta$ के बढ़ने पर $\tan\theta$ बढ़ता है।",
                ),
                both(
                    r"$\cos\theta$ grows as the acute angle $\theta$ grows.",
                    r"न्यून कोण $\theta$ के बढ़ने पर $\cos\theta$ बढ़ता है।",
                ),
                ONLY_ASSERTION,
                r"$\cos 0^\circ = 1$ and $\cos 90^\circ = 0$: the cosine falls.",
            ),
            (
                both(
                    r"$\sin(30^\circ + 60^\circ) = \sin 30^\circ + \sin 60^\circ$.",
                    r"$\sin(30^\circ + 60^\circ) = \sin 30^\circ + \sin 60^\circ$ है।",
                ),
                both(r"$\sin 90^\circ = 1$.", r"$\sin 90^\circ = 1$ है।"),
                ONLY_REASON,
                r"The right side of the assertion is $\frac{1 + \sqrt{3}}{2}$, which is not 1.",
            ),
            (
                both(
                    "When a person walks towards a tower, the angle of elevation of its top increases.",
                    "जब कोई व्यक्ति मीनार की ओर चलता है, तो उसके शिखर का उन्नयन कोण बढ़ता है।",
                ),
                both(
                    "The angle of elevation is measured from the horizontal through the eye upwards to the "
                    "line of sight.",
                    "उन्नयन कोण आँख से जाती क्षैतिज रेखा से ऊपर दृष्टि-रेखा तक मापा जाता है।",
                ),
                BOTH_ONLY,
                "Both are true; the growth follows from the ratio of height to distance, not from the "
                "definition alone.",
            ),
        ]
    )
    return RATIOS.assertion(GRASP, said, reason, key, why)
