"""Whose signatures on packs count: `policies/signers.toml` of the installation.

The trust ends in this file: whoever may write it decides who vouches for the law, so it belongs to
the head of the archive. Its digest is part of the digest of the law, so that a change of it
decides on everything anew and shows in the ledger.
"""

import base64
import binascii
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openfonds.digests import sha256_of_bytes
from openfonds.errors import PolicyError

SIGNERS_FILE = "signers.toml"
COUNSEL = "counsel"
SECOND_ROLES = ("archivist", "archive_head")
SIGNING_ROLES = (COUNSEL, *SECOND_ROLES)
PUBLIC_KEY_BYTES = 32  # RFC 8032
# A pseudonym stands in the public ledger.
NAME = re.compile(r"[a-z][a-z0-9]*([.-][a-z0-9]+)*")
MAX_NAME = 40
_KEYS = {"name", "role", "public_key", "revoked", "placeholder"}


@dataclass(frozen=True, slots=True)
class Signer:
    """One whose signature counts."""

    name: str  # pseudonym
    role: str
    public_key: str  # 32 bytes of RFC 8032, base64
    revoked: date | None  # from this day on nothing that the key signed counts
    placeholder: bool  # of the project, for a first start; no person of this archive


def signers_digest(root: Path) -> str:
    """Digest of the list of signers as it lies there; of nothing, where there is none."""
    try:
        return sha256_of_bytes((root / SIGNERS_FILE).read_bytes())
    except OSError:
        return sha256_of_bytes(b"")


def read_signers(root: Path) -> tuple[Signer, ...]:
    """Whose signatures count in this installation.

    Raises:
        PolicyError: when there is no list, or anything in it is not as it must be. Then nobody's
            signature counts.
    """
    try:
        raw = tomllib.loads((root / SIGNERS_FILE).read_text("utf-8"))
    except OSError:
        raise PolicyError(f"there is no {SIGNERS_FILE} beside the policies") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{SIGNERS_FILE} cannot be read: {error}") from None
    entries = raw.get("signer")
    if set(raw) != {"signer"} or not isinstance(entries, list):
        raise PolicyError(f"{SIGNERS_FILE}: write each signer as [[signer]], and nothing else")
    signers = tuple(_signer(entry) for entry in entries)
    for what, values in (
        ("name", [s.name for s in signers]),
        ("public_key", [s.public_key for s in signers]),
    ):
        if len(set(values)) < len(values):
            raise PolicyError(f"{SIGNERS_FILE}: the same {what} stands there twice")
    return signers


def checked_signer(name: str, role: str) -> None:
    """Refuse a pseudonym or a role that nobody can sign under.

    Raises:
        PolicyError: saying what may be used.
    """
    if not NAME.fullmatch(name) or len(name) > MAX_NAME:
        raise PolicyError(
            f"{name!r} cannot be the name of a signer: use up to {MAX_NAME} of a-z, 0-9, single"
            " dots and hyphens, a letter first, such as counsel.a. It will stand in the public"
            " ledger"
        )
    if role not in SIGNING_ROLES:
        raise PolicyError(f"{role!r} does not sign packs: use one of {', '.join(SIGNING_ROLES)}")


def _signer(entry: Any) -> Signer:
    if not isinstance(entry, dict) or not {"name", "role", "public_key"} <= set(entry):
        raise PolicyError(f"{SIGNERS_FILE}: a signer has a name, a role and a public_key")
    if unknown := sorted(set(entry) - _KEYS):
        raise PolicyError(f"{SIGNERS_FILE}: unknown key {unknown[0]!r}")
    revoked, placeholder = entry.get("revoked"), entry.get("placeholder", False)
    texts = [entry[key] for key in ("name", "role", "public_key")]
    if not all(isinstance(t, str) for t in texts) or not isinstance(placeholder, bool):
        raise PolicyError(f"{SIGNERS_FILE}: a value of the wrong kind")
    if revoked is not None and type(revoked) is not date:
        raise PolicyError(f"{SIGNERS_FILE}: revoked is a day, 2026-11-22, without quotation marks")
    checked_signer(entry["name"], entry["role"])
    if decoded(entry["public_key"], PUBLIC_KEY_BYTES) is None:
        raise PolicyError(f"{SIGNERS_FILE}: a public_key is 32 bytes in base64; see policy keygen")
    return Signer(entry["name"], entry["role"], entry["public_key"], revoked, placeholder)


def decoded(text: str, length: int) -> bytes | None:
    """So many bytes from base64; None for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) == length else None
