"""Sentences about a release that several formats repeat, each made from the facts alone.

What nobody has said or measured is said to be so. Nothing here may be true of openfonds in
general and false of the release at hand.
"""

from openfonds.ledger.account import ACCOUNT
from openfonds.releases.card_metadata import HUB_LICENCES
from openfonds.releases.markdown import prose
from openfonds.releases.metadata.release_facts import PROGRAM, ReleaseFacts
from openfonds.releases.statistics import Statistics
from openfonds.releases.withheld import SMALL

ABOUT_CONFIGS = {
    "documents": "one row an item: its text, its description and why it is open",
    "pages": "one row a page of an open item: raw text, edits, words with boxes and confidence",
    "withheld": "the withdrawal sheet: how many items are not here, why, and until when",
    "withdrawn": "tombstones, without content, of rows that an earlier version had",
}
WHO_SAYS_SO = {
    "_src": "as the archive wrote it",
    "_gen": f"made by a program ({PROGRAM})",
    "": "part of the publication itself: identifiers, text as read, counts, decisions",
}
USE_CASES = (
    "Full-text search and reading of historical documents",
    "Language models and other tools for historical language, where errors of recognition and"
    " the limits named here are acceptable",
    "Historical and linguistic research on what an archive holds and has opened",
)
OUT_OF_SCOPE = (
    "Finding out about people who may be alive, or about their families",
    "Statements about how frequent something was in the past: the selection is not a fair sample",
    "Evaluation of text recognition: no correction of the text by people is recorded",
)
NOT_MEASURED = (
    "No error rate of the text was measured for this version: there was no transcription by people"
    " to compare with. A confidence, where there is one, is what the recognition says of itself."
)
TAKEN_DOWN = (
    "What is taken down is not in the next version, and the versions that had it are removed as a"
    " whole; in the config withdrawn a tombstone without content stays. Copies that somebody"
    " downloaded cannot be called back."
)
NOT_SEARCHED = "What detectors missed, nobody can count; report it to the contact."


def terms(name: str) -> str:
    """A licence as it is named; SPDX is said of what is on its list alone (`HUB_LICENCES`)."""
    return f"{prose(name)} (SPDX)" if name in HUB_LICENCES else prose(name)


def not_counted(refused: int) -> str:
    """Where open items are that are not in the dataset; empty if there are none."""
    if not refused:
        return ""
    are = f"{refused:,} open items are" if refused >= SMALL else f"Some open items (<{SMALL}) are"
    return (
        f"{are} neither in the dataset nor in the config withheld: the last check did not let them"
        f" in. The column gate of {ACCOUNT} says why, such as a page that could not be read."
    )


def who_says_so(column: str) -> str:
    """Whose statement a column is, by the ending of its name."""
    ending = next((e for e in ("_src", "_gen") if column.endswith(e)), "")
    return WHO_SAYS_SO[ending]


def collection_process(facts: ReleaseFacts) -> str:
    """How the data came about."""
    numbers = facts.statistics
    unknown = (
        "sources that are not recorded" if numbers.pages_read else "no source, as there is none"
    )
    engines = ", ".join(facts.engines) or unknown
    keeper = facts.keeper or "an archive that is not named"
    return (
        f"Files and an inventory of {keeper}. The text of {numbers.pages_read:,} pages comes from"
        f" {engines}; {numbers.pages_blank:,} pages have no ink. Descriptions (columns ending in"
        " _src) are the archive's own; columns ending in _gen were made by programs."
    )


def processing() -> tuple[str, ...]:
    """What was done to the text, in order."""
    return (
        "Unicode normalisation, joining of hyphenated words, white space. Every edit is kept, but"
        " of pages with redacted spans: text_raw can be rebuilt exactly from text and edits (config"
        " pages).",
        "Language, script and spelling are recognised in the text. Pre-reform Russian is also"
        " given in modern spelling, by rule and dictionary (text_modern_gen).",
        "Items and pages whose texts are equal but for case, blanks, punctuation, old spelling"
        " and errors of recognition are marked (duplicate_cluster_gen), not dropped.",
    )


def decisions(facts: ReleaseFacts) -> str:
    """Who decided what is open, and by what."""
    packs = f" Rules: {', '.join(facts.packs)}." if facts.packs else ""
    return (
        "Each item was decided by written rules of law and by recorded rulings of people, as of"
        f" {facts.as_of.isoformat()}; a machine may close an item but not lift a restriction."
        f" Each decision is an entry of an append-only ledger (decision_id).{packs}"
    )


def biases() -> tuple[str, ...]:
    """Why the data is not a fair picture of the past."""
    return (
        "Only what was kept, described, scanned and open to the public is here. Older and official"
        " papers are likely to be over-represented, because the law opens them first.",
        "The texts speak as their time did, also about people.",
        "Recognition can be expected to be worse for old spellings, handwriting, small languages"
        " and bad scans; by how much was not measured here.",
    )


def limitations(numbers: Statistics) -> tuple[str, ...]:
    """What the data cannot be relied on for, as far as the rows say."""
    undated = sum(g.documents for g in numbers.decades if g.name is None)
    unrated = sum(g.documents for g in numbers.decades if g.ocr_confidence is None)
    return (
        NOT_MEASURED,
        *((f"{_items(undated)} without a known year.",) if undated else ()),
        *(
            (f"{_items(unrated)} of decades in which no item has a confidence of recognition.",)
            if unrated
            else ()
        ),
        *(
            (f"{numbers.pages_withheld:,} pages of open items stay closed and have no text here.",)
            if numbers.pages_withheld
            else ()
        ),
        *(
            (
                f"{_items(numbers.documents_redacted)} with redacted spans: text_raw of such a page"
                " is the redacted text, and its words are not given.",
            )
            if numbers.documents_redacted
            else ()
        ),
        "Items that the law restricts, or of which too little is known, are counted in the config"
        " withheld and are not in the text; small groups are given as <10.",
    )


def personal_information(facts: ReleaseFacts) -> tuple[str, ...]:
    """What may be in the text about people, and what was done about it."""
    redacted = facts.statistics.documents_redacted
    return (
        "Texts of the past name people. Items were examined by rules for secrets, private life and"
        f" data of living people before they were opened. {NOT_SEARCHED}",
        f"Spans were removed from {_items(redacted)} (column redactions: where and why).",
    )


def maintenance_plan(facts: ReleaseFacts) -> str:
    """How the dataset changes and what happens on a complaint."""
    contact = facts.contact or "the archive (it has not stated an address)"
    return (
        "Semantic versions: MAJOR when rows go or change, MINOR when rows come, PATCH for metadata;"
        " each is a tag that does not change. Requests to take an item down go to"
        f" {contact}. {TAKEN_DOWN} How often there is a new version is not stated."
    )


def _items(number: int) -> str:
    return f"{number:,} item{'' if number == 1 else 's'}"
