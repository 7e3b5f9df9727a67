"""Class X, Mensuration: questions of two and three marks."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import placed
from assay.apps.mathvidya.bank.content.writing import APPLY, GRASP, KNOW, USE
from assay.apps.mathvidya.bank.content.x_mensuration import PI, SECTORS, SOLIDS, USE_PI, number, sector
from assay.apps.mathvidya.bank.document import Question


@template("x-area-sector-angle", variants=5)
def sector_angle(draw: Draw) -> Question:
    r, angle = draw.turn([(21, 60), (14, 45), (7, 90), (42, 50), (28, 72)])
    arc = 2 * PI * r * angle / 360
    return SECTORS.vsa(
        KNOW,
        rf"An arc of a circle of radius {r} cm is ${number(arc)}$ cm long. Find the angle which it subtends "
        "at the centre. "
        rf"{USE_PI}",
        answer=rf"${angle}^\circ$",
        steps=[
            (1, rf"$\frac{{\theta}}{{360}} \times 2 \times \frac{{22}}{{7}} \times {r} = {number(arc)}$."),
            (1, rf"$\theta = {angle}^\circ$."),
        ],
        typed=str(angle),
    )


@template("x-area-grazing", variants=5)
def grazing(draw: Draw) -> Question:
    animal = draw.turn(["cow", "horse", "goat", "buffalo", "calf"])
    rope, side = draw.turn([(7, 20), (14, 30), (3.5, 12), (10.5, 25), (21, 40)])
    area = PI * Fraction(rope) ** 2 / 4
    return SECTORS.vsa(
        USE,
        f"A {animal} is tied by a rope {rope:g} m long to a peg at one corner of a square field of side "
        f"{side} m. Find the area "
        f"of the part of the field in which it can graze. {USE_PI}",
        answer=f"${number(area)}$ m$^2$",
        steps=[
            (1, "The part is a quadrant (sector of $90^\\circ$) of radius equal to the rope."),
            (1, rf"$\frac{{1}}{{4}} \times \frac{{22}}{{7}} \times {rope:g}^2 = {number(area)}$ m$^2$."),
        ],
        typed=f"{area.numerator}/{area.denominator}" if area.denominator > 1 else str(area.numerator),
    )


@template("x-solid-hemisphere", variants=5)
def hemisphere(draw: Draw) -> Question:
    r = draw.turn([7, 14, 21, 3.5, 10.5])
    area = 3 * PI * Fraction(r) ** 2
    return SOLIDS.vsa(
        KNOW,
        f"Find the total surface area of a solid hemisphere of radius {r:g} cm. {USE_PI}",
        answer=f"${number(area)}$ cm$^2$",
        steps=[
            (1, "Curved surface and circular base: $2\\pi r^2 + \\pi r^2 = 3\\pi r^2$."),
            (1, rf"$3 \times \frac{{22}}{{7}} \times {r:g}^2 = {number(area)}$ cm$^2$."),
        ],
        typed=f"{area.numerator}/{area.denominator}" if area.denominator > 1 else str(area.numerator),
    )


@template("x-area-segment", variants=5)
def segment(draw: Draw) -> Question:
    r = draw.turn([14, 7, 21, 28, 42])
    area = PI * r * r / 4 - Fraction(r * r, 2)
    said = (
        rf"A chord $AB$ of a circle of radius {r} cm with centre $O$ subtends a right angle at the centre. "
        "Find the area of the "
        f"minor segment cut off by the chord. {USE_PI}"
    )
    figure = sector(
        90,
        f"{r} cm",
        f"A circle with centre O and radius {r} cm; chord AB and the sector OAB of 90 degrees.",
        chord=True,
    )
    return SECTORS.sa(
        GRASP,
        said + placed(figure),
        answer=f"${number(area)}$ cm$^2$",
        steps=[
            (
                1,
                rf"Area of the sector: $\frac{{1}}{{4}} \times \frac{{22}}{{7}} \times {r}^2 = "
                f"{number(PI * r * r / 4)}$ cm$^2$.",
            ),
            (
                1,
                rf"Area of triangle $OAB$: $\frac{{1}}{{2}} \times {r} \times {r} = "
                f"{number(Fraction(r * r, 2))}$ cm$^2$.",
            ),
            (1, f"Area of the segment: ${number(area)}$ cm$^2$."),
        ],
        figures=[figure],
        substitute=said,
        typed=f"{area.numerator}/{area.denominator}" if area.denominator > 1 else str(area.numerator),
    )


@template("x-solid-toy", variants=5)
def toy(draw: Draw) -> Question:
    r, h, slant = draw.turn([(7, 24, 25), (3.5, 12, 12.5), (14, 48, 50), (21, 28, 35), (10.5, 14, 17.5)])
    rr, ss = Fraction(r), Fraction(slant)
    area = PI * rr * ss + 2 * PI * rr * rr
    return SOLIDS.sa(
        GRASP,
        f"A wooden toy is a cone mounted on a hemisphere of the same radius {r:g} cm. The total height of "
        f"the toy is {r + h:g} "
        f"cm. Find its total surface area. {USE_PI}",
        answer=f"${number(area)}$ cm$^2$",
        steps=[
            (0.5, f"Height of the cone: ${r + h:g} - {r:g} = {h:g}$ cm."),
            (0.5, rf"Slant height: $\sqrt{{{r:g}^2 + {h:g}^2}} = {slant:g}$ cm."),
            (
                1,
                rf"Curved surfaces: $\pi r l = {number(PI * rr * ss)}$ cm$^2$ and $2\pi r^2 = "
                f"{number(2 * PI * rr * rr)}$ cm$^2$.",
            ),
            (1, f"Total: ${number(area)}$ cm$^2$."),
        ],
        typed=f"{area.numerator}/{area.denominator}" if area.denominator > 1 else str(area.numerator),
    )


@template("x-solid-ice-cream", variants=5)
def ice_cream(draw: Draw) -> Question:
    r, h, count = draw.turn([(3, 15, 10), (2, 10, 21), (3, 12, 14), (4, 13, 21), (6, 9, 7)])
    one = PI * r * r * (h + 2 * r) / 3
    total = one * count
    return SOLIDS.sa(
        APPLY,
        f"An ice-cream cup is a cone of radius {r} cm and height {h} cm, filled with ice cream and topped "
        "by a hemisphere of ice "
        f"cream of the same radius. Find the volume of ice cream needed for {count} such cups. {USE_PI}",
        answer=f"${number(total)}$ cm$^3$",
        steps=[
            (
                1,
                rf"Cone: $\frac{{1}}{{3}}\pi \times {r}^2 \times {h}$; hemisphere: $\frac{{2}}{{3}}\pi "
                rf"\times {r}^3$.",
            ),
            (
                1,
                rf"One cup: $\frac{{1}}{{3}}\pi \times {r * r} \times ({h} + {2 * r}) = {number(one)}$ "
                "cm$^3$.",
            ),
            (1, rf"For {count} cups: ${number(total)}$ cm$^3$."),
        ],
        typed=f"{total.numerator}/{total.denominator}" if total.denominator > 1 else str(total.numerator),
    )


@template("x-area-brooch", variants=5)
def brooch(draw: Draw) -> Question:
    d = draw.turn([35, 42, 28, 21, 56])
    wire = PI * d + 5 * d
    return SECTORS.sa(
        APPLY,
        f"A silver brooch is a circle of diameter {d} mm made of wire. The same wire is used for 5 "
        "diameters of the circle, which "
        f"mark off equal sectors, 10 in all. Find the total length of wire needed and the area of each "
        f"sector. {USE_PI}",
        answer=f"${number(wire)}$ mm; ${number(PI * Fraction(d, 2) ** 2 / 10)}$ mm$^2$",
        steps=[
            (1, rf"Circumference: $\frac{{22}}{{7}} \times {d} = {number(PI * d)}$ mm."),
            (0.5, rf"Wire: ${number(PI * d)} + 5 \times {d} = {number(wire)}$ mm."),
            (
                1.5,
                rf"Each sector: $\frac{{1}}{{10}} \times \frac{{22}}{{7}} \times "
                rf"\left(\frac{{{d}}}{{2}}\right)^2 "
                f"= {number(PI * Fraction(d, 2) ** 2 / 10)}$ mm$^2$.",
            ),
        ],
    )
