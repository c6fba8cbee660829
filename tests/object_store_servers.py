"""Fixtures: servers of S3 on this machine, and empty stores on them."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.object_stores import KEY, SECRET, Store, memory_store, store_of


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """moto, an imitation of S3 with versioning and conditional writes, from a thread."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def rclone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`rclone serve s3`: checks signatures, has neither versions nor conditional writes."""
    program = str(Path(sys.executable).with_name("rclone"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("rclone")
    command = [program, "serve", "s3", str(folder), "--addr", f"127.0.0.1:{port}"]
    command += ["--auth-key", f"{KEY},{SECRET}", "--vfs-cache-mode", "writes"]
    command += ["--cache-dir", str(tmp_path_factory.mktemp("rclone-cache"))]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(params=["memory", "moto with versions", "rclone"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    return store_of(request, monkeypatch, request.param)


@pytest.fixture
def memory() -> Store:
    return memory_store()


@pytest.fixture(params=["moto", "moto with versions"])
def s3(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    return store_of(request, monkeypatch, request.param)
