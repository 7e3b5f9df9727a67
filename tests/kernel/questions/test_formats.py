"""Formats: what is written is read back, what is not carried is named, and no file breaks the reader."""

import io
import re
import time
import zipfile
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assay.kernel.errors import Invalid
from assay.kernel.questions import formats, markup, qti2, qti3
from assay.kernel.questions.document import Body, Feedback, Figure, Key, Option, Question, QuestionType
from assay.kernel.questions.transfer import Format, FormatError
from tests.kernel.questions import samples

FORMATS = list(Format)
WORDS = st.text(alphabet="abcZ 0129<&>\"'#={}~:;,|%/é☃*$-+@", min_size=1, max_size=25).filter(str.strip)
FORMULAS = st.sampled_from(["$x_1^2$", "$$\\frac{a}{b}$$", "**bold**", "*it*", "a\nb", "one\n\ntwo"])
TEXTS = (
    st.lists(st.one_of(WORDS, FORMULAS), min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda text: markup.canonical(text).strip())
)
PLAIN = (
    st.text(alphabet="abcZ 019<&>\"'#={}~:é*-+@", min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def spaced(text: str) -> str:
    return re.sub(r"\s+", " ", markup.canonical(text)).strip()


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(QuestionType))
    options: tuple[Option, ...] = ()
    key: dict[str, object] = {}
    match kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            number = draw(st.integers(2, 5))
            options = tuple(Option(id=f"o{place}", text=draw(TEXTS)) for place in range(1, number + 1))
            right = draw(st.integers(1, number - 1 if kind is QuestionType.MULTIPLE else 1))
            key = {"options": tuple(f"o{place}" for place in range(1, right + 1))}
            key["partial"] = kind is QuestionType.MULTIPLE and right > 1 and draw(st.booleans())
        case QuestionType.NUMERIC:
            key = {"value": str(draw(st.decimals(-999, 999, places=3))), "absolute": Decimal("0.25")}
        case QuestionType.SHORT:
            key = {"accepted": tuple(draw(st.lists(PLAIN, min_size=1, max_size=3, unique=True)))}
        case QuestionType.FORMULA:
            key = {"value": draw(st.sampled_from(["2*x", "x^2+1", "a=b"]))}
        case QuestionType.LONG:
            key = {"rubric": draw(TEXTS)}
    return Question(
        kind=kind,
        points=draw(st.sampled_from([Decimal(1), Decimal("2.5")])),
        title=draw(PLAIN),
        pool=draw(st.sampled_from(["", "first", "a & b"])),
        body=Body(
            text=draw(TEXTS),
            options=options,
            unit="kg" if kind is QuestionType.NUMERIC and draw(st.booleans()) else "",
            fixed_order=bool(options) and draw(st.booleans()),
        ),
        key=Key(**key, feedback=Feedback(general=draw(st.one_of(st.just(""), TEXTS)))),
    )


def facts(one: Question, format: Format) -> dict[str, object]:
    """What a format says it carries, in comparable form."""
    kind = one.kind
    if kind is QuestionType.FORMULA and format in (Format.MOODLE, Format.GIFT):
        kind = QuestionType.SHORT
    accepted = (
        (one.key.value,)
        if kind is QuestionType.SHORT and one.kind is QuestionType.FORMULA
        else one.key.accepted
    )
    value = one.key.value if kind in (QuestionType.NUMERIC, QuestionType.FORMULA) else ""
    found: dict[str, object] = {
        "kind": kind,
        "title": one.title,
        "pool": one.pool,
        "text": spaced(one.body.text),
        "options": [spaced(option.text) for option in one.body.options],
        "right": [place for place, option in enumerate(one.body.options) if option.id in one.key.options],
        "partial": one.key.partial,
        "value": Decimal(value) if kind is QuestionType.NUMERIC else value,
        "absolute": one.key.absolute,
        "accepted": accepted,
        "feedback": spaced(one.key.feedback.general),
    }
    if format is not Format.GIFT:
        found |= {"points": one.points, "unit": one.body.unit, "fixed_order": one.body.fixed_order}
        found |= {"rubric": spaced(one.key.rubric)}
    return found


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(questions(), min_size=1, max_size=3))
def test_what_is_written_is_read_back(format: Format, made: list[Question]) -> None:
    assume(format is not Format.GIFT or not any("->" in text for one in made for text in one.key.accepted))
    back = formats.parse(formats.write(made, format).data, format)
    assert [facts(one, format) for one in back.questions] == [facts(one, format) for one in made]


