"""What the lawyer's commands do: check packs, make a key, sign, say how the policies stand."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from openfonds.errors import PolicyError, SettingsError
from openfonds.restrictions.pack_check import PackReport, check_packs
from openfonds.restrictions.pack_file import read_pack
from openfonds.restrictions.packs import pack_bytes
from openfonds.restrictions.signatures import (
    SIGNATURES_FILE,
    Manifest,
    Signed,
    manifest_bytes,
    packs_of,
    public_key_text,
    read_manifest,
    signed,
    signed_folder,
    with_signature,
    without_dead,
)
from openfonds.restrictions.signers import Signer, checked_signer, read_signers

KEY_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of packs: of the installation, or a draft anywhere."""

    path: Path
    policy: str  # the name under which it is or is to be enabled
    is_draft: bool

    def packs(self) -> list[tuple[str, bytes]]:
        """Name and bytes of every pack. Raises PolicyError where there is none."""
        return pack_bytes(self.path.parent, self.path.name)


def policy_names(root: Path) -> list[str]:
    """The policies of the installation, sorted."""
    if not root.is_dir():
        raise SettingsError(f"there is no folder {root}: see OPENFONDS_POLICIES")
    return sorted(p.name for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))


def find_folder(root: Path, named: str, policy: str | None = None) -> Folder:
    """The folder that a person means by a name of a policy or by a path.

    Raises:
        SettingsError: when there is no such folder.
    """
    if named in policy_names(root):
        return Folder(root.absolute() / named, policy or named, is_draft=False)
    path = Path(named).absolute()
    if not path.is_dir():
        known = ", ".join(policy_names(root)) or "none"
        raise SettingsError(f"{named!r} is neither a folder nor a policy; there are: {known}")
    if path.parent == root.absolute():
        return Folder(path, policy or path.name, is_draft=False)
    return Folder(path, policy or path.name, is_draft=True)


def check(root: Path, folder: Folder, today: date) -> list[PackReport]:
    """Check the packs of a folder against its examples and against the other policies.

    Raises:
        PolicyError: when there is no pack in it.
    """
    elsewhere: dict[str, str] = {}
    for name in policy_names(root):
        if name not in (folder.policy, folder.path.name):
            elsewhere.update(_ids(root, name))
    return check_packs(folder.packs(), elsewhere, today)


def make_key(folder: Path, name: str) -> tuple[Path, str]:
    """A new key pair in `folder`: the path of the private key, and the public key, base64.

    Raises:
        PolicyError: for a name that nobody can sign under.
        SettingsError: when there is a key of this name, or the folder cannot be written to.
    """
    checked_signer(name, "counsel")
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"{name}.pem"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_MODE)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(pem)
    except FileExistsError:
        raise SettingsError(f"{path} is there already: a key is never overwritten") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from None
    return path, public_key_text(key.public_key())


def sign(
    root: Path, folder: Folder, key_file: Path, name: str, role: str, today: date
) -> tuple[Signed, int]:
    """Sign the packs of a folder as they lie there. Returns how it then stands, and how many
    signatures are on it.

    Signatures on earlier versions of the packs go: who signed them signs again.

    Raises:
        PolicyError: when the packs have faults, the key cannot be used, or this person or this
            key has signed already.
    """
    checked_signer(name, role)
    key = _read_key(key_file)
    known = read_signers(root)
    public = public_key_text(key.public_key())
    entry = next((s for s in known if s.name == name), None)
    if entry is None or (entry.role, entry.public_key) != (role, public):
        raise PolicyError(
            f"{name} with this key and role does not stand in {root / 'signers.toml'}: the head of"
            f' the archive adds there\n\n[[signer]]\nname = "{name}"\nrole = "{role}"\n'
            f'public_key = "{public}"\n'
        )
    if entry.revoked is not None and today >= entry.revoked:
        raise PolicyError(f"{name} may no longer sign: revoked since {entry.revoked}")
    reports = check(root, folder, today)
    n_faults = sum(len(r.faults) for r in reports)
    if n_faults:
        raise PolicyError(
            f"the packs have {n_faults} faults, so they cannot be signed: openfonds policy check"
            f" {folder.path}"
        )
    packs = folder.packs()
    manifest = _to_be_signed(folder, packs, known, today)
    for one in manifest.signatures:
        if one.name == name or one.public_key == public:
            raise PolicyError(f"{one.name} has signed these packs already: another person signs")
    manifest = with_signature(manifest, key, name, role, today)
    partial = folder.path / f".{SIGNATURES_FILE}.partial"
    partial.write_bytes(manifest_bytes(manifest))
    partial.replace(folder.path / SIGNATURES_FILE)
    return standing(root, folder, today), len(manifest.signatures)


def standing(root: Path, folder: Folder, as_of: date) -> Signed:
    """Whether the packs of a folder are signed, by the signers of this installation."""
    try:
        known = read_signers(root)
    except PolicyError as error:
        return Signed(folder.policy, packs_of(folder.packs()), (), (str(error),))
    signatures = folder.path / SIGNATURES_FILE
    return signed_folder(folder.policy, folder.packs(), signatures, known, as_of)


def unsigned(root: Path, policies: Sequence[str], as_of: date) -> list[Signed]:
    """Those of these policies for which nobody vouches as they lie there."""
    found = [signed(root, name, as_of) for name in dict.fromkeys(policies)]
    return [one for one in found if not one.holds]


def lines_of_unsigned(found: Sequence[Signed]) -> list[str]:
    """What to say of policies that are not signed, and what to type."""
    return [
        f"policy {one.policy} is not signed ({'; '.join(one.problems)}): nothing opens by it."
        f" Type: openfonds policy status; openfonds policy check {one.policy};"
        f" openfonds policy sign {one.policy} --key KEY.pem --name NAME --role ROLE (two people)"
        for one in found
    ]


def _to_be_signed(
    folder: Folder, packs: Sequence[tuple[str, bytes]], known: Sequence[Signer], today: date
) -> Manifest:
    fresh = Manifest(folder.policy, packs_of(packs))
    before = read_manifest(folder.path / SIGNATURES_FILE)
    if before is None or replace(before, signatures=()) != fresh:
        return fresh
    return without_dead(before, known, today)


def _read_key(file: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise PolicyError(f"{file} is not a private key of openfonds policy keygen") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise PolicyError(f"{file} is not an Ed25519 key: make one with openfonds policy keygen")
    return key


def _ids(root: Path, name: str) -> dict[str, str]:
    """Ids of rules in a policy, and the file of each; none where it cannot be read."""
    try:
        packs = [(file, read_pack(data, file)[0]) for file, data in pack_bytes(root, name)]
    except PolicyError:
        return {}
    return {rule.id: f"{name}/{file}" for file, pack in packs for rule in pack.rules}
