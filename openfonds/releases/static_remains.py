"""Where files can still be had from a static hub after they were taken down."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from openfonds.digests import sha256_of_stream
from openfonds.errors import TransientError
from openfonds.releases.publications import Publication, check_it_tells
from openfonds.releases.static_hub import BRANCH, NGINX_FOLDER, full_repo_id, publications
from openfonds.releases.versions import Version


def remains(hub_root: Path, repo_id: str, digests: Collection[str]) -> list[str]:
    """Names what is left of files with these SHA-256: the files, and listings that name them.

    Every file below the folder of the dataset is read and hashed, one on the disk once. What a
    killed run left in a commit that no version leads to is named whatever it holds: half a file
    has another digest, and the next publication or purge removes it.

    Raises:
        TransientError: if a file cannot be read, so that nothing can be told.
        ReleaseRefused: if there is no dataset, such as where its disk is not mounted.
    """
    if not digests:
        return []
    repo_id = full_repo_id(repo_id)
    dataset = hub_root / "datasets" / repo_id
    history = publications(hub_root, repo_id)
    revisions = _revisions_of(history)
    try:
        found = list(_found(dataset, revisions, digests))
        for conf in sorted((hub_root / NGINX_FOLDER).glob("*.conf")):
            if _lists_one(conf, {one.commit for one in history}, digests):
                found.append(f"{NGINX_FOLDER}/{conf.name} names it")
    except OSError as error:
        raise TransientError(
            f"the hub folder cannot be read ({error.strerror or type(error).__name__}), so it is"
            " not known what is left: check the folder, then run the same command again"
        ) from error
    check_it_tells(history, found, str(dataset))
    return found


def _found(dataset: Path, revisions: Mapping[str, str], digests: Collection[str]) -> Iterator[str]:
    known: dict[tuple[int, int], str] = {}
    for path in _files(dataset):
        name = path.relative_to(dataset).as_posix()
        status = path.stat()
        one = (status.st_dev, status.st_ino)  # hard links: many names, one file
        if one not in known:
            with path.open("rb") as stream:
                known[one] = sha256_of_stream(stream)
        folder, _, rest = name.partition("/")
        commit = rest.partition("/")[0]
        if known[one] in digests:
            yield f"{name} ({revisions.get(commit, 'no version leads to it')})"
        elif folder == "commits" and commit not in revisions:
            yield f"{name} (left by an interrupted run)"
        elif folder == "listings" and _names_one(path, digests):
            yield f"{name} names it ({revisions.get(commit, 'no version leads to it')})"


def _revisions_of(history: Collection[Publication]) -> dict[str, str]:
    """Tags and branch of each commit that can be asked for."""
    names: dict[str, list[str]] = {}
    newest = None
    for publication in history:
        newest = publication.commit
        if not publication.purged:
            tag = Version.parse(publication.version).tag
            names.setdefault(publication.commit, []).append(tag)
    return {
        commit: ", ".join([*tags, *([BRANCH] if commit == newest else [])])
        for commit, tags in names.items()
    }


def _files(folder: Path) -> Iterator[Path]:
    """All plain files below a folder, sorted; links are not followed."""

    def stop(error: OSError) -> None:
        raise error

    if folder.exists():
        for inner, folders, names in os.walk(folder, onerror=stop):
            folders.sort()
            yield from (p for n in sorted(names) if not (p := Path(inner, n)).is_symlink())


def _lists_one(conf: Path, commits: Collection[str], digests: Collection[str]) -> bool:
    """Whether a line of nginx on a commit of this dataset has a digest.

    Other datasets may have the same bytes: every empty config is the same file.
    """
    lines = conf.read_text(errors="replace").splitlines()
    ours = (line for line in lines if line.strip(' "').partition("/")[0] in commits)
    return any(digest in line for line in ours for digest in digests)


def _names_one(path: Path, digests: Collection[str]) -> bool:
    text = path.read_text(errors="replace")
    return any(digest in text for digest in digests)
