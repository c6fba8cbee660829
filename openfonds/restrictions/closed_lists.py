"""Closed lists: CSV files that name what must not be opened (Rosarchive Order 38, 114-FZ art. 13).

A list that cannot be used in full makes the answer for every item unknown, never "not listed"
(LAW 5.56). Its `problem` then says why:

- missing, empty, stale (older than max_age_days by the day on which the file was last changed; one
  that was changed after the day of the decision only knows more);
- not_text (binary, compressed, UTF-16, code page unclear), damaged (mojibake, lost letters);
- not_a_list (a page of HTML or JSON in place of a list), no_key_column;
- broken (a row has more or fewer columns than the heading, a quotation mark is not closed),
  cut_off (the last line does not end, and its name is shorter than all others, or the file ends
  with a block of the disk: the rest may have got lost. A list typed by hand often has no last
  line end, so that alone says nothing).
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from openfonds.digests import sha256_of_bytes
from openfonds.double_decoding import undo_double_decoding
from openfonds.encodings import CONTROLS, NONSENSE, decode_text
from openfonds.errors import ItemError
from openfonds.model import Truth

BLOCK_BYTES = 4096
FEWEST_OTHERS = 3  # rows, below which a short last name is nothing to wonder about
TITLE_PART_LENGTH = 12  # a listed title this long also closes titles that contain it
# Latin letters that look like Cyrillic ones: the typist of a list and that of an inventory differ.
_LOOK_ALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_OLD_LETTERS = str.maketrans("ёѣіѳѵi", "ееифии")  # a list in today's spelling of an old title
_FINAL_HARD_SIGN = re.compile(r"ъ\b")
_DASHES = re.compile(r"[‐-―−]")
# In folded letters; the levels of a reference code.
_LABELS = {
    **dict.fromkeys(("ф", "фонд", "фонда"), "ф"),
    **dict.fromkeys(("о", "оп", "опись", "описи"), "оп"),
    **dict.fromkeys(("д", "дело", "дела"), "д"),
}
_LEVELS = frozenset(_LABELS.values())
_MOST_LEVELS = 8  # of a code; more are no code
_STORAGE_UNIT = re.compile(r"(?<!\w)ед(?:иниц\w)?\.?\s*хр(?:анения)?(?!\w)")
# A number keeps the letter after it: д. 12а is not д. 12.
_PIECE = re.compile(r"\d+(?:[^\W\d_фод](?!\w))?|[^\W\d_]+")
_LINE_END = re.compile(r"\r\n?")
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|script|div|table|\?xml)\b", re.IGNORECASE)
# Read as cp1251, cp866 gives letters that Russian does not have, and KOI8 turns capitals around:
# a row that begins with a small letter may have begun with a capital.
_OTHER_CODE_PAGE = re.compile("[Ђ-Џђ-џҐґ‚„…†‡‰‹›•]|^[^А-Яа-яё\n]*[а-яё]", re.MULTILINE)
DAMAGED_RATIO = 0.01  # share of letters that were decoded in a wrong encoding
PRESUMED = "cp1251"  # what office programs in Russian write


@dataclass(frozen=True, slots=True)
class LoadedList:
    """A closed list as read: its folded names, or the problem that makes it unusable."""

    id: str
    key: str
    sha256: str
    names: frozenset[str]
    problem: str | None

    def lists(self, reference_code: str, title: str | None) -> Truth:
        """Whether the list names the item."""
        if self.problem:
            return Truth.UNKNOWN
        if self.key == "item_id":
            named = not self.names.isdisjoint(reference_forms(reference_code))
            return Truth.TRUE if named else Truth.FALSE
        if not title or not title.strip():
            return Truth.UNKNOWN
        folded = fold_title(title)
        if folded in self.names:
            return Truth.TRUE
        parts = (n for n in self.names if len(n) >= TITLE_PART_LENGTH)
        return Truth.TRUE if any(n in folded for n in parts) else Truth.FALSE


def read_closed_list(
    list_id: str, key: str, data: bytes | None, *, changed_on: date, max_age_days: int, as_of: date
) -> LoadedList:
    """Read a list; every doubt becomes its `problem`. `data` is None where the file is missing."""

    def unusable(problem: str) -> LoadedList:
        digest = sha256_of_bytes(data) if data is not None else ""
        return LoadedList(list_id, key, digest, frozenset(), problem)

    if data is None:
        return unusable("missing")
    if (as_of - changed_on).days > max_age_days:
        return unusable("stale")
    if not data.strip():
        return unusable("empty")
    text = _decoded(data)
    if text is None:
        return unusable("not_text")
    repair = undo_double_decoding(text)
    if "\ufffd" in text or (repair is not None and repair.ratio > DAMAGED_RATIO):
        return unusable("damaged")
    if text.lstrip()[:1] in ("<", "{", "[") or _MARKUP.search(text):
        return unusable("not_a_list")
    try:
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return unusable("broken")
    rows = [r for r in rows if any(cell.strip() for cell in r)]
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if header.count(key) != 1:
        return unusable("no_key_column")
    if any(len(r) != len(header) for r in rows):
        return unusable("broken")
    if not text.endswith("\n") and _looks_cut([r[header.index(key)] for r in rows[1:]], data):
        return unusable("cut_off")
    written = [r[header.index(key)] for r in rows[1:]]
    fold = fold_reference if key == "item_id" else fold_title
    names = frozenset(fold(name) for name in written)
    if not names or "" in names:
        return unusable("empty")
    if key == "item_id":
        names |= {_as_labelled(name) for name in written} | {_unlabelled(name) for name in written}
        names -= {""}
    return LoadedList(list_id, key, sha256_of_bytes(data), names, None)


def _looks_cut(names: list[str], data: bytes) -> bool:
    """Whether a list without a last line end may have lost its rest."""
    if len(data) % BLOCK_BYTES == 0:
        return True
    others = [len(name.strip()) for name in names[:-1]]
    return len(others) >= FEWEST_OTHERS and len(names[-1].strip()) < min(others)


def _decoded(data: bytes) -> str | None:
    """The text with line feeds; None for what is no text, or text that cannot be told.

    A short list of references holds too few words for its code page to be told; it is then read
    as cp1251, unless that gives nonsense.
    """
    try:
        text, encoding = decode_text(data)
    except ItemError as error:
        if error.reason_code != "text.encoding_unclear":
            return None
        try:
            text, encoding = data.decode(PRESUMED), PRESUMED
        except UnicodeDecodeError:
            return None
        if NONSENSE.search(text) or _OTHER_CODE_PAGE.search(text):
            return None
    if encoding.startswith("utf-") and encoding != "utf-8":
        return None
    text = text.lstrip("\ufeff")
    return None if CONTROLS.search(text) else _LINE_END.sub("\n", text)


def listed(lists: tuple[LoadedList, ...], reference_code: str, title: str | None) -> Truth:
    """Whether any list names the item: true wins over unknown, unknown over false."""
    values = {one.lists(reference_code, title) for one in lists}
    for value in (Truth.TRUE, Truth.UNKNOWN):
        if value in values:
            return value
    return Truth.FALSE


def fold_reference(reference_code: str) -> str:
    """A reference code without what differs between typists: case, blanks, dashes, look-alikes."""
    text = _visible(reference_code).translate(_LOOK_ALIKES)
    return re.sub(r"\s+", "", _DASHES.sub("-", text))


def reference_forms(reference_code: str) -> frozenset[str]:
    """All forms by which a list may name an item, or the fonds or series that it belongs to.

    Typists write one code as "Ф. 1. Оп. 2. Д. 3", "ф.1, оп.2, д.003", "фонд 1 опись 2 дело 3" and
    "1-2-3". A list that names "Ф. 1" names every file of it.
    """
    forms = {fold_reference(reference_code), _unlabelled(reference_code)}
    words = _as_labelled(reference_code).split()
    levels = [n for n, word in enumerate(words) if n and word in _LEVELS][:_MOST_LEVELS]
    forms.update(" ".join(words[:n]) for n in (*levels, len(words)))
    return frozenset(forms - {""})


def _as_labelled(reference_code: str) -> str:
    """The words and numbers of a code, each level by one label; "" where it has no labels."""
    words = [_LABELS.get(word, word) for word in _pieces(reference_code)]
    return " ".join(words) if not _LEVELS.isdisjoint(words) else ""


def _unlabelled(reference_code: str) -> str:
    """The same without labels; "" for fewer than two pieces, for then the label tells the level."""
    words = [word for word in _pieces(reference_code) if word not in _LABELS]
    return "/".join(words) if len(words) > 1 else ""


def _pieces(reference_code: str) -> list[str]:
    folded = _STORAGE_UNIT.sub(" д ", _visible(reference_code).translate(_LOOK_ALIKES))
    return [piece.lstrip("0") or "0" for piece in _PIECE.findall(folded)]


def fold_title(title: str) -> str:
    """The letters and digits of a title, without case, punctuation, old letters, look-alikes."""
    text = _visible(title).translate(_LOOK_ALIKES).translate(_OLD_LETTERS)
    return " ".join(re.findall(r"\w+", _FINAL_HARD_SIGN.sub("", text)))


def _visible(text: str) -> str:
    """In lower case, composed, without characters of no width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char) != "Cf")
