"""Class X, Mensuration: on-screen questions, and those of two and three marks."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import Drawing, on_circle
from assay.apps.mathvidya.bank.content.writing import (
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
    tex,
)
from assay.apps.mathvidya.bank.document import ClassLevel, Figure, Question, Unit

SECTORS = Topic(ClassLevel.X, Unit.MENSURATION, "Areas related to circles")
SOLIDS = Topic(ClassLevel.X, Unit.MENSURATION, "Surface areas and volumes")
PI = Fraction(22, 7)
USE_PI = r"(Use $\pi = \frac{22}{7}$.)"
WITH_PI = r"(with $\pi = \frac{22}{7}$)"


def number(value: Fraction) -> str:
    r"""A decimal where it ends after two places, else a fraction."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".") if (value * 100).denominator == 1 else tex(value)


def sector(angle: int, radius: str, alt: str, *, chord: bool = False) -> Figure:
    centre = (110.0, 110.0)
    start, end = 270 - angle / 2, 270 + angle / 2
    sheet = Drawing(220, 225).circle(centre, 90).arc(centre, 90, start, end, shade=True)
    a, b = on_circle(centre, 90, start), on_circle(centre, 90, end)
    sheet.line(centre, a).line(centre, b).dot(centre, "O", (0, 8))
    sheet.text((a[0] - 10, a[1] - 14), "A").text((b[0] + 10, b[1] - 14), "B").text((110, 74), f"{angle}°")
    sheet.text(((centre[0] + b[0]) / 2 + 26, (centre[1] + b[1]) / 2), radius)
    if chord:
        sheet.line(a, b)
    return sheet.figure(alt)


@template("x-area-sector", variants=5)
def sector_area(draw: Draw) -> Question:
    r, angle = draw.turn([(21, 60), (14, 90), (42, 30), (21, 120), (28, 45)])
    area, arc = PI * r * r * angle / 360, 2 * PI * r * angle / 360
    said = both(
        rf"The area of a sector of a circle of radius {r} cm with angle ${angle}^\circ$ at the centre "
        f"{WITH_PI} is",
        rf"त्रिज्या {r} cm वाले वृत्त के उस त्रिज्यखंड का क्षेत्रफल, जिसका केंद्र पर कोण ${angle}^\circ$ "
        "है, होगा "
        r"($\pi = \frac{22}{7}$ लीजिए)",
    )
    return SECTORS.mcq(
        draw,
        KNOW,
        said,
        right=f"${number(area)}$ cm$^2$",
        wrong=[f"${number(arc)}$ cm$^2$", f"${number(area * 2)}$ cm$^2$", f"${number(PI * r * r)}$ cm$^2$"],
        why=rf"$\frac{{{angle}}}{{360}} \times \frac{{22}}{{7}} \times {r}^2 = {number(area)}$ cm$^2$.",
    )


@template("x-area-arc", variants=5)
def arc_length(draw: Draw) -> Question:
    r, angle = draw.turn([(21, 60), (35, 72), (14, 45), (42, 120), (28, 90)])
    arc, area = 2 * PI * r * angle / 360, PI * r * r * angle / 360
    return SECTORS.mcq(
        draw,
        KNOW,
        both(
            rf"An arc of a circle of radius {r} cm subtends an angle of ${angle}^\circ$ at the centre. Its "
            f"length {WITH_PI} is",
            rf"त्रिज्या {r} cm वाले वृत्त का एक चाप केंद्र पर ${angle}^\circ$ का कोण अंतरित करता है। चाप की "
            "लंबाई है "
            r"($\pi = \frac{22}{7}$ लीजिए)",
        ),
        right=f"${number(arc)}$ cm",
        wrong=[f"${number(area)}$ cm", f"${number(arc / 2)}$ cm", f"${number(2 * PI * r)}$ cm"],
        why=rf"$\frac{{{angle}}}{{360}} \times 2 \times \frac{{22}}{{7}} \times {r} = {number(arc)}$ cm.",
    )


