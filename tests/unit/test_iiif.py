"""IIIF manifests of versions 2 and 3 with local files: items, pages, rights, absences."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.description.holding import rows_of_holding
from extractors.description.iiif.manifest import collection_of, manifest_of
from extractors.description.rows import ImageOf, Inventory
from extractors.description.web_names import WebFiles, local_name
from extractors.packing.package import open_package
from extractors.survey import survey_row
from openfonds.errors import ItemError, SourceError
from openfonds.model import Item
from openfonds.settings import Limits
from tests.bags import put
from tests.iiif_samples import HOST, manifest_2, manifest_3, picture, write

LIMITS = Limits()
ALTO = b'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page/></Layout></alto>'


def rows_of(folder: Path, files: dict[str, Any]) -> Inventory:
    with open_package(str(write(folder, files)), LIMITS) as package:
        return rows_of_holding(package, LIMITS)


def image(page: str, full: str = "max") -> str:
    return f"iiif.a.example/image/{page}/full/{full}/0/default.jpg"


@pytest.mark.parametrize(
    ("manifest", "files"),
    [
        (manifest_3(1, ["p1", "p2"]), [image("p1"), image("p2")]),
        (manifest_2(1, ["p1", "p2"]), [image("p1", "full"), image("p2", "full")]),
        (manifest_3(1, ["p1", "p2"], with_service=False), [image("p1"), image("p2")]),
        (manifest_3(1, ["b%2Fp1", "b%2Fp2"]), [image("b%2Fp1"), image("b%2Fp2")]),
        (manifest_3(1, ["b%2Fp1", "b%2Fp2"]), ["img/b/p1.tif", "img/b/p2.tif"]),
        (manifest_3(1, ["p1.tif", "p2.tif"]), ["scans/p1.jpg", "scans/p2.jpg"]),
        (manifest_2(1, ["p1.jp2", "p2.jp2"]), ["scans/p1.JP2", "scans/p2.JP2"]),
    ],
    ids=["3", "2", "3-without-service", "3-escaped", "by-identifier", "other-suffix", "2-jp2"],
)
def test_canvases_are_pages_in_order(
    tmp_path: Path, manifest: dict[str, Any], files: list[str]
) -> None:
    images = {name: picture() for name in reversed(files)}
    inventory = rows_of(tmp_path, {"m.json": manifest, **images})
    assert not inventory.absences
    ((row,),) = (inventory.rows,)
    assert list(row.files) == files
    assert row.title == "Дело 1"
    assert row.reference_code == f"{HOST}/m/1/manifest.json"


def test_an_item_of_a_manifest_is_surveyed(tmp_path: Path) -> None:
    alto = {"id": f"{HOST}/text/p1.xml", "type": "Dataset", "format": "application/xml+alto"}
    manifest = manifest_3(1, ["p1", "p2"])
    manifest["items"][0]["seeAlso"] = [alto]
    files = {
        "m.json": manifest,
        "text/p1.xml": ALTO,
        image("p1"): picture(),
        image("p2"): picture(),
    }
    inventory = rows_of(tmp_path, files)
    assert inventory.rows[0].images == (ImageOf("text/p1.xml", image("p1")),)
    with open_package(str(tmp_path), LIMITS) as package:
        item = survey_row(package, inventory.rows[0], LIMITS)
    assert isinstance(item, Item)
    assert [(p.kind, p.image) for p in item.pages] == [("alto", image("p1")), ("image", None)]


@pytest.mark.parametrize(
    "link",
    [
        {"seeAlso": {"@id": "http://h/t/p1.xml", "profile": "http://loc.gov/alto/v3"}},
        {"rendering": [{"id": "http://h/t/p1.xml", "format": "text/vnd.hocr+html"}]},
        {"seeAlso": [{"id": "http://h/t/p1.xml", "label": {"en": ["ALTO XML"]}}]},
        {"annotations": [{"type": "AnnotationPage", "items": [
            {"motivation": "supplementing", "body": {
                "id": "http://h/t/p1.xml", "format": "application/alto+xml"}}]}]},
    ],
    ids=["2-profile", "hocr", "label", "annotation"],
)  # fmt: skip
def test_text_of_a_page_is_found_where_it_is_linked(tmp_path: Path, link: dict[str, Any]) -> None:
    manifest = manifest_3(1, ["p1"])
    manifest["items"][0].update(link)
    row = rows_of(tmp_path, {"m.json": manifest, "t/p1.xml": ALTO, image("p1"): picture()}).rows[0]
    assert row.files == ("t/p1.xml", image("p1"))


def test_what_a_manifest_says_goes_into_the_row(tmp_path: Path) -> None:
    manifest = manifest_3(
        1,
        ["p1"],
        summary={"ru": ["О мощении"], "en": ["On paving"]},
        rights="http://rightsstatements.org/vocab/InC/1.0/",
        requiredStatement={"label": {"en": ["Held by"]}, "value": {"en": ["Town archive"]}},
        navDate="1912-01-01T00:00:00Z",
        metadata=[
            {"label": {"en": ["Date"]}, "value": {"none": ["1912–1913"]}},
            {"label": {"ru": ["Шифр"]}, "value": {"none": ["Ф. 1. Оп. 2. Д. 3"]}},
            {"label": {"en": ["Access conditions"]}, "value": {"en": ["reading room only"]}},
            {"label": {"en": ["Author"]}, "value": {"none": ["Иванов", "Петров"]}},
            {"label": {"en": ["Extent"]}, "value": {"en": ["<b>12</b> leaves"]}},
            {"label": "Extent", "value": "<span>13<br>leaves</span>"},
        ],
    )
    row = rows_of(tmp_path, {"m.json": manifest, image("p1"): picture()}).rows[0]
    assert row.reference_code == "Ф. 1. Оп. 2. Д. 3"
    assert row.date == "1912–1913" and row.author == "Иванов; Петров"
    assert row.access == "reading room only"
    assert row.rights == "http://rightsstatements.org/vocab/InC/1.0/\nTown archive"
    assert row.description == "О мощении\nOn paving"
    extra = {(e.name, e.value) for e in row.extra}
    assert ("Extent", "<b>12</b> leaves") in extra or ("Extent", "12 leaves") in extra
    assert ("Extent", "13\nleaves") in extra and ("navDate", "1912-01-01T00:00:00Z") in extra
    assert not row.remarks


def test_version_2_has_other_names_for_rights(tmp_path: Path) -> None:
    manifest = manifest_2(
        1,
        ["p1"],
        license=["https://creativecommons.org/publicdomain/mark/1.0/"],
        attribution=[{"@value": "Архив", "@language": "ru"}, "Archive"],
        description="О чём",
        within={"@id": "x", "label": "Опись 1"},
        metadata=[{"label": "Язык", "value": "русский"}],
    )
    row = rows_of(tmp_path, {"m.json": manifest, image("p1", "full"): picture()}).rows[0]
    assert row.rights == "https://creativecommons.org/publicdomain/mark/1.0/\nАрхив\nArchive"
    assert (row.series, row.language, row.description) == ("Опись 1", "русский", "О чём")


def test_a_date_for_navigation_is_a_year_and_leads_to_review(tmp_path: Path) -> None:
    manifest = manifest_3(1, ["p1"], navDate="1912-01-01T00:00:00Z")
    row = rows_of(tmp_path, {"m.json": manifest, image("p1"): picture()}).rows[0]
    assert (row.date, row.remarks) == ("1912", ("iiif.date_from_navigation",))


def test_images_behind_a_login_are_said_to_be(tmp_path: Path) -> None:
    manifest = manifest_3(1, ["p1"])
    service = manifest["items"][0]["items"][0]["items"][0]["body"]["service"][0]
    service["service"] = [{"@context": "http://iiif.io/api/auth/1/context.json", "@id": "x"}]
    row = rows_of(tmp_path, {"m.json": manifest, image("p1"): picture()}).rows[0]
    assert row.access == "IIIF Authentication"


def test_an_image_that_is_missing_fails_its_item_alone(tmp_path: Path) -> None:
    files = {
        "1.json": manifest_3(1, ["p1", "p2"]),
        "2.json": manifest_3(2, ["p3"]),
        image("p1"): picture(),
        image("p3"): picture(),
    }
    inventory = rows_of(tmp_path, files)
    assert [r.reference_code for r in inventory.rows] == [f"{HOST}/m/2/manifest.json"]
    assert [(a.reference_code, a.reason_code) for a in inventory.absences] == [
        (f"{HOST}/m/1/manifest.json", "iiif.image_missing")
    ]
    assert any(note == f"part of no item: {image('p1')}" for note in inventory.notes)


def test_no_image_is_taken_for_another(tmp_path: Path) -> None:
    """`default.jpg` is the end of every address of an image service."""
    files = {"1.json": manifest_3(1, ["p1"]), image("p2"): picture(), "x/default.jpg": picture()}
    assert [a.reason_code for a in rows_of(tmp_path, files).absences] == ["iiif.image_missing"]


def with_image(manifest: dict[str, Any], url: str) -> dict[str, Any]:
    manifest["items"][0]["items"][0]["items"][0]["body"]["id"] = url
    return manifest


@pytest.mark.parametrize(
    ("local", "remarks"),
    [
        ("a/0001.jpg", ()),
        ("files/a/0001.jpg", ()),
        ("0001.jpg", ()),
        ("scans/0001.jpg", ("iiif.matched_by_name",)),
        ("b/0001.jpg", ("iiif.matched_by_name",)),
    ],
)
def test_a_file_of_the_same_name_in_another_folder_leads_to_review(
    tmp_path: Path, local: str, remarks: tuple[str, ...]
) -> None:
    manifest = with_image(manifest_3(1, ["p"], with_service=False), "http://h/files/a/0001.jpg")
    row = rows_of(tmp_path, {"m.json": manifest, local: picture()}).rows[0]
    assert (row.files, row.remarks) == ((local,), remarks)


def test_a_page_that_is_missing_is_not_taken_from_another_item(tmp_path: Path) -> None:
    urls = ["http://h/a/0001.jpg", "http://h/b/0001.jpg"]
    two = {
        f"{n}.json": with_image(manifest_3(n, ["p"], with_service=False), url)
        for n, url in enumerate(urls, start=1)
    }
    inventory = rows_of(tmp_path / "1", {**two, "a/0001.jpg": picture()})
    assert [r.files for r in inventory.rows] == [("a/0001.jpg",)]
    assert [a.reason_code for a in inventory.absences] == ["iiif.image_missing"]
    assert not rows_of(tmp_path / "2", {**two, "scans/0001.jpg": picture()}).rows


def test_of_two_files_that_fit_the_one_near_the_manifest_counts(tmp_path: Path) -> None:
    manifest = manifest_3(1, ["p1"], with_service=False)
    body = manifest["items"][0]["items"][0]["items"][0]["body"]
    body["id"] = "http://h.example/files/0001.jpg"
    two = {"a/0001.jpg": picture(1), "b/0001.jpg": picture(2)}
    assert rows_of(tmp_path / "1", {"a/m.json": manifest, **two}).rows[0].files == ("a/0001.jpg",)
    assert rows_of(tmp_path / "2", {"m.json": manifest, **two}).absences


def test_collections_give_order_series_and_what_is_missing(tmp_path: Path) -> None:
    collection = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"{HOST}/col", "type": "Collection", "label": {"ru": ["Опись 1"]},
        "items": [{"id": f"{HOST}/m/{n}/manifest.json", "type": "Manifest"} for n in (3, 1, 2)],
    }  # fmt: skip
    files: dict[str, Any] = {"col.json": collection}
    for n in (1, 3):
        files |= {f"{n}.json": manifest_3(n, [f"p{n}"]), image(f"p{n}"): picture()}
    inventory = rows_of(tmp_path, files)
    assert [(r.reference_code[-15:], r.series) for r in inventory.rows] == [
        ("3/manifest.json", "Опись 1"),
        ("1/manifest.json", "Опись 1"),
    ]
    assert [(a.reference_code, a.reason_code) for a in inventory.absences] == [
        (f"{HOST}/m/2/manifest.json", "iiif.manifest_missing")
    ]


def test_a_reference_code_of_two_manifests_names_neither(tmp_path: Path) -> None:
    code = [{"label": "шифр", "value": "Д. 1"}]
    files: dict[str, Any] = {}
    for n in (1, 2):
        files |= {f"{n}.json": manifest_3(n, [f"p{n}"], metadata=code), image(f"p{n}"): picture()}
    rows = rows_of(tmp_path, files).rows
    assert [r.reference_code for r in rows] == [f"{HOST}/m/{n}/manifest.json" for n in (1, 2)]
    assert all("iiif.reference_repeated" in r.remarks for r in rows)


def test_alternatives_of_a_page_are_told_and_the_first_counts(tmp_path: Path) -> None:
    manifest = manifest_3(1, ["p1"])
    annotation = manifest["items"][0]["items"][0]["items"][0]
    other = {"id": f"{HOST}/image/uv/full/max/0/default.jpg", "type": "Image"}
    annotation["body"] = {"type": "Choice", "items": [annotation["body"], other]}
    row = rows_of(tmp_path, {"m.json": manifest, image("p1"): picture()}).rows[0]
    assert row.files == (image("p1"),)
    assert ("other images of its pages", "1") in {(e.name, e.value) for e in row.extra}


def test_a_canvas_without_an_image_leads_to_review(tmp_path: Path) -> None:
    manifest = manifest_3(1, ["p1"])
    manifest["items"].append({"id": "x", "type": "Canvas"})
    row = rows_of(tmp_path, {"m.json": manifest, image("p1"): picture()}).rows[0]
    assert row.remarks == ("iiif.canvas_without_image",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"@context": "http://iiif.io/api/presentation/3/context.json"', "iiif.not_json"),
        (b'["http://iiif.io/api/presentation/3/context.json"]', "iiif.not_json"),
        (b'{"a":' * 100_000 + b'"iiif.io/api/presentation"', "iiif.not_json"),
        (manifest_3(1, []), "iiif.no_pages"),
        ({**manifest_3(1, ["p"]), "id": None}, "iiif.no_id"),
        ({**manifest_3(1, ["p"]), "items": [{"type": "Canvas"}]}, "iiif.no_images"),
        ({**manifest_3(1, ["p"]), "items": "x"}, "iiif.no_pages"),
        ({**manifest_3(1, ["p"]), "type": "Mani fest"}, "iiif.unknown_type"),
    ],
    ids=["cut-off", "a-list", "deep", "no-canvas", "no-id", "no-image", "wrong-type", "odd-type"],
)
def test_a_broken_manifest_fails_by_itself(tmp_path: Path, content: Any, code: str) -> None:
    if isinstance(content, bytes) and content.startswith(b'{"a":'):
        content = b'{"x": "iiif.io/api/presentation", "a":' + content
    good = {"good.json": manifest_3(2, ["p2"]), image("p2"): picture()}
    inventory = rows_of(tmp_path, {"bad.json": content, **good})
    assert [r.reference_code for r in inventory.rows] == [f"{HOST}/m/2/manifest.json"]
    assert [a.reason_code for a in inventory.absences] == [code]


def test_a_manifest_that_is_too_large_fails(tmp_path: Path) -> None:
    write(tmp_path, {"m.json": manifest_3(1, ["p1"])})
    limits = Limits(max_text_bytes=50)
    with open_package(str(tmp_path), limits) as package:
        inventory = rows_of_holding(package, limits)
    assert [a.reason_code for a in inventory.absences] == ["iiif.too_large"]


def test_other_json_is_no_manifest(tmp_path: Path) -> None:
    put(tmp_path / "package.json", b'{"name": "x"}')
    with pytest.raises(SourceError), open_package(str(tmp_path), LIMITS) as package:
        rows_of_holding(package, LIMITS)


def test_contexts_with_escaped_slashes_are_seen(tmp_path: Path) -> None:
    text = json.dumps(manifest_3(1, ["p1"])).replace("/", "\\/").encode()
    assert rows_of(tmp_path, {"m.json": text, image("p1"): picture()}).rows


def test_names_never_lead_out_of_a_folder() -> None:
    urls = ["http://h/../../etc/passwd", "http://h/a/%2e%2e/b", "http://u:p@h/x", "http://h",
            "http://h//..//x", "http://h/a\\..\\b", "http://h:99/x?q=/../..", "http://../x",
            "http://h/" + "a" * 500, "http://h/é/ё.jpg"]  # fmt: skip
    for url in urls:
        name = local_name(url)
        assert not name.startswith("/") and ".." not in name.split("/")[1:], url
        assert all(0 < len(part) <= 140 for part in name.split("/"))
        assert "p@" not in name


def test_different_addresses_have_different_names() -> None:
    urls = ["http://h/a", "http://h//a", "http://h/a?x=1", "http://h/a?x=2", "http://h/./a",
            "http://h:81/a", "http://h/" + "a" * 200, "http://h/" + "a" * 201]  # fmt: skip
    assert len({local_name(url) for url in urls}) == len(urls)


def test_a_search_among_very_many_files_of_one_name_is_quick() -> None:
    files = WebFiles(f"h/image/p{i}/full/max/0/default.jpg" for i in range(50_000))
    for i in range(0, 50_000, 50):
        url = f"http://h/image/p{i}/full/max/0/default.jpg"
        found = files.of_url(url, "", 5)
        assert found and found.name == f"h/image/p{i}/full/max/0/default.jpg"
    assert files.of_url("http://h/image/no/full/max/0/default.jpg", "", 5) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "@id", "type", "@type", "items", "body", "sequences", "canvases",
                         "images", "resource", "service", "label", "metadata", "value", "seeAlso",
                         "requiredStatement", "rights", "navDate", "partOf", "members", "default"]),
        inner | st.sampled_from(["Manifest", "Choice", "Image", "sc:painting"]), max_size=6),
    max_leaves=30,
)  # fmt: skip


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_whatever_the_json_is_it_is_read_or_explained(value: Any) -> None:
    resource = value if isinstance(value, dict) else {"id": "x", "items": value}
    collection_of(resource)
    try:
        manifest_of({"id": "x", **resource})
    except ItemError as error:
        assert error.reason_code.startswith("iiif.")
