"""Every visible string goes through gettext, and the language follows the visitor."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from assay.kernel.web.i18n import gettext, negotiate, ngettext, speaking

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "src/assay").rglob("templates/**/*.html"))
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
# A word of a language: what is not one (units, punctuation, the separator of titles) may stand alone.
WORD = re.compile(r"[A-Za-z]{2,}")


class Visible(HTMLParser):
    """Collects the texts that people read or hear and that no expression of the template produced."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style", "code", "pre"}
        self.found += [value for name, value in attrs if name in SPOKEN and value and WORD.search(value)]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "code", "pre"}

    def handle_data(self, data: str) -> None:
        if not self.silent and WORD.search(data):
            self.found.append(data.strip())


def visible_strings(source: str) -> list[str]:
    """The untranslated visible strings of a template."""
    for pattern in (
        r"\{% block page_class %\}.*?\{% endblock %\}",
        r"\{#.*?#\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
    ):
        source = re.sub(pattern, "", source, flags=re.DOTALL)
    parser = Visible()
    parser.feed(source)
    return parser.found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "src/assay")))
def test_visible_strings_go_through_gettext(path: Path) -> None:
    assert visible_strings(path.read_text()) == []


def test_the_check_finds_what_it_looks_for() -> None:
    assert visible_strings('<p>Hello</p>{{ _("x") }}<img alt="A cat">') == ["Hello", "A cat"]
    assert visible_strings("<p>{{ name }}</p><code>assay up</code> · 12") == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "src/assay")))
def test_percent_signs_inside_gettext_are_doubled_or_named(path: Path) -> None:
    for text in re.findall(r'_\("((?:[^"\\]|\\.)*)"', path.read_text()):
        assert not re.search(r"%(?![%(])", text.replace("%%", "")), text


def connection(**headers: str) -> HTTPConnection:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": "http", "headers": raw})


def test_language_comes_from_cookie_then_header_then_english() -> None:
    both = ("en", "hi")
    assert negotiate(connection(cookie="language=hi", accept_language="en"), both) == "hi"
    assert negotiate(connection(accept_language="fr, hi-IN;q=0.8, en;q=0.5"), both) == "hi"
    assert negotiate(connection(accept_language="hi;q=0, en"), both) == "en"
    assert negotiate(connection(accept_language="xx;q=abc"), both) == "en"
    assert negotiate(connection(cookie="language=tlh"), both) == "en"


def test_source_language_answers_itself() -> None:
    with speaking("en"):
        assert gettext("Sign in") == "Sign in"
        assert ngettext("%(num)d minute ago", "%(num)d minutes ago", 2) == "%(num)d minutes ago"
