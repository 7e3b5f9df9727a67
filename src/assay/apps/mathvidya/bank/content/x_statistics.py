"""Class X, Statistics and Probability: on-screen questions, and grouped data for the written ones."""

from dataclasses import dataclass
from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import placed, table
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
    frac,
    tex,
)
from assay.apps.mathvidya.bank.document import ClassLevel, Figure, Question, Unit

STATISTICS = Topic(ClassLevel.X, Unit.STATISTICS_PROBABILITY, "Statistics")
PROBABILITY = Topic(ClassLevel.X, Unit.STATISTICS_PROBABILITY, "Probability")


@dataclass(frozen=True, slots=True)
class Grouped:
    """Classes of one width, from `start` on, and how many fall into each."""

    start: int
    width: int
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    def lower(self, at: int) -> int:
        return self.start + at * self.width

    def mean(self) -> Fraction:
        marks = (Fraction(2 * self.lower(at) + self.width, 2) for at in range(len(self.counts)))
        return (
            sum((mark * count for mark, count in zip(marks, self.counts, strict=True)), Fraction(0))
            / self.total
        )

    def before(self, at: int) -> int:
        return sum(self.counts[:at])

    def median_class(self) -> int:
        """The first class by whose end half of the total is reached."""
        return next(at for at in range(len(self.counts)) if 2 * self.before(at + 1) >= self.total)

    def median(self) -> Fraction:
        at = self.median_class()
        return self.lower(at) + (Fraction(self.total, 2) - self.before(at)) / self.counts[at] * self.width

    def modal_class(self) -> int:
        return self.counts.index(max(self.counts))

    def mode(self) -> Fraction:
        at = self.modal_class()
        one, left, right = self.counts[at], *(self._count(at - 1), self._count(at + 1))
        return self.lower(at) + Fraction(one - left, 2 * one - left - right) * self.width

    def _count(self, at: int) -> int:
        return self.counts[at] if 0 <= at < len(self.counts) else 0

    def figure(self, what: str, how_many: str, hidden: dict[int, str] | None = None) -> Figure:
        names = [f"{self.lower(at)}–{self.lower(at) + self.width}" for at in range(len(self.counts))]
        counts = [(hidden or {}).get(at, str(count)) for at, count in enumerate(self.counts)]
        return table([[what, *names], [how_many, *counts]])


def grouped(draw: Draw, classes: int, low: int, high: int, starts: list[int], widths: list[int]) -> Grouped:
    return Grouped(
        draw.one_of(starts), draw.one_of(widths), tuple(draw.whole(low, high) for _ in range(classes))
    )


@template("x-stat-empirical", variants=5)
def empirical(draw: Draw) -> Question:
    mean, gap = draw.whole(18, 45), draw.whole(1, 5)
    median = mean + gap
    mode = 3 * median - 2 * mean
    return STATISTICS.mcq(
        draw,
        KNOW,
        f"The mean and the median of a distribution are {mean} and {median} respectively. By the empirical "
        "relation its mode is",
        right=f"${mode}$",
        wrong=[f"${2 * median - mean}$", f"${3 * mean - 2 * median}$", f"${3 * median + 2 * mean}$"],
        why=rf"Mode $= 3 \times$ median $- 2 \times$ mean $= {3 * median} - {2 * mean} = {mode}$.",
    )


@template("x-stat-missing-value", variants=5)
def missing_value(draw: Draw) -> Question:
    values = [draw.whole(4, 24) for _ in range(5)]
    x = draw.whole(5, 25)
    if (sum(values) + x) % 6 or x in values:
        draw.again()
    mean = (sum(values) + x) // 6
    return STATISTICS.mcq(
        draw,
        KNOW,
        f"The mean of the observations {', '.join(map(str, values))} and $x$ is {mean}. The value of $x$ is",
        right=f"${x}$",
        wrong=[f"${mean}$", f"${abs(5 * mean - sum(values))}$", f"${x + 6}$"],
        why=rf"The sum is $6 \times {mean} = {6 * mean}$, so $x = {6 * mean} - {sum(values)} = {x}$.",
    )


@template("x-stat-modal-class", variants=5)
def modal_class(draw: Draw) -> Question:
    data = grouped(draw, 5, 4, 19, [0, 10, 20], [5, 10, 20])
    at, half = data.modal_class(), data.median_class()
    if data.counts.count(max(data.counts)) > 1 or at in (half, 0):
        draw.again()
    figure = data.figure("Class", "Frequency")
    right = data.lower(at) + data.lower(half)
    return STATISTICS.mcq(
        draw,
        GRASP,
        "For the distribution below, the sum of the lower limits of the modal class and the median class is"
        + placed(figure),
        right=f"${right}$",
        wrong=[f"${right + data.width}$", f"${right + 2 * data.width}$", f"${2 * data.lower(at)}$"],
        why=f"The modal class begins at {data.lower(at)}; half of {data.total} is first reached in the "
        "class that begins at "
        f"{data.lower(half)}.",
        figures=[figure],
    )


