"""Take an item out of what was published: the next version without it, and the old ones away.

The item is suspended first (`openfonds.app.review.closing`), which asks nobody and cannot fail
because of a hub. What is removed here can be removed: versions on a hub, with their tags, history
and stored files. Copies that somebody downloaded cannot be called back; the `withdrawn` config
tells their keepers (`openfonds check-my-copy`).
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from catalog import releases, takedowns
from catalog.releases import Release
from catalog.takedowns import Takedown
from openfonds.app.decisions.published import documents_in
from openfonds.app.installation import Installation, now
from openfonds.app.laws import known_collection
from openfonds.app.progress import Progress
from openfonds.app.release.clear import remove_cleared
from openfonds.app.release.hubs import hub_for
from openfonds.app.release.release import finish_pending, release
from openfonds.app.review import closing
from openfonds.errors import OpenfondsError
from openfonds.releases.assemble import record_id
from openfonds.releases.hub import Hub

LOOK_AGAIN_AFTER = timedelta(days=2)  # hubs convert and copy files in the background


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What was done on one hub. `left` names where files of removed versions still are."""

    collection: str
    hub: str
    version: str  # without the item
    removed: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotTakenDown:
    """A hub that an item could not be removed from, and why."""

    collection: str
    hub: str
    error: OpenfondsError


def take_down(
    at: Installation,
    collection: str,
    reference_code: str,
    decision_id: str,
    as_of: date,
    progress: Progress,
) -> tuple[list[TakenDown], list[NotTakenDown]]:
    """Remove a closed item from every hub on which a version has it, and what repeats it.

    Its copies may be in other collections. No approval holds it up, and a hub on which it fails
    holds up no other: run again, it goes on where it was.
    """
    rows = {collection: {record_id(collection, reference_code)}}
    done: list[TakenDown] = []
    failed: list[NotTakenDown] = []
    try:
        for copy in closing.repeats(at, collection, reference_code, as_of):
            row = record_id(copy.collection, copy.reference_code)
            rows.setdefault(copy.collection, set()).add(row)
    except OpenfondsError as error:  # the item itself goes all the same
        failed.append(NotTakenDown("what repeats it", "all hubs", error))
    for name, gone in rows.items():
        for url in releases.hubs_of(at.engine, name):
            try:
                done += _take_off(at, name, url, gone, decision_id, as_of, progress)
            except OpenfondsError as error:
                failed.append(NotTakenDown(name, url, error))
        # Also what was cleared for a version that never went out, and hashes of its text.
        remove_cleared(at, name)
    return done, failed


def _take_off(
    at: Installation,
    name: str,
    url: str,
    rows: Set[str],
    decision_id: str,
    as_of: date,
    progress: Progress,
) -> list[TakenDown]:
    collection, _ = known_collection(at, name)
    hub = hub_for(at, collection, url)

    def has_any(one: Release) -> bool:
        return not rows.isdisjoint(documents_in(at, one))

    pending = releases.pending(at.engine, name, url)
    if pending is not None and has_any(pending):
        finish_pending(at, collection, hub)  # it may be on the hub, though nobody noted it
    newest = releases.latest(at.engine, name, url)
    if newest is not None and has_any(newest):
        release(at, name, url, as_of, progress, is_takedown=True)
    # Looked up now: another process may have published one more version with it meanwhile.
    history = releases.history(at.engine, name, url)
    having = [one for one in history if has_any(one)]
    if not having:
        return []
    removed = tuple(one.version for one in having)
    hub.purge(removed)
    kept = [one for one in history if one not in having]
    newest = _with_new_commits(at, hub, kept)[0]
    digests = {f.sha256 for one in kept for f in one.files}
    gone = {f.sha256 for one in having for f in one.files if f.path.startswith("data/")} - digests
    left = tuple(hub.remains(sorted(gone)))
    takedown = Takedown(
        collection=name,
        hub=url,
        decision_id=decision_id,
        versions=removed,
        replaced_by=newest.publication,
        digests=tuple(sorted(gone)),
        check_on=as_of + LOOK_AGAIN_AFTER,
    )
    takedowns.note(at.engine, takedown, as_of=as_of, now=now())
    return [TakenDown(name, url, newest.version, removed, left)]


def look_again(at: Installation, as_of: date) -> Iterator[TakenDown]:
    """What is left of the takedowns that are due; what is whole is not asked for again.

    A hub that cannot be asked holds up no other: that it could not be is what is left there.
    """
    for takedown in takedowns.due(at.engine, as_of):
        try:
            settings, _ = known_collection(at, takedown.collection)
            left = tuple(hub_for(at, settings, takedown.hub).remains(takedown.digests))
        except OpenfondsError as error:
            left = (f"not known: {error}",)
        if not left:
            takedowns.mark_whole(at.engine, takedown)
        version = takedown.replaced_by.rpartition("@v")[2].partition(":")[0]
        yield TakenDown(takedown.collection, takedown.hub, version, takedown.versions, left)


def _with_new_commits(at: Installation, hub: Hub, kept: Sequence[Release]) -> list[Release]:
    """The versions that stay, where a purge gave them new commits under those.

    Whoever pinned a version by its commit finds in the ledger where it is now (LAW 4: log the map
    of revisions).
    """
    now_at = [hub.commit_of(one.version) or one.commit for one in kept]
    return [
        one if commit == one.commit else releases.move(at.engine, one, commit, now=now())
        for one, commit in zip(kept, now_at, strict=True)
    ]
