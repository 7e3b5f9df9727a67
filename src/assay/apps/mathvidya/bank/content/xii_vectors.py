"""Class XII, vectors and three-dimensional geometry: vectors."""

from fractions import Fraction
from math import isqrt

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    APPLY,
    APPLY_HARD,
    RECALL,
    UNDERSTAND,
    Pen,
    Portion,
    determinant,
    frac,
    pi,
    root,
    surd,
    total,
    vector,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.VECTORS_3D)
TOPIC = "Vectors"
Triple = tuple[int, int, int]
WHOLE_LENGTH = [(1, 2, 2), (2, 3, 6), (1, 4, 8), (4, 4, 7), (2, 6, 9), (6, 6, 7), (3, 4, 12), (2, 5, 14)]


def triple(draw: Draw, most: int = 5) -> Triple:
    numbers = [n for n in range(-most, most + 1) if n]
    return draw.one_of(numbers), draw.one_of(numbers), draw.one_of(numbers)


def dot(a: Triple, b: Triple) -> int:
    return sum(x * y for x, y in zip(a, b, strict=True))


def cross(a: Triple, b: Triple) -> Triple:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def with_signs(draw: Draw, of: Triple) -> Triple:
    x, y, z = draw.mixed(of)
    return x, y * draw.one_of([-1, 1]), z * draw.one_of([-1, 1])


def cross_rows(a: Triple, b: Triple) -> str:
    return determinant([[r"\hat{i}", r"\hat{j}", r"\hat{k}"], list(a), list(b)])


@template("xii-ve-unit", variants=6)
def unit_vector(draw: Draw) -> Question:
    a = with_signs(draw, draw.turn(WHOLE_LENGTH))
    size = isqrt(dot(a, a))
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        f"The unit vector in the direction of $\\vec{{a}} = {vector(*a)}$ is",
        rf"\frac{{1}}{{{size}}}({vector(*a)})",
        [
            rf"\frac{{1}}{{{size * size}}}({vector(*a)})",
            rf"\frac{{1}}{{{sum(map(abs, a))}}}({vector(*a)})",
            rf"\frac{{1}}{{{size}}}({vector(*(-x for x in a))})",
        ],
        f"$|\\vec{{a}}| = {size}$; divide the vector by its length.",
        hi=f"सदिश $\\vec{{a}} = {vector(*a)}$ की दिशा में मात्रक सदिश है",
    )


@template("xii-ve-perpendicular", variants=6)
def perpendicular(draw: Draw) -> Question:
    a, b, k = triple(draw), triple(draw), draw.one_of([-5, -4, -3, -2, 2, 3, 4, 5])
    rest = a[0] * b[0] + a[2] * b[2]
    if rest != -k * b[1] or abs(b[1]) < 2:
        draw.again()
    product = total((a[0] * b[0], ""), (b[1], r"\lambda"), (a[2] * b[2], ""))
    shown = rf"{vector(a[0], 0, 0)} + \lambda\hat{{j}} {'+' if a[2] > 0 else '-'} {vector(0, 0, abs(a[2]))}"
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        rf"If the vectors ${shown}$ and ${vector(*b)}$ are perpendicular, then $\lambda$ equals",
        str(k),
        [str(-k), str(k * b[1]), str(k + b[1])],
        f"The scalar product is $0$: ${product} = 0$.",
        hi=rf"यदि सदिश ${shown}$ तथा ${vector(*b)}$ परस्पर लंबवत हैं, तो $\lambda$ बराबर है",
    )


