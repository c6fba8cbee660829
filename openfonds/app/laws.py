"""The law of a day for a collection that is held."""

from datetime import date

from catalog.holdings import collection_names, find_collection
from openfonds.app.installation import Installation
from openfonds.app.sources import list_reader
from openfonds.collection import Collection
from openfonds.errors import SettingsError
from openfonds.restrictions.law import Law, load_law


def law_of_collection(at: Installation, name: str, as_of: date) -> tuple[Collection, Law]:
    """A collection, and its packs and closed lists as they are.

    Raises:
        SettingsError: when there is no such collection.
        PolicyError: when a pack cannot be used.
    """
    found = find_collection(at.engine, name)
    if found is None:
        names = ", ".join(collection_names(at.engine)) or "none yet"
        raise SettingsError(f"there is no collection {name!r}; there are: {names}")
    collection, lists_source = found
    read = list_reader(lists_source, at.settings.limits)
    return collection, load_law(at.policies, collection, read, as_of)