def test_an_answer_that_gift_would_read_as_matching_is_left_out_and_named() -> None:
    arrow = samples.single(
        kind=QuestionType.SHORT, title="Limit", body=Body(text="x tends to"), key=Key(accepted=("x -> 0",))
    )
    made = formats.write([arrow, samples.single()], Format.GIFT)
    assert ("1. Limit", "the whole question") in {(one.where, one.what) for one in made.dropped}
    assert [one.title for one in formats.parse(made.data, Format.GIFT).questions] == ["Primes"]


@pytest.mark.parametrize("format", FORMATS)
def test_the_samples_come_back_and_the_format_is_told(format: Format) -> None:
    made = formats.write(samples.every(), format)
    back = formats.parse(made.data, format)
    assert [facts(one, format) for one in back.questions] == [facts(one, format) for one in samples.every()]
    told = formats.detect(made.data, f"file{made.suffix}")
    assert told is (Format.QTI2 if format is Format.QTI3 else format)
    assert formats.write(samples.every(), format).data == made.data


@pytest.mark.parametrize("module", [qti2, qti3])
def test_a_single_item_is_read_back(module: object) -> None:
    item = module.write_item(samples.multiple())  # type: ignore[attr-defined]
    back = formats.parse(item.data, formats.detect(item.data)).questions
    assert back[0].key.partial is True
    assert back[0].key.options == ("a", "c")
    assert back[0].body.options[2].text == "$2^3$"
    assert (b"qti-choice-interaction" in item.data) is (module is qti3)


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_not_carried_is_named(format: Format) -> None:
    figure = samples.short().model_copy(
        update={"body": Body(text="![](figure:map)", figures=(Figure(name="map", key="k", alt="A map"),))}
    )
    dropped = formats.write([samples.parameterised(), figure], format).dropped
    assert {one.what for one in dropped} >= {"parameters", "figure map"}
    assert any(one.where == "1. Sum" for one in dropped)


def test_gift_names_each_thing_it_has_no_place_for() -> None:
    what = {one.what for one in formats.write(samples.every(), Format.GIFT).dropped}
    assert what >= {"points", "unit", "rubric", "fixed order of options", "comparison of formulas"}


MOODLE = """<quiz>
<question type="category"><category><text>$course$/top/Unit 1/Algebra</text></category></question>
<question type="multichoice"><name><text>Q</text></name>
<questiontext format="html"><text><![CDATA[<p>What is
<table><tr><td>\\(x^2\\)</td></tr></table>?</p>]]></text></questiontext>
<defaultgrade>2.0</defaultgrade><single>true</single>
<answer fraction="100"><text>4</text><feedback><text>Well done</text></feedback></answer>
<answer fraction="0"><text>5</text></answer></question>
<question type="truefalse"><name><text>T</text></name><questiontext><text>True?</text></questiontext>
<answer fraction="100"><text>true</text></answer>
<answer fraction="0"><text>false</text></answer></question>
<question type="matching"><name><text>M</text></name></question>
</quiz>"""


def test_moodle_from_elsewhere() -> None:
    found = formats.parse(MOODLE.encode(), Format.MOODLE)
    assert [one.kind for one in found.questions] == [QuestionType.SINGLE, QuestionType.SINGLE]
    assert found.questions[0].pool == "Algebra"
    assert found.questions[0].points == 2
    assert "$x^2$" in found.questions[0].body.text
    dropped = {(one.where, one.what) for one in found.dropped}
    assert ("2. Q", "<table>") in dropped
    assert ("2. Q", "feedback on single answers") in dropped
    assert ("4. M", "the whole question") in dropped


