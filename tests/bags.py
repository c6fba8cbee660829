"""BagIt bags, made by hand so that each can be wrong in one way."""

import hashlib
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

DECLARATION = "BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n"


def write_bag(
    folder: Path,
    payload: Mapping[str, bytes],
    *,
    version: str = "1.0",
    algorithms: tuple[str, ...] = ("sha256",),
    tags: Mapping[str, bytes] | None = None,
) -> Path:
    """A bag of these files (names within data/) and tag files, with tag manifests."""
    for name, data in payload.items():
        put(folder / "data" / name, data)
    put(folder / "bagit.txt", DECLARATION.format(version=version).encode())
    for name, data in (tags or {}).items():
        put(folder / name, data)
    for algorithm in algorithms:
        listed = {f"data/{name}": data for name, data in payload.items()}
        put(folder / f"manifest-{algorithm}.txt", lines(algorithm, listed))
    seal(folder)
    return folder


def seal(folder: Path, algorithm: str = "sha256") -> None:
    """Write the tag manifest anew, after a tag file was changed on purpose."""
    top = [p for p in folder.iterdir() if p.is_file() and not p.name.startswith("tagmanifest")]
    found = {p.name: p.read_bytes() for p in top}
    put(folder / f"tagmanifest-{algorithm}.txt", lines(algorithm, found))


def lines(algorithm: str, files: Mapping[str, bytes]) -> bytes:
    """The lines of a manifest."""
    escaped = {
        name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D"): data
        for name, data in files.items()
    }
    return "".join(
        f"{hashlib.new(algorithm, data).hexdigest()}  {name}\n"
        for name, data in sorted(escaped.items())
    ).encode()


def put(path: Path, data: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def packed(folder: Path, kind: str) -> Path:
    """The same bag as a zip or tar, with its folder at the top; `kind` is the suffix."""
    path = folder.with_name(folder.name + kind)
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    if kind == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.relative_to(folder.parent))
    else:
        mode = {".tar": "w", ".tar.gz": "w:gz", ".tar.xz": "w:xz"}[kind]
        with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
            for file in files:
                archive.add(file, file.relative_to(folder.parent))
    return path
