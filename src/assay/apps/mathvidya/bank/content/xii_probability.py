"""Class XII, probability: conditional probability, independence, Bayes' theorem and distributions."""

from fractions import Fraction
from itertools import product
from math import comb

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_figures import Plot
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    APPLY,
    RECALL,
    UNDERSTAND,
    Pen,
    frac,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.PROBABILITY)
CONDITIONAL = "Conditional probability"
INDEPENDENT = "Independent events"
BAYES = "Bayes' theorem"
DISTRIBUTION = "Probability distributions"
TENTH = Fraction(1, 10)


@template("xii-pr-conditional", variants=6)
def conditional(draw: Draw) -> Question:
    a, b = draw.whole(3, 8), draw.whole(3, 8)
    both = draw.whole(1, min(a, b) - 1)
    if a == b or a + b - both > 10 or a * b == 10 * both:
        draw.again()
    return PEN.mcq(
        draw,
        CONDITIONAL,
        RECALL,
        rf"If $P(A) = {frac(a * TENTH)}$, $P(B) = {frac(b * TENTH)}$ and $P(A \cap B) = "
        rf"{frac(both * TENTH)}$, then "
        "$P(A|B)$ is",
        frac(both, b),
        [frac(both, a), frac(both * b, 100), frac(b - both, b) if 2 * both != b else frac(a, 10)],
        rf"$P(A|B) = \frac{{P(A \cap B)}}{{P(B)}} = {frac(both, b)}$.",
        hi=rf"यदि $P(A) = {frac(a * TENTH)}$, $P(B) = {frac(b * TENTH)}$ तथा $P(A \cap B) = "
        rf"{frac(both * TENTH)}$, तो "
        "$P(A|B)$ है",
    )


@template("xii-pr-independent-union", variants=6)
def independent_union(draw: Draw) -> Question:
    fifths, quarters = draw.turn([(2, 2), (1, 3), (3, 1), (4, 2), (2, 3), (3, 2)])
    p, q = Fraction(fifths, 5), Fraction(quarters, 4)
    value = p + q - p * q
    return PEN.mcq(
        draw,
        INDEPENDENT,
        RECALL,
        f"$A$ and $B$ are independent events with $P(A) = {frac(p)}$ and $P(B) = {frac(q)}$. Then $P(A "
        f"\\cup B)$ is",
        frac(value),
        [frac(p * q), frac((1 - p) * (1 - q)), frac(p + q - 2 * p * q)],
        f"$P(A) + P(B) - P(A)P(B) = {frac(value)}$.",
        hi=f"$A$ तथा $B$ स्वतंत्र घटनाएँ हैं, जहाँ $P(A) = {frac(p)}$ तथा $P(B) = {frac(q)}$। तब $P(A \\cup B)$ है",
    )


@template("xii-pr-constant", variants=6)
def constant(draw: Draw) -> Question:
    weights = [draw.whole(1, 6) for _ in range(4)]
    sum_ = sum(weights)
    if len(set(weights)) < 3:
        draw.again()
    row = ", ".join(f"$P(X = {x}) = {'' if w == 1 else w}k$" for x, w in enumerate(weights))
    return PEN.mcq(
        draw,
        DISTRIBUTION,
        UNDERSTAND,
        f"A random variable $X$ takes only the values $0, 1, 2, 3$, with {row}. Then $P(X \\ge 2)$ is",
        frac(weights[2] + weights[3], sum_),
        [frac(weights[3], sum_), frac(sum(weights[1:]), sum_), frac(1, sum_)],
        f"${sum_}k = 1$, so $P(X \\ge 2) = {weights[2] + weights[3]}k = "
        f"{frac(weights[2] + weights[3], sum_)}$.",
    )


