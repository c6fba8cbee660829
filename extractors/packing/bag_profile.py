"""BagIt profiles: what an institution asks of the bags that it takes (BagIt Profiles 1.1 to 1.4).

A profile is a JSON file that is at hand: it is never fetched, whatever its identifier is.
"""

import fnmatch
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractors.packing.bag import DECLARATION, INFO_FILES, Bag
from extractors.packing.bag_manifests import PAYLOAD
from extractors.packing.package import Package
from openfonds.errors import ItemError, SourceError

LABEL = "BagIt-Profile-Identifier"
MAX_PROFILE_BYTES = 4 << 20
_INFO = "BagIt-Profile-Info"
_KNOWN = frozenset(
    f"{_INFO}|Bag-Info|Manifests-Required|Manifests-Allowed|Tag-Manifests-Required"
    "|Tag-Manifests-Allowed|Allow-Fetch.txt|Fetch.txt-Required|Serialization"
    "|Accept-Serialization|Accept-BagIt-Version|Tag-Files-Required|Tag-Files-Allowed"
    "|Payload-Files-Required|Payload-Files-Allowed|Data-Empty".split("|")
)


def profiles_asked(bag: Bag) -> tuple[str, ...]:
    """The identifiers of the profiles that a bag says it keeps to."""
    return tuple(v for label, v in bag.info if label.casefold() == LABEL.casefold())


def parse_profile(data: bytes, name: str) -> Mapping[str, Any] | None:
    """A profile, or None for JSON that is something else.

    Raises:
        SourceError: if it is no JSON.
    """
    try:
        read = json.loads(data)
    except (ValueError, RecursionError):
        raise SourceError(f"the BagIt profile {name!r} is not JSON") from None
    is_profile = isinstance(read, dict) and isinstance(read.get(_INFO), dict)
    return read if is_profile else None


def identifier_of(profile: Mapping[str, Any]) -> str:
    """What bags call a profile; empty where it does not say."""
    return str(profile[_INFO].get(LABEL) or "")


def profiles_within(package: Package, bag: Bag) -> Iterator[Mapping[str, Any]]:
    """The profiles that lie in the folder of a bag, beside its bagit.txt."""
    for name in package.names():
        inner = name.removeprefix(bag.root)
        if not name.startswith(bag.root) or "/" in inner or not inner.lower().endswith(".json"):
            continue
        if package.size(name) > MAX_PROFILE_BYTES:
            continue
        try:
            with package.open(name) as stream:
                profile = parse_profile(stream.read(), name)
        except (ItemError, SourceError):
            continue  # another file of the bag, which its own reader will speak of
        if profile is not None:
            yield profile


def faults_of(profile: Mapping[str, Any], package: Package, bag: Bag) -> list[str]:
    """What a bag lacks of a profile, and what of the profile is not known here."""
    own = [n.removeprefix(bag.root) for n in package.names() if n.startswith(bag.root)]
    payload = [n for n in own if n.startswith(PAYLOAD)]
    described = {DECLARATION, *INFO_FILES}
    manifests = {f"{tag}manifest-{a}.txt" for tag, found in
                 (("", bag.manifests), ("tag", bag.tag_manifests)) for a in found}  # fmt: skip
    tags = [n for n in own if n not in payload and n not in described | manifests]
    version = "{}.{}".format(*bag.version)
    faults = [f"it has the key {key}, which is not known" for key in sorted(set(profile) - _KNOWN)]
    faults += _info_faults(profile.get("Bag-Info"), bag)
    for kind, found in (("Manifests", bag.manifests), ("Tag-Manifests", bag.tag_manifests)):
        faults += _set_faults(profile, kind, found)
    faults += _file_faults(profile, "Tag-Files", own, tags)
    faults += _file_faults(profile, "Payload-Files", payload, payload)
    if bag.has_fetch and profile.get("Allow-Fetch.txt") is False:
        faults.append("fetch.txt is not allowed")
    if not bag.has_fetch and profile.get("Fetch.txt-Required") is True:
        faults.append("fetch.txt is required")
    accepted = _texts(profile.get("Accept-BagIt-Version"))
    if accepted and version not in accepted:
        faults.append(f"version {version} of BagIt is not accepted")
    if profile.get("Data-Empty") is True and sum(map(package.size, _full(bag, payload))) > 0:
        faults.append("the payload has to be empty")
    return faults + _packing_faults(profile, package)


def _full(bag: Bag, names: Sequence[str]) -> list[str]:
    return [bag.root + name for name in names]


def _packing_faults(profile: Mapping[str, Any], package: Package) -> list[str]:
    asked = str(profile.get("Serialization") or "optional").casefold()
    if asked == "required" and not package.is_packed:
        return ["the bag has to be packed into one file"]
    if asked == "forbidden" and package.is_packed:
        return ["the bag must not be packed"]
    return []


def _info_faults(asked: Any, bag: Bag) -> Iterator[str]:
    if not isinstance(asked, dict):
        return
    values: dict[str, list[str]] = {}
    for label, value in bag.info:
        values.setdefault(label.casefold(), []).append(value)
    counts = Counter({label: len(v) for label, v in values.items()})
    for label, rule in asked.items():
        if not isinstance(rule, dict):
            continue
        found = values.get(label.casefold(), [])
        if rule.get("required") is True and not any(found):
            yield f"bag-info.txt has no {label}"
        if rule.get("repeatable") is False and counts[label.casefold()] > 1:
            yield f"bag-info.txt has {label} more than once"
        allowed = _texts(rule.get("values"))
        if allowed and any(value not in allowed for value in found):
            yield f"bag-info.txt has a value of {label} that is not allowed"


def _set_faults(profile: Mapping[str, Any], kind: str, found: Sequence[str]) -> Iterator[str]:
    for algorithm in _texts(profile.get(f"{kind}-Required")):
        if algorithm not in found:
            yield f"{kind}: {algorithm} is required"
    allowed = _texts(profile.get(f"{kind}-Allowed"))
    for algorithm in found:
        if allowed and algorithm not in allowed:
            yield f"{kind}: {algorithm} is not allowed"


def _file_faults(
    profile: Mapping[str, Any], kind: str, there: Sequence[str], judged: Sequence[str]
) -> Iterator[str]:
    every = set(there)
    for name in _texts(profile.get(f"{kind}-Required")):
        if name not in every:
            yield f"{kind}: {name!r} is required"
    if f"{kind}-Allowed" in profile:
        patterns = _texts(profile[f"{kind}-Allowed"])
        n = sum(not any(fnmatch.fnmatchcase(name, p) for p in patterns) for name in judged)
        if n:
            yield f"{kind}: {n} files are not allowed"


def _texts(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
