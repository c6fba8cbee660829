"""DATASHEET.md: a datasheet for digital cultural heritage, filled from the facts.

Questions follow H. Alkemade et al., "Datasheets for Digital Cultural Heritage Datasets", Journal
of Open Humanities Data 9 (2023), 17, doi:10.5334/johd.124, in their order and in our words. Where
nobody has said something, the answer says so and who could say it.
"""

from collections.abc import Sequence
from typing import TypeAlias

from openfonds.releases.markdown import bullets, prose, table
from openfonds.releases.metadata import statements
from openfonds.releases.metadata.plots import plots_of
from openfonds.releases.metadata.release_facts import PROGRAM, ReleaseFacts

Answer: TypeAlias = str
ARCHIVE = "the archive that holds the originals"
CATALOGUERS = "the people who described the holding"
DIGITISERS = "whoever made the scans"
LAWYER = "a lawyer of the archive"


def not_stated(who: str) -> Answer:
    """The answer where nobody has said anything, with who could."""
    return f"Not stated; {who} could say."


def datasheet(facts: ReleaseFacts) -> str:
    """The document."""
    sections = (
        ("General", _general(facts)),
        ("Motivation", _motivation()),
        ("Composition", _composition(facts)),
        ("Provenance and selection", _provenance(facts)),
        ("Digitisation and text recognition", _recognition(facts)),
        ("Cleaning and annotation", _cleaning(facts)),
        ("Rights, people and ethics", _rights(facts)),
        ("Uses", _uses()),
        ("Distribution", _distribution(facts)),
        ("Maintenance", _maintenance(facts)),
    )
    parts = [
        f"# Datasheet: {prose(facts.title)}",
        f"Version {facts.version}, as of {facts.as_of.isoformat()}. The questions are those of the"
        " datasheet for digital cultural heritage (Alkemade et al. 2023,"
        " doi:10.5334/johd.124); the answers come from the rows of this version.",
    ]
    for heading, answers in sections:
        parts.append(f"## {heading}")
        parts += [f"**{question}**\n\n{answer}" for question, answer in answers]
    return "\n\n".join(parts) + "\n"


Answers: TypeAlias = Sequence[tuple[str, Answer]]


def _general(facts: ReleaseFacts) -> Answers:
    history = [
        (
            str(v.version),
            v.as_of.isoformat(),
            f"{v.diff.came:,}",
            f"{v.diff.changed:,}",
            f"{v.diff.went:,}",
        )
        for v in facts.history
    ]
    heads = ["version", "as of", "rows came", "changed", "went"]
    return (
        ("What is it?", prose(facts.description) or not_stated(ARCHIVE)),
        ("Who holds the originals?", prose(facts.keeper) or not_stated(ARCHIVE)),
        (
            "Who made the dataset?",
            f"{PROGRAM} put it together. Who ran it is not stated; the archive could say.",
        ),
        ("Who answers questions?", prose(facts.contact) or not_stated(ARCHIVE)),
        ("Who paid for it?", not_stated(ARCHIVE)),
        (
            "Which versions have there been?",
            table(heads, history) if history else f"This one, {facts.version}.",
        ),
    )


def _motivation() -> Answers:
    return (
        ("For what purpose was the holding digitised?", not_stated(ARCHIVE)),
        (
            "For what purpose was the dataset made?",
            "To open the text of items that the law lets everybody read, with the decision behind"
            " each. Any further purpose is not stated; the archive could say.",
        ),
    )


def _composition(facts: ReleaseFacts) -> Answers:
    numbers = facts.statistics
    configs = [(name, f"{facts.rows_of(name):,}") for name, _ in facts.configs]
    plots = "\n\n".join(f"![{p.title}]({p.path})" for p in plots_of(numbers))
    return (
        (
            "What are the instances?",
            "An instance of `documents` is one unit of description of the archive (a file, a book,"
            " an issue); of `pages`, one page of it.\n\n" + table(["config", "rows"], configs),
        ),
        (
            "How many, of which time and language?",
            f"{numbers.documents:,} items with {numbers.pages:,} pages and {numbers.characters:,}"
            " characters. The year is the last possible one in the archive's description; the"
            " language was recognised by a program.\n\n" + (plots or "Nothing to draw."),
        ),
        (
            "Is it a sample?",
            "It is what is open, see the biases below; it was not drawn at random.",
        ),
        (
            "What is missing?",
            f"Items that the law restricts, or of which too little is known, and"
            f" {numbers.pages_withheld:,} pages of open items. The config `withheld` counts them,"
            " without titles; groups under ten are given as &lt;10. `ledger/account.parquet` has a"
            " row for every item that was decided, with its outcome and without the ground. "
            + prose(statements.not_counted(facts.refused)),
        ),
        (
            "Who says so?",
            bullets(
                [f"columns ending in `{e}`: {w}" for e, w in statements.WHO_SAYS_SO.items() if e]
            )
            + f"\n- other columns: {statements.WHO_SAYS_SO['']}",
        ),
        (
            "Are there splits?",
            "No. All rows are in `train`, the name that the hub's tools ask for.",
        ),
        (
            "Are there known errors or duplicates?",
            bullets(statements.limitations(facts.statistics))
            + f"\n- {numbers.documents_in_duplicate_clusters:,} items and"
            f" {numbers.pages_in_duplicate_clusters:,} pages have the same text as another one, or"
            " nearly so; they are marked, not dropped.",
        ),
    )


