"""What the documentation shows exists: commands, options, links, columns, codes, headings."""

import ast
import re
import runpy
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from extractors.description.inventory.headings import column_of
from openfonds.app.cli import app
from openfonds.collection import parse_collection
from openfonds.dates.parse import parse_date
from openfonds.restrictions.examples import faults
from openfonds.restrictions.packs import load_policy
from tests import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "examples/README.md"])
NAMES = [str(p.relative_to(ROOT)) for p in PAGES]
REFERENCE = ROOT / "docs" / "reference"
FENCE = re.compile(r"^ *```(?P<kind>\w*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
# Codes of failures, remarks, doubts and refusals, as string literals in the code.
CODE_KINDS = (
    *("djvu", "document"),
    *("source", "image", "pdf", "xml", "text", "ocr", "page", "fixity", "inventory", "item"),
    *("care", "gate", "files", "date", "fact", "creator_type", "material", "mets", "iarchives"),
    *("ead", "marc", "records"),
    *("bag", "iiif", "oai"),
)
CODE = re.compile(rf"""["']((?:{"|".join(CODE_KINDS)})\.[a-z_-]+)(?:["']|:\{{)""")
NO_CODES = {"inventory.csv", "inventory.tsv", "inventory.xlsx", "document.xml"}


def blocks(text: str, kind: str) -> Iterator[str]:
    """The bodies of the fenced blocks of a kind, without the indentation of a list."""
    for fence in FENCE.finditer(text):
        if fence["kind"] == kind:
            lines = fence["body"].splitlines()
            margin = min((len(x) - len(x.lstrip()) for x in lines if x.strip()), default=0)
            yield "\n".join(x[margin:] for x in lines)


def shown_commands(text: str) -> Iterator[tuple[list[str], bool]]:
    """The words after `openfonds`, and whether the whole command is shown or only named."""
    for block in blocks(text, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            yield from ((words, True) for words in _commands(line))
    for inline in re.findall(r"`([^`\n]+)`", FENCE.sub("", text)):
        yield from ((words, False) for words in _commands(inline))


def _commands(line: str) -> Iterator[list[str]]:
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    if words and Path(words[0]).name == "openfonds":
        end = next((i for i, w in enumerate(words) if w in ("|", ">", "&&", ";")), len(words))
        yield words[1:end]


def fault_of(words: list[str], *, is_whole: bool) -> str | None:
    """Why the command line would refuse these words, None if it would not."""
    command = typer.main.get_command(app)
    context = None
    while hasattr(command, "commands"):
        group = command
        context = group.make_context(group.name, [], resilient_parsing=True, parent=context)
        if not words or words[0] in ("--help", "COMMAND"):
            return None
        if words[0] not in group.commands:
            return f"there is no command {words[0]!r}"
        command, words = group.commands[words[0]], words[1:]
    try:
        command.make_context(command.name, list(words), parent=context)
    except typer.Exit:
        return None  # --help
    except Exception as error:  # click is vendored by typer: its errors are told by their names
        kind = type(error).__name__
        is_partial = kind == "MissingParameter" and not is_whole
        is_made_up = kind == "BadParameter" and "does not exist" in str(error)
        return None if is_partial or is_made_up else f"{kind}: {error}"
    return None


def anchors(page: Path) -> set[str]:
    """What the headings of a page can be linked by."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", h.lower()) for h in headings)
    return {h.replace(" ", "-") for h in plain}


def broken_links(page: Path, text: str) -> list[str]:
    """Relative links that lead nowhere."""
    broken = []
    for match in LINK.finditer(FENCE.sub("", text)):
        target, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (page.parent / target).resolve() if target else page
        inside = path.is_relative_to(ROOT) and path.exists()
        if not inside or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
            broken.append(match["target"])
    return broken


def codes_in_the_code() -> set[str]:
    """Every reason code that the packages can give."""
    sources = [p for folder in ("openfonds", "extractors") for p in (ROOT / folder).rglob("*.py")]
    found = {code for p in sources for code in CODE.findall(p.read_text())}
    inventory = (ROOT / "extractors" / "description" / "inventory" / "inventory.py").read_text()
    found |= {f"inventory.{code}" for code in re.findall(r'row, "([a-z_]+)"', inventory)}
    found |= {f"inventory.{code}" for code in re.findall(r'DUPLICATE, "([a-z_]+)"', inventory)}
    return found - NO_CODES


def table_rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the table whose first heading is `heading`."""
    table = text.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return [[c.strip() for c in row.strip("|").split(" | ")] for row in table.splitlines()[2:]]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_that_is_shown_parses(page: Path) -> None:
    faults = {
        " ".join(words): fault
        for words, is_whole in shown_commands(page.read_text())
        if (fault := fault_of(words, is_whole=is_whole))
    }
    assert faults == {}


def test_the_readme_shows_the_main_commands() -> None:
    shown = {words[0] for words, _ in shown_commands((ROOT / "README.md").read_text()) if words}
    assert shown >= {"ingest", "decisions", "release", "serve", "audit"}


@pytest.mark.parametrize(
    ("line", "is_whole"),
    [
        ("takeover X", True),
        ("ingest town", True),
        ("ingest town --collection c --colour red", True),
        ("ingest", True),
        ("ingest a b --collection c", True),
        ("serve --port many", True),
        ("audit burn", False),
        ("release --hubs", False),
    ],
)
def test_a_command_that_is_not_there_is_found(line: str, is_whole: bool) -> None:
    assert fault_of(line.split(), is_whole=is_whole)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_make_target_that_is_shown_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text()
    code = [
        *blocks(text, "sh"),
        *re.findall(r"`([^`\n]+)`", text),
        *re.findall(r"^    .*", text, re.M),
    ]
    shown = {t for part in code for t in re.findall(r"(?:^|\s)make ([a-z]+)\b", part)}
    assert shown <= targets


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_relative_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page, page.read_text()) == []


def test_a_broken_link_is_found() -> None:
    text = "[a](docs/nowhere.md) [b](CHANGELOG.md#nothing) [c](../outside.md) [d](LICENSE)"
    found = broken_links(ROOT / "README.md", text)
    assert found == ["docs/nowhere.md", "CHANGELOG.md#nothing", "../outside.md"]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_python_and_toml_that_is_shown_can_be_read(page: Path) -> None:
    text = page.read_text()
    for block in blocks(text, "python"):
        ast.parse(block)
    for block in blocks(text, "toml"):
        if "[pack]" not in block and "[[rule]]" not in block:
            parse_collection(block, name="shown")
        else:
            tomllib.loads(block)


def test_nouns_is_what_the_code_says() -> None:
    made = runpy.run_path(str(REFERENCE / "make_nouns.py"))["nouns_page"]()
    assert (REFERENCE / "nouns.md").read_text() == made, "run python docs/reference/make_nouns.py"


def test_every_reason_code_is_listed() -> None:
    listed = set(re.findall(r"`([^`\s]+)`", (REFERENCE / "reason-codes.md").read_text()))
    found = codes_in_the_code()
    assert len(found) > 50
    missing = {c for c in found if c not in listed and f"{c}:NAME" not in listed}
    assert missing == set(), "add them to docs/reference/reason-codes.md"


def test_every_rule_of_every_pack_is_listed_and_no_other() -> None:
    folders = sorted(p.name for p in (ROOT / "policies").iterdir() if p.is_dir())
    policy = load_policy(ROOT / "policies", tuple(folders))
    page = (REFERENCE / "reason-codes.md").read_text()
    ids = {r.id for r in (*policy.rules, *policy.grounds)}
    begins = "|".join(f.upper() for f in folders)
    listed = re.findall(rf"^\| `((?:{begins})\.[^`]+)`", page, re.MULTILINE)
    assert ids - set(re.findall(r"`([^`\s]+)`", page)) == set()
    assert set(listed) <= ids
    assert len(listed) == len(set(listed))


def test_every_folder_of_packs_is_named() -> None:
    page = (REFERENCE / "policy-packs.md").read_text()
    folders = {p.name for p in (ROOT / "policies").iterdir() if p.is_dir()}
    assert {row[0].strip("`") for row in table_rows(page, "folder")} == folders


def test_the_pack_that_is_shown_is_a_pack(tmp_path: Path) -> None:
    shown = blocks((REFERENCE / "policy-packs.md").read_text(), "toml")
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "shown.toml").write_text("\n".join(shown))
    (rule,) = load_policy(tmp_path, ("xx",)).rules
    assert list(faults(rule)) == []


