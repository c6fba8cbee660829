"""One version of a dataset from a web server, as a stranger gets it: nothing but plain GET.

The address is that of the folder, such as https://host/datasets/NAMESPACE/NAME/resolve/v1.2.0.
"""

import http.client
import urllib.error
import urllib.request
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from openfonds.addresses import address_parts
from openfonds.errors import SettingsError, TransientError
from openfonds.ledger.account import ACCOUNT, MANIFEST, Unusable, listed_files

SECONDS = 60
CHUNK_BYTES = 1 << 20
NOT_THERE = (404, 410)


def fetch_release(address: str, folder: Path) -> None:
    """Write the files that the release lists below `folder`; those that are not there stay away.

    Raises:
        TransientError: if the server cannot be reached, or breaks off.
    """
    for name in (MANIFEST, ACCOUNT):
        fetch_file(address, name, folder / name)
    for name in _listed(folder):
        fetch_file(address, name, folder / name)


def fetch_file(address: str, name: str, target: Path) -> bool:
    """Write one file of a release to `target`; returns whether it is there.

    Raises:
        SettingsError: if the address holds a password or a signature; messages show it.
        TransientError: if the server cannot be reached, or breaks off.
    """
    parts = address_parts(address)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise SettingsError("the address of a release holds no credentials and no options")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _download(f"{address.rstrip('/')}/{quote(name)}", target)
    except urllib.error.HTTPError as error:
        if error.code in NOT_THERE:
            return False
        raise _not_fetched(address, f"the server answers {error.code}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise _not_fetched(address, type(error).__name__) from error
    return True


def _not_fetched(address: str, why: str) -> TransientError:
    return TransientError(f"the release at {address} cannot be fetched ({why}): try again later")


def _listed(folder: Path) -> list[str]:
    try:
        names = listed_files(folder).keys() | {MANIFEST, ACCOUNT}
    except (Unusable, FileNotFoundError):
        return []  # the check says so
    if any(str(parent) in names for name in names for parent in PurePosixPath(name).parents):
        return []  # a file within a file: no folder holds both, so that the check misses them
    return sorted(names - {MANIFEST, ACCOUNT})


def _download(address: str, target: Path) -> None:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer, target.open("wb") as file:
        while data := answer.read(CHUNK_BYTES):
            file.write(data)
        if answer.length:  # bytes that were announced and did not come
            raise http.client.IncompleteRead(b"", answer.length)
