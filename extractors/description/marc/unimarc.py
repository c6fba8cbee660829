"""UNIMARC and RUSMARC bibliographic: which field goes into which column.

https://www.ifla.org/g/unimarc-rg/; https://www.rusmarc.info/. The whole table:
docs/reference/descriptions.md.
"""

import re
from collections.abc import Iterator

from extractors.description.coded_dates import later_of
from extractors.description.marc.hints import speaks_of_access
from extractors.description.marc.marc21 import COPYRIGHT, links_of_marc21
from extractors.description.marc.persons import deaths_of, tidy, with_others
from extractors.description.marc.record import Field, Record
from extractors.description.rows import InventoryRow
from openfonds.model import NamedValue

_YEAR = re.compile(r"[0-9]{1,4}[ #|u]{0,3}")
_PERSONS, _BODIES = ("700", "701", "702"), ("710", "711", "712")
_DESCRIPTION = ("205", "215", "300", "303", "304", "306", "307", "310", "316", "317", "323", "324")
_MORE = ("325", "327", "328", "330", "333", "336", "337", "345")
_EXTRA = ("010", "011", "020", "021", "035", "210", "214", "225", "321", "512", "517", "600", "601")
_MOST = ("602", "605", "606", "607", "610", "675", "686", "711", "801", "830", "856", "899", "903")
_SETS = ("461", "463", "462", "410", "225")
# Notes that may be about access, or about anything else: they count where they speak of it.
_HINT_FIELDS = ("300", "310", "316", "317", "333", "345")
_NO_LANGUAGE = frozenset(("", "und", "zxx", "mul", "|||"))


def row_of_unimarc(record: Record) -> InventoryRow:
    """The row of a record; its reference code and files are given later."""
    persons = list(record.at(*_PERSONS))
    bodies = list(record.at("710", "711"))
    main = list(record.at("700")) or bodies or list(record.at("701"))
    title = next((f for f in record.at("200")), None)
    languages = [c.casefold() for f in record.at("101") for c in f.all("a")]
    return InventoryRow(
        position=0,
        reference_code="",
        folder="",
        files=(),
        title=_title(title) if title else None,
        creator="; ".join(name for f in main if (name := _name(f))) or None,
        creator_type="person" if main and main[0].tag in _PERSONS else None,
        language="; ".join(c for c in dict.fromkeys(languages) if c not in _NO_LANGUAGE) or None,
        series="; ".join(dict.fromkeys(_series(record))) or None,
        description="\n".join(_description(record)) or None,
        material="published" if _is_published(record) else None,
        date=_date(record) or None,
        author=with_others([_name(f).replace(";", ",") for f in persons], _responsible(record)),
        author_died=deaths_of([f.first("f") for f in persons]),
        access="\n".join(dict.fromkeys(access_of_unimarc(record))) or None,
        rights="\n".join(dict.fromkeys(rights_of_unimarc(record))) or None,
        extra=tuple(_extra(record)),
        remarks=record.remarks,
    )


def links_of_unimarc(record: Record) -> tuple[str, ...]:
    """What 856 links to, and the full texts of IRBIS (951)."""
    of_irbis = [link for field in record.at("951") for link in field.all("ai")]
    return (*links_of_marc21(record), *of_irbis)


def _responsible(record: Record) -> str:
    return " ".join(text for field in record.at("200") for text in field.all("fg"))


def _title(field: Field) -> str | None:
    return tidy(" ".join(tidy(part) for part in field.all("acdehi"))) or None


def _name(field: Field) -> str:
    """ "Surname, Given names", as MARC 21 has it in one subfield."""
    surname, rest = field.first("a"), field.first("g") or field.first("b")
    rest = rest.lstrip(" ,")
    more = " ".join(field.all("d"))
    return tidy(
        ", ".join(part for part in (tidy(surname), rest) if part) + (f" {more}" if more else "")
    )


def _series(record: Record) -> Iterator[str]:
    """The series, or the work in volumes that this is one of."""
    for field in record.at(*_SETS):
        name = field.first("t") if field.tag != "225" else ""
        name = name or (field.first("a") if field.tag == "225" else _embedded_title(field))
        if name := tidy(name):
            yield name


def _embedded_title(field: Field) -> str:
    """$a of the 200 that stands within a 4xx: $1 200 1# $a ..."""
    within = ""
    for code, value in field.subfields:
        if code == "1":
            within = value[:3]
        elif code == "a" and within == "200":
            return value
    return ""


def _description(record: Record) -> Iterator[str]:
    for field in record.at("200"):
        if said := "; ".join(tidy(t) for t in field.all("fg")):
            yield said
    for field in record.at(*_DESCRIPTION, *_MORE):
        if text := _said(field):
            yield text


def _said(field: Field) -> str:
    return " ".join(v.strip() for c, v in field.subfields if c not in "0123569" and v.strip())


def _is_published(record: Record) -> bool:
    """A printed text, map or music, with a statement of publication, and no thesis."""
    leader = f"{record.leader:<24}"
    kinds = leader[6] in "ace" and leader[7] in "msia"
    stated = any(f.all("acd") for f in record.at("210", "214"))
    return kinds and stated and not any(record.at("328"))


def _date(record: Record) -> str:
    written = [tidy(t) for f in record.at("210", "214") for t in f.all("d")]
    said = COPYRIGHT.sub("", next((t for t in written if t), ""))
    return later_of(_coded_date(record.first("100", "a")), said)


def _coded_date(coded: str) -> str:
    kind, first, second = coded[8:9], _year(coded[9:13]), _year(coded[13:17])
    if kind in ("d", "e", "j"):
        return first
    if kind in ("h", "i", "k"):
        return max(first, second)
    if kind in ("a", "b", "c", "f", "g") and (first or second):
        return first if first == second else f"{first or '..'}/{second or '..'}"
    return ""


def _year(written: str) -> str:
    """Four characters, where blanks at the end stand for digits that nobody knows."""
    written = written.replace("#", " ").replace("|", " ").replace("u", " ")
    if len(written) != 4 or written == "9999" or not _YEAR.fullmatch(written):
        return ""
    return written.replace(" ", "X")


def access_of_unimarc(record: Record) -> Iterator[str]:
    """What a bibliographic or holdings record says of access."""
    for field in record.at("371", "506"):
        if said := _said(field):
            yield said
    for field in record.at(*_HINT_FIELDS):
        if speaks_of_access(said := _said(field)):
            yield said
    for field in record.at("856"):
        yield from filter(speaks_of_access, field.all("z"))


def rights_of_unimarc(record: Record) -> Iterator[str]:
    """What a bibliographic or holdings record says of rights."""
    for field in record.at("540", "542"):
        if said := _said(field):
            yield said


def _extra(record: Record) -> Iterator[NamedValue]:
    for field in record.fields:
        is_kept = field.tag in (*_EXTRA, *_MOST, *_BODIES, *_SETS[:-1])
        text = field.value.strip() or _said(field)
        if text and (is_kept or not field.tag.isalnum()):
            yield NamedValue(field.tag, text)
