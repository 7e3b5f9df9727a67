"""Presidio's pattern recognisers, called one by one without its NLP pipeline and without the network.

A recogniser only runs on a text that holds what its patterns need (an `@`, enough digits), which keeps the
layer under a millisecond for most essays.
"""

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol, cast

from assay.apps.enigma.scrubbing.spans import Label, Source, Span
from assay.apps.enigma.scrubbing.view import View

#: Presidio's own scale: below it lie patterns that need a context word to mean anything.
MIN_SCORE = 0.4
#: A bare `word.so` scores 0.5: more often a missing space than an address.
_MIN_URL_SCORE = 0.55


class _Result(Protocol):
    start: int
    end: int
    score: float


class _Recognizer(Protocol):
    supported_entities: list[str]

    def analyze(self, text: str, entities: list[str], nlp_artifacts: None = None) -> list[_Result]: ...


_Gate = Callable[[str], object]
_digits = re.compile(r"(?:\d[\s().+\-]*){7}").search
_mixed = re.compile(r"\b(?=\w*[A-Za-z])\w*\d{3}").search
_dotted = re.compile(r"\w\.[a-z]{2}|://|www").search
_dots = re.compile(r"\d\.\d+\.\d|[0-9a-fA-F]:[0-9a-fA-F:]*:").search


def _at(text: str) -> bool:
    return "@" in text


@cache
def _recognizers() -> tuple[tuple[Label, _Gate, _Recognizer], ...]:
    # The e-mail and URL recognisers ask tldextract for the list of public suffixes; an empty list of
    # addresses makes it use the snapshot it ships. It reads this when first imported. Imported here, because
    # a process that scrubs nothing should not wait seconds for it.
    os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] = ""
    from presidio_analyzer import predefined_recognizers as known

    made: list[tuple[Label, _Gate, object]] = [
        (Label.EMAIL, _at, known.EmailRecognizer()),
        (Label.URL, _dotted, known.UrlRecognizer()),
        (Label.ID, _dots, known.IpRecognizer()),
        (Label.ID, _digits, known.CreditCardRecognizer()),
        (Label.ID, _digits, known.UsSsnRecognizer()),
        (Label.ID, _digits, known.InAadhaarRecognizer()),
        (Label.ID, _mixed, known.IbanRecognizer()),
        (Label.ID, _mixed, known.InPanRecognizer()),
        (Label.ID, _mixed, known.InPassportRecognizer()),
        (Label.ID, _mixed, known.InVehicleRegistrationRecognizer()),
        (Label.ID, _mixed, known.InVoterRecognizer()),
        (Label.PHONE, _digits, known.PhoneRecognizer(supported_regions=("IN", "US", "GB"), leniency=1)),
    ]
    return cast(tuple[tuple[Label, _Gate, _Recognizer], ...], tuple(made))


def find(view: View) -> Iterator[Span]:
    """Spans of what the recognisers find with a score of at least `MIN_SCORE`."""
    for label, gate, recognizer in _recognizers():
        if gate(view.text):
            for hit in recognizer.analyze(view.text, recognizer.supported_entities, None) or ():
                if hit.score >= (_MIN_URL_SCORE if label is Label.URL else MIN_SCORE) and hit.end > hit.start:
                    yield view.span(hit.start, hit.end, label, Source.PRESIDIO)
