"""The review queue as an archivist works it: list, show, decide, a second person, a complaint."""

import hashlib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.holdings import AS_OF, OPEN_SERIES, CommandLine, files_with, open_row, write_holding

# Every paper has words of its own: a near copy of a closed one would be closed, too.
MATTERS = (
    "О мощении улицъ: камень купить у подрядчика, работу начать весною",
    "О водопроводѣ: трубы положить до рѣки, башню строить на горѣ",
    "О заводѣ: чертежи передать въ губернію, станки перевезти зимою",
    "О продажѣ лѣса изъ городскихъ дачъ: торги назначить на третье мая",
    "О ярмаркѣ: балаганы ставить за валомъ, мѣста сдавать по жребію",
    "О пожарномъ обозѣ: лошадей докупить, бочки выкрасить зеленою краскою",
    "Объ освѣщеніи набережной: поставить двадцать фонарей къ осени",
    "О городскомъ садѣ: липы подрѣзать, скамьи починить, гуляющихъ впускать до ночи",
    "Объ отпускѣ дровъ училищамъ: выдать по десяти саженъ каждому",
)


def pages_of(number: int) -> str:
    matter = MATTERS[number - 1]
    return f"{matter}.\fСмѣта по сему дѣлу. Выдано Сидорову Ивану Петровичу {number}0 рублей.\n"


DAY = ("--as-of", AS_OF)
HERE = ("--collection", "demo")
RIGHTS = ("--rights", "noc-oklr")


def row(number: int, **changes: str) -> dict[str, str]:
    return open_row(number, **changes)