@template("xii-pr-mean", variants=6)
def mean(draw: Draw) -> Question:
    weights = draw.mixed([1, 2, 3, 4])
    values_ = sorted(draw.mixed(range(10))[:4])
    value = sum((Fraction(x * w, 10) for x, w in zip(values_, weights, strict=True)), Fraction(0))
    plain = Fraction(sum(values_), 4)
    square = sum((Fraction(x * x * w, 10) for x, w in zip(values_, weights, strict=True)), Fraction(0))
    row = ", ".join(f"$P(X = {x}) = {frac(w, 10)}$" for x, w in zip(values_, weights, strict=True))
    return PEN.mcq(
        draw,
        DISTRIBUTION,
        RECALL,
        f"A random variable $X$ has the distribution {row}. The mean of $X$ is",
        frac(value),
        [frac(plain), frac(square), frac(value / 4)],
        f"The sum of the products of value and probability is ${frac(value)}$.",
    )


@template("xii-pr-two-balls", variants=6)
def two_balls(draw: Draw) -> Question:
    red, black = draw.turn([(5, 4), (6, 5), (6, 3), (8, 7), (4, 6), (5, 7)])
    whole = red + black
    value = Fraction(comb(red, 2), comb(whole, 2))
    return PEN.mcq(
        draw,
        CONDITIONAL,
        APPLY,
        f"A bag has ${red}$ red and ${black}$ black balls. Two balls are drawn one after the other without "
        f"replacement. "
        "The probability that both are red is",
        frac(value),
        [
            frac(Fraction(red, whole) ** 2),
            frac(Fraction(red * black, comb(whole, 2))),
            frac(Fraction(red - 1, whole - 1)),
        ],
        rf"${frac(red, whole)} \times {frac(red - 1, whole - 1)} = {frac(value)}$.",
    )


@template("xii-pr-dice", variants=6)
def dice(draw: Draw) -> Question:
    total_, most = draw.turn([(8, 4), (7, 3), (9, 5), (6, 4), (8, 5), (10, 5)])
    given = [pair for pair in product(range(1, 7), repeat=2) if sum(pair) == total_]
    held = [pair for pair in given if most in pair]
    value = Fraction(len(held), len(given))
    return PEN.vsa(
        CONDITIONAL,
        RECALL,
        f"Two dice are thrown and the sum of the numbers is ${total_}$. Find the probability that the "
        f"number ${most}$ has "
        "appeared at least once.",
        f"${frac(value)}$",
        [
            (0.5, f"The sum is ${total_}$ in ${len(given)}$ equally likely outcomes."),
            (0.5, f"In ${len(held)}$ of them ${most}$ appears."),
            (1, f"The conditional probability is ${frac(value)}$."),
        ],
        typed=str(value),
    )


@template("xii-pr-solve", variants=6)
def at_least_one(draw: Draw) -> Question:
    m, n = draw.turn([(2, 3), (3, 4), (2, 5), (4, 5), (3, 7), (5, 6)])
    value = 1 - Fraction((m - 1) * (n - 1), m * n)
    names = draw.turn(["Arun and Divya", "Sana and Ravi", "Leela and Omar"])
    return PEN.vsa(
        INDEPENDENT,
        APPLY,
        f"{names} try a problem independently, with probabilities ${frac(1, m)}$ and ${frac(1, n)}$ of "
        f"solving it. Find the "
        "probability that the problem is solved.",
        f"${frac(value)}$",
        [
            (0.5, f"They fail with probabilities ${frac(m - 1, m)}$ and ${frac(n - 1, n)}$."),
            (
                1,
                rf"Both fail with probability ${frac(m - 1, m)} \times {frac(n - 1, n)} = "
                rf"{frac(1 - value)}$.",
            ),
            (0.5, f"It is solved with probability $1 - {frac(1 - value)} = {frac(value)}$."),
        ],
        typed=str(value),
    )


