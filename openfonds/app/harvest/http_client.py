"""A careful HTTP client: named hosts only, one request at a time, with limits on everything.

A host is named as `host` (the port of the scheme) or `host:port`. Its address is looked up once,
judged, and then connected to, so that a name cannot lead somewhere else in between. A redirect is
an address like any other. Proxies of the environment are not used.
"""

import email.utils
import http.client
import ipaddress
import logging
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from openfonds import __version__
from openfonds.digests import CHUNK_BYTES
from openfonds.errors import PermanentError, TransientError
from openfonds.settings import GIBIBYTE, MEBIBYTE

PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({429, 500, 502, 503, 504})
_SAFE = "%/:=&?~+!$,;'@()*[]-._"

log = logging.getLogger(__name__)


class NotFetched(PermanentError):
    """One address gave nothing that can be used, and will not if asked again."""


class LimitReached(TransientError):
    """A limit on the whole harvest is reached: the same command goes on from here."""


@dataclass(frozen=True, slots=True)
class HarvestLimits:
    """What a harvest may cost."""

    max_file_bytes: int = 4 * GIBIBYTE
    max_document_bytes: int = 64 * MEBIBYTE  # of a manifest, or a page of OAI-PMH
    max_total_bytes: int = 64 * GIBIBYTE
    max_requests: int = 1_000_000
    max_seconds: int = 24 * 3600
    request_seconds: int = 900  # one answer, from the connection to its last byte
    idle_seconds: int = 60
    max_wait_seconds: int = 300  # that a server may ask for
    max_tries: int = 4
    max_redirects: int = 5
    pause_seconds: float = 0.2  # between requests


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request. The body went to the stream that was given."""

    url: str  # after redirects
    content_type: str  # lower case, without parameters
    n_bytes: int


class Client:
    """Fetches from named hosts. `sleep` and `now` are there for tests."""

    def __init__(
        self,
        hosts: tuple[str, ...],
        contact: str,
        limits: HarvestLimits,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hosts = frozenset(host.strip().lower() for host in hosts)
        self._agent = f"openfonds/{__version__}" + (f" (+{_header(contact)})" if contact else "")
        self._limits = limits
        self._sleep, self._now = sleep, now
        self._began = now()
        self._n_requests = 0
        self._total_bytes = 0

    def is_named(self, url: str) -> bool:
        """Whether an address is of a named host, and of a form that is asked at all."""
        try:
            self._checked(url)
        except NotFetched:
            return False
        return True

    def fetch(self, url: str, target: IO[bytes], max_bytes: int) -> Answer:
        """Write what is at an address to a stream, which is emptied before every try.

        Raises:
            NotFetched: if it is not there, not allowed, too large, or broken.
            TransientError: if the server is down or wants us to wait; or a limit on the whole
                harvest is reached.
        """
        tries = 0
        while True:
            self._check_budget()
            target.seek(0)
            target.truncate()
            try:
                return self._follow(url, target, max_bytes)
            except _Later as later:
                tries += 1
                wait = later.seconds if later.seconds is not None else 2.0**tries
                if tries >= self._limits.max_tries or wait > self._limits.max_wait_seconds:
                    raise TransientError(
                        f"{shown(url)}: {later} (asked {tries} times): run the same command again"
                        " later; what is there is kept"
                    ) from None
                log.info("%s: %s; again in %.0f s", shown(url), later, wait)
                self._sleep(wait)

    def _follow(self, url: str, target: IO[bytes], max_bytes: int) -> Answer:
        for _ in range(self._limits.max_redirects + 1):
            parts = self._checked(url)
            with self._response(parts) as response:
                if response.status not in _REDIRECTS:
                    return self._received(url, response, target, max_bytes)
                to = response.getheader("Location") or ""
            try:
                joined = urljoin(url, to)
            except ValueError:
                to = joined = ""
            if not to or (parts.scheme == "https" and not joined.startswith("https:")):
                raise NotFetched(f"{shown(url)}: redirects to no address, or from https to http")
            url = joined
        raise NotFetched(f"{shown(url)}: too many redirects")

    def _checked(self, url: str) -> SplitResult:
        """The parts of an address that may be asked. Raises NotFetched."""
        try:
            parts = urlsplit(url)
            port = parts.port
            host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        except (ValueError, UnicodeError):
            raise NotFetched("an address is not one") from None
        if parts.scheme not in PORTS or not host:
            raise NotFetched(f"{shown(url)}: only http and https addresses are fetched")
        if parts.username is not None or parts.password is not None:
            raise NotFetched(
                f"{shown(url)}: an address with a user name or password is not fetched"
            )
        literal = f"[{host}]" if ":" in host else host
        named = {f"{literal}:{port or PORTS[parts.scheme]}"}
        if port in (None, PORTS[parts.scheme]):
            named.add(literal)
        if not named & self._hosts:
            raise NotFetched(f"{shown(url)}: the collection does not name this host in `hosts`")
        return parts

    def _response(self, parts: SplitResult) -> "_Open":
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or PORTS[parts.scheme]
        self._n_requests += 1
        if self._n_requests > 1 and self._limits.pause_seconds:
            self._sleep(self._limits.pause_seconds)
        connection = _Pinned(host, port, self._address(host, port), parts.scheme == "https",
                             self._limits.idle_seconds)  # fmt: skip
        opened = _Open(connection, self._limits.request_seconds)
        path = quote(parts.path or "/", safe=_SAFE)
        path += "?" + quote(parts.query, safe=_SAFE) if parts.query else ""
        log.info("GET %s", shown(parts.geturl()))
        try:
            opened.ask(path, {"User-Agent": self._agent, "Accept-Encoding": "identity",
                              "Accept": "*/*", "Connection": "close"})  # fmt: skip
        except (OSError, http.client.HTTPException, ValueError) as error:
            opened.close()
            if isinstance(error, ssl.SSLCertVerificationError):
                raise NotFetched(f"{host}: its certificate is not valid") from None
            if isinstance(error, (ValueError, http.client.InvalidURL)):
                raise NotFetched("an address is not one") from None
            raise _Later(f"no answer ({type(error).__name__})") from None
        return opened

    def _address(self, host: str, port: int) -> str:
        """The address of a host. One within our own network has to be named as it is.

        Otherwise whoever keeps the name of a host could send us to a machine behind our doors.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise _Later("its name is not found") from None
        for *_, where in found:
            address = str(where[0]).partition("%")[0]
            is_own_name = host in ("localhost", address)
            literal = f"[{address}]" if ":" in address else address
            is_named = bool({literal, f"{literal}:{port}"} & self._hosts)
            if is_own_name or is_named or _is_public(address):
                return address
        raise NotFetched(
            f"{host}: its address is not one of the public network: name the address itself in"
            " `hosts` beside the name if that is meant"
        )

    def _received(self, url: str, response: "_Open", target: IO[bytes], max_bytes: int) -> Answer:
        status = response.status
        if status in _LATER:
            raise _Later(f"status {status}", _retry_after(response.getheader("Retry-After")))
        if status != 200:
            raise NotFetched(f"{shown(url)}: status {status}")
        allowed = min(max_bytes, self._limits.max_total_bytes - self._total_bytes)
        n_bytes = 0
        if response.declared_bytes > allowed:
            raise self._too_large(url, max_bytes, response.declared_bytes)
        for chunk in response.body(shown(url)):
            n_bytes += len(chunk)
            self._total_bytes += len(chunk)
            if n_bytes > allowed:
                raise self._too_large(url, max_bytes, n_bytes)
            target.write(chunk)
        target.flush()
        kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        return Answer(url, kind, n_bytes)

    def _too_large(self, url: str, max_bytes: int, n_bytes: int) -> PermanentError | TransientError:
        if n_bytes > max_bytes:
            return NotFetched(f"{shown(url)}: more than {max_bytes} bytes")
        return LimitReached(
            f"the harvest has reached its limit of {self._limits.max_total_bytes} bytes: run the"
            " same command again to go on"
        )

    def _check_budget(self) -> None:
        if self._now() - self._began > self._limits.max_seconds:
            raise LimitReached("the harvest has reached its limit of time: run it again")
        if self._n_requests >= self._limits.max_requests:
            raise LimitReached("the harvest has reached its limit of requests: run it again")


