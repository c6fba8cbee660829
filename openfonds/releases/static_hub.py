"""A folder that reads as a Hugging Face hub, with one version after the other in it (HUB 5).

    datasets/NAMESPACE/NAME/main                        the newest version, a plain folder
    datasets/NAMESPACE/NAME/resolve/REVISION/...        files; REVISION is a commit, main or vX.Y.Z
    api/datasets/NAMESPACE/NAME.json, NAME/refs.json,
        NAME/revision/REVISION.json, NAME/tree/REVISION.json   what the interface answers

All of these are reached through one symbolic link, `current`, which points to a state: a folder
of links from references to commits. A version is written whole beside the others and becomes
visible by replacing that link, in one step. Whatever a killed run left behind is not referred
to, and the next run removes it. Files are never changed in place, so a file that did not change
is one file on the disk for all versions.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from openfonds.digests import CHUNK_BYTES, digest_of, sha256_of_stream
from openfonds.errors import IntegrityError, ReleaseRefused, TransientError
from openfonds.releases.durable import FILE_MODE, flush, make_folder, write_json, write_text
from openfonds.releases.hub_listing import (
    HubFile,
    commit_of,
    listing_of,
    refs_of,
    staged_files,
)
from openfonds.releases.hub_nginx import http_conf, server_conf
from openfonds.releases.publications import (
    Publication,
    after_purge,
    commit_of_version,
    is_published,
)
from openfonds.releases.versions import Version

DEFAULT_NAMESPACE = "openfonds"
BRANCH = "main"
NGINX_FOLDER = ".nginx"
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Published:
    """What `publish` did, or found done."""

    commit: str
    version: str
    folder: Path


def publish(
    hub_root: Path,
    repo_id: str,
    staged: Path,
    version: str,
    message: str,
    release_id: str = "",
) -> Published:
    """Make the files below `staged` the newest version of a dataset.

    Publishing the same files as the same version again changes nothing, so a run that was
    interrupted is simply run again.

    Args:
        repo_id: NAMESPACE/NAME, or NAME in the default namespace.
        version: such as 1.2.0; its tag is v1.2.0.

    Raises:
        ReleaseRefused: if the version exists with other files or was purged, does not come after
            the newest one, brings nothing new, or if a file cannot be served.
        TransientError: if the folder cannot be written to.
    """
    repo_id, parsed = full_repo_id(repo_id), Version.parse(version)
    dataset = hub_root / "datasets" / repo_id
    files = staged_files(staged)
    commit = commit_of(files)
    with _writing(hub_root):
        known = publications(hub_root, repo_id)
        if not is_published(known, parsed, commit):
            _refuse_other_case(hub_root, repo_id)
            _sweep(dataset, known)
            _copy(dataset, known, staged, files, commit)
            _write_listing(dataset, repo_id, files, commit)
            _link_permanently(hub_root, repo_id)
            new = Publication(str(parsed), commit, message, release_id=release_id)
            _switch(dataset, (*known, new))
        _write_nginx(hub_root)
    return Published(commit, str(parsed), dataset / "resolve" / commit)


def finish(hub_root: Path, repo_id: str, version: str) -> str | None:
    """Tell nginx of a version whose publication may have been interrupted before it was told.

    Returns:
        The commit of the version; None where it is not on the hub.

    Raises:
        TransientError: if the folder cannot be written to.
    """
    with _writing(hub_root):
        commit = commit_of_version(publications(hub_root, repo_id), version)
        if commit is not None:
            _write_nginx(hub_root)
    return commit


def purge(hub_root: Path, repo_id: str, versions: Collection[str]) -> list[str]:
    """Remove versions with their files, after a newer one without the item was published.

    Returns:
        The versions that were removed now; those purged before are left out.

    Raises:
        ReleaseRefused: for the newest version, or one that was never published.
        TransientError: if the folder cannot be written to.
    """
    repo_id = full_repo_id(repo_id)
    dataset = hub_root / "datasets" / repo_id
    with _writing(hub_root):
        purged, after = after_purge(repo_id, publications(hub_root, repo_id), versions)
        if purged:
            _switch(dataset, after)
        _sweep(dataset, after)  # also completes a purge that was interrupted here
        _write_nginx(hub_root)
    return purged


def publications(hub_root: Path, repo_id: str) -> tuple[Publication, ...]:
    """All versions of a dataset, oldest first; none if it was never published."""
    record = hub_root / "datasets" / full_repo_id(repo_id) / "current" / "publications.json"
    try:
        return tuple(Publication(**entry) for entry in json.loads(record.read_text()))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise TransientError(
            f"{record} cannot be read ({error.strerror or type(error).__name__}): check the folder,"
            " then run the same command again"
        ) from error
    except (ValueError, TypeError) as error:
        raise IntegrityError(f"{record} is damaged: restore it from a copy") from error


def listed_files(hub_root: Path, repo_id: str, commit: str) -> list[HubFile]:
    """The files of a commit that a version leads to, as its listing has them."""
    return _listed(hub_root / "datasets" / full_repo_id(repo_id), commit)


def full_repo_id(repo_id: str) -> str:
    """NAMESPACE/NAME, checked by the rules of the hub clients.

    Raises:
        ReleaseRefused: if clients would refuse the name.
    """
    namespace, _, name = repo_id.rpartition("/")
    full = f"{namespace or DEFAULT_NAMESPACE}/{name}"
    parts = full.split("/")
    unusable = any(s in full for s in ("--", "..")) or name.lower().endswith((".git", ".json"))
    if len(parts) != 2 or unusable or not all(_NAME.fullmatch(part) for part in parts):
        raise ReleaseRefused(
            f"{repo_id!r} cannot be the name of a dataset on a hub: use at most 96 Latin letters,"
            " digits, single hyphens, dots and underscores, not at the ends, and no .git or .json"
        )
    return full


@contextmanager
def _writing(hub_root: Path) -> Iterator[None]:
    """One writer at a time, by a lock that dies with its process."""
    try:
        make_folder(hub_root)
        descriptor = os.open(hub_root, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
    except OSError as error:
        raise TransientError(
            f"cannot write to the hub folder ({error.strerror or type(error).__name__}): make room"
            " or check the folder, then run the same command again"
        ) from error


def _refuse_other_case(hub_root: Path, repo_id: str) -> None:
    for other in _repositories(hub_root):
        if other.lower() == repo_id.lower() and other != repo_id:
            raise ReleaseRefused(f"{repo_id} differs from {other} only in capital letters")


def _copy(
    dataset: Path,
    known: Sequence[Publication],
    staged: Path,
    files: Sequence[HubFile],
    commit: str,
) -> None:
    """Write the files of a commit, sharing those that the newest version has already."""
    target = dataset / "commits" / commit
    before = _listed(dataset, known[-1].commit) if known else []
    shared = {f.sha256: dataset / "commits" / known[-1].commit / f.path for f in before}
    for file in files:
        path = target / file.path
        make_folder(path.parent)
        if path.exists() or (file.sha256 in shared and _linked(shared[file.sha256], path)):
            continue
        with (staged / file.path).open("rb") as source, path.open("xb") as stream:
            shutil.copyfileobj(source, stream, CHUNK_BYTES)
        with path.open("rb") as written:
            if sha256_of_stream(written) != file.sha256:
                raise IntegrityError(f"{file.path} changed while it was published: run it again")
            os.fsync(written.fileno())
        path.chmod(FILE_MODE)


def _linked(old: Path, new: Path) -> bool:
    try:
        new.hardlink_to(old)
    except OSError:  # a filesystem without hard links, or too many of them: copy
        return False
    return True


def _write_listing(dataset: Path, repo_id: str, files: Sequence[HubFile], commit: str) -> None:
    for name, document in listing_of(repo_id, files).items():
        write_json(dataset / "listings" / commit / name, document)


def _link_permanently(hub_root: Path, repo_id: str) -> None:
    """Links that are the same for every version; until the first one they lead nowhere."""
    dataset, interface = hub_root / "datasets" / repo_id, hub_root / "api" / "datasets" / repo_id
    make_folder(interface.parent)
    for link, target in (
        (dataset / "resolve", "current/resolve"),
        (dataset / BRANCH, f"current/resolve/{BRANCH}"),
        (interface, f"../../../datasets/{repo_id}/current/api"),
        (interface.with_name(f"{interface.name}.json"), f"{interface.name}/revision/{BRANCH}.json"),
    ):
        if not link.is_symlink():
            link.symlink_to(target)


def _switch(dataset: Path, history: tuple[Publication, ...]) -> None:
    """Write the state of a history and make it the current one, in one visible step."""
    key = digest_of(history)[:16]
    state = dataset / "states" / key
    shutil.rmtree(state, ignore_errors=True)
    for name in ("resolve", "api/revision", "api/tree"):
        make_folder(state / name)
    for revision, commit in _revisions(history).items():
        (state / "resolve" / revision).symlink_to(f"../../../commits/{commit}")
        listing = f"../../../../listings/{commit}"
        (state / "api/revision" / f"{revision}.json").symlink_to(f"{listing}/revision.json")
        for suffix in ("", ".json", ".flat.json"):
            (state / "api/tree" / f"{revision}{suffix}").symlink_to(f"{listing}/tree{suffix}")
    tags = {Version.parse(p.version).tag: p.commit for p in history if not p.purged}
    write_json(state / "api/refs.json", refs_of({BRANCH: history[-1].commit}, tags))
    write_json(state / "publications.json", [asdict(p) for p in history])
    for folder in (dataset / "commits", dataset / "listings", state):
        for inner in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
            flush(inner)
    new = dataset / "current.new"
    new.unlink(missing_ok=True)
    new.symlink_to(f"states/{key}")
    new.replace(dataset / "current")
    flush(dataset)


def _revisions(history: Sequence[Publication]) -> Mapping[str, str]:
    """The commit of each branch, tag and commit id that can be asked for."""
    live = [p for p in history if not p.purged]
    return {
        BRANCH: history[-1].commit,
        **{Version.parse(p.version).tag: p.commit for p in live},
        **{p.commit: p.commit for p in live},
    }


def _sweep(dataset: Path, history: Sequence[Publication]) -> None:
    """Remove what no reference leads to: purged versions, and leftovers of killed runs."""
    live = {p.commit for p in history if not p.purged}
    current = (dataset / "current").resolve()
    for folder in ("commits", "listings"):
        for path in (dataset / folder).glob("*"):
            if path.name not in live:
                shutil.rmtree(path)
    for path in (dataset / "states").glob("*"):
        if path.resolve() != current:
            shutil.rmtree(path)


def _repositories(hub_root: Path) -> list[str]:
    found = (hub_root / "datasets").glob("*/*/current/publications.json")
    return sorted("/".join(path.parts[-4:-2]) for path in found)


def _listed(dataset: Path, commit: str) -> list[HubFile]:
    entries = json.loads((dataset / "listings" / commit / "tree.json").read_text())
    return [HubFile(e["path"], e["lfs"]["oid"], e["size"]) for e in entries if e["type"] == "file"]


def _write_nginx(hub_root: Path) -> None:
    repositories: dict[str, Mapping[str, str]] = {}
    commits: dict[str, Sequence[HubFile]] = {}
    for repo_id in _repositories(hub_root):
        repositories[repo_id] = _revisions(publications(hub_root, repo_id))
        for commit in sorted(set(repositories[repo_id].values())):
            commits[commit] = listed_files(hub_root, repo_id, commit)
    write_text(hub_root / NGINX_FOLDER / "http.conf", http_conf(repositories, commits))
    write_text(hub_root / NGINX_FOLDER / "server.conf", server_conf())
