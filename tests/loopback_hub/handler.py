"""Requests and replies on the wire, and the faults in between."""

import json
import socket
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.loopback_hub.blobs import CHUNK_BYTES, Readable
from tests.loopback_hub.exchange import Reply, Request, Route
from tests.loopback_hub.faults import Call, Drop, Fault, LostReply, Slow, Status, Trickle
from tests.loopback_hub.records import Refusal

UNLOCKED = {"lfs_put", "lfs_part"}  # they take long, and touch nothing but their own file


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Any

    def _serve(self) -> None:
        from tests.loopback_hub.hub import Seen

        url = urlsplit(self.path)
        method = "GET" if self.command == "HEAD" else self.command
        found = ((pattern.fullmatch(url.path), route) for pattern, route in self.server.routes)
        parts, route = next(
            ((m, route) for m, route in found if m and route.method == method), (None, None)
        )
        had_token = "authorization" in {k.lower() for k in self.headers}
        name = route.name if route else "unknown"
        hub = self.server.hub
        hub.seen.append(Seen(name, self.command, self.path, had_token))
        fault = hub.faults.next(name)
        body = _Body(self.rfile, self.headers.get("Content-Length"), self._is_chunked())
        if not self._goes_on(fault, body):
            return
        if isinstance(fault, Status):
            reply = _refusal(Refusal(fault.code, "planned"))
            if fault.retry_after_s is not None:
                reply = Reply(reply.status, reply.body, {"Retry-After": str(fault.retry_after_s)})
        elif route is None or parts is None:
            reply = _refusal(Refusal(404, "no such route"))
        else:
            headers = {k.lower(): v for k, v in self.headers.items()} | {"x-path": url.path}
            is_authorized = headers.get("authorization") == f"Bearer {hub.token}"
            query = parse_qs(url.query)
            request = Request(hub, parts.groupdict(), query, headers, body, is_authorized)
            reply = _answer(route, request)
        body.drain()
        if isinstance(fault, Slow):
            time.sleep(fault.seconds)
        if isinstance(fault, Call) and fault.when == "after":
            fault.function()
        if isinstance(fault, LostReply):
            self._hang_up()
            return
        pause_s = fault.pause_s if isinstance(fault, Trickle) else 0.0
        self._send(reply, is_cut=isinstance(fault, Drop), pause_s=pause_s)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve

    def _goes_on(self, fault: Fault | None, body: "_Body") -> bool:
        if isinstance(fault, Call) and fault.when == "before":
            fault.function()
        if isinstance(fault, Drop) and fault.where == "in request":
            body.read(max(1, body.remaining // 2))
        if isinstance(fault, Drop) and fault.where != "in reply":
            self._hang_up()
            return False
        return True

    def _send(self, reply: Reply, *, is_cut: bool, pause_s: float) -> None:
        n_bytes = reply.n_bytes if reply.file else len(reply.body)
        with suppress(ConnectionError):
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(n_bytes))
            self.end_headers()
            if self.command != "HEAD":
                self._send_body(reply, n_bytes // 2 if is_cut else n_bytes, pause_s)
            if is_cut:
                self._hang_up()

    def _send_body(self, reply: Reply, n_bytes: int, pause_s: float) -> None:
        if reply.file is None and pause_s:
            for byte in reply.body[:n_bytes]:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(pause_s)
            return
        if reply.file is None:
            self.wfile.write(reply.body[:n_bytes])
            return
        with reply.file.open("rb") as stream:
            stream.seek(reply.start)
            while n_bytes and (chunk := stream.read(min(CHUNK_BYTES, n_bytes))):
                self.wfile.write(chunk)
                n_bytes -= len(chunk)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)

    def _is_chunked(self) -> bool:
        return "chunked" in self.headers.get("Transfer-Encoding", "").lower()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: tests look at `Hub.seen`."""


def _answer(route: Route, request: Request) -> Reply:
    try:
        if route.needs_token and not request.is_authorized:
            raise Refusal(401, "Invalid credentials in Authorization header")
        if route.name in UNLOCKED:
            return route.answer(request)
        with request.hub.lock:
            return route.answer(request)
    except Refusal as refusal:
        return _refusal(refusal)


def _refusal(refusal: Refusal) -> Reply:
    headers = {"Content-Type": "application/json", "X-Error-Message": refusal.message}
    if refusal.code:
        headers["X-Error-Code"] = refusal.code
    return Reply(refusal.status, json.dumps({"error": refusal.message}).encode(), headers)


class _Body:
    """The body of a request, by its length or in chunks, read as it comes."""

    def __init__(self, stream: Readable, length: str | None, is_chunked: bool) -> None:
        self._stream: Any = stream
        self._is_chunked = is_chunked
        self._is_over = False
        self.remaining = 0 if is_chunked else int(length or 0)

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes, or all."""
        pieces = []
        while size != 0 and (piece := self._piece(size)):
            pieces.append(piece)
            size -= len(piece) if size > 0 else 0
        return b"".join(pieces)

    def drain(self) -> None:
        """Read what nobody wanted, so that the connection can be used again."""
        while self._piece(CHUNK_BYTES):
            pass

    def _piece(self, size: int) -> bytes:
        if not self.remaining and self._is_chunked and not self._is_over:
            self.remaining = int(self._stream.readline().split(b";")[0] or b"0", 16)
            if not self.remaining:
                self._is_over = True
                self._stream.readline()
        if not self.remaining:
            return b""
        wanted = min(self.remaining, CHUNK_BYTES, size if size > 0 else CHUNK_BYTES)
        piece: bytes = self._stream.read(wanted)
        self.remaining -= len(piece)
        if not piece:
            raise ConnectionError("the client went away")
        if not self.remaining and self._is_chunked:
            self._stream.readline()
        return piece