@template("xii-pr-two-bags", variants=6)
def two_bags(draw: Draw) -> Question:
    r1, b1, r2, b2 = (draw.whole(2, 6) for _ in range(4))
    if (r1, b1) == (r2, b2):
        draw.again()
    one, two = Fraction(r1, 2 * (r1 + b1)), Fraction(r2, 2 * (r2 + b2))
    value = one / (one + two)
    return PEN.sa(
        BAYES,
        RECALL,
        f"Bag I has ${r1}$ red and ${b1}$ black balls, bag II has ${r2}$ red and ${b2}$ black balls. A bag "
        f"is chosen at random and "
        "a ball is drawn from it. If the ball is red, find the probability that it came from bag I.",
        f"${frac(value)}$",
        [
            (0.5, r"$P(E_1) = P(E_2) = \frac{1}{2}$ for the two bags."),
            (1, f"$P(A|E_1) = {frac(r1, r1 + b1)}$ and $P(A|E_2) = {frac(r2, r2 + b2)}$ for a red ball."),
            (
                1.5,
                rf"$P(E_1|A) = \frac{{P(E_1)P(A|E_1)}}{{P(E_1)P(A|E_1) + P(E_2)P(A|E_2)}} = {frac(value)}$.",
            ),
        ],
        typed=str(value),
    )


@template("xii-pr-distribution", variants=6)
def distribution(draw: Draw) -> Question:
    bad, whole = draw.turn([(3, 10), (2, 6), (4, 10), (3, 9), (2, 8), (4, 12)])
    thing = draw.turn(["bulbs", "pens", "oranges", "fuses", "batteries", "tiles"])
    chances = [Fraction(comb(bad, x) * comb(whole - bad, 2 - x), comb(whole, 2)) for x in range(3)]
    value = chances[1] + 2 * chances[2]
    return PEN.sa(
        DISTRIBUTION,
        UNDERSTAND,
        f"Of ${whole}$ {thing}, ${bad}$ are defective. Two are drawn at random without replacement. Find "
        f"the probability "
        "distribution of the number $X$ of defective ones, and its mean.",
        f"$P(0) = {frac(chances[0])}$, $P(1) = {frac(chances[1])}$, $P(2) = {frac(chances[2])}$; mean "
        f"${frac(value)}$",
        [(0.5, f"$P(X = {x}) = {frac(chance)}$.") for x, chance in enumerate(chances)]
        + [
            (0.5, "The three probabilities add up to $1$."),
            (1, f"Mean $= 0 + 1 \\times {frac(chances[1])} + 2 \\times {frac(chances[2])} = {frac(value)}$."),
        ],
    )


@template("xii-pr-exactly-one", variants=6)
def exactly_one(draw: Draw) -> Question:
    tops = draw.turn([(1, 1, 1), (3, 1, 1), (1, 2, 1), (3, 2, 5), (1, 3, 5), (3, 4, 1)])
    p, q, r = (Fraction(top, n) for top, n in zip(tops, (4, 5, 6), strict=True))
    none = (1 - p) * (1 - q) * (1 - r)
    value = p * (1 - q) * (1 - r) + (1 - p) * q * (1 - r) + (1 - p) * (1 - q) * r
    who = draw.turn(["archers hit a target", "sensors detect a leak", "students solve a puzzle"])
    return PEN.sa(
        INDEPENDENT,
        ANALYSE,
        f"Three {who} independently with probabilities ${frac(p)}$, ${frac(q)}$ and ${frac(r)}$. Find the "
        f"probability that exactly "
        "one of them succeeds, and the probability that at least one does.",
        f"exactly one ${frac(value)}$, at least one ${frac(1 - none)}$",
        [
            (0.5, f"They fail with probabilities ${frac(1 - p)}$, ${frac(1 - q)}$ and ${frac(1 - r)}$."),
            (1.5, f"Adding the three cases, exactly one succeeds with probability ${frac(value)}$."),
            (1, f"At least one: $1 - {frac(none)} = {frac(1 - none)}$."),
        ],
    )


