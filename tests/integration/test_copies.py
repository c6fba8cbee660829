"""What a closed text says is closed in every copy and quotation, whichever came first."""

from pathlib import Path
from typing import Any

import pytest

from tests.holdings import AS_OF, OPEN_SERIES, TEXT, CommandLine, InProcess, open_row, write_holding
from tests.noisy_texts import misread

SECRET = (
    "О размещении запасов снарядов в пороховых погребах крепости комендант докладывает, что "
    "третий погреб у восточного вала занят полностью, четвертый отведен под фитили, а ключи "
    "от обоих хранятся у дежурного офицера в караульном доме за рекой."
)
MARKED = f"Совершенно секретно\nЭкз. № 2\n\nПротокол совещания.\n{SECRET}\n{TEXT}"
OTHER = (
    "Годовой отчет городского ветеринара. Осмотрено лошадей двести сорок, коров триста "
    "двенадцать, больных сапом не найдено. Скотобойня содержится исправно, колодец вычищен.\n"
)
QUOTING = f"{OTHER}Читано отношение коменданта: {SECRET[:170]}\nПринято к сведению.\n{OTHER[::-1]}"
LONG = SECRET + (
    "\nКрепостные ворота по вечерам запираются в девятом часу, мост через ров требует починки, "
    "доски его сгнили, отчего обозы проходят шагом. Лазарет просит прислать хины, корпии и двух "
    "фельдшеров, ибо прежние отправлены с батальоном на зимние квартиры. Кузнец за подковы "
    "получил сполна, о чем имеется расписка. Казармы третьей роты заняты под склад муки, люди "
    "переведены в палатки у водокачки. Комиссия осмотрела печи, нашла трещины и предписала "
    "переложить дымоходы до первых морозов, употребив кирпич разобранной часовни.\n"
)
NEAR, QUOTES = "care.near-copy-of-closed", "care.quotes-closed"


@pytest.fixture
def openfonds(tmp_path: Path) -> CommandLine:
    return InProcess(tmp_path / "storage")


def closed_holding(folder: Path, text: str = MARKED, **changes: str) -> Path:
    return write_holding(folder, [open_row(1, **changes)], {"1.txt": text})


def open_holding(folder: Path, text: str = QUOTING) -> Path:
    rows = [open_row(11), open_row(12)]
    return write_holding(folder, rows, {"11.txt": text, "12.txt": OTHER})


def outcome(decisions: list[dict[str, Any]], number: int) -> tuple[str, list[str]]:
    (found,) = [
        d for d in decisions if d["unit"] == "item" and d["item_id"].endswith(f". {number}")
    ]
    return found["outcome"], found["reason_codes"]


def ingest_both(openfonds: CommandLine, closed: Path, opened: Path, *, closed_first: bool) -> None:
    for source, name in [(closed, "secret"), (opened, "free")][:: 1 if closed_first else -1]:
        ran = openfonds.ingest(source, collection=name)
        assert ran.code == 0, ran.err


@pytest.mark.parametrize("closed_first", [True, False], ids=["closed first", "open first"])
def test_a_quotation_in_another_collection_is_closed(
    openfonds: CommandLine, tmp_path: Path, closed_first: bool
) -> None:
    closed, opened = closed_holding(tmp_path / "a"), open_holding(tmp_path / "b")
    ingest_both(openfonds, closed, opened, closed_first=closed_first)
    said = openfonds.decisions("free")
    assert outcome(said, 11) == ("review", [QUOTES])
    assert outcome(said, 12)[0] == "open"


