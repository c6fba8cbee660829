"""One dataset: commits, branches, tags, pull requests, and what is stored for them."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.loopback_hub.blobs import Blobs
from tests.loopback_hub.records import Commit, Discussion, Entry, Refusal, change

MAIN = "main"
ATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"


class Repository:
    """State of one dataset. The caller holds the lock of the hub.

    What no reference leads to is forgotten at once, but for large files: those stay until they
    are deleted for good, and are listed only while a reference leads to them. That is the least
    favourable behaviour for a takedown that the measurements allow (HUB 4).
    """

    def __init__(self, repo_id: str, folder: Path, *, private: bool) -> None:
        self.repo_id, self.private, self.gated = repo_id, private, False
        self.pulls_are_locked = False  # neither squashed nor deleted by the interface
        self.blobs = Blobs(folder)
        self.commits: dict[str, Commit] = {}
        self.branches: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.converts: dict[str, str] = {}
        self.pulls: dict[int, str] = {}
        self.discussions: dict[int, Discussion] = {}
        self._made = 0
        attributes = Entry(self.blobs.add_regular(ATTRIBUTES), len(ATTRIBUTES))
        self.branches[MAIN] = self._add(None, "initial commit", "", {".gitattributes": attributes})

    # reading

    def commit(self, revision: str) -> Commit:
        """The commit of a branch, a tag, another reference or an id.

        Raises:
            Refusal: if there is none.
        """
        named = self._named(revision)
        if named is None and len(revision) >= 7:
            named = next((c for c in self.commits if c.startswith(revision)), None)
        if named is None:
            raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return self.commits[named]

    def history(self, revision: str) -> list[Commit]:
        """A commit and those before it, newest first."""
        chain = [self.commit(revision)]
        while (parent := chain[-1].parent) is not None:
            chain.append(self.commits[parent])
        return chain

    def references(self) -> dict[str, str]:
        """All references by their full names."""
        return {
            **{f"refs/heads/{name}": commit for name, commit in self.branches.items()},
            **{f"refs/tags/{name}": commit for name, commit in self.tags.items()},
            **{f"refs/convert/{name}": commit for name, commit in self.converts.items()},
            **{f"refs/pr/{num}": commit for num, commit in self.pulls.items()},
        }

    def large_files(self) -> dict[str, tuple[str, str, int]]:
        """Large files that a reference leads to: SHA-256 to (path, reference, bytes)."""
        found: dict[str, tuple[str, str, int]] = {}
        for reference, commit in self.references().items():
            for ancestor in self.history(commit):
                for path, entry in ancestor.files.items():
                    if entry.sha256 and self.blobs.has_large(entry.sha256):
                        found.setdefault(entry.sha256, (path, reference, entry.n_bytes))
        return found

    def stored(self, entry: Entry) -> Path:
        """Where the bytes of a file are.

        Raises:
            Refusal: if they were deleted for good.
        """
        folder, name = (
            (self.blobs.lfs, entry.sha256) if entry.sha256 else (self.blobs.git, entry.oid)
        )
        path = folder / name
        if not path.exists():
            raise Refusal(404, "the object was deleted", "EntryNotFound")
        return path

    def find(self, text: bytes) -> list[str]:
        """Where a text occurs: stored bytes, messages of commits, discussions, names of files."""
        found = [f"stored {name}" for name in self.blobs.having(text)]
        decoded = text.decode(errors="surrogateescape")
        for commit in self.commits.values():
            if any(decoded in t for t in (commit.title, commit.message, *commit.files)):
                found.append(f"commit {commit.id}")
        for reference, head in self.references().items():
            if decoded in reference:
                found.append(f"reference {reference}")
            for commit in self.history(head):
                for path, entry in commit.files.items():
                    name = f"lfs {entry.sha256}" if entry.sha256 else f"git {entry.oid}"
                    if f"stored {name}" in found:
                        found.append(f"{reference} {commit.id} {path}")
        for pull in self.discussions.values():
            if any(decoded in t for t in (pull.title, *pull.comments)):
                found.append(f"discussion {pull.num}")
        return [f"{self.repo_id}: {what}" for what in dict.fromkeys(found)]

    # writing

    def apply(
        self, revision: str, lines: Iterable[Mapping[str, Any]], *, create_pr: bool = False
    ) -> tuple[Commit, int | None]:
        """Make a commit of the lines of a request; returns it and the number of a pull request.

        Raises:
            Refusal: 412 if the parent is another one, 404 for a deletion of what is not there.
        """
        header: Mapping[str, Any] = {}
        head = self.commit(revision)
        if not create_pr and self._slot(revision) is None:
            raise Refusal(404, f"{revision} is no branch", "RevisionNotFound")
        self._refuse_closed(revision)
        files = dict(head.files)
        for line in lines:
            key, value = line["key"], line["value"]
            if key == "header":
                header = value
                parent = value.get("parentCommit")
                if parent and not create_pr and not head.id.startswith(parent):
                    raise Refusal(412, "A commit has happened since. Please refresh and try again")
                if parent and create_pr:
                    head = self.commit(parent)
                    files = dict(head.files)
            else:
                change(self.blobs, files, key, value)
        pull = max(self.discussions, default=0) + 1 if create_pr else None
        made = self._add(head.id, header["summary"], header.get("description") or "", files)
        if pull is None:
            self._point(revision, made)
        else:
            self.pulls[pull] = made
            self.discussions[pull] = Discussion(pull, header["summary"])
        return self.commits[made], pull

    def merge(self, num: int) -> None:
        """Merge a pull request into main, as one commit."""
        pull = self._discussion(num)
        if pull.status not in ("open", "draft"):
            raise Refusal(400, "not open")
        proposed = self.commits[self.pulls[num]]
        main = self.commits[self.branches[MAIN]]
        base = next((c for c in self.history(proposed.id) if c.id in self._ids(main.id)), main)
        files = dict(main.files)
        for path in {*base.files, *proposed.files}:
            if base.files.get(path) != proposed.files.get(path):
                files.pop(path, None)
                if path in proposed.files:
                    files[path] = proposed.files[path]
        self.branches[MAIN] = self._add(main.id, f"{pull.title} (#{num})", "", files)
        pull.status, pull.merged_as = "merged", self.branches[MAIN]

    def set_status(self, num: int, status: str) -> None:
        """Close or re-open a pull request."""
        pull = self._discussion(num)
        if pull.status == "merged" or status not in ("open", "closed"):
            raise Refusal(400, f"cannot set the status {status}")
        pull.status = status

    def squash(self, branch: str, message: str) -> None:
        """Replace the history of a branch by one commit with the same files."""
        if self._slot(branch) is None or (branch.startswith("refs/pr/") and self.pulls_are_locked):
            raise Refusal(400, "Invalid reference for a branch")
        self._refuse_closed(branch)
        title, _, rest = message.partition("\n")
        self._point(branch, self._add(None, title, rest.strip(), self.commit(branch).files))
        self.prune()

    def delete_branch(self, branch: str) -> None:
        """Remove a branch, or a branch that the hub itself made."""
        if branch == MAIN or (branch.startswith("refs/pr/")):
            raise Refusal(400, "Invalid reference for a branch")
        slot = self._slot(branch)
        if slot is None:
            raise Refusal(404, f"no branch {branch}", "RevisionNotFound")
        del slot[0][slot[1]]
        self.prune()

    def delete_tag(self, tag: str) -> None:
        """Remove a tag."""
        if tag not in self.tags:
            raise Refusal(404, f"no tag {tag}", "RevisionNotFound")
        del self.tags[tag]
        self.prune()

    def delete_large(self, digests: Iterable[str], *, rewrite_history: bool) -> None:
        """Forget large files for good and, if asked, take their pointers out of all commits."""
        doomed = set(digests)
        for sha256 in doomed:
            self.blobs.delete_large(sha256)
        if rewrite_history:
            self._rewrite(doomed)

    def convert(self, files: Mapping[str, bytes]) -> None:
        """What the hub does by itself: a branch refs/convert/parquet with copies of the data."""
        entries: dict[str, Entry] = {}
        for path, content in files.items():
            self._store_large(entries, path, content)
        self.converts["parquet"] = self._add(None, "Update parquet files", "", entries)

    def prune(self) -> None:
        """Forget commits and small files that no reference leads to."""
        live: dict[str, Commit] = {}
        for commit in self.references().values():
            live.update((c.id, c) for c in self.history(commit))
        self.commits = live
        self.blobs.keep_regular({e.oid for c in live.values() for e in c.files.values()})

    def _store_large(self, files: dict[str, Entry], path: str, content: bytes) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        (self.blobs.lfs / sha256).write_bytes(content)
        change(self.blobs, files, "lfsFile", {"path": path, "oid": sha256, "size": len(content)})

    def _add(self, parent: str | None, title: str, message: str, files: Mapping[str, Entry]) -> str:
        self._made += 1
        listing = sorted((p, e.oid) for p, e in files.items())
        seed = repr((self._made, parent, title, message, listing)).encode()
        made = hashlib.sha1(seed, usedforsecurity=False).hexdigest()
        frozen = MappingProxyType(dict(files))
        self.commits[made] = Commit(made, self._made, parent, title, message, frozen)
        return made

    def _rewrite(self, doomed: set[str]) -> None:
        renamed: dict[str, str] = {}
        for old in sorted(self.commits.values(), key=lambda c: c.number):
            parent = renamed.get(old.parent, old.parent) if old.parent else None
            files = {p: e for p, e in old.files.items() if e.sha256 not in doomed}
            if parent != old.parent or len(files) != len(old.files):
                renamed[old.id] = self._add(parent, old.title, old.message, files)
        for references in (self.branches, self.tags, self.converts, self.pulls):
            for name, commit in references.items():
                references[name] = renamed.get(commit, commit)  # type: ignore[index]
        self.prune()

    def _named(self, revision: str) -> str | None:
        if revision in self.commits:
            return revision
        if revision in self.branches:
            return self.branches[revision]
        if revision in self.tags:
            return self.tags[revision]
        return self.references().get(revision)

    def _slot(self, revision: str) -> tuple[dict[Any, str], Any] | None:
        """The table and the key of a reference that can be moved."""
        if revision in self.branches:
            return self.branches, revision
        kind, _, name = revision.removeprefix("refs/").partition("/")
        if revision.startswith("refs/pr/") and name.isdigit() and int(name) in self.pulls:
            return self.pulls, int(name)
        if kind == "convert" and name in self.converts:
            return self.converts, name
        return None

    def _point(self, revision: str, commit: str) -> None:
        slot = self._slot(revision)
        assert slot is not None
        slot[0][slot[1]] = commit

    def _refuse_closed(self, revision: str) -> None:
        if revision.startswith("refs/pr/"):
            status = self._discussion(int(revision.removeprefix("refs/pr/"))).status
            if status not in ("open", "draft"):
                raise Refusal(403, "the pull request is not open")

    def _discussion(self, num: int) -> Discussion:
        if num not in self.discussions:
            raise Refusal(404, f"no discussion {num}")
        return self.discussions[num]

    def _ids(self, commit: str) -> set[str]:
        return {c.id for c in self.history(commit)}