@template("xii-pr-bar-graph", variants=6)
def bar_graph(draw: Draw) -> Question:
    what = draw.turn(
        [
            "calls that a helpline gets in a minute",
            "books that a pupil borrows",
            "goals scored in a match",
            "cycles hired in an hour",
            "letters in a postbox",
            "children in a family",
        ]
    )
    weights = draw.turn([(1, 2, 3, 4), (4, 3, 2, 1), (2, 3, 4, 1), (1, 4, 3, 2), (1, 3, 5, 1), (2, 5, 2, 1)])
    value = sum((Fraction(x * w, 10) for x, w in enumerate(weights, 1)), Fraction(0))
    plot = Plot(-0.4, 5, -0.6, 5.8)
    for x, weight in enumerate(weights, 1):
        bar = [(x - 0.25, 0.0), (x - 0.25, weight), (x + 0.25, weight), (x + 0.25, 0.0)]
        plot.area(bar).path(bar).label(x, 0, str(x), -3, -14).label(x, weight, f"{weight / 10:.1f}", -8, 4)
    listed = ", ".join(f"$P(X = {x}) = {frac(w, 10)}$" for x, w in enumerate(weights, 1))
    at_least = Fraction(weights[2] + weights[3], 10)
    end = "Find the mean of $X$, and the conditional probability $P(X = 4 | X \\ge 3)$."
    return PEN.sa(
        DISTRIBUTION,
        APPLY,
        f"The random variable $X$ is the number of {what}. The heights of the bars in the figure are the "
        "probabilities of its values $1, 2, 3, 4$. "
        f"{end}\n\n![The distribution of X](figure:bars)",
        f"mean ${frac(value)}$; ${frac(Fraction(weights[3], 10) / at_least)}$",
        [
            (0.5, f"{listed}."),
            (1, f"Mean $= {frac(value)}$."),
            (0.5, f"$P(X \\ge 3) = {frac(at_least)}$."),
            (1, f"$P(X = 4 | X \\ge 3) = {frac(Fraction(weights[3], 10) / at_least)}$."),
        ],
        figure=plot.figure(
            "bars",
            "A bar graph: " + ", ".join(f"{w / 10:.1f} over {x}" for x, w in enumerate(weights, 1)) + ".",
        ),
        substitute=f"A random variable $X$ has the distribution {listed}. {end}",
    )


@template("xii-pr-machines", variants=6)
def machines(draw: Draw) -> Question:
    shares = draw.turn([(50, 30, 20), (25, 35, 40), (60, 25, 15), (45, 35, 20), (30, 30, 40), (20, 50, 30)])
    faults = [draw.whole(1, 6) for _ in range(3)]
    if len(set(faults)) < 3:
        draw.again()
    parts = [Fraction(s * f, 10000) for s, f in zip(shares, faults, strict=True)]
    asked = draw.variant % 3
    value = parts[asked] / sum(parts)
    name = "ABC"[asked]
    thing = draw.turn(["bolts", "bulbs", "tyres", "chips", "bottles", "toys"])
    return PEN.la(
        BAYES,
        UNDERSTAND if draw.variant % 2 else APPLY,
        f"Machines A, B and C make ${shares[0]}\\%$, ${shares[1]}\\%$ and ${shares[2]}\\%$ of the {thing} "
        f"of a factory; of these "
        f"${faults[0]}\\%$, ${faults[1]}\\%$ and ${faults[2]}\\%$ are defective. One of the {thing} is "
        f"drawn at random. Find the "
        f"probability that it is defective, and, if it is defective, that machine {name} made it.",
        f"${frac(sum(parts, Fraction(0)))}$; ${frac(value)}$",
        [
            (
                1,
                f"$P(A) = {frac(shares[0], 100)}$, $P(B) = {frac(shares[1], 100)}$, $P(C) = "
                f"{frac(shares[2], 100)}$.",
            ),
            (
                1,
                f"$P(D|A) = {frac(faults[0], 100)}$, $P(D|B) = {frac(faults[1], 100)}$, $P(D|C) = "
                f"{frac(faults[2], 100)}$.",
            ),
            (1.5, f"$P(D) = {' + '.join(frac(part) for part in parts)} = {frac(sum(parts, Fraction(0)))}$."),
            (1.5, f"$P({name}|D) = \\frac{{P({name})P(D|{name})}}{{P(D)}} = {frac(value)}$."),
        ],
    )
