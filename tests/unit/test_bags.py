"""BagIt bags: what makes one unusable, what fails a file, and what the account says of it."""

import json
from pathlib import Path

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory
from extractors.packing.bag import Bag, bag_root, check_bag
from extractors.packing.package import Package, open_package
from extractors.survey import survey_row
from openfonds.app.intake.bags import check_settings, checked_bag, notes_on_bag, sound_rows
from openfonds.app.sources import find_settings
from openfonds.collection import Collection
from openfonds.digests import sha256_of_bytes
from openfonds.errors import SettingsError, SourceError
from openfonds.model import Absence, Item
from openfonds.settings import Limits
from tests.bags import lines, packed, put, seal, write_bag

LIMITS = Limits()
FILES = {
    "inventory.csv": b"item_id;files\n1;a.txt\n2;scans/*.txt\n",
    "a.txt": b"one\n",
    "scans/p1.txt": b"two\n",
    "scans/p2.txt": b"three\n",
}
COLLECTION = Collection(name="c")


def check(source: Path) -> Bag:
    with open_package(str(source), LIMITS) as package:
        root = bag_root(package)
        assert root is not None
        return check_bag(package, root)


def taken_in(source: Path) -> tuple[Inventory, list[Item | Absence]]:
    """The rows of a bag, and what the survey says of those that are left."""
    with open_package(str(source), LIMITS) as package:
        bag = checked_bag(package)
        sound = sound_rows(package, bag, rows_of_holding(package, LIMITS))
    with open_package(str(source), LIMITS) as package:  # as a worker does
        surveyed = [
            survey_row(package, row, LIMITS, sound.sha256.get(row.position, {}))
            for row in sound.inventory.rows
        ]
    return sound.inventory, surveyed


@pytest.mark.parametrize("kind", ["", ".zip", ".tar", ".tar.gz", ".tar.xz"])
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_a_sound_bag_gives_items_with_known_digests(
    tmp_path: Path, kind: str, algorithm: str
) -> None:
    folder = write_bag(tmp_path / "bag", FILES, algorithms=(algorithm,))
    inventory, items = taken_in(packed(folder, kind) if kind else folder)
    assert not inventory.absences
    assert [i.reference_code for i in items] == ["1", "2"]
    assert all(isinstance(i, Item) for i in items)
    digests = [f.sha256 for i in items if isinstance(i, Item) for f in i.files]
    assert digests == [sha256_of_bytes(FILES[n]) for n in ("a.txt", "scans/p1.txt", "scans/p2.txt")]


