"""Names over the pages of one document: what one page says is known on the others.

A surname found on any page is looked for on all, and the end of a page is read together with the
beginning of the next, so that a name that the page break cuts is found whole (LAW 5.20).
"""

from collections.abc import Sequence

from openfonds.restrictions.detectors.persons.detector import all_marks, findings, first_marks
from openfonds.restrictions.detectors.persons.occurrences import surnames_in
from openfonds.restrictions.detectors.persons.readable import readable
from openfonds.restrictions.findings import Finding, strongest
from openfonds.restrictions.seams import seams


def spans_over_pages(pages: Sequence[str]) -> list[list[Finding]]:
    """Findings for each page in its own offsets (code points); a cut name is on both pages."""
    texts = [readable(page) for page in pages]
    marks = [first_marks(text) for text in texts]
    surnames = frozenset().union(
        *(surnames_in(text.text, seen) for text, seen in zip(texts, marks, strict=True))
    )
    found = [
        list(findings(page, text, all_marks(text, seen, surnames)))
        for page, text, seen in zip(pages, texts, marks, strict=True)
    ]
    for before, after, seam in seams(pages):
        read = readable(seam.text)
        seen = first_marks(read)
        named = all_marks(read, seen, surnames_in(read.text, seen))
        for finding in findings(seam.text, read, named):
            for side, placed in seam.places(finding):
                found[(before, after)[side]].append(placed)
    return [list(strongest(on_page)) for on_page in found]
