"""The card of a dataset (README.md), written from its rows and from nothing else.

Headings follow the dataset card template of the hub, so that readers find what they look for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openfonds import __version__
from openfonds.collection import Collection
from openfonds.releases.card_metadata import LICENCE_UNKNOWN, front_matter
from openfonds.releases.markdown import escaped, prose, table
from openfonds.releases.metadata import card_quality, statements
from openfonds.releases.metadata.card_quality import count, name_of
from openfonds.releases.metadata.plain_text import one_line
from openfonds.releases.statistics import Group, Statistics
from openfonds.releases.versions import Version
from openfonds.schema import column_docs

_BLANK_LINES = re.compile(r"\n{3,}")  # where a section or a picture is left out


@dataclass(frozen=True, slots=True)
class CardConfig:
    """A config of the dataset: its name, the noun of its rows and how many there are."""

    name: str
    noun: type
    rows: int


@dataclass(frozen=True, slots=True)
class CardFacts:
    """All that a card says."""

    collection: Collection
    repo_id: str  # namespace/name on the hub
    version: Version
    as_of: date  # the day for which the law was applied
    configs: tuple[CardConfig, ...]  # the first one is the default
    statistics: Statistics
    packs: tuple[str, ...] = ()  # policy packs with versions
    refused: int = 0  # open items that the gate did not let into the dataset
    beside: tuple[str, ...] = ()  # paths of the other files of the release


def dataset_card(facts: CardFacts) -> str:
    """README.md: YAML for the hub, then the text. The same facts give the same bytes."""
    filled = [c.name for c in facts.configs if c.rows] or [facts.configs[0].name]
    default = facts.configs[0].name
    head = front_matter(
        title=facts.collection.title or facts.collection.name,
        licence=facts.collection.licence,
        languages=facts.statistics.language_codes or facts.collection.languages,
        configs=filled,
        default_config=default if default in filled else filled[0],
        n_documents=facts.statistics.documents,
    )
    sections = [
        _summary(facts),
        _loading(facts),
        _contents(facts),
        _columns(facts),
        _making(facts),
        card_quality.quality(facts.statistics, facts.beside),
        card_quality.limits(facts.statistics),
        card_quality.missing(facts.statistics, facts.refused, facts.beside),
        _rights(facts),
        _verification(facts),
        card_quality.files(facts.beside),
        _citation(facts),
        _contact(facts.collection),
    ]
    text = "\n\n".join(section.strip() for section in sections)
    return head + "\n" + _BLANK_LINES.sub("\n\n", text) + "\n"


def _summary(facts: CardFacts) -> str:
    collection, numbers = facts.collection, facts.statistics
    keeper = f", held by {prose(collection.repository)}" if collection.repository else ""
    return f"""
# {prose(collection.title or collection.name)}

{prose(collection.description)}

## Dataset Details

Text of {count(numbers.documents, "item")} with {count(numbers.pages, "page")} and
{numbers.characters:,} characters{keeper}. Version {facts.version}; the law was applied as of
{facts.as_of.isoformat()}. Free to download, without registration.

Each item is here because a recorded decision opened it, with the law that it rests on
(`decision_id`, `legal_basis`). Items that the law restricts, or of which too little is known,
are counted in the config `withheld` and are not in the text.
"""


def _loading(facts: CardFacts) -> str:
    filled = [c.name for c in facts.configs if c.rows]
    if not filled:
        return "## Uses\n\nThis version has no rows."
    default = filled[0]
    order = {"documents": "by language and year", "pages": "by language, year and item"}
    sorted_by = (
        f" The rows are sorted {order[default]};\nfilters by these fetch little."
        if default in order
        else ""
    )
    return f"""
## Uses

From a hub (set `HF_ENDPOINT` for another one than huggingface.co):

```python
from datasets import load_dataset
rows = load_dataset("{facts.repo_id}", "{default}", split="train", revision="{facts.version.tag}")
print(rows[0])
```

From a folder with a copy of this dataset:

```python
from datasets import load_dataset
rows = load_dataset("path/to/the/folder", "{default}", split="train")
print(rows[0])
```

The files are plain Parquet (`data/{default}/*.parquet`), which pandas, polars, duckdb and pyarrow
read too.{sorted_by}
"""


def _contents(facts: CardFacts) -> str:
    numbers = facts.statistics
    configs = [
        (f"`{c.name}`", f"{c.rows:,}", statements.ABOUT_CONFIGS[c.name]) for c in facts.configs
    ]
    empty = [c.name for c in facts.configs if not c.rows]
    note = (
        f"\nWithout rows in this version, and so not among the configs above: {', '.join(empty)}."
        if empty
        else ""
    )
    return f"""
## Dataset Structure

{table(["config", "rows", "what a row is"], configs)}
{note}

### By decade

By the last possible year of the item.

{_group_table("decade", numbers.decades)}

{card_quality.picture("decades", numbers, facts.beside)}

### By language

As recognised in the text (ISO 639-3).

