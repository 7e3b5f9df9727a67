r"""Formulas and texts of questions in Typst: one reading each, and an unknown command by its name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.kernel import pdf
from assay.kernel.questions import typst
from assay.kernel.questions.typst_math import Untranslatable, formula
from tests.kernel.pdf.test_pdf import text_of

FORMULAS = {
    r"\frac{1}{2}": "$frac(1, 2)$",
    r"\frac12+x^23": r"$frac(1, 2) \+ attach(x, t: 2) 3$",
    r"x_1^2": "$attach(x, t: 2, b: 1)$",
    r"f''(x)": r"$attach(f, t: ′ ′) \( x \)$",
    r"\sqrt[3]{x+1}": r"$root(3, x \+ 1)$",
    r"5\text{ cm}^2": '$5#h(0pt);attach(" cm", t: 2)$',
    r"\left(\dfrac{a}{b}\right)": r"$lr(\( display(frac(a, b)) \))$",
    r"\begin{vmatrix}a&b\\c&d\end{vmatrix}": '$display(mat(delim: "|", a, b; c, d))$',
    r"\begin{cases}x, & x>0\\0\end{cases}": r"$display(cases(x \, & quad x \> 0, 0))$",
    r"\lim_{x\to 0}": '$attach(op("lim", limits: #true), b: x → 0)$',
    r"\vec{AB}": "$accent(A B, arrow)$",
    r"90^\circ": "$attach(90, t: ∘)$",
    r"[0,1)": r"$\[ 0 \, 1 \)$",
    r"a\not\in B": "$a ∉ B$",
    r"A:B;C": r"$A \: B \; C$",
    "": '$""$',
}


@pytest.mark.parametrize(("tex", "wanted"), FORMULAS.items())
def test_formula_in_typst(tex: str, wanted: str) -> None:
    assert formula(tex) == wanted


@pytest.mark.parametrize(
    ("tex", "named"),
    [
        (r"\foo{x}", r"\foo"),
        (r"\frac{1}", "missing"),
        (r"x^", "missing"),
        (r"{x", "} is missing"),
        (r"x}", "} stands"),
        (r"a & b", "& stands"),
        (r"\left( x", "missing"),
        (r"\begin{bmatrix}1", "end"),
        (r"\begin{tikzpicture}\end{tikzpicture}", "tikzpicture"),
        (r"\text{a \foo b}", r"\foo"),
        ("{" * 60 + "}" * 60, "too deeply"),
    ],
)
def test_unknown_is_named(tex: str, named: str) -> None:
    with pytest.raises(Untranslatable, match=named.replace("\\", r"\\").replace("{", r"\{")):
        formula(tex)


ATOMS = st.one_of(
    st.sampled_from(
        [r"\alpha", r"\sin x", "x", "12.5", r"\infty", "(", "]", "|", ",", ";", ":", "/", "#", '"', "@", "<"]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=3).filter(
        lambda text: not set(text) & set("\\{}^_&$~'")
    ),
)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        pair.map(lambda two: rf"\frac{{{two[0]}}}{{{two[1]}}}"),
        pair.map(lambda two: rf"{{{two[0]}}}^{{{two[1]}}}_1"),
        inner.map(lambda one: rf"\sqrt{{{one}}}"),
        inner.map(lambda one: rf"\left[{one}\right)"),
        inner.map(lambda one: rf"\overline{{{one}}}"),
        pair.map(lambda two: rf"\begin{{pmatrix}}{two[0]} & {two[1]}\\ 1\end{{pmatrix}}"),
        pair.map(lambda two: rf"\begin{{aligned}}{two[0]} &= {two[1]}\\ &= 1\end{{aligned}}"),
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.recursive(ATOMS, nested, max_leaves=6), min_size=8, max_size=8))
def test_whatever_is_translated_compiles(formulas: list[str]) -> None:
    pdf.render(pdf.Document("\n\n".join(formula(one, display=True) for one in formulas)))


def test_text_says_nothing_but_its_letters() -> None:
    source = typst.content('#let x = 1; **bold *and* more** "q" \\$5 <a> [b] = - + @c `d`', lambda _one: "")
    printed = pdf.render(pdf.Document(f"#{source}"))
    words = " ".join(text_of(printed).split())
    assert words == '#let x = 1; bold and more "q" $5 <a> [b] = - + @c `d`'


def test_unknown_formula_is_listed_and_shown_as_it_was_written() -> None:
    text = r"See $\foo{x}$ and $y^2$."
    assert typst.untranslatable(text) == [r"\foo{x}: \foo is not known to the printer."]
    assert r'#raw("\\foo{x}");' in typst.content(text, lambda _one: "")
