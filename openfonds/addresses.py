"""Addresses that people write: of a hub, of a release."""

from urllib.parse import SplitResult, urlsplit

from openfonds.errors import SettingsError


def address_parts(written: str) -> SplitResult:
    """The parts of an address (RFC 3986).

    Raises:
        SettingsError: if it is none, such as https://[a.
    """
    try:
        return urlsplit(written)
    except ValueError:
        raise SettingsError(
            f"{written!r} is not an address: write it as https://hub.example/NAME, a path, or as"
            " the documentation of the hub says"
        ) from None
