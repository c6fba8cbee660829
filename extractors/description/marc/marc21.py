"""MARC 21 bibliographic: which field goes into which column.

https://www.loc.gov/marc/bibliographic/. The whole table: docs/reference/descriptions.md.
"""

import re
from collections.abc import Iterable

from extractors.description.coded_dates import later_of
from extractors.description.marc.hints import speaks_of_access
from extractors.description.marc.persons import deaths_of, tidy, with_others
from extractors.description.marc.record import Field, Record
from extractors.description.rows import InventoryRow
from openfonds.model import NamedValue

# c1905 is the year of copyright here, and no "circa".
COPYRIGHT = re.compile(r"(?<!\w)(?:cop\.|[cp©℗])\s?(?=\d{4})")
_YEAR = re.compile(r"[0-9u]{4}")
_RANGES = frozenset("mcdikqup")
_NO_LANGUAGE = frozenset(("", "und", "zxx", "mul", "|||"))
_DESCRIPTION = ("250", "255", "300", "500", "501", "502", "505", "508", "511", "518", "520", "545")
_EXTRA = ("003", "010", "020", "022", "024", "035", "246", "351", "362", "504", "521", "524", "530")
_MORE = ("533", "534", "535", "541", "555", "561", "583", "600", "610", "611", "630", "650", "651")
_MOST = (
    "653",
    "655",
    "710",
    "711",
    "740",
    "773",
    "774",
    "830",
    "852",
    "856",
    "260",
    "264",
    "490",
    "542",
)
_RELATED = "2"  # second indicator of 856: something else than the work itself


def row_of_marc21(record: Record) -> InventoryRow:
    """The row of a record; its reference code and files are given later."""
    script = _linked(record)
    title = next(record.at("245"), None)
    persons = [*record.at("100", "700")]
    shown = [script.get(id(f), f) for f in persons]
    bodies = [script.get(id(f), f) for f in record.at("110", "111")]
    main = [script.get(id(f), f) for f in record.at("100")] or bodies
    is_published = _is_published(record)
    return InventoryRow(
        position=0,
        reference_code="",
        folder="",
        files=(),
        title=_title(script.get(id(title), title)) if title else None,
        creator="; ".join(name for f in main if (name := _name(f))) or None,
        creator_type="person" if any(record.at("100")) else None,
        language="; ".join(_languages(record)) or None,
        series="; ".join(_series(record, script)) or None,
        description="\n".join(_description(record, script)) or None,
        material="published" if is_published else _archival(record),
        date=_date(record) or None,
        author=with_others([_author(f) for f in shown], record.first("245", "c")),
        author_died=deaths_of([f.first("d") for f in persons]),
        access="\n".join(dict.fromkeys(access_of_marc21(record))) or None,
        rights="\n".join(dict.fromkeys(rights_of_marc21(record))) or None,
        extra=tuple(_extra(record, script)),
        remarks=record.remarks,
    )


def links_of_marc21(record: Record) -> tuple[str, ...]:
    """What 856 links to, but for related resources."""
    return tuple(
        link
        for field in record.at("856")
        if field.indicators[1:] != _RELATED
        for link in [*field.all("u"), *_paths(field)]
    )


def _paths(field: Field) -> list[str]:
    folder = "/".join(part.strip("/") for part in field.all("d"))
    return [f"{folder}/{name}" if folder else name for name in field.all("f")]


def _linked(record: Record) -> dict[int, Field]:
    """The field in the original script (880) of each field, by $6."""
    originals = {}
    for field in record.at("880"):
        if match := re.match(r"(\w{3})-(\d\d)", field.first("6")):
            originals[match.groups()] = field
    found = {}
    for field in record.fields:
        if match := re.match(r"880-(\d\d)", field.first("6")):
            original = originals.get((field.tag, match[1]))
            if match[1] != "00" and original:
                found[id(field)] = original
    return found


def _title(field: Field) -> str | None:
    return tidy(" ".join(field.all("abnpkfgs"))) or None


def _name(field: Field) -> str:
    return tidy(" ".join(field.all("abcqd" if field.tag != "100" else "abcq")))


def _author(field: Field) -> str:
    return tidy(" ".join(field.all("abq"))).replace(";", ",")


def _languages(record: Record) -> list[str]:
    coded = [_blank(record.control("008"))[35:38].strip()]
    for field in record.at("041"):
        for code in field.all("ad"):  # old records have several in one
            coded += [code[i : i + 3] for i in range(0, len(code), 3)]
    return [c for c in dict.fromkeys(c.casefold() for c in coded) if c not in _NO_LANGUAGE]