@template("xii-ve-angle", variants=6)
def angle(draw: Draw) -> Question:
    p, q = draw.whole(2, 9), draw.whole(2, 9)
    factor, value = draw.turn(
        [(Fraction(1, 2), Fraction(1, 3)), (Fraction(-1, 2), Fraction(2, 3)), (Fraction(0), Fraction(1, 2))]
    )
    product = p * q * factor
    if product.denominator != 1:
        draw.again()
    wrong = [Fraction(1, 6), Fraction(5, 6), 1 - value if value != Fraction(1, 2) else Fraction(1, 4)]
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        rf"If $|\vec{{a}}| = {p}$, $|\vec{{b}}| = {q}$ and $\vec{{a}} \cdot \vec{{b}} = {product}$, then "
        rf"the angle between "
        r"$\vec{a}$ and $\vec{b}$ is",
        pi(value),
        [pi(one) for one in wrong],
        rf"$\cos\theta = \frac{{{product}}}{{{p * q}}} = {frac(factor)}$.",
        hi=rf"यदि $|\vec{{a}}| = {p}$, $|\vec{{b}}| = {q}$ तथा $\vec{{a}} \cdot \vec{{b}} = {product}$, तो "
        rf"$\vec{{a}}$ और "
        r"$\vec{b}$ के बीच का कोण है",
    )


@template("xii-ve-projection", variants=6)
def projection(draw: Draw) -> Question:
    a, b = triple(draw, 7), with_signs(draw, draw.turn(WHOLE_LENGTH))
    size, product = isqrt(dot(b, b)), dot(a, b)
    if product == 0 or product % size == 0:
        draw.again()
    return PEN.mcq(
        draw,
        TOPIC,
        UNDERSTAND,
        rf"The projection of $\vec{{a}} = {vector(*a)}$ on $\vec{{b}} = {vector(*b)}$ is",
        frac(product, size),
        [frac(product, size * size), frac(product, sum(x * x for x in a)), str(product)],
        rf"$\frac{{\vec{{a}} \cdot \vec{{b}}}}{{|\vec{{b}}|}} = {frac(product, size)}$.",
        hi=rf"सदिश $\vec{{a}} = {vector(*a)}$ का सदिश $\vec{{b}} = {vector(*b)}$ पर प्रक्षेप है",
    )


@template("xii-ve-parallelogram", variants=6)
def parallelogram(draw: Draw) -> Question:
    a, b = triple(draw, 4), triple(draw, 4)
    square = dot(cross(a, b), cross(a, b))
    if not 2 < square < 400:
        draw.again()
    return PEN.mcq(
        draw,
        TOPIC,
        UNDERSTAND,
        f"The area of the parallelogram with adjacent sides ${vector(*a)}$ and ${vector(*b)}$, in square "
        f"units, is",
        root(square),
        [surd(Fraction(1, 2), square), root(square + 3), str(square)],
        f"The vector product is ${vector(*cross(a, b))}$; its length is ${root(square)}$.",
        hi=f"संलग्न भुजाओं ${vector(*a)}$ तथा ${vector(*b)}$ वाले समांतर चतुर्भुज का क्षेत्रफल (वर्ग इकाई में) है",
    )


@template("xii-ve-length-of-sum", variants=6)
def length_of_sum(draw: Draw) -> Question:
    p, q, product = draw.whole(2, 8), draw.whole(2, 8), draw.whole(-20, 20)
    square = p * p + q * q + 2 * product
    if product == 0 or abs(product) >= p * q or square <= 3 or p == q:
        draw.again()
    wrong = [p * p + q * q - 2 * product, p * p + q * q + product, (p + q) ** 2]
    if wrong[1] < 1:
        draw.again()
    return PEN.mcq(
        draw,
        TOPIC,
        APPLY,
        rf"If $|\vec{{a}}| = {p}$, $|\vec{{b}}| = {q}$ and $\vec{{a}} \cdot \vec{{b}} = {product}$, then "
        r"$|\vec{a} + \vec{b}|$ equals",
        root(square),
        [root(one) for one in wrong],
        rf"$|\vec{{a}} + \vec{{b}}|^{{2}} = {p * p} + {q * q} + 2({product}) = {square}$.",
        hi=rf"यदि $|\vec{{a}}| = {p}$, $|\vec{{b}}| = {q}$ तथा $\vec{{a}} \cdot \vec{{b}} = {product}$, तो "
        r"$|\vec{a} + \vec{b}|$ बराबर है",
    )


