"""Who vouches for the packs of a policy: two people, with keys of their own (LAW 6).

`policies/NAME/signatures.json` lists every pack of the folder with its SHA-256, and who signed
that list (Ed25519, RFC 8032). `policies/signers.toml` lists whose signatures count. A policy is
signed when the list equals the files exactly, and one counsel and one archivist or archive head
hold to it. Anything else, whatever the reason, is not signed: nothing opens by it.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from openfonds.digests import canonical_json, sha256_of_bytes
from openfonds.errors import PolicyError
from openfonds.restrictions.packs import pack_bytes
from openfonds.restrictions.signers import (
    COUNSEL,
    PUBLIC_KEY_BYTES,
    SECOND_ROLES,
    SIGNERS_FILE,
    Signer,
    decoded,
    read_signers,
)

SIGNATURES_FILE = "signatures.json"
SIGNATURE_BYTES = 64  # RFC 8032
FORMAT = "openfonds-policy-1"  # part of what is signed: no other signature can pass for this one


@dataclass(frozen=True, slots=True)
class Signature:
    """What one person signed: the manifest, under this name and role, on this day."""

    name: str
    role: str
    day: str  # ISO 8601, as the signer said
    public_key: str
    signature: str  # base64


@dataclass(frozen=True, slots=True)
class Manifest:
    """The packs of a policy, and who signed them."""

    policy: str
    packs: Mapping[str, str]  # file name to SHA-256
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Signed:
    """Whether a policy is signed as it lies in its folder, and if not, why."""

    policy: str
    packs: Mapping[str, str]  # as they lie there
    signers: tuple[Signer, ...]  # whose signatures hold
    problems: tuple[str, ...]  # codes and file names for people; nothing from the packs

    @property
    def holds(self) -> bool:
        """Whether two people vouch for exactly these packs."""
        return not self.problems


def signed(root: Path, policy: str, as_of: date) -> Signed:
    """Whether the policy of this name under `root` is signed.

    Raises:
        PolicyError: when the policy has no folder or no pack.
    """
    packs = pack_bytes(root, policy)
    try:
        known = read_signers(root)
    except PolicyError as error:
        return Signed(policy, packs_of(packs), (), (str(error),))
    return signed_folder(policy, packs, root / policy / SIGNATURES_FILE, known, as_of)


def signed_folder(
    policy: str,
    packs: Sequence[tuple[str, bytes]],
    signatures: Path,
    known: Sequence[Signer],
    as_of: date,
) -> Signed:
    """Whether these packs, wherever they lie, are signed as the policy of this name."""
    found = packs_of(packs)
    try:
        manifest = read_manifest(signatures)
    except PolicyError as error:
        return Signed(policy, found, (), (str(error),))
    if manifest is None:
        return Signed(policy, found, (), ("nobody has signed it",))
    problems = list(_differences(policy, found, manifest))
    valid: list[Signer] = []
    for one in manifest.signatures:
        signer = next((s for s in known if s.name == one.name), None)
        if signer is None or (signer.role, signer.public_key) != (one.role, one.public_key):
            problems.append(f"somebody signed who does not stand so in {SIGNERS_FILE}")
        elif not _verifies(one, manifest):
            problems.append(f"the signature of {signer.name} does not hold")
        elif signer in valid:
            problems.append(f"{signer.name} signed twice")
        elif signer.revoked is None or as_of < signer.revoked:
            valid.append(signer)  # one since revoked is no fault: another person signs
    if not any(s.role == COUNSEL for s in valid):
        problems.append("the signature of a counsel is missing")
    if not any(s.role in SECOND_ROLES for s in valid):
        problems.append("the signature of an archivist or of the head of the archive is missing")
    return Signed(policy, found, tuple(valid), tuple(problems))


def without_dead(manifest: Manifest, known: Sequence[Signer], as_of: date) -> Manifest:
    """The manifest with only those signatures that count."""
    alive = {
        (s.name, s.role, s.public_key) for s in known if s.revoked is None or as_of < s.revoked
    }
    kept = tuple(
        one
        for one in manifest.signatures
        if (one.name, one.role, one.public_key) in alive and _verifies(one, manifest)
    )
    return Manifest(manifest.policy, manifest.packs, kept)


def packs_of(packs: Sequence[tuple[str, bytes]]) -> dict[str, str]:
    """File names and digests, for a manifest."""
    return {name: sha256_of_bytes(data) for name, data in packs}


def read_manifest(file: Path) -> Manifest | None:
    """The manifest of a folder with its signatures; None where there is none.

    Raises:
        PolicyError: when it is not exactly what `manifest_bytes` writes.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PolicyError(f"{SIGNATURES_FILE} cannot be read: {error.strerror}") from None
    try:
        raw = json.loads(data)
        manifest = Manifest(
            raw["policy"],
            dict(raw["packs"]),
            tuple(Signature(**one) for one in raw["signatures"]),
        )
        texts = [manifest.policy, *manifest.packs, *manifest.packs.values()]
        texts += [getattr(s, f.name) for s in manifest.signatures for f in fields(Signature)]
        # Byte for byte: no key twice, no key beyond those that are signed.
        exact = all(isinstance(t, str) for t in texts) and manifest_bytes(manifest) == data
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        exact = False
    if not exact:
        raise PolicyError(f"{SIGNATURES_FILE} is damaged: delete it, and sign the packs again")
    return manifest


def manifest_bytes(manifest: Manifest) -> bytes:
    """What stands in signatures.json."""
    values = json.loads(canonical_json({"format": FORMAT, **_plain(manifest)}))
    return json.dumps(values, indent=2, sort_keys=True).encode() + b"\n"


def with_signature(
    manifest: Manifest, key: Ed25519PrivateKey, name: str, role: str, day: date
) -> Manifest:
    """The manifest with one more signature. Whether it counts is for `signed_folder` to say."""
    public = public_key_text(key.public_key())
    bare = Signature(name, role, day.isoformat(), public, "")
    made = base64.b64encode(key.sign(_statement(manifest, bare))).decode()
    signature = Signature(name, role, day.isoformat(), public, made)
    return Manifest(manifest.policy, manifest.packs, (*manifest.signatures, signature))


def public_key_text(key: Ed25519PublicKey) -> str:
    """The 32 bytes of a public key, base64."""
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def _differences(policy: str, found: Mapping[str, str], manifest: Manifest) -> list[str]:
    said = manifest.packs
    problems = [] if manifest.policy == policy else ["it was signed as another policy"]
    problems += [f"{name} was added after it was signed" for name in sorted(set(found) - set(said))]
    problems += [f"{name} is gone since it was signed" for name in sorted(set(said) - set(found))]
    return problems + [
        f"{name} was changed after it was signed"
        for name in sorted(set(found) & set(said))
        if found[name] != said[name]
    ]


def _verifies(one: Signature, manifest: Manifest) -> bool:
    public, made = (
        decoded(one.public_key, PUBLIC_KEY_BYTES),
        decoded(one.signature, SIGNATURE_BYTES),
    )
    if public is None or made is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(made, _statement(manifest, one))
    except (InvalidSignature, ValueError):
        return False
    return True


def _statement(manifest: Manifest, one: Signature) -> bytes:
    """What a signer signs: the packs, for which policy, as whom, in which role and when."""
    return canonical_json(
        {
            "format": FORMAT,
            "policy": manifest.policy,
            "packs": dict(manifest.packs),
            "name": one.name,
            "role": one.role,
            "day": one.day,
            "public_key": one.public_key,
        }
    )


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {
        "policy": manifest.policy,
        "packs": dict(manifest.packs),
        "signatures": list(manifest.signatures),
    }
