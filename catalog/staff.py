"""Who may rule on items, under which pseudonym and in which roles."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from openfonds.errors import SettingsError
from openfonds.restrictions.policy import ROLES

NAME = re.compile(r"[a-z][a-z0-9.-]{1,39}")  # it stands in the public ledger


@dataclass(frozen=True, slots=True)
class Person:
    """One who may rule."""

    name: str
    roles: tuple[str, ...]
    revoked_at: str | None


def add(engine: Engine, name: str, roles: tuple[str, ...]) -> None:
    """Register a person, or give them these roles instead of those they had.

    Raises:
        SettingsError: for a name or a role that cannot be used.
    """
    if not NAME.fullmatch(name):
        raise SettingsError(
            f"{name!r} cannot be a pseudonym: 2 to 40 of a-z, 0-9, dot and hyphen, a letter first."
            " It will stand in the public ledger, so take none that tells who it is"
        )
    if unknown := sorted(set(roles) - set(ROLES)) or not roles:
        told = unknown[0] if isinstance(unknown, list) else "nothing"
        raise SettingsError(f"{told!r} is no role; there are: {', '.join(ROLES)}")
    with db.writing(engine) as connection:
        connection.execute(sa.delete(db.staff).where(db.staff.c.name == name))
        values = {"name": name, "roles": " ".join(sorted(set(roles))), "revoked_at": None}
        connection.execute(sa.insert(db.staff).values(**values))


def revoke(engine: Engine, name: str, *, now: str) -> None:
    """Take all roles from a person: what they decided stands, what they proposed does not pass.

    Raises:
        SettingsError: when there is no such person.
    """
    with db.writing(engine) as connection:
        done = connection.execute(
            sa.update(db.staff).where(db.staff.c.name == name).values(revoked_at=now)
        )
    if not done.rowcount:
        raise SettingsError(f"there is no person {name!r}: openfonds staff list")


def people(engine: Engine) -> list[Person]:
    """Everybody who was ever registered, by name."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(db.staff).order_by(db.staff.c.name)).all()
    return [Person(row.name, tuple(row.roles.split()), row.revoked_at) for row in rows]


def entitled(engine: Engine, name: str) -> Person:
    """A person who may rule today.

    Raises:
        SettingsError: when the person is not registered, or no longer.
    """
    found = next((p for p in people(engine) if p.name == name), None)
    if found is None:
        raise SettingsError(
            f"{name!r} is not registered: openfonds staff add {name} --role archivist"
        )
    if found.revoked_at:
        raise SettingsError(f"{name!r} may no longer decide: their roles were revoked")
    return found