def test_a_near_copy_of_a_text_without_ground_is_closed(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    closed = closed_holding(tmp_path / "a", SECRET, series="Ф. 9. Опись 9")
    copied = SECRET.replace("погреб", "погребъ").replace("офицера", "офицсра").upper()
    opened = open_holding(tmp_path / "b", copied)
    ingest_both(openfonds, closed, opened, closed_first=False)
    assert outcome(openfonds.decisions("free"), 11) == ("review", [NEAR])


def test_a_copy_with_every_seventh_letter_misread_is_closed(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    closed = closed_holding(tmp_path / "a", LONG, series="Ф. 9. Опись 9")
    opened = open_holding(tmp_path / "b", misread(LONG, 0.15, seed=3))
    ingest_both(openfonds, closed, opened, closed_first=False)
    assert outcome(openfonds.decisions("free"), 11) == ("review", [NEAR])


def test_a_copy_opens_again_once_the_closed_one_is_open(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    closed = closed_holding(tmp_path / "a", SECRET, series="Ф. 9. Опись 9")
    ingest_both(openfonds, closed, open_holding(tmp_path / "b", SECRET), closed_first=True)
    assert outcome(openfonds.decisions("free"), 11) == ("review", [NEAR])
    settings = closed / "collection.toml"
    settings.write_text(settings.read_text().replace(OPEN_SERIES, "Ф. 9. Опись 9"))
    openfonds.ingest(closed, collection="secret")
    openfonds("reassess", "--as-of", AS_OF)
    assert outcome(openfonds.decisions("free"), 11)[0] == "open"


def test_a_mended_delivery_is_no_copy_of_itself(openfonds: CommandLine, tmp_path: Path) -> None:
    openfonds.ingest(closed_holding(tmp_path / "a", SECRET, series="Ф. 9. Опись 9"))
    openfonds.ingest(closed_holding(tmp_path / "b", f"{SECRET} Верно.", title="Отношение"))
    openfonds("reassess", "--as-of", AS_OF)
    assert outcome(openfonds.decisions(), 1)[0] == "open"


def test_a_complaint_closes_what_quotes_it_at_once(openfonds: CommandLine, tmp_path: Path) -> None:
    ran = openfonds.ingest(closed_holding(tmp_path / "a", SECRET), collection="secret")
    assert ran.json["outcomes"]["open"] == 1
    openfonds.ingest(open_holding(tmp_path / "b"), collection="free")
    assert outcome(openfonds.decisions("free"), 11)[0] == "open"
    item = "Ф. 1. Оп. 1. Д. 1"
    taken = openfonds(
        *("takedown", item, "--collection", "secret", "--reason", "complaint"), "--as-of", AS_OF
    )
    assert taken.code == 0, taken.err
    said = openfonds.decisions("free")
    assert outcome(said, 11) == ("review", [NEAR, QUOTES])
    assert outcome(said, 12)[0] == "open"


def test_what_people_open_is_held_against_closed_texts(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    openfonds.ingest(closed_holding(tmp_path / "a"), collection="secret")
    rows, texts = [open_row(11, date="1950"), open_row(12)], {"11.txt": QUOTING, "12.txt": OTHER}
    openfonds.ingest(write_holding(tmp_path / "b", rows, texts), collection="free")
    for name in ("anna", "boris"):
        openfonds("staff", "add", name, "--role", "archivist", "--role", "rights")
        ruled = openfonds(
            *("review", "decide", "Ф. 1. Оп. 1. Д. 11", "--collection", "free", "--as-of", AS_OF),
            *("--outcome", "open", "--reason", "not-private", "--rights", "noc-oklr"),
            *("--by", name, "--json"),
        )
    assert ruled.json["state"] == "in_force"
    assert outcome(openfonds.decisions("free"), 11) == ("review", [QUOTES])


@pytest.mark.parametrize("closed_first", [True, False], ids=["closed first", "open first"])
def test_the_same_text_as_what_its_description_closed_unread(
    openfonds: CommandLine, tmp_path: Path, closed_first: bool
) -> None:
    closed = closed_holding(tmp_path / "a", SECRET, title="Совершенно секретно. Протоколы")
    opened = open_holding(tmp_path / "b", SECRET.upper())
    ingest_both(openfonds, closed, opened, closed_first=closed_first)
    assert outcome(openfonds.decisions("secret"), 1)[0] == "withheld"
    assert outcome(openfonds.decisions("free"), 11) == ("review", [NEAR, QUOTES])
    vault = tmp_path / "storage" / "vault"
    assert not any(SECRET[:40].encode() in p.read_bytes() for p in vault.rglob("*") if p.is_file())