def _provenance(facts: ReleaseFacts) -> Answers:
    return (
        ("How did the holding come together?", not_stated(ARCHIVE)),
        ("Who described it, when, by which rules?", not_stated(CATALOGUERS)),
        ("What was chosen to be digitised, and why?", not_stated(ARCHIVE)),
        ("How did it get from scans to data?", prose(statements.collection_process(facts))),
        (
            "Can each row be traced?",
            "Yes: `reference_code` names the item in the archive, `source_sha256` the files that"
            " were read (but for texts of which a part is closed), `decision_id` the decision in"
            " the ledger.",
        ),
    )


def _recognition(facts: ReleaseFacts) -> Answers:
    numbers = facts.statistics
    rated = [
        (g.name or "not known", f"{g.ocr_confidence:.1f}")
        for g in numbers.decades
        if g.ocr_confidence is not None
    ]
    engines = [(name or "not recorded", f"{n:,}") for name, n in numbers.engines]
    return (
        ("How, when and by whom were the scans made?", not_stated(DIGITISERS)),
        (
            "Where does the text come from?",
            table(["program or source", "items"], engines) if engines else "Nothing.",
        ),
        (
            "How good is the text?",
            f"{statements.NOT_MEASURED}\n\n"
            + (
                table(["decade", "mean word confidence, 0-100"], rated)
                if rated
                else "No item has one."
            ),
        ),
        (
            "Was the text corrected by people?",
            f"Not in {PROGRAM}, which edits by rule only. Before that: not stated; {DIGITISERS}"
            " could say.",
        ),
    )


def _cleaning(facts: ReleaseFacts) -> Answers:
    return (
        ("What was done to the text?", bullets(statements.processing())),
        (
            "Is the raw text kept?",
            "Yes: `text_raw` in the config `pages`; of a page with redacted spans it is the"
            " redacted text.",
        ),
        (
            "Were labels added?",
            "Columns ending in `_gen`, by programs. Labels by people are not recorded.",
        ),
        ("Who decided what is open?", prose(statements.decisions(facts))),
    )


def _rights(facts: ReleaseFacts) -> Answers:
    numbers = facts.statistics
    licence = facts.licence
    named = (
        f"{statements.terms(licence.name)}. {licence.url}".strip()
        if licence
        else not_stated(ARCHIVE)
    )
    basis = [(b, f"{n:,}") for b, n in numbers.legal_basis]
    rights = [(uri or "none", f"{n:,}") for uri, n in numbers.rights]
    return (
        ("Under which licence is the dataset given?", named),
        (
            "Which rights are there in the works?",
            table(["rights statement", "items"], rights) if rights else "No item.",
        ),
        (
            "By which law are the items open?",
            table(["legal basis", "items"], basis) if basis else "No item.",
        ),
        ("May it name or hurt people?", bullets(statements.personal_information(facts))),
        ("Were the people or communities concerned asked?", not_stated(ARCHIVE)),
        (
            "Was there an ethical or legal review beyond the rules?",
            not_stated(f"{ARCHIVE} or {LAWYER}"),
        ),
        ("Is there offensive language?", "It was not searched for. " + statements.biases()[1]),
    )


def _uses() -> Answers:
    return (
        ("What is it good for?", bullets(statements.USE_CASES)),
        ("What is it not good for?", bullets(statements.OUT_OF_SCOPE)),
        ("How is it not a fair picture?", bullets(statements.biases())),
        ("Has it been used already?", not_stated(ARCHIVE)),
    )


def _distribution(facts: ReleaseFacts) -> Answers:
    where = facts.base_url or "In this folder; an address on a hub is not stated."
    return (
        ("Where is it?", prose(where)),
        ("In which form?", "Parquet (zstd), without a loading script; no registration, no fee."),
        (
            "Is there a DOI?",
            facts.doi or "Not stated; whoever deposits the dataset could register one.",
        ),
    )


def _maintenance(facts: ReleaseFacts) -> Answers:
    return (
        ("How is it kept up?", prose(statements.maintenance_plan(facts))),
        (
            "How are older versions kept?",
            "As tags, until something in them must be taken down; then they go as a whole.",
        ),
        (
            "How does one learn what changed?",
            "`CHANGELOG.md` and `changes.json` count the rows that came, changed or went with each"
            " version, `changes.parquet` lists those of this one. `openfonds check-my-copy` says"
            " which rows of a copy were taken out or replaced since.",
        ),
        (
            "How can one contribute or correct?",
            f"Write to {prose(facts.contact) or 'the archive'}.",
        ),
    )
