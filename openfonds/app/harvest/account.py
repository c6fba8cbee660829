"""What the harvests of IIIF and OAI-PMH have in common: one file, what failed, and the account."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from extractors.description.web_names import local_name
from openfonds.app.harvest.folder import HarvestFolder, Kept
from openfonds.app.harvest.http_client import Client, HarvestLimits, LimitReached, NotFetched, shown
from openfonds.app.progress import Progress
from openfonds.digests import sha256_of_bytes
from openfonds.errors import TransientError

MOST_FAULTS = 20
MOST_IN_A_ROW = 3  # files that a server could not give just now, before the harvest stops
_SUFFIXES = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif", "image/jp2": ".jp2",
    "image/webp": ".webp", "application/pdf": ".pdf", "image/vnd.djvu": ".djvu",
    "text/plain": ".txt", "application/xml": ".xml", "text/xml": ".xml",
}  # fmt: skip
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
WEB_PAGE = "web page"


@dataclass(slots=True)
class Account:
    """What a harvest did. Everything that it should have fetched is in one of the numbers."""

    fetched: int = 0
    there: int = 0
    n_bytes: int = 0
    records: int = 0
    deleted: int = 0
    web_pages: int = 0
    faults: list[str] = field(default_factory=list)
    n_faults: int = 0
    other_hosts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def fail(self, message: str) -> None:
        """Count something that could not be had."""
        self.n_faults += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(message)

    @property
    def is_complete(self) -> bool:
        """Whether nothing failed."""
        return not self.n_faults


class Harvest:
    """A harvest into a folder: fetches files that are not there yet."""

    def __init__(
        self, client: Client, folder: HarvestFolder, limits: HarvestLimits, progress: Progress
    ) -> None:
        self.client, self.folder, self.limits = client, folder, limits
        self.progress = progress
        self.account = Account()
        self._n_later = 0

    def document(self, url: str, path: str) -> tuple[bytes, Kept]:
        """Fetch a description anew, keep it as delivered below data/, and return it.

        Raises:
            NotFetched, TransientError: as the client does.
        """
        with self.folder.partial() as stream:
            answer = self.client.fetch(url, stream, self.limits.max_document_bytes)
            stream.seek(0)
            data = stream.read()
        self._count(answer.n_bytes)
        return data, self.folder.keep(key_of(url), shown(url), path)

    def file(self, urls: tuple[str, ...], name: str, *, is_image: bool = False) -> bool:
        """Fetch a file from the first address that has it, unless it is there with its digest.

        Args:
            name: the address that names the file below data/.

        Returns whether it is there now. What fails is in the account.

        Raises:
            TransientError: if the server gives nothing several times in a row.
        """
        key = key_of(name)
        before = self.folder.kept(key)
        if before is not None:
            self.account.there += bool(before.path)
            self.account.web_pages += before.state == WEB_PAGE
            self.progress.step()
            return bool(before.path)
        asked = [url for url in dict.fromkeys(urls) if self.is_named(url)]
        faults = [f"{shown(name)}: no address of it is of a named host"] if not asked else []
        for url in asked:
            try:
                self._fetch(url, key, name, is_image=is_image)
            except NotFetched as error:
                faults.append(str(error))
                continue
            except LimitReached:
                raise
            except TransientError as error:
                self._n_later += 1
                if self._n_later >= MOST_IN_A_ROW:
                    raise
                faults.append(str(error))
                continue
            self._n_later = 0
            self.progress.step()
            return True
        self.account.fail(faults[0])
        self.progress.step()
        return False

    def _fetch(self, url: str, key: str, name: str, *, is_image: bool) -> None:
        with self.folder.partial() as stream:
            answer = self.client.fetch(url, stream, self.limits.max_file_bytes)
            stream.seek(0)
            head = stream.read(64).lstrip()
        if not answer.n_bytes:
            raise NotFetched(f"{shown(url)}: no bytes")
        if answer.content_type in _PAGES or head[:9].lower() in (b"<!doctype", b"<html"):
            if is_image:
                raise NotFetched(f"{shown(url)}: a web page in place of an image")
            self.account.web_pages += 1
            self.folder.note(Kept(key, shown(url), "", "", 0, state=WEB_PAGE))
            return
        if is_image and (head[:1] in (b"{", b"<") or answer.content_type.startswith("text/")):
            raise NotFetched(f"{shown(url)}: something else in place of an image")
        path = local_name(name)
        suffix = _SUFFIXES.get(answer.content_type, ".jpg" if is_image else "")
        if suffix and PurePosixPath(path).suffix.lower() not in _SUFFIXES.values():
            path += suffix
        self.folder.keep(key, shown(url), path)
        self._count(answer.n_bytes)

    def is_named(self, url: str) -> bool:
        """Whether an address may be asked; that of another host is counted in the account."""
        if self.client.is_named(url):
            return True
        try:
            host = urlsplit(url).netloc.rpartition("@")[2]
        except ValueError:
            host = "no host"
        self.account.other_hosts[host[:100] if host.isprintable() else "no host"] += 1
        return False

    def _count(self, n_bytes: int) -> None:
        self.account.fetched += 1
        self.account.n_bytes += n_bytes


def key_of(url: str) -> str:
    """What the journal knows an address by: its query may hold a secret."""
    return sha256_of_bytes(url.encode("utf-8", "backslashreplace"))
