"""Class X, Algebra: case studies."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import Drawing, placed
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    GRASP,
    THINK,
    instead,
    ordinal,
    part,
    poly,
    rupees,
    tex,
)
from assay.apps.mathvidya.bank.content.x_algebra import PAIRS
from assay.apps.mathvidya.bank.content.x_quadratics import AP, QUADRATICS
from assay.apps.mathvidya.bank.document import Question


@template("x-case-seats", variants=5)
def seats(draw: Draw) -> Question:
    place = draw.turn(
        [
            "The open-air theatre of a school in Pune",
            "A cultural hall in Guwahati",
            "The amphitheatre of a college in Kochi",
            "A folk-dance stage in Udaipur",
            "The lecture theatre of a university in Varanasi",
        ]
    )
    first, step, rows = draw.whole(14, 24), draw.whole(2, 5), draw.whole(20, 30)
    at, which = draw.whole(8, 12), draw.whole(13, 18)
    last = first + (rows - 1) * step
    total = rows * (first + last) // 2
    some = draw.whole(9, 15)
    some_total = some * (2 * first + (some - 1) * step) // 2
    return AP.case(
        GRASP,
        f"{place} has {rows} rows of seats, curved around the stage. The row nearest to the stage has "
        f"{first} seats, "
        f"and each row has {step} seats more than the row in front of it.",
        [
            part(
                1,
                f"${first + (at - 1) * step}$ seats",
                [
                    (0.5, f"Takes the AP with $a = {first}$, $d = {step}$."),
                    (0.5, rf"$a_{{{at}}} = {first} + {at - 1} \times {step} = {first + (at - 1) * step}$."),
                ],
                label="i",
                text=f"How many seats are there in the {ordinal(at)} row?",
                typed=str(first + (at - 1) * step),
            ),
            part(
                1,
                f"The {ordinal(which)} row",
                [
                    (0.5, rf"${first} + (n - 1) \times {step} = {first + (which - 1) * step}$."),
                    (0.5, f"$n = {which}$."),
                ],
                label="ii",
                text=f"Which row has {first + (which - 1) * step} seats?",
                typed=str(which),
            ),
            part(
                2,
                f"${total}$ seats",
                [
                    (
                        1,
                        rf"$S_{{{rows}}} = \frac{{{rows}}}{{2}}\left[2 \times {first} + {rows - 1} \times "
                        rf"{step}\right]$.",
                    ),
                    (1, f"$= {total}$ seats."),
                ],
                label="iii",
                text="Find the total number of seats.",
                typed=str(total),
                instead=instead(
                    f"The guests fill the rows from the front, leaving no seat empty. How many rows do "
                    f"{some_total} "
                    "guests fill?",
                    f"${some}$ rows",
                    [
                        (
                            1,
                            rf"$\frac{{n}}{{2}}\left[2 \times {first} + (n - 1) \times {step}\right] = "
                            f"{some_total}$.",
                        ),
                        (1, f"Solves for the positive root: $n = {some}$."),
                    ],
                ),
            ),
        ],
    )


@template("x-case-fare", variants=5)
def fare(draw: Draw) -> Question:
    city, what = draw.turn(
        [
            ("Chennai", "An auto-rickshaw"),
            ("Lucknow", "An app-based cab"),
            ("Bhopal", "A prepaid taxi"),
            ("Shillong", "A tourist taxi"),
            ("Surat", "An electric cab"),
        ]
    )
    fixed, rate = draw.whole(4, 12) * 5, draw.whole(9, 18)
    p, q = draw.whole(6, 12), draw.whole(14, 22)
    far, money = draw.whole(25, 40), draw.whole(28, 45)
    one, other, long = fixed + p * rate, fixed + q * rate, fixed + far * rate
    spent = fixed + money * rate
    return PAIRS.case(
        APPLY,
        f"{what} in {city} charges a fixed amount for every ride and, besides, an amount for each "
        "kilometre. Farhan "
        f"pays {rupees(one)} for a ride of {p} km and {rupees(other)} for a ride of {q} km. Let the fixed "
        "charge be "
        "₹ $x$ and the charge for a kilometre ₹ $y$.",
        [
            part(
                1,
                f"$x + {p}y = {one}$ and $x + {q}y = {other}$",
                [(1, "Writes both equations ($\\frac{1}{2}$ mark for each).")],
                label="i",
                text="Write the two rides as a pair of linear equations.",
            ),
            part(
                1,
                f"₹ {rate}",
                [(0.5, f"Subtracts: ${q - p}y = {other - one}$."), (0.5, f"$y = {rate}$.")],
                label="ii",
                text="Find the charge for one kilometre.",
                typed=str(rate),
            ),
            part(
                2,
                f"Fixed charge ₹ {fixed}; the ride costs {rupees(long)}",
                [
                    (1, f"$x = {one} - {p} \\times {rate} = {fixed}$."),
                    (1, f"${fixed} + {far} \\times {rate} = {long}$."),
                ],
                label="iii",
                text=f"Find the fixed charge, and the cost of a ride of {far} km.",
                instead=instead(
                    f"Farhan has {rupees(spent)}. Find the fixed charge, and the longest ride (in km) that "
                    "he can pay "
                    "for.",
                    f"Fixed charge ₹ {fixed}; ${money}$ km",
                    [
                        (1, f"$x = {one} - {p} \\times {rate} = {fixed}$."),
                        (1, f"${fixed} + {rate}k = {spent}$ gives $k = {money}$."),
                    ],
                ),
            ),
        ],
    )


@template("x-case-path", variants=5)
def path(draw: Draw) -> Question:
    place = draw.turn(
        [
            "a housing society in Indore",
            "a panchayat in Kerala",
            "a school in Ranchi",
            "a hospital in Mohali",
            "a temple trust in Madurai",
        ]
    )
    long, wide, width = draw.whole(16, 30), draw.whole(8, 15), draw.whole(2, 4)
    outer = (long + 2 * width) * (wide + 2 * width)
    area = outer - long * wide
    price = draw.turn([150, 200, 250, 180, 220])
    sheet = Drawing(300, 190)
    sheet.polygon((20, 20), (280, 20), (280, 170), (20, 170)).polygon(
        (55, 55), (245, 55), (245, 135), (55, 135), shade=True
    )
    sheet.text((150, 90), "lawn").text((150, 141), f"{long} m").text((38, 90), "x m").text(
        (222, 90), f"{wide} m"
    )
    sheet.text((150, 33), "path")
    figure = sheet.figure(
        f"A rectangular lawn {long} m by {wide} m with a path of the same width x m all around it."
    )
    equation = poly([4, 2 * (long + wide), -area])
    simple = poly([1, Fraction(long + wide, 2), Fraction(-area, 4)])
    return QUADRATICS.case(
        THINK,
        f"The gardener of {place} looks after a rectangular lawn {long} m long and {wide} m wide. A path of "
        "the same "
        f"width $x$ m is laid all around it on the outside, and the area of the path alone is {area} m$^2$."
        + placed(figure),
        [
            part(
                1,
                f"$({long} + 2x)$ m and $({wide} + 2x)$ m",
                [(1, f"Length ${long} + 2x$ and breadth ${wide} + 2x$ ($\\frac{{1}}{{2}}$ mark for each).")],
                label="i",
                text="Write the length and the breadth of the lawn together with its path in terms of $x$.",
            ),
            part(
                1,
                f"${equation} = 0$",
                [
                    (0.5, f"$({long} + 2x)({wide} + 2x) - {long} \\times {wide} = {area}$."),
                    (0.5, f"${equation} = 0$."),
                ],
                label="ii",
                text="Write a quadratic equation in $x$ for the area of the path.",
            ),
            part(
                2,
                f"${width}$ m",
                [
                    (
                        1,
                        f"Solves ${simple} = 0$: the roots are ${width}$ and "
                        f"${tex(Fraction(-area, 4 * width))}$.",
                    ),
                    (1, f"A width is positive: {width} m."),
                ],
                label="iii",
                text="Find the width of the path.",
                typed=str(width),
                instead=instead(
                    f"Find the cost of fencing the outer edge of the path at ₹ {price} per metre.",
                    rupees(2 * (long + wide + 4 * width) * price),
                    [
                        (
                            1,
                            f"Solves the equation: the path is {width} m wide, so the outer edge measures "
                            f"$2({long + 2 * width} + {wide + 2 * width}) = "
                            f"{2 * (long + wide + 4 * width)}$ m.",
                        ),
                        (
                            1,
                            f"The cost is ${2 * (long + wide + 4 * width)} \\times {price}$: "
                            f"{rupees(2 * (long + wide + 4 * width) * price)}.",
                        ),
                    ],
                ),
            ),
        ],
        figures=[figure],
        substitute=f"The gardener of {place} looks after a rectangular lawn {long} m long and {wide} m "
        "wide. A path of "
        f"the same width $x$ m is laid all around it on the outside, and the area of the path alone is "
        f"{area} m$^2$.",
    )
