"""A small web server on loopback for harvests, which can be slow, broken or hostile."""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Reply:
    """What to answer. `fault` is one of: drop, slow, dribble, endless, short."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/octet-stream"
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""


Answering = Callable[[dict[str, str]], Reply]


@dataclass
class Served:
    """A running server: what it answers by path, and what it was asked."""

    host: str  # 127.0.0.1:PORT
    replies: dict[str, Reply | list[Reply] | Answering] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def put(self, path: str, content: Any, kind: str = "image/jpeg") -> None:
        """Serve bytes, or JSON of anything else."""
        is_bytes = isinstance(content, bytes)
        body = content if is_bytes else json.dumps(content).encode()
        self.replies[path] = Reply(body, kind=kind if is_bytes else "application/json")

    def n_asked(self) -> Counter[str]:
        return Counter(urlsplit(path).path for path in self.asked)

    def reply(self, path: str) -> Reply:
        parts = urlsplit(path)
        found = self.replies.get(parts.path, Reply(b"no", 404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        if isinstance(found, Reply):
            return found
        return found(dict(parse_qsl(parts.query, keep_blank_values=True)))


@contextmanager
def serving() -> Iterator[Served]:
    """Run a server until the end of the block."""
    server = _Server(("127.0.0.1", 0), _Handler)
    served = server.served = Served(f"127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    served: Served


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        served = self.server.served
        with served.lock:
            served.asked.append(self.path)
            served.agents.append(self.headers.get("User-Agent", ""))
            served.at_once += 1
            served.most_at_once = max(served.most_at_once, served.at_once)
        try:
            self._answer(served.reply(self.path))
        except OSError:
            self.close_connection = True
        finally:
            with served.lock:
                served.at_once -= 1

    def _answer(self, reply: Reply) -> None:
        if reply.fault == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if reply.fault == "slow":
            time.sleep(3)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.fault != "endless" and "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.fault == "endless":
            for _ in range(100_000):
                self.wfile.write(b"x" * 65536)
        elif reply.fault == "dribble":
            for byte in reply.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.2)
        elif reply.fault == "short":
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self.wfile.write(reply.body)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at `asked`."""
