"""Finds the packs that a collection names, and joins them into one policy."""

from pathlib import Path

from openfonds.errors import PolicyError
from openfonds.restrictions.pack_file import read_pack
from openfonds.restrictions.policy import Policy


def load_policy(root: Path, jurisdictions: tuple[str, ...]) -> Policy:
    """Read all packs of the named folders under `root`.

    Raises:
        PolicyError: when a folder is missing or empty, or any pack is malformed.
    """
    if not jurisdictions:
        raise PolicyError("no policy pack is named: nothing can be decided; the usual one is ru")
    read = [
        read_pack(data, f"{jurisdiction}/{name}")
        for jurisdiction in dict.fromkeys(jurisdictions)
        for name, data in pack_bytes(root, jurisdiction)
    ]
    packs = [pack for pack, _ in read]
    rules = [rule for pack in packs for rule in pack.rules]
    ids = [r.id for r in rules]
    if len(set(ids)) != len(ids):
        twice = sorted({i for i in ids if ids.count(i) > 1})
        raise PolicyError(f"rule ids occur twice: {', '.join(twice)}")
    return Policy(
        packs=tuple(f"{pack.name}:{sha256}" for pack, sha256 in read),
        jurisdictions=jurisdictions,
        rules=tuple(r for r in rules if not r.is_ground),
        grounds=tuple(r for r in rules if r.is_ground),
        aliases={name: fact for pack in packs for name, fact in pack.aliases.items()},
        phrases=tuple(pack.phrases for pack in packs if pack.phrases),
        julian_until=max((p.julian_until for p in packs if p.julian_until), default=None),
    )


def pack_bytes(root: Path, jurisdiction: str) -> list[tuple[str, bytes]]:
    """The packs of one jurisdiction as they lie in its folder: (name, bytes), sorted.

    Raises:
        PolicyError: when the folder is missing or holds no pack.
    """
    folder = root / jurisdiction
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not files or folder.parent != root:
        known = sorted(p.name for p in root.iterdir() if p.is_dir()) if root.is_dir() else []
        raise PolicyError(
            f"no policy pack {jurisdiction!r} under {root}; there are: {', '.join(known)}"
        )
    return [(file.name, file.read_bytes()) for file in files]
