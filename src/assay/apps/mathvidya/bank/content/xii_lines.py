"""Class XII, vectors and three-dimensional geometry: lines in space."""

from fractions import Fraction
from math import isqrt

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_vectors import (
    WHOLE_LENGTH,
    Triple,
    cross,
    cross_rows,
    dot,
    triple,
    with_signs,
)
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    APPLY,
    RECALL,
    UNDERSTAND,
    Number,
    Pen,
    frac,
    poly,
    root,
    surd,
    total,
    vector,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.VECTORS_3D)
TOPIC = "Lines in space"
MU = r"\mu"


def line(point: Triple, along: Triple) -> str:
    """The line in cartesian form."""
    return " = ".join(
        rf"\frac{{{poly(1, -c, of=name)}}}{{{d}}}" for name, c, d in zip("xyz", point, along, strict=True)
    )


def in_vectors(point: Triple, along: Triple, parameter: str = r"\lambda") -> str:
    return rf"\vec{{r}} = {vector(*point)} + {parameter}({vector(*along)})"


def moved(point: Triple, along: Triple, times: int) -> Triple:
    x, y, z = (p + times * d for p, d in zip(point, along, strict=True))
    return x, y, z


def between(one: Triple, two: Triple) -> Triple:
    return two[0] - one[0], two[1] - one[1], two[2] - one[2]


def shown(point: tuple[Number, ...]) -> str:
    return "(" + ", ".join(frac(x) for x in point) + ")"


@template("xii-li-direction", variants=6)
def direction(draw: Draw) -> Question:
    a, (p, q, r) = triple(draw, 6), triple(draw, 5)
    if abs(q) < 2 or abs(p) == abs(r) or cross(a, (p, -q, r)) == (0, 0, 0):
        draw.again()
    written = (
        rf"\frac{{{poly(1, -a[0])}}}{{{p}}} = \frac{{{total((a[1], ''), (-1, 'y'))}}}{{{q}}} = "
        rf"\frac{{{poly(1, -a[2], of='z')}}}{{{r}}}"
    )
    return PEN.mcq(
        draw,
        TOPIC,
        UNDERSTAND,
        f"The direction ratios of the line ${written}$ are",
        f"{p}, {-q}, {r}",
        [f"{p}, {q}, {r}", shown(a)[1:-1], f"{-p}, {-q}, {r}"],
        f"In standard form the middle fraction is $\\frac{{{poly(1, -a[1], of='y')}}}{{{-q}}}$.",
        hi=f"रेखा ${written}$ के दिक्-अनुपात हैं",
    )


@template("xii-li-cosines", variants=6)
def cosines(draw: Draw) -> Question:
    along = with_signs(draw, draw.turn(WHOLE_LENGTH))
    size = isqrt(dot(along, along))

    def listed(bottom: int, of: Triple) -> str:
        return ", ".join(frac(x, bottom) for x in of)

    return PEN.mcq(
        draw,
        "Direction cosines",
        RECALL,
        f"The direction cosines of the vector ${vector(*along)}$ are",
        listed(size, along),
        [
            listed(size * size, along),
            listed(sum(map(abs, along)), along),
            ", ".join(str(x) for x in along),
        ],
        f"The length of the vector is ${size}$.",
        hi=f"सदिश ${vector(*along)}$ की दिक्-कोज्याएँ हैं",
    )


@template("xii-li-through", variants=6)
def through_two_points(draw: Draw) -> Question:
    a, along = triple(draw, 5), triple(draw, 4)
    b = moved(a, along, 1)
    if 0 in b:
        draw.again()
    return PEN.vsa(
        TOPIC,
        RECALL,
        f"Find the vector equation and the cartesian equation of the line through $A{a}$ and $B{b}$.",
        f"${in_vectors(a, along)}$; ${line(a, along)}$",
        [
            (0.5, rf"Direction: $\vec{{AB}} = {vector(*along)}$."),
            (0.5, f"${in_vectors(a, along)}$."),
            (1, f"${line(a, along)}$."),
        ],
        hi=f"बिंदुओं $A{a}$ तथा $B{b}$ से होकर जाने वाली रेखा का सदिश समीकरण तथा कार्तीय समीकरण ज्ञात कीजिए।",
    )


@template("xii-li-angle", variants=6)
def angle(draw: Draw) -> Question:
    u, v = with_signs(draw, draw.turn(WHOLE_LENGTH)), with_signs(draw, draw.one_of(WHOLE_LENGTH))
    sizes = isqrt(dot(u, u)) * isqrt(dot(v, v))
    value = Fraction(abs(dot(u, v)), sizes)
    if value in {0, 1} or sum(u) == sum(v):
        draw.again()
    a, b = triple(draw, 5), triple(draw, 5)
    return PEN.vsa(
        TOPIC,
        UNDERSTAND,
        f"Find the cosine of the acute angle between the lines ${line(a, u)}$ and ${line(b, v)}$.",
        rf"$\cos\theta = {frac(value)}$",
        [
            (0.5, f"The lines are along ${vector(*u)}$ and ${vector(*v)}$."),
            (
                0.5,
                f"The scalar product is ${dot(u, v)}$, the lengths are ${isqrt(dot(u, u))}$ and "
                f"${isqrt(dot(v, v))}$.",
            ),
            (1, rf"$\cos\theta = {frac(value)}$."),
        ],
        typed=str(value),
        hi=f"रेखाओं ${line(a, u)}$ तथा ${line(b, v)}$ के बीच के न्यून कोण की कोज्या ज्ञात कीजिए।",
    )


