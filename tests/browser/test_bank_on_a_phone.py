"""Every question of the bank that comes with Assay, set as in a sitting: none is wider than a phone."""

from pathlib import Path

import pytest
from markupsafe import Markup
from playwright.async_api import Browser, Route

from assay.apps.mathvidya.bank.content.all import questions
from assay.apps.mathvidya.bank.document import ClassLevel, Question, Words
from assay.kernel import web
from assay.kernel.questions.render import inline, paragraphs
from tests.support.browser import needs_chromium

pytestmark = [pytest.mark.browser, needs_chromium]
HERE = "http://bank.test"
STATIC = Path(web.__file__).parent / "static"
SHEETS = ("tokens", "base", "layout", "components", "forms", "sitting")
PAGE = Markup(
    '<!doctype html><meta name="viewport" content="width=device-width">{}'
    '<script src="js/math.js" type="module"></script><body class="sitting"><main>{}</main>'
)
CARD = Markup('<section class="card sit-question" id="{}"><div class="sit-text">{}</div>{}{}</section>')
LINK = Markup('<link rel="stylesheet" href="css/{}.css">')
UNSET = "[data-tex]:not([data-set])"
WIDER = """cards => cards.filter(card => card.scrollWidth > card.clientWidth).map(card => card.id)"""


def _card(question: Question, language: str) -> Markup:
    def said(words: Words) -> str:
        return getattr(words, language) or words.en

    options = Markup("").join(
        Markup('<div class="choice"><label><input type="radio"> <span>(A) {}</span></label></div>').format(
            inline(said(choice.text))
        )
        for choice in question.choices
    )
    parts = Markup("").join(
        Markup('<div class="sit-text">{}</div>').format(paragraphs(said(part.text)))
        for part in question.parts
        if part.text
    )
    return CARD.format(f"{question.source} {language}", paragraphs(said(question.text)), options, parts)


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_no_question_is_wider_than_a_phone(chromium: Browser, language: str) -> None:
    asked = [one for level in ClassLevel for one in questions(level) if getattr(one.text, language)]
    cards = [_card(one, language) for one in asked]
    sheets = Markup("").join(LINK.format(one) for one in SHEETS)
    whole = PAGE.format(sheets, Markup("").join(cards))

    async def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HERE + "/")
        if path:
            await route.fulfill(path=STATIC / path)
        else:
            await route.fulfill(body=whole, content_type="text/html; charset=utf-8")

    page = await chromium.new_page(viewport={"width": 844, "height": 390})
    await page.route(HERE + "/**", answer)
    await page.goto(HERE + "/")
    await page.wait_for_function(f"() => !document.querySelector('{UNSET}')", timeout=120_000)
    shown = await page.locator(".sit-question").count()
    assert shown == len(cards) > 500
    assert await page.locator('[data-set="unread"]').count() == 0
    assert await page.locator(".sit-question").evaluate_all(WIDER) == []
    await page.set_viewport_size({"width": 390, "height": 844})  # the phone is turned
    await page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert await page.locator(".sit-question").evaluate_all(WIDER) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.close()
