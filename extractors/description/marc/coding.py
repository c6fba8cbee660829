"""In which characters a record is written: by its bytes first, and then by what it declares.

Records often declare something else than what they are: cp1251 as UTF-8 or as MARC-8. UTF-8 proves
itself, Russian in an eight-bit encoding can be told by its letters (openfonds.encodings); only
where the bytes leave it open, leader/09 of MARC 21 and 100 $a 26-33 of UNIMARC count.
"""

import re
from collections.abc import Callable, Iterable

from extractors.description.marc.iso2709 import SUBFIELD
from extractors.description.marc.marc8 import UNKNOWN, decode_iso5426, decode_marc8
from openfonds.encodings import EIGHT_BIT, decode_text
from openfonds.errors import ItemError

GUESSED, DAMAGED = "marc.encoding_guessed", "marc.damaged_text"
SAMPLE_BYTES = 1 << 20
_ESCAPE = re.compile(rb"\x1b(?:[gbps]|[(,)$-])")
_HIGH = re.compile(rb"[\x80-\xff]+")
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# An accent and the letter that it stands before, in MARC-8 and in ISO 5426.
_ACCENTED = {
    "marc-8": re.compile(rb"[\xe0-\xfe]{1,2}[A-Za-z ]|(?<![\x80-\xff])[\xa1-\xc8]"),
    "iso-5426": re.compile(rb"[\xc0-\xdf]{1,2}[A-Za-z ]|(?<![\x80-\xff])[\xa1-\xbf\xe1-\xfc]"),
}
_SEPARATORS = re.compile(rb"[\x1d-\x1f\x88\x89]")  # and the marks of what is not sorted by
_NOT_SORTED = re.compile("[\x88\x89\x98\x9c]")
_COMMON = "оеаинтср"
_OF_UNIMARC = {"50": "utf-8", "89": "cp1251", "03": "iso-5426", "04": "iso-5427", "79": "koi8-r"}
_DECODERS: dict[str, Callable[[bytes], str]] = {
    "marc-8": decode_marc8,
    "iso-5426": decode_iso5426,
    "iso-5427": lambda data: decode_marc8(data, cyrillic=True),
}


def encoding_of_file(samples: Iterable[bytes]) -> str:
    """The eight-bit encoding that the Russian of a whole file is written in, "" for none."""
    kept, n_bytes = [], 0
    for sample in samples:
        if _HIGH.search(sample) and not _is_utf8(sample):
            kept.append(sample)
            n_bytes += len(sample)
        if n_bytes > SAMPLE_BYTES:
            break
    return _told(b" ".join(kept)) if kept else ""


def encoding_of(data: bytes, declared: str, of_file: str) -> tuple[str, tuple[str, ...]]:
    """The encoding of a record, and remarks where it is a guess or the text is damaged.

    Args:
        data: all its fields.
        declared: what it declares, by `declared_by_leader` or `declared_by_100`.
        of_file: what `encoding_of_file` found.
    """
    if _ESCAPE.search(data):
        return "marc-8", ()
    if _is_utf8(data):
        return "utf-8", ()
    if of_file in EIGHT_BIT and _fits(data, of_file):
        return of_file, ()
    if told := _told(data):
        return told, ()
    n_wrong = len(_HIGH.findall(_SEQUENCE.sub(b"", data)))
    if len(_SEQUENCE.findall(data)) > 4 * n_wrong:
        return "utf-8", (DAMAGED,)
    if declared in ("cp1251", "koi8-r", "iso-5427"):
        return declared, ()
    for one in dict.fromkeys((declared, "marc-8", "iso-5426")):
        if one in _ACCENTED and not _HIGH.search(_ACCENTED[one].sub(b"", data)):
            return one, () if one == declared else (GUESSED,)
    if of_file:
        return of_file, ()
    in_words = sum(len(run) for run in _HIGH.findall(data) if len(run) > 1)
    of_all = sum(map(len, _HIGH.findall(data)))
    return "cp1251" if in_words * 2 > of_all else "latin-1", (GUESSED,)


def declared_by_leader(leader: str) -> str:
    """Leader/09 of MARC 21: a is UTF-8, blank is MARC-8."""
    return "utf-8" if leader[9:10] == "a" else "marc-8"


def declared_by_100(coded: bytes) -> str:
    """Characters 26-33 of 100 $a of UNIMARC: four sets of two digits each."""
    sets = coded.split(SUBFIELD + b"a", 1)[-1][26:34].decode("ascii", "replace")
    named = [_OF_UNIMARC.get(sets[i : i + 2], "") for i in range(0, 8, 2)]
    return next((name for name in named if name), "")


def decoded(data: bytes, encoding: str) -> str:
    """The text of a field or subfield; U+FFFD for what cannot be read."""
    read = _DECODERS.get(encoding)
    text = read(data) if read else data.decode(encoding, "replace")
    return _NOT_SORTED.sub("", text)


def is_damaged(text: str) -> bool:
    """Whether something in a text could not be read, here or before it came."""
    return UNKNOWN in text


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fits(data: bytes, encoding: str) -> bool:
    """Whether a record is in the encoding of its file: by the commonest letters of Russian.

    They are 0.58 of Russian letters, and in the wrong encoding hardly any.
    """
    high = b"".join(_HIGH.findall(data))
    n_common = len(high) - len(high.translate(None, _COMMON.encode(encoding)))
    return n_common > 0.4 * len(high)


def _told(data: bytes) -> str:
    try:
        return decode_text(_SEPARATORS.sub(b" ", data))[1]
    except ItemError:
        return ""
