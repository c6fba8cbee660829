import importlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from openfonds.ledger.account import MANIFEST
from openfonds.releases.manifest import write_manifest
from openfonds.releases.metadata.datacite import datacite, datacite_record
from openfonds.releases.metadata.dcat import dcat
from openfonds.releases.metadata.json_ld import json_ld
from openfonds.releases.metadata.json_text import json_text
from openfonds.releases.metadata.premis import EVENT_TYPES, premis
from openfonds.releases.metadata.ro_crate import ro_crate
from openfonds.releases.metadata.write import write_metadata
from tests.metadata_samples import HOSTILE, release_facts, stage
from tests.release_rows import COLLECTION

KERNEL = "{http://datacite.org/schema/kernel-4}"
PREMIS = "{http://www.loc.gov/premis/v3}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
HUB = "https://hub.example.org/datasets/archive/decrees"
SILENT = replace(COLLECTION, repository="", contact="", licence="unknown")
COLLECTIONS = pytest.mark.parametrize(
    "collection", [COLLECTION, HOSTILE, SILENT], ids=["plain", "hostile", "silent"]
)


def test_schema_org_has_files_with_addresses() -> None:
    there = json_ld(release_facts(base_url=HUB))
    assert there["@context"] == "https://schema.org/" and there["isAccessibleForFree"] is True
    first = there["distribution"][0]
    assert first["contentUrl"] == f"{HUB}/resolve/v1.1.0/data/documents/documents-00000.parquet"
    assert there["temporalCoverage"] == "1890/1919"
    here = json_ld(release_facts())
    assert here["distribution"][0]["contentUrl"] == "../data/documents/documents-00000.parquet"
    assert "url" not in here


def test_dcat_has_what_the_profile_demands() -> None:
    document = dcat(release_facts(base_url=HUB))
    assert {"dct:title", "dct:description", "dct:publisher", "dcat:distribution"} <= set(document)
    assert document["dct:accessRights"]["@id"].endswith("/access-right/PUBLIC")
    for part in document["dcat:distribution"]:
        assert part["dcat:accessURL"]["@id"] == HUB
        assert len(part["spdx:checksum"]["spdx:checksumValue"]["@value"]) == 64
    assert isinstance(document["@context"], dict), "nothing has to be fetched"


@COLLECTIONS
def test_rdflib_reads_dcat(collection: Any) -> None:
    rdflib = importlib.import_module("rdflib")
    text = json_text(dcat(release_facts(collection=collection)))
    graph = rdflib.Graph().parse(
        data=text, format="json-ld", publicID="https://example.org/metadata/dcat.jsonld"
    )
    space = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    (dataset,) = graph.subjects(rdflib.RDF.type, space.Dataset)
    files = {str(f) for f in graph.objects(None, space.downloadURL)}
    assert "https://example.org/data/documents/documents-00000.parquet" in files
    assert len(files) == 3
    assert len(list(graph.objects(dataset, space.distribution))) == 3
    graph.serialize(format="turtle")


@COLLECTIONS
def test_datacite_has_what_is_mandatory(collection: Any) -> None:
    root = ElementTree.fromstring(datacite(release_facts(collection=collection)))
    for name in ("creators", "titles", "publisher", "publicationYear", "resourceType"):
        assert root.find(f"{KERNEL}{name}") is not None, name
    assert root.find(f"{KERNEL}identifier") is None, "no DOI is invented"
    found = ElementTree.fromstring(datacite(release_facts(doi="10.1234/x")))
    assert found[0].get("identifierType") == "DOI" and found[0].text == "10.1234/x"


def test_who_is_not_known_is_so_by_the_code_of_datacite() -> None:
    record = datacite_record(release_facts(collection=SILENT))
    assert record["creators"][0]["name"] == ":unkn" and record["publisher"]["name"] == ":unkn"
    assert "rightsList" not in record


@COLLECTIONS
def test_datacite_library_writes_the_same(collection: Any) -> None:
    schema = importlib.import_module("datacite.schema45")
    # The library knows 4.5, which has all that is used of 4.6, and reads blanks as they are.
    record = datacite_record(release_facts(collection=collection))
    assert schema.validate(record)
    theirs = ElementTree.fromstring(schema.tostring(record).encode())
    ours = ElementTree.fromstring(datacite(release_facts(collection=collection)))
    assert _plain(ours) == _plain(theirs)


def _plain(element: ElementTree.Element) -> dict[str, list[Any]]:
    return {
        child.tag: [
            (e.tag, sorted(e.attrib.items()), " ".join((e.text or "").split()))
            for e in child.iter()
        ]
        for child in element
    }


