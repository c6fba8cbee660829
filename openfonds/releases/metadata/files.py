"""What each file of a release is and for whom, in one sentence: for the card and the crate."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from openfonds.ledger.account import ACCOUNT, CARD, MANIFEST, NOTE
from openfonds.releases.changes import COUNTS_FILE, ROWS_FILE

PUBLIC_KEY = "ledger/public_key.pem"  # that the checkpoint beside it was signed with
CHECKS = "checks/index.html"  # where the Data Docs begin
PARQUET = "application/vnd.apache.parquet"  # IANA, 2024
ABOUT_FILES: Mapping[str, str] = {
    "CHANGELOG.md": "what became of the rows, version by version",
    COUNTS_FILE: "the same for programs: rows that came or changed, texts that went and why",
    ROWS_FILE: "each row that came or changed with this version; texts that went, by tombstone",
    "DATASHEET.md": "datasheet for digital cultural heritage: who made it, from what, for what",
    CARD: "the card of the dataset",
    CHECKS: "what was checked of the rows before they were published, and with what result",
    "croissant.json": "Croissant 1.1 with RAI, PROV-O and ODRL, for tools of machine learning",
    ACCOUNT: "what became of every item that was decided, for auditors",
    NOTE: "signed checkpoint of the ledger, for auditors",
    PUBLIC_KEY: "the key that checks the signature of the checkpoint",
    MANIFEST: "SHA-256 of every other file, as sha256sum -c reads it",
    "metadata/datacite.xml": "DataCite 4.6, to register a DOI with",
    "metadata/dataset.jsonld": "schema.org Dataset, for search engines",
    "metadata/dcat.jsonld": "DCAT-AP 3, for data portals",
    "metadata/premis.xml": "PREMIS 3: files, events and rights, for digital preservation",
    "passport/meta.csv": "паспорт набора открытых данных, for Russian portals of open data",
    "ro-crate-metadata.json": "RO-Crate 1.2, for research repositories",
}
_ABOUT_FOLDERS = {
    "checks/": "a page of the checks",
    "passport/structure-": "the columns in Russian and English: structure file of the passport",
    "policies/": "a part of the law by which was decided",
}
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".parquet": PARQUET,
    ".pem": "application/x-pem-file",
    ".sha256": "text/plain",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".txt": "text/plain",
    ".xml": "application/xml",
}


def media_type(path: str) -> str | None:
    """The media type of a file by its ending; None where it is not known."""
    return _MEDIA_TYPES.get(PurePosixPath(path).suffix)


def about(path: str) -> str:
    """What a file is; empty where nothing is known of it."""
    if path in ABOUT_FILES:
        return ABOUT_FILES[path]
    return next((said for start, said in _ABOUT_FOLDERS.items() if path.startswith(start)), "")