@template("xii-li-point-at-distance", variants=6)
def points_at_distance(draw: Draw) -> Question:
    along = with_signs(draw, draw.turn(WHOLE_LENGTH))
    size, a, times = isqrt(dot(along, along)), triple(draw, 5), draw.whole(2, 4)
    one, two = moved(a, along, times), moved(a, along, -times)
    return PEN.vsa(
        TOPIC,
        ANALYSE,
        f"Find the points on the line ${line(a, along)}$ at a distance of ${size * times}$ units from the "
        f"point ${a}$.",
        f"${one}$ and ${two}$",
        [
            (0.5, rf"A point of the line: ${shown(a)} + \lambda{along}$."),
            (0.5, rf"Its distance from ${a}$ is ${size}|\lambda|$."),
            (1, rf"$\lambda = \pm {times}$ gives ${one}$ and ${two}$."),
        ],
        hi=f"रेखा ${line(a, along)}$ पर वे बिंदु ज्ञात कीजिए जो बिंदु ${a}$ से ${size * times}$ इकाई की दूरी पर हैं।",
    )


@template("xii-li-meet", variants=6)
def meet(draw: Draw) -> Question:
    point, u, v = triple(draw, 4), triple(draw, 4), triple(draw, 4)
    if u[0] * v[1] == u[1] * v[0]:
        draw.again()
    s, t = draw.one_of([-2, -1, 1, 2]), draw.one_of([-3, -1, 1, 2])
    a, b = moved(point, u, -s), moved(point, v, -t)
    return PEN.sa(
        TOPIC,
        UNDERSTAND,
        f"Show that the lines ${line(a, u)}$ and ${line(b, v)}$ intersect, and find their point of "
        f"intersection.",
        f"${point}$",
        [
            (
                1,
                rf"Points of the lines: ${a} + \lambda{u}$ and ${b} + \mu{v}$.",
            ),
            (
                1,
                rf"Equating the first two coordinates gives $\lambda = {s}$, $\mu = {t}$.",
            ),
            (1, f"The third coordinates then agree too, so the lines meet, at ${point}$."),
        ],
    )


@template("xii-li-parallel-distance", variants=6)
def parallel_distance(draw: Draw) -> Question:
    along = with_signs(draw, draw.turn(WHOLE_LENGTH))
    a, gap = triple(draw, 4), triple(draw, 4)
    b = moved(a, gap, 1)
    normal = cross(gap, along)
    square, size = dot(normal, normal), isqrt(dot(along, along))
    if square == 0 or 0 in b:
        draw.again()
    answer = surd(Fraction(1, size), square)
    double = moved((0, 0, 0), along, 2)
    return PEN.sa(
        TOPIC,
        APPLY,
        f"Find the distance between the parallel lines ${in_vectors(a, along)}$ and "
        f"${in_vectors(b, double, MU)}$.",
        f"${answer}$ units",
        [
            (0.5, f"Both lines are along ${vector(*along)}$, of length ${size}$."),
            (0.5, f"The points of the lines differ by ${vector(*gap)}$."),
            (1, f"The vector product is ${cross_rows(gap, along)} = {vector(*normal)}$."),
            (1, f"Distance $= {answer}$ units."),
        ],
    )


@template("xii-li-foot", variants=6)
def foot(draw: Draw) -> Question:
    along, start, times = triple(draw, 3), triple(draw, 4), draw.one_of([-2, -1, 1, 2])
    base = moved(start, along, times)
    aside = triple(draw, 4)
    if dot(aside, along) != 0:
        draw.again()
    point, image = moved(base, aside, 1), moved(base, aside, -1)
    square = dot(aside, aside)
    return PEN.la(
        TOPIC,
        APPLY,
        f"Find the foot of the perpendicular from the point $P{point}$ to the line ${line(start, along)}$. "
        f"Find also the "
        "length of the perpendicular and the image of $P$ in the line.",
        f"foot ${base}$; length ${root(square)}$; image ${image}$",
        [
            (1, rf"Any point of the line is $Q = {start} + \lambda{along}$."),
            (1, rf"$\vec{{PQ}} \cdot ({vector(*along)}) = 0$ gives $\lambda = {times}$."),
            (1, f"The foot is $Q{base}$."),
            (1, f"$PQ = {root(square)}$."),
            (1, f"$Q$ is the middle point of $P$ and its image, so the image is ${image}$."),
        ],
    )


