"""Class XII, relations and functions: relations, kinds of functions and how many there are."""

from collections.abc import Callable
from itertools import combinations, product
from math import comb, perm

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    APPLY,
    APPLY_HARD,
    RECALL,
    UNDERSTAND,
    Pen,
    Portion,
    frac,
    poly,
    total,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.RELATIONS_FUNCTIONS)
Pairs = frozenset[tuple[int, int]]


def properties(pairs: Pairs, members: range | tuple[int, ...]) -> tuple[bool, bool, bool]:
    """Whether a relation is reflexive, symmetric and transitive."""
    reflexive = all((a, a) in pairs for a in members)
    symmetric = all((b, a) in pairs for a, b in pairs)
    transitive = all((a, d) in pairs for a, b in pairs for c, d in pairs if b == c)
    return reflexive, symmetric, transitive


def roster(pairs: Pairs) -> str:
    return r"\{" + ", ".join(f"({a}, {b})" for a, b in sorted(pairs)) + r"\}"


@template("xii-rf-count-relations", variants=6)
def count_relations(draw: Draw) -> Question:
    m, n = draw.turn([(2, 3), (3, 4), (2, 5), (3, 5), (4, 5), (2, 7)])
    return PEN.mcq(
        draw,
        "Relations",
        RECALL,
        f"Set $A$ has ${m}$ elements and set $B$ has ${n}$ elements. The number of relations from $A$ to "
        f"$B$ is",
        f"2^{{{m * n}}}",
        [f"2^{{{m + n}}}", f"{m * n}", f"{n}^{{{m}}}"],
        f"Every subset of $A \\times B$ is a relation, and $A \\times B$ has ${m * n}$ elements.",
        hi=f"समुच्चय $A$ में ${m}$ अवयव हैं तथा समुच्चय $B$ में ${n}$ अवयव हैं। $A$ से $B$ में संबंधों की संख्या है",
    )


KINDS = {
    (True, True, False): "reflexive and symmetric but not transitive",
    (True, False, True): "reflexive and transitive but not symmetric",
    (False, True, True): "symmetric and transitive but not reflexive",
    (True, True, True): "an equivalence relation",
    (True, False, False): "reflexive but neither symmetric nor transitive",
    (False, True, False): "symmetric but neither reflexive nor transitive",
    (False, False, True): "transitive but neither reflexive nor symmetric",
}


@template("xii-rf-kind-of-relation", variants=6)
def kind_of_relation(draw: Draw) -> Question:
    wanted = draw.turn(list(KINDS))
    cells = list(product((1, 2, 3), repeat=2))
    every = (frozenset((a, b) for a, b in some) for size in range(3, 8) for some in combinations(cells, size))
    pairs = draw.one_of([one for one in every if properties(one, (1, 2, 3)) == wanted])
    others = draw.mixed([text for kind, text in KINDS.items() if kind != wanted])
    return PEN.mcq(
        draw,
        "Relations",
        UNDERSTAND,
        f"The relation $R = {roster(pairs)}$ on the set $A = \\{{1, 2, 3\\}}$ is",
        KINDS[wanted],
        others,
        "Check $(a, a)$ for each element, the reverse of each pair, and each chain $(a, b), (b, c)$: "
        f"the relation is {KINDS[wanted]}.",
        words=True,
        hi=f"समुच्चय $A = \\{{1, 2, 3\\}}$ पर परिभाषित संबंध $R = {roster(pairs)}$ है",
    )


@template("xii-rf-class-size", variants=6)
def class_size(draw: Draw) -> Question:
    divisor = draw.turn([3, 4, 5, 6, 7, 4])
    last, member = draw.whole(14, 29), draw.whole(1, divisor - 1)
    size = len([x for x in range(last + 1) if (x - member) % divisor == 0])
    return PEN.mcq(
        draw,
        "Equivalence relations",
        UNDERSTAND,
        f"On the set $A = \\{{0, 1, 2, \\ldots, {last}\\}}$ the relation $R$ is given by "
        f"$R = \\{{(a, b) : {divisor} \\text{{ divides }} a - b\\}}$. "
        f"The number of elements in the equivalence class $[{member}]$ is",
        str(size),
        [str(size + 1), str(size - 1), str(divisor if abs(divisor - size) > 1 else size + 2)],
        f"The class holds the numbers of $A$ that leave the remainder ${member}$ on division by ${divisor}$; "
        f"there are ${size}$ of them.",
    )


