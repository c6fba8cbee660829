"""Take an item out of what was published: the next version without it, and the old ones away.

The item is suspended first (`openfonds.app.closing`), which asks nobody and cannot fail because of
a hub. What is removed here can be removed: versions on a hub, with their tags, history and stored
files. Copies that somebody downloaded cannot be called back; the `withdrawn` config tells their
keepers (`openfonds check-my-copy`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from catalog import releases, takedowns
from catalog.releases import Release
from catalog.takedowns import Takedown
from openfonds.app.hubs import hub_for
from openfonds.app.installation import Installation, now
from openfonds.app.laws import known_collection
from openfonds.app.progress import Progress
from openfonds.app.release import release
from openfonds.errors import OpenfondsError
from openfonds.releases.assemble import record_id
from openfonds.releases.versions import read_rows_index
from openfonds.storage import scratch_folder

LOOK_AGAIN_AFTER = timedelta(days=2)  # hubs convert and copy files in the background


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What was done on one hub. `left` names where files of removed versions still are."""

    hub: str
    version: str  # without the item
    removed: tuple[str, ...]
    left: tuple[str, ...]


def take_down(
    at: Installation,
    collection: str,
    reference_code: str,
    decision_id: str,
    as_of: date,
    progress: Progress,
) -> list[TakenDown]:
    """Remove an item that is closed from every hub on which a version has it.

    Run again after a failure, it goes on where it was. No approval holds it up.

    Raises:
        ReleaseRefused: when the version without it cannot be published.
        TransientError: when a hub is out of reach.
    """
    row = record_id(collection, reference_code)
    settings, _ = known_collection(at, collection)
    done = []
    for url in releases.hubs_of(at.engine, collection):
        newest = releases.latest(at.engine, collection, url)
        if newest is not None and row in _rows(at, newest):
            release(at, collection, url, as_of, progress, is_takedown=True)
        # Looked up now: another process may have published one more version with it meanwhile.
        history = releases.history(at.engine, collection, url)
        having = [one for one in history if row in _rows(at, one)]
        if not having:
            continue
        hub, newest = hub_for(at, settings, url), history[0]
        removed = tuple(one.version for one in having)
        hub.purge(removed)
        kept = {f.sha256 for one in history if one not in having for f in one.files}
        gone = {f.sha256 for one in having for f in one.files if f.path.startswith("data/")} - kept
        left = tuple(hub.remains(sorted(gone)))
        takedown = Takedown(
            collection=collection,
            hub=url,
            decision_id=decision_id,
            versions=removed,
            replaced_by=newest.version,
            digests=tuple(sorted(gone)),
            check_on=as_of + LOOK_AGAIN_AFTER,
        )
        takedowns.note(at.engine, takedown, as_of=as_of, now=now())
        done.append(TakenDown(url, newest.version, removed, left))
    return done


def look_again(at: Installation, as_of: date) -> Iterator[TakenDown]:
    """What is left of the takedowns that are due; what is whole is not asked for again.

    A hub that cannot be asked holds up no other: that it could not be is what is left there.
    """
    for takedown in takedowns.due(at.engine, as_of):
        settings, _ = known_collection(at, takedown.collection)
        try:
            left = tuple(hub_for(at, settings, takedown.hub).remains(takedown.digests))
        except OpenfondsError as error:
            left = (f"not known: {error}",)
        if not left:
            takedowns.mark_whole(at.engine, takedown)
        yield TakenDown(takedown.hub, takedown.replaced_by, takedown.versions, left)


def _rows(at: Installation, one: Release) -> Iterator[str]:
    with scratch_folder() as scratch:
        index = Path(scratch) / "rows.parquet"
        index.write_bytes(at.storage.cleared.read(one.rows_index))
        yield from (row_id for row_id, _ in read_rows_index(index))
