import dataclasses
import json
from typing import Any

import pytest

from openfonds.digests import canonical_json
from openfonds.ledger.chain import ChainFault, ChainState, check_chain, link
from openfonds.ledger.records import (
    GENESIS,
    PUBLIC_REASONS,
    Kind,
    LedgerError,
    PublicReason,
    Unit,
    canonical,
    parse_record,
    record_hash,
)
from openfonds.model import Outcome
from tests.ledger_samples import chain_of, draft, hex_digest, rewritten, sample_lines


def test_canonical_line_is_sorted_ascii_json_without_blanks() -> None:
    line = canonical(draft())
    values = json.loads(line)
    assert list(values) == sorted(values)
    assert line == json.dumps(values, sort_keys=True, separators=(",", ":")).encode("ascii")
    assert b"\n" not in line and b" " not in line


def test_canonical_line_is_what_it_always_was() -> None:
    # A change here makes every ledger that exists unverifiable.
    assert record_hash(canonical(draft())) == (
        "39bd127ea2c4c1d50139141303843d92d5b56df5289c425428610802bb16cdd7"
    )


def test_parse_is_the_inverse_of_canonical() -> None:
    record = draft(3)
    assert parse_record(canonical(record)) == record


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"not json",
        canonical(draft()) + b" ",
        canonical(draft()).replace(b'"seq":0', b'"seq":false'),
        canonical(draft()).replace(b'"seq":0', b'"seq":0.0'),
        canonical(draft()).replace(b'"seq":0', b'"seq":0,"seq":0'),
        canonical(draft()).replace(b'"unit":"item"', b'"unit":"fonds"'),
        canonical(draft()).replace(b'"role":"machine"', b'"role":"machine","title":"x"'),
        canonical(draft()).replace(b"machine", b"m\\u0061chine"),
        b"[" * 100_000,
    ],
    ids=lambda line: repr(line[:12]),
)
def test_parse_refuses_what_is_not_canonical(line: bytes) -> None:
    with pytest.raises(LedgerError):
        parse_record(line)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("item_ref", "Ф. 17 Оп. 1 Д. 5"),
        ("item_ref", None),
        ("item_ref", "A" * 64),
        ("item_version", "short"),
        ("decision_id", "with blanks"),
        ("decision_id", 'with"quote'),
        ("actor", "Иванова"),
        ("role", ""),
        ("publication_ref", "Дело Иванова"),
        ("packs", ("ru",)),
        ("packs", [f"ru@1:{hex_digest('pack')}"]),
        ("policy_digest", "none"),
        ("next_check_year", "2031-05-17"),
        ("next_check_year", True),
        ("time", "2026-01-31 12:00:00"),
        ("time", "2026-01-31T12:00:00+03:00"),
        ("as_of", "January"),
        ("seq", -1),
        ("seq", True),
        ("prev_hash", "0"),
        ("kind", "decision"),
        ("unit", "item"),
        ("public_reason", PublicReason.REVIEW),
        ("annex_commitment", None),
    ],
)
def test_record_refuses_what_has_no_place_in_public_and_does_not_repeat_it(
    field: str, value: Any
) -> None:
    with pytest.raises(LedgerError, match=rf"\b{field}\b") as caught:
        dataclasses.replace(draft(), **{field: value})
    if isinstance(value, str) and value:
        assert f" {value} " not in str(caught.value)


def test_release_of_a_collection_has_no_item() -> None:
    release = dataclasses.replace(
        draft(),
        kind=Kind.RELEASE,
        unit=Unit.COLLECTION,
        item_ref=None,
        item_version=None,
        input_digest=None,
        annex_commitment=None,
        publication_ref="collection@1.0.0",
    )
    assert parse_record(canonical(release)) == release


def test_every_outcome_has_one_public_reason() -> None:
    assert set(PUBLIC_REASONS) == set(Outcome)
    assert set(PUBLIC_REASONS.values()) == set(PublicReason)


def test_link_gives_place_and_hash_of_the_record_before() -> None:
    first = link(ChainState(), draft(0))
    second = link(first.state, draft(1))
    records = [parse_record(placed.line) for placed in (first, second)]
    assert [r.seq for r in records] == [0, 1]
    assert [r.prev_hash for r in records] == [GENESIS, record_hash(first.line)]
    assert second.state == ChainState(2, record_hash(second.line))


def test_check_chain_ends_where_linking_ended() -> None:
    lines = sample_lines()
    assert check_chain([]) == ChainState()
    assert check_chain(lines) == ChainState(len(lines), record_hash(lines[-1]))


def test_check_chain_goes_on_from_a_known_state() -> None:
    lines = sample_lines()
    known = check_chain(lines[:7])
    assert isinstance(known, ChainState)
    assert check_chain(lines[7:], known) == check_chain(lines)
    assert check_chain(lines[8:], known) == ChainFault(7, "it is numbered 8")


@pytest.mark.parametrize(
    ("tamper", "record"),
    [
        (lambda lines: lines[:4] + lines[5:], 4),
        (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], 4),
        (lambda lines: [*lines[:4], lines[4], *lines[4:]], 5),
        (lambda lines: [*lines[:4], lines[4].replace(b"machine", b"person"), *lines[5:]], 5),
        (lambda lines: [*lines[:4], rewritten(lines, 4)[4], *lines[5:]], 5),
        (lambda lines: [*lines[:4], lines[4][:-1], *lines[5:]], 4),
    ],
    ids=["deleted", "swapped", "repeated", "edited", "replaced", "cut"],
)
def test_check_chain_finds_the_first_bad_record(tamper: Any, record: int) -> None:
    fault = check_chain(tamper(sample_lines()))
    assert isinstance(fault, ChainFault)
    assert fault.record == record


def test_check_chain_alone_cannot_see_a_cut_tail_or_a_new_chain() -> None:
    # Why there are signed checkpoints.
    lines = sample_lines()
    assert check_chain(lines[:-1]) == ChainState(11, record_hash(lines[-2]))
    assert isinstance(check_chain(rewritten(lines, 4)), ChainState)
    assert isinstance(check_chain(chain_of([draft(5)])), ChainState)


def test_the_quick_spelling_is_the_canonical_one() -> None:
    for number in range(4):
        assert canonical(draft(number)) == canonical_json(draft(number))
        placed = dataclasses.replace(draft(number), seq=7, prev_hash="1" * 64)
        assert canonical(draft(number), seq=7, prev_hash="1" * 64) == canonical_json(placed)
