r"""TeX's formulas as Typst's, for what is printed.

The part of TeX that questions use: letters, numbers, scripts, fractions, roots, accents, functions,
delimiters, matrices, cases, tables and aligned lines. What is not known raises `Untranslatable` and names it:
nothing is dropped and nothing guessed. Groups become arguments of Typst's functions and every ASCII sign is
escaped, so that the result has one reading whatever the formula holds.

Typst's syntax: https://typst.app/docs/reference/math/
"""

import re
from collections.abc import Callable
from typing import ClassVar

from assay.kernel.questions.typst_names import (
    ACCENTS,
    AROUND,
    DELIMITED,
    LIMIT_OPERATORS,
    NEGATED,
    OPERATORS,
    ROWS,
    SPACES,
    SYMBOLS,
    TEXTS,
)
from assay.kernel.questions.typst_rows import EMPTY, Rows, Untranslatable, matrix, string, table

__all__ = ["Untranslatable", "formula", "string"]

DEEPEST = 40
LONGEST = 4000
_PIECE = re.compile(r"(\\[A-Za-z]+\*?)\s*|(\\.)|(\d+(?:\.\d+)?)|(\s+)|(.)", re.DOTALL)
_STARRED = ("\\operatorname*", "\\hspace*")
_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*(em|ex|pt|mm|cm|in|mu)\s*")
_SIZE = re.compile(r"\\[bB]igg?[lrm]?")
_ENDS = ("}", "&", "\\\\", "\\right", "\\end")
_OTHER_SIGNS = {"-": "−", "*": "∗", "~": "space.nobreak"}
_NO_RELATIONS = "|‖△□"
"""Signs that Typst would set apart as relations or fences, and TeX does not."""


def formula(tex: str, *, display: bool = False) -> str:
    """`tex` as a Typst equation with its dollar signs. Raises Untranslatable."""
    if len(tex) > LONGEST:
        raise Untranslatable("The formula is too long.")
    body = _Reader(tex).whole()
    return f"$ {body} $" if display else f"${body}$"