def test_files_of_a_bag_are_read_once_for_their_checksums(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractors.survey.digests_of_stream", lambda *_: 1 / 0)
    _, items = taken_in(write_bag(tmp_path / "bag", FILES, algorithms=("md5", "sha512")))
    assert all(isinstance(i, Item) for i in items)


@pytest.mark.parametrize(
    ("name", "code"),
    [("scans/p2.txt", "bag.checksum_differs"), ("scans/p2.txt", "bag.file_missing"),
     ("scans/p3.txt", "bag.not_in_manifest")],
)  # fmt: skip
def test_an_unsound_file_fails_the_item_that_uses_it_and_no_other(
    tmp_path: Path, name: str, code: str
) -> None:
    folder = write_bag(tmp_path / "bag", FILES)
    if code == "bag.file_missing":
        (folder / "data" / name).unlink()  # a glob would never miss it
    else:
        put(folder / "data" / name, b"other\n")
    inventory, items = taken_in(folder)
    assert [(a.reference_code, a.reason_code) for a in inventory.absences] == [("2", code)]
    assert [i.reference_code for i in items] == ["1"]


def test_an_unsound_file_that_no_item_uses_is_accounted_for(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "bag", {**FILES, "more/letter.txt": b"x"})
    put(folder / "data/more/letter.txt", b"y")
    inventory, items = taken_in(folder)
    assert [(a.reference_code, a.position, a.reason_code) for a in inventory.absences] == [
        ("data/more/letter.txt", 3, "bag.checksum_differs")
    ]
    assert len(items) == 2


def test_a_book_that_is_missing_from_a_bag_without_an_inventory_is_not_lost(
    tmp_path: Path,
) -> None:
    folder = write_bag(tmp_path / "bag", {"a.pdf": b"%PDF-", "b.pdf": b"%PDF-1"})
    (folder / "data/b.pdf").unlink()
    inventory, _ = taken_in(folder)
    assert [(a.reference_code, a.reason_code) for a in inventory.absences] == [
        ("data/b", "bag.file_missing")
    ]


def test_an_inventory_that_was_changed_is_not_read(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "bag", FILES)
    put(folder / "data/inventory.csv", FILES["inventory.csv"] + b"3;a.txt\n")
    with pytest.raises(SourceError, match="not what the manifest"):
        taken_in(folder)


def test_a_closed_list_that_was_changed_is_not_used(tmp_path: Path) -> None:
    toml = b'[[closed_lists]]\nid = "dsp"\npath = "closed.csv"\nkey = "item_id"\nmax_age_days = 9\n'
    payload = {**FILES, "collection.toml": toml, "closed.csv": b"item_id\n1\n"}
    folder = write_bag(tmp_path / "bag", payload)
    put(folder / "data/closed.csv", b"item_id\n")
    with open_package(str(folder), LIMITS) as package:
        checked_bag(package)
        with pytest.raises(SettingsError, match=r"closed list 'dsp': .*not what the manifest"):
            find_settings(package, "c")


def test_a_changed_closed_list_is_not_used_by_settings_that_are_named_either(
    tmp_path: Path,
) -> None:
    toml = (
        b'name = "c"\n[[closed_lists]]\nid = "dsp"\npath = "closed.csv"\nkey = "item_id"\n'
        b"max_age_days = 9\n"
    )
    payload = {**FILES, "named.toml": toml, "closed.csv": b"item_id\n1\n"}
    folder = write_bag(tmp_path / "bag", payload)
    put(folder / "data/closed.csv", b"item_id\n")
    with open_package(str(folder), LIMITS) as package:
        bag = checked_bag(package)
        found, beside = find_settings(package, str(folder / "data" / "named.toml"))
        with pytest.raises(SettingsError, match="closed list dsp"):
            check_settings(package, bag, found, beside)


def test_settings_in_a_bag_without_an_inventory_count(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", {"a.pdf": b"x", "collection.toml": b'title = "T"'})
    with open_package(str(folder), LIMITS) as package:
        assert find_settings(package, "c")[0].title == "T"
    put(folder / "collection.toml", b'title = "U"')
    with open_package(str(folder), LIMITS) as package, pytest.raises(SettingsError, match="two"):
        find_settings(package, "c")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bagit.txt": b"BagIt-Version: 1.0\n"}, "no Tag-File-Character-Encoding"),
        ({"bagit.txt": b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n"}, "version"),
        ({"bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: zlib\n"}, "encoding"),
        ({"bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: hex\n"}, "encoding"),
        ({"bagit.txt": b"\xff\xfe"}, "not UTF-8"),
        ({"bagit.txt": b""}, "no version"),
        ({"bag-info.txt": b"Payload-Oxum: 5.5\n"}, "5 octets in 5 files; there are"),
        ({"bag-info.txt": b"Payload-Oxum: many\n"}, "Payload-Oxum is not a number"),
        ({"bag-info.txt": b"Title: \xff\n"}, "encoding that bagit.txt names"),
        ({"manifest-sha256.txt": b"zz data/a.txt\n"}, "line 1 is not a checksum"),
        ({"manifest-sha256.txt": b"00 data/a.txt\n"}, "line 1 is not a checksum"),
        ({"manifest-sha256.txt": b"0" * 70000}, "too long"),
        ({"manifest-sha256.txt": b"0" * 64 + b" bag-info.txt\n"}, "outside the payload"),
        ({"manifest-sha256.txt": b"0" * 64 + b" data/%2e%2e/x\n"}, ""),
        ({"manifest-sha256.txt": b"0" * 64 + b" data/../../x\n"}, "outside the payload"),
        ({"manifest-sha256.txt": b"0" * 64 + b" data\\..\\..\\x\n"}, "outside the payload"),
        ({"manifest-md5.txt": b"0" * 32 + b" /etc/passwd\n"}, "outside the payload"),
        ({"manifest-SHA256.txt": b""}, "second manifest"),
        ({"fetch.txt": b"http://a.example/x 5 data/not-there.txt\n"}, "no manifest names"),
        ({"fetch.txt": b"http://a.example/x five data/a.txt\n"}, "line 1 is not an address"),
        ({"fetch.txt": b"file:///etc/passwd - ../a.txt\n"}, "outside the payload"),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_a_bag_that_is_wrong_as_a_whole_is_refused(
    tmp_path: Path, change: dict[str, bytes], message: str
) -> None:
    folder = write_bag(tmp_path / "bag", FILES)
    for name, data in change.items():
        put(folder / name, data)
    seal(folder)
    if not message:  # an escape that the format does not have is part of a name
        assert "bag.file_missing" in {r.reason_code for r in check(folder).refused.values()}
        return
    with pytest.raises(SourceError, match=message):
        check(folder)


def test_nothing_is_fetched_and_what_is_there_is_enough(tmp_path: Path) -> None:
    folder = write_bag(
        tmp_path / "b", FILES, tags={"fetch.txt": b"http://a.example/ 4 data/a.txt\n"}
    )
    assert check(folder).has_fetch
    (folder / "data/a.txt").unlink()
    with pytest.raises(
        SourceError, match=r"names 1 files that are not in the payload: 'data/a.txt'"
    ):
        check(folder)


def test_tag_files_must_be_as_the_tag_manifest_says(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", FILES, tags={"bag-info.txt": b"Source-Organization: A\n"})
    put(folder / "bag-info.txt", b"Source-Organization: B\n")
    with pytest.raises(SourceError, match=r"1 differ from their checksums \('bag-info.txt'\)"):
        check(folder)
    (folder / "bag-info.txt").unlink()
    with pytest.raises(SourceError, match="1 are missing"):
        check(folder)


def test_names_with_escapes_accents_and_blanks(tmp_path: Path) -> None:
    names = ("a\nb.txt", "100%.txt", "100%25.txt", "Опись й.txt", "two  blanks.txt", "\u2028x.txt")
    folder = write_bag(tmp_path / "b", {name: name.encode() for name in names})
    bag = check(folder)
    assert not bag.refused and not bag.warnings
    assert set(bag.sha256) >= {f"data/{name}" for name in names}


def test_a_manifest_of_macos_fits_files_of_linux(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", {"й.txt": b"1"})
    listed = lines("sha256", {"data/й.txt": b"1"}).decode().replace("й", "и\u0306")
    put(folder / "manifest-sha256.txt", listed.encode())
    seal(folder)
    assert not check(folder).refused


def test_every_manifest_counts(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", FILES, algorithms=("md5", "sha512"))
    text = (folder / "manifest-md5.txt").read_text()
    put(folder / "manifest-md5.txt", text.replace(text[:6], "000000").encode())
    seal(folder)
    assert [r.reason_code for r in check(folder).refused.values()] == ["bag.checksum_differs"]


@pytest.mark.parametrize(("version", "refused"), [("1.0", ["data/a.txt"]), ("0.97", [])])
def test_from_version_1_on_every_manifest_names_every_file(
    tmp_path: Path, version: str, refused: list[str]
) -> None:
    folder = write_bag(tmp_path / "b", FILES, version=version, algorithms=("md5", "sha512"))
    kept = (folder / "manifest-md5.txt").read_text().splitlines()
    put(folder / "manifest-md5.txt", "\n".join(k for k in kept if "/a.txt" not in k).encode())
    seal(folder)
    assert list(check(folder).refused) == refused


def test_a_manifest_of_an_unknown_algorithm_is_not_enough(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", FILES)
    (folder / "manifest-sha256.txt").rename(folder / "manifest-whirlpool.txt")
    seal(folder)
    with pytest.raises(SourceError, match="no payload manifest of a known algorithm"):
        check(folder)


def test_a_link_that_leads_out_of_a_bag_is_not_followed(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", FILES)
    (tmp_path / "secret.txt").write_bytes(FILES["a.txt"])
    (folder / "data/a.txt").unlink()
    (folder / "data/a.txt").symlink_to(tmp_path / "secret.txt")
    assert check(folder).refused["data/a.txt"].reason_code == "source.path_outside"


def test_a_folder_without_bagit_txt_is_no_bag_but_one_that_lost_it_is(tmp_path: Path) -> None:
    put(tmp_path / "plain/data/a.txt", b"1")
    with open_package(str(tmp_path / "plain"), LIMITS) as package:
        assert bag_root(package) is None and checked_bag(package) is None
    folder = write_bag(tmp_path / "b", FILES)
    (folder / "bagit.txt").unlink()
    with pytest.raises(SourceError, match=r"no bagit\.txt"):
        check(folder)


def test_a_bag_within_a_holding_is_spoken_of(tmp_path: Path) -> None:
    write_bag(tmp_path / "h/one", FILES)
    write_bag(tmp_path / "h/two", FILES)
    with open_package(str(tmp_path / "h"), LIMITS) as package:
        notes = notes_on_bag(package, checked_bag(package), COLLECTION, package.source)
    assert [note.partition(":")[0] for note in notes] == ["one/bagit.txt", "two/bagit.txt"]


def test_many_odd_lines_make_one_warning(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", {f"{i}.txt": b"x" for i in range(50)})
    text = (folder / "manifest-sha256.txt").read_text()
    put(folder / "manifest-sha256.txt", text.replace("  data", "  ./data").encode())
    seal(folder)
    assert check(folder).warnings == (
        "manifest-sha256.txt: names begin with ./ (line 1 and 49 more)",
    )


PROFILE = {
    "BagIt-Profile-Info": {"BagIt-Profile-Identifier": "https://a.example/p.json"},
    "Bag-Info": {"Source-Organization": {"required": True, "values": ["Archive"]}},
    "Manifests-Required": ["sha256"],
    "Accept-BagIt-Version": ["1.0"],
}
ASKS = b"BagIt-Profile-Identifier: https://a.example/p.json\n"


def _judged(source: Path, collection: Collection = COLLECTION, beside: str = "") -> list[str]:
    with open_package(str(source), LIMITS) as package:
        bag = checked_bag(package)
        check_settings(package, bag, collection, beside or package.source)
        return notes_on_bag(package, bag, collection, beside or package.source)


@pytest.mark.parametrize(
    ("info", "more", "fault"),
    [
        (b"Source-Organization: Archive\n", {}, ""),
        (b"", {}, "has no Source-Organization"),
        (b"Source-Organization: Other\n", {}, "not allowed"),
        (b"Source-Organization: Archive\n", {"Manifests-Required": ["sha512"]}, "sha512"),
        (b"Source-Organization: Archive\n", {"Manifests-Allowed": ["md5"]}, "sha256 is not"),
        (b"Source-Organization: Archive\n", {"Accept-BagIt-Version": ["0.97"]}, "version 1.0"),
        (b"Source-Organization: Archive\n", {"Serialization": "required"}, "packed"),
        (b"Source-Organization: Archive\n", {"Fetch.txt-Required": True}, "fetch.txt"),
        (b"Source-Organization: Archive\n", {"Tag-Files-Required": ["m.xml"]}, "m.xml"),
        (b"Source-Organization: Archive\n", {"Tag-Files-Allowed": ["p.json"]}, ""),
        (b"Source-Organization: Archive\n", {"Payload-Files-Allowed": ["data/*.txt"]}, "1 files"),
        (b"Source-Organization: Archive\n", {"Data-Empty": True}, "empty"),
        (b"Source-Organization: Archive\n", {"Asks-Something-New": 1}, "not known"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["", ".zip"])
def test_a_bag_keeps_to_the_profile_that_is_at_hand(
    tmp_path: Path, info: bytes, more: dict[str, object], fault: str, kind: str
) -> None:
    if kind and more.get("Serialization"):
        fault = ""
    profile = json.dumps({**PROFILE, **more}).encode()
    tags = {"bag-info.txt": ASKS + info, "p.json": profile}
    folder = write_bag(tmp_path / "b", FILES, tags=tags)
    source = packed(folder, kind) if kind else folder
    if fault:
        with pytest.raises(SourceError, match=fault):
            _judged(source)
    else:
        assert "BagIt profiles: the bag keeps to 1 that it names" in _judged(source)


def test_a_profile_that_is_not_at_hand_is_said_to_be_unchecked(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", FILES, tags={"bag-info.txt": ASKS})
    assert any("not at hand" in note for note in _judged(folder))


def test_a_profile_may_be_named_by_the_collection(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", FILES, tags={"bag-info.txt": ASKS})
    put(tmp_path / "settings/p.json", json.dumps(PROFILE).encode())
    named = Collection(name="c", bag_profiles=("p.json",))
    with pytest.raises(SourceError, match="Source-Organization"):
        _judged(folder, named, str(tmp_path / "settings"))
    with pytest.raises(SettingsError, match=r"'q.json' is not a BagIt profile"):
        _judged(folder, Collection(name="c", bag_profiles=("q.json",)), str(tmp_path / "settings"))


def test_refusing_keeps_names_and_indexes_together(tmp_path: Path) -> None:
    folder = write_bag(tmp_path / "b", FILES)
    with open_package(str(folder), LIMITS) as package:
        assert isinstance(package, Package)
        assert package.matching("data/SCANS/*.txt")
        put(folder / "data/scans/p1.txt", b"changed")
        checked_bag(package)
        assert package.refused_matching("data/scans/*.txt") == ("data/scans/p1.txt",)
        assert "data/scans/p1.txt" not in package.names() + package.stored_order()
