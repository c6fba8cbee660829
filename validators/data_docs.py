"""Data Docs of a release: the pages of Great Expectations, made fit to be published.

As they come, they fetch styles, scripts and pictures from five other hosts, and without scripts
their index is empty. Here they keep what they say and lose the rest: no page loads anything.
"""

import html
import importlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import lxml.html

from validators.expectations import Validated

INDEX = "index.html"
STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; color: #1b1f23; background: #fff;
  margin: 2rem auto; padding: 0 1rem; max-width: 70rem; }
h1 { font-size: 1.6rem; } h2, h5 { font-size: 1.15rem; margin: 1.6rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; table-layout: auto; }
th, td { border: 1px solid #d0d7de; padding: .35rem .6rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
th { background: #f3f5f7; }
td:first-child { width: 4.5rem; } .n { text-align: right; }
.holds, .text-success { color: #176f2c; } .fails, .text-danger { color: #b3261e; }
.fa-check-circle::before { content: "holds"; color: #176f2c; }
.fa-times::before, .fa-exclamation-triangle::before { content: "fails"; color: #b3261e; }
.ge-section { border-top: 1px solid #d0d7de; } code { font-size: .9em; }
i { font-style: normal; } li { overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { color: #e6e8ea; background: #15181b; }
  th { background: #22272b; } th, td, .ge-section { border-color: #3b4248; } a { color: #79b8ff; }
  .holds, .text-success, .fa-check-circle::before { color: #7bd88f; }
  .fails, .text-danger, .fa-times::before, .fa-exclamation-triangle::before { color: #ff8a80; } }
"""
# Nothing is loaded from anywhere, whatever a later version of Great Expectations puts in.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_HEAD = (
    '<meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    f"<style>{STYLE}</style>"
)
_DROPPED = "//script | //link | //style | //meta | //img | //nav | //footer | //button | //svg"


@dataclass(frozen=True, slots=True)
class _Entry:
    page: str
    validated: Validated


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
        number = sum(entry.validated.suite == validated.suite for entry in self._entries) + 1
        page = f"{validated.suite.replace(' ', '-')}-{number:05d}.html"
        title = f"{validated.suite}: {validated.title}"
        self._write(page, title, f'<p><a href="{INDEX}">All checks</a></p>{_content(validated)}')
        result = None  # the page is written; only its numbers are needed from here on
        self._entries.append(_Entry(page, _without(validated, result)))

    def finish(self, problems: list[str]) -> None:
        """Write the index."""
        if problems:
            listed = "".join(f"<li>{html.escape(problem)}</li>" for problem in problems)
            verdict = f'<p class="fails">The release does not hold.</p><ul>{listed}</ul>'
        else:
            verdict = '<p class="holds">Everything holds.</p>'
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
