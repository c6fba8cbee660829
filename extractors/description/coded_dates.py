"""Dates that a description gives twice: coded, and as written."""

from functools import lru_cache

from openfonds.dates.parse import parse_date


@lru_cache(maxsize=8192)  # the same few years come again and again
def later_of(coded: str, written: str) -> str:
    """The coded form, unless what is written is understood and ends later: the later day counts.

    >>> later_of("1900/1906", "1900-1906"), later_of("1845", "1945"), later_of("", "б.д.")
    ('1900/1906', '1945', 'б.д.')
    """
    if not coded or coded == written:
        return written
    of_code, of_text = parse_date(coded).latest, parse_date(written).latest
    return written if of_code and of_text and of_text > of_code else coded
