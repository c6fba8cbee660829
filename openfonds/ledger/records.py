"""What one line of the public ledger says (LAW 4).

The ledger is open to everyone and can never be shortened, so a record holds no content: no
titles, names or references in clear, no exact day on which an item opens (it can point to the
day of a person's death), and only a coarse reason. What lies behind a record is in the sealed
annex (`openfonds.ledger.annex`).
"""

import dataclasses
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from openfonds import __version__
from openfonds.errors import PermanentError
from openfonds.model import Outcome, doc

GENESIS = "0" * 64  # what the first record has for the hash of the record before it
LEAF_PREFIX = b"\x00"  # RFC 6962 section 2.1: a leaf can never be taken for a node

UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HEX_DIGEST = re.compile(r"[0-9a-f]{64}")
# A code is ASCII without blanks, so that prose cannot slip into the ledger, and without quotes
# and backslashes, so that JSON has nothing to escape in it.
_CODE = re.compile(r"[!#-\[\]-~]{1,300}")
_PACK = re.compile(r"[!#-\[\]-~]{1,150}@[!#-\[\]-~]{1,80}:[0-9a-f]{64}")


class LedgerError(PermanentError):
    """A ledger record, checkpoint, key or sealed entry cannot be used as it is."""


class Kind(StrEnum):
    """What a record is about."""

    DECISION = "decision"
    RELEASE = "release"
    SUSPENSION = "suspension"
    TAKEDOWN = "takedown"
    APPROVAL = "approval"
    ROTATION = "rotation"  # a new signing key (openfonds.ledger.rotation)
    ERASURE = "erasure"  # the sealed entry behind earlier records was destroyed


class Unit(StrEnum):
    """How much a record is about: a release is about a whole collection, a key about the ledger."""

    ITEM = "item"
    PAGE = "page"
    SPAN = "span"
    COLLECTION = "collection"
    LEDGER = "ledger"


class PublicReason(StrEnum):
    """All that the public ledger says of the reason (LAW 4: a reason can itself be a secret)."""

    OPEN = "OPEN"
    WITHHELD_LAW = "WITHHELD-LAW"
    REVIEW = "REVIEW"
    FAILED = "FAILED"
    DUPLICATE = "DUPLICATE"
    SUSPENDED = "SUSPENDED"


