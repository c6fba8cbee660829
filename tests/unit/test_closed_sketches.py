"""Bad readings of closed texts are known by their sketches, and forms are not taken for them."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog import passages
from catalog.database import open_database
from catalog.passage_texts import WHOLE, NewText, Place, rows_at
from openfonds.app.closed_sketches import Drawn, copies_of_closed, keep_sketches, open_copies
from openfonds.app.installation import Installation
from openfonds.app.plan import holding_folder
from openfonds.deduplication.sketches import SKETCH_VERSION
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
FOUND = 0.8  # of the copies, at least


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Installation]:
    url = f"file://{tmp_path}/storage"
    settings = Settings(url, f"sqlite:///{tmp_path}/catalog.db", 1, "policies")
    engine = open_database(settings.database_url)
    yield Installation(settings, open_storage(url), engine)
    engine.dispose()


def put(
    at: Installation, collection: str, texts: dict[int, str], standing: Standing = Standing.OPEN
) -> dict[int, int]:
    """Row of the inventory by number in the catalog."""
    batch = Batch("PageClean", "c", "0" * 64, 1)
    new = [
        NewText(
            Place(collection, f"h-{collection}", i, WHOLE, f"Д. {i}"),
            f"k{i}",
            standing,
            fingerprint(fold_letters([text]), b"key"),
            batch,
        )
        for i, text in texts.items()
    ]
    passages.remember(at.engine, new, [])
    with at.engine.connect() as connection:
        rows = rows_at(connection, [text.place.row for text in new])
    ids = {kept.id: position for (_, position, _), kept in rows.items()}
    drawn = [Drawn(text_id, position, [texts[position]]) for text_id, position in ids.items()]
    folder = holding_folder(collection, f"h-{collection}")
    keep_sketches(at.storage.vault, folder, texts, drawn)
    return ids


def filled_in(seed: int) -> str:
    """A form, of which nine words in ten are printed."""
    draw = random.Random(seed)
    own = text_of(1000 + seed).split()
    return " ".join(own[i] if draw.random() < 0.1 else w for i, w in enumerate(text_of(99).split()))


def test_a_bad_reading_of_a_closed_text_is_known_where_it_comes_later(at: Installation) -> None:
    put(at, "secret", SECRETS, Standing.CLOSED)
    free = put(at, "free", {**COPIES, **OTHERS})
    found = {free[i] for i in copies_of_closed(at, sorted(free))}
    assert found <= COPIES.keys()
    assert len(found) >= FOUND * N


def test_and_where_it_came_earlier(at: Installation) -> None:
    free = put(at, "free", {**COPIES, **OTHERS})
    secret = put(at, "secret", SECRETS, Standing.DENIED)
    found = {free[i] for i in open_copies(at, sorted(secret))}
    assert found <= COPIES.keys()
    assert len(found) >= FOUND * N


def test_forms_do_not_close_one_another(at: Installation) -> None:
    secret = put(at, "secret", {1: filled_in(1), 2: SECRETS[2]}, Standing.CLOSED)
    put(at, "before", {i: filled_in(i) for i in range(20, 32)})
    free = put(at, "free", {50: filled_in(50), 51: filled_in(51), 52: COPIES[2]})
    assert {free[i] for i in copies_of_closed(at, sorted(free))} == {52}
    assert [free.get(i) for i in open_copies(at, sorted(secret))] == [52]
    # They are copies: it is their number that tells, so a single one would count.
    assert len(open_copies(at, sorted(secret), forms=True)) == 15


def test_a_single_form_like_a_closed_one_counts(at: Installation) -> None:
    put(at, "secret", {1: filled_in(1)}, Standing.CLOSED)
    free = put(at, "free", {50: filled_in(50)})
    assert copies_of_closed(at, sorted(free)) == set(free)


def test_no_item_is_a_copy_of_itself(at: Installation) -> None:
    put(at, "secret", {1: SECRETS[1]}, Standing.CLOSED)
    again = put(at, "secret", {1: COPIES[1]})
    assert copies_of_closed(at, sorted(again)) == set()


def test_what_was_replaced_or_opened_does_not_count(at: Installation) -> None:
    free = put(at, "free", {3: COPIES[3], 4: COPIES[4]})
    put(at, "secret", {3: SECRETS[3], 4: SECRETS[4]}, Standing.CLOSED)
    assert len(copies_of_closed(at, sorted(free))) == 2
    put(at, "secret", {3: OTHERS[N]}, Standing.CLOSED)
    passages.stand_anew(at.engine, "h-secret", {4: Standing.OPEN})
    assert copies_of_closed(at, sorted(free)) == set()


def test_a_text_of_one_sentence_says_nothing(at: Installation) -> None:
    put(at, "secret", {1: SECRETS[1][:140]}, Standing.CLOSED)
    free = put(at, "free", {1: SECRETS[1][:140], 2: SECRETS[1][:140]})
    assert copies_of_closed(at, sorted(free)) == set()


def test_sketches_are_replaced_removed_and_always_the_same(at: Installation) -> None:
    vault = at.storage.vault
    texts = [Drawn(i, i, [text]) for i, text in SECRETS.items()]
    keep_sketches(vault, "f", SECRETS, texts)
    (path,) = vault.names("f")
    first = vault.read(path)
    keep_sketches(vault, "g", list(SECRETS)[::-1], texts[::-1])
    assert vault.read(vault.names("g")[0]) == first
    keep_sketches(vault, "f", [5], [])
    assert len(vault.read(path)) == len(first) * (N - 1) // N
    keep_sketches(vault, "f", [5], [texts[5]])
    assert vault.read(path) == first
    assert SECRETS[5][:8].encode() not in first


def test_a_damaged_file_of_sketches_is_told_and_not_passed_over(at: Installation) -> None:
    put(at, "closed", SECRETS, Standing.DENIED)
    copies = put(at, "open", COPIES)
    folder = f"{holding_folder('closed', 'h-closed')}/sketches-{SKETCH_VERSION}"
    path = f"{folder}/000000"
    at.storage.vault.write(path, at.storage.vault.read(path)[:-1])
    with pytest.raises(IntegrityError, match="ingest that holding again"):
        copies_of_closed(at, list(copies))