def test_the_crate_lists_every_file(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("#")
    facts = stage(tmp_path)
    written = write_metadata(facts, tmp_path)
    crate = json.loads((tmp_path / "ro-crate-metadata.json").read_text())
    entities = {e["@id"]: e for e in crate["@graph"]}
    parts = {p["@id"] for p in entities["./"]["hasPart"]}
    write_manifest(tmp_path)
    there = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert there >= {*written, MANIFEST, "README.md", *(f.path for f in facts.files)}
    expected = there - {"ro-crate-metadata.json"}
    assert parts == expected
    assert parts <= set(entities)
    assert all(entities[f.path]["sha256"] == f.sha256 for f in facts.files)
    assert "sha256" not in entities["README.md"]


def test_a_crate_says_when_there_is_no_licence() -> None:
    crate = ro_crate(release_facts(collection=SILENT), [])
    root = next(e for e in crate["@graph"] if e["@id"] == "./")
    assert root["license"] == "The archive has not named a licence."
    assert "publisher" not in root


def test_rocrate_loads_the_crate(tmp_path: Path) -> None:
    library = importlib.import_module("rocrate.rocrate")
    facts = stage(tmp_path)
    write_metadata(facts, tmp_path)
    write_manifest(tmp_path)
    crate = library.ROCrate(str(tmp_path))
    assert crate.root_dataset["name"] == facts.title
    assert crate.root_dataset["datePublished"] == "2026-11-22"
    assert len(crate.data_entities) == 3 + 12 + 1
    assert {e.id for e in crate.data_entities} >= {f.path for f in facts.files}


@COLLECTIONS
def test_premis_has_objects_events_agents_and_rights_in_order(collection: Any) -> None:
    root = ElementTree.fromstring(premis(release_facts(collection=collection)))
    assert root.tag == f"{PREMIS}premis" and root.get("version") == "3.0"
    kinds = [child.tag.removeprefix(PREMIS) for child in root]
    assert kinds == sorted(kinds, key=["object", "event", "agent", "rights"].index)
    files = [o for o in root.iter(f"{PREMIS}object") if o.get(XSI_TYPE) == "premis:file"]
    assert len(files) == 3
    for file in files:
        assert len(file.findtext(f".//{PREMIS}messageDigest", "")) == 64
    types = [e.text for e in root.iter(f"{PREMIS}eventType")]
    assert types == list(EVENT_TYPES)
    agents = {e.text for e in root.iter(f"{PREMIS}agentIdentifierValue")}
    linked = {e.text for e in root.iter(f"{PREMIS}linkingAgentIdentifierValue")}
    assert linked <= agents


def test_premis_states_each_legal_basis() -> None:
    root = ElementTree.fromstring(premis(release_facts()))
    cited = [e.text for e in root.iter(f"{PREMIS}statuteCitation")]
    assert cited == ["125-ФЗ, ст. 24", "ГК РФ, ст. 1259(6)"]
    bases = [e.text for e in root.iter(f"{PREMIS}rightsBasis")]
    assert bases == ["statute", "statute", "license", "other"]
    acts = [e.text for e in root.iter(f"{PREMIS}act")]
    assert acts == ["disseminate"] * 2, "only the law opens; a licence gives no access"


def test_only_what_was_dated_is_dated() -> None:
    root = ElementTree.fromstring(premis(release_facts()))
    days = [e.text for e in root.iter(f"{PREMIS}eventDateTime")]
    assert days == ["unknown/2026-11-22"] * 2 + ["2026-11-22"] * 3


# Order of the children of an element in premis-v3-0.xsd, as far as they are used here.
ORDER = {
    "object": "objectIdentifier objectCharacteristics originalName relationship",
    "objectCharacteristics": "fixity size format",
    "event": "eventIdentifier eventType eventDateTime eventDetailInformation"
    " eventOutcomeInformation linkingAgentIdentifier linkingObjectIdentifier",
    "agent": "agentIdentifier agentName agentType agentVersion",
    "rightsStatement": "rightsStatementIdentifier rightsBasis licenseInformation"
    " statuteInformation otherRightsInformation rightsGranted linkingObjectIdentifier",
    "statuteInformation": "statuteJurisdiction statuteCitation"
    " statuteInformationDeterminationDate statuteNote",
    "licenseInformation": "licenseDocumentationIdentifier licenseTerms",
    "otherRightsInformation": "otherRightsDocumentationIdentifier otherRightsBasis otherRightsNote",
}


def test_premis_elements_come_in_the_order_of_the_schema() -> None:
    root = ElementTree.fromstring(premis(release_facts()))
    for name, order in ORDER.items():
        wanted = order.split()
        for element in root.iter(f"{PREMIS}{name}"):
            places = [wanted.index(child.tag.removeprefix(PREMIS)) for child in element]
            assert places == sorted(places), name
