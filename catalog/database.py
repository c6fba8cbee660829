"""The catalog database: tables, and how to reach them (SQLite by default, PostgreSQL by URL)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url

from openfonds.errors import SettingsError, TransientError

BUSY_SECONDS = 60
PRIVATE_MODE = 0o600

metadata = sa.MetaData()

collections = sa.Table(
    "collections",
    metadata,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("settings", sa.Text, nullable=False),  # JSON of openfonds.collection.Collection
    sa.Column("folder", sa.Text, nullable=False),  # closed lists are relative to it
)

holdings = sa.Table(
    "holdings",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False, unique=True),  # order of arrival, from 1
    sa.Column("collection", sa.String(100), nullable=False, index=True),
    sa.Column("plan", sa.Text, nullable=False),  # path of the newest plan in the vault
    sa.Column("results", sa.Text),  # path of what came of it; null until settled
)

readings = sa.Table(  # which vault file holds the page texts of an item version
    "readings",
    metadata,
    sa.Column("item_key", sa.String(64), primary_key=True),
    sa.Column("recipe", sa.String(64), primary_key=True),  # digest of the reading settings
    sa.Column("batch", sa.Text, nullable=False),  # JSON of openfonds.model.Batch
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),  # its ledger record
    sa.Column("decision_id", sa.String(64), nullable=False, index=True),
    sa.Column("collection", sa.String(100), nullable=False),
    sa.Column("holding", sa.String(64), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("reference_code", sa.Text, nullable=False),
    sa.Column("item_key", sa.String(64), nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("current", sa.Boolean, nullable=False),
    sa.Column("next_check_on", sa.Date),
    sa.Column("decided_at", sa.String(32), nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # JSON of openfonds.model.Decision
    sa.Index("decisions_of_collection", "collection", "current", "holding", "position"),
    sa.Index("decisions_of_reference", "collection", "reference_code", "current"),
)

item_files = sa.Table(  # to find other items with the same bytes
    "item_files",
    metadata,
    sa.Column("collection", sa.String(100), primary_key=True),
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("holding", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
)

passage_texts = sa.Table(  # texts whose fingerprints are kept: what is closed, what would be open
    "passage_texts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("collection", sa.String(100), nullable=False),
    sa.Column("holding", sa.String(64), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),  # 0 the item; 1 its pages that are kept back
    sa.Column("reference_code", sa.Text, nullable=False),
    sa.Column("item_key", sa.String(64), nullable=False),
    sa.Column(
        "standing", sa.String(16), nullable=False, index=True
    ),  # open, closed, denied; gone: replaced
    sa.Column("n_letters", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(32), index=True),  # keyed; null for a text of a few letters
    sa.Column("batch", sa.Text, nullable=False),  # JSON of the batch of its cleaned pages
    sa.Column("capped", sa.Boolean, nullable=False),  # some fingerprints stood in enough others
    sa.Column("fresh", sa.Boolean, nullable=False),  # closed, and not yet held against older texts
    sa.Index("passage_texts_of_place", "holding", "position", "part"),
    sqlite_autoincrement=True,  # an id is never given twice
)

passages = sa.Table(  # keyed fingerprints: no text can be read out of them
    "passages",
    metadata,
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),  # its first letter
    sqlite_with_rowid=False,
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("record", sa.LargeBinary, nullable=False),  # canonical bytes
    sa.Column("leaf_hash", sa.String(64), nullable=False),
)

annex = sa.Table(  # what lies behind a ledger record; without its key it cannot be read
    "annex",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("key", sa.LargeBinary),  # wrapped (openfonds.ledger.annex); null once destroyed
)

ledger_tree = sa.Table(  # the Merkle tree as of the last checkpoint, so that signing is quick
    "ledger_tree",
    metadata,
    sa.Column("size", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("peaks", sa.Text, nullable=False),  # JSON of MerkleFrontier.peaks()
)

key_epochs = sa.Table(  # from which record on which keys hold; the keys are in the annex zone
    "key_epochs",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("first_seq", sa.Integer, nullable=False),
)

staff = sa.Table(  # who may rule, under which pseudonym
    "staff",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("roles", sa.Text, nullable=False),  # blank-separated
    sa.Column("revoked_at", sa.String(32)),  # null while the person may rule
)

release_approvals = sa.Table(  # who let a version of a dataset through
    "release_approvals",
    metadata,
    sa.Column("collection", sa.String(100), primary_key=True),
    sa.Column("plan", sa.String(32), primary_key=True),
    sa.Column("person", sa.String(60), primary_key=True),
)

takedowns = sa.Table(  # what was taken off a hub, to be looked for again some days later
    "takedowns",
    metadata,
    sa.Column("collection", sa.String(100), primary_key=True),
    sa.Column("hub", sa.Text, primary_key=True),
    sa.Column("decision_id", sa.String(64), primary_key=True),
    sa.Column("check_on", sa.Date, nullable=False),
    sa.Column("is_checked", sa.Boolean, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # JSON: versions and digests of their files
)

rulings = sa.Table(  # what people decided: kept for ever, one in force for a unit
    "rulings",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ruling_id", sa.String(32), nullable=False, unique=True),
    sa.Column("collection", sa.String(100), nullable=False),
    sa.Column("reference_code", sa.Text),  # of an item, or
    sa.Column("series", sa.Text),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("reason_code", sa.String(60), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),  # proposed, in_force, refused, replaced
    sa.Column("made_at", sa.String(32), nullable=False),
    sa.Column("settled_at", sa.String(32)),
    sa.Column("body", sa.Text, nullable=False),  # JSON of openfonds.restrictions.rulings.Ruling
    sa.Index("rulings_of_collection", "collection", "state"),
)

releases = sa.Table(
    "releases",
    metadata,
    sa.Column("collection", sa.String(100), primary_key=True),
    sa.Column("hub", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.String(32), nullable=False),
    sa.Column("commit", sa.String(64), nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # JSON: account, folder, digests
)


def open_database(url: str) -> Engine:
    """Connect, and make the tables that are missing.

    Raises:
        SettingsError: for a URL that cannot be used, or a database that cannot be reached.
    """
    try:
        parsed = make_url(url)
        is_sqlite = parsed.get_backend_name() == "sqlite"
        if is_sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(
            parsed,
            connect_args={"timeout": BUSY_SECONDS} if is_sqlite else {},
            hide_parameters=True,  # they hold references and titles, and would stand in a traceback
        )
        if is_sqlite:
            sa.event.listen(engine, "connect", _configure_sqlite)
        metadata.create_all(engine)
        if is_sqlite and parsed.database:
            Path(parsed.database).chmod(PRIVATE_MODE)  # it holds reference codes in clear
    except (sa.exc.SQLAlchemyError, ImportError, OSError, ValueError) as error:
        raise SettingsError(
            f"the catalog database cannot be used ({type(error).__name__}): check"
            " OPENFONDS_DATABASE_URL, such as sqlite:////srv/openfonds/catalog.db or"
            " postgresql+psycopg://user@host/openfonds"
        ) from error
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that excludes every other writer: all of it happens, or nothing.

    Raises:
        TransientError: when the database is busy, full or out of reach.
    """
    try:
        with engine.connect() as connection, connection.begin():
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.execute(sa.text("LOCK TABLE ledger IN EXCLUSIVE MODE"))
            yield connection
    except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
        raise TransientError(
            "the catalog database is busy, full or out of reach: nothing was changed; run the"
            " same command again"
        ) from error


def _configure_sqlite(connection: object, _record: object) -> None:
    # The driver would begin transactions late and by itself; `writing` begins them.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
