"""Class X, Number Systems: written questions on real numbers."""

from math import gcd, lcm

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    GRASP,
    KNOW,
    THINK,
    USE,
    both,
)
from assay.apps.mathvidya.bank.content.x_number_systems import REALS
from assay.apps.mathvidya.bank.document import Question


def factors(number: int) -> str:
    r"""`2^{2} \times 3`."""
    said, prime = [], 2
    while number > 1:
        power = 0
        while number % prime == 0:
            number //= prime
            power += 1
        if power:
            said.append(str(prime) if power == 1 else f"{prime}^{{{power}}}")
        prime += 1
    return r" \times ".join(said)


@template("x-ns-hcf-and-lcm", variants=5)
def hcf_and_lcm(draw: Draw) -> Question:
    one, other = draw.turn([(72, 120), (84, 144), (96, 180), (126, 180), (150, 210)])
    common, least = gcd(one, other), lcm(one, other)
    return REALS.vsa(
        KNOW,
        both(
            f"Find the HCF and the LCM of {one} and {other} by prime factorisation.",
            f"अभाज्य गुणनखंडन विधि से {one} और {other} का HCF और LCM ज्ञात कीजिए।",
        ),
        answer=rf"HCF $= {common}$, LCM $= {least}$",
        steps=[
            (1, rf"Factorises: ${one} = {factors(one)}$ and ${other} = {factors(other)}$."),
            (0.5, rf"HCF $= {factors(common)} = {common}$."),
            (0.5, rf"LCM $= {factors(least)} = {least}$."),
        ],
    )


@template("x-ns-composite", variants=5)
def composite(draw: Draw) -> Question:
    a, b, c = draw.turn([(5, 7, 11), (3, 11, 13), (7, 11, 13), (5, 11, 17), (3, 5, 17)])
    total = a * b * c + c
    return REALS.vsa(
        GRASP,
        both(
            rf"Without finding its value, explain why ${a} \times {b} \times {c} + {c}$ is a composite "
            "number.",
            rf"मान ज्ञात किए बिना समझाइए कि ${a} \times {b} \times {c} + {c}$ एक भाज्य संख्या क्यों है।",
        ),
        answer=rf"It equals ${c} \times {a * b + 1}$, a product of two factors greater than 1.",
        steps=[
            (1, rf"Takes out the common factor: ${c} \times ({a} \times {b} + 1) = {c} \times {a * b + 1}$."),
            (1, f"Both factors are greater than 1, so the number ({total}) is composite."),
        ],
    )


@template("x-ns-ends-with-zero", variants=5)
def ends_with_zero(draw: Draw) -> Question:
    base = draw.turn([4, 8, 12, 14, 18])
    return REALS.vsa(
        GRASP,
        both(
            f"Can the number ${base}^n$ end with the digit 0 for some natural number $n$? Give a reason.",
            f"क्या किसी प्राकृत संख्या $n$ के लिए संख्या ${base}^n$ अंक 0 पर समाप्त हो सकती है? कारण दीजिए।",
        ),
        answer=rf"No: ${base} = {factors(base)}$ has no factor 5.",
        steps=[
            (1, "A number that ends with 0 must have both 2 and 5 as prime factors."),
            (
                1,
                rf"${base}^n = ({factors(base)})^n$ has no prime factor 5 (the factorisation is unique), so "
                "it "
                "never ends with 0.",
            ),
        ],
    )


@template("x-ns-tiles", variants=5)
def tiles(draw: Draw) -> Question:
    common, a, b = draw.turn([(45, 8, 13), (36, 11, 14), (40, 9, 16), (55, 7, 12), (60, 7, 9)])
    long, wide = common * b, common * a
    return REALS.vsa(
        USE,
        both(
            f"A verandah {long} cm long and {wide} cm wide is to be paved with equal square tiles, none of "
            "them "
            "cut. What is the greatest possible side of a tile?",
            f"{long} cm लंबे और {wide} cm चौड़े एक बरामदे में समान वर्गाकार टाइलें बिना काटे लगाई जानी हैं। "
            "टाइल की "
            "अधिकतम संभव भुजा कितनी होगी?",
        ),
        answer=f"${common}$ cm",
        steps=[
            (0.5, f"The side must divide both lengths: the greatest is the HCF of {long} and {wide}."),
            (1, rf"${long} = {factors(long)}$, ${wide} = {factors(wide)}$."),
            (0.5, f"HCF $= {common}$, so the side is {common} cm."),
        ],
        typed=str(common),
    )


