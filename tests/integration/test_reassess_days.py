"""Days pass: what opens, what closes again, and that nothing is done where nothing can change."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.holdings import OPEN_SERIES, open_row, write_holding
from tests.integration.test_policy_lifecycle import SignedLine
from tests.policy_folders import TEXTS, shipped_policies

BEFORE, EVE, DAY = "2026-11-22", "2027-03-04", "2027-03-05"
CLOSED_LIST = """
[[closed_lists]]
id = "reclosed"
path = "closed.csv"
key = "item_id"
max_age_days = 30
"""


@pytest.fixture
def openfonds(tmp_path: Path) -> SignedLine:
    return SignedLine(tmp_path / "storage", shipped_policies(tmp_path).root)


def reassessed(openfonds: SignedLine, as_of: str, collection: str = "demo") -> dict[str, Any]:
    ran = openfonds("reassess", "--as-of", as_of, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["as_of"] == as_of
    account: dict[str, Any] = ran.json["collections"][collection]
    assert ran.json["changed"][collection] == account["changed"]
    return account


def holding(folder: Path) -> Path:
    rows = [
        open_row(1),
        open_row(2, date="1927-03-04"),  # 100 years end on 2027-03-04
        open_row(3, material="personal_file", date="1961"),
        open_row(4, material="published", title="Записки", date="1880", author="Иванов"),
        open_row(5, access="см. прим."),
    ]
    texts = {f"{n}.txt": TEXTS[n - 1] for n in range(1, 6)}
    return write_holding(folder, rows, texts)


def test_an_item_opens_on_its_day_and_is_released(openfonds: SignedLine, tmp_path: Path) -> None:
    openfonds.ingest(holding(tmp_path / "holding"))
    assert openfonds.release().json["documents"] == 1
    assert reassessed(openfonds, BEFORE)["changed"] == 0
    eve = reassessed(openfonds, EVE)
    assert (eve["opened"], eve["closed"]) == (0, 0)
    day = reassessed(openfonds, DAY)
    assert (day["opened"], day["closed"], day["due"], day["settled"]) == (1, 0, 1, 1)
    after = reassessed(openfonds, "2027-03-06")
    assert (after["changed"], after["settled"], after["left_alone"]) == (0, 0, 1)
    released = openfonds("release", "demo", "--as-of", "2027-03-06", "--json")
    assert released.code == 0 and released.json["documents"] == 2
    assert released.json["version"] == "1.1.0" and released.json["refused"] == {}


def test_leaving_alone_leads_to_the_same_as_deciding_on_that_day(
    openfonds: SignedLine, tmp_path: Path
) -> None:
    source = holding(tmp_path / "holding")
    openfonds.ingest(source)
    for day in (EVE, DAY, "2032-01-01", "2036-12-31"):
        reassessed(openfonds, day)
    fresh = SignedLine(tmp_path / "fresh", openfonds.policies)
    fresh("ingest", str(source), "--collection", "demo", "--as-of", "2036-12-31")
    keep = ("item_id", "outcome", "effect", "reason_codes", "citations", "next_check_on")
    ours, theirs = openfonds.decisions(), fresh.decisions()
    assert [[d[k] for k in keep] for d in ours] == [[d[k] for k in keep] for d in theirs]


def test_an_earlier_day_is_applied_too(openfonds: SignedLine, tmp_path: Path) -> None:
    openfonds.ingest(holding(tmp_path / "holding"))
    reassessed(openfonds, DAY)
    back = reassessed(openfonds, EVE)
    assert (back["opened"], back["closed"], back["settled"]) == (0, 1, 1)


def listed(folder: Path, *references: str) -> Path:
    source = holding(folder)
    settings = f'open_series = ["{OPEN_SERIES}"]\nrepository = "Архив"\n{CLOSED_LIST}'
    (source / "collection.toml").write_text(settings)
    write_list(source, date(2026, 11, 20), *references)
    return source


def write_list(source: Path, changed_on: date, *references: str) -> None:
    file = source / "closed.csv"
    file.write_text("\n".join(["item_id", *references]) + "\n")
    at = datetime(changed_on.year, changed_on.month, changed_on.day, 12, tzinfo=UTC).timestamp()
    os.utime(file, (at, at))


def test_a_list_that_goes_stale_closes_and_a_fresh_one_opens(
    openfonds: SignedLine, tmp_path: Path
) -> None:
    source = listed(tmp_path / "holding", "Ф. 9. Оп. 9. Д. 9")
    openfonds.ingest(source)
    assert openfonds.release().json["documents"] == 1
    assert reassessed(openfonds, "2026-12-20")["closed"] == 0
    stale = reassessed(openfonds, "2026-12-21")
    assert (stale["closed"], stale["opened"]) == (1, 0)
    withdrawn = openfonds("release", "demo", "--as-of", "2026-12-21", "--json")
    assert withdrawn.json["documents"] == 0 and withdrawn.json["rows"]["went"] == 2
    write_list(source, date(2026, 12, 21), "Ф. 9. Оп. 9. Д. 9")
    assert reassessed(openfonds, "2026-12-22")["opened"] == 1


def test_a_list_that_names_an_item_closes_it(openfonds: SignedLine, tmp_path: Path) -> None:
    source = listed(tmp_path / "holding", "Ф. 9. Оп. 9. Д. 9")
    openfonds.ingest(source)
    write_list(source, date(2026, 11, 21), "Ф. 9. Оп. 9. Д. 9", "Ф. 1. Оп. 1. Д. 1")
    account = reassessed(openfonds, BEFORE)
    assert account["closed"] == 1
    (decision,) = [d for d in openfonds.decisions() if d["position"] == 1]
    assert decision["outcome"] == "withheld" and "RU.closed-list" in decision["reason_codes"]


def test_one_holding_is_settled_the_other_left_alone(openfonds: SignedLine, tmp_path: Path) -> None:
    old = write_holding(tmp_path / "old", [open_row(7, date="1900")], {"7.txt": "Журнал седьмой."})
    openfonds.ingest(holding(tmp_path / "holding"))
    openfonds.ingest(old)
    reassessed(openfonds, EVE)
    account = reassessed(openfonds, DAY)
    assert (account["settled"], account["left_alone"]) == (1, 1)


def test_a_collection_that_cannot_be_judged_is_explained(
    openfonds: SignedLine, tmp_path: Path
) -> None:
    openfonds.ingest(holding(tmp_path / "holding"))
    pack = openfonds.policies / "ru" / "archives.toml"
    pack.write_text("broken")
    ran = openfonds("reassess", "--as-of", DAY)
    assert ran.code == 2 and "Traceback" not in ran.err


def test_the_calendar_tells_when_and_why(openfonds: SignedLine, tmp_path: Path) -> None:
    openfonds.ingest(holding(tmp_path / "holding"))
    ran = openfonds("calendar", "--collection", "demo", "--as-of", BEFORE, "--json")
    assert ran.code == 0, ran.err
    found = ran.json["collections"]["demo"]
    assert found["open_now"] == 1
    opens = {entry["year"]: entry for entry in found["opens"]}
    assert opens[2027]["items"] == 1
    assert "ground.missing.access" in opens[2027]["grounds"]
    assert (
        opens[2032]["items"] == 1
    )  # a book of 1880 (Julian), its author's death unknown: 150 years
    people = {entry["year"]: entry for entry in found["to_people"]}
    assert people[2037]["items"] == 1 and "RU.125FZ.25.3.private-life" in people[2037]["grounds"]
    total = sum(e["items"] for e in (*found["opens"], *found["to_people"]))
    assert found["open_now"] + total + found["never"]["items"] == 5
    assert openfonds("calendar", "--collection", "nowhere").code == 2


def test_the_calendar_agrees_with_the_days(openfonds: SignedLine, tmp_path: Path) -> None:
    openfonds.ingest(holding(tmp_path / "holding"))
    calendar = openfonds("calendar", "--as-of", BEFORE, "--json").json["collections"]["demo"]
    n_open = calendar["open_now"]
    for entry in calendar["opens"]:
        assert reassessed(openfonds, f"{entry['year'] - 1}-12-31")["opened"] == 0
        account = reassessed(openfonds, f"{entry['year']}-12-31")
        assert account["opened"] == entry["items"], entry
        n_open += entry["items"]
    assert sum(d["outcome"] == "open" for d in openfonds.decisions()) == n_open