PUBLIC_REASONS = {
    Outcome.OPEN: PublicReason.OPEN,
    Outcome.WITHHELD: PublicReason.WITHHELD_LAW,
    Outcome.REVIEW: PublicReason.REVIEW,
    Outcome.FAILED: PublicReason.FAILED,
    Outcome.DUPLICATE: PublicReason.DUPLICATE,
    Outcome.SUSPENDED: PublicReason.SUSPENDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRecord:
    """One line of the ledger.

    `seq` and `prev_hash` are its place in the chain: leave them out and `chain.link` fills them.

    Raises:
        LedgerError: for a value that has no place in the public ledger. The message names the
            field and never its value.
    """

    time: str = doc("when it was written, ISO 8601 in UTC, ending in Z")
    kind: Kind = doc("decision, release, suspension, takedown, approval, rotation or erasure")
    decision_id: str = doc("id of the decision or release, fingerprint of the new key")
    item_ref: str | None = doc("keyed digest of the reference; None for a whole collection")
    item_version: str | None = doc("keyed digest of the item version; None where there is none")
    unit: Unit = doc("item, page, span, collection or ledger")
    input_digest: str | None = doc(
        "keyed digest of what was decided on, None where nothing was; of a release the plain"
        " digest of its list of files"
    )
    packs: tuple[str, ...] = doc("policy packs, id@version:sha256")
    policy_digest: str | None = doc("digest of packs, closed lists and opened series")
    code_version: str = doc("version of openfonds")
    outcome: Outcome = doc("open, review, withheld, suspended, failed or duplicate")
    effect: str = doc("publish, withhold_item, mediated, none; erase:reason")
    public_reason: PublicReason = doc("coarse reason, which follows from the outcome")
    next_check_year: int | None = doc("year, not day, in which the outcome may change by itself")
    as_of: str = doc("the day on which the law was applied, ISO 8601")
    actor: str = doc("service, or pseudonym of a person")
    role: str = doc("in which role the actor acted")
    supersedes: str | None = doc("id of the decision that this one replaces")
    publication_ref: str | None = doc("dataset and version that was published; the new key")
    annex_commitment: str | None = doc("commitment to the sealed annex entry")
    seq: int = doc("number of the record, from 0", default=0)
    prev_hash: str = doc("leaf hash of the record before", default=GENESIS)

    def __post_init__(self) -> None:
        for name in ("item_ref", "item_version", "input_digest", "policy_digest"):
            self._check(name, _HEX_DIGEST, may_be_none=True)
        self._check("annex_commitment", _HEX_DIGEST, may_be_none=True)
        self._check("prev_hash", _HEX_DIGEST)
        for name in ("decision_id", "code_version", "effect", "actor", "role"):
            self._check(name, _CODE)
        self._check("supersedes", _CODE, may_be_none=True)
        self._check("publication_ref", _CODE, may_be_none=True)
        self._check("time", UTC_TIME)
        self._check("as_of", _DAY)
        _require(type(self.seq) is int and self.seq >= 0, "seq")
        year = self.next_check_year
        _require(year is None or (type(year) is int and 0 < year < 10_000), "next_check_year")
        _require(type(self.packs) is tuple and all(map(_PACK.fullmatch, self.packs)), "packs")
        _require(isinstance(self.kind, Kind), "kind")
        _require(isinstance(self.unit, Unit), "unit")
        _require(self.public_reason == PUBLIC_REASONS.get(self.outcome), "public_reason")
        if self.unit not in (Unit.COLLECTION, Unit.LEDGER):
            _require(self.item_ref is not None, "item_ref")
            _require(self.annex_commitment is not None, "annex_commitment")

    def _check(self, name: str, pattern: re.Pattern[str], may_be_none: bool = False) -> None:
        value = getattr(self, name)
        if value is None and may_be_none:
            return
        _require(isinstance(value, str) and pattern.fullmatch(value) is not None, name)


def collection_record(
    *,
    time: str,
    kind: Kind,
    decision_id: str,
    outcome: Outcome,
    effect: str,
    as_of: date,
    actor: str = "openfonds",
    role: str = "service",
    packs: tuple[str, ...] = (),
    policy_digest: str | None = None,
    input_digest: str | None = None,
    publication_ref: str | None = None,
) -> LedgerRecord:
    """A record about a whole collection or its dataset, behind which nothing is sealed.

    Raises:
        LedgerError: for a value that has no place in the public ledger.
    """
    return LedgerRecord(
        time=time,
        kind=kind,
        decision_id=decision_id,
        item_ref=None,
        item_version=None,
        unit=Unit.COLLECTION,
        input_digest=input_digest,
        packs=packs,
        policy_digest=policy_digest,
        code_version=__version__,
        outcome=outcome,
        effect=effect,
        public_reason=PUBLIC_REASONS[outcome],
        next_check_year=None,
        as_of=as_of.isoformat(),
        actor=actor,
        role=role,
        supersedes=None,
        publication_ref=publication_ref,
        annex_commitment=None,
    )


def canonical(record: LedgerRecord, **placed: int | str | None) -> bytes:
    """The one spelling of `record` (RFC 8785): what is hashed, stored and exported, without LF.

    `placed` are members that are known only when it is put into the chain.
    """
    # What `digests.canonical_json` gives, without its walk: the fields are strings, numbers and
    # tuples of strings, in the order of their names.
    values = {name: getattr(record, name) for name in _SORTED_NAMES}
    return _ENCODE(values | placed).encode()


def record_hash(line: bytes) -> str:
    """Hexadecimal RFC 6962 leaf hash of a canonical line: SHA-256(0x00 || line)."""
    return hashlib.sha256(LEAF_PREFIX + line).hexdigest()


def parse_record(line: bytes) -> LedgerRecord:
    """The record that a canonical line spells.

    Raises:
        LedgerError: if the line is not exactly `canonical` of a valid record.
    """
    try:
        record = LedgerRecord(**_typed(json.loads(line)))
        same = canonical(record) == line
    except (ValueError, TypeError, KeyError, RecursionError):
        raise LedgerError("the line is not a ledger record") from None
    if not same:
        raise LedgerError("the line is not in canonical form")
    return record


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    if set(values) != _FIELD_NAMES:
        raise ValueError("fields")
    return values | {
        "kind": Kind(values["kind"]),
        "unit": Unit(values["unit"]),
        "outcome": Outcome(values["outcome"]),
        "public_reason": PublicReason(values["public_reason"]),
        "packs": tuple(values["packs"]),
    }


def _require(holds: bool, name: str) -> None:
    if not holds:
        raise LedgerError(
            f"ledger record: {name} has a value that may not stand in the public ledger;"
            " see openfonds.ledger.records.LedgerRecord for its form"
        )


_FIELD_NAMES = {field.name for field in dataclasses.fields(LedgerRecord)}
_SORTED_NAMES = sorted(_FIELD_NAMES)
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
