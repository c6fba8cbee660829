"""Dates of EAD: @normal of EAD 2002, and the structured dates of EAD3.

https://www.loc.gov/ead/EAD3taglib/EAD3-TL-eng.html#elem-unitdatestructured
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.description.coded_dates import later_of
from extractors.description.xml_stream import Element, attribute, local, text_of
from openfonds.dates.parse import parse_date

_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_OPEN = re.compile(r"9999(?:-\d\d(?:-\d\d)?)?")
_BULK = "bulk"


@dataclass(frozen=True, slots=True)
class EadDate:
    """One date: as it is written, and as an EDTF interval ("" where nothing is coded)."""

    written: str
    coded: str
    is_bulk: bool = False


def dates_in(did: Element) -> Iterator[EadDate]:
    """The dates of a unit, in order."""
    for element in did.iter():
        name = local(element)
        is_bulk = attribute(element, "type") == _BULK or attribute(element, "unitdatetype") == _BULK
        if name == "unitdate" and not _is_in(element, "unitdatestructured"):
            coded = attribute(element, "normal")
            yield EadDate(text_of(element), _edtf_interval(coded), is_bulk)
        elif name == "unitdatestructured":
            for part in element.iter():
                if local(part) == "daterange":
                    yield _range(part, is_bulk)
                elif local(part) == "datesingle":
                    yield _single(part, is_bulk)


def date_of(dates: Iterable[EadDate]) -> str | None:
    """One date for the row: where what is coded and what is written differ, the later counts.

    The period in which most documents were made ("bulk") says nothing about the latest one.
    """
    kept = [d for d in dates if not d.is_bulk]
    spans = [span for d in kept if (span := later_of(d.coded, d.written))]
    if not spans:
        return None
    if len(spans) == 1:
        return spans[0]
    known = [(parse_date(span), span) for span in spans]
    if any(days.latest is None or days.earliest is None for days, _ in known):
        return "; ".join(spans)  # is not understood, and so leads to review
    first = min(known, key=lambda k: (str(k[0].earliest), k[1]))[1].partition("/")[0]
    last = max(known, key=lambda k: (str(k[0].latest), k[1]))[1].rpartition("/")[2]
    return f"{first}/{last}"


def _range(element: Element, is_bulk: bool) -> EadDate:
    ends = {"fromdate": "", "todate": ""}
    written = {"fromdate": "", "todate": ""}
    for part in element:
        if (name := local(part)) in ends:
            ends[name] = _standard(part)
            written[name] = text_of(part)
    low, high = ends["fromdate"], ends["todate"]
    coded = f"{low or '..'}/{high or '..'}" if low or high else ""
    return EadDate(" – ".join(written.values()).strip(" –"), coded, is_bulk)


def _single(element: Element, is_bulk: bool) -> EadDate:
    return EadDate(text_of(element), _standard(element), is_bulk)


def _standard(element: Element) -> str:
    if coded := attribute(element, "standarddate"):
        return _edtf_interval(coded)
    low, high = attribute(element, "notbefore"), attribute(element, "notafter")
    return f"{_edtf(low) or '..'}/{_edtf(high) or '..'}" if low or high else ""


def _edtf_interval(coded: str) -> str:
    """An ISO 8601 date or interval as EDTF: 19000101/9999 becomes 1900-01-01/.."""
    if not coded:
        return ""
    low, slash, high = coded.partition("/")
    first, last = _edtf(low), _edtf(high)
    if not slash:
        return first
    return first if first and first == last else f"{first or '..'}/{last or '..'}"


def _edtf(coded: str) -> str:
    coded = coded.strip().partition("T")[0]
    if _OPEN.fullmatch(coded) or coded in ("open", "unknown"):
        return ""
    if match := _BASIC.fullmatch(coded):
        return "-".join(part for part in match.groups() if part)
    return coded


def _is_in(element: Element, name: str) -> bool:
    return any(local(above) == name for above in element.iterancestors())