@template("x-ns-root-irrational", variants=5)
def root_irrational(draw: Draw) -> Question:
    p = draw.turn([2, 3, 5, 7, 11])
    return REALS.sa(
        GRASP,
        both(
            rf"Prove that $\sqrt{{{p}}}$ is an irrational number.",
            rf"सिद्ध कीजिए कि $\sqrt{{{p}}}$ एक अपरिमेय संख्या है।",
        ),
        answer=rf"Assuming $\sqrt{{{p}}} = \frac{{a}}{{b}}$ in lowest terms leads to {p} dividing both $a$ "
        "and $b$, "
        "a contradiction.",
        steps=[
            (
                0.5,
                rf"Assumes $\sqrt{{{p}}} = \frac{{a}}{{b}}$ with integers $a$, $b \ne 0$ that have no common "
                "factor other than 1.",
            ),
            (1, rf"Squares: $a^2 = {p}b^2$, so {p} divides $a^2$ and hence {p} divides $a$."),
            (
                1,
                rf"Puts $a = {p}c$: ${p * p}c^2 = {p}b^2$, so $b^2 = {p}c^2$ and hence {p} divides $b$.",
            ),
            (
                0.5,
                rf"{p} is a common factor of $a$ and $b$: a contradiction, so $\sqrt{{{p}}}$ is irrational.",
            ),
        ],
    )


@template("x-ns-sum-irrational", variants=6)
def sum_irrational(draw: Draw) -> Question:
    a, b, p = draw.turn([(5, 2, 3), (3, 4, 5), (7, 3, 2), (4, 5, 7), (6, 5, 3), (2, 7, 5)])
    minus = draw.variant % 2
    sign = "-" if minus else "+"
    value = rf"{a} {sign} {b}\sqrt{{{p}}}"
    over = rf"{a}q - r" if minus else rf"r - {a}q"
    return REALS.sa(
        GRASP,
        rf"Given that $\sqrt{{{p}}}$ is irrational, prove that ${value}$ is an irrational number.",
        answer=rf"If ${value}$ were rational, $\sqrt{{{p}}}$ would be rational too, a contradiction.",
        steps=[
            (1, rf"Assumes ${value} = \frac{{r}}{{q}}$ with integers $r$ and $q \ne 0$."),
            (1, rf"Rearranges: $\sqrt{{{p}}} = \frac{{{over}}}{{{b}q}}$."),
            (
                1,
                rf"The right side is rational, but $\sqrt{{{p}}}$ is irrational: a contradiction. Hence "
                f"${value}$ "
                "is irrational.",
            ),
        ],
    )


@template("x-ns-rooms", variants=5)
def rooms(draw: Draw) -> Question:
    a, b, c = draw.turn([(60, 84, 108), (48, 72, 120), (54, 90, 126), (56, 84, 140), (75, 105, 135)])
    common = gcd(a, b, c)
    count = (a + b + c) // common
    return REALS.sa(
        APPLY,
        f"For a science fair in Nagpur, {a} students of physics, {b} of chemistry and {c} of biology must be "
        "seated so that every room has the same number of students, all of one subject. Find the minimum "
        "number of rooms required.",
        answer=f"${count}$ rooms",
        steps=[
            (0.5, "The number in each room must be the HCF of the three numbers, for the fewest rooms."),
            (1, rf"${a} = {factors(a)}$, ${b} = {factors(b)}$, ${c} = {factors(c)}$."),
            (0.5, f"HCF $= {common}$."),
            (
                1,
                rf"Rooms $= \frac{{{a}}}{{{common}}} + \frac{{{b}}}{{{common}}} + \frac{{{c}}}{{{common}}} "
                rf"= {a // common} + {b // common} + {c // common} = {count}$.",
            ),
        ],
        typed=str(count),
    )


@template("x-ns-circular-track", variants=5)
def circular_track(draw: Draw) -> Question:
    a, b, c = draw.turn([(8, 12, 15), (9, 12, 18), (10, 15, 18), (12, 16, 18), (6, 10, 16)])
    least = lcm(a, b, c)
    hours, minutes = divmod(least, 60)
    clock = f"{6 + hours}:{minutes:02d} a.m."
    return REALS.sa(
        THINK,
        f"Asha, Bilal and Chetan cycle round a circular park in the same direction, taking {a}, {b} and {c} "
        "minutes for one round. They start together at 6:00 a.m. At what time will they first be together at "
        "the starting point again, and how many rounds will each have completed by then?",
        answer=f"At {clock} (after ${least}$ minutes), with ${least // a}$, ${least // b}$ and "
        f"${least // c}$ rounds.",
        steps=[
            (0.5, f"They meet at the start after the LCM of {a}, {b} and {c} minutes."),
            (1, rf"${a} = {factors(a)}$, ${b} = {factors(b)}$, ${c} = {factors(c)}$; LCM $= {least}$."),
            (0.5, f"The time is {clock}."),
            (
                1,
                rf"Rounds: ${least} \div {a} = {least // a}$, ${least} \div {b} = {least // b}$, "
                rf"${least} \div {c} = {least // c}$.",
            ),
        ],
    )
