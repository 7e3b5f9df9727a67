"""Class X, Number Systems: on-screen questions on real numbers."""

from math import gcd, lcm

from assay.apps.mathvidya.bank.content.drawing import Draw, template
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
    both,
)
from assay.apps.mathvidya.bank.document import ClassLevel, Question, Unit

REALS = Topic(ClassLevel.X, Unit.NUMBER_SYSTEMS, "Real numbers")


@template("x-ns-other-number", variants=5)
def other_number(draw: Draw) -> Question:
    common, left, right = draw.whole(4, 16), draw.whole(2, 9), draw.whole(3, 13)
    if gcd(left, right) != 1 or left == right:
        draw.again()
    one, other, least = common * left, common * right, common * left * right
    return REALS.mcq(
        draw,
        KNOW,
        both(
            f"The HCF and the LCM of two numbers are {common} and {least}. If one of the numbers is {one}, "
            "the other number is",
            f"दो संख्याओं के HCF और LCM क्रमशः {common} और {least} हैं। यदि एक संख्या {one} है, तो दूसरी संख्या है",
        ),
        right=f"${other}$",
        wrong=[f"${right}$", f"${least - one}$", f"${common * one}$"],
        why=rf"$\text{{HCF}} \times \text{{LCM}} = $ product of the numbers, so the other number is "
        rf"$\frac{{{common} \times {least}}}{{{one}}} = {other}$.",
    )


@template("x-ns-hcf-powers", variants=5)
def hcf_powers(draw: Draw) -> Question:
    a, b, c, d = (draw.whole(2, 6) for _ in range(4))
    if a == c or b == d or (a < c) == (b < d):
        draw.again()
    low, high = (min(a, c), min(b, d)), (max(a, c), max(b, d))

    def said(x: int, y: int) -> str:
        return f"$p^{{{x}}} q^{{{y}}}$"

    return REALS.mcq(
        draw,
        KNOW,
        both(
            rf"Let $m = p^{{{a}}} q^{{{b}}}$ and $n = p^{{{c}}} q^{{{d}}}$, where $p$ and $q$ are two "
            "different "
            "prime numbers. The HCF of $m$ and $n$ is",
            rf"माना $m = p^{{{a}}} q^{{{b}}}$ और $n = p^{{{c}}} q^{{{d}}}$, जहाँ $p$ और $q$ दो भिन्न अभाज्य "
            "संख्याएँ "
            "हैं। $m$ और $n$ का HCF है",
        ),
        right=said(*low),
        wrong=[said(*high), said(a, b), said(a + c, b + d)],
        why=rf"The HCF takes the smaller power of each common prime: $p^{{{low[0]}}} q^{{{low[1]}}}$.",
    )


@template("x-ns-divisible-by-first", variants=5)
def divisible_by_first(draw: Draw) -> Question:
    last = draw.turn([5, 6, 8, 9, 10])
    least = lcm(*range(1, last + 1))
    product = 1
    for number in range(1, last + 1):
        product *= number
    return REALS.mcq(
        draw,
        GRASP,
        both(
            f"The smallest positive number that is divisible by every natural number from 1 to {last} "
            "(both included) is",
            f"वह सबसे छोटी धनात्मक संख्या, जो 1 से {last} तक की प्रत्येक प्राकृत संख्या (दोनों सम्मिलित) से विभाज्य है, है",
        ),
        right=f"${least}$",
        wrong=[f"${product}$", f"${least // 2}$", f"${last * (last + 1) // 2}$"],
        why=f"It is the LCM of 1, 2, ..., {last}, which is ${least}$.",
    )