@template("x-stat-shifted-mean", variants=5)
def shifted_mean(draw: Draw) -> Question:
    mean, k, m = draw.whole(12, 40), draw.whole(2, 4), draw.whole(3, 9)
    return STATISTICS.mcq(
        draw,
        GRASP,
        f"The mean of $n$ observations is {mean}. Each observation is multiplied by {k} and then increased "
        f"by {m}. The mean of "
        "the new observations is",
        right=f"${k * mean + m}$",
        wrong=[f"${mean + m}$", f"${k * mean}$", f"${k * (mean + m)}$"],
        why=rf"The mean changes in the same way: ${k} \times {mean} + {m} = {k * mean + m}$.",
    )


@template("x-prob-bag", variants=5)
def bag(draw: Draw) -> Question:
    red, blue, green = draw.whole(3, 8), draw.whole(2, 9), draw.whole(2, 7)
    total = red + blue + green
    if len({red, blue, green}) < 3:
        draw.again()
    return PROBABILITY.mcq(
        draw,
        KNOW,
        f"A bag has {red} red, {blue} blue and {green} green balls, alike but for their colour. One ball is "
        "drawn at random. The "
        "probability that it is not red is",
        right=f"${frac(blue + green, total)}$",
        wrong=[f"${frac(red, total)}$", f"${frac(blue, total)}$", f"${frac(red, blue + green)}$"],
        why=f"${blue} + {green} = {blue + green}$ of the {total} balls are not red.",
    )


@template("x-prob-two-dice", variants=5)
def two_dice(draw: Draw) -> Question:
    total = draw.turn([8, 9, 10, 5, 4])
    ways = 6 - abs(total - 7)
    return PROBABILITY.mcq(
        draw,
        KNOW,
        f"Two different dice are thrown together. The probability that the sum of the two numbers is "
        f"{total} is",
        right=f"${frac(ways, 36)}$",
        wrong=[f"${frac(ways + 1, 36)}$", f"${frac(1, 11)}$", f"${frac((ways + 1) // 2, 21)}$"],
        why=f"{ways} of the 36 equally likely outcomes have the sum {total}.",
    )


@template("x-prob-cards", variants=6)
def cards(draw: Draw) -> Question:
    said, ways, other = draw.turn(
        [
            ("a red king", 2, [4, 26, 1]),
            ("a face card (jack, queen or king)", 12, [16, 4, 3]),
            ("either an ace or a black card", 28, [30, 26, 2]),
            ("neither a king nor a queen", 44, [8, 48, 40]),
            ("a black face card", 6, [12, 26, 3]),
            ("a card of hearts or a king", 16, [17, 13, 4]),
        ]
    )
    return PROBABILITY.mcq(
        draw,
        GRASP,
        f"One card is drawn at random from a well-shuffled deck of 52 playing cards. The probability of "
        f"getting {said} is",
        right=f"${frac(ways, 52)}$",
        wrong=[f"${frac(one, 52)}$" for one in other],
        why=f"{ways} of the 52 cards are favourable.",
    )


@template("x-prob-number-cards", variants=5)
def number_cards(draw: Draw) -> Question:
    n = draw.turn([25, 30, 40, 36, 50])
    a, b = draw.turn([(3, 5), (2, 7), (4, 6), (5, 6), (3, 4)])
    either = [x for x in range(1, n + 1) if x % a == 0 or x % b == 0]
    count = len(either)
    return PROBABILITY.mcq(
        draw,
        USE,
        f"Cards numbered 1 to {n} are put in a box and one is drawn at random. The probability that its "
        "number is a multiple of "
        f"{a} or of {b} is",
        right=f"${frac(count, n)}$",
        wrong=[
            f"${frac(n // a + n // b, n)}$",
            f"${frac(n // a, n)}$",
            f"${frac(n // b, n)}$",
        ],
        why=f"{n // a} multiples of {a} and {n // b} of {b}, with those of both counted once: {count} of "
        f"{n} cards.",
    )


@template("x-prob-complement", variants=5)
def complement(draw: Draw) -> Question:
    what, p = draw.turn(
        [
            ("it rains in Panaji on a day of June", 82),
            ("a train reaches Itarsi on time", 65),
            ("a bulb from a box is defective", 4),
            ("a student of a class travels by bus", 37),
            ("a seed of a packet sprouts", 91),
        ]
    )
    return PROBABILITY.mcq(
        draw,
        KNOW,
        f"The probability that {what} is {p / 100:g}. The probability that this does not happen is",
        right=f"${(100 - p) / 100:g}$",
        wrong=[f"${p / 100:g}$", f"${(200 - p) / 100:g}$", f"${(100 - p) / 1000:g}$"],
        why=f"$1 - {p / 100:g} = {(100 - p) / 100:g}$.",
    )


