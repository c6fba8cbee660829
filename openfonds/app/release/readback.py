"""A version that was just published, fetched again as a stranger would and looked through."""

import tempfile
from collections.abc import Collection
from pathlib import Path

from catalog import decisions
from catalog.releases import Release
from openfonds.app.installation import Installation
from openfonds.app.release.hubs import StaticHub
from openfonds.model import Outcome
from openfonds.releases.assemble import record_id
from openfonds.releases.hub import Hub
from openfonds.releases.hub_server import start_server
from openfonds.releases.leak_scan import LeakScan, leaks_in
from openfonds.releases.parquet import ShardFile
from openfonds.releases.readback import Look, differences, read_back, unrecorded

DATA = "data/"


def problems_of(
    at: Installation, hub: Hub, published: Release, known: Collection[str]
) -> list[str]:
    """What is wrong with a version on its hub; nothing if all holds.

    Every file is compared by its bytes, every Parquet file by its rows. What was not looked
    through before is scanned for what may not be there.

    Args:
        known: SHA-256 of the files that were looked through before (`looked_through`).
    """
    scan = LeakScan(opened_by_people(at, published.collection))

    def look(path: Path, file: ShardFile) -> list[str]:
        found = differences(path, file)
        if not found and file.path.startswith(DATA) and file.sha256 not in known:
            found = [f"{file.path}: {leak}" for leak in leaks_in(path, scan)]
        return found

    if isinstance(hub, StaticHub):
        with start_server(hub.root) as url:  # the real client, over HTTP
            return read_back(url, hub.repo_id, published.version, published.files, look)
    return _fetched(hub, published, look)


def looked_through(before: Release | None, scan: LeakScan) -> frozenset[str]:
    """SHA-256 of the files of the version before in which `scan` would find nothing.

    None of them where the scan has other detectors by now, or a document was let through
    because people had opened it and they have not any more.
    """
    if before is None or before.scan != scan.version:
        return frozenset()
    if not scan.by_people.issuperset(before.let_through):
        return frozenset()
    return frozenset(file.sha256 for file in before.files)


def _fetched(hub: Hub, published: Release, look: Look) -> list[str]:
    try:
        present = hub.files(published.version)
    except FileNotFoundError:
        return [f"{hub.repo_id} has no version {published.version}"]
    problems = unrecorded(present, published.files)
    for file in published.files:
        # One file at a time: the disk must not hold the dataset once more.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            try:
                hub.fetch(published.version, file.path, path)
            except FileNotFoundError:
                problems.append(f"{file.path} is missing")
            else:
                problems += look(path, file)
    return problems


def opened_by_people(at: Installation, collection: str) -> frozenset[str]:
    """Ids of the documents that people opened, having seen what is in them."""
    return frozenset(
        record_id(collection, recorded.decision.reference_code)
        for recorded in decisions.current(at.engine, collection)
        if recorded.decision.outcome is Outcome.OPEN and recorded.decision.ruling
    )