@template("x-ns-exponent-sum", variants=5)
def exponent_sum(draw: Draw) -> Question:
    two, three, five = draw.whole(1, 5), draw.whole(1, 3), draw.whole(1, 2)
    number, right = 2**two * 3**three * 5**five, two + three + five
    wrong = [right - 1, right + 1, two * three * five]
    if number > 5000 or right == 3 or wrong[2] in (right, right - 1, right + 1):
        draw.again()
    return REALS.mcq(
        draw,
        KNOW,
        both(
            f"The sum of the exponents of the prime factors in the prime factorisation of {number} is",
            f"{number} के अभाज्य गुणनखंडन में अभाज्य गुणनखंडों के घातांकों का योग है",
        ),
        right=f"${right}$",
        wrong=[f"${one}$" for one in wrong],
        why=rf"${number} = 2^{{{two}}} \times 3^{{{three}}} \times 5^{{{five}}}$, and "
        f"${two} + {three} + {five} = {right}$.",
    )


@template("x-ns-which-irrational", variants=5)
def which_irrational(draw: Draw) -> Question:
    prime = draw.turn([2, 3, 5, 7, 11])
    square, k = draw.whole(2, 9) ** 2, draw.whole(2, 5)
    return REALS.mcq(
        draw,
        KNOW,
        both("Which of these numbers is irrational?", "निम्नलिखित में से कौन-सी संख्या अपरिमेय है?"),
        right=rf"${k} + \sqrt{{{prime}}}$",
        wrong=[
            rf"$\sqrt{{{square}}}$",
            rf"$\left(\sqrt{{{prime}}}\right)^2$",
            rf"$\frac{{{k}\sqrt{{{prime}}}}}{{\sqrt{{{prime}}}}}$",
        ],
        why=rf"$\sqrt{{{prime}}}$ is irrational, and a rational number added to it leaves an irrational "
        "number. The others are whole numbers.",
    )


@template("x-ns-largest-divisor", variants=5)
def largest_divisor(draw: Draw) -> Question:
    common, s, t = draw.whole(11, 24), draw.whole(3, 8), draw.whole(5, 12)
    r1, r2 = draw.whole(2, 6), draw.whole(4, 9)
    if gcd(s, t) != 1 or r1 == r2:
        draw.again()
    one, other = common * s + r1, common * t + r2
    whole = gcd(one, other)
    wrong = sorted({common + r1, common * 2, common - r1, common + 2 * r2, max(whole, 2)} - {common})[:3]
    return REALS.mcq(
        draw,
        APPLY,
        both(
            f"The greatest number which divides {one} and {other}, leaving remainders {r1} and {r2} "
            "respectively, is",
            f"वह बड़ी से बड़ी संख्या, जिससे {one} और {other} को भाग देने पर शेषफल क्रमशः {r1} और {r2} बचते हैं, है",
        ),
        right=f"${common}$",
        wrong=[f"${one}$" for one in wrong],
        why=f"It is the HCF of ${one} - {r1} = {one - r1}$ and ${other} - {r2} = {other - r2}$, "
        f"which is ${common}$.",
    )


@template("x-ns-bells", variants=5)
def bells(draw: Draw) -> Question:
    a, b, c = draw.turn([(6, 8, 12), (9, 12, 15), (10, 12, 15), (8, 12, 18), (12, 15, 20)])
    least = lcm(a, b, c)
    return REALS.mcq(
        draw,
        USE,
        both(
            f"Three temple bells ring every {a}, {b} and {c} minutes. They ring together at 6:00 a.m. "
            "After how many minutes will they next ring together?",
            f"मंदिर की तीन घंटियाँ क्रमशः प्रत्येक {a}, {b} और {c} मिनट पर बजती हैं। वे प्रातः 6:00 बजे एक "
            "साथ बजती हैं। "
            "कितने मिनट बाद वे फिर एक साथ बजेंगी?",
        ),
        right=f"${least}$",
        wrong=[f"${gcd(a, b, c)}$", f"${a + b + c}$", f"${least * 2}$"],
        why=f"They ring together after the LCM of {a}, {b} and {c} minutes, which is ${least}$.",
    )


