"""Dates as archives write them, made of one or more dates that are forms of `forms.py`.

    written  = group { ("," | ";" | "и") group }          all of these days
    group    = date { ("-" | "/" | "(") date }            from the first to the last
    date     = { "ок." | "не ранее" | ... } [part] form { "?" }

A written date is understood as a whole or not at all: one word that is not understood may say that
a copy of 1951 is bound in with a letter of 1912. So nothing is skipped, and nothing is guessed.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from openfonds.dates.forms import FORMS, NUMBERED, Form
from openfonds.dates.kinds import Kind
from openfonds.dates.point import Days, Point, cover
from openfonds.dates.tokens import Token, tokens_of

_IN_ORDER = (Kind.DASH, Kind.SLASH, Kind.BRACKET)
_LISTED = (Kind.COMMA, Kind.AND)
_YEAR_THEN_PARTS = re.compile("Y,?(?=[dDHMSP]|OF)")
_SLICES = {1: (0, 2, 4), 2: (1, 3, 4), 3: (2, 4, 4)}  # a beginning ends by the middle


@dataclass(frozen=True, slots=True)
class Part:
    """One date of a written one, with the words around it and the sign to its right."""

    points: tuple[Point, ...]  # more than one where it can be read in more than one way
    doubts: int
    not_after: bool
    not_before: bool
    sign: Kind | None


def read_written(text: str) -> Days | None:
    """The days that a date means as an archive wrote it; None where it is not understood."""
    tokens = tokens_of(text)
    if not tokens:
        return None
    parts = _parts_of(_year_last(_ranges_with_dashes(tokens)))
    if parts is None:
        return None
    completed = _completed(parts)
    groups: list[list[Part]] = [[]]
    for part in completed:
        groups[-1].append(part)
        if part.sign in _LISTED:
            groups.append([])
    spans = [_days_of_group(group) for group in groups]
    return None if None in spans else cover(days for days in spans if days)


def _ranges_with_dashes(tokens: list[Token]) -> list[Token]:
    """`с A по B`, `от A до B` and `from A to B` become `A - B`.

    A `с` without its `по` is "not before", if it stands before a single date; "от" alone goes.
    """
    found: list[Token] = []
    opening: int | None = None  # where in `found` the open "с" or "от" stands
    for token in tokens:
        if token.kind in (Kind.FROM, Kind.OF):
            opening = len(found)
            found.append(token)
        elif token.kind in (Kind.TO, Kind.UNTIL) and opening is not None:
            del found[opening]
            opening = None
            found.append(replace(token, kind=Kind.DASH))
        elif token.kind == Kind.TO and found:
            found.append(replace(token, kind=Kind.DASH))
        else:
            found.append(token)
    found = [token for token in found if token.kind != Kind.OF]
    is_single = not any(token.kind in (*_IN_ORDER, *_LISTED) for token in found)
    if is_single and found and found[0].kind == Kind.FROM:
        found[0] = replace(found[0], kind=Kind.NOT_BEFORE)
    return found


def _year_last(tokens: list[Token]) -> list[Token]:
    """`1937 г., март - май` becomes `март - май 1937`, unless there is another year."""
    kinds = _letters(tokens)
    match = _YEAR_THEN_PARTS.match(kinds)
    if not match or any(kind in "YEeCv" for kind in kinds[1:]):
        return tokens
    return [*tokens[match.end() :], tokens[0]]


def _letters(tokens: list[Token]) -> str:
    return "".join(token.kind for token in tokens)


def _parts_of(tokens: list[Token]) -> list[Part] | None:
    """The dates in the order in which they stand; None unless every token belongs to one."""
    kinds = _letters(tokens)
    parts: list[Part] = []
    at = 0
    while at < len(kinds):
        form, match = next(
            ((form, match) for form in FORMS if (match := form.pattern.match(kinds, at))),
            (None, None),
        )
        if form is None or match is None:
            return None
        at = match.end()
        signs = re.compile("[-/(]|[,&]+|$").match(kinds, at)
        if signs is None:
            return None
        sign = Kind(signs[0][0]) if signs[0] else None
        part = _part(form, match, tokens, sign)
        if part is None:
            return None
        parts.append(part)
        at = signs.end()
    return parts if parts and parts[-1].sign is None else None


def _part(form: Form, match: re.Match[str], tokens: list[Token], sign: Kind | None) -> Part | None:
    core = tokens[match.start("core") : match.end("core")]
    numbers = [token.value for token in core if token.kind in NUMBERED]
    sliced = None
    if match["slice"]:
        sliced = _slice_of(tokens[match.start("slice") : match.end("slice")])
        if sliced is None:
            return None
    not_after = any(kind in match["lead"] for kind in "But")
    not_before = "T" in match["lead"]
    if not_after and not_before:
        return None
    points = tuple(
        Point(slice=sliced, **dict(zip(reading, numbers, strict=True))) for reading in form.readings
    )
    return Part(
        points,
        doubts=sum(match["lead"].count(kind) for kind in "Qq") + match["tail"].count("q"),
        not_after=not_after,
        not_before=not_before,
        sign=sign,
    )


def _slice_of(tokens: list[Token]) -> tuple[int, int, int] | None:
    if tokens[0].kind == Kind.SLICE:
        return _SLICES[tokens[0].value]
    which, of = tokens[0].value, tokens[-1].value
    which = of if which == -1 else which
    return (which - 1, which, of) if 1 <= which <= of else None


def _completed(parts: list[Part]) -> list[Part]:
    """What a date leaves out is taken from the next one, beginning with the last."""
    completed = [parts[-1]]
    for part in reversed(parts[:-1]):
        right = completed[-1].points[0]
        points = tuple(point.completed(right) for point in part.points)
        completed.append(replace(part, points=points))
    return completed[::-1]


def _days_of_group(group: list[Part]) -> Days | None:
    """From the first to the last date of a group; None if one is impossible or they run back."""
    doubts = max(part.doubts for part in group)  # "ок. 1900-1906": it may belong to both
    each = [_days_of_part(part, doubts) for part in group]
    spans = [days for days in each if days]
    if len(spans) < len(each):
        return None
    last_start = date.min
    for days in spans:
        if days.latest and days.latest < last_start:
            return None
        last_start = max(last_start, days.earliest or last_start)
    starts = [days.earliest for days in spans if days.earliest]
    ends = [days.latest for days in spans if days.latest]
    # An open start ends with "не позднее"; an approximate one may be later than that.
    is_open = any(part.not_before for part in group) and (doubts or not group[-1].not_after)
    return Days(
        min(starts) if spans[0].earliest else None,
        max(ends) if spans[-1].latest and not is_open else None,
    )


def _days_of_part(part: Part, doubts: int) -> Days | None:
    readings = [
        days.widened(min(doubts, 2) * point.margin_years)
        for point in part.points
        if (days := point.days())
    ]
    if not readings:
        return None
    days = cover(readings)
    if part.not_before:
        return Days(days.earliest, None)
    return Days(None, days.latest) if part.not_after else days