@template("x-area-clock", variants=5)
def clock(draw: Draw) -> Question:
    r, minutes = draw.turn([(14, 15), (21, 10), (7, 30), (10, 21), (21, 20)])
    area = PI * r * r * minutes / 60
    return SECTORS.mcq(
        draw,
        USE,
        both(
            f"The minute hand of a clock is {r} cm long. The area it sweeps in {minutes} minutes {WITH_PI} "
            "is",
            f"एक घड़ी की मिनट की सुई की लंबाई {r} cm है। {minutes} मिनट में उसके द्वारा रचित क्षेत्रफल है "
            r"($\pi = \frac{22}{7}$ लीजिए)",
        ),
        right=f"${number(area)}$ cm$^2$",
        wrong=[
            f"${number(PI * r * r)}$ cm$^2$",
            f"${number(area / 2)}$ cm$^2$",
            f"${number(2 * PI * r * minutes / 60)}$ cm$^2$",
        ],
        why=rf"It turns through ${minutes * 6}^\circ$: $\frac{{{minutes * 6}}}{{360}} \times "
        rf"\frac{{22}}{{7}} \times {r}^2 "
        f"= {number(area)}$ cm$^2$.",
    )


@template("x-solid-cubes-joined", variants=5)
def cubes_joined(draw: Draw) -> Question:
    edge, count = draw.turn([(4, 2), (5, 2), (3, 3), (6, 2), (5, 3)])
    volume, area = edge**3, 2 * edge * edge + 4 * count * edge * edge
    said = {2: "Two", 3: "Three"}[count]
    return SOLIDS.mcq(
        draw,
        KNOW,
        both(
            f"{said} cubes, each of volume {volume} cm$^3$, are joined end to end. The surface area of the "
            "resulting cuboid is",
            f"{volume} cm$^3$ आयतन वाले {count} घनों को एक पंक्ति में सिरे से सिरा मिलाकर जोड़ा गया है। बने "
            "घनाभ का पृष्ठीय क्षेत्रफल है",
        ),
        right=f"${area}$ cm$^2$",
        wrong=[
            f"${count * 6 * edge**2}$ cm$^2$",
            f"${area - edge**2}$ cm$^2$",
            f"${count * 4 * edge**2}$ cm$^2$",
        ],
        why=rf"The edge is {edge} cm and the cuboid measures ${count * edge} \times {edge} \times {edge}$: "
        "its surface is "
        f"${area}$ cm$^2$.",
    )


@template("x-solid-sphere-ratio", variants=5)
def sphere_ratio(draw: Draw) -> Question:
    p, q = draw.turn([(2, 3), (3, 4), (1, 3), (3, 5), (4, 5)])
    return SOLIDS.mcq(
        draw,
        USE,
        both(
            f"The surface areas of two solid spheres are in the ratio {p * p} : {q * q}. The ratio of their "
            "volumes is",
            f"दो ठोस गोलों के पृष्ठीय क्षेत्रफलों का अनुपात {p * p} : {q * q} है। उनके आयतनों का अनुपात है",
        ),
        right=f"{p**3} : {q**3}",
        wrong=[f"{p} : {q}", f"{p * p} : {q * q}", f"{p**4} : {q**4}"],
        why=f"The radii are in the ratio ${p} : ${q}, and volumes are as the cubes of the radii.".replace(
            "$", ""
        ),
    )


