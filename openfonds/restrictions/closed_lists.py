"""Closed lists: CSV files that name what must not be opened (Rosarchive Order 38, 114-FZ art. 13).

A list that cannot be used in full makes the answer for every item unknown, never "not listed":
missing, empty, too old, an error page in place of a list, no column of the wanted name, a row
cut off.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from openfonds.digests import sha256_of_bytes
from openfonds.model import Truth

TITLE_PART_LENGTH = 12  # a listed title this long also closes titles that contain it
# Latin letters that look like Cyrillic ones: the typist of a list and that of an inventory differ.
_LOOK_ALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_DASHES = re.compile(r"[‐-―−]")


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
            return Truth.TRUE if fold_reference(reference_code) in self.names else Truth.FALSE
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
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1251")
        except UnicodeDecodeError:
            return unusable("not_text")
    if "\0" in text or text.lstrip()[:1] in ("<", "{"):
        return unusable("not_a_list")
    try:
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return unusable("broken")
    rows = [r for r in rows if any(cell.strip() for cell in r)]
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if key not in header or header.count(key) > 1:
        return unusable("no_key_column")
    if any(len(r) != len(header) for r in rows):
        return unusable("broken")
    fold = fold_reference if key == "item_id" else fold_title
    names = frozenset(fold(r[header.index(key)]) for r in rows[1:])
    if not names or "" in names:
        return unusable("empty")
    return LoadedList(list_id, key, sha256_of_bytes(data), names, None)


def listed(lists: tuple[LoadedList, ...], reference_code: str, title: str | None) -> Truth:
    """Whether any list names the item: true wins over unknown, unknown over false."""
    values = {one.lists(reference_code, title) for one in lists}
    for value in (Truth.TRUE, Truth.UNKNOWN):
        if value in values:
            return value
    return Truth.FALSE


def fold_reference(reference_code: str) -> str:
    """A reference code without what differs between typists: case, blanks, dashes, look-alikes."""
    text = unicodedata.normalize("NFKC", reference_code).casefold().translate(_LOOK_ALIKES)
    return re.sub(r"\s+", "", _DASHES.sub("-", text))


def fold_title(title: str) -> str:
    """The letters and digits of a title, without case, ё and punctuation."""
    text = unicodedata.normalize("NFKC", title).casefold().replace("ё", "е")
    return " ".join(re.findall(r"\w+", text))
