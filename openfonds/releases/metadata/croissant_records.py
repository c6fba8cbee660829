"""Files and record sets of a croissant: one record set a config, all fields typed and described."""

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from openfonds.releases.metadata.release_facts import ReleaseFacts
from openfonds.releases.metadata.statements import ABOUT_CONFIGS, who_says_so
from openfonds.releases.parquet import ShardFile

PARQUET = "application/x-parquet"  # what mlcroissant knows Parquet by
_TYPES: dict[Any, str] = {
    str: "sc:Text",
    int: "sc:Integer",
    float: "sc:Float",
    bool: "sc:Boolean",
    date: "sc:Date",
}


def distribution(facts: ReleaseFacts) -> list[dict[str, Any]]:
    """All files of the data with their fixity; those of a config of several files also as a set.

    The set is contained in nothing: mlcroissant 1.1.1 then reads the files beside croissant.json,
    while of files "contained in" several Parquet files it would join the columns.
    """
    found: list[dict[str, Any]] = []
    for config, _ in facts.configs:
        files = facts.files_of(config)
        found += [_file(file) for file in files]
        if len(files) > 1:
            found.append(
                {
                    "@type": "cr:FileSet",
                    "@id": _set_id(config),
                    "name": _set_id(config),
                    "description": f"The {len(files)} files of the config {config}.",
                    "encodingFormat": PARQUET,
                    "includes": f"data/{config}/*.parquet",
                }
            )
    return found


def record_sets(facts: ReleaseFacts) -> list[dict[str, Any]]:
    """One a config."""
    found = []
    for config, noun in facts.configs:
        files = facts.files_of(config)
        source = (
            {"fileObject": {"@id": files[0].path}}
            if len(files) == 1
            else {"fileSet": {"@id": _set_id(config)}}
        )
        names = {f.name for f in fields(noun)}
        found.append(
            {
                "@type": "cr:RecordSet",
                "@id": config,
                "name": config,
                "description": ABOUT_CONFIGS[config],
                **({"key": {"@id": f"{config}/id"}} if "id" in names else {}),
                "field": _fields(config, noun, source),
            }
        )
    return found


def _set_id(config: str) -> str:
    return f"{config}-files"


def _file(file: ShardFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path.rpartition("/")[2],
        "description": f"{file.rows:,} rows.",
        "contentUrl": file.path,
        "contentSize": f"{file.n_bytes} B",
        "encodingFormat": PARQUET,
        "sha256": file.sha256,
    }


def _fields(config: str, noun: type, source: dict[str, Any]) -> list[dict[str, Any]]:
    hints = typing.get_type_hints(noun)
    return [
        _field(f"{config}/{f.name}", f.name, f.metadata.get("doc", ""), hints[f.name], source)
        for f in fields(noun)
    ]


def _field(path: str, name: str, doc: str, hint: Any, source: dict[str, Any]) -> dict[str, Any]:
    kind, is_list = _kind(hint)
    column = {**source, "extract": {"column": name}}
    described = {
        "@type": "cr:Field",
        "@id": path,
        "name": name,
        "description": f"{doc} ({who_says_so(name)})",
        **({"isArray": True, "arrayShape": "-1"} if is_list else {}),
    }
    if not is_dataclass(kind):
        return {**described, "dataType": _TYPES[kind], "source": column}
    hints = typing.get_type_hints(kind)
    parts = [
        {
            "@type": "cr:Field",
            "@id": f"{path}/{part.name}",
            "name": part.name,
            "description": part.metadata.get("doc", ""),
            "dataType": _TYPES[_kind(hints[part.name])[0]],
            "source": {**column, "transform": {"jsonPath": part.name}},
        }
        for part in fields(kind)
    ]
    return {**described, "subField": parts}


def _kind(hint: Any) -> tuple[Any, bool]:
    """The type without `| None`, and whether it is a list of it."""
    if isinstance(hint, types.UnionType):
        (hint,) = (a for a in typing.get_args(hint) if a is not type(None))
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return hint, False
