"""The law of a day for a collection that is held."""

from datetime import date

from catalog.holdings import collection_names, find_collection
from openfonds.app.installation import Installation
from openfonds.app.sources import list_reader
from openfonds.collection import Collection
from openfonds.errors import SettingsError
from openfonds.restrictions.law import Law, load_law


def known_collection(at: Installation, name: str) -> tuple[Collection, str]:
    """A collection, and the source that its closed lists are relative to.

    Raises:
        SettingsError: when there is no such collection.
    """
    found = find_collection(at.engine, name)
    if found is None:
        names = ", ".join(collection_names(at.engine)) or "none yet"
        raise SettingsError(
            f"there is no collection {name!r}: ingest a holding into it first; there are: {names}"
        )
    return found


def law_of_collection(at: Installation, name: str, as_of: date) -> tuple[Collection, Law]:
    """A collection, and its packs and closed lists as they are.

    Raises:
        SettingsError: when there is no such collection.
        PolicyError: when a pack cannot be used.
    """
    collection, lists_source = known_collection(at, name)
    return collection, law_for(at, collection, lists_source, as_of)


def law_for(at: Installation, collection: Collection, lists_source: str, as_of: date) -> Law:
    """The packs and closed lists of these settings, of a collection that is held or one to come.

    Raises:
        PolicyError: when a pack cannot be used.
    """
    return load_law(at.policies, collection, list_reader(lists_source, at.settings.limits), as_of)