GIFT = """// a comment
$CATEGORY: $course$/Rivers

::Nile:: Where is the Nile? {
  =Africa # yes
  ~Europe
}

Two plus two {#4:0.5}

The sun rises in the {=east =East} every day.

2 is prime {T}

Pick two {~%50%a ~%50%b ~%-100%c}

Say more {}

Match {=a -> 1 =b -> 2}

1..5 range {#1..5}
"""


def test_gift_from_elsewhere() -> None:
    found = formats.parse(GIFT.encode(), Format.GIFT)
    kinds = [one.kind.value for one in found.questions]
    assert kinds == [
        "single_choice",
        "numeric",
        "short_text",
        "single_choice",
        "multiple_choice",
        "long_text",
        "numeric",
    ]
    assert {one.pool for one in found.questions} == {"Rivers"}
    assert found.questions[0].title == "Nile"
    assert found.questions[1].key.absolute == Decimal("0.5")
    assert "____" in found.questions[2].body.text
    assert found.questions[4].key.partial is False
    assert found.questions[6].key.value == "3"
    assert ("line 19", "the whole question") in {(one.where, one.what) for one in found.dropped}


def test_a_spreadsheet_does_not_compute_what_is_exported() -> None:
    hostile = samples.single(title='=HYPERLINK("http://x","y")')
    data = formats.write([hostile, samples.numeric("-5")], Format.CSV).data.decode()
    assert "'=HYPERLINK" in data
    assert ",-5," in data
    assert formats.parse(data.encode(), Format.CSV).questions[0].title == hostile.title


@pytest.mark.parametrize(
    ("data", "format", "words"),
    [
        (b"kind,text,right,option_1\nsingle_choice,Q,7,a\n", Format.CSV, "Line 2, right"),
        (b"kind,text,right\nnumeric,Q,1\nriddle,Q,1\n", Format.CSV, "Line 3: kind is one of"),
        (b"kind,text,right,points\nnumeric,Q,1,many\n", Format.CSV, "Line 2, points"),
        (b"kind,text\nnumeric,Q\n", Format.CSV, "Missing: right"),
        (b'kind,text,right\nnumeric,"Q,1\n', Format.CSV, "Line"),
        (b"kind,text,right\nnumeric,\xff,1\n", Format.CSV, "Line 2 is not UTF-8"),
        (b"Q {=a\n\nmore", Format.GIFT, "Line 1: a brace"),
        (b"Q {#abc}", Format.GIFT, "Line 1"),
        (b"Q {abc}", Format.GIFT, "Line 1: answers begin"),
        (b"<quiz><question></quiz>", Format.MOODLE, "line 1"),
        (b"<other/>", Format.MOODLE, "<other>"),
        (b"<other/>", Format.QTI2, "<other>"),
        (b"PK\x03\x04broken", Format.QTI2, "damaged"),
        (b"", Format.GIFT, "empty"),
    ],
)
def test_a_broken_file_is_told_by_its_place(data: bytes, format: Format, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        formats.parse(data, format)
    assert words in caught.value.detail


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
    b'<!ENTITY file SYSTEM "file:///etc/passwd">]><quiz>&b;&file;</quiz>'
)


@pytest.mark.parametrize("format", [Format.MOODLE, Format.QTI2, Format.QTI3])
def test_a_document_type_is_refused(format: Format) -> None:
    with pytest.raises(Invalid, match="document type"):
        formats.parse(BOMB, format)


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(Invalid, match="deeply"):
        formats.parse(b"<quiz>" + b"<a>" * 5000, Format.MOODLE)


def test_a_package_that_unpacks_without_end_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("imsmanifest.xml", b"<a>" + b" " * 60_000_000)
    began = time.perf_counter()
    with pytest.raises(FormatError, match="50 MB"):
        formats.parse(buffer.getvalue(), Format.QTI2)
    assert time.perf_counter() - began < 5


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(FORMATS), st.binary(max_size=200))
def test_no_file_breaks_the_reader(format: Format, data: bytes) -> None:
    try:
        found = formats.parse(data, format)
    except Invalid:
        return
    assert all(isinstance(one, Question) for one in found.questions)
