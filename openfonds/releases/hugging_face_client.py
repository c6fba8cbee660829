"""One patient HTTP client for the Hugging Face library, and its errors in our terms (HUB 1, 4).

Left alone, the library waits for a reply without end, sleeps for as long as a rate limit says,
gives up at once where a commit or a tag meets a busy server, and uploads large files through
Xet, a second protocol in many commits. Within `connected`, every call has time limits, requests
that may be repeated are repeated, waiting is limited in all, and files go by plain HTTP.
"""

import json
import logging
import os
import re
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import HfApi, constants, set_client_factory
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled
from huggingface_hub.utils._http import default_client_factory, parse_ratelimit_headers
from huggingface_hub.utils._runtime import is_xet_available
from huggingface_hub.utils.tqdm import (
    are_progress_bars_disabled,
    disable_progress_bars,
    enable_progress_bars,
)

from openfonds.errors import OpenfondsError, ReleaseRefused, SettingsError, TransientError

AGAIN = "run the same command again"
_BUSY = frozenset({408, 425, 500, 502, 503, 504})
_TOO_MANY = 429
_COMMIT = re.compile(r"/api/datasets/[^/]+/[^/]+/commit/")
_TOKEN = re.compile(r"[\x21-\x7e]+", re.ASCII)
# What the library asks for, as the last name in the path that is not one of the dataset's own.
_ASKED = re.compile(
    r"/(create|validate-yaml|preupload|batch|commit|commits|branch|tag|super-squash|lfs-files|refs"
    r"|tree|revision|discussions|resolve|paths-info)(?:/|$)"
)
_QUIET = ("huggingface_hub", "httpx2", "httpcore2")  # they log addresses that are signed
_TURN = threading.RLock()


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits and repetitions, in seconds.

    Attributes:
        connect_s: until a connection is made.
        silence_s: between two pieces of what is sent or received.
        call_s: for a whole reply that is no file.
        waits_s: between tries of a request that a busy hub did not answer.
        rate_limit_s: in all, for as long as the hub asks to wait.
    """

    connect_s: float = 15
    silence_s: float = 120
    call_s: float = 300
    waits_s: Sequence[float] = (1, 2, 5, 10)
    rate_limit_s: float = 240


class LostReply(TransientError):
    """A commit was sent, and whether it was made is not known: look for it before another try."""


@contextmanager
def connected(endpoint: str, patience: Patience, *, as_stranger: bool = False) -> Iterator[HfApi]:
    """The interface of the hub, with the token of HF_TOKEN unless asked as a stranger.

    The library has one HTTP client for a process: calls take turns, and everything is as before
    afterwards. The token is read from the environment each time, and kept nowhere.

    Raises:
        SettingsError: if HF_TOKEN cannot be a token, or HF_HUB_OFFLINE is set.
        TransientError: for what may succeed later.
        ReleaseRefused: for what the hub refuses.
    """
    token = False if as_stranger else token_of_environment() or False
    with _TURN, _plain_uploads(), _quiet():
        allowance = _Allowance(patience.rate_limit_s)
        set_client_factory(lambda: PatientClient(patience, allowance))
        try:
            yield HfApi(endpoint=endpoint, token=token, library_name="openfonds")
        except OpenfondsError:
            raise
        except Exception as error:
            known = _in_our_terms(error)
            if known is None:
                raise
            raise known from None  # what it came from may show addresses that are signed
        finally:
            set_client_factory(default_client_factory)


def token_of_environment() -> str | None:
    """What HF_TOKEN says, None if it is not set.

    Raises:
        SettingsError: if it has blanks or other signs that no token has.
    """
    token = os.environ.get("HF_TOKEN", "").strip()
    if token and not _TOKEN.fullmatch(token):
        raise SettingsError("HF_TOKEN is not a token: copy it again from the settings of the hub")
    return token or None


class PatientClient(httpx2.Client):
    """A client with time limits that repeats what may be repeated.

    Everything may but a commit: whether it was made must be looked up first, so `LostReply` is
    raised for it. A body that is a file cannot be sent twice from here; the library does that.
    """

    def __init__(self, patience: Patience, allowance: "_Allowance") -> None:
        limits = httpx2.Timeout(patience.silence_s, connect=patience.connect_s)
        super().__init__(follow_redirects=True, timeout=limits, verify=_certificates())
        self._patience, self._allowance = patience, allowance

    def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> Any:
        """Send a request, and again if need be."""
        is_commit = bool(_COMMIT.search(request.url.path))
        is_repeatable = isinstance(request.stream, httpx2.ByteStream)
        waits = iter(self._patience.waits_s)
        while True:
            try:
                response = self._once(request, stream=stream, **options)
            except httpx2.TransportError as error:
                if not is_repeatable:
                    raise
                trouble = type(error).__name__
            else:
                if response.status_code == _TOO_MANY:
                    wait_s = self._granted(request, response)
                    if not is_repeatable:
                        return response
                    response.close()
                    time.sleep(wait_s)
                    continue
                if response.status_code not in _BUSY or not is_repeatable:
                    return response
                response.close()
                trouble = f"status {response.status_code}"
            asked = asked_for(request)
            if is_commit:
                raise LostReply(f"the hub did not answer {asked} ({trouble}): {AGAIN}")
            pause_s = next(waits, None)
            if pause_s is None:
                raise TransientError(f"the hub did not answer {asked} ({trouble}): {AGAIN} later")
            time.sleep(pause_s)

    def _once(self, request: httpx2.Request, *, stream: bool, **options: Any) -> httpx2.Response:
        until = time.monotonic() + self._patience.call_s
        response = super().send(request, stream=True, **options)
        if not stream:
            try:
                response.stream = _Limited(response.stream, until)
                response.read()
            except BaseException:
                response.close()
                raise
        return response

    def _granted(self, request: httpx2.Request, response: httpx2.Response) -> float:
        """How long to wait, taken from what is left.

        Raises:
            TransientError: if that is not enough.
        """
        asked = response.headers.get("Retry-After", "").strip()
        limit = parse_ratelimit_headers(response.headers)
        wait_s = float(asked) if asked.isdigit() else float(limit.reset_in_seconds if limit else 10)
        if not self._allowance.takes(wait_s):
            response.close()
            raise TransientError(
                f"the hub answers {asked_for(request)} with a rate limit and asks to wait"
                f" {wait_s:.0f} s: {AGAIN} after that"
            )
        return wait_s


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: it takes as long as the rest of a small publication."""
    return httpx2.create_ssl_context()


