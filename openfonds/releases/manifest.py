"""The list of the files of a release with their fixity, in the form of a BagIt manifest.

RFC 8493 2.1.3: a line a file, the digest, two blanks, the path; `sha256sum -c` reads it. It names
every file but itself, so that its own digest, which the ledger keeps, stands for all of them.
"""

from collections.abc import Iterable
from pathlib import Path

from openfonds.digests import sha256_of_bytes, sha256_of_stream
from openfonds.ledger.account import MANIFEST
from openfonds.releases.parquet import ShardFile


def write_manifest(staged: Path, known: Iterable[ShardFile] = ()) -> ShardFile:
    """Write `ledger/files.sha256` over all files below `staged`; it must be the last to be written.

    Args:
        known: files whose digests need not be computed again.
    """
    digests = {file.path: file.sha256 for file in known}
    lines = []
    for name in sorted(p.relative_to(staged).as_posix() for p in staged.rglob("*") if p.is_file()):
        if name != MANIFEST:
            lines.append(f"{digests.get(name) or _sha256(staged / name)}  {name}\n")
    text = "".join(lines).encode("ascii")
    (staged / MANIFEST).parent.mkdir(parents=True, exist_ok=True)
    (staged / MANIFEST).write_bytes(text)
    return ShardFile(MANIFEST, sha256_of_bytes(text), len(text), 0)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return sha256_of_stream(stream)
