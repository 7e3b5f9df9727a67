"""Mail from templates."""

from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from assay.kernel.mail import rendering
from assay.kernel.mail.rendering import render


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rendering, "_folders", lambda _owner: (tmp_path,))
    rendering._environment.cache_clear()
    return tmp_path


def test_text_is_as_written_and_html_is_escaped(templates: Path) -> None:
    (templates / "hello.txt").write_text(
        'Subject: {{ _("For %(name)s", name=name) }}\n\nDear {{ name }},\n\nhi.\n'
    )
    (templates / "hello.html").write_text("<p>Dear {{ name }}</p>")
    mail = render("test/hello", {"name": "<Asha> & co"})
    assert mail.subject == "For <Asha> & co"
    assert mail.text == "Dear <Asha> & co,\n\nhi.\n"
    assert mail.html == "<p>Dear &lt;Asha&gt; &amp; co</p>"


def test_html_is_optional_but_its_own_parts_are_not(templates: Path) -> None:
    (templates / "plain.txt").write_text("Subject: a\n\nb\n")
    assert render("test/plain", {}).html is None
    (templates / "plain.html").write_text("{% include 'test/footer.html' %}")
    with pytest.raises(TemplateNotFound, match="footer"):
        render("test/plain", {})


def test_a_name_the_context_lacks_is_an_error(templates: Path) -> None:
    (templates / "a.txt").write_text("Subject: a\n\n{{ nmae }}\n")
    with pytest.raises(UndefinedError, match="nmae"):
        render("test/a", {"name": "x"})


@pytest.mark.parametrize("text", ["no subject\n\nb\n", "Subject: a\nb\n", ""])
def test_a_template_without_a_subject_line_is_an_error(templates: Path, text: str) -> None:
    (templates / "a.txt").write_text(text)
    with pytest.raises(ValueError, match="Subject"):
        render("test/a", {})


@pytest.mark.parametrize(
    "name", ["identity/../../secret", "../identity/verify", "verify", "identity/", "os/path"]
)
def test_only_templates_of_owners_are_found(name: str) -> None:
    rendering._environment.cache_clear()
    with pytest.raises(TemplateNotFound):
        render(name, {})


def test_templates_of_the_kernel_are_found_without_wiring() -> None:
    rendering._environment.cache_clear()
    mail = render("identity/verify", {"name": "Asha", "link": "https://assay.test/verify#t"})
    assert mail.subject
    assert "https://assay.test/verify#t" in mail.text
