"""The cleaning of an item: all its pages together, for some of it shows only across pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from openfonds.clean_places import MARGINS
from openfonds.cleaning.cells import cells
from openfonds.cleaning.clean import with_clean_blanks, with_clean_characters, with_clean_words
from openfonds.cleaning.dotted_i import has_one_dot, has_two_dots, learned_two_dots, one_dot
from openfonds.cleaning.margins import margins
from openfonds.correction.correct import corrections
from openfonds.edits import REASON_SEPARATOR, EditedText
from openfonds.languages.dictionaries import RUSSIAN, Dictionaries
from openfonds.languages.identify import identify
from openfonds.languages.orthography import orthography
from openfonds.languages.scripts import main_script
from openfonds.model import DateSpan, PageClean, PageText

MAX_TURNS = 3
# What makes other words of the letters, or takes lines away: the language is told again.
_OTHER_WORDS = frozenset(("letter_spacing", "look_alike", "mojibake", *MARGINS))


def clean_item(
    pages: Sequence[PageText], dictionaries: Dictionaries, dates: DateSpan | None = None
) -> list[PageClean]:
    """One cleaned page for every page of an item, in their order, also for those without text.

    Words that go on over a page break stay cut: every page keeps its own text.

    Args:
        pages: the pages of one item, as read.
        dictionaries: the word lists of this machine.
        dates: of the item; None where nothing is known.
    """
    texts = [
        with_clean_characters(EditedText(page.text).apply(cells(page.text, page.words)))
        for page in pages
    ]
    told = [_Told(*identify(text.text)) for text in texts]
    texts = [
        text.apply(one_dot(text.text))
        if one.language == RUSSIAN and has_one_dot(dates) and learned_two_dots(page)
        else text
        for page, text, one in zip(pages, texts, told, strict=True)
    ]
    main = _main_language(told, texts)
    for _ in range(MAX_TURNS):
        before = main, [one.language for one in told]
        texts, told = _cleaned(texts, told, main, dictionaries)
        main = _main_language(told, texts)
        if (main, [one.language for one in told]) == before:
            break
    return [
        _described(
            *made, dictionaries, dots_tell=has_two_dots(dates) or not learned_two_dots(made[0])
        )
        for made in zip(pages, texts, told, strict=True)
    ]


def _cleaned(
    texts: Sequence[EditedText],
    told: Sequence["_Told"],
    main: str | None,
    dictionaries: Dictionaries,
) -> tuple[list[EditedText], list["_Told"]]:
    """All that needs a language, and the languages as the cleaned texts tell them."""
    spaced = [
        with_clean_blanks(text, dictionaries.of(one.language or main))
        for text, one in zip(texts, told, strict=True)
    ]
    cleaned = []
    for text, one in zip(_without_margins(spaced), told, strict=True):
        made = _with_words(text, one, main, dictionaries)
        if one.language is None or _has_other_words(made):
            one = _Told(*identify(made.text))
            words = dictionaries.of(one.language or main)
            made = _with_words(with_clean_blanks(made, words), one, main, dictionaries)
        cleaned.append((made, one))
    # A word that was mended may have been all that hid a line at the edge.
    final = _without_margins([text for text, _ in cleaned])
    return final, [
        one if text is made else _Told(*identify(text.text))
        for text, (made, one) in zip(final, cleaned, strict=True)
    ]


def _has_other_words(text: EditedText) -> bool:
    return any(
        not _OTHER_WORDS.isdisjoint(edit.reason.split(REASON_SEPARATOR)) for edit in text.edits
    )


def _without_margins(texts: Sequence[EditedText]) -> list[EditedText]:
    for _ in range(MAX_TURNS):
        outside = margins([text.text for text in texts])
        if not any(outside):
            break
        texts = [text.apply(lines) for text, lines in zip(texts, outside, strict=True)]
    return list(texts)


def _with_words(
    text: EditedText, told: "_Told", main: str | None, dictionaries: Dictionaries
) -> EditedText:
    language = told.language or main
    return with_clean_words(text, dictionaries.of(language), language)


@dataclass(frozen=True, slots=True)
class _Told:
    language: str | None
    score: float | None


def _main_language(told: Sequence[_Told], texts: Sequence[EditedText]) -> str | None:
    """The language of most of the item: its word list serves pages too short to tell their own."""
    chars: Counter[str] = Counter()
    for one, text in zip(told, texts, strict=True):
        if one.language is not None:
            chars[one.language] += len(text.text)
    return min(chars, key=lambda language: (-chars[language], language), default=None)


def _described(
    page: PageText,
    cleaned: EditedText,
    told: _Told,
    dictionaries: Dictionaries,
    *,
    dots_tell: bool,
) -> PageClean:
    """The page, with the words corrected that the engine misread."""
    text, spelling = cleaned, orthography(cleaned.text, told.language, dots_tell=dots_tell)
    cleaned = text.apply(corrections(text.text, page.words, told.language, spelling, dictionaries))
    if cleaned is not text:
        spelling = orthography(cleaned.text, told.language, dots_tell=dots_tell)
    return PageClean(
        item_key=page.item_key,
        number=page.number,
        text=cleaned.text,
        edits=cleaned.edits,
        language=told.language,
        language_score=told.score,
        script=main_script(cleaned.text, told.language, page.model),
        orthography=spelling,
    )
