"""Small bar charts of a release as plain SVG text: no library, the same bytes every time.

Each has a title, a description that says every number, and the numbers beside the bars, so that
nobody has to guess a length. Groups under ten are drawn as "<10" and never added up.
"""

from dataclasses import dataclass
from html import escape

from openfonds.releases.metadata.plain_text import one_line
from openfonds.releases.statistics import Closed, Group, Statistics
from openfonds.releases.withheld import SMALL

WIDTH, LABELS, BARS, ROW, TOP, BOTTOM = 720, 230, 330, 26, 48, 14
MAX_ROWS = 40  # decades of four centuries; the rest of a longer list is one row
MAX_LABEL = 32
FULL, OUTLINE, INK = "#005a9c", "#a03c00", "#1a1a1a"  # contrast with white above 4.5:1 (WCAG 2.2)


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of a release: where it lies, what it shows and what it says."""

    path: str
    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `small` is how many groups under ten it has besides `value`."""

    label: str
    value: float
    text: str
    small: int = 0


def plots_of(numbers: Statistics) -> tuple[Plot, ...]:
    """The pictures that have something to show, always in the same order."""
    rated = [
        Bar(_name(g), g.ocr_confidence, f"{g.ocr_confidence:.1f}")
        for g in numbers.decades
        if g.ocr_confidence is not None
    ]
    drawn: tuple[tuple[str, str, list[Bar], float], ...] = (
        ("decades", "Open items by decade", [_items(g) for g in numbers.decades], 0),
        ("languages", "Open items by language (ISO 639-3)", _rest(numbers.languages), 0),
        ("confidence", "Mean word confidence by decade, 0-100 (not accuracy)", rated, 100),
        ("withheld", "Items that are not open, by reason", [_closed(c) for c in numbers.closed], 0),
    )
    return tuple(
        Plot(f"plots/{name}.svg", title, bar_chart(title, bars, scale))
        for name, title, bars, scale in drawn
        if bars
    )


def bar_chart(title: str, bars: list[Bar], full_scale: float = 0) -> str:
    """A chart of horizontal bars as an SVG document; the longest is at least `full_scale`."""
    smallest = SMALL if any(bar.small for bar in bars) else 0
    longest = max(full_scale, smallest, *(bar.value for bar in bars))
    scale = BARS / longest if longest else 0.0
    height = TOP + ROW * len(bars) + BOTTOM
    said = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc"'
        f' width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="DejaVu Sans, Verdana, Arial, sans-serif" font-size="13">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(said)}.</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="28" font-size="16" font-weight="bold" fill="{INK}">'
        f"{escape(title)}</text>",
    ]
    for number, bar in enumerate(bars):
        lines += _row(bar, TOP + ROW * number, scale)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _row(bar: Bar, top: int, scale: float) -> list[str]:
    middle = top + ROW * 0.68
    full = bar.value * scale
    drawn = []
    if full:
        drawn.append(
            f'<rect x="{LABELS}" y="{top + 4}" width="{full:.1f}" height="{ROW - 8}"'
            f' fill="{FULL}"/>'
        )
    end = full
    if bar.small:
        width = max(SMALL * scale, 6.0)
        drawn.append(
            f'<rect x="{LABELS + full:.1f}" y="{top + 4.5}" width="{width:.1f}"'
            f' height="{ROW - 9}" fill="none" stroke="{OUTLINE}" stroke-dasharray="4 2"/>'
        )
        end += width
    return [
        f"<g><title>{escape(bar.label)}: {escape(bar.text)}</title>",
        f'<text x="{LABELS - 8}" y="{middle:.1f}" text-anchor="end" fill="{INK}">'
        f"{escape(_short(bar.label))}</text>",
        *drawn,
        f'<text x="{LABELS + min(end, BARS) + 8:.1f}" y="{middle:.1f}" fill="{INK}">'
        f"{escape(bar.text)}</text></g>",
    ]


def _items(group: Group) -> Bar:
    return Bar(_name(group), group.documents, f"{group.documents:,}")


def _rest(groups: tuple[Group, ...]) -> list[Bar]:
    bars = [_items(group) for group in groups]
    if len(bars) <= MAX_ROWS:
        return bars
    rest = sum(group.documents for group in groups[MAX_ROWS - 1 :])
    named = f"{len(bars) - MAX_ROWS + 1} more"
    return [*bars[: MAX_ROWS - 1], Bar(named, rest, f"{rest:,}")]


def _closed(closed: Closed) -> Bar:
    ground = "" if closed.ground == "none" else f": {closed.ground}"
    small = f"<{SMALL}" if closed.small_groups == 1 else f"{closed.small_groups} groups <{SMALL}"
    parts = (f"{closed.items:,}" if closed.items else "", small if closed.small_groups else "")
    text = " and ".join(part for part in parts if part)
    return Bar(f"{closed.reason}{ground}", closed.items, text, closed.small_groups)


def _name(group: Group) -> str:
    return one_line(group.name) if group.name else "not known"


def _short(label: str) -> str:
    return label if len(label) <= MAX_LABEL else f"{label[: MAX_LABEL - 1]}…"
