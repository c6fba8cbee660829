"""What the errors of an object store mean: try again, or let a person change something."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from openfonds.errors import OpenfondsError, ReleaseRefused, TransientError

# Answers of the class 4xx that another try may mend (S3 API, list of error codes).
_WORTH_ANOTHER_TRY = frozenset(
    {
        "BadDigest",
        "IncompleteBody",
        "OperationAborted",
        "RequestTimeout",
        "SlowDown",
        "XAmzContentSHA256Mismatch",
    }
)
_STATUSES_WORTH_ANOTHER_TRY = frozenset({408, 409, 425, 429})


# Of what the clients of s3, gs and abfs raise that is no OSError.
_CLIENTS = frozenset({"botocore", "aiohttp", "asyncio", "gcsfs", "google", "azure"})


@contextmanager
def store_errors(url: str) -> Iterator[None]:
    """Turn what fsspec and the client of a store raise into our errors.

    FileNotFoundError passes: only the caller knows whether an object or the bucket was asked for.
    The text of the store is left out, since it may hold keys and addresses.

    Raises:
        ReleaseRefused: where the credentials, the rights, the name or the region must be mended.
        TransientError: where the store is out of reach or answers that it cannot now.
    """
    try:
        yield
    except (OpenfondsError, FileNotFoundError):
        raise
    except PermissionError as error:
        raise ReleaseRefused(
            f"{url} refuses these credentials ({code_of(error)}): check AWS_ACCESS_KEY_ID,"
            " AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL, AWS_REGION and the rights in the bucket"
        ) from error
    except OSError as error:
        if _needs_a_person(error):
            raise ReleaseRefused(
                f"{url} answers {code_of(error)}: check the name and region of the bucket"
            ) from error
        raise _out_of_reach(url, error) from error
    except Exception as error:  # clients raise classes of their own for a lost connection
        if type(error).__module__.partition(".")[0] not in _CLIENTS:
            raise
        if "Credentials" in type(error).__name__:
            raise ReleaseRefused(
                f"{url} needs credentials: for s3 set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
                " for gs GOOGLE_APPLICATION_CREDENTIALS, for abfs AZURE_STORAGE_ACCOUNT_NAME and"
                " AZURE_STORAGE_ACCOUNT_KEY"
            ) from error
        raise _out_of_reach(url, error) from error


def is_precondition(error: OSError) -> bool:
    """Whether a conditional write was turned down, because the object is another by now."""
    return isinstance(error, FileExistsError) or _answer(error)[1] in (
        "PreconditionFailed",
        "ConditionalRequestConflict",
        "412",
    )


def is_unknown_to_store(error: OSError) -> bool:
    """Whether the store does not have what was asked of it (HTTP 501, 405)."""
    return error.errno == errno.ENOSYS or _answer(error)[0] in (405, 501)


def code_of(error: BaseException) -> str:
    """The code of a store for an error, or the name of its class."""
    return _answer(error)[1] or type(error).__name__


def _needs_a_person(error: OSError) -> bool:
    status, code = _answer(error)
    return (
        300 <= status < 500
        and status not in _STATUSES_WORTH_ANOTHER_TRY
        and code not in _WORTH_ANOTHER_TRY
    )


def _answer(error: BaseException) -> tuple[int, str]:
    """HTTP status and code of the answer behind an error; 0 and nothing where there was none."""
    response = getattr(error.__cause__, "response", None)
    if not isinstance(response, dict):
        return 0, ""
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return int(status), str(response.get("Error", {}).get("Code", ""))


def _out_of_reach(url: str, error: BaseException) -> TransientError:
    return TransientError(
        f"{url} cannot be reached or is not ready ({code_of(error)}): run the same command again"
        " later; finished uploads are kept"
    )
