"""The sections of a card that say what its text is worth and what is missing."""

from collections.abc import Sequence

from openfonds.ledger.account import ACCOUNT
from openfonds.releases.markdown import bullets, escaped, table
from openfonds.releases.metadata import statements
from openfonds.releases.metadata.files import ABOUT_FILES, about
from openfonds.releases.metadata.plots import plots_of
from openfonds.releases.statistics import Group, Statistics

MAX_OPENING_YEARS = 10


def quality(numbers: Statistics, beside: Sequence[str]) -> str:
    """Biases, and what is known of errors of recognition: by decade, and what is not known."""
    rows = [
        (
            name_of(g),
            "none" if g.ocr_confidence is None else f"{g.ocr_confidence:.1f}",
            "no estimate" if g.estimated_cer is None else f"{100 * g.estimated_cer:.1f} %",
        )
        for g in numbers.decades
    ]
    headings = ["decade", "mean word confidence, 0-100", "estimated character error rate"]
    rated = table(headings, rows)
    return f"""
## Bias, Risks, and Limitations

{bullets(statements.biases())}

### Error rates, and how they were measured

{statements.NOT_MEASURED}

{rated if rows else "No item of this version has one."}

{picture("confidence", numbers, beside)}

Both are means weighted by characters. The error rate is an estimate from confidence, dictionaries
and tokens unlike words, fitted on pages with a ground truth; on pages of other books and languages
it was 0.02 off in the median, 0.06 on average. It cannot know of lines that were left out or read
in a wrong order. Confidence is what the recognition says of itself.
It is not accuracy: print that a model does not know can be misread with confidence. Some sources
give none.
To measure, transcribe a few pages of each decade by hand and compare them with the column `text`
of the config `pages`.
"""


def limits(numbers: Statistics) -> str:
    """What the data cannot be relied on for."""
    # The first limitation is that of the section before.
    return f"""
### Known limits

{bullets(statements.limitations(numbers)[1:])}

Not meant for:

{bullets(statements.OUT_OF_SCOPE)}
"""


def missing(numbers: Statistics, refused: int, beside: Sequence[str]) -> str:
    """How many items are not here, why, and until when."""
    closed = [(c.reason, c.ground, extent(c.items, c.small_groups)) for c in numbers.closed]
    openings = [
        (str(year), extent(items, small))
        for year, items, small in numbers.openings[:MAX_OPENING_YEARS]
    ]
    when = (
        "\n\nYears in which items may open by themselves (the first"
        f" {len(openings)}):\n\n{table(['year', 'items'], openings)}"
        if openings
        else ""
    )
    return f"""
### What is missing and why

{table(["outcome", "ground", "items"], [("open", "", f"{numbers.documents:,}"), *closed])}

{picture("withheld", numbers, beside)}

{escaped(statements.not_counted(refused))}

Groups under ten are not added up here, so that a small group with its ground points at nobody. The
account of the version (`{ACCOUNT}`) has a row for each decision, and so the number of each
outcome, but no ground. No titles and no references of closed items are published.{when}
"""


def files(beside: Sequence[str]) -> str:
    """Links to the other files that are one of a kind; empty where there are none."""
    many = ("checks/", "policies/")
    named = [p for p in beside if p in ABOUT_FILES or (about(p) and not p.startswith(many))]
    links = [f"- [{path}]({path}): {about(path)}" for path in named]
    if not links:
        return ""
    listed = "\n".join(links)
    return f"""
### Other files of this version

{listed}
"""


def picture(name: str, numbers: Statistics, beside: Sequence[str]) -> str:
    """The picture of that name, if it lies beside the card; its numbers are in the tables too."""
    return "\n\n".join(
        f"![{plot.title}]({plot.path})"
        for plot in plots_of(numbers)
        if plot.path in beside and plot.path == f"plots/{name}.svg"
    )


def name_of(group: Group) -> str:
    """The name of a decade or a language."""
    return group.name or "not known"


def extent(items: int, small_groups: int) -> str:
    """A number of items, with groups under ten beside it, never added up."""
    small = f"{count(small_groups, 'group')} under ten" if small_groups else ""
    return " and ".join(part for part in (f"{items:,}" if items else "", small) if part)


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