def _series(record: Record, script: dict[int, Field]) -> list[str]:
    fields = list(record.at("490", "440")) or list(record.at("830", "800", "810"))
    names = [tidy(" ".join(script.get(id(f), f).all("anpt"))) for f in fields]
    return [name for name in dict.fromkeys(names) if name]


def _description(record: Record, script: dict[int, Field]) -> Iterable[str]:
    for field in record.at("245"):
        if said := script.get(id(field), field).first("c"):
            yield tidy(said)
    for field in record.at(*_DESCRIPTION):
        if text := _said(script.get(id(field), field)):
            yield text


def _said(field: Field, without: str = "0123568") -> str:
    return " ".join(v.strip() for c, v in field.subfields if c not in without and v.strip())


def _is_published(record: Record) -> bool:
    """A printed text, map or music with a statement of publication, and no thesis."""
    leader = _blank(record.leader)
    if leader[6:7] not in ("a", "c", "e") or leader[7:8] not in ("m", "s", "i", "b", "a"):
        return False
    if leader[8:9] == "a" or any(record.at("502")):
        return False
    stated = any(record.first("260", "abc")) or any(
        f.all("abc") for f in record.at("264") if f.indicators[1:] == "1"
    )
    coded = _blank(record.control("008"))
    return stated or bool(_YEAR.fullmatch(coded[7:11]) and coded[6:7] not in "nb")


def _archival(record: Record) -> str | None:
    leader = _blank(record.leader)
    return "archival" if leader[8:9] == "a" or leader[6:7] == "p" else None


def _date(record: Record) -> str:
    written = [tidy(f.first("c")) for f in record.at("260")]
    written += [tidy(f.first("c")) for f in record.at("264") if f.indicators[1:] in ("0", "1")]
    written += [tidy(text) for f in record.at("245") for text in f.all("f")]
    said = next((text for text in written if text), "")
    return later_of(_coded_date(_blank(record.control("008"))), COPYRIGHT.sub("", said))


def _coded_date(coded: str) -> str:
    kind, years = coded[6:7], [coded[7:11], coded[11:15]]
    first, second = (
        y.replace("u", "X") if _YEAR.fullmatch(y) and y != "9999" and y != "uuuu" else ""
        for y in years
    )
    if kind in ("s", "e", "r"):
        return first
    if kind == "t":
        return max(first, second)
    if kind in _RANGES and (first or second):
        if first and second and first > second:
            first, second = second, first
        return first if first == second else f"{first or '..'}/{second or '..'}"
    return ""


def access_of_marc21(record: Record) -> Iterable[str]:
    """What a bibliographic or holdings record says of access."""
    for field in record.at("506"):
        said = "; ".join(field.all("3abcdefgqu"))
        first = field.indicators[:1]
        if first == "1":
            yield f"access restricted (506, first indicator 1): {said}".rstrip(": ")
        elif said:
            yield said
        elif first == "0":
            yield "no restrictions"
    for field in record.at("355", "357"):
        yield f"security classification ({field.tag}), restricted: {_said(field)}"
    for field in record.at("856"):
        yield from field.all("ln")
        if "1" in field.all("7"):
            yield "access restricted (856 $7 1)"
        yield from filter(speaks_of_access, field.all("z"))
    for field in record.at("845"):
        yield _said(field)
    for field in record.at("876", "877", "878"):  # items of holdings: restrictions of use
        yield from field.all("h")
    for field in record.at("500", "583"):
        if speaks_of_access(said := _said(field)):
            yield said


def rights_of_marc21(record: Record) -> Iterable[str]:
    """What a bibliographic or holdings record says of rights."""
    for field in record.at("540"):
        if said := "; ".join(field.all("3abcdfgqu")):
            yield said
    for field in record.at("542"):
        facts = [(code, value.strip()) for code, value in field.subfields if value.strip()]
        if {code for code, _ in facts} == {"l"}:
            yield from field.all("l")
        elif facts:
            yield "; ".join(value for _, value in facts)
    for field in record.at("856"):
        yield from field.all("rt")


def _extra(record: Record, script: dict[int, Field]) -> Iterable[NamedValue]:
    for field in record.fields:
        if id(field) in script:
            yield NamedValue(f"{field.tag} (transliterated)", _said(field))
        elif field.tag in (*_EXTRA, *_MORE, *_MOST) and (text := _named(field)):
            yield NamedValue(field.tag, text)
        elif not field.tag.isalnum() and field.text:
            yield NamedValue(field.tag, field.text)


def _named(field: Field) -> str:
    return field.value.strip() or _said(field, without="0156")


def _blank(coded: str) -> str:
    """A field of fixed places with blanks as blanks: they are also written ^ and #."""
    return coded.replace("^", " ").replace("#", " ")