class _Later(Exception):
    """The server may answer another time; `seconds` is how long it wants us to wait."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was judged, under the name of its host."""

    def __init__(self, host: str, port: int, address: str, is_tls: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address, self._is_tls = address, is_tls
        self.default_port = PORTS["https" if is_tls else "http"]

    def connect(self) -> None:
        """Connect, and greet under the name of the host."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._is_tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


class _Open:
    """One request and its answer, cut off at a time whatever the server does."""

    def __init__(self, connection: _Pinned, seconds: float) -> None:
        self._connection = connection
        self._is_late = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._response: http.client.HTTPResponse | None = None
        self.status = 0

    def __enter__(self) -> "_Open":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, path: str, headers: dict[str, str]) -> None:
        """Send the request and read the head of the answer."""
        self._timer.start()
        self._connection.request("GET", path, headers=headers)
        self._response = self._connection.getresponse()
        self.status = self._response.status

    def getheader(self, name: str) -> str | None:
        """A header of the answer."""
        return self._response.getheader(name) if self._response else None

    @property
    def declared_bytes(self) -> int:
        """The length that the answer says it has; 0 where it says none that can be."""
        written = self.getheader("Content-Length") or ""
        return int(written) if written.isdecimal() and len(written) < 20 else 0

    def body(self, where: str) -> Iterator[bytes]:
        """The body, unpacked if it came packed. Raises _Later if it ends too early."""
        coding = (self.getheader("Content-Encoding") or "identity").strip().lower()
        if coding not in ("identity", "gzip", "x-gzip", "deflate"):
            raise NotFetched(f"{where}: packed in a way that is not known here")
        unpack = None if coding == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)
        n_received = 0
        try:
            while self._response and (chunk := self._response.read(CHUNK_BYTES)):
                n_received += len(chunk)
                yield from [chunk] if unpack is None else _unpacked(unpack, chunk)
        except zlib.error:
            raise NotFetched(f"{where}: packed data that is broken") from None
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            # A socket that was cut off under the reader shows itself in any of these ways.
            raise _Later(f"broken off ({type(error).__name__})") from None
        if self._is_late or n_received < self.declared_bytes:
            raise _Later(f"broken off after {n_received} bytes")
        if unpack is not None and not unpack.eof:
            raise _Later(f"broken off after {n_received} bytes")

    def close(self) -> None:
        """Let go of the connection."""
        self._timer.cancel()
        if self._response is not None:
            self._response.close()
        self._connection.close()

    def _cut(self) -> None:
        self._is_late = True
        sock = self._connection.sock or getattr(getattr(self._response, "fp", None), "raw", None)
        sock = getattr(sock, "_sock", sock)
        if isinstance(sock, socket.socket):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                log.debug("a connection was closed already")


def _unpacked(unpack: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    while chunk and not unpack.eof:
        if data := unpack.decompress(chunk, CHUNK_BYTES):
            yield data
        chunk = unpack.unconsumed_tail


def shown(url: str) -> str:
    """An address for messages and logs: without a query and a password, which may be secret.

    >>> shown("https://user:secret@a.example/oai?token=secret")
    'https://a.example/oai'
    """
    try:
        parts = urlsplit(url)
        text = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    except ValueError:
        return "an address"
    return text[:200] if text.isprintable() else "an address"


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not (mapped or ip).is_multicast


def _retry_after(written: str | None) -> float | None:
    """Seconds to wait, from a number or a date (RFC 9110, 10.2.3)."""
    if not written:
        return None
    if written.strip().isdecimal():
        return float(written.strip()[:9])
    try:
        until = email.utils.parsedate_to_datetime(written).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _header(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isprintable() and c not in "()")[:100]
