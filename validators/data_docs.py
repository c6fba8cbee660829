"""Data Docs of a release: the pages of Great Expectations, made fit to be published.

As they come, they fetch styles, scripts and pictures from five other hosts, and without scripts
their index is empty. Here they keep what they say and lose the rest: no page loads anything.
"""

import html
import importlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html

from openfonds.errors import AccountingError
from validators.expectations import Validated

INDEX = "index.html"
STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; color: #1b1f23; background: #fff;
  margin: 2rem auto; padding: 0 1rem; max-width: 70rem; }
h1 { font-size: 1.6rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin-top: 1.6rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; }
th, td { border: 1px solid #d0d7de; padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: #f3f5f7; } li, td td { overflow-wrap: anywhere; }
.n { text-align: right; } i { font-style: normal; }
.rules > tbody > tr > td:last-child { white-space: nowrap; }
.holds, .text-success { color: #176f2c; } .fails, .text-danger { color: #b3261e; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e8ea; background: #15181b; } th { background: #22272b; }
  th, td { border-color: #3b4248; } a { color: #79b8ff; }
  .holds, .text-success { color: #7bd88f; } .fails, .text-danger { color: #ff8a80; } }
"""
# Nothing is loaded from anywhere, whatever a later version of Great Expectations puts in.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_HEAD = (
    '<meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    f"<style>{STYLE}</style>"
)
_RULES = "//table[thead//th[contains(., 'Status')]]/tbody/tr"
_HOLDS = ".//i[contains(@class, 'text-success')]"
_LOADING = ".//script | .//style | .//link | .//meta | .//img | .//svg | .//button"
_LABELS = "Sampled Unexpected Values"


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the index says of one page."""

    page: str
    suite: str
    title: str
    n_rows: int
    n_checks: int
    n_failures: int


class DataDocs:
    """Writes one page for each table that was checked, and an index."""

    def __init__(self, folder: Path, as_of: date) -> None:
        self._folder = folder
        self._as_of = as_of
        self._entries: list[_Entry] = []
        folder.mkdir(parents=True, exist_ok=True)
        for page in folder.glob("*.html"):
            page.unlink()

    def add(self, validated: Validated) -> None:
        """Write the page of one table."""
        number = sum(entry.suite == validated.suite for entry in self._entries) + 1
        page = f"{validated.suite.replace(' ', '-')}-{number:05d}.html"
        title = f"{validated.suite}: {validated.title}"
        self._write(page, title, f'<p><a href="{INDEX}">All checks</a></p>{_content(validated)}')
        self._entries.append(
            _Entry(
                page,
                validated.suite,
                validated.title,
                validated.n_rows,
                validated.n_checks,
                len(validated.failures),
            )
        )

    def finish(self, problems: list[str], advice: list[str]) -> None:
        """Write the index."""
        if problems:
            verdict = f'<p class="fails">The release does not hold.</p>{_listed(problems)}'
        else:
            verdict = '<p class="holds">The release holds.</p>'
        if advice:
            verdict += f"<p>Worth a look, but no reason to refuse it:</p>{_listed(advice)}"
        rows = "".join(map(_row, self._entries))
        self._write(
            INDEX,
            f"Checks of the release as of {self._as_of}",
            f"{verdict}<h2>What was checked</h2><table><thead><tr><th>Suite<th>Rows of"
            '<th class="n">Rows<th class="n">Checks<th class="n">Fail</tr></thead>'
            f"<tbody>{rows}</tbody></table>",
        )

    def _write(self, page: str, title: str, body: str) -> None:
        escaped = html.escape(title)
        text = (
            f'<!DOCTYPE html>\n<html lang="en"><head>{_HEAD}<title>{escaped}</title></head>'
            f"<body><h1>{escaped}</h1>{body}</body></html>\n"
        )
        (self._folder / page).write_text(text, encoding="utf-8")


def _listed(sentences: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(one)}</li>' for one in sentences)}</ul>"


def _row(entry: _Entry) -> str:
    verdict = "fails" if entry.n_failures else "holds"
    return (
        f'<tr><td><a href="{entry.page}">{html.escape(entry.suite)}</a>'
        f"<td>{html.escape(entry.title)}"
        f'<td class="n">{entry.n_rows}<td class="n">{entry.n_checks}'
        f'<td class="n {verdict}">{entry.n_failures}</tr>'
    )


def _content(validated: Validated) -> str:
    """The rules and what was found, as Great Expectations renders them, in one table.

    It has a section of its own for each column, which would take a rule a screen.
    """
    renderer = importlib.import_module("great_expectations.render.renderer")
    view = importlib.import_module("great_expectations.render.view")
    page = renderer.ValidationResultsPageRenderer().render(validated.result)
    tree: Any = lxml.html.document_fromstring(view.DefaultJinjaPageView().render(page))
    rows = [_plain(row) for row in tree.xpath(_RULES)]
    if len(rows) != validated.n_checks:
        raise AccountingError(
            f"the Data Docs of {validated.suite} show {len(rows)} of {validated.n_checks} rules:"
            " this version of Great Expectations renders them in another way"
        )
    rows.sort(key=lambda row: bool(row.xpath(_HOLDS)))  # stable: what fails comes first
    body = "".join(lxml.html.tostring(row, encoding="unicode", with_tail=False) for row in rows)
    version = html.escape(validated.result.meta["great_expectations_version"])
    return (
        f"<p>{validated.n_rows} rows; {validated.n_checks} rules, {len(validated.failures)} of them"
        " do not hold.</p>"
        '<table class="rules"><thead><tr><th>Status<th>Rule<th>Found</tr></thead>'
        f"<tbody>{body}</tbody></table><p>Checked by Great Expectations {version}.</p>"
    )


def _plain(row: Any) -> Any:
    """A row of a table, without anything that loads, leads away or runs."""
    for element in row.xpath(_LOADING):
        element.drop_tree()
    for element in row.iter():
        if element.tag == "a":
            element.tag = "span"
        for name in set(element.attrib) - {"class"}:
            del element.attrib[name]
        if element.tag == "i":  # the icon of a font that is not here
            element.text = "holds" if "text-success" in element.get("class", "") else "fails"
        elif element.text and element.text.strip() == _LABELS:
            element.text = "Rows"
    return row
