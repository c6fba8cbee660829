"""A holding is only left alone where deciding again could say nothing new."""

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from catalog import rulings
from catalog.database import open_database
from openfonds.app.decisions.unchanged import Applied, may_change
from openfonds.app.installation import Installation
from openfonds.app.intake.plan import Plan, Results
from openfonds.deduplication.sketches import SKETCH_VERSION
from openfonds.digests import digest_of
from openfonds.plain import to_json
from openfonds.restrictions.law import Law
from openfonds.settings import Settings
from openfonds.storage import open_storage

LAW = cast(Law, SimpleNamespace(digest="law", as_of=date(2026, 11, 22)))
PLAN = cast(Plan, SimpleNamespace(folder="c/h", holding="h", collection=None))


def test_a_holding_without_sketches_of_this_version_is_settled_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/catalog.db"
    at = Installation(
        Settings(f"file://{tmp_path}/storage", url, 1, "policies"),
        open_storage(f"file://{tmp_path}/storage"),
        open_database(url),
    )
    in_force = rulings.in_force(at.engine, "c")
    applied = Applied("path", LAW.digest, digest_of(in_force), LAW.as_of, -1, SKETCH_VERSION)

    def changes(written: str) -> bool:
        at.storage.vault.write("c/h/applied.json", written.encode())
        return may_change(at, "path", PLAN, Results("plan", ()), LAW, in_force)

    assert not changes(to_json(applied))
    older = json.loads(to_json(applied))
    assert changes(json.dumps({**older, "sketches": "0"}))
    del older["sketches"]  # as it was before there were any
    assert changes(json.dumps(older))
    at.engine.dispose()