def test_the_facts_that_are_shown_are_asked_for() -> None:
    page = (ROOT / "docs/how-to/prepare-an-inventory.md").read_text()
    (line,) = (
        x for x in page.splitlines() if x.startswith("The names that the Russian packs know")
    )
    shown = set(re.findall(r"`([a-z_]+)`", line))
    policy = load_policy(ROOT / "policies", ("ru",))
    asked = {name for r in (*policy.rules, *policy.grounds) for name in r.when.facts()}
    assert len(shown) > 20
    assert shown - asked == {"true"}  # the value, not a fact


def test_the_headings_that_are_shown_mean_their_columns() -> None:
    page = (ROOT / "docs/how-to/prepare-an-inventory.md").read_text()
    rows = table_rows(page, "column")
    assert len(rows) == 15
    wrong = [
        (heading, column)
        for column, headings in rows
        for heading in headings.split(", ")
        if column_of(heading) != column.strip("`")
    ]
    assert wrong == []


def test_the_dates_that_are_shown_are_read_so() -> None:
    page = (ROOT / "docs/how-to/prepare-an-inventory.md").read_text()
    for written, earliest, latest in table_rows(page, "written"):
        separator = "; " if ";" in written else ", "
        for one in written.split(separator):
            span = parse_date(one.replace("19З7 with a letter З", "19З7"))
            assert [str(span.earliest or "unknown"), str(span.latest or "unknown")] == [
                earliest,
                latest,
            ], one