@template("x-solid-cone-slant", variants=5)
def cone_slant(draw: Draw) -> Question:
    r, h, slant = draw.turn([(7, 24, 25), (14, 48, 50), (21, 20, 29), (21, 28, 35), (35, 12, 37)])
    area = PI * r * slant
    return SOLIDS.mcq(
        draw,
        GRASP,
        both(
            f"The curved surface area of a right circular cone of base radius {r} cm and height {h} cm "
            f"{WITH_PI} is",
            f"आधार त्रिज्या {r} cm और ऊँचाई {h} cm वाले एक लंब वृत्तीय शंकु का वक्र पृष्ठीय क्षेत्रफल है "
            r"($\pi = \frac{22}{7}$ लीजिए)",
        ),
        right=f"${number(area)}$ cm$^2$",
        wrong=[
            f"${number(PI * r * h)}$ cm$^2$",
            f"${number(PI * r * (r + slant))}$ cm$^2$",
            f"${number(PI * r * r * h / 3)}$ cm$^2$",
        ],
        why=rf"$l = \sqrt{{{r}^2 + {h}^2}} = {slant}$ cm and $\pi r l = \frac{{22}}{{7}} \times {r} \times "
        f"{slant} "
        f"= {number(area)}$ cm$^2$.",
    )


@template("x-solid-ratio", variants=5)
def volume_ratio(draw: Draw) -> Question:
    p, q = draw.turn([(1, 2), (2, 3), (3, 4), (1, 3), (2, 5)])
    return SOLIDS.mcq(
        draw,
        THINK,
        both(
            f"A cylinder and a cone have equal volumes, and their base radii are in the ratio {p} : {q}. "
            "The ratio of their "
            "heights (cylinder to cone) is",
            f"एक बेलन और एक शंकु के आयतन समान हैं तथा उनके आधारों की त्रिज्याओं का अनुपात {p} : {q} है। "
            "उनकी ऊँचाइयों (बेलन और "
            "शंकु) का अनुपात है",
        ),
        right=_ratio(q * q, 3 * p * p),
        wrong=[_ratio(3 * p * p, q * q), _ratio(q, 3 * p), _ratio(q * q, p * p)],
        why=rf"$\pi ({p}k)^2 h = \frac{{1}}{{3}}\pi ({q}k)^2 H$ gives $h : H = {q * q} : {3 * p * p}$ (in "
        "lowest terms).",
    )


def _ratio(one: int, other: int) -> str:
    lowest = Fraction(one, other)
    return f"{lowest.numerator} : {lowest.denominator}"


@template("x-mensuration-assertion", variants=5)
def assertion(draw: Draw) -> Question:
    said, reason, key, why = draw.turn(
        [
            (
                "If the radius of a sphere is doubled, its volume becomes eight times as large.",
                r"The volume of a sphere of radius $r$ is $\frac{4}{3}\pi r^3$.",
                BOTH_EXPLAINS,
                "The volume grows as the cube of the radius.",
            ),
            (
                "When a hemisphere is fixed on the top of a cylinder of the same radius, the total surface "
                "area of the solid is "
                "the sum of the total surface areas of both.",
                "When two solids are joined, the faces by which they are joined are no longer on the "
                "surface.",
                ONLY_REASON,
                "The two joined circular faces do not count, so the assertion is false.",
            ),
            (
                "The length of an arc which subtends $90^\\circ$ at the centre is a quarter of the "
                "circumference.",
                r"The area of a sector of angle $\theta$ (in degrees) is $\frac{\theta}{360} \times \pi "
                "r^2$.",
                BOTH_ONLY,
                "Both are true, but the length of an arc does not follow from the formula of the area.",
            ),
            (
                "A cone on the same base as a cylinder and of the same height has one third of its volume.",
                "The curved surface area of a cone is one third of that of a cylinder of the same base and "
                "height.",
                ONLY_ASSERTION,
                r"The volumes are $\frac{1}{3}\pi r^2 h$ and $\pi r^2 h$; the curved surfaces are $\pi r l$ "
                r"and $2\pi r h$.",
            ),
            (
                "The area of the sector of a circle of radius 6 cm whose arc is 5 cm long is 15 cm$^2$.",
                r"The area of a sector of radius $r$ and arc length $l$ is $\frac{1}{2}lr$.",
                BOTH_EXPLAINS,
                r"$\frac{1}{2} \times 5 \times 6 = 15$.",
            ),
        ]
    )
    return Topic(ClassLevel.X, Unit.MENSURATION, "Mensuration").assertion(KNOW, said, reason, key, why)
