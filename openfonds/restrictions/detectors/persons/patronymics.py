"""Patronymics by their endings, in all cases, with Ukrainian forms read as Russian ones."""

import re

_MALE = "(?:а|у|ем|ом|е|и|ы|ей|ам|ами|ах)?"
_FEMALE = "(?:а|ы|е|у|ой|ою|ам|ами|ах)"
_PATRONYMIC = re.compile(
    rf"[а-я]{{2,20}}[оеийь]вич{_MALE}"
    rf"|[а-я]{{2,20}}(?:[оеий]вн|иничн){_FEMALE}"
    # from names in -а and -я: Ильич, Кузьминична, Лукич
    rf"|(?:иль|кузьм|лук|фом|никит|савв|сав|фок|силь|амос|захар|том|данил|гаврил|михайл|самойл)"
    rf"(?:ич{_MALE}|ичн{_FEMALE}|инишн{_FEMALE})"
    # as spoken and written by clerks: Иваныч, Петровны, Васильич
    rf"|[а-я]{{3,20}}(?:[ьн]ич|[влмнр]ыч){_MALE}"
)
# Words with such endings that are something else.
_OTHER = frozenset(
    [
        "царевич",
        "королевич",
        "попович",
        "основна",
        "словна",
        "кроличий",
        "ровна",
        "равна",
        "полновна",
        "главна",
        "давна",
    ]
)
_OTHER_STEMS = re.compile("(?:осно|сло|уро|гла|да|пра|уго|духо|полюбо|готов|вро|нра|чи|верхо)вн")
_SPOKEN = re.compile("(?:[ьн]ич|[влмнр]ыч)(?:а|у|ем|ом|е|и)?$")
_COMMON_SPOKEN = re.compile("(?:кулич|кирпич|паралич|москвич|бич|сыч|клич|косты|хрыч)")


def is_patronymic(word: str) -> bool:
    """Whether `word`, in lower case, ends as a patronymic does.

    >>> is_patronymic("ивановичу"), is_patronymic("петривной"), is_patronymic("основной")
    (True, True, False)
    """
    if _PATRONYMIC.fullmatch(word) is None or word in _OTHER:
        return False
    if _OTHER_STEMS.match(word):
        return False
    return not (_SPOKEN.search(word) and _COMMON_SPOKEN.match(word))
