"""The client of harvests: named hosts only, whatever a server does."""

import gzip
import io
import logging
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from openfonds.app.harvest.http_client import Client, HarvestLimits, NotFetched, shown
from openfonds.errors import TransientError
from tests.harvest_server import Reply, Served, serving

LIMITS = HarvestLimits(pause_seconds=0, idle_seconds=2, request_seconds=5, max_tries=3)
Asked = list[float]


@pytest.fixture
def server() -> Iterator[Served]:
    with serving() as served:
        yield served


def client(*hosts: str, slept: Asked | None = None, **limits: Any) -> Client:
    made = HarvestLimits(**{**{f: getattr(LIMITS, f) for f in LIMITS.__slots__}, **limits})
    return Client(hosts, "", made, sleep=(slept if slept is not None else []).append)


def fetched(of: Client, url: str, max_bytes: int = 1 << 20) -> bytes:
    out = io.BytesIO()
    of.fetch(url, out, max_bytes)
    return out.getvalue()


def test_what_a_named_host_has_is_fetched(server: Served) -> None:
    server.put("/a", b"one")
    assert fetched(client(server.host), f"{server.url}/a") == b"one"


@pytest.mark.parametrize(
    "url",
    ["http://other.example/a", "file:///etc/passwd", "ftp://{host}/a", "gopher://{host}/",
     "http://user:pw@{host}/a", "http://127.0.0.1:1/a", "http:///a", "http://{host}:x/",
     "//{host}/",
     "http://{host}@other.example/", "http://[::1/", "", "http://\u2100.example/"],
)  # fmt: skip
def test_no_other_address_is_asked(server: Served, url: str) -> None:
    with pytest.raises(NotFetched):
        fetched(client(server.host), url.replace("{host}", server.host))
    assert server.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(server: Served, status: int) -> None:
    with serving() as other:
        other.put("/b", b"secret")
        server.replies["/a"] = Reply(status=status, headers={"Location": f"{other.url}/b"})
        with pytest.raises(NotFetched, match="does not name this host"):
            fetched(client(server.host), f"{server.url}/a")
        assert other.asked == []
        assert fetched(client(server.host, other.host), f"{server.url}/a") == b"secret"


@pytest.mark.parametrize("to", ["/a", "", "file:///etc/passwd", "http://u:p@{host}/b", "//[::1/b"])
def test_redirects_end(server: Served, to: str) -> None:
    location = to.replace("{host}", server.host)
    server.replies["/a"] = Reply(status=302, headers={"Location": location})
    with pytest.raises(NotFetched):
        fetched(client(server.host), f"{server.url}/a")
    assert len(server.asked) <= LIMITS.max_redirects + 1


def test_a_redirect_from_https_to_http_is_not_followed(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Moved:
        status = 302

        def __enter__(self) -> "Moved":
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

        def getheader(self, _name: str) -> str:
            return f"{server.url}/b"

    server.put("/b", b"plain")
    of = client(server.host, "iiif.a.example")
    monkeypatch.setattr(of, "_response", lambda _parts: Moved())
    with pytest.raises(NotFetched, match="from https to http"):
        fetched(of, "https://iiif.a.example/a")


def test_a_name_that_leads_into_our_network_is_not_followed(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(server.host.rpartition(":")[2])
    name = f"iiif.a.example:{port}"
    looked_up: list[str] = []

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    server.put("/a", b"inside")
    with pytest.raises(NotFetched, match="not one of the public network"):
        fetched(client(name), f"http://{name}/a")
    assert server.asked == []
    # Named as it is, it may be asked: a server in the house has such an address.
    looked_up.clear()
    assert fetched(client(name, "127.0.0.1"), f"http://{name}/a") == b"inside"
    assert looked_up.count("iiif.a.example") == 1  # and connected to without a second look


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:127.0.0.1", "0.0.0.0",
                "224.0.0.1", "192.168.1.1", "100.64.0.1"],
)  # fmt: skip
def test_addresses_behind_our_doors(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 0, 0, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotFetched, match="public network"):
        fetched(client("iiif.a.example"), "http://iiif.a.example/")


@pytest.mark.parametrize(
    ("written", "slept"),
    [("7", [7.0]), ("", [2.0]), ("soon", [2.0]), ("99999", None),
     ("Fri, 31 Dec 9999 23:59:59 -2300", [2.0])],
)  # fmt: skip
def test_a_server_that_wants_us_to_wait_is_waited_for(
    server: Served, written: str, slept: Asked | None
) -> None:
    wait = Reply(status=503, headers={"Retry-After": written} if written else {})
    server.replies["/a"] = [wait, Reply(b"one")]
    waited: Asked = []
    if slept is None:
        with pytest.raises(TransientError, match="run the same command again"):
            fetched(client(server.host, slept=waited), f"{server.url}/a")
    else:
        assert fetched(client(server.host, slept=waited), f"{server.url}/a") == b"one"
        assert waited == slept


