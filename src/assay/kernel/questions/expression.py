"""The reading of formulas: a tree of our own, so that nothing typed by anyone is ever executed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assay.kernel.errors import Invalid

LONGEST = 500
DEEPEST = 40

FUNCTIONS = {
    **{name: name for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh")},
    **{name: name for name in ("exp", "sqrt", "abs", "ln", "log10", "asin", "acos", "atan")},
    "log": "ln",
    "lg": "log10",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
}
GREEK_NAMES = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi
chi psi omega"""
GREEK = frozenset(GREEK_NAMES.split())
_SPELLINGS = str.maketrans(
    {"×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "π": " pi ", "[": "(", "]": ")"}
)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,40}(?:\.\d{0,40})?(?:[eE][+-]?\d{1,3}(?![\w.]))?|\.\d{1,40})"
    r"|(?P<word>[A-Za-z][A-Za-z0-9_]*)|(?P<sign>\*\*|[-+*/^()!]))"
)


class FormulaError(Invalid):
    """A formula that cannot be read; the message says where."""

    slug, title = "formula-not-read", "This formula cannot be read"


@dataclass(frozen=True, slots=True)
class Number:
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is one of `+ * / ^`; a difference is a sum with minus one times the other."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    argument: "Node"


Node = Number | Name | Operation | Call

_MINUS_ONE = Number(Fraction(-1))
CONSTANTS: dict[str, Node] = {
    "e": Call("exp", Number(Fraction(1))),
    "pi": Operation("*", Number(Fraction(4)), Call("atan", Number(Fraction(1)))),
}


def parse(text: str, known: frozenset[str] = frozenset()) -> Node:
    """The tree of a formula. `known` names are read as one word. Raises FormulaError."""
    if len(text) > LONGEST:
        raise FormulaError(f"A formula has at most {LONGEST} characters.")
    return _Reader(list(_tokens(text.translate(_SPELLINGS), known))).whole()


def names_in(node: Node) -> frozenset[str]:
    match node:
        case Name(name):
            return frozenset({name})
        case Operation(_, left, right):
            return names_in(left) | names_in(right)
        case Call(_, argument):
            return names_in(argument)
        case _:
            return frozenset()


def _tokens(text: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise FormulaError(f"“{text[at:].strip()[:10]}” is not part of a formula.")
        at = found.end()
        if found["word"]:
            yield from _words(found["word"], known)
        elif found["number"]:
            yield "number", found["number"]
        else:
            yield "sign", "^" if found["sign"] == "**" else found["sign"]


def _words(word: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    if word in known or word in GREEK:
        yield "name", word
    elif word in CONSTANTS:
        yield "constant", word
    elif word in FUNCTIONS:
        yield "function", FUNCTIONS[word]
    elif word.isalpha():
        yield from (("constant" if letter in CONSTANTS.keys() - known else "name", letter) for letter in word)
    else:
        yield "name", word


class _Reader:
    """Recursive descent: sum, product, sign, power, atom."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        if not self._tokens:
            raise FormulaError("The formula is empty.")
        node = self._sum()
        if self._at < len(self._tokens):
            raise FormulaError(f"“{self._tokens[self._at][1]}” is not expected here.")
        return node

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _takes(self, *signs: str) -> str:
        kind, text = self._peek()
        if kind == "sign" and text in signs:
            self._at += 1
            return text
        return ""

    def _sum(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError("The formula is nested too deeply.")
        node = self._product()
        while sign := self._takes("+", "-"):
            other = self._product()
            node = Operation("+", node, other if sign == "+" else Operation("*", _MINUS_ONE, other))
        self._depth -= 1
        return node

    def _product(self) -> Node:
        node = self._signed()
        while True:
            if sign := self._takes("*", "/"):
                node = Operation(sign, node, self._signed())
            elif self._begins_factor():
                node = Operation("*", node, self._power())
            else:
                return node

    def _begins_factor(self) -> bool:
        """Whether a factor follows without a sign; one number right behind another is a slip."""
        kind, text = self._peek()
        if kind == "number":
            return self._tokens[self._at - 1][0] != "number"
        return kind in ("name", "constant", "function") or (kind, text) == ("sign", "(")

    def _signed(self) -> Node:
        minus = False
        while sign := self._takes("+", "-"):
            minus ^= sign == "-"
        node = self._power()
        return Operation("*", _MINUS_ONE, node) if minus else node

    def _power(self) -> Node:
        """Binds to the right, and tighter than a sign before it: -x^2 is -(x^2), 2^3^2 is 2^9."""
        node = self._atom()
        while self._takes("!"):
            node = Call("factorial", node)
        if self._takes("^"):
            self._depth += 1
            if self._depth > DEEPEST:
                raise FormulaError("The formula is nested too deeply.")
            node = Operation("^", node, _folded(self._signed()))
            self._depth -= 1
        return node

    def _atom(self) -> Node:
        kind, text = self._peek()
        self._at += 1
        if kind == "number":
            return Number(Fraction(Decimal(text)))
        if kind == "name":
            return Name(text)
        if kind == "constant":
            return CONSTANTS[text]
        if kind == "function":
            return Call(text, self._argument(text))
        if (kind, text) == ("sign", "("):
            node = self._sum()
            if not self._takes(")"):
                raise FormulaError("A closing parenthesis is missing.")
            return node
        raise FormulaError(
            "The formula ends too early." if kind == "end" else f"“{text}” is not expected here."
        )

    def _argument(self, function: str) -> Node:
        if self._peek() != ("sign", "("):
            raise FormulaError(f"Put what {function} is taken of in parentheses.")
        return self._atom()


def _folded(node: Node) -> Node:
    """A negative number as one number, so that x^(-2) is seen to have a whole exponent."""
    match node:
        case Operation("*", Number(left), Number(right)):
            return Number(left * right)
        case _:
            return node
