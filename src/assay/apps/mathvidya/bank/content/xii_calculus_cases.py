"""Class XII, calculus: case studies."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    APPLY,
    APPLY_HARD,
    Pen,
    Portion,
    frac,
    poly,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.CALCULUS)


@template("xii-cc-box", variants=6)
def box(draw: Draw) -> Question:
    side = draw.turn([12, 18, 24, 30, 36, 42])
    thing = draw.turn(["sweets", "seeds", "beads", "chalk", "spices", "soap"])
    best = side // 6
    volume = best * (side - 2 * best) ** 2
    at = best + 1
    slope = (side - 2 * at) * (side - 6 * at)
    return PEN.case(
        "Maxima and minima",
        APPLY,
        f"An open tray for {thing} is made from a square sheet of tin of side ${side}$ cm by cutting a "
        f"square of side "
        "$x$ cm from each corner and folding up the flaps. Let $V(x)$ be its volume in cubic cm.",
        Portion(
            1,
            "Write $V(x)$, and the values that $x$ may take.",
            f"$V = x({side} - 2x)^{{2}}$, $0 < x < {side // 2}$",
            [(0.5, f"$V(x) = x({side} - 2x)^{{2}}$."), (0.5, f"$0 < x < {side // 2}$.")],
        ),
        Portion(
            1,
            "Find $V'(x)$.",
            f"$({side} - 2x)({side} - 6x)$",
            [(1, f"$V'(x) = ({side} - 2x)({side} - 6x)$.")],
        ),
        Portion(
            2,
            "Find the value of $x$ for which the volume is greatest, and this volume.",
            f"$x = {best}$; ${volume}$ cubic cm",
            [
                (0.5, f"$V'(x) = 0$ within the interval gives $x = {best}$."),
                (0.5, f"$V'$ changes from positive to negative at ${best}$, so $V$ is greatest there."),
                (1, f"$V({best}) = {volume}$ cubic cm."),
            ],
            (
                f"Find the intervals in which $V$ increases and decreases, and the value of $V'({at})$.",
                f"increases on $(0, {best})$, decreases on $({best}, {side // 2})$; $V'({at}) = {slope}$",
                [
                    (0.5, f"$V'(x) > 0$ on $(0, {best})$: $V$ increases."),
                    (0.5, f"$V'(x) < 0$ on $({best}, {side // 2})$: $V$ decreases."),
                    (1, f"$V'({at}) = {slope}$."),
                ],
            ),
        ),
    )


@template("xii-cc-tickets", variants=6)
def tickets(draw: Draw) -> Question:
    price, seats, step = draw.whole(5, 15) * 10, draw.whole(40, 90) * 10, draw.turn([2, 4, 5])
    show = draw.turn(
        ["puppet show", "science film", "folk concert", "cricket match", "kathak recital", "magic show"]
    )
    best2 = seats - step * price
    if best2 <= 0 or best2 % (2 * step):
        draw.again()
    best = best2 // (2 * step)
    if not 3 <= best <= 60:
        draw.again()
    income = (price + best) * (seats - step * best)
    at = best - 1
    return PEN.case(
        "Maxima and minima",
        APPLY,
        f"At a price of ${price}$ rupees all ${seats}$ tickets of a {show} are sold. For each rupee added "
        f"to the price, "
        f"${step}$ fewer tickets are sold. The price is raised by $x$ rupees.",
        Portion(
            1,
            "Write the income $R(x)$ as a function of $x$.",
            f"$R(x) = ({price} + x)({seats} - {step}x)$",
            [(1, f"$R(x) = ({price} + x)({seats} - {step}x)$.")],
        ),
        Portion(
            1,
            "Find $R'(x)$.",
            f"${poly(-2 * step, best2)}$",
            [(1, f"$R'(x) = {poly(-2 * step, best2)}$.")],
        ),
        Portion(
            2,
            "For which $x$ is the income greatest, and how much is it?",
            f"$x = {best}$; ${income}$ rupees",
            [
                (0.5, f"$R'(x) = 0$ gives $x = {best}$."),
                (0.5, f"$R''(x) = -{2 * step} < 0$, so this is a maximum."),
                (1, f"$R({best}) = {income}$ rupees."),
            ],
            (
                f"Is the income increasing at $x = {at}$? Find its rate of change there and at $x = "
                f"{best + 2}$.",
                f"Yes: ${2 * step}$; at $x = {best + 2}$ it is ${-4 * step}$",
                [
                    (1, f"$R'({at}) = {2 * step} > 0$, so the income is increasing."),
                    (1, f"$R'({best + 2}) = {-4 * step}$."),
                ],
            ),
        ),
    )


@template("xii-cc-tank", variants=6)
def tank(draw: Draw) -> Question:
    height, ratio = draw.whole(6, 15), draw.turn([2, 3])
    rate, level = draw.whole(2, 8), draw.whole(2, 5)
    use = draw.turn(["rain water", "milk", "diesel", "paint", "syrup", "lime water"])
    radius = Fraction(height, ratio)
    answer = Fraction(rate * ratio * ratio, level * level)
    below = "" if answer.denominator == 1 else str(answer.denominator)
    shown = rf"\frac{{{answer.numerator}}}{{{below}\pi}}"
    surface = 2 * Fraction(rate * ratio * ratio, level * level) * Fraction(level, ratio) / ratio
    return PEN.case(
        "Rate of change",
        APPLY_HARD,
        f"A conical tank, vertex down, of height ${height}$ m and radius ${frac(radius)}$ m is filled with "
        f"{use} at "
        f"${rate}$ cubic metres a minute. At a moment the depth is $h$ metres and the radius of the surface "
        f"$r$ metres.",
        Portion(
            2,
            "Express $r$ by $h$, and the volume $V$ of the liquid by $h$ alone.",
            rf"$r = \frac{{h}}{{{ratio}}}$, $V = \frac{{\pi h^{{3}}}}{{{3 * ratio**2}}}$",
            [
                (1, rf"By similar triangles $r = \frac{{h}}{{{ratio}}}$."),
                (1, rf"$V = \frac{{1}}{{3}}\pi r^{{2}}h = \frac{{\pi h^{{3}}}}{{{3 * ratio**2}}}$."),
            ],
        ),
        Portion(
            2,
            f"Find the rates at which the depth and the area of the surface increase when $h = {level}$.",
            rf"${shown}$ m per minute; ${frac(surface)}$ square m per minute",
            [
                (
                    1,
                    rf"${rate} = \frac{{\pi h^{{2}}}}{{{ratio**2}}}\frac{{dh}}{{dt}}$, so "
                    rf"$\frac{{dh}}{{dt}} = {shown}$ m per minute.",
                ),
                (
                    1,
                    rf"Area $\frac{{\pi h^{{2}}}}{{{ratio**2}}}$ increases at "
                    rf"$\frac{{2\pi h}}{{{ratio**2}}}\frac{{dh}}{{dt}} = {frac(surface)}$ square m per "
                    rf"minute.",
                ),
            ],
        ),
    )


@template("xii-cc-growth", variants=6)
def growth(draw: Draw) -> Question:
    start, factor, hours = draw.whole(2, 9) * 100, draw.turn([2, 3]), draw.whole(2, 6)
    thing = draw.turn(["bacteria", "yeast cells", "algae", "water fleas", "fruit flies", "duckweed plants"])
    late, power = draw.whole(2, 4), draw.whole(3, 5)
    if late == power:
        draw.again()
    return PEN.case(
        "Differential equations",
        ANALYSE,
        f"In a laboratory the number $N$ of {thing} grows at a rate proportional to $N$. At first there are "
        f"${start}$, "
        f"and after ${hours}$ hours there are ${start * factor}$. Let $t$ be the time in hours.",
        Portion(
            1,
            "Write the differential equation for $N$, with a constant $k$.",
            r"$\frac{dN}{dt} = kN$",
            [(1, r"$\frac{dN}{dt} = kN$, with $k > 0$.")],
        ),
        Portion(
            1,
            "Solve it, using the number at first.",
            f"$N = {start}e^{{kt}}$",
            [(0.5, r"$\log N = kt + C$."), (0.5, f"$N = {start}e^{{kt}}$.")],
        ),
        Portion(
            2,
            f"Find $k$, and the number after ${late * hours}$ hours.",
            rf"$k = \frac{{\log {factor}}}{{{hours}}}$; ${start * factor**late}$",
            [
                (1, rf"$e^{{{hours}k}} = {factor}$, so $k = \frac{{\log {factor}}}{{{hours}}}$."),
                (1, f"$N = {start} \\times {factor}^{{{late}}} = {start * factor**late}$."),
            ],
            (
                f"Find $k$, and the time at which the number reaches ${start * factor**power}$.",
                rf"$k = \frac{{\log {factor}}}{{{hours}}}$; ${power * hours}$ hours",
                [
                    (1, rf"$e^{{{hours}k}} = {factor}$, so $k = \frac{{\log {factor}}}{{{hours}}}$."),
                    (1, f"$e^{{kt}} = {factor}^{{{power}}}$, so $t = {power * hours}$ hours."),
                ],
            ),
        ),
    )
