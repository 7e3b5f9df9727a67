"""Third layer: names of people and towns, by capitals, word lists and the frames they stand in.

The rule behind it: a capitalised word inside a sentence that is neither English nor public names somebody or
some place. Names from anywhere and invented towns fall under it without being listed. The lists decide where
capitals say nothing: at the start of a sentence, in headings, for names that are words (`Grace`), and for
writers who use no capitals at all.
"""

import re
from collections.abc import Iterator

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.spans import Label, Source, Span
from assay.apps.enigma.scrubbing.view import View
from assay.apps.enigma.scrubbing.words import Word, Words

_PARTICLES = lexicon.word_set("particles")
_TOWN = re.compile(
    r"(?:ville|burgh?|borough|bury|ford|port|mouth|shire|stad|chester|haven|furt|view|side|land|town|field|wood|ham|"
    r"pur|pura|puram|bad|abad|nagar|garh|ganj|gaon|palli|palle|patnam|konda|kota|halli|wadi|guda|peta|pet|cherry|kulam)$"
)
_FIRMS = lexicon.word_set("firms")
_TOWARDS = lexicon.word_set("towards")
_SPEECH = lexicon.word_set("speech")
_TELLING = lexicon.word_set("telling")
_RELATIVES = lexicon.word_set("relatives")
_OWNED = lexicon.word_set("owned")
#: Everyday words that are also given names: in a sentence a capital alone is not enough for these.
_SHY = lexicon.word_set("shy")
#: Those of the usual given names that a lower-case writer means as plain words even after `my friend`.
_SHY_LOWER = lexicon.word_set("shy_lower")
#: Public words that are given names too: taken for one only beside a name or in a frame for persons.
_DOUBLE = lexicon.word_set("double")


def find(view: View, words: Words, mask: bytearray) -> Iterator[Span]:
    """Spans of names and towns. `mask` marks view characters that earlier layers cover already."""
    strong = {w.base for w in words.items if _certain(w, words)}
    index = 0
    while index < len(words.items):
        word = words.items[index]
        if word.capital and not mask[word.start]:
            stop = _run(words, index, mask)
            yield from _capitalised(view, words, index, stop, strong)
            index = stop
        else:
            if not word.capital and not mask[word.start]:
                yield from _lower_case(view, words, index)
            index += 1
    if not words.trusted:
        yield from _shouted(view, words, mask)


def _certain(word: Word, words: Words) -> bool:
    """An unknown capitalised word inside a sentence: evidence for the same word elsewhere."""
    return (
        word.capital and not word.initial and not word.heading and words.trusted
        and not (word.english or word.public or word.upper)
    )  # fmt: skip


def _run(words: Words, index: int, mask: bytearray) -> int:
    """The index after the last word of the run of capitalised words that begins at `index`."""
    stop = index + 1
    items = words.items
    while stop < len(items):
        gap = words.gap(stop - 1)
        initial = gap in (". ", ".") and len(items[stop - 1].text) == 1 and items[stop - 1].text != "I"
        if gap != " " and not initial:
            break
        word = items[stop]
        if mask[word.start]:
            break
        if word.capital:
            stop += 1
            continue
        ahead = stop
        while ahead < len(items) and items[ahead].text in _PARTICLES and words.gap(ahead) == " ":
            ahead += 1
        if ahead == stop or ahead >= len(items) or not items[ahead].capital or items[stop - 1].english:
            break
        stop = ahead + 1
    return stop


def _capitalised(view: View, words: Words, first: int, stop: int, strong: set[str]) -> Iterator[Span]:
    run = words.items[first:stop]
    flags = [_names(words, first + i, strong) for i in range(len(run))]
    if not any(flags):
        return
    whole = " ".join(w.base for w in run if w.text != "I")
    if lexicon.is_public_figure(whole) or (lexicon.is_public_place(whole) and len(run) > 1):
        return
    if len(run) == 1 and lexicon.is_iconic(run[0].base) and not run[0].initial:
        return
    start = flags.index(True)
    end = len(flags) - flags[::-1].index(True)
    # Names grow over capitalised neighbours: `Lake Jessica`, `Rahul Grace`, `J. Okonkwo`, `Okonkwo Falls`.
    while start > 0 and _leads(run[start - 1]):
        start -= 1
    while end < len(run) and _follows(run[end]):
        end += 1
    # Two names with a public word between them stay two: only stretches of the run are taken.
    label = _label(words, first + start, run[start:end])
    yield view.span(run[start].start, run[end - 1].end, label, Source.NAMES)


def _leads(word: Word) -> bool:
    if len(word.text) == 1:
        return word.text not in ("I", "A")
    return word.base in lexicon.LANDMARKS or (word.named and not word.public and not word.initial)


def _follows(word: Word) -> bool:
    if word.public:
        return word.base in _DOUBLE
    known_part = word.named or not word.english or word.base in lexicon.LANDMARKS
    return known_part or word.base in _FIRMS or len(word.text) == 1


