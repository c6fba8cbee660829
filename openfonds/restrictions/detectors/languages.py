"""The languages whose tables the detectors of content about persons use: one line each."""

from openfonds.restrictions.detectors.persons_de import GERMAN
from openfonds.restrictions.detectors.persons_en import ENGLISH
from openfonds.restrictions.detectors.persons_fr import FRENCH
from openfonds.restrictions.detectors.persons_ru import RUSSIAN
from openfonds.restrictions.detectors.phrases_be import BELARUSIAN
from openfonds.restrictions.detectors.phrases_of import PhrasesOf
from openfonds.restrictions.detectors.phrases_tt import TATAR
from openfonds.restrictions.detectors.phrases_uk import UKRAINIAN

LANGUAGES: tuple[PhrasesOf, ...] = (
    RUSSIAN,
    UKRAINIAN,
    BELARUSIAN,
    TATAR,
    GERMAN,
    FRENCH,
    ENGLISH,
)
