"""One definition per noun: the Parquet schema, and rows to and from it, from the dataclass.

Rows are turned into columns and back a column at a time, nested values too: a page has hundreds
of words, and one dictionary a word would cost more than reading the Parquet file.
"""

import dataclasses
import types
import typing
from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, TypeVar

import pyarrow as pa

T = TypeVar("T")

_SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}


@cache
def schema_of(noun: type) -> pa.Schema:
    """The Arrow schema of a dataclass, with the documentation of each field.

    Raises:
        TypeError: if a field has a type without a Parquet form.
    """
    hints = typing.get_type_hints(noun)
    return pa.schema(
        [
            pa.field(
                f.name,
                _arrow_type(hints[f.name]),
                nullable=_is_optional(hints[f.name]),
                metadata={"doc": f.metadata.get("doc", "")},
            )
            for f in dataclasses.fields(noun)
        ]
    )


def to_table(noun: type, rows: Iterable[Any]) -> pa.Table:
    """Rows of one noun as an Arrow table."""
    listed = list(rows)
    return pa.table(_columns(noun, listed), schema=schema_of(noun))


def from_table(noun: type[T], table: pa.Table) -> list[T]:
    """The inverse of `to_table`.

    Raises:
        KeyError: if a column is missing.
    """
    hints = typing.get_type_hints(noun)
    columns = [
        _values(hints[name], table.column(name).combine_chunks()) for name in _names_of(noun)
    ]
    return [noun(*row) for row in zip(*columns, strict=True)]


def column_docs(noun: type) -> Sequence[tuple[str, str, str]]:
    """(name, type, meaning) of each field, for cards and reference pages."""
    return [
        (f.name, str(f.type), (f.metadata or {}).get(b"doc", b"").decode()) for f in schema_of(noun)
    ]


def _names_of(noun: Any) -> list[str]:
    return [f.name for f in dataclasses.fields(noun)]


def _columns(noun: Any, rows: Sequence[Any]) -> list[pa.Array]:
    hints = typing.get_type_hints(noun)
    return [_array(hints[n], list(map(attrgetter(n), rows))) for n in _names_of(noun)]


def _array(hint: Any, values: Sequence[Any]) -> pa.Array:
    """A column of Python values as an Arrow array."""
    if typing.get_origin(hint) is tuple:
        (inner,) = (a for a in typing.get_args(hint) if a is not Ellipsis)
        offsets = pa.array([0, *accumulate(len(v) for v in values)], pa.int32())
        flat = _array(inner, list(chain.from_iterable(values)))
        return pa.ListArray.from_arrays(offsets, flat, type=_arrow_type(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return pa.array([v.value for v in values], pa.string())
    if dataclasses.is_dataclass(hint):
        fields = list(_arrow_type(hint))
        return pa.StructArray.from_arrays(_columns(hint, values), fields=fields)
    if hint is int:  # most of a page is numbers, and this takes half the time
        numbers = pa.py_buffer(array("q", values))
        return pa.Array.from_buffers(pa.int64(), len(values), [None, numbers])
    return pa.array(values, _arrow_type(hint))


def _values(hint: Any, column: pa.Array) -> Sequence[Any]:
    """An Arrow array as a column of Python values."""
    if typing.get_origin(hint) is tuple:
        (inner,) = (a for a in typing.get_args(hint) if a is not Ellipsis)
        flat = _values(inner, column.flatten())
        lengths = column.value_lengths().to_pylist()
        ends = list(accumulate(lengths))
        return [tuple(flat[end - n : end]) for end, n in zip(ends, lengths, strict=True)]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return [hint(v) for v in column.to_pylist()]
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        parts = [_values(hints[name], column.field(name)) for name in _names_of(hint)]
        build: Callable[..., Any] = hint  # type: ignore[assignment]
        return [build(*row) for row in zip(*parts, strict=True)]
    values: list[Any] = column.to_pylist()
    return values


def _is_optional(hint: Any) -> bool:
    return isinstance(hint, types.UnionType) and type(None) in typing.get_args(hint)


def _arrow_type(hint: Any) -> pa.DataType:
    if _is_optional(hint):
        (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
        if inner not in _SCALARS:
            raise TypeError(f"{hint!r}: only a scalar may be None")
        return _SCALARS[inner]
    if typing.get_origin(hint) is tuple:
        return pa.list_(_arrow_type(typing.get_args(hint)[0]))
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return pa.string()
    if dataclasses.is_dataclass(hint):
        return pa.struct([pa.field(f.name, f.type, f.nullable) for f in schema_of(hint)])  # type: ignore[arg-type]
    raise TypeError(f"{hint!r} has no Parquet form")
