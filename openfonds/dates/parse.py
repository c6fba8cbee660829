"""From a date as written to the days between which it must lie.

The dangerous error is "too old": a date that is taken for earlier than it is may open what the law
closes. So every doubt goes to the later day, and what is not understood as a whole is unknown:

- "19З7" with a letter, "28.2.51" without a century, "31 февраля", "1949–1937", a year after 2200,
  "в 3-й год царствования", "1912, копия 1951", "б.д." and the like have no bounds;
- "ок. 1890" and "1890?" are widened (`openfonds.dates.point`), "до 1917" ends with 1917, and
  "после 1920", "не ранее 1920", "1920/.." have no end;
- where a string can be read in two ways, both count: "1905-06" is June 1905 in EDTF, and
  1905-1906 to most archivists; "12/03/1937" is in March or in December;
- of a double date ("12/25 марта") the later day counts; a Julian date is left as written.
"""

from openfonds.dates.edtf import read_edtf
from openfonds.dates.grammar import read_written
from openfonds.dates.point import UNKNOWN, cover
from openfonds.model import DateSpan

LONGEST_DATE_CHARS = 1000  # a longer text is not a date, whatever it holds


def parse_date(written: str) -> DateSpan:
    """The days between which a date lies; a bound is None where it cannot be told.

    Never raises: any string is a date that is understood or one that is unknown.

    >>> parse_date("12 марта 1937 – 1949 г.")
    DateSpan(written='12 марта 1937 – 1949 г.', earliest=datetime.date(1937, 3, 12), \
latest=datetime.date(1949, 12, 31))
    """
    if len(written) > LONGEST_DATE_CHARS:
        return DateSpan(written, None, None)
    readings = [days for days in (read_edtf(written), read_written(written)) if days]
    days = cover(readings) if readings else UNKNOWN
    return DateSpan(written, days.earliest, days.latest)
