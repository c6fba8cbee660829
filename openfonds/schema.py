"""One definition per noun: the Parquet schema, and rows to and from it, from the dataclass."""

import dataclasses
import types
import typing
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
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
    columns: dict[str, list[Any]] = {f.name: [] for f in dataclasses.fields(noun)}
    for row in rows:
        for name, values in columns.items():
            values.append(_plain(getattr(row, name)))
    schema = schema_of(noun)
    return pa.table(
        [pa.array(columns[f.name], type=f.type) for f in schema],
        schema=schema,
    )


def from_table(noun: type[T], table: pa.Table) -> list[T]:
    """The inverse of `to_table`.

    Raises:
        KeyError: if a column is missing.
    """
    build = _builder(noun)  # type: ignore[arg-type]
    return [build(row) for row in table.to_pylist()]


def column_docs(noun: type) -> Sequence[tuple[str, str, str]]:
    """(name, type, meaning) of each field, for cards and reference pages."""
    return [
        (f.name, str(f.type), (f.metadata or {}).get(b"doc", b"").decode()) for f in schema_of(noun)
    ]


def _is_optional(hint: Any) -> bool:
    return isinstance(hint, types.UnionType) and type(None) in typing.get_args(hint)


def _arrow_type(hint: Any) -> pa.DataType:
    if _is_optional(hint):
        (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
        return _arrow_type(inner)
    if typing.get_origin(hint) is tuple:
        return pa.list_(_arrow_type(typing.get_args(hint)[0]))
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return pa.string()
    if dataclasses.is_dataclass(hint):
        return pa.struct([pa.field(f.name, f.type, f.nullable) for f in schema_of(hint)])  # type: ignore[arg-type]
    raise TypeError(f"{hint!r} has no Parquet form")


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


@cache
def _builder(hint: Any) -> Any:
    """A function from the plain form of a value to its typed form."""
    if _is_optional(hint):
        (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
        build = _builder(inner)
        return lambda v: None if v is None else build(v)
    if typing.get_origin(hint) is tuple:
        build = _builder(typing.get_args(hint)[0])
        return lambda v: tuple(build(x) for x in v)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        builders = [(f.name, _builder(hints[f.name])) for f in dataclasses.fields(hint)]
        return lambda row: hint(*(b(row[name]) for name, b in builders))  # type: ignore[operator]
    return lambda v: v
