"""Nouns to JSON and back, for the database and for messages between tasks."""

import dataclasses
import json
import types
import typing
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from openfonds.digests import canonical_json

T = TypeVar("T")


def to_json(value: Any) -> str:
    """A dataclass as JSON. Raises TypeError for a value that has no canonical form."""
    return canonical_json(value).decode()


def from_json(noun: type[T], text: str) -> T:
    """The inverse of `to_json`.

    Raises:
        TypeError: when a field is missing or unknown.
    """
    built: T = _typed(noun, json.loads(text))
    return built


def _typed(hint: Any, value: Any) -> Any:
    if isinstance(hint, types.UnionType):
        if value is None:
            return None
        (hint,) = (a for a in typing.get_args(hint) if a is not type(None))
    if typing.get_origin(hint) is tuple:
        return tuple(_typed(typing.get_args(hint)[0], v) for v in value)
    if hint is date:
        return date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return hint(**{k: _typed(hints[k], v) for k, v in value.items()})  # type: ignore[operator]
    return value
