"""Errors, named by what remedies them.

Every error that a user can cause derives from `OpenfondsError` and says what happened, to
which thing, and what to do. A scheduler retries `TransientError` and nothing else. Messages
name files, rows and reference codes, never the text or the title of an item.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line returns (DESIGN 5.2)."""

    DONE = 0
    INCOMPLETE = 1  # some items failed, or a check does not hold
    UNUSABLE = 2  # unusable input or settings
    CANNOT_TELL = 3


class OpenfondsError(Exception):
    """The root of all errors that openfonds raises on purpose."""

    exit_code: ExitCode = ExitCode.INCOMPLETE


class TransientError(OpenfondsError):
    """May succeed if tried again later: a full disk, a busy database, a hub that is down."""


class PermanentError(OpenfondsError):
    """Will fail again until a person changes something."""


class SettingsError(PermanentError):
    """A setting, a collection.toml or a command line argument cannot be used."""

    exit_code = ExitCode.UNUSABLE


class SourceError(PermanentError):
    """A source package as a whole cannot be read: missing, empty, or not a known form."""

    exit_code = ExitCode.UNUSABLE


class ItemError(PermanentError):
    """One item cannot be used; the rest of the holding goes on.

    `reason_code` is stable and published in the account; the message is for staff.
    """

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code

    def __reduce__(self) -> tuple[type["ItemError"], tuple[str, str]]:
        return type(self), (self.reason_code, str(self))


class PolicyError(PermanentError):
    """A policy pack or a closed list cannot be used, so nothing may be opened by it."""

    exit_code = ExitCode.UNUSABLE


class AccountingError(PermanentError):
    """Something that went into a step came out neither as an output nor as an absence."""


class IntegrityError(PermanentError):
    """Stored bytes are not what was recorded of them."""


class ReleaseRefused(PermanentError):
    """A check of the release does not hold; nothing was published."""


class ToolMissing(PermanentError):
    """An external program or a language model is not installed; the message names the package."""

    exit_code = ExitCode.UNUSABLE
