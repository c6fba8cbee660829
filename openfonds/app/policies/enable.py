"""Enable a draft: verified, put in place of the policy at once, and recorded in the ledger."""

import secrets
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalog import ledger_store
from catalog.checkpoints import sign_current
from catalog.database import writing
from catalog.keys import load_keys
from openfonds.app.installation import Installation, now
from openfonds.app.policies.packs import Folder, check, standing
from openfonds.digests import digest_of
from openfonds.errors import PolicyError, TransientError
from openfonds.ledger.records import Kind, collection_record
from openfonds.model import Outcome
from openfonds.restrictions.pack_file import read_pack
from openfonds.restrictions.signatures import SIGNATURES_FILE, Signed, packs_of
from openfonds.restrictions.signers import SIGNERS_FILE, signers_digest


@dataclass(frozen=True, slots=True)
class Enabled:
    """A policy that was put in force."""

    policy: str
    packs: tuple[str, ...]  # id@version:sha256
    signers: tuple[str, ...]
    record: int  # its number in the ledger


def verified(at: Installation, folder: Folder, today: date) -> Signed:
    """How a draft stands, if it may be enabled.

    Raises:
        PolicyError: when it has faults, or is not signed by two people as it lies there.
    """
    found = standing(at.policies, folder, today)
    if not found.holds:
        raise PolicyError(
            f"{folder.path} cannot be enabled as {folder.policy}: {'; '.join(found.problems)}."
            f" Sign it: openfonds policy sign {folder.path} --key KEY.pem --name NAME --role ROLE"
        )
    if any(report.faults for report in check(at.policies, folder, today)):
        raise PolicyError(f"the packs have faults: openfonds policy check {folder.path}")
    return found


def enable(at: Installation, folder: Folder, today: date) -> Enabled:
    """Put a signed draft in the place of the policy of its name.

    Raises:
        PolicyError: as `verified`; nothing was changed.
        TransientError: when the folder of the policies cannot be written to.
    """
    found = verified(at, folder, today)
    root, name = at.policies, folder.policy
    packs = folder.packs()
    if packs_of(packs) != found.packs:
        raise PolicyError("the draft was changed while it was read: run the same command again")
    signatures = (folder.path / SIGNATURES_FILE).read_bytes()
    files = {**dict(packs), SIGNATURES_FILE: signatures}
    token = secrets.token_hex(8)
    fresh, old = root / f".{name}.{token}.new", root / f".{name}.{token}.old"
    try:
        fresh.mkdir()
        for file, data in files.items():
            (fresh / file).write_bytes(data)
        again = standing(root, Folder(fresh, name, is_draft=True), today)
        if not again.holds:
            raise PolicyError("the draft was changed while it was read: run the command again")
        _exchange(root / name, fresh, old)
    except OSError as error:
        raise TransientError(
            f"{root} cannot be written to ({error.strerror}): nothing was enabled"
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    read = tuple(f"{read_pack(data, file)[0].name}:{found.packs[file]}" for file, data in packs)
    record = _record(at, found, read, today)
    return Enabled(name, read, tuple(s.name for s in found.signers), record)


def _exchange(place: Path, fresh: Path, old: Path) -> None:
    """Between the two steps there is no such policy: whoever reads it then decides nothing."""
    if place.exists():
        place.rename(old)
    try:
        fresh.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


def _record(at: Installation, found: Signed, packs: tuple[str, ...], today: date) -> int:
    signers = signers_digest(at.policies)
    names = "+".join(s.name for s in found.signers)
    roles = "+".join(s.role for s in found.signers)
    digest = digest_of([found.policy, dict(found.packs), signers])
    record = collection_record(
        time=now(),
        kind=Kind.APPROVAL,
        decision_id=digest,
        outcome=Outcome.OPEN,
        effect="policy_enabled",
        as_of=today,
        actor=names,
        role=roles,
        # Whose signatures counted belongs to what was approved.
        packs=(*packs, f"{SIGNERS_FILE}@{found.policy}:{signers}"),
        policy_digest=digest,
        publication_ref=f"policy/{found.policy}",
    )
    with writing(at.engine) as connection:
        (seq,) = ledger_store.append(connection, [record])
        sign_current(connection, load_keys(at.storage.annex), at.storage.audit)
    return seq
