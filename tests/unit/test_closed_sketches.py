"""Bad readings of closed texts are known by their sketches, and forms are not taken for them."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from catalog import passages
from catalog.database import open_database
from catalog.passage_texts import WHOLE, NewText, Place, fresh_rows, rows_at, settle_fresh
from openfonds.app.decisions.closed_sketches import ClosedSketches
from openfonds.app.installation import Installation
from openfonds.app.intake.plan import holding_folder
from openfonds.deduplication.sketches import SKETCH, SKETCH_VERSION, sketch_texts
from openfonds.errors import IntegrityError
from openfonds.model import Batch
from openfonds.restrictions.passages import fingerprint, fold_letters
from openfonds.restrictions.standing import Standing
from openfonds.settings import Settings
from openfonds.storage import open_storage
from tests.noisy_texts import misread, text_of

N = 12
SECRETS = {i: text_of(i) for i in range(N)}
COPIES = {i: misread(text, 0.15, seed=i) for i, text in SECRETS.items()}
OTHERS = {N + i: text_of(N + i) for i in range(N)}
KEY = b"key"
FOUND = 0.8  # of the copies, at least


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Installation]:
    url = f"file://{tmp_path}/storage"
    settings = Settings(url, f"sqlite:///{tmp_path}/catalog.db", 1, "policies")
    engine = open_database(settings.database_url)
    yield Installation(settings, open_storage(url), engine)
    engine.dispose()


def new_text(
    collection: str, position: int, text: str, standing: Standing = Standing.OPEN
) -> NewText:
    return NewText(
        Place(collection, f"h-{collection}", position, WHOLE, f"Д. {position}"),
        f"k{position}",
        standing,
        fingerprint(fold_letters([text]), KEY),
        Batch("PageClean", "c", "0" * 64, 1),
    )


def put(
    at: Installation, collection: str, texts: dict[int, str], standing: Standing = Standing.OPEN
) -> dict[int, int]:
    """Row of the inventory by number in the catalog."""
    new = [(new_text(collection, i, text, standing), [text]) for i, text in texts.items()]
    passages.remember(at.engine, [text for text, _ in new], [])
    sketches_of(at).keep(collection, f"h-{collection}", texts, new)
    with at.engine.connect() as connection:
        rows = rows_at(connection, [text.place.row for text, _ in new])
    return {kept.id: position for (_, position, _), kept in rows.items()}


def sketches_of(at: Installation, key: bytes = KEY) -> ClosedSketches:
    return ClosedSketches(at, key)


def path_of(collection: str) -> str:
    folder = holding_folder(collection, f"h-{collection}")
    return f"{folder}/sketches-{SKETCH_VERSION}/000000"


def filled_in(seed: int) -> str:
    """A form, of which nine words in ten are printed."""
    draw = random.Random(seed)
    own = text_of(1000 + seed).split()
    return " ".join(own[i] if draw.random() < 0.1 else w for i, w in enumerate(text_of(99).split()))


def test_a_bad_reading_of_a_closed_text_is_known_where_it_comes_later(at: Installation) -> None:
    put(at, "secret", SECRETS, Standing.CLOSED)
    free = put(at, "free", {**COPIES, **OTHERS})
    found = {free[i] for i in sketches_of(at).copies_of_closed(sorted(free))}
    assert found <= COPIES.keys()
    assert len(found) >= FOUND * N


def test_and_where_it_came_earlier(at: Installation) -> None:
    free = put(at, "free", {**COPIES, **OTHERS})
    secret = put(at, "secret", SECRETS, Standing.DENIED)
    found = {free[i] for i in sketches_of(at).open_copies(sorted(secret))}
    assert found <= COPIES.keys()
    assert len(found) >= FOUND * N


def test_forms_do_not_close_one_another(at: Installation) -> None:
    secret = put(at, "secret", {1: filled_in(1), 2: SECRETS[2]}, Standing.CLOSED)
    put(at, "before", {i: filled_in(i) for i in range(20, 32)})
    free = put(at, "free", {50: filled_in(50), 51: filled_in(51), 52: COPIES[2]})
    assert {free[i] for i in sketches_of(at).copies_of_closed(sorted(free))} == {52}
    assert [free.get(i) for i in sketches_of(at).open_copies(sorted(secret))] == [52]
    # They are copies: it is their number that tells, so a single one would count.
    assert len(sketches_of(at).open_copies(sorted(secret), forms=True)) == 15


def test_a_single_form_like_a_closed_one_counts(at: Installation) -> None:
    put(at, "secret", {1: filled_in(1)}, Standing.CLOSED)
    free = put(at, "free", {50: filled_in(50)})
    assert sketches_of(at).copies_of_closed(sorted(free)) == set(free)


def test_no_item_is_a_copy_of_itself(at: Installation) -> None:
    put(at, "secret", {1: SECRETS[1]}, Standing.CLOSED)
    again = put(at, "secret", {1: COPIES[1]})
    assert sketches_of(at).copies_of_closed(sorted(again)) == set()


def test_what_was_replaced_or_opened_does_not_count(at: Installation) -> None:
    free = put(at, "free", {3: COPIES[3], 4: COPIES[4]})
    put(at, "secret", {3: SECRETS[3], 4: SECRETS[4]}, Standing.CLOSED)
    assert len(sketches_of(at).copies_of_closed(sorted(free))) == 2
    put(at, "secret", {3: OTHERS[N]}, Standing.CLOSED)
    passages.stand_anew(at.engine, "h-secret", {4: Standing.OPEN})
    assert sketches_of(at).copies_of_closed(sorted(free)) == set()


def test_a_text_of_one_sentence_says_nothing(at: Installation) -> None:
    put(at, "secret", {1: SECRETS[1][:140]}, Standing.CLOSED)
    free = put(at, "free", {1: SECRETS[1][:140], 2: SECRETS[1][:140]})
    assert sketches_of(at).copies_of_closed(sorted(free)) == set()


def test_sketches_are_replaced_removed_and_always_the_same(at: Installation) -> None:
    vault = at.storage.vault
    put(at, "f", SECRETS)
    first = vault.read(path_of("f"))
    put(at, "f", dict(reversed(SECRETS.items())))
    assert vault.read(path_of("f")) == first
    passages.remember(at.engine, [], [("h-f", N - 1, WHOLE)])
    sketches_of(at).keep("f", "h-f", [N - 1], [])
    assert len(first) - len(vault.read(path_of("f"))) == SKETCH.itemsize
    sketches_of(at).keep("f", "h-f", SECRETS, [])  # the catalog still keeps the others
    assert len(first) - len(vault.read(path_of("f"))) == SKETCH.itemsize


def test_nobody_can_test_a_guess_of_a_closed_text_without_the_key(at: Installation) -> None:
    put(at, "secret", {1: SECRETS[1]}, Standing.DENIED)
    kept = at.storage.vault.read(path_of("secret"))
    guess = sketch_texts([("", 1, SECRETS[1])])
    for field in ("id", "bands", "long", "short"):
        assert guess[field].tobytes()[:16] not in kept
    with pytest.raises(IntegrityError, match=r"keys/passages\.key.*restore the key"):
        sketches_of(at, b"another key").open_copies([1])


def test_what_another_run_replaced_meanwhile_stays(at: Installation) -> None:
    put(at, "secret", {1: SECRETS[1]}, Standing.CLOSED)
    before = at.storage.vault.read(path_of("secret"))
    slow = new_text("secret", 1, SECRETS[2], Standing.CLOSED)
    sketches_of(at).keep("secret", "h-secret", [1], [(slow, [SECRETS[2]])])
    assert at.storage.vault.read(path_of("secret")) == before


def test_two_runs_on_one_holding_lose_no_sketch_of_the_other(at: Installation) -> None:
    texts = [new_text("secret", i, text, Standing.CLOSED) for i, text in SECRETS.items()]
    passages.remember(at.engine, texts, [])

    def keep(text: NewText) -> None:
        position = text.place.position
        sketches_of(at).keep("secret", "h-secret", [position], [(text, [SECRETS[position]])])

    with ThreadPoolExecutor(4) as runs:
        list(runs.map(keep, texts))
    keys = {i: f"k{i}" for i in SECRETS}
    assert sketches_of(at).known("secret", "h-secret", keys) == set(SECRETS)


def test_what_has_no_sketch_or_is_another_item_by_now_is_not_known(at: Installation) -> None:
    put(at, "secret", {1: SECRETS[1], 2: SECRETS[2], 3: SECRETS[3][:140]}, Standing.CLOSED)
    keys = {i: f"k{i}" for i in range(5)}
    assert sketches_of(at).known("secret", "h-secret", keys) == {1, 2, 3}
    assert sketches_of(at).known("secret", "h-secret", {**keys, 2: "other bytes"}) == {1, 3}
    at.storage.vault.delete(path_of("secret"))
    assert sketches_of(at).known("secret", "h-secret", keys) == {3}  # too short for one


def test_a_closed_text_that_gets_a_sketch_later_is_held_against_older_ones(
    at: Installation,
) -> None:
    put(at, "secret", {1: SECRETS[1], 2: SECRETS[2]}, Standing.CLOSED)
    settle_fresh(at.engine, "h-secret")
    put(at, "secret", {1: SECRETS[1], 2: SECRETS[2]}, Standing.CLOSED)
    assert fresh_rows(at.engine, "h-secret") == set()
    at.storage.vault.delete(path_of("secret"))
    put(at, "secret", {1: SECRETS[1]}, Standing.CLOSED)
    assert fresh_rows(at.engine, "h-secret") == {("h-secret", 1, WHOLE)}


def test_a_damaged_file_of_sketches_is_told_and_not_passed_over(at: Installation) -> None:
    put(at, "closed", SECRETS, Standing.DENIED)
    copies = put(at, "open", COPIES)
    data = bytearray(at.storage.vault.read(path_of("closed")))
    data[len(data) // 2] ^= 1
    at.storage.vault.write(path_of("closed"), bytes(data))
    with pytest.raises(IntegrityError, match="ingest that holding again"):
        sketches_of(at).copies_of_closed(list(copies))
