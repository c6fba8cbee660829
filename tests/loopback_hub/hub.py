"""The hub as a whole: its datasets, its server, and the search through all that it has."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path

from tests.loopback_hub.exchange import Route
from tests.loopback_hub.faults import Faults
from tests.loopback_hub.handler import Handler
from tests.loopback_hub.reading import READING
from tests.loopback_hub.repository import Repository
from tests.loopback_hub.writing import WRITING

TOKEN = "hf_LoopbackOnlyNotASecretAnywhere"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came in: its route, and whether it carried a token."""

    route: str
    method: str
    path: str
    had_token: bool


@dataclass(slots=True)
class Hub:
    """A hub that is running.

    Attributes:
        page_size: how many entries a page of a list has.
        multipart_bytes: files larger than this are sent in parts of this size.
        seen: all requests, in the order of their arrival.
    """

    folder: Path
    endpoint: str
    token: str = TOKEN
    faults: Faults = field(default_factory=Faults)
    page_size: int = 1000
    multipart_bytes: int = 50_000_000
    signing_key: bytes = b"loopback"
    repositories: dict[str, Repository] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def add_repository(self, repo_id: str, *, private: bool = False) -> Repository:
        """A dataset with one first commit, as if made on the website."""
        made = Repository(repo_id, self.folder / repo_id, private=private)
        self.repositories[repo_id] = made
        return made

    def clear(self) -> None:
        """Forget all datasets, their files and the requests so far."""
        with self.lock:
            self.repositories.clear()
            self.seen.clear()
            shutil.rmtree(self.folder, ignore_errors=True)

    def find(self, text: bytes) -> list[str]:
        """Wherever a text still is: stored objects, revisions, references, pull requests.

        The bytes are searched as they are stored, so a test writes its Parquet uncompressed.
        """
        with self.lock:
            found = [r.find(text) for r in self.repositories.values()]
        return [place for places in found for place in places]

    def routes_seen(self) -> list[str]:
        """The routes of all requests so far."""
        return [seen.route for seen in self.seen]


ROUTES: tuple[tuple[re.Pattern[str], Route], ...] = tuple(
    (re.compile(route.pattern), route) for route in (*WRITING, *READING)
)


@contextmanager
def loopback_hub(folder: Path) -> Iterator[Hub]:
    """Run a hub on a free port of loopback, with its files in `folder`, until the end."""
    server = _Server(("127.0.0.1", 0), Handler)
    hub = Hub(folder, f"http://127.0.0.1:{server.server_address[1]}")
    server.hub, server.routes = hub, ROUTES
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    hub: Hub
    routes: tuple[tuple[re.Pattern[str], Route], ...]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what many tests are about: nothing to print."""