@template("xii-rf-count-functions", variants=6)
def count_functions(draw: Draw) -> Question:
    m, n = draw.turn([(2, 4), (3, 5), (2, 6), (3, 4), (4, 5), (3, 6)])
    return PEN.mcq(
        draw,
        "Types of functions",
        APPLY,
        f"If $A$ has ${m}$ elements and $B$ has ${n}$ elements, the number of one-one functions from $A$ to "
        f"$B$ is",
        str(perm(n, m)),
        [str(n**m), str(comb(n, m)), str(m * n)],
        f"The images must be different: $\\frac{{{n}!}}{{{n - m}!}} = {perm(n, m)}$.",
        hi=f"यदि $A$ में ${m}$ तथा $B$ में ${n}$ अवयव हैं, तो $A$ से $B$ में एकैकी फलनों की संख्या है",
    )


@template("xii-rf-kind-of-function", variants=6)
def kind_of_function(draw: Draw) -> Question:
    shift = draw.whole(2, 9)
    rule, kind = draw.turn(
        [
            (poly(1, 0, 0, shift), "one-one and onto"),
            (poly(1, 0, -shift), "neither one-one nor onto"),
            (poly(shift, 0, 0, -1), "one-one and onto"),
            (f"{shift}^{{x}}", "one-one but not onto"),
            (f"{poly(1, 0, 0, 0)} - {shift * shift}x", "onto but not one-one"),
            (rf"\frac{{1}}{{x^{{2}} + {shift}}}", "neither one-one nor onto"),
        ]
    )
    kinds = [
        "one-one and onto",
        "one-one but not onto",
        "onto but not one-one",
        "neither one-one nor onto",
    ]
    return PEN.mcq(
        draw,
        "Types of functions",
        ANALYSE,
        rf"The function $f : \mathbb{{R}} \to \mathbb{{R}}$ given by $f(x) = {rule}$ is",
        kind,
        [one for one in kinds if one != kind],
        f"Compare two points with one image, and the range with $\\mathbb{{R}}$: the function is {kind}.",
        words=True,
        hi=rf"$f(x) = {rule}$ द्वारा परिभाषित फलन $f : \mathbb{{R}} \to \mathbb{{R}}$ है",
    )


