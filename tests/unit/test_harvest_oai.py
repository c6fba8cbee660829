"""A harvest of OAI-PMH from a server on loopback: pages, tokens, changes, deletions, files."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.app.harvest.account import Account, Harvest
from openfonds.app.harvest.folder import HarvestFolder
from openfonds.app.harvest.http_client import Client, HarvestLimits
from openfonds.app.harvest.oai import OaiRequest, harvest_oai
from openfonds.app.intake.bags import checked_bag, sound_rows
from openfonds.app.progress import Silent
from openfonds.errors import SettingsError, SourceError, TransientError
from openfonds.settings import Limits
from tests.harvest_server import Reply, Served, serving
from tests.oai_samples import Repository, answer, dublin_core, marc, mods, record

LIMITS = HarvestLimits(pause_seconds=0, idle_seconds=2, request_seconds=5, max_tries=2)
DAY = date(2026, 11, 22)


@pytest.fixture
def server() -> Iterator[Served]:
    with serving() as served:
        yield served


def stored(n: int, server: Served, stamp: str = "2026-01-01T00:00:00Z") -> tuple[str, str]:
    """A record that names a PDF."""
    url = f"{server.url}/files/{n}.pdf"
    return stamp, record(n, stamp, dublin_core(title=f"Дело {n}", identifier=url))


def harvested(
    server: Served, folder: Path, limits: HarvestLimits = LIMITS, **request: Any
) -> Account:
    client = Client((server.host,), "", limits, sleep=lambda _: None)
    asked = OaiRequest(**{"base": f"{server.url}/oai", "prefix": "oai_dc", **request})
    with HarvestFolder(folder) as into:
        harvest = Harvest(client, into, limits, Silent())
        info = harvest_oai(harvest, asked)
        into.finish(info, DAY)
    return harvest.account


def taken_in(folder: Path, form: str = "") -> Inventory:
    with open_package(str(folder), Limits()) as package:
        bag = checked_bag(package)
        assert bag is not None and not bag.refused and not bag.warnings
        return sound_rows(package, bag, rows_of_holding(package, Limits(), form)).inventory


def lists(repository: Repository) -> list[dict[str, str]]:
    return [q for q in repository.asked if q["verb"] == "ListRecords"]


def test_records_come_page_by_page_and_go_in(server: Served, tmp_path: Path) -> None:
    repository = Repository([stored(n, server) for n in range(1, 6)])
    server.replies["/oai"] = repository
    for n in range(1, 6):
        server.put(f"/files/{n}.pdf", b"%PDF-1.4", "application/pdf")
    account = harvested(server, tmp_path / "h", with_files=True)
    assert (account.records, account.n_faults) == (5, 0)
    assert len(lists(repository)) == 3
    assert lists(repository)[0] == {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    assert set(lists(repository)[1]) == {"verb", "resumptionToken"}  # an exclusive argument
    inventory = taken_in(tmp_path / "h")
    assert not inventory.absences and len(inventory.rows) == 5
    assert inventory.rows[0].reference_code == "oai:a.example:1"
    assert inventory.rows[0].files[0].endswith("/files/1.pdf")


def test_a_later_harvest_asks_for_what_changed_and_one_step_more(
    server: Served, tmp_path: Path
) -> None:
    repository = Repository([stored(n, server) for n in (1, 2, 3)])
    server.replies["/oai"] = repository
    harvested(server, tmp_path / "h", set="fond:1")
    assert lists(repository)[0]["set"] == "fond:1"
    repository.asked.clear()
    stamp = "2026-11-21T00:00:00Z"
    changed = record(2, stamp, dublin_core(title="Новое"))
    repository.records = [stored(1, server), (stamp, changed),
                          (stamp, record(3, stamp, deleted=True)),
                          stored(4, server, stamp)]  # fmt: skip
    account = harvested(server, tmp_path / "h", set="fond:1")
    assert lists(repository)[0]["from"] == "2026-11-20T09:59:59Z"
    assert (account.records, account.deleted, account.fetched) == (3, 1, 2)
    inventory = taken_in(tmp_path / "h")
    found = {a.reference_code[-1]: a.reason_code for a in inventory.absences}
    assert found == {"1": "oai.file_missing", "2": "inventory.no_files", "4": "oai.file_missing"}
    listed = (tmp_path / "h" / "deleted.txt").read_text()
    assert listed == "2026-11-21T00:00:00Z\toai:a.example:3\n"
    # What comes back is there again.
    repository.records = [stored(3, server, "2026-11-22T00:00:00Z")]
    assert harvested(server, tmp_path / "h", set="fond:1").deleted == 0
    with pytest.raises(SourceError, match="another repository, prefix or set"):
        harvested(server, tmp_path / "h", set="fond:2")


@pytest.mark.parametrize(
    ("granularity", "since", "asked"),
    [("YYYY-MM-DD", None, "2026-11-19"), ("YYYY-MM-DD", date(2026, 1, 2), "2026-01-02"),
     ("YYYY-MM-DDThh:mm:ssZ", date(2026, 1, 2), "2026-01-02T00:00:00Z")],
)  # fmt: skip
def test_the_granularity_of_the_repository_is_kept_to(
    server: Served, tmp_path: Path, granularity: str, since: date | None, asked: str
) -> None:
    repository = Repository([stored(1, server)], granularity=granularity)
    server.replies["/oai"] = repository
    harvested(server, tmp_path / "h")
    repository.asked.clear()
    harvested(server, tmp_path / "h", since=since)
    assert lists(repository)[0]["from"] == asked


def test_no_records_is_no_error(server: Served, tmp_path: Path) -> None:
    server.replies["/oai"] = Repository()
    assert harvested(server, tmp_path / "h").is_complete


def test_a_token_that_expired_begins_the_list_anew(server: Served, tmp_path: Path) -> None:
    repository = Repository([stored(n, server) for n in range(1, 8)], expires_after=2)
    server.replies["/oai"] = repository
    account = harvested(server, tmp_path / "h")
    assert account.is_complete and account.there == 4
    assert len(list((tmp_path / "h/data/records").rglob("*.xml"))) == 7


def test_tokens_that_always_expire_end(server: Served, tmp_path: Path) -> None:
    repository = Repository([stored(n, server) for n in range(1, 8)])
    bad = Reply(answer('<error code="badResumptionToken"/>'))
    repository.broken = lambda query: bad if "resumptionToken" in query else None
    server.replies["/oai"] = repository
    with pytest.raises(SourceError, match="badResumptionToken"):
        harvested(server, tmp_path / "h")


def test_a_server_that_gives_the_same_page_for_ever_is_left(server: Served, tmp_path: Path) -> None:
    repository = Repository([stored(n, server) for n in range(1, 8)])
    page = (f"<ListRecords>{stored(1, server)[1]}"
            "<resumptionToken>again</resumptionToken></ListRecords>")  # fmt: skip
    repository.broken = lambda q: Reply(answer(page)) if q["verb"] == "ListRecords" else None
    server.replies["/oai"] = repository
    with pytest.raises(SourceError, match="the same page again"):
        harvested(server, tmp_path / "h")


def test_an_interrupted_harvest_goes_on_with_its_token(server: Served, tmp_path: Path) -> None:
    repository = Repository([stored(n, server) for n in range(1, 8)])
    server.replies["/oai"] = repository
    with pytest.raises(TransientError, match="limit of requests"):
        harvested(server, tmp_path / "h", HarvestLimits(pause_seconds=0, max_requests=3))
    repository.asked.clear()
    repository.date = "2026-11-21T10:00:00Z"
    harvested(server, tmp_path / "h")
    assert lists(repository)[0]["resumptionToken"] == "4/"
    assert len(list((tmp_path / "h/data/records").rglob("*.xml"))) == 7
    repository.asked.clear()
    harvested(server, tmp_path / "h")  # what changed while the list was read is not missed
    assert lists(repository)[0]["from"] == "2026-11-20T09:59:59Z"


@pytest.mark.parametrize(
    "code", ["cannotDisseminateFormat", "noSetHierarchy", "badArgument", "badVerb"]
)
def test_what_the_repository_refuses_is_told(server: Served, tmp_path: Path, code: str) -> None:
    refusal = Reply(answer(f'<error code="{code}">no</error>'))
    repository = Repository([stored(1, server)])
    repository.broken = lambda q: refusal if q["verb"] == "ListRecords" else None
    server.replies["/oai"] = repository
    with pytest.raises(SourceError, match=code):
        harvested(server, tmp_path / "h")


@pytest.mark.parametrize(
    "body",
    [b"<html><body>Welcome</body></html>", b"", b"<a><b></a>", answer(""),
     b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><OAI-PMH>&e;</OAI-PMH>',
     answer("<Identify><granularity>&lol;</granularity></Identify>",
            prolog='<!DOCTYPE l [<!ENTITY lol "x">]>')],
    ids=["html", "empty", "broken", "nothing", "external", "entities"],
)  # fmt: skip
def test_what_is_no_repository_is_refused(server: Served, tmp_path: Path, body: bytes) -> None:
    server.replies["/oai"] = Reply(body)
    with pytest.raises((SourceError, TransientError)):
        harvested(server, tmp_path / "h")
    assert not (tmp_path / "h" / "manifest-sha256.txt").exists()


def test_a_record_without_an_identifier_is_in_the_account(server: Served, tmp_path: Path) -> None:
    odd = "<record><header><datestamp>x</datestamp></header></record>"
    server.replies["/oai"] = Repository([stored(1, server), ("2026-01-02", odd)])
    account = harvested(server, tmp_path / "h")
    assert account.n_faults == 1 and account.records == 1


def test_a_list_with_a_lost_record_is_asked_for_again(server: Served, tmp_path: Path) -> None:
    odd = "<record><header><datestamp>x</datestamp></header></record>"
    late = "2026-02-01T00:00:00Z"
    repository = Repository([(late, odd), *(stored(n, server) for n in range(1, 8))])
    server.replies["/oai"] = repository
    with pytest.raises(TransientError, match="limit of requests"):
        harvested(server, tmp_path / "h", HarvestLimits(pause_seconds=0, max_requests=3))
    assert harvested(server, tmp_path / "h").is_complete  # the lost one was on the first page
    assert "OAI-Complete-Until" not in (tmp_path / "h" / "bag-info.txt").read_text()
    repository.records[0] = (late, record(9, late, dublin_core(title="Дело 9")))
    repository.asked.clear()
    harvested(server, tmp_path / "h")
    assert "from" not in lists(repository)[0]
    assert len(list((tmp_path / "h/data/records").rglob("*.xml"))) == 8


@pytest.mark.parametrize(
    ("since", "then"),
    [(date(2026, 11, 21), "2026-11-20T09:59:59Z"), (date(2026, 1, 2), "2026-11-22T09:59:59Z")],
    ids=["later", "earlier"],
)
def test_a_day_that_a_person_names_leaves_no_gap(
    server: Served, tmp_path: Path, since: date, then: str
) -> None:
    repository = Repository([stored(1, server, "2026-11-22T00:00:00Z")])
    server.replies["/oai"] = repository
    harvested(server, tmp_path / "h")
    repository.date = "2026-11-22T10:00:00Z"
    harvested(server, tmp_path / "h", since=since)
    repository.asked.clear()
    harvested(server, tmp_path / "h")
    assert lists(repository)[0]["from"] == then


@pytest.mark.parametrize("inner", ["", '<error code="noRecordsMatch"/>'], ids=["nothing", "none"])
def test_a_list_that_stops_in_the_middle_is_not_whole(
    server: Served, tmp_path: Path, inner: str
) -> None:
    repository = Repository([stored(n, server) for n in range(1, 8)])
    cut = Reply(answer(inner))
    repository.broken = lambda q: cut if q.get("resumptionToken") == "4/" else None
    server.replies["/oai"] = repository
    with pytest.raises((SourceError, TransientError)):
        harvested(server, tmp_path / "h")
    assert not (tmp_path / "h" / "manifest-sha256.txt").exists()


@pytest.mark.parametrize("data", [b"", b"{", b"[]"])
def test_a_folder_of_which_nobody_knows_what_it_has_is_not_gone_on_with(
    server: Served, tmp_path: Path, data: bytes
) -> None:
    server.replies["/oai"] = Repository([stored(1, server)])
    harvested(server, tmp_path / "h")
    (tmp_path / "h" / "harvest-oai.json").write_bytes(data)
    with pytest.raises(SettingsError, match="name a new folder"):
        harvested(server, tmp_path / "h")


def test_an_address_that_cannot_be_shown_is_counted(server: Served, tmp_path: Path) -> None:
    odd = dublin_core(title="Дело", identifier="http://a.example/\u200b1.pdf")
    server.replies["/oai"] = Repository([("2026-01-01T00:00:00Z", record(1, "x", odd))])
    account = harvested(server, tmp_path / "h", with_files=True)
    assert account.other_hosts == {"a.example": 1}


@pytest.mark.parametrize(("prefix", "make"), [("marcxml", marc), ("mods", mods)])
def test_files_that_marc_and_mods_name_are_fetched_on_demand(
    server: Served, tmp_path: Path, prefix: str, make: Any
) -> None:
    stamp = "2026-01-01T00:00:00Z"
    rows = [(stamp, record(n, stamp, make("Дело", f"{server.url}/f/{n}.pdf"))) for n in (1, 2)]
    rows.append((stamp, record(3, stamp, make("Дело", "https://other.example/3.pdf"))))
    rows.append((stamp, record(4, stamp, make("Дело", f"{server.url}/page/4"))))
    server.replies["/oai"] = Repository(rows)
    server.put("/f/1.pdf", b"%PDF-1.4", "application/pdf")
    server.put("/page/4", b"<html><p>About it", "text/html")
    account = harvested(server, tmp_path / "h", prefix=prefix, with_files=True)
    assert account.n_faults == 1 and "404" in account.faults[0]
    assert account.other_hosts == {"other.example": 1} and account.web_pages == 1
    kept = [p.name for p in (tmp_path / "h/data").rglob("*.pdf")]
    assert kept == ["1.pdf"]
    asked = len(server.asked)
    harvested(server, tmp_path / "h", prefix=prefix, with_files=True)
    assert [p for p in server.asked[asked:] if "oai" not in p] == ["/f/2.pdf"]


def test_without_files_none_is_asked(server: Served, tmp_path: Path) -> None:
    server.replies["/oai"] = Repository([stored(1, server)])
    harvested(server, tmp_path / "h")
    assert not [p for p in server.asked if p.startswith("/files")]