@template("xii-li-skew", variants=6)
def skew(draw: Draw) -> Question:
    a, b, u, v = triple(draw, 4), triple(draw, 4), triple(draw, 3), triple(draw, 3)
    normal, gap = cross(u, v), between(a, b)
    square, product = dot(normal, normal), abs(dot(gap, normal))
    if square == 0 or product == 0 or 0 in gap or square > 200:
        draw.again()
    answer = surd(Fraction(product, square), square)
    return PEN.la(
        TOPIC,
        UNDERSTAND,
        f"Find the shortest distance between the lines ${in_vectors(a, u)}$ and "
        rf"${in_vectors(b, v, MU)}$. Do the lines intersect?",
        f"${answer}$ units; they do not intersect",
        [
            (0.5, f"The points of the lines differ by ${vector(*gap)}$."),
            (2, f"${cross_rows(u, v)} = {vector(*normal)}$, of length ${root(square)}$."),
            (1, f"The scalar product of the two is ${dot(gap, normal)}$."),
            (1, f"Shortest distance $= {answer}$ units."),
            (0.5, "It is not $0$, so the lines do not intersect."),
        ],
    )


@template("xii-li-perpendicular-to-two", variants=6)
def perpendicular_to_two(draw: Draw) -> Question:
    point, u, v, a, b = triple(draw, 5), triple(draw, 4), triple(draw, 4), triple(draw, 5), triple(draw, 5)
    normal = cross(u, v)
    if 0 in normal or max(map(abs, normal)) > 20:
        draw.again()
    return PEN.la(
        TOPIC,
        UNDERSTAND,
        f"Find the vector and the cartesian equation of the line through the point ${point}$ which is "
        f"perpendicular to "
        f"both lines ${line(a, u)}$ and ${line(b, v)}$.",
        f"${in_vectors(point, normal)}$; ${line(point, normal)}$",
        [
            (1, f"The required line is perpendicular to ${vector(*u)}$ and to ${vector(*v)}$."),
            (2, f"Its direction is ${cross_rows(u, v)} = {vector(*normal)}$."),
            (1, f"${in_vectors(point, normal)}$."),
            (1, f"${line(point, normal)}$."),
        ],
    )


@template("xii-li-parameter", variants=6)
def parameter(draw: Draw) -> Question:
    u, v, k = triple(draw, 5), triple(draw, 5), draw.one_of([-4, -3, -2, 2, 3, 4, 5])
    a, b = triple(draw, 5), triple(draw, 5)
    if u[0] * v[0] + k * (u[1] + v[2] * u[2]) != 0 or u[1] + v[2] * u[2] == 0:
        draw.again()
    first = (
        rf"\frac{{{poly(1, -a[0])}}}{{{u[0]}}} = \frac{{{poly(1, -a[1], of='y')}}}{{k}} = "
        rf"\frac{{{poly(1, -a[2], of='z')}}}{{{u[2]}}}"
    )
    second = (
        rf"\frac{{{poly(1, -b[0])}}}{{{v[0]}}} = \frac{{{poly(1, -b[1], of='y')}}}{{{u[1]}}} = "
        rf"\frac{{{poly(1, -b[2], of='z')}}}{{{total((v[2], 'k'))}}}"
    )
    return PEN.sa(
        TOPIC,
        RECALL,
        f"Find the value of $k$ for which the lines ${first}$ and ${second}$ are perpendicular.",
        f"$k = {k}$",
        [
            (1, f"The direction ratios are ${u[0]}, k, {u[2]}$ and ${v[0]}, {u[1]}, {total((v[2], 'k'))}$."),
            (1, f"${total((u[0] * v[0], ''), (u[1], 'k'), (u[2] * v[2], 'k'))} = 0$."),
            (1, f"$k = {k}$."),
        ],
        typed=str(k),
    )


@template("xii-li-join", variants=6)
def through_foot(draw: Draw) -> Question:
    point, u, v = triple(draw, 4), triple(draw, 4), triple(draw, 4)
    if cross(u, v) == (0, 0, 0) or dot(u, v) == 0:
        draw.again()
    s, t = draw.one_of([-2, -1, 1, 2]), draw.one_of([-2, -1, 1, 2])
    a, b, away = moved(point, u, -s), moved(point, v, -t), triple(draw, 3)
    target = moved(point, away, 1)
    if 0 in target:
        draw.again()
    return PEN.la(
        TOPIC,
        ANALYSE,
        f"The lines ${line(a, u)}$ and ${line(b, v)}$ intersect. Find their point of intersection, and the "
        f"vector "
        f"equation of the line that joins this point to ${target}$, with the distance between the two "
        f"points.",
        f"${point}$; ${in_vectors(point, away)}$; ${root(dot(away, away))}$ units",
        [
            (1, rf"Points of the lines: ${a} + \lambda{u}$ and ${b} + \mu{v}$."),
            (1.5, rf"Equating the coordinates, $\lambda = {s}$ and $\mu = {t}$."),
            (0.5, f"They meet at ${point}$."),
            (1, f"The joining line: ${in_vectors(point, away)}$."),
            (1, f"The distance is ${root(dot(away, away))}$ units."),
        ],
    )
