"""Bags, manifests and records with bytes changed at random: read, or explained, never a crash."""

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.description.holding import rows_of_holding
from extractors.packing.bag import bag_root, check_bag
from extractors.packing.package import open_package
from openfonds.app.intake.bags import checked_bag, sound_rows
from openfonds.errors import SourceError
from openfonds.settings import Limits
from tests.bags import packed, put, seal, write_bag
from tests.iiif_samples import manifest_2, manifest_3, picture
from tests.oai_samples import answer, dublin_core, record

LIMITS = Limits()
PLACES = st.integers(0, 10_000)
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b"../", b"/etc/passwd", b"\0", b"%0A", b"\n", b"data/", b'{"', b"]", b"<", b"&x;", b"null",
         b"\xff\xfe", b"\xef\xbb\xbf", b"1e999", b"\\u0000", b"BagIt-Version: 1.0\n", b"*", b"?",
         b"[", b"http://[", b"//[::1"]
    ),
)  # fmt: skip
CHANGES = st.lists(st.tuples(PLACES, st.integers(0, 12), PIECES), min_size=1, max_size=4)


def changed(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """The same bytes with pieces cut out and others put in."""
    for place, n_cut, piece in changes:
        at = place % (len(data) + 1)
        data = data[:at] + piece + data[at + n_cut :]
    return data


@given(CHANGES, st.sampled_from(["bagit.txt", "bag-info.txt", "fetch.txt", "manifest-sha256.txt"]),
       st.sampled_from(["", ".zip", ".tar.gz"]))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_a_bag_with_odd_tag_files(
    changes: list[tuple[int, int, bytes]], name: str, kind: str
) -> None:
    with tempfile.TemporaryDirectory() as place:
        tags = {"fetch.txt": b"http://h/ - data/a.txt\n", "bag-info.txt": b"Payload-Oxum: 2.2\n"}
        folder = write_bag(Path(place) / "bag", {"a.txt": b"1", "b.txt": b"2"}, tags=tags)
        put(folder / name, changed((folder / name).read_bytes(), changes))
        seal(folder)
        source = packed(folder, kind) if kind else folder
        try:
            with open_package(str(source), LIMITS) as package:
                root = bag_root(package)
                assert root is not None
                bag = check_bag(package, root)
        except SourceError:
            return
        assert set(bag.sha256) <= set(package.names())
        for path in bag.refused:
            assert path.startswith("data/")


@given(CHANGES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_manifest_with_odd_bytes(changes: list[tuple[int, int, bytes]], is_old: bool) -> None:
    make = manifest_2 if is_old else manifest_3
    data = changed(json.dumps(make(1, ["p1", "p2"])).encode(), changes)
    with tempfile.TemporaryDirectory() as place:
        folder = write_bag(
            Path(place) / "bag",
            {"m.json": data, "p1.jpg": picture(), "p2.jpg": picture()},
        )
        with open_package(str(folder), LIMITS) as package:
            bag = checked_bag(package)
            try:
                found = sound_rows(package, bag, rows_of_holding(package, LIMITS)).inventory
            except SourceError:
                return
        assert len(found.rows) + len(found.absences) >= 1
        for row in found.rows:
            assert set(row.files) <= set(package.names())


@given(CHANGES)
@settings(max_examples=150, deadline=None)
def test_an_answer_with_odd_bytes(changes: list[tuple[int, int, bytes]]) -> None:
    said = dublin_core(title="Дело", identifier="https://h/1.pdf", date="1912")
    data = answer(f"<ListRecords>{record(1, '2026', said)}{record(2, '2026', said)}</ListRecords>")
    with tempfile.TemporaryDirectory() as place:
        put(Path(place) / "oai.xml", changed(data, changes))
        put(Path(place) / "1.pdf", b"%PDF-")
        with open_package(place, LIMITS) as package:
            found = rows_of_holding(package, LIMITS)
        assert len(found.rows) + len(found.absences) + len(found.notes) >= 1