def _names(words: Words, index: int, strong: set[str]) -> bool:
    word = words.items[index]
    if word.base in _DOUBLE and (_framed(words, index, sure=True) or _before_name(words, index)):
        return True
    if word.public or len(word.text) < 2 or word.base in _PARTICLES:
        return False
    if word.upper and words.trusted:
        # Acronyms stay, a shouted name does not.
        return not word.english and (word.given or len(word.text) > 6)
    if word.base in strong:
        return True
    if not words.trusted or word.heading:
        return not word.english and word.named
    if not word.initial:
        if not word.english:
            return True
        if word.base in _SHY:
            return _framed(words, index)
        return word.given and not (word.everyday and not _framed(words, index) and not _mid_given(word))
    if not word.english:
        if word.named:
            return True
        if _framed(words, index) or _before_name(words, index):
            return True
        return len(word.text) > 3 and not lexicon.lexicon().looks_misspelt(word.base)
    return (
        word.given
        and (_framed(words, index) or _before_name(words, index))
        and not (word.everyday and not _framed(words, index, sure=True) and not _before_name(words, index))
    )


def _mid_given(word: Word) -> bool:
    """An everyday word that, capitalised inside a sentence, is rather a name (`Jack`, `Frank`, `Rose`)."""
    return word.base in lexicon.names().lower_case or word.given


def _before_name(words: Words, index: int) -> bool:
    if index + 1 >= len(words.items) or words.gap(index) != " ":
        return False
    nxt = words.items[index + 1]
    return (
        nxt.capital
        and not nxt.public
        and not nxt.upper
        and (not nxt.english or (nxt.named and not nxt.everyday))
    )


def _framed(words: Words, index: int, sure: bool = False) -> bool:
    """Whether the neighbours of a word are those of a person's name."""
    items = words.items
    before = (
        items[index - 1].base if index and words.gap(index - 1).strip() in ("", ",", ".", '"', ":") else ""
    )
    follower = items[index + 1] if index + 1 < len(items) else None
    after = follower.base if follower and words.gap(index).strip() in ("", ",", '"') else ""
    owns = words.text[items[index].end : items[index].end + 2] == "'s"
    telling = _TELLING if sure or items[index].everyday else _SPEECH
    beyond = items[index + 2].base if index + 2 < len(items) else ""
    return (
        before in _RELATIVES
        or after in telling
        or (owns and (after in _OWNED or items[index].text[0].isupper()))
        or (after == "and" and beyond in ("i", "me", "my", "myself"))
        or (before == "and" and index > 1 and items[index - 2].base in ("me", "i"))
        or (
            after in ("can", "could", "please", "will")
            and words.gap(index).strip() == ","
            and items[index].initial
        )
        or (before == "is" and index > 1 and items[index - 2].base == "name")
        or (before == "was" and index > 1 and items[index - 2].base == "name")
    )


def _lower_case(view: View, words: Words, index: int) -> Iterator[Span]:
    word = words.items[index]
    if word.public or len(word.base) < 3 or "-" in word.base:
        return
    names, english = lexicon.names(), lexicon.lexicon()
    if word.english:
        if word.everyday:
            hit = (
                word.base in names.usual and word.base not in _SHY_LOWER and _framed(words, index, sure=True)
            )
        else:
            hit = word.base in names.lower_case or (word.given and _framed(words, index, sure=True))
    elif _framed(words, index, sure=True):
        hit = word.named or not english.looks_misspelt(word.base)
    else:
        hit = word.base in names.usual or (word.given and not english.looks_misspelt(word.base))
    if not hit:
        return
    end = word.end
    if index + 1 < len(words.items) and words.gap(index) in (" ", ". "):
        follower = words.items[index + 1]
        if len(follower.text) == 1 and follower.base not in ("i", "a") and index + 2 < len(words.items):
            follower = words.items[index + 2]
        if not follower.english and not follower.public and follower.named:
            end = follower.end
    yield view.span(word.start, end, Label.PERSON, Source.NAMES)


def _shouted(view: View, words: Words, mask: bytearray) -> Iterator[Span]:
    """Names in text written in capitals throughout, judged as if it had none."""
    for index, word in enumerate(words.items):
        if word.capital and not mask[word.start] and (not word.english or _framed(words, index, sure=True)):
            yield from _lower_case(view, words, index)


def _label(words: Words, index: int, run: list[Word]) -> Label:
    names = lexicon.names()
    before = words.items[index - 1].base if index and words.gap(index - 1) == " " else ""
    whole = " ".join(w.base for w in run)
    if run[-1].base in _FIRMS and len(run) > 1:
        return Label.ORGANISATION
    if any(w.given for w in run[:1]) and before not in _TOWARDS:
        return Label.PERSON
    if whole in names.towns or any(_TOWN.search(w.base) for w in run) or run[0].base in lexicon.LANDMARKS:
        return Label.PLACE
    return (
        Label.PLACE
        if before in ("in", "at", "from", "near", "visit", "visited") and not run[0].given
        else Label.PERSON
    )
