"""An estimate of the share of characters of a page that were read wrongly.

Three signs tell of errors without a ground truth: how many words the engine doubts, how much of
the text stands in the dictionary of the language, and how many tokens look like nothing that is
printed. Each is turned into words to a character, as a misread word has about as many wrong
characters whether it is long or short; the estimate is a sum of them with weights that are not
negative, so a worse sign never makes a page look better.

The weights are fitted by benchmarks/estimated_cer.py on pages with a ground truth; it leaves out a
book, and a language, at a time and says how far the estimate is off on what was left out. The error
that is estimated is that of the characters, wherever a line of the text stands: nothing in
confidence or dictionary says that columns were read across.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace

from extractors.documents.read import DOCUMENTS
from extractors.reading.tesseract import ENGINE as TESSERACT
from extractors.reading.tesseract import model_file, model_of_language, probe
from extractors.reading.text import ENGINE as TEXT_FILE
from openfonds.errors import ToolMissing
from openfonds.languages.identify import identify
from openfonds.languages.lexicon import Lexicon, listed_share, load_lexicon
from openfonds.model import PageText, ReadStatus, Word
from openfonds.quality import garbage_ratio
from openfonds.quality.doubt import doubt_of_mean, doubt_of_words

TYPED = frozenset({TEXT_FILE, *DOCUMENTS})  # engines of pages that were never images
MIN_CHARS = 20  # below, no share says anything
MIN_LISTED_CHARS = 40  # asked of the dictionary
SAMPLE_CHARS = 6_000  # of a long text layer: head, middle and end
# Ground truth has this share of its letters in listed words (0.73 to 0.94, by language and
# spelling), and a word has about so many letters that each must be right for it to be found:
# share = LISTED * (1 - cer) ** LETTERS.
LISTED, LETTERS = 0.8, 6.0
# Beyond it few words are words: another language or script than the model's. Pages of 1752 that
# Tesseract reads with a quarter of errors stay below, pages read with the wrong model are above.
FOREIGN_FROM, FOREIGN_TO = 0.17, 0.25
# As unsure as that is Tesseract of a script that its model does not have. Dictionaries do not tell:
# it reads specks and strokes as short words, and these are listed by chance.
HOPELESS_FROM, HOPELESS_TO = 0.5, 0.75

# A model of our own has no dictionary: old spelling is asked of the one of today.
DICTIONARY_OF = {"rus_civil": "rus"}

_LINE_END = re.compile(r"(?<=[^\W\d_])[-¬⸗‐]\s*\n\s*(?=[^\W\d_])")  # a word in two lines


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page says of its errors: 0 for none, 1 for the most."""

    unsure: float | None  # 1 - mean confidence, by characters
    doubt: float | None  # doubted words to a character, as `doubt_of_words`
    listed: float | None  # share of letters in words of the dictionary
    garbage: float  # share of tokens like nothing that is printed
    words_per_character: float  # tokens by what is not blank

    @property
    def strange(self) -> float:
        """How surely it is not the language, or not the script, that the engine took it for."""
        unlisted = 0.0 if self.listed is None else _errors_behind(self.listed)
        return max(
            _between(FOREIGN_FROM, FOREIGN_TO, unlisted),
            _between(HOPELESS_FROM, HOPELESS_TO, self.unsure or 0.0),
        )

    def measures(self) -> tuple[float, float, float]:
        """What the weights apply to, in their order."""
        doubted = 0.0
        if self.unsure is not None:
            of_mean = doubt_of_mean(100 * (1 - self.unsure), self.words_per_character)
            doubted = max(self.doubt or 0.0, of_mean)
        unlisted = 0.0 if self.listed is None else 1 - self.listed
        return (
            doubted,
            unlisted * self.words_per_character,
            self.garbage * self.words_per_character,
        )


@dataclass(frozen=True, slots=True)
class Weights:
    """How many characters are wrong for each word that is so."""

    doubted: float
    unlisted: float
    garbage: float


# Fitted by benchmarks/estimated_cer.py.
BY_CONFIDENCE = Weights(4.39, 0.0, 0.43)
BY_TEXT = Weights(0.0, 0.55, 18.66)


def with_estimated_cer(page: PageText) -> PageText:
    """The page with an estimate; None where there is nothing to tell it by, or nothing was
    recognised: what somebody typed has no errors of recognition."""
    if page.status is not ReadStatus.READ or not page.text.strip() or page.engine in TYPED:
        return page
    found = signs(page.text, page.words, lexicons_of(page))
    return replace(page, estimated_cer=None if found is None else estimate(found))


def estimate(found: Signs) -> float | None:
    """The share of wrong characters, 0-1; None without confidence and without a dictionary."""
    if found.unsure is None and found.listed is None:
        return None
    weights = BY_TEXT if found.unsure is None else BY_CONFIDENCE
    return round(combined(found, astuple(weights)), 4)


def combined(found: Signs, weights: Sequence[float]) -> float:
    """Either a text is strange, and all of it wrong, or it has the errors the measures say."""
    errors = sum(m * w for m, w in zip(found.measures(), weights, strict=True))
    errors = min(1.0, max(0.0, errors))
    return float(errors + found.strange * (1 - errors))


def signs(text: str, words: Sequence[Word], lexicons: Iterable[Lexicon]) -> Signs | None:
    """The signs of a text and its words; None for a text too short to say anything."""
    if sum(not char.isspace() for char in text) < MIN_CHARS:
        return None
    rated = [(len(w.text), w.confidence) for w in words if w.confidence is not None]
    total = sum(length for length, _ in rated)
    sample = _sample(text)
    tokens = sample.split()
    share, asked = listed_share(_LINE_END.sub("", sample).split(), lexicons)
    return Signs(
        unsure=1 - sum(n * c for n, c in rated) / total / 100 if total else None,
        doubt=doubt_of_words(words),
        listed=share if asked >= MIN_LISTED_CHARS else None,
        garbage=garbage_ratio(sample),
        words_per_character=len(tokens) / max(1, sum(map(len, tokens))),
    )


def lexicons_of(page: PageText) -> list[Lexicon]:
    """The dictionaries of the models that read a page; else that of the language of its text."""
    if page.engine == TESSERACT:
        return lexicons_of_models(models_of(page.model))
    language, _ = identify(page.text)
    return lexicons_of_models([model_of_language(language)] if language else [])


def models_of(model_id: str) -> list[str]:
    """The names in what a page says of its models: "rus:0123456789ab+eng:...;psm=3"."""
    return [part.partition(":")[0] for part in model_id.partition(";")[0].split("+")]


def lexicons_of_models(names: Iterable[str]) -> list[Lexicon]:
    """The dictionaries of models that are installed."""
    try:
        installed = probe().languages
    except ToolMissing:
        return []
    names = [DICTIONARY_OF.get(name, name) for name in names]
    return [load_lexicon(model_file(name)) for name in names if name in installed]


def _errors_behind(share: float) -> float:
    return float(1 - min(1.0, share / LISTED) ** (1 / LETTERS))


def _between(start: float, end: float, value: float) -> float:
    return min(1.0, max(0.0, (value - start) / (end - start)))


def _sample(text: str) -> str:
    if len(text) <= SAMPLE_CHARS:
        return text
    third = SAMPLE_CHARS // 3
    middle = (len(text) - third) // 2
    return "\n".join((text[:third], text[middle : middle + third], text[-third:]))
