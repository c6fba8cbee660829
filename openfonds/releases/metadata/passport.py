"""The Russian passport of an open data set: passport/meta.csv and the structure file.

Form: "Методические рекомендации по публикации открытых данных" (version 3.0 of 29.05.2014, whose
form of the passport the portals read; version 4.0 of 12.12.2024 also covers municipal bodies and
their institutions). Names: meta.csv, structure-YYYYMMDD.csv, and the rows
data-YYYYMMDD-structure-YYYYMMDD. What nobody has stated stays an empty field.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from openfonds.releases.metadata.passport_columns import MEANINGS
from openfonds.releases.metadata.plain_text import one_line
from openfonds.releases.metadata.release_facts import PublishedVersion, ReleaseFacts
from openfonds.schema import column_docs

STANDARD = "http://opendata.gosmonitor.ru/standard/3.0"
KEYWORDS_RU = "архивы, исторические документы, оцифровка, распознанный текст, культурное наследие"
_FORMULA = tuple("=+-@＝＋－＠")  # also full width, which Excel takes for the same
_TYPES = {"string": "string", "int32": "integer", "int64": "integer", "double": "float"}


def passport_files(facts: ReleaseFacts) -> dict[str, str]:
    """Paths and texts of the two files."""
    return {
        "passport/meta.csv": _csv([("property", "value"), *_properties(facts)]),
        f"passport/{_structure_name(facts)}.csv": _csv(
            [
                ("field name", "english description", "russian description", "format"),
                *_fields(facts),
            ]
        ),
    }


def _properties(facts: ReleaseFacts) -> list[tuple[str, str]]:
    first = facts.first_published
    identifier = f"{facts.keeper_inn}-{facts.collection.name}" if facts.keeper_inn else ""
    return [
        ("standardversion", STANDARD),
        ("identifier", identifier),
        ("title", facts.title),
        ("description", one_line(facts.description) or _counted(facts)),
        ("creator", facts.keeper),
        ("created", _day(first.isoformat()) if first else ""),
        ("modified", _day(facts.as_of.isoformat())),
        ("subject", KEYWORDS_RU),
        ("format", "parquet"),
        *_addresses(facts),
        (_structure_name(facts), facts.url_of(f"passport/{_structure_name(facts)}.csv")),
        ("provenance", _last_change(facts)),
        ("valid", ""),
        ("publishername", ""),
        ("publisherphone", ""),
        ("publishermbox", facts.email),
        ("license", facts.licence.url or facts.licence.name if facts.licence else ""),
        ("version", str(facts.version)),
    ]


def _addresses(facts: ReleaseFacts) -> list[tuple[str, str]]:
    """Where this version lies, one row a file, and where those before it do, if there is a hub."""
    day = _day(facts.as_of.isoformat())
    rows = [
        (f"data-{day}-structure-{day}", facts.url_of(file.path))
        for file in facts.files_of(facts.nouns[0][0])
    ]
    if facts.base_url:
        for past in facts.history[1:]:
            then = _day(past.as_of.isoformat())
            address = f"{facts.base_url}/tree/{past.version.tag}"
            rows.append((f"data-{then}-structure-{then}", address))
    return rows


def _last_change(facts: ReleaseFacts) -> str:
    if len(facts.history) < 2:
        return "Первая публикация" if facts.first_published else ""
    return _change(facts.history[0])


def _change(version: PublishedVersion) -> str:
    diff = version.diff
    return (
        f"Версия {version.version}: строк добавлено {diff.came}, изменено {diff.changed},"
        f" изъято {diff.went}"
    )


def _counted(facts: ReleaseFacts) -> str:
    numbers = facts.statistics
    return (
        f"Тексты открытых дел: {numbers.documents} ед., страниц {numbers.pages}. Закон применён"
        f" по состоянию на {facts.as_of.strftime('%d.%m.%Y')}."
    )


def _structure_name(facts: ReleaseFacts) -> str:
    return f"structure-{_day(facts.as_of.isoformat())}"


def _fields(facts: ReleaseFacts) -> list[tuple[str, str, str, str]]:
    """The columns of the main config, in order."""
    return [
        (name, doc, MEANINGS.get(name, ""), _format(kind))
        for name, kind, doc in column_docs(facts.nouns[0][1])
    ]


def _format(kind: str) -> str:
    plain = kind.replace(" not null", "")
    return "list" if plain.startswith("list") else _TYPES.get(plain, plain.split("[")[0])


def _day(iso: str) -> str:
    return iso.replace("-", "")


def _csv(rows: Iterable[Sequence[str]]) -> str:
    """RFC 4180, with a line feed. No field can be taken for a formula by a spreadsheet.

    A field that begins like a formula gets an apostrophe before it (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([[_harmless(value) for value in row] for row in rows])
    return out.getvalue()


def _harmless(value: str) -> str:
    return f"'{value}" if value.lstrip().startswith(_FORMULA) else value