@template("x-prob-coins", variants=5)
def coins(draw: Draw) -> Question:
    said, ways, why = draw.turn(
        [
            ("at least two heads", 4, "HHH, HHT, HTH, THH"),
            ("exactly one head", 3, "HTT, THT, TTH"),
            ("at most one tail", 4, "HHH, HHT, HTH, THH"),
            ("at least one tail", 7, "all outcomes but HHH"),
            ("the same result on all three", 2, "HHH, TTT"),
        ]
    )
    wrong = [one for one in (1, 2, 3, 4, 5, 6, 7) if one != ways]
    return PROBABILITY.mcq(
        draw,
        GRASP,
        f"Three fair coins are tossed together. The probability of getting {said} is",
        right=f"${frac(ways, 8)}$",
        wrong=[f"${frac(one, 8)}$" for one in draw.mixed(wrong)[:3]],
        why=f"Of the 8 equally likely outcomes {ways} are favourable: {why}.",
    )


@template("x-prob-add-balls", variants=5)
def add_balls(draw: Draw) -> Question:
    white, p, q = draw.whole(4, 12), draw.whole(1, 3), draw.whole(4, 7)
    total = Fraction(white * q, p)
    if total.denominator != 1 or Fraction(p, q).denominator != q:
        draw.again()
    black = int(total) - white
    return PROBABILITY.mcq(
        draw,
        THINK,
        f"A box has {white} white marbles and some black ones. The probability of drawing a white marble at "
        "random is "
        f"${frac(p, q)}$. The number of black marbles is",
        right=f"${black}$",
        wrong=[f"${total}$", f"${white}$", f"${black + q}$"],
        why=rf"$\frac{{{white}}}{{N}} = {frac(p, q)}$ gives $N = {total}$, so ${total} - {white} = {black}$ "
        "are black.",
    )


@template("x-stat-mean-two-groups", variants=5)
def two_groups(draw: Draw) -> Question:
    a, b, x, y = draw.whole(10, 25), draw.whole(10, 30), draw.whole(50, 70), draw.whole(55, 80)
    mean = Fraction(a * x + b * y, a + b)
    if mean.denominator != 1 or a == b or x == y:
        draw.again()
    return STATISTICS.mcq(
        draw,
        APPLY,
        f"In a class test the mean mark of {a} girls is {x} and that of {b} boys is {y}. The mean mark of "
        "the whole class is",
        right=f"${mean}$",
        wrong=[f"${tex(Fraction(x + y, 2))}$", f"${tex(Fraction(a * y + b * x, a + b))}$", f"${mean + 2}$"],
        why=rf"$\frac{{{a} \times {x} + {b} \times {y}}}{{{a + b}}} = {mean}$.",
    )


@template("x-statistics-assertion", variants=5)
def assertion(draw: Draw) -> Question:
    said, reason, key, why = draw.turn(
        [
            (
                "The probability of a sure event is 1.",
                "The probability of an event is the number of favourable outcomes divided by the number of "
                "all equally likely "
                "outcomes.",
                BOTH_EXPLAINS,
                "For a sure event both numbers are equal.",
            ),
            (
                "When a die is thrown once, the probability of a number greater than 6 is 0.",
                "The probability of an event can be any real number.",
                ONLY_ASSERTION,
                "The event is impossible. A probability lies between 0 and 1.",
            ),
            (
                "If the mean of a distribution is 20 and its median is 22, then by the empirical relation "
                "its mode is 24.",
                "The empirical relation is mode = 3 median − 2 mean.",
                ONLY_REASON,
                "$3 \\times 22 - 2 \\times 20 = 26$.",
            ),
            (
                "The mean of the first five odd natural numbers is 5.",
                "The median of a list of five numbers in order is the third one.",
                BOTH_ONLY,
                "$(1 + 3 + 5 + 7 + 9) \\div 5 = 5$; the rule for the median is not why.",
            ),
            (
                "If $P(E) = 0.35$, then the probability of 'not $E$' is 0.65.",
                "The probabilities of an event and of its complement add up to 1.",
                BOTH_EXPLAINS,
                "$1 - 0.35 = 0.65$.",
            ),
        ]
    )
    topic = Topic(ClassLevel.X, Unit.STATISTICS_PROBABILITY, "Statistics and probability")
    return topic.assertion(KNOW, said, reason, key, why)
