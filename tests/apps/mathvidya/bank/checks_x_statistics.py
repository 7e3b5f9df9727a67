"""Answers of class X, statistics and probability, by listing every outcome and every single value."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

from sympy import Rational

from assay.apps.mathvidya.bank.document import Question
from tests.apps.mathvidya.bank.checking import asked, checked, ints, ints_of, match
from tests.apps.mathvidya.bank.reading import rows

DICE = list(product(range(1, 7), repeat=2))
SUITS, RANKS = "SHDC", [*range(2, 11), "J", "Q", "K", "A"]
DECK = list(product(SUITS, RANKS))


def share(things: list[Any], fits: Any) -> Rational:
    return Rational(sum(1 for one in things if fits(one)), len(things))


def exact(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def classes(q: Question) -> list[tuple[int, int, str]]:
    names, counts = rows(q)[0][1:], rows(q)[1][1:]
    ends = [[int(end) for end in name.split("–")] for name in names]
    return [(low, high, said) for (low, high), said in zip(ends, counts, strict=True)]


def halfway(data: list[tuple[int, int, int]]) -> Fraction:
    """The value below which half of all lie, when every class is spread evenly: walks in small steps."""
    left = Fraction(sum(f for _, _, f in data), 2)
    for low, high, f in data:
        if left <= f:
            return low + left / f * (high - low)
        left -= f
    raise AssertionError


def peak(data: list[tuple[int, int, int]]) -> Fraction:
    """Where the lines across the highest bar of the histogram meet."""
    at = max(range(len(data)), key=lambda n: data[n][2])
    low, high, top = data[at]
    before = data[at - 1][2] if at else 0
    after = data[at + 1][2] if at + 1 < len(data) else 0
    # from (low, before) to (high, top), and from (low, top) to (high, after)
    first, second = Fraction(top - before, high - low), Fraction(after - top, high - low)
    return low + Fraction(top - before) / (first - second)


def middle(data: list[tuple[int, int, int]]) -> Fraction:
    every = [Fraction(low + high, 2) for low, high, f in data for _one in range(f)]
    return sum(every, Fraction(0)) / len(every)


def known(q: Question) -> list[tuple[int, int, int]]:
    return [(low, high, int(said)) for low, high, said in classes(q)]


@checked("x-stat-empirical")
def _(q: Question) -> Any:
    mean, median = ints(q)
    return next(m for m in range(300) if m - median == 2 * (median - mean))


@checked("x-stat-missing-value")
def _(q: Question) -> Any:
    *seen, mean = ints(q)
    return next(m for m in range(200) if sum([*seen, m]) == mean * (len(seen) + 1))


@checked("x-stat-modal-class")
def _(q: Question) -> Any:
    data = known(q)
    half = halfway(data)
    return max(data, key=lambda c: c[2])[0] + next(low for low, high, _ in data if low < half <= high)


@checked("x-stat-shifted-mean")
def _(q: Question) -> Any:
    mean, k, m = ints(q)
    made = [k * one + m for one in (mean - 3, mean, mean + 3)]
    return sum(made) // 3


@checked("x-prob-bag")
def _(q: Question) -> Any:
    red, blue, green = ints(q)
    return share(["r"] * red + ["b"] * blue + ["g"] * green, lambda one: one != "r")


@checked("x-prob-two-dice")
def _(q: Question) -> Any:
    return share(DICE, lambda one: sum(one) == ints(q)[0])


CARDS: dict[str, Callable[[Any], bool]] = {
    "a red king": lambda c: c[0] in "HD" and c[1] == "K",
    "a face card (jack, queen or king)": lambda c: c[1] in ("J", "Q", "K"),
    "either an ace or a black card": lambda c: c[1] == "A" or c[0] in "SC",
    "neither a king nor a queen": lambda c: c[1] not in ("K", "Q"),
    "a black face card": lambda c: c[0] in "SC" and c[1] in ("J", "Q", "K"),
    "a card of hearts or a king": lambda c: c[0] == "H" or c[1] == "K",
}


@checked("x-prob-cards")
def _(q: Question) -> Any:
    return share(DECK, next(fits for said, fits in CARDS.items() if f"getting {said} is" in q.text.en))


@checked("x-prob-number-cards")
def _(q: Question) -> Any:
    low, high, a, b = ints(q)
    return share(list(range(low, high + 1)), lambda m: m % a == 0 or m % b == 0)


@checked("x-prob-complement")
def _(q: Question) -> Any:
    p = match(r"is (0\.\d+)", q.text.en)[1]
    return exact(1 - Fraction(p))


COINS = {
    "at least two heads": lambda s: s.count("H") >= 2,
    "exactly one head": lambda s: s.count("H") == 1,
    "at most one tail": lambda s: s.count("T") <= 1,
    "at least one tail": lambda s: "T" in s,
    "the same result": lambda s: len(set(s)) == 1,
}


@checked("x-prob-coins")
def _(q: Question) -> Any:
    return share(list(product("HT", repeat=3)), next(f for said, f in COINS.items() if said in q.text.en))


@checked("x-prob-add-balls")
def _(q: Question) -> Any:
    white = ints(q)[0]
    p, r = map(int, match(r"frac\{(\d+)\}\{(\d+)\}", q.text.en).groups())
    return next(b for b in range(500) if Fraction(white, white + b) == Fraction(p, r))


@checked("x-stat-mean-two-groups")
def _(q: Question) -> Any:
    a, x, b, y = ints(q)
    marks = [x] * a + [y] * b
    return exact(Fraction(sum(marks), len(marks)))


@checked("x-stat-mode")
def _(q: Question) -> Any:
    return [exact(peak(known(q)))]


@checked("x-stat-mean-grouped")
def _(q: Question) -> Any:
    return [exact(middle(known(q)))]


@checked("x-stat-median")
def _(q: Question) -> Any:
    return [exact(halfway(known(q)))]


@checked("x-prob-two-digit")
def _(q: Question) -> Any:
    low, high, k = ints(q)
    cards = list(range(low, high + 1))
    return [share(cards, lambda m: round(m**0.5) ** 2 == m), share(cards, lambda m: m % k == 0)]


@checked("x-prob-unknown-balls")
def _(q: Question) -> Any:
    red = ints(q)[0]
    times = next(m for w, m in {"twice": 2, "three times": 3, "four times": 4}.items() if w in q.text.en)
    return [m for m in range(1, 99) if Fraction(m, m + red) == times * Fraction(red, m + red)]


@checked("x-stat-find-frequency")
def _(q: Question) -> Any:
    values, counts = rows(q)[0][1:], rows(q)[1][1:]
    mean = ints(q)[0]

    def fits(p: int) -> bool:
        every = [
            int(x) for x, f in zip(values, counts, strict=True) for _one in range(p if f == "p" else int(f))
        ]
        return sum(every) == mean * len(every)

    return [p for p in range(1, 60) if fits(p)]


@checked("x-prob-dice-events")
def _(q: Question) -> Any:
    total, times, gap = ints(q)
    return [
        share(DICE, lambda d: sum(d) == total),
        share(DICE, lambda d: d[0] * d[1] == times),
        share(DICE, lambda d: abs(d[0] - d[1]) == gap),
    ]


GONE: dict[str, Callable[[Any], bool]] = {
    "all the black face cards": CARDS["a black face card"],
    "all the jacks and queens": lambda c: c[1] in ("J", "Q"),
    "the two red kings": CARDS["a red king"],
    "all the aces": lambda c: c[1] == "A",
    "all the hearts": lambda c: c[0] == "H",
}


@checked("x-prob-removed-cards")
def _(q: Question) -> Any:
    gone = next(fits for said, fits in GONE.items() if said in q.text.en)
    left = [card for card in DECK if not gone(card)]
    face = CARDS["a face card (jack, queen or king)"]
    return [share(left, lambda c: c[0] in "HD"), share(left, face), share(left, lambda c: c[1] == "K")]


@checked("x-prob-change-of-bag")
def _(q: Question) -> Any:
    total, more = ints(q)
    times = 2 if "twice" in q.text.en else 3
    black = next(m for m in range(1, total) if Fraction(m + more, total + more) == times * Fraction(m, total))
    return [black, Rational(black, total)]


@checked("x-stat-mean-and-mode")
def _(q: Question) -> Any:
    return [exact(middle(known(q))), exact(peak(known(q)))]


def filled(q: Question, x: int, y: int) -> list[tuple[int, int, int]]:
    return [(low, high, {"x": x, "y": y}.get(said) or int(said)) for low, high, said in classes(q)]


@checked("x-stat-missing-by-median")
def _(q: Question) -> Any:
    median, total = ints(q)[:2]
    rest = total - sum(int(said) for _, _, said in classes(q) if said.isdigit())
    fits = [(x, rest - x) for x in range(1, rest) if halfway(filled(q, x, rest - x)) == median]
    assert len(fits) == 1
    return list(fits[0])


@checked("x-stat-missing-by-mean")
def _(q: Question) -> Any:
    mean, total = match(
        r"distribution is ([\d.]+) and the sum of the frequencies is (\d+)", q.text.en
    ).groups()
    rest = int(total) - sum(int(said) for _, _, said in classes(q) if said.isdigit())
    fits = [(x, rest - x) for x in range(1, rest) if middle(filled(q, x, rest - x)) == Fraction(mean)]
    assert len(fits) == 1
    return list(fits[0])


@checked("x-stat-less-than")
def _(q: Question) -> Any:
    start = int(match(r"none lies below (\d+)", q.text.en)[1])
    ends = [start, *(int(said.strip("< ")) for said in rows(q)[0][1:])]
    below = [0, *(int(said) for said in rows(q)[1][1:])]
    data = [(ends[n], ends[n + 1], below[n + 1] - below[n]) for n in range(len(ends) - 1)]
    return [*(f for _, _, f in data), exact(halfway(data))]


@checked("x-case-survey")
def _(q: Question) -> Any:
    data = known(q)
    at = ints_of(asked(q, 0))[0]
    low, high = map(int, q.parts[1].answer.en.split("–"))
    assert low < halfway(data) <= high
    return {
        "i": [sum(f for _, end, f in data if end <= at)],
        "ii": [],
        "iii": [exact(peak(data))],
        "or": [exact(halfway(data))],
    }


@checked("x-case-raffle")
def _(q: Question) -> Any:
    many, low, high, k = ints(q)
    m = ints_of(asked(q, 2))[1]
    tickets = list(range(low, high + 1))
    assert len(tickets) == many

    def square(t: int) -> bool:
        return any(s * s == t for s in range(t + 1))

    return {
        "i": [share(tickets, lambda t: t % k == 0)],
        "ii": [share(tickets, square)],
        "iii": [share(tickets, lambda t: t % k == 0 or t % m == 0)],
        "or": [share([t for t in tickets if t % 2], square)],
    }
