"""What the names of files and folders say: a restriction may stand there too (LAW 5.42).

Every part of the path below the root of the holding counts, for the folder "усыновление" says of
"усыновление/12.txt" what its name does not. A name in Latin letters is also read as the Russian
word that it may stand for: "zakryto", "usynovlenie".
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import unquote

from openfonds.restrictions.closed_lists import fold_title
from openfonds.restrictions.detectors.transliteration import to_cyrillic

_WORD_ENDS = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|[_+~]+")  # ЛичноеДело, личное_дело
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN_WORD = re.compile("[a-z'’]{3,}", re.IGNORECASE)
_ENDING = r"[а-яё]{0,4}"  # закрыто, закрытые


def names_in_paths(paths: Iterable[str]) -> list[str]:
    """The parts of paths as words, each once; those in Latin letters also in Cyrillic ones.

    >>> names_in_paths(["dsp/LichnoeDelo_12.txt"])
    ['Dsp', 'Дсп', 'Lichnoe Delo 12', 'Личное дело 12']
    """
    found: list[str] = []
    for part in _parts(paths):
        words = _as_title(_WORD_ENDS.sub(" ", part).strip())
        found.append(words)
        if _LATIN_WORD.search(words) and not _CYRILLIC.search(words):
            found.append(_as_title(to_cyrillic(words.lower())))
    return list(dict.fromkeys(name for name in found if name))


def _as_title(words: str) -> str:
    """With the capital by which detectors know a title."""
    return words[:1].upper() + words[1:]


def names_closed_folder(paths: Iterable[str], closed: Iterable[str]) -> bool:
    """Whether a folder is named with a word that closes, such as "Закрыто" or "restricted".

    Args:
        paths: of files, below the root of the holding.
        closed: phrases that close where an inventory writes them under "access".
    """
    folders = {fold_title(name) for name in names_in_paths(f"{p}/" for p in _folders(paths))}
    return any(_closing(tuple(sorted(closed))).fullmatch(folder) for folder in folders)


@lru_cache(maxsize=8)
def _closing(closed: Sequence[str]) -> re.Pattern[str]:
    """A whole name; Russian words with any ending, so that "secretariat" is not "secret"."""
    forms = []
    for phrase in closed:
        ending = _ENDING if _CYRILLIC.search(phrase) else ""
        forms.append(re.escape(fold_title(phrase)) + ending)
    return re.compile("|".join(forms) or r"(?!)")


def _folders(paths: Iterable[str]) -> list[str]:
    return [str(PurePosixPath(path).parent) for path in paths if "/" in path]


def _parts(paths: Iterable[str]) -> list[str]:
    parts: dict[str, None] = {}
    for path in paths:
        *folders, name = path.split("/")
        for part in (*folders, PurePosixPath(name).stem):
            parts[unquote(part)] = None
    return [part for part in parts if part not in ("", ".", "..")]