def asked_for(request: httpx2.Request) -> str:
    """What a request asks for, without the address: signatures are in some."""
    path = urlsplit(str(request.url)).path
    named = _ASKED.search(path)
    return f"{request.method} {named.group(1)}" if named else f"{request.method} of a file"


class _Allowance:
    """How long rate limits are waited for in all, by all threads of a connection."""

    def __init__(self, seconds: float) -> None:
        self._left_s = seconds
        self._lock = threading.Lock()

    def takes(self, wait_s: float) -> bool:
        """Take a wait from what is left; False if that is not enough."""
        with self._lock:
            self._left_s -= max(wait_s, 0.1)  # a hub that says 0 for ever is not waited for
            return self._left_s >= 0


class _Limited(httpx2.SyncByteStream):
    """What is left of a reply, up to a moment: a reply that trickles does not go on for ever."""

    def __init__(self, stream: Any, until: float) -> None:
        self._stream, self._until = stream, until

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            if time.monotonic() > self._until:
                raise httpx2.ReadTimeout("the reply took too long")
            yield piece

    def close(self) -> None:
        """Let the connection go."""
        self._stream.close()


@contextmanager
def _plain_uploads() -> Iterator[None]:
    """No Xet, also where hf_xet is installed and HF_HUB_DISABLE_XET is not set.

    The library reads its constant for every upload. If that ever changes, nothing is uploaded.
    """
    before = constants.HF_HUB_DISABLE_XET
    constants.HF_HUB_DISABLE_XET = True
    try:
        if is_xet_available():
            raise ReleaseRefused(
                "this version of huggingface_hub uploads in many commits (Xet) whatever it is told:"
                " set HF_HUB_DISABLE_XET=1, or install the version that the lock file names"
            )
        if constants.is_offline_mode():
            raise SettingsError("HF_HUB_OFFLINE is set: unset it to reach the hub")
        yield
    finally:
        constants.HF_HUB_DISABLE_XET = before


@contextmanager
def _quiet() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in _QUIET]
    before = [logger.level for logger in loggers]
    had_bars = not are_progress_bars_disabled()
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    if had_bars:
        disable_progress_bars()
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
        if had_bars:
            enable_progress_bars()


def _in_our_terms(error: BaseException) -> OpenfondsError | None:
    """The error of the library as one of ours; None for what is not about the hub."""
    if isinstance(error, OpenfondsError):
        return error
    if isinstance(error, RuntimeError) and error.__cause__ is not None:
        return _in_our_terms(error.__cause__)  # so the library wraps what an upload meets
    if isinstance(error, HfHubHTTPError):
        return _refused(error)
    if isinstance(error, (httpx2.HTTPError, OfflineModeIsEnabled, json.JSONDecodeError)):
        return TransientError(f"the hub cannot be reached ({type(error).__name__}): {AGAIN} later")
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        reason = error.strerror or type(error).__name__
        return TransientError(f"a file cannot be read or written ({reason}): make room, {AGAIN}")
    if isinstance(error, ValueError):
        return ReleaseRefused(
            "the hub does not take the release, or answers in a way that this version cannot read"
            f" ({type(error).__name__}): check the front matter of README.md and the free storage"
        )
    return None


def _refused(error: HfHubHTTPError) -> OpenfondsError:
    status, request = error.response.status_code, error.response.request
    asked = asked_for(request)
    if status in _BUSY or status == _TOO_MANY or status >= 500:
        return TransientError(f"the hub did not answer {asked} (status {status}): {AGAIN} later")
    if request.method in ("PUT", "POST") and "authorization" not in request.headers:
        # An address of the storage behind the hub: it expires, and is given anew with each try.
        return TransientError(f"the storage does not take {asked} (status {status}): {AGAIN}")
    if status in (401, 403):
        return ReleaseRefused(
            f"the hub refuses {asked} (status {status}): HF_TOKEN must be a token that may write to"
            " the dataset, and the dataset must not be disabled"
        )
    if status in (409, 412):
        return TransientError(f"something else is changing the dataset (status {status}): {AGAIN}")
    return ReleaseRefused(f"the hub refuses {asked} (status {status})")