@template("xii-rf-roster", variants=6)
def relation_in_roster(draw: Draw) -> Question:
    a, b = draw.turn([(1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (1, 4)])
    sum_ = draw.whole(9, 16)
    pairs = frozenset((x, y) for x in range(1, 20) for y in range(1, 20) if a * x + b * y == sum_)
    if not 2 <= len(pairs) <= 6:
        draw.again()
    rule = f"{total((a, 'x'), (b, 'y'))} = {sum_}"
    domain = r"\{" + ", ".join(str(x) for x, _ in sorted(pairs)) + r"\}"
    range_ = r"\{" + ", ".join(str(y) for y in sorted(y for _, y in pairs)) + r"\}"
    return PEN.vsa(
        "Relations",
        RECALL,
        rf"A relation $R$ on the set $\mathbb{{N}}$ of natural numbers is $R = \{{(x, y) : {rule}\}}$. "
        "Write $R$ in roster form, and give its domain and its range.",
        f"$R = {roster(pairs)}$; domain ${domain}$, range ${range_}$",
        [
            (1, f"Taking each natural number $x$ for which $y$ is natural: $R = {roster(pairs)}$."),
            (0.5, f"Domain $= {domain}$."),
            (0.5, f"Range $= {range_}$."),
        ],
        hi=rf"प्राकृत संख्याओं के समुच्चय $\mathbb{{N}}$ पर संबंध $R = \{{(x, y) : {rule}\}}$ है। "
        "$R$ को रोस्टर रूप में लिखिए तथा इसका प्रांत और परिसर ज्ञात कीजिए।",
    )


@template("xii-rf-three-properties", variants=6)
def three_properties(draw: Draw) -> Question:
    last = draw.whole(5, 7)
    rules: list[tuple[str, Callable[[int, int], bool]]] = [
        (r"y \text{ is divisible by } x", lambda x, y: y % x == 0),
        ("y = x + 1", lambda x, y: y == x + 1),
        (r"|x - y| \le 2", lambda x, y: abs(x - y) <= 2),
        (f"x + y = {last + 1}", lambda x, y: x + y == last + 1),
        (r"y \ge 2x", lambda x, y: y >= 2 * x),
        (r"x - y \text{ is a multiple of } 2", lambda x, y: (x - y) % 2 == 0),
    ]
    rule, holds = draw.turn(rules)
    members = range(1, last + 1)
    pairs = frozenset((x, y) for x in members for y in members if holds(x, y))
    verdicts = properties(pairs, members)
    missing = next((x for x in members if (x, x) not in pairs), 0)
    single = next((p for p in sorted(pairs) if (p[1], p[0]) not in pairs), (0, 0))
    chain = next(
        ((a, b, d) for a, b in sorted(pairs) for c, d in sorted(pairs) if b == c and (a, d) not in pairs),
        (0, 0, 0),
    )
    first = (
        "Each $x$ stands in the relation to itself, so $R$ is reflexive."
        if verdicts[0]
        else f"$({missing}, {missing}) \\notin R$, so $R$ is not reflexive."
    )
    second = (
        "If $(x, y)$ satisfies the condition then so does $(y, x)$, so $R$ is symmetric."
        if verdicts[1]
        else f"${single} \\in R$ but ${(single[1], single[0])} \\notin R$, so $R$ is not symmetric."
    )
    third = (
        "Whenever $(x, y) \\in R$ and $(y, z) \\in R$, also $(x, z) \\in R$, so $R$ is transitive."
        if verdicts[2]
        else f"${chain[:2]} \\in R$ and ${chain[1:]} \\in R$ but ${(chain[0], chain[2])} \\notin R$, "
        "so $R$ is not transitive."
    )
    names = [
        ("" if yes else "not ") + name
        for yes, name in zip(verdicts, ("reflexive", "symmetric", "transitive"), strict=True)
    ]
    return PEN.sa(
        "Relations",
        UNDERSTAND,
        f"Let $A = \\{{x \\in \\mathbb{{N}} : x \\le {last}\\}}$ and $R = \\{{(x, y) \\in A \\times A : "
        f"{rule}\\}}$. "
        "Examine whether $R$ is reflexive, symmetric and transitive.",
        ", ".join(names),
        [(1, first), (1, second), (1, third)],
    )


@template("xii-rf-bijection", variants=6)
def bijection(draw: Draw) -> Question:
    a, c, d = draw.whole(2, 5), draw.whole(2, 4), draw.whole(1, 6)
    b = draw.one_of([-7, -5, -4, -3, -1, 1, 2, 3, 5, 7])
    if abs(a * d - b * c) < 2 or draw.variant % 5 != (a + d) % 5:
        draw.again()
    top, bottom = total((a, "x"), (b, "")), total((c, "x"), (d, ""))
    hole, gap = frac(-d, c), frac(a, c)
    back = rf"\frac{{{total((d, 'y'), (-b, ''))}}}{{{total((a, ''), (-c, 'y'))}}}"
    return PEN.la(
        "Types of functions",
        UNDERSTAND,
        rf"Show that $f : \mathbb{{R}} - \left\{{{hole}\right\}} \to \mathbb{{R}} - \left\{{{gap}\right\}}$ "
        rf"given by "
        rf"$f(x) = \frac{{{top}}}{{{bottom}}}$ is one-one and onto. Also find the element whose image is "
        rf"$0$.",
        f"$f$ is one-one and onto; $f(x) = 0$ for $x = {frac(-b, a)}$",
        [
            (0.5, "Let $f(x_1) = f(x_2)$ and cross-multiply the two fractions."),
            (1, f"This reduces to ${a * d - b * c}x_1 = {a * d - b * c}x_2$."),
            (0.5, "Hence $x_1 = x_2$, and $f$ is one-one."),
            (1.5, rf"For $y \ne {gap}$, solving $y = \frac{{{top}}}{{{bottom}}}$ gives $x = {back}$."),
            (0.5, rf"This $x$ is never ${hole}$, so it lies in the domain and $f(x) = y$: $f$ is onto."),
            (1, f"With $y = 0$: ${top} = 0$, so $x = {frac(-b, a)}$."),
        ],
    )


@template("xii-rf-pairs-equivalence", variants=6)
def pairs_equivalence(draw: Draw) -> Question:
    p, q = draw.turn([(2, 5), (3, 4), (1, 3), (2, 7), (3, 8), (4, 6)])
    sums = draw.variant % 2 == 0
    rule = "a + d = b + c" if sums else "ad = bc"
    size = draw.whole(6, 9)
    cells = product(range(1, size + 1), repeat=2)
    held = frozenset((a, b) for a, b in cells if (a + q == b + p if sums else a * q == b * p))
    return PEN.la(
        "Equivalence relations",
        UNDERSTAND,
        f"Let $A = \\{{1, 2, 3, \\ldots, {size}\\}}$ and let $R$ be the relation on $A \\times A$ defined by "
        f"$(a, b) \\, R \\, (c, d)$ if ${rule}$. Prove that $R$ is an equivalence relation, and write the "
        f"equivalence class of $({p}, {q})$.",
        f"$R$ is an equivalence relation; $[({p}, {q})] = {roster(held)}$",
        [
            (1, f"Reflexive: $(a, b) \\, R \\, (a, b)$ because ${'a + b = b + a' if sums else 'ab = ba'}$."),
            (
                1,
                f"Symmetric: ${rule}$ gives ${'c + b = d + a' if sums else 'cb = da'}$, so $(c, d) \\, R "
                f"\\, (a, b)$.",
            ),
            (0.5, f"Transitive: let ${rule}$ and ${'c + f = d + e' if sums else 'cf = de'}$."),
            (
                1,
                "Adding the two and cancelling $c + d$, $a + f = b + e$, so $(a, b) \\, R \\, (e, f)$."
                if sums
                else "Multiplying the two and cancelling $cd$, $af = be$, so $(a, b) \\, R \\, (e, f)$.",
            ),
            (1.5, f"$[({p}, {q})] = {roster(held)}$."),
        ],
    )


@template("xii-rf-case-game", variants=6)
def case_game(draw: Draw) -> Question:
    m, n = draw.turn([(2, 6), (3, 6), (2, 5), (3, 5), (2, 8), (3, 7)])
    players = draw.turn(["Sherlin and Danju", "Meera and Kabir", "Asha and Joseph"])
    step = draw.turn([2, 3])
    faces = range(1, n + 1)
    pairs = frozenset((x, y) for x in faces for y in faces if (x - y) % step == 0)
    odd = frozenset((x, y) for x in faces for y in faces if y % x == 0)
    single = next(p for p in sorted(odd) if (p[1], p[0]) not in odd)
    return PEN.case(
        "Relations and functions",
        APPLY,
        f"{players} play with a disc that stops on one of the numbers $1$ to ${n}$. Let $A$ be the set of "
        f"the "
        f"${m}$ boards they play on and $B = \\{{1, 2, \\ldots, {n}\\}}$ the set of results.",
        Portion(
            1,
            f"How many relations are there from $A$, which has ${m}$ elements, to $B$?",
            f"$2^{{{m * n}}}$",
            [(1, f"$A \\times B$ has ${m * n}$ elements, so there are $2^{{{m * n}}}$ relations.")],
        ),
        Portion(
            1,
            "How many functions are there from $A$ to $B$?",
            f"${n**m}$",
            [(1, f"Each of the ${m}$ elements has ${n}$ possible images: ${n}^{{{m}}} = {n**m}$.")],
        ),
        Portion(
            2,
            f"On $B$, $R = \\{{(x, y) : x - y \\text{{ is divisible by }} {step}\\}}$. Is $R$ an equivalence "
            "relation? How many ordered pairs does it have?",
            f"Yes; ${len(pairs)}$ pairs",
            [
                (
                    1,
                    f"$x - x = 0$; if ${step}$ divides $x - y$ it divides $y - x$; if it divides $x - y$ "
                    f"and $y - z$ it "
                    "divides $x - z$. So $R$ is an equivalence relation.",
                ),
                (1, f"Counting within each class, $R$ has ${len(pairs)}$ ordered pairs."),
            ],
            (
                "On $B$, $S = \\{(x, y) : y \\text{ is divisible by } x\\}$. Is $S$ reflexive? Is it "
                "symmetric? "
                "How many ordered pairs does it have?",
                f"Reflexive, not symmetric; ${len(odd)}$ pairs",
                [
                    (0.5, "Every number divides itself, so $S$ is reflexive."),
                    (0.5, f"${single} \\in S$ but ${(single[1], single[0])} \\notin S$: not symmetric."),
                    (1, f"Counting the multiples of each $x$, $S$ has ${len(odd)}$ ordered pairs."),
                ],
            ),
        ),
    )


@template("xii-rf-case-bus", variants=6)
def case_bus(draw: Draw) -> Question:
    fixed, rate = draw.whole(3, 9) * 5, draw.whole(4, 12)
    seen = draw.whole(6, 15)
    place = draw.turn(["Pune", "Kochi", "Jaipur", "Guwahati", "Indore", "Patna"])
    return PEN.case(
        "Types of functions",
        APPLY_HARD,
        f"The fare of an auto-rickshaw in {place} for a ride of $x$ kilometres is $f(x) = "
        f"{total((rate, 'x'), (fixed, ''))}$ "
        r"rupees, and the same rule is studied as a function $f : \mathbb{R} \to \mathbb{R}$.",
        Portion(
            2,
            "Show that $f$ is one-one and onto.",
            "$f$ is one-one and onto",
            [
                (1, f"$f(x_1) = f(x_2)$ gives ${rate}x_1 = {rate}x_2$, so $x_1 = x_2$: $f$ is one-one."),
                (
                    1,
                    f"For any real $y$, $x = \\frac{{{total((1, 'y'), (-fixed, ''))}}}{{{rate}}}$ is real "
                    f"and $f(x) = y$: $f$ is onto.",
                ),
            ],
        ),
        Portion(
            2,
            f"A passenger pays ${rate * seen + fixed}$ rupees. Find the length of the ride, and say whether "
            f"another "
            "length could have cost the same.",
            f"${seen}$ km; no other length",
            [
                (1, f"${total((rate, 'x'), (fixed, ''))} = {rate * seen + fixed}$ gives $x = {seen}$."),
                (1, "Because $f$ is one-one, no other length has the same fare."),
            ],
        ),
    )