def test_a_date_to_wait_until(server: Served) -> None:
    wait = Reply(status=429, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
    server.replies["/a"] = [wait, Reply(b"one")]
    waited: Asked = []
    assert fetched(client(server.host, slept=waited), f"{server.url}/a") == b"one"
    assert waited == [0.0]


@pytest.mark.parametrize("fault", ["drop", "short"])
def test_what_breaks_off_is_asked_for_again(server: Served, fault: str) -> None:
    server.replies["/a"] = [Reply(b"one two", fault=fault), Reply(b"three")]
    assert fetched(client(server.host), f"{server.url}/a") == b"three"
    server.replies["/b"] = Reply(b"one two", fault=fault)
    with pytest.raises(TransientError, match="asked 3 times"):
        fetched(client(server.host), f"{server.url}/b")


def test_a_length_that_is_not_there_is_broken_off(server: Served) -> None:
    server.replies["/a"] = Reply(b"one", headers={"Content-Length": "100"})
    with pytest.raises(TransientError, match="broken off after 3 bytes"):
        fetched(client(server.host), f"{server.url}/a")


@pytest.mark.parametrize("fault", ["slow", "dribble"])
def test_a_slow_server_is_cut_off(server: Served, fault: str) -> None:
    server.replies["/a"] = Reply(b"x" * 1000, fault=fault)
    of = client(server.host, idle_seconds=1, request_seconds=2, max_tries=1)
    began = time.monotonic()
    with pytest.raises(TransientError):
        fetched(of, f"{server.url}/a")
    assert time.monotonic() - began < 4


def test_an_endless_answer_ends_at_the_limit(server: Served) -> None:
    server.replies["/a"] = Reply(fault="endless")
    with pytest.raises(NotFetched, match="more than 100000 bytes"):
        fetched(client(server.host), f"{server.url}/a", 100_000)
    server.replies["/b"] = Reply(b"x" * 200)
    with pytest.raises(NotFetched, match="more than 100 bytes"):
        fetched(client(server.host), f"{server.url}/b", 100)


def test_packed_answers_are_unpacked_up_to_the_limit(server: Served) -> None:
    packed = {"Content-Encoding": "gzip"}
    server.replies["/a"] = Reply(gzip.compress(b"one"), headers=packed)
    server.replies["/bomb"] = Reply(gzip.compress(bytes(50_000_000)), headers=packed)
    server.replies["/cut"] = Reply(gzip.compress(b"one two three")[:-6], headers=packed)
    server.replies["/odd"] = Reply(b"one", headers={"Content-Encoding": "br"})
    of = client(server.host)
    assert fetched(of, f"{server.url}/a") == b"one"
    with pytest.raises(NotFetched, match="more than"):
        fetched(of, f"{server.url}/bomb", 1_000_000)
    with pytest.raises(TransientError):
        fetched(of, f"{server.url}/cut")
    with pytest.raises(NotFetched, match="not known"):
        fetched(of, f"{server.url}/odd")


def test_limits_on_the_whole_harvest(server: Served) -> None:
    server.put("/a", b"x" * 600)
    of = client(server.host, max_requests=2)
    fetched(of, f"{server.url}/a")
    fetched(of, f"{server.url}/a")
    with pytest.raises(TransientError, match="limit of requests"):
        fetched(of, f"{server.url}/a")
    clock = iter([0.0, 1.0, 100.0])
    late = HarvestLimits(pause_seconds=0, max_seconds=50)
    of = Client((server.host,), "", late, now=lambda: next(clock))
    fetched(of, f"{server.url}/a")
    with pytest.raises(TransientError, match="limit of time"):
        fetched(of, f"{server.url}/a")


def test_the_whole_harvest_stops_at_its_limit_of_bytes_and_not_one_file(server: Served) -> None:
    """The file is not at fault: it is fetched when the same command is run again."""
    server.put("/a", b"x" * 600)
    of = client(server.host, max_total_bytes=1000)
    fetched(of, f"{server.url}/a")
    with pytest.raises(TransientError, match="limit of 1000 bytes"):
        fetched(of, f"{server.url}/a")


def test_who_asks_is_told_and_no_secret_is_logged(
    server: Served, caplog: pytest.LogCaptureFixture
) -> None:
    server.put("/a", b"one")
    of = Client((server.host,), "archive@a.example\r\nX-Evil: 1", LIMITS)
    with caplog.at_level(logging.DEBUG):
        fetched(of, f"{server.url}/a?token=hidden")
    assert server.agents[0].startswith("openfonds/") and "archive@a.example" in server.agents[0]
    assert "\n" not in server.agents[0] and "hidden" not in caplog.text
    assert server.asked == ["/a?token=hidden"]
    assert "hidden" not in shown("http://u:hidden@h/a?b=hidden")


def test_a_wrong_status_is_no_file(server: Served) -> None:
    with pytest.raises(NotFetched, match="status 404"):
        fetched(client(server.host), f"{server.url}/nothing")


def test_proxies_of_the_environment_are_not_used(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.put("/a", b"one")
    assert fetched(client(server.host), f"{server.url}/a") == b"one"
