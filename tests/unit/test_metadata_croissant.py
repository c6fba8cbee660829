import dataclasses
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from openfonds.digests import sha256_of_bytes
from openfonds.releases.metadata.croissant import CONTEXT, croissant
from openfonds.releases.metadata.write import write_metadata
from openfonds.releases.parquet import Cutting
from openfonds.releases.records import DocumentRecord, PageRecord, WithheldRecord
from tests.metadata_samples import HOSTILE, ONE_ROW_A_FILE, release_facts, stage
from tests.release_rows import COLLECTION

NEEDED = "install mlcroissant to check this with the library of the format"


def _with_mlcroissant(folder: Path) -> Any:
    mlcroissant = pytest.importorskip("mlcroissant", reason=NEEDED)
    return mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))


def _record_sets(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {r["@id"]: r for r in document["recordSet"]}


def test_files_have_their_fixity_and_are_where_the_document_says(tmp_path: Path) -> None:
    write_metadata(stage(tmp_path), tmp_path)
    document = json.loads((tmp_path / "croissant.json").read_text())
    assert document["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    files = [d for d in document["distribution"] if d["@type"] == "cr:FileObject"]
    assert len(files) == 3
    for file in files:
        data = (tmp_path / file["contentUrl"]).read_bytes()
        assert file["sha256"] == sha256_of_bytes(data)
        assert file["contentSize"] == f"{len(data)} B"


@pytest.mark.parametrize("noun", [DocumentRecord, PageRecord, WithheldRecord])
def test_all_columns_are_typed_described_and_lead_to_a_source(noun: type) -> None:
    document = croissant(release_facts())
    name = {DocumentRecord: "documents", PageRecord: "pages", WithheldRecord: "withheld"}[noun]
    listed = {f["name"]: f for f in _record_sets(document)[name]["field"]}
    assert list(listed) == [f.name for f in dataclasses.fields(noun)]
    known = {d["@id"] for d in document["distribution"]}
    for field in listed.values():
        assert field["description"].strip("() ")
        for leaf in field.get("subField", [field]):
            assert leaf["dataType"].startswith("sc:")
            assert next(iter(leaf["source"].values()))["@id"] in known


def test_who_says_so_is_kept_apart() -> None:
    fields = _record_sets(croissant(release_facts()))["documents"]["field"]
    said = {f["name"]: f["description"] for f in fields}
    for name, text in said.items():
        assert ("as the archive wrote it)" in text) == name.endswith("_src"), name
        assert ("made by a program" in text) == name.endswith("_gen"), name


def test_lists_and_tables_in_a_cell() -> None:
    fields = {f["name"]: f for f in _record_sets(croissant(release_facts()))["documents"]["field"]}
    assert fields["legal_basis"]["isArray"] and fields["legal_basis"]["arrayShape"] == "-1"
    assert [s["name"] for s in fields["redactions"]["subField"]] == [
        "offset",
        "length",
        "reason_code",
    ]
    assert "dataType" not in fields["redactions"]


def test_responsible_ai_and_provenance() -> None:
    document = croissant(release_facts())
    for name in (
        "dataCollection",
        "dataBiases",
        "dataLimitations",
        "dataUseCases",
        "personalSensitiveInformation",
        "dataReleaseMaintenancePlan",
        "dataAnnotationProtocol",
        "dataCollectionMissingData",
    ):
        assert document[f"rai:{name}"], name
    assert "Муниципальный архив" in document["prov:wasDerivedFrom"]["prov:label"]
    activities = document["prov:wasGeneratedBy"]
    assert [a["prov:label"] for a in activities] == ["Reading", "Cleaning", "Deciding"]
    assert "an append-only ledger (decision_id)" in activities[2]["dct:description"]
    agents = [a["prov:label"] for a in activities[0]["prov:wasAssociatedWith"]]
    assert agents[0].startswith("openfonds ") and agents[1] == "tesseract 5.3.0"
    assert {"prov", "odrl", "rai"} <= set(CONTEXT)


@pytest.mark.parametrize(
    "licence, duties, prohibitions",
    [
        ("CC0-1.0", [], []),
        ("CC-BY-SA-4.0", ["cc:Attribution", "cc:ShareAlike"], []),
        ("CC-BY-NC-4.0", ["cc:Attribution"], ["cc:CommercialUse"]),
    ],
)
def test_conditions_of_use_are_those_of_the_licence(
    licence: str, duties: list[str], prohibitions: list[str]
) -> None:
    collection = dataclasses.replace(COLLECTION, licence=licence)
    document = croissant(release_facts(collection=collection))
    offer = document["usageInfo"][0]
    found = [d["odrl:action"]["@id"] for d in offer["odrl:permission"][0].get("odrl:duty", [])]
    assert found == duties
    refused = [p["odrl:action"]["@id"] for p in offer.get("odrl:prohibition", [])]
    assert refused == prohibitions


@pytest.mark.parametrize("licence", ["unknown", "CC-BY-4.0 ", "cc-by-4.0", "MIT-ish"])
def test_an_unknown_licence_permits_nothing(licence: str) -> None:
    collection = dataclasses.replace(COLLECTION, licence=licence)
    document = croissant(release_facts(collection=collection))
    kinds = [u["@type"] for u in document["usageInfo"]]
    if licence.strip() == "CC-BY-4.0":
        return  # blanks around a name are not another name
    assert kinds == ["CreativeWork"], "only the rights statements of the works"
    assert "https" not in document.get("license", "")


def test_several_files_are_a_set() -> None:
    facts = release_facts()
    second = dataclasses.replace(facts.files[0], path="data/documents/documents-00001.parquet")
    document = croissant(dataclasses.replace(facts, files=(*facts.files, second)))
    sets = [d for d in document["distribution"] if d["@type"] == "cr:FileSet"]
    assert [s["includes"] for s in sets] == ["data/documents/*.parquet"]
    field = _record_sets(document)["documents"]["field"][0]
    assert field["source"]["fileSet"] == {"@id": "documents-files"}


@pytest.mark.parametrize("cutting", [None, ONE_ROW_A_FILE], ids=["one file", "many files"])
def test_mlcroissant_loads_all_records(tmp_path: Path, cutting: Cutting | None) -> None:
    facts = stage(tmp_path, cutting)
    write_metadata(facts, tmp_path)
    dataset = _with_mlcroissant(tmp_path)
    assert not dataset.metadata.ctx.issues.errors
    for config, _ in facts.configs:
        records = list(dataset.records(config))
        assert len(records) == facts.rows_of(config)
    files = [tmp_path / f.path for f in facts.files_of("documents")]
    texts = {t for f in files for t in pq.read_table(f)["text"].to_pylist()}
    records = list(dataset.records("documents"))
    assert {r["documents/text"].decode() for r in records} == texts
    assert [r["documents/redactions"] for r in records if r["documents/redactions"]] == [
        [
            {
                "documents/redactions/offset": 1,
                "documents/redactions/length": 2,
                "documents/redactions/reason_code": b"pii.snils",
            }
        ]
    ]


def test_mlcroissant_accepts_hostile_titles(tmp_path: Path) -> None:
    write_metadata(stage(tmp_path, collection=HOSTILE), tmp_path)
    dataset = _with_mlcroissant(tmp_path)
    assert not dataset.metadata.ctx.issues.errors
    assert "</script>" in dataset.metadata.name


def test_mlcroissant_refuses_a_changed_file(tmp_path: Path) -> None:
    facts = stage(tmp_path)
    write_metadata(facts, tmp_path)
    dataset = _with_mlcroissant(tmp_path)
    changed = tmp_path / facts.files[0].path
    changed.write_bytes(changed.read_bytes() + b"x")
    with pytest.raises(Exception, match="Download"):
        list(dataset.records("documents"))
