"""Small files and folders of what is public: written whole, read by everyone, never changed."""

import json
import os
from pathlib import Path
from typing import Any

FOLDER_MODE = 0o755
FILE_MODE = 0o444


def write_json(path: Path, document: Any) -> None:
    """Write a small JSON document so that it appears whole or not at all."""
    write_text(path, json.dumps(document, ensure_ascii=False, separators=(",", ":")))


def write_text(path: Path, text: str) -> None:
    """Write a small file so that it appears whole or not at all."""
    make_folder(path.parent)
    partial = path.with_name(f".{path.name}.new")
    with partial.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.chmod(FILE_MODE)
    partial.replace(path)


def make_folder(path: Path) -> None:
    """A folder that everyone may read, whatever the umask of this process is."""
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir()
            folder.chmod(FOLDER_MODE)


def flush(folder: Path) -> None:
    """Make the names in a folder last, also if the power fails."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
