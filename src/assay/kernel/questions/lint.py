"""What is wrong with a question before anyone sits it. Pure: the same question gives the same findings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress

from assay.kernel.questions import formula, markup, variants
from assay.kernel.questions.document import Finding, Question, QuestionType
from assay.kernel.questions.expression import FormulaError
from assay.kernel.web.i18n import gettext as _

TRIED = 100
"""Seeds a parameterised question is tried with."""
LONG_OPTION = 2.5
MOST_DECIMALS = 6
CHOICES = (QuestionType.SINGLE, QuestionType.MULTIPLE)
VALUED = (QuestionType.NUMERIC, QuestionType.FORMULA)


def check(question: Question) -> list[Finding]:
    """Every finding, errors first."""
    found = [
        *_text(question),
        *_parameters(question),
        *_figures(question),
        *(_options(question) if question.kind in CHOICES else _no_options(question)),
        *_key(question),
    ]
    return sorted(found, key=lambda one: one.severity != "error")


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(one.severity == "error" for one in findings)


def _error(message: str) -> Finding:
    return Finding(severity="error", message=message)


def _warning(message: str) -> Finding:
    return Finding(severity="warning", message=message)


def _text(question: Question) -> Iterator[Finding]:
    if not question.body.text.strip():
        yield _error(_("The question has no text."))
    for text in _texts(question):
        unpaired = text.replace(r"\$", "").count("$$") % 2
        if unpaired:
            yield _warning(_("A displayed formula is opened by $$ and not closed."))
            return


def _texts(question: Question) -> list[str]:
    return [question.body.text, *(one.text for one in question.body.options)]


def _options(question: Question) -> Iterator[Finding]:
    options, right = question.body.options, set(question.key.options)
    ids = [one.id for one in options]
    if len(options) < 2:
        yield _error(_("A choice needs at least two options."))
    if any(not one.text.strip() for one in options):
        yield _error(_("An option is empty. Write it or remove it."))
    if len(set(ids)) < len(ids):
        yield _error(_("Two options carry the same identifier. Give each its own."))
    if unknown := sorted(right - set(ids)):
        yield _error(
            _("The key names %(ids)s, which is no option. Mark an option that exists.")
            % {"ids": ", ".join(unknown)}
        )
    if _alike(question, None):
        yield _error(_("Two options are alike. Change one of them."))
    elif seed := next((seed for seed in _seeds(question) if _alike(question, seed)), None):
        yield _error(
            _("For some students two options are alike (with the values of seed %(seed)s).") % {"seed": seed}
        )
    yield from _lengths(question)


def _no_options(question: Question) -> Iterator[Finding]:
    if question.body.options:
        yield _warning(_("This type of question shows no options. Remove them or make it a choice."))


def _normal(text: str) -> str:
    return " ".join(markup.canonical(text).casefold().split()).rstrip(".")


def _alike(question: Question, seed: int | None) -> bool:
    values = variants.draw(question.body.parameters, seed) if seed is not None else {}
    texts = [_normal(variants.fill(one.text, values)) for one in question.body.options if one.text.strip()]
    return len(set(texts)) < len(texts)


def _seeds(question: Question) -> range:
    return range(1, TRIED + 1) if question.body.parameters else range(0)


def _lengths(question: Question) -> Iterator[Finding]:
    right = [len(one.text) for one in question.body.options if one.id in question.key.options]
    wrong = [len(one.text) for one in question.body.options if one.id not in question.key.options]
    if right and wrong and max(right) > 30 and min(right) > LONG_OPTION * max(wrong):
        yield _warning(_("The right answer is much longer than the others, which gives it away."))


def _key(question: Question) -> Iterator[Finding]:
    match question.kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            yield from _choice_key(question)
        case QuestionType.NUMERIC | QuestionType.FORMULA:
            yield from _value_key(question)
        case QuestionType.SHORT:
            yield from _accepted(question)
        case QuestionType.LONG:
            if not question.key.rubric.strip():
                yield _warning(_("There is no rubric. Whoever marks this has nothing to go by."))


def _choice_key(question: Question) -> Iterator[Finding]:
    right = set(question.key.options)
    if not right:
        yield _error(_("There is no key. Mark the right answer."))
    if question.kind is QuestionType.SINGLE and len(right) > 1:
        yield _error(_("Two answers are marked as right, but students can choose one. Mark one of them."))
    if (
        question.kind is QuestionType.MULTIPLE
        and right
        and right >= {one.id for one in question.body.options}
    ):
        yield _warning(_("Every option is right, so ticking all of them is always right."))


def _accepted(question: Question) -> Iterator[Finding]:
    accepted = question.key.accepted
    if not any(one.strip() for one in accepted):
        yield _error(_("There is no key. Write at least one accepted answer."))
    elif any(not one.strip() for one in accepted):
        yield _warning(_("An accepted answer is empty, and is never matched."))
    cases = question.key.case_sensitive
    same = Counter(" ".join((one if cases else one.casefold()).split()) for one in accepted)
    if any(times > 1 for times in same.values()):
        yield _warning(_("An accepted answer is listed twice."))


def _value_key(question: Question) -> Iterator[Finding]:
    key, defined = question.key, frozenset(one.name for one in question.body.parameters)
    if key.absolute < 0 or key.relative < 0:
        yield _error(_("A tolerance cannot be negative."))
    if not key.value.strip():
        yield _error(_("There is no key. Write the right value."))
        return
    try:
        used = formula.names(key.value, defined)
    except FormulaError as error:
        yield _error(_("The key cannot be read: %(why)s") % {"why": error.detail})
        return
    if question.kind is QuestionType.FORMULA:
        return
    if missing := sorted(used - defined):
        yield _error(
            _("The key uses %(names)s, which is no parameter of this question. Define it.")
            % {"names": ", ".join(missing)}
        )
        return
    yield from _computed(question)


def _computed(question: Question) -> Iterator[Finding]:
    endless = False
    for seed in _seeds(question) or (0,):
        values = variants.draw(question.body.parameters, seed)
        if len(values) < len(question.body.parameters):
            return  # said of the parameter itself
        try:
            value = formula.value(question.key.value, values)
        except FormulaError as error:
            at = ", ".join(f"{name} = {variants.shown(one)}" for name, one in values.items())
            yield _error(
                _("The key has no value for %(values)s: %(why)s") % {"values": at, "why": error.detail}
            )
            return
        endless |= int(value.normalize().as_tuple().exponent) < -MOST_DECIMALS
    if endless and question.key.absolute == question.key.relative == 0:
        yield _warning(_("The key has endless decimals and no tolerance: nobody can be exactly right."))


def _parameters(question: Question) -> Iterator[Finding]:
    parameters = question.body.parameters
    defined = Counter(one.name for one in parameters)
    for name, times in defined.items():
        if times > 1:
            yield _error(_("The parameter %(name)s is defined twice.") % {"name": name})
    for one in parameters:
        number = variants.count(one)
        if number == 0:
            yield _error(
                _("The parameter %(name)s takes no value. Give choices, or a lower and an upper end.")
                % {"name": one.name}
            )
        elif number > variants.MOST_VALUES:
            yield _error(_("The parameter %(name)s takes too many values.") % {"name": one.name})
        elif number == 1:
            yield _warning(_("The parameter %(name)s takes only one value.") % {"name": one.name})
    yield from _references(question, set(defined))


def _references(question: Question, defined: set[str]) -> Iterator[Finding]:
    everywhere = " ".join((*_texts(question), question.body.unit))
    named = set(variants.REFERENCE.findall(everywhere))
    if question.kind in VALUED:
        with suppress(FormulaError):  # said of the key itself
            named |= formula.names(question.key.value, frozenset(defined))
    for name in sorted(defined - named):
        yield _warning(_("The parameter %(name)s is never used.") % {"name": name})
    prose = " ".join(variants.without_math(text) for text in _texts(question))
    for name in sorted(set(variants.REFERENCE.findall(prose)) - defined):
        yield _error(
            _("The text shows {%(name)s}, which is no parameter of this question. Define it.")
            % {"name": name}
        )


def _figures(question: Question) -> Iterator[Finding]:
    placed = {one.name for text in _texts(question) for one in markup.pictures(text)}
    known = {one.name: one for one in question.body.figures}
    for name in sorted(placed - set(known)):
        yield _error(
            _("The figure %(name)s is placed in the text, but there is no such figure.") % {"name": name}
        )
    for name, figure in known.items():
        if not figure.alt.strip():
            yield _error(
                _("The figure %(name)s is not described in words. Say what it shows.") % {"name": name}
            )
        if name not in placed:
            yield _warning(_("The figure %(name)s is placed nowhere in the text.") % {"name": name})