@template("x-ns-ratio-lcm", variants=5)
def ratio_lcm(draw: Draw) -> Question:
    a, b = draw.turn([(2, 3), (3, 4), (3, 5), (4, 5), (5, 6)])
    common = draw.whole(6, 15)
    least = a * b * common
    return REALS.mcq(
        draw,
        THINK,
        both(
            f"Two numbers are in the ratio {a} : {b} and their LCM is {least}. The sum of the two numbers is",
            f"दो संख्याएँ {a} : {b} के अनुपात में हैं और उनका LCM {least} है। दोनों संख्याओं का योग है",
        ),
        right=f"${(a + b) * common}$",
        wrong=[f"${a + b}$", f"${common}$", f"${a * b * (a + b)}$"],
        why=rf"Let them be ${a}k$ and ${b}k$. Their LCM is ${a * b}k = {least}$, so $k = {common}$ and the "
        "sum "
        f"is ${a + b}k = {(a + b) * common}$.",
    )


@template("x-ns-assertion", variants=5)
def assertion(draw: Draw) -> Question:
    said, reason, key, why = draw.turn(
        [
            (
                both(
                    r"The number $6^n$ never ends with the digit 0, for any natural number $n$.",
                    r"किसी भी प्राकृत संख्या $n$ के लिए, संख्या $6^n$ अंक 0 पर समाप्त नहीं होती।",
                ),
                both(
                    "A number that ends with the digit 0 has 5 among its prime factors.",
                    "अंक 0 पर समाप्त होने वाली संख्या के अभाज्य गुणनखंडों में 5 होता है।",
                ),
                BOTH_EXPLAINS,
                "The only primes of $6^n$ are 2 and 3; without 5 it cannot end with 0.",
            ),
            (
                both(
                    "The HCF of 18 and 25 is 1.",
                    "18 और 25 का HCF, 1 है।",
                ),
                both(
                    "Two numbers whose HCF is 1 must both be prime.",
                    "जिन दो संख्याओं का HCF 1 हो, वे दोनों अभाज्य होती हैं।",
                ),
                ONLY_ASSERTION,
                "18 and 25 are co-prime, and neither of them is prime.",
            ),
            (
                both(
                    r"The product $\sqrt{2} \times \sqrt{8}$ is an irrational number.",
                    r"गुणनफल $\sqrt{2} \times \sqrt{8}$ एक अपरिमेय संख्या है।",
                ),
                both(
                    r"$\sqrt{2}$ and $\sqrt{8}$ are irrational numbers.",
                    r"$\sqrt{2}$ और $\sqrt{8}$ अपरिमेय संख्याएँ हैं।",
                ),
                ONLY_REASON,
                r"$\sqrt{2} \times \sqrt{8} = \sqrt{16} = 4$, which is rational.",
            ),
            (
                both(
                    "The HCF of two numbers is 9 and their product is 1458; so their LCM is 162.",
                    "दो संख्याओं का HCF 9 और गुणनफल 1458 है; अतः उनका LCM 162 है।",
                ),
                both(
                    "For any two positive integers, HCF × LCM equals the product of the two integers.",
                    "किन्हीं दो धनात्मक पूर्णांकों के लिए, HCF × LCM दोनों पूर्णांकों के गुणनफल के बराबर होता है।",
                ),
                BOTH_EXPLAINS,
                r"$1458 \div 9 = 162$, by the relation in the reason.",
            ),
            (
                both(
                    r"$3 + \sqrt{5}$ is an irrational number.",
                    r"$3 + \sqrt{5}$ एक अपरिमेय संख्या है।",
                ),
                both(
                    "Every composite number can be written as a product of primes, uniquely apart from the "
                    "order of the factors.",
                    "प्रत्येक भाज्य संख्या को अभाज्य संख्याओं के गुणनफल के रूप में, गुणनखंडों के क्रम को "
                    "छोड़कर, अद्वितीय रूप से "
                    "लिखा जा सकता है।",
                ),
                BOTH_ONLY,
                "Both are true, but the factorisation of composite numbers is not why the sum of a rational "
                "and an irrational number is irrational.",
            ),
        ]
    )
    return REALS.assertion(GRASP, said, reason, key, why)
