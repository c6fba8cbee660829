"""Where the keys of the ledger are kept: in the annex, made once, never exported."""

from dataclasses import dataclass

from openfonds.ledger.keys import new_epoch_key, new_signing_key
from openfonds.storage import Zone

SIGNING_KEY = "keys/signing-key.pem"
EPOCH_KEY = "keys/epoch-1.key"


@dataclass(frozen=True, slots=True, repr=False)
class LedgerKeys:
    """The signing key (PEM) and the secret behind the keyed digests of this epoch."""

    signing_pem: bytes
    epoch: bytes


def load_keys(annex: Zone) -> LedgerKeys:
    """Read the keys, and make those that are missing. Call it inside `database.writing`."""
    for name, make in ((SIGNING_KEY, new_signing_key), (EPOCH_KEY, new_epoch_key)):
        if not annex.exists(name):
            annex.write(name, make())
    return LedgerKeys(annex.read(SIGNING_KEY), annex.read(EPOCH_KEY))