@template("xii-ve-perpendicular-sum", variants=6)
def perpendicular_sum(draw: Draw) -> Question:
    a, b, c = triple(draw), triple(draw), triple(draw)
    if dot(b, c) == 0 or dot(a, c) == 0 or abs(Fraction(dot(a, c), dot(b, c)).denominator) > 3:
        draw.again()
    value = Fraction(-dot(a, c), dot(b, c))
    return PEN.vsa(
        TOPIC,
        RECALL,
        rf"Let $\vec{{a}} = {vector(*a)}$, $\vec{{b}} = {vector(*b)}$ and $\vec{{c}} = {vector(*c)}$. Find "
        rf"$\lambda$ such "
        r"that $\vec{a} + \lambda\vec{b}$ is perpendicular to $\vec{c}$.",
        rf"$\lambda = {frac(value)}$",
        [
            (0.5, r"$(\vec{a} + \lambda\vec{b}) \cdot \vec{c} = 0$."),
            (1, rf"$\vec{{a}} \cdot \vec{{c}} = {dot(a, c)}$ and $\vec{{b}} \cdot \vec{{c}} = {dot(b, c)}$."),
            (0.5, rf"$\lambda = {frac(value)}$."),
        ],
        typed=str(value),
        hi=rf"माना $\vec{{a}} = {vector(*a)}$, $\vec{{b}} = {vector(*b)}$ तथा $\vec{{c}} = {vector(*c)}$। "
        rf"$\lambda$ का मान "
        r"ज्ञात कीजिए जिसके लिए $\vec{a} + \lambda\vec{b}$, $\vec{c}$ पर लंब हो।",
    )


@template("xii-ve-triangle-area", variants=6)
def triangle_area(draw: Draw) -> Question:
    p, u, v = triple(draw, 3), triple(draw, 3), triple(draw, 3)
    q = (p[0] + u[0], p[1] + u[1], p[2] + u[2])
    r = (p[0] + v[0], p[1] + v[1], p[2] + v[2])
    normal = cross(u, v)
    square = dot(normal, normal)
    if not 2 < square < 300:
        draw.again()
    answer = surd(Fraction(1, 2), square)
    return PEN.vsa(
        TOPIC,
        UNDERSTAND,
        f"Using vectors, find the area of the triangle with vertices $A{p}$, $B{q}$ and $C{r}$.",
        f"${answer}$ square units",
        [
            (0.5, rf"$\vec{{AB}} = {vector(*u)}$ and $\vec{{AC}} = {vector(*v)}$."),
            (1, rf"$\vec{{AB}} \times \vec{{AC}} = {cross_rows(u, v)} = {vector(*normal)}$."),
            (0.5, rf"Area $= \frac{{1}}{{2}}|\vec{{AB}} \times \vec{{AC}}| = {answer}$ square units."),
        ],
        typed=f"sqrt({square})/2",
        hi=f"सदिशों के प्रयोग से शीर्षों $A{p}$, $B{q}$ तथा $C{r}$ वाले त्रिभुज का क्षेत्रफल ज्ञात कीजिए।",
    )


@template("xii-ve-closed-sum", variants=6)
def closed_sum(draw: Draw) -> Question:
    p, q, r = draw.turn([(3, 4, 5), (2, 3, 4), (3, 5, 7), (4, 5, 6), (5, 6, 9), (5, 7, 8)])
    value = Fraction(-(p * p + q * q + r * r), 2)
    lengths = rf"$|\vec{{a}}| = {p}$, $|\vec{{b}}| = {q}$ and $|\vec{{c}}| = {r}$"
    dots = r"\vec{a} \cdot \vec{b} + \vec{b} \cdot \vec{c} + \vec{c} \cdot \vec{a}"
    return PEN.sa(
        TOPIC,
        UNDERSTAND,
        rf"If $\vec{{a}} + \vec{{b}} + \vec{{c}} = \vec{{0}}$, {lengths}, find the value of ${dots}$.",
        f"${frac(value)}$",
        [
            (1, r"$(\vec{a} + \vec{b} + \vec{c}) \cdot (\vec{a} + \vec{b} + \vec{c}) = 0$."),
            (1, rf"${p * p} + {q * q} + {r * r} + 2({dots}) = 0$."),
            (1, f"The sum is ${frac(value)}$."),
        ],
        typed=str(value),
    )


