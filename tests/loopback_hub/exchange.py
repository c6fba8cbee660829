"""A request as the routes see it, and what they answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.loopback_hub.blobs import Readable
from tests.loopback_hub.records import Refusal
from tests.loopback_hub.repository import Repository

if TYPE_CHECKING:
    from tests.loopback_hub.hub import Hub


@dataclass(frozen=True, slots=True)
class Request:
    """A request; `parts` are what the route found in the path."""

    hub: "Hub"
    parts: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: Readable
    is_authorized: bool

    def part(self, name: str) -> str:
        """A part of the path as it was meant, with no percent signs."""
        return unquote(self.parts.get(name) or "")

    def flag(self, name: str) -> bool:
        """Whether a parameter says yes."""
        return self.query.get(name, [""])[0].lower() in ("1", "true")

    def json(self) -> Any:
        """The body."""
        return json.loads(self.body.read() or b"{}")

    @property
    def repository(self) -> Repository:
        """The dataset that is meant.

        Raises:
            Refusal: if there is none, or it is private and the request has no token.
        """
        found = self.hub.repositories.get(f"{self.part('namespace')}/{self.part('name')}")
        if found is None or (found.private and not self.is_authorized):
            raise Refusal(404 if self.is_authorized else 401, "not found", "RepoNotFound")
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `file` is sent from `start` on, `n_bytes` of it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None
    start: int = 0
    n_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """A route: its name in plans of faults, what it matches, what it does, who may use it."""

    name: str
    method: str
    pattern: str
    answer: Callable[[Request], Reply]
    needs_token: bool = True


def as_json(document: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> Reply:
    """A reply with a JSON document."""
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return Reply(status, json.dumps(document).encode(), {**kind, **(headers or {})})