def reference(number: int) -> str:
    return f"Ф. 1. Оп. 1. Д. {number}"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Papers of 1950 in review, one secret, two of 1912 open; two archivists and a rights clerk."""
    folder = tmp_path_factory.mktemp("review")
    rows = [
        row(1, date="1950"),
        row(2, date="1950"),
        row(3, date="1950"),
        row(4, date="1912"),
        row(5, date="1950", series="Опись 7"),
        row(6, date="1950", series="Опись 7"),
        row(7, date="1912"),
        row(8, date="1950"),
        row(9, date="1912"),
    ]
    texts = {f"{n}.txt": pages_of(n) for n in range(1, 10)}
    texts["3.txt"] = f"СОВ. СЕКРЕТНО\n\n{pages_of(3)}"
    source = write_holding(folder / "holding", rows, texts)
    run = CommandLine(folder / "storage")
    assert run.ingest(source).code == 0
    for name, *roles in (
        ("anna", "archivist"),
        ("boris", "archivist", "rights"),
        ("clara", "rights"),
        ("vera", "archivist", "secrecy_commission"),
    ):
        options = [part for role in roles for part in ("--role", role)]
        assert run("staff", "add", name, *options).code == 0
    return run


def decide(run: CommandLine, item: str, by: str, *more: str, outcome: str = "open") -> Any:
    return run(
        "review", "decide", item, *HERE, *DAY, "--outcome", outcome, "--by", by, "--json", *more
    )


def outcomes(run: CommandLine) -> dict[str, str]:
    return {d["item_id"]: d["outcome"] for d in run.decisions() if d["unit"] == "item"}


def test_the_queue_names_what_waits_and_for_whom(archive: CommandLine) -> None:
    found = archive("review", "list", *HERE, *DAY, "--json").json
    by_item = {one["item_id"]: one for one in found["items"]}
    assert reference(2) in by_item
    assert by_item[reference(2)]["reviewers"] == ["archivist", "rights"]
    assert reference(3) not in by_item  # denied: it does not wait for anybody


def test_show_says_what_is_known_what_holds_it_back_and_what_would_release_it(
    archive: CommandLine,
) -> None:
    shown = archive("review", "show", reference(3), *HERE, *DAY, "--json")
    obstacles = {o["rule_id"]: o for o in shown.json["obstacles"]}
    mark = obstacles["RU.5485-1.mark"]
    assert mark["verdict"] == "deny"
    assert any("secrecy_commission" in way for way in mark["released_by"])
    assert any(e["found"] == "СОВ. СЕКРЕТНО" for e in shown.json["evidence"])
    assert "гриф секретности" in shown.err


def test_opening_takes_two_people_with_the_roles_that_are_needed(archive: CommandLine) -> None:
    item = reference(1)
    opening = ("--reason", "not-private", *RIGHTS)
    first = decide(archive, item, "anna", *opening)
    assert first.json["state"] == "proposed"
    assert outcomes(archive)[item] == "review"
    again = decide(archive, item, "anna", *opening)
    assert again.json["state"] == "proposed"
    own = archive("review", "approve", first.json["ruling_id"], "--by", "anna", *DAY)
    assert (own.code, outcomes(archive)[item]) == (2, "review")
    nobody = archive("review", "approve", first.json["ruling_id"], "--by", "eve", *DAY)
    assert nobody.code == 2
    without_rights = archive("review", "approve", first.json["ruling_id"], "--by", "vera", *DAY)
    assert without_rights.code == 2
    assert "rights" in without_rights.err
    second = decide(archive, item, "boris", *opening)
    assert second.json["outcome"] == "open"
    assert outcomes(archive)[item] == "open"
    explained = archive("audit", "explain", second.json["decision_id"], "--json").json
    assert "Decided by people: anna, boris." in explained["en"]
    assert "Решили люди: anna, boris." in explained["ru"]


def test_pages_and_names_stay_closed_in_an_item_that_is_opened(archive: CommandLine) -> None:
    item = reference(2)
    options = ("--reason", "not-private", *RIGHTS, "--withhold-page", "1")
    names = ("--redact", "person_named")
    decide(archive, item, "anna", *options, *names)
    assert decide(archive, item, "boris", *options, *names).json["outcome"] == "open"
    parts = [d for d in archive.decisions() if d["item_id"] == item and d["unit"] != "item"]
    assert {(d["unit"], d["page"], d["effect"]) for d in parts} == {
        ("page", 1, "withhold_page"),
        ("span", 2, "redact_span"),
    }
    folder = Path(archive.release().json["folder"])
    rows = pq.read_table(folder / "data" / "documents").to_pylist()
    (document,) = [r for r in rows if r["reference_code"] == item]
    assert "Сидоров" not in document["text"]
    assert "водопровод" not in document["text"]
    assert "20 рублей" in document["text"]
    (mask,) = document["redactions"]
    assert document["text"][mask["offset"] : mask["offset"] + mask["length"]] == "[…]"
    pages = pq.read_table(folder / "data" / "pages").to_pylist()
    by_number = {p["page"]: p for p in pages if p["reference_code"] == item}
    assert (by_number[1]["status"], by_number[1]["text"], by_number[1]["text_raw"]) == (
        "withheld",
        "",
        "",
    )
    assert "Сидоров" not in by_number[2]["text_raw"]
    assert document["source_sha256"] == [""]  # the name could be guessed until it fits
    assert {page["source_sha256"] for page in by_number.values()} == {""}
    digest = hashlib.sha256(pages_of(2).encode()).hexdigest()
    assert not files_with(folder, digest)
    for path in folder.rglob("*"):
        assert not path.is_file() or "Сидоров".encode() not in path.read_bytes()


def test_secrecy_opens_only_by_an_act_and_the_commission(archive: CommandLine) -> None:
    item = reference(3)
    plain = decide(archive, item, "anna", "--reason", "false-alarm", *RIGHTS)
    assert plain.code == 2
    assert "act" in plain.err
    vague = decide(archive, item, "anna", "--reason", "declassified", *RIGHTS, "--act", "был акт")
    assert vague.code == 2
    act = ("--reason", "declassified", *RIGHTS, "--act", "№ 12 от 12.03.2001")
    decide(archive, item, "anna", *act)
    assert decide(archive, item, "boris", *act).code == 2
    assert outcomes(archive)[item] == "withheld"
    archive("staff", "add", "vera", "--role", "secrecy_commission", "--role", "rights")
    assert decide(archive, item, "vera", *act).json["outcome"] == "open"


def test_redaction_is_refused_where_the_law_knows_none(archive: CommandLine) -> None:
    item = reference(3)
    act = ("--reason", "declassified", *RIGHTS, "--act", "№ 12 от 12.03.2001")
    refused = decide(archive, item, "anna", *act, "--redact", "person_named")
    assert refused.code == 2
    assert "never redacted" in refused.err


def test_closing_takes_one_person_and_holds_at_once(archive: CommandLine) -> None:
    item = reference(4)
    assert outcomes(archive)[item] == "open"
    closed = decide(archive, item, "anna", "--reason", "private-life", outcome="withhold")
    assert closed.json["outcome"] == "withheld"
    archive("reassess", *DAY)
    assert outcomes(archive)[item] == "withheld"


def test_a_complaint_suspends_at_once_and_two_people_decide(archive: CommandLine) -> None:
    item = reference(7)
    assert archive.release().code == 0
    suspended = archive("takedown", item, *HERE, *DAY, "--reason", "complaint", "--json")
    assert suspended.json["outcome"] == "suspended"
    release = Path(archive.release().json["folder"])
    published = pq.read_table(release / "data" / "documents").column("reference_code").to_pylist()
    assert item not in published
    queue = archive("review", "list", *HERE, *DAY, "--json").json["items"]
    assert (queue[0]["item_id"], queue[0]["urgency"]) == (item, "suspended")
    first = decide(archive, item, "anna", "--reason", "complaint-upheld", outcome="withhold")
    assert first.json["state"] == "proposed"
    assert outcomes(archive)[item] == "suspended"
    second = decide(archive, item, "boris", "--reason", "complaint-upheld", outcome="withhold")
    assert second.json["outcome"] == "withheld"
    figures = archive("review", "figures", "--year", "2026", "--json")
    year = figures.json["year"]
    assert year == 2026


def test_a_complaint_that_is_not_upheld_gives_the_item_back(archive: CommandLine) -> None:
    item = reference(9)
    archive("takedown", item, *HERE, *DAY, "--reason", "rights-holder")
    assert outcomes(archive)[item] == "suspended"
    decide(archive, item, "anna", "--reason", "not-private")
    assert outcomes(archive)[item] == "suspended"
    assert decide(archive, item, "boris", "--reason", "not-private").json["outcome"] == "open"
    assert outcomes(archive)[item] == "open"


def test_a_series_is_opened_by_a_recorded_rule(archive: CommandLine) -> None:
    series = ("--series", "Опись 7", "--reason", "archive-decision", *RIGHTS)
    base = ("review", "decide", *HERE, *DAY, "--outcome", "open", *series)
    bare = archive(*base, "--by", "anna")
    assert bare.code == 2
    assert "ground.missing.access" in bare.err
    lifts = ("RU.125FZ.25.3.private-life", "ground.missing.access", "ground.missing.copyright")
    lift = [part for code in lifts for part in ("--lift", code)]
    secrecy = archive(*base, "--by", "anna", "--lift", "RU.5485-1.mark")
    assert secrecy.code == 2
    assert archive(*base, *lift, "--by", "anna", "--json").json["state"] == "proposed"
    assert archive(*base, *lift, "--by", "boris", "--json").json["state"] == "in_force"
    now = outcomes(archive)
    assert (now[reference(5)], now[reference(6)]) == ("open", "open")
    assert now[reference(8)] == "review"  # of another series


def test_a_revoked_person_neither_proposes_nor_passes(archive: CommandLine) -> None:
    item = reference(8)
    archive("staff", "add", "dora", "--role", "archivist")
    opening = ("--reason", "not-private", *RIGHTS)
    proposed = decide(archive, item, "dora", *opening)
    assert archive("staff", "revoke", "dora").code == 0
    assert decide(archive, item, "dora", *opening).code == 2
    passed = archive("review", "approve", proposed.json["ruling_id"], "--by", "boris", *DAY)
    assert passed.code == 2
    assert outcomes(archive)[item] == "review"
    refused = archive("review", "refuse", proposed.json["ruling_id"], "--by", "boris", "--json")
    assert refused.json["state"] == "refused"


def test_every_step_is_in_the_ledger_and_the_ledger_is_sound(
    archive: CommandLine, tmp_path: Path
) -> None:
    folder = tmp_path / "ledger"
    assert archive("audit", "export", str(folder)).code == 0
    assert archive("audit", "verify", str(folder)).code == 0
    text = (folder / "ledger.jsonl").read_text()
    assert '"kind":"suspension"' in text
    assert '"actor":"anna+boris"' in text
    assert "Оп. 1" not in text
    assert OPEN_SERIES not in text