@template("xii-ve-normal", variants=6)
def normal_of_length(draw: Draw) -> Question:
    a, b = triple(draw, 4), triple(draw, 4)
    normal = cross(a, b)
    size = isqrt(dot(normal, normal))
    if size < 3 or size * size != dot(normal, normal) or 0 in normal:
        draw.again()
    length = draw.whole(2, 9)
    scaled = vector(*(Fraction(length * x, size) for x in normal))
    return PEN.sa(
        TOPIC,
        RECALL,
        rf"Find a vector of magnitude ${length}$ which is perpendicular to both $\vec{{a}} = {vector(*a)}$ "
        rf"and "
        rf"$\vec{{b}} = {vector(*b)}$.",
        rf"$\pm\left({scaled}\right)$; either one",
        [
            (1.5, rf"$\vec{{a}} \times \vec{{b}} = {cross_rows(a, b)} = {vector(*normal)}$."),
            (0.5, f"Its magnitude is ${size}$."),
            (1, rf"A required vector is $\frac{{{length}}}{{{size}}}({vector(*normal)}) = {scaled}$."),
        ],
    )


@template("xii-ve-case-drone", variants=6)
def case_drone(draw: Draw) -> Question:
    start = (draw.whole(0, 4), draw.whole(0, 4), draw.whole(1, 3))
    go = with_signs(draw, draw.turn(WHOLE_LENGTH))
    end = (start[0] + go[0], start[1] + go[1], start[2] + abs(go[2]))
    go = (go[0], go[1], abs(go[2]))
    size = isqrt(dot(go, go))
    other = triple(draw, 4)
    product = dot(go, other)
    task = draw.turn(
        ["survey a field", "carry medicines", "film a fair", "map a river", "watch a forest", "count birds"]
    )
    if product == 0:
        draw.again()
    normal = cross(go, other)
    return PEN.case(
        TOPIC,
        APPLY_HARD,
        f"A drone that is to {task} flies in a straight line from $P{start}$ to $Q{end}$, distances in "
        f"hundreds of "
        rf"metres. The wind blows in the direction of $\vec{{w}} = {vector(*other)}$.",
        Portion(
            1,
            r"Write $\vec{PQ}$ and its length.",
            rf"${vector(*go)}$; ${size}$",
            [(0.5, rf"$\vec{{PQ}} = {vector(*go)}$."), (0.5, f"Its length is ${size}$.")],
        ),
        Portion(
            1,
            r"Find the direction cosines of $\vec{PQ}$.",
            f"${frac(go[0], size)}, {frac(go[1], size)}, {frac(go[2], size)}$",
            [(1, f"${frac(go[0], size)}, {frac(go[1], size)}, {frac(go[2], size)}$.")],
        ),
        Portion(
            2,
            r"Find the projection of $\vec{w}$ on $\vec{PQ}$, and say whether the wind helps or hinders the "
            r"drone.",
            f"${frac(product, size)}$; the wind {'helps' if product > 0 else 'hinders'}",
            [
                (1, rf"$\vec{{w}} \cdot \vec{{PQ}} = {product}$."),
                (
                    1,
                    f"The projection is ${frac(product, size)}$, "
                    f"{'positive: the wind helps' if product > 0 else 'negative: the wind hinders'}.",
                ),
            ],
            (
                r"Find a vector perpendicular to both $\vec{PQ}$ and $\vec{w}$.",
                f"${vector(*normal)}$ or any multiple of it",
                [
                    (1, rf"$\vec{{PQ}} \times \vec{{w}} = {cross_rows(go, other)}$."),
                    (1, f"$= {vector(*normal)}$."),
                ],
            ),
        ),
    )