class _Reader:
    """Reads TeX's tokens and writes Typst as it goes."""

    def __init__(self, tex: str) -> None:
        self._pieces: list[str] = []
        for found in _PIECE.finditer(tex.strip()):
            piece = " " if found[4] else found[1] or found[0]
            if piece.endswith("*") and found[1] and piece not in _STARRED:
                self._pieces += [piece[:-1], "*"]
            else:
                self._pieces.append(piece)
        self._at = 0
        self._depth = 0

    def whole(self) -> str:
        """All of it; at the top a line may be broken."""
        lines = [self._sequence()]
        while self._peek() == "\\\\":
            self._at += 1
            lines.append(self._sequence())
        if self._peek():
            raise Untranslatable(f"{self._peek()} stands where nothing was opened.")
        return " \\ ".join(lines) or EMPTY

    def _peek(self) -> str:
        return self._pieces[self._at] if self._at < len(self._pieces) else ""

    def _next(self, wanted: str = "") -> str:
        piece = self._peek()
        if not piece or wanted not in ("", piece):
            raise Untranslatable(f"{wanted or 'Something'} is missing in the formula.")
        self._at += 1
        return piece

    def _skip_space(self) -> None:
        while self._peek() == " ":
            self._at += 1

    def _sequence(self, end: str = "") -> str:
        """Atoms up to `end`, or up to what ends every group; that stays unread."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise Untranslatable("The formula is nested too deeply.")
        parts: list[str] = []
        while (piece := self._peek()) and piece != end and piece not in _ENDS:
            if piece == " ":
                self._at += 1
            elif piece in ("\\displaystyle", "\\textstyle"):
                self._at += 1
                style = "display" if piece == "\\displaystyle" else "inline"
                parts.append(f"{style}({self._sequence(end)})")
            else:
                parts.append(self._scripted())
        self._depth -= 1
        return _joined(parts)

    def _scripted(self) -> str:
        """An atom with what stands above and below it."""
        base = EMPTY if self._peek() in ("^", "_", "'") else self._atom()
        above: list[str] = []
        below: list[str] = []
        while True:
            self._skip_space()
            match self._peek():
                case "'":
                    self._at += 1
                    above.append("′")
                case "^":
                    self._at += 1
                    above.append(self._argument())
                case "_":
                    self._at += 1
                    below.append(self._argument())
                case "\\limits":
                    self._at += 1
                    base = f"limits({base})"
                case "\\nolimits":
                    self._at += 1
                    base = f"scripts({base})"
                case _:
                    break
        if not above and not below:
            return base
        scripts = "".join(f", {side}: {_joined(some)}" for side, some in (("t", above), ("b", below)) if some)
        return f"attach({base}{scripts})"

    def _argument(self) -> str:
        """What a command takes: a group, or one atom; of a number, as in TeX, its first digit."""
        self._skip_space()
        piece = self._peek()
        if piece == "{":
            return self._group()
        if piece[:1].isdigit():
            self._pieces[self._at : self._at + 1] = [piece[0], piece[1:]] if piece[1:] else [piece]
        return self._atom()

    def _group(self) -> str:
        self._next("{")
        inside = self._sequence()
        self._next("}")
        return inside or EMPTY

    def _optional(self) -> str:
        """What stands in brackets, if something does."""
        self._skip_space()
        if self._peek() != "[":
            return ""
        self._at += 1
        inside = self._sequence("]")
        self._next("]")
        return inside

    def _atom(self) -> str:
        piece = self._peek()
        if piece == "{":
            return self._group()
        if piece in ("^", "_", *_ENDS):
            raise Untranslatable(f"Something is missing before {piece}.")
        self._next()
        if piece[0] == "\\":
            return self._command(piece[1:])
        return piece if piece[0].isdigit() else _ordinary(piece)

    def _command(self, name: str) -> str:
        if name in SYMBOLS:
            return _ordinary(SYMBOLS[name])
        if name in OPERATORS:
            return f'op("{name}")'
        if name in LIMIT_OPERATORS:
            return f'op("{LIMIT_OPERATORS[name]}", limits: #true)'
        if name in SPACES:
            return SPACES[name]
        if name in ACCENTS:
            return f"accent({self._argument()}, {ACCENTS[name]})"
        if name in TEXTS:
            return _styled(TEXTS[name], self._text())
        if name in AROUND:
            return AROUND[name].format(self._argument())
        if _SIZE.fullmatch("\\" + name):
            return self._delimiter()
        known = self._KNOWN.get(name)
        if known is None:
            raise Untranslatable(f"\\{name} is not known to the printer.")
        return known(self)

    def _text(self) -> str:
        """The words of a group, as they stand."""
        self._skip_space()
        self._next("{")
        words = ""
        open_groups = 0
        while (piece := self._next()) != "}" or open_groups:
            open_groups += (piece == "{") - (piece == "}")
            name = piece[1:]
            if piece in ("{", "}"):
                continue
            if piece[0] != "\\":
                words += "\N{NO-BREAK SPACE}" if piece == "~" else piece
            elif name in SYMBOLS:
                words += SYMBOLS[name]
            elif name in SPACES:
                words += " "
            else:
                raise Untranslatable(f"{piece} is not known inside a text.")
        return words

    def _delimiter(self) -> str:
        """One delimiter, escaped; nothing for the dot."""
        self._skip_space()
        piece = self._next()
        if piece == ".":
            return ""
        if piece[0] == "\\":
            if piece[1:] not in SYMBOLS:
                raise Untranslatable(f"{piece} is no delimiter.")
            return _sign(SYMBOLS[piece[1:]])
        return _sign({"<": "⟨", ">": "⟩"}.get(piece, piece))

    def _fraction(self, shape: str = "{}") -> str:
        above = self._argument()
        return shape.format(f"frac({above}, {self._argument()})")

    def _binomial(self) -> str:
        above = self._argument()
        return f"binom({above}, {self._argument()})"

    def _root(self) -> str:
        index = self._optional()
        return f"root({index}, {self._argument()})" if index else f"sqrt({self._argument()})"

    def _between(self) -> str:
        """`\\left`, what it encloses, `\\right`."""
        left = self._delimiter()
        parts = [self._sequence("\\middle")]
        while self._peek() == "\\middle":
            self._at += 1
            parts += [f"mid({self._delimiter()})", self._sequence("\\middle")]
        self._next("\\right")
        return f"lr({_joined([part for part in (left, *parts, self._delimiter()) if part])})"

    def _stacked(self, side: str) -> str:
        other = self._argument()
        return f"attach(limits({self._argument()}), {side}: {other})"

    def _arrow(self, sign: str) -> str:
        below, above = self._optional(), self._argument()
        under = f", b: {below}" if below else ""
        return f"attach(limits(stretch({sign})), t: {above}{under})"

    def _negated(self) -> str:
        self._skip_space()
        piece = self._next()
        sign = SYMBOLS.get(piece[1:], piece)
        if sign not in NEGATED:
            raise Untranslatable(f"\\not is not known before {piece}.")
        return _sign(NEGATED[sign])

    def _gap(self) -> str:
        found = _LENGTH.fullmatch(self._text())
        if found is None:
            raise Untranslatable("The length of a space is not understood.")
        size, unit = float(found[1]), found[2]
        if unit in ("ex", "mu"):
            size, unit = size * (0.43 if unit == "ex" else 1 / 18), "em"
        return f"#h({size:g}{unit})"

    def _named_operator(self, *, limits: bool = False) -> str:
        return f"op({string(self._text())}{', limits: #true' if limits else ''})"

    def _modulus(self) -> str:
        return f'\\( op("mod") {self._argument()} \\)'

    def _boxed(self) -> str:
        return f"#box(stroke: 0.5pt, inset: 3pt, ${self._argument()}$);"

    def _hidden(self) -> str:
        return f"#hide(${self._argument()}$);"

    def _environment(self) -> str:
        name = self._text()
        columns = self._text() if name in ("array", "alignedat") else ""
        rows = self._rows()
        self._next("\\end")
        if self._text() != name:
            raise Untranslatable(f"\\begin{{{name}}} is not closed.")
        if name == "array" and (rows.lines or "|" in columns):
            return table(columns, rows)
        if rows.lines:
            raise Untranslatable("\\hline is known in an array only.")
        if name in DELIMITED:
            return matrix(rows, f"delim: {DELIMITED[name]}")
        if name == "array":
            sides = set(columns.replace(" ", ""))
            side = {"l": "left", "r": "right"}.get("".join(sides), "center")
            return matrix(rows, f"delim: #none, align: #{side}")
        if name == "cases":
            return f"display(cases({', '.join(' & quad '.join(row) for row in rows.cells)}))"
        if name in ROWS:
            lines = [[" & ".join(f"display({cell or EMPTY})" for cell in row)] for row in rows.cells]
            return matrix(Rows(lines, []), "delim: #none, row-gap: #0.6em")
        raise Untranslatable(f"\\begin{{{name}}} is not known to the printer.")

    def _rows(self) -> Rows:
        cells: list[list[str]] = [[]]
        lines: list[int] = []
        while True:
            self._skip_space()
            while self._peek() == "\\hline":
                self._at += 1
                self._skip_space()
                lines.append(len(cells) - 1)
            cells[-1].append(self._sequence())
            match self._peek():
                case "&":
                    self._at += 1
                case "\\\\":
                    self._at += 1
                    if self._peek() == "[":
                        self._optional()
                    cells.append([])
                case "\\end":
                    break
                case _:
                    raise Untranslatable("\\end is missing in the formula.")
        if cells[-1] in ([], [""]):
            cells.pop()
        return Rows(cells, lines)

    _KNOWN: ClassVar[dict[str, Callable[["_Reader"], str]]] = {
        "frac": _fraction,
        "cfrac": lambda self: self._fraction("display({})"),
        "dfrac": lambda self: self._fraction("display({})"),
        "tfrac": lambda self: self._fraction("inline({})"),
        "binom": _binomial,
        "dbinom": _binomial,
        "sqrt": _root,
        "left": _between,
        "overset": lambda self: self._stacked("t"),
        "stackrel": lambda self: self._stacked("t"),
        "underset": lambda self: self._stacked("b"),
        "xrightarrow": lambda self: self._arrow("→"),
        "xleftarrow": lambda self: self._arrow("←"),
        "not": _negated,
        "hspace": _gap,
        "hspace*": _gap,
        "operatorname": _named_operator,
        "operatorname*": lambda self: self._named_operator(limits=True),
        "pmod": _modulus,
        "boxed": _boxed,
        "phantom": _hidden,
        "begin": _environment,
    }


def _sign(sign: str) -> str:
    """One character as Typst shows it and reads nothing into it."""
    sign = _OTHER_SIGNS.get(sign, sign)
    if len(sign) > 1 or (not sign.isascii() and _in_formulas(sign)):
        return sign
    if not sign.isascii():
        return string(sign)
    return sign if sign.isalnum() else f"\\{sign}"


def _ordinary(sign: str) -> str:
    return f'class("normal", {_sign(sign)})' if sign in _NO_RELATIONS else _sign(sign)


def _in_formulas(sign: str) -> bool:
    """Letters of other scripts are words, not variables."""
    return not sign.isalpha() or sign <= "\u03ff" or "\u2100" <= sign <= "\u214f"


def _joined(parts: list[str]) -> str:
    """Atoms side by side. Typst shows a space beside a text or code, so there is none there."""
    joined = ""
    for part in parts:
        after_code = joined.endswith(('"', ";")) and not joined.endswith(("\\;", '\\"'))
        if not joined or after_code or part.startswith(('"', "#")):
            joined += part
        elif part.startswith('attach("') and joined[-1].isalnum():
            joined += f"#h(0pt);{part}"
        else:
            joined += f" {part}"
    return joined


def _styled(style: str, words: str) -> str:
    return f"#{style}({string(words)});" if style else string(words)