{_group_table("language", numbers.languages)}

{card_quality.picture("languages", numbers, facts.beside)}
"""


def _columns(facts: CardFacts) -> str:
    parts = [
        "### Columns",
        "A name says who says so: `_src` is the archive's own description, `_gen` was made by a"
        " program, neither where there is no doubt. An empty value means that it is not known.",
    ]
    for config in facts.configs:
        rows = [
            (f"`{name}`", kind.replace(" not null", "").replace("item: ", ""), doc)
            for name, kind, doc in column_docs(config.noun)
        ]
        parts.append(f"`{config.name}`:\n\n{table(['column', 'type', 'meaning'], rows)}")
    return "\n\n".join(parts)


def _making(facts: CardFacts) -> str:
    numbers = facts.statistics
    return f"""
## Dataset Creation

Made by openfonds {__version__} from the files and the inventory of the archive: read, cleaned
with edits that can be undone (`text_raw` can be rebuilt from `text` and `edits`), decided item
by item, checked, published.

{table(["text from", "items"], [(name, f"{n:,}") for name, n in numbers.engines])}

Pages with text: {numbers.pages_read:,}; pages without ink: {numbers.pages_blank:,}, for which no
text is invented; pages that stay closed in an open item: {numbers.pages_withheld:,}. Items in
Russian spelling of before 1918: {numbers.documents_in_old_spelling:,}; they have `text_modern_gen`
as well, made by rule and dictionary. Items whose text equals that of another one, or nearly so:
{numbers.documents_in_duplicate_clusters:,}; pages: {numbers.pages_in_duplicate_clusters:,}. They
are marked (`duplicate_cluster_gen`), not dropped. Whoever wants each text once keeps the rows in
which `duplicate_representative_gen` is true, and loses {numbers.documents_repeated:,} items or
{numbers.pages_repeated:,} pages.
"""


def _rights(facts: CardFacts) -> str:
    numbers = facts.statistics
    licence = (
        "The archive has not named a licence for the dataset; ask before you reuse it."
        if facts.collection.licence == LICENCE_UNKNOWN
        else f"The archive gives the dataset under {statements.terms(facts.collection.licence)}."
    )
    return f"""
### Licence and rights

{licence} The rights in each work are stated in its row (`rights_uri`):

{table(["rights statement", "items"], [(uri, f"{n:,}") for uri, n in numbers.rights])}

The law behind the opening (`legal_basis`; an item can have several):

{table(["legal basis", "items"], [(basis, f"{n:,}") for basis, n in numbers.legal_basis])}

### Personal and Sensitive Information

Spans were redacted in {count(numbers.documents_redacted, "item")} (`redactions`). Text of the past
may still name people. {statements.NOT_SEARCHED}
Do not use it to find out about people who may be alive.
"""


def _verification(facts: CardFacts) -> str:
    packs = (
        f"\nThe rules are in `policies/`: {', '.join(escaped(p) for p in facts.packs)}.\n"
        if facts.packs
        else ""
    )
    return f"""
### How to verify

- `sha256sum -c ledger/files.sha256`, in a folder with all files of this version, compares each.
- `openfonds audit account FOLDER --ledger LEDGER` adds up, offline, what became of every item. It
  needs that folder and the public ledger, exported by the archive after this version.
- `openfonds audit verify LEDGER` checks the ledger itself, of which each decision (`decision_id`)
  is an entry. `ledger/checkpoint.txt` is its signed head from when this version was made.
- `openfonds check-my-copy PATH --against NEWEST` says which rows of a copy were taken out or
  replaced since. `NEWEST` is the folder or address of the newest version.
{packs}"""


def _citation(facts: CardFacts) -> str:
    collection = facts.collection
    key = re.sub(r"[^a-z0-9]+", "_", facts.repo_id.lower())
    publisher = _bibtex(collection.repository or collection.name)
    return f"""
## Citation

```bibtex
@misc{{{key}_{str(facts.version).replace(".", "_")},
  title = {{{_bibtex(collection.title or collection.name)}}},
  author = {{{{{publisher}}}}},
  year = {{{facts.as_of.year}}},
  version = {{{facts.version}}},
  howpublished = {{Dataset {_bibtex(facts.repo_id)}, made with openfonds {__version__}}}
}}
```
"""


def _contact(collection: Collection) -> str:
    contact = prose(collection.contact) or "the archive named above"
    return f"""
## Dataset Card Contact

{contact}

To ask for an item to be taken down, write to the same address and give its `reference_code` or
`id`. {statements.TAKEN_DOWN}
"""


def _group_table(heading: str, groups: Sequence[Group]) -> str:
    rows = [(name_of(g), f"{g.documents:,}", f"{g.pages:,}", f"{g.characters:,}") for g in groups]
    return table([heading, "items", "pages", "characters"], rows)


def _bibtex(value: str) -> str:
    bare = re.sub(r"[{}\\`]", "", value)
    return re.sub(r"[&%$#_]", r"\\\g<0>", one_line(bare))
