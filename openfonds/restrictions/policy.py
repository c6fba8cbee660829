"""Policy packs: law as data, one folder per jurisdiction, read strictly.

An unknown key, a missing citation, a ground from memory or an overlap of ids makes a pack
unusable, and an unusable pack opens nothing.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openfonds.digests import digest_of, sha256_of_bytes
from openfonds.errors import PolicyError
from openfonds.restrictions.closed_lists import fold_title
from openfonds.restrictions.conditions import STARTS, Condition, parse_condition

LAYERS = ("secrecy", "privacy", "professional", "owner", "content", "copyright", "physical", "care")
GROUND_LAYERS = ("access", "copyright")
APPROVALS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Period:
    """How long a rule holds: `years` from the latest possible day of `start`."""

    years: int
    start: str
    count: str  # civil (GK 191-192) or calendar_year_after (GK 1281)


@dataclass(frozen=True, slots=True)
class Example:
    """A case that the tests run: facts and dates in, what this one rule must say out."""

    given: dict[str, Any]
    as_of: date
    expect: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One restriction (`[[rule]]`) or one positive ground (`[[ground]]`)."""

    id: str
    is_ground: bool
    cite: str
    source: str
    verified: str
    valid_from: date
    valid_to: date | None
    layer: str
    when: Condition
    period: Period | None
    unknown: str  # review, deny or pass: what an unknown trigger leads to
    effect: str  # withhold_item, mediated or review
    after: str  # neutral or review: what the end of the period leads to
    unless_fact: str | None  # a proof on file that lowers a denial to review
    likely_only: bool  # a merely possible finding does not trigger the rule
    rights_uri: str | None  # for copyright grounds
    reason_en: str
    reason_ru: str
    examples: tuple[Example, ...]

    def in_force(self, as_of: date) -> bool:
        """Whether the norm is in force on that day."""
        return self.valid_from <= as_of and (self.valid_to is None or as_of < self.valid_to)


@dataclass(frozen=True, slots=True)
class Phrases:
    """What inventories write about access and rights: a whole that opens, a part that closes."""

    access_open: frozenset[str]
    access_closed_parts: tuple[str, ...]
    rights_free: frozenset[str]
    rights_closed_parts: tuple[str, ...]
    official_titles: tuple[str, ...]  # first words of titles of official acts


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules that apply to a collection: the union over its packs (LAW 6)."""

    packs: tuple[str, ...]  # id@version:sha256
    jurisdictions: tuple[str, ...]
    rules: tuple[Rule, ...]
    grounds: tuple[Rule, ...]
    aliases: dict[str, str]
    phrases: tuple[Phrases, ...]
    julian_until: date | None  # last day on which dates as written are Julian

    @property
    def digest(self) -> str:
        """Changes whenever a byte of any pack changes."""
        return digest_of(self.packs)

    def rule_named(self, rule_id: str) -> Rule:
        """The rule or ground of this id. Raises KeyError."""
        return {r.id: r for r in (*self.rules, *self.grounds)}[rule_id]


def load_policy(root: Path, jurisdictions: tuple[str, ...]) -> Policy:
    """Read all packs of the named folders under `root`.

    Raises:
        PolicyError: when a folder is missing or empty, or any pack is malformed.
    """
    packs: list[str] = []
    rules: list[Rule] = []
    aliases: dict[str, str] = {}
    phrases: list[Phrases] = []
    julian: list[date] = []
    if not jurisdictions:
        raise PolicyError("no policy pack is named: nothing can be decided; the usual one is ru")
    for jurisdiction in jurisdictions:
        folder = root / jurisdiction
        files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
        if not files or folder.parent != root:
            known = sorted(p.name for p in root.iterdir() if p.is_dir()) if root.is_dir() else []
            raise PolicyError(
                f"no policy pack {jurisdiction!r} under {root}; there are: {', '.join(known)}"
            )
        for file in files:
            data = file.read_bytes()
            pack = _parse_pack(data, f"{jurisdiction}/{file.name}")
            packs.append(f"{pack.name}:{sha256_of_bytes(data)}")
            rules.extend(pack.rules)
            aliases.update(pack.aliases)
            phrases.extend([pack.phrases] if pack.phrases else [])
            julian.extend([pack.julian_until] if pack.julian_until else [])
    ids = [r.id for r in rules]
    if len(set(ids)) != len(ids):
        twice = sorted({i for i in ids if ids.count(i) > 1})
        raise PolicyError(f"rule ids occur twice: {', '.join(twice)}")
    return Policy(
        packs=tuple(packs),
        jurisdictions=jurisdictions,
        rules=tuple(r for r in rules if not r.is_ground),
        grounds=tuple(r for r in rules if r.is_ground),
        aliases=aliases,
        phrases=tuple(phrases),
        julian_until=max(julian, default=None),
    )


@dataclass(frozen=True, slots=True)
class _Pack:
    name: str
    rules: tuple[Rule, ...]
    aliases: dict[str, str]
    phrases: Phrases | None
    julian_until: date | None


_PACK_KEYS = {"id", "version", "jurisdiction", "default", "approved_by", "sources_checked_on"}
_RULE_KEYS = {
    *("id", "cite", "source", "verified", "valid", "layer", "when", "period", "unknown"),
    *("effect", "after", "unless", "likely_only", "rights_uri", "reason", "examples"),
}
_PHRASE_KEYS = {"access_open", "access_closed_parts", "rights_free", "rights_closed_parts"}


def _parse_pack(data: bytes, where: str) -> _Pack:
    try:
        raw = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{where} cannot be read: {error}") from None
    _only(raw, {"pack", "rule", "ground", "aliases", "phrases"}, where)
    head = raw.get("pack")
    if not isinstance(head, dict):
        raise PolicyError(f"{where}: [pack] is missing")
    _only(head, _PACK_KEYS | {"julian_until"}, f"{where} [pack]")
    _needed(head, _PACK_KEYS, f"{where} [pack]")
    if head["default"] != "review":
        raise PolicyError(f"{where}: default must be review; nothing opens by default")
    grounds = raw.get("ground", [])
    if grounds and len(set(head["approved_by"])) < APPROVALS_NEEDED:
        raise PolicyError(f"{where}: a pack with grounds needs two different names in approved_by")
    rules = [_parse_rule(r, where, is_ground=False) for r in raw.get("rule", [])]
    rules += [_parse_rule(r, where, is_ground=True) for r in grounds]
    return _Pack(
        name=f"{head['id']}@{head['version']}",
        rules=tuple(rules),
        aliases=dict(raw.get("aliases", {})),
        phrases=_parse_phrases(raw["phrases"], where) if "phrases" in raw else None,
        julian_until=_day(head["julian_until"], where) if "julian_until" in head else None,
    )


def _parse_rule(raw: Any, where: str, *, is_ground: bool) -> Rule:
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        raise PolicyError(f"{where}: a rule without an id")
    where = f"{where} {raw['id']}"
    _only(raw, _RULE_KEYS, where)
    _needed(raw, {"cite", "source", "verified", "valid", "layer", "when", "reason"}, where)
    _only(raw["valid"], {"from", "to"}, f"{where} valid")
    layers = GROUND_LAYERS if is_ground else LAYERS
    rule = Rule(
        id=raw["id"],
        is_ground=is_ground,
        cite=_text(raw["cite"], where),
        source=_text(raw["source"], where),
        verified=_one_of(raw["verified"], ("primary", "secondary", "memory"), where),
        valid_from=_day(raw["valid"].get("from"), where),
        valid_to=_day(raw["valid"]["to"], where) if "to" in raw["valid"] else None,
        layer=_one_of(raw["layer"], layers, where),
        when=parse_condition(raw["when"], where),
        period=_parse_period(raw["period"], where) if "period" in raw else None,
        unknown=_one_of(raw.get("unknown", "review"), ("review", "deny", "pass"), where),
        effect=_one_of(
            raw.get("effect", "withhold_item"), ("withhold_item", "mediated", "review"), where
        ),
        after=_one_of(raw.get("after", "neutral"), ("neutral", "review"), where),
        unless_fact=_text(raw["unless"], where) if "unless" in raw else None,
        likely_only=raw.get("likely_only", False) is True,
        rights_uri=raw.get("rights_uri"),
        reason_en=_text(raw["reason"].get("en"), where),
        reason_ru=_text(raw["reason"].get("ru"), where),
        examples=tuple(_parse_example(e, where) for e in raw.get("examples", [])),
    )
    if is_ground and rule.verified == "memory":
        raise PolicyError(f"{where}: what is cited from memory may close but never open")
    if is_ground and rule.layer == "copyright" and not rule.rights_uri:
        raise PolicyError(f"{where}: a copyright ground names its rights_uri")
    return rule


def _parse_period(raw: Any, where: str) -> Period:
    _only(raw, {"years", "from", "count"}, f"{where} period")
    _needed(raw, {"years", "from"}, f"{where} period")
    years = raw["years"]
    if isinstance(years, bool) or not isinstance(years, int) or years < 1:
        raise PolicyError(f"{where}: years of a period is a whole number above 0")
    count = _one_of(raw.get("count", "civil"), ("civil", "calendar_year_after"), where)
    return Period(years, _one_of(raw["from"], STARTS, where), count)


def _parse_example(raw: Any, where: str) -> Example:
    _only(raw, {"given", "as_of", "expect"}, f"{where} example")
    _needed(raw, {"given", "as_of", "expect"}, f"{where} example")
    verdicts = ("na", "review", "deny", "open")
    return Example(raw["given"], _day(raw["as_of"], where), _one_of(raw["expect"], verdicts, where))


def _parse_phrases(raw: Any, where: str) -> Phrases:
    _only(raw, _PHRASE_KEYS | {"official_titles"}, f"{where} [phrases]")
    _needed(raw, _PHRASE_KEYS | {"official_titles"}, f"{where} [phrases]")
    for phrase in (p for phrases in raw.values() for p in phrases):
        if not fold_title(_text(phrase, where)):
            # An empty part would be found in everything, or an empty whole in nothing.
            raise PolicyError(f"{where} [phrases]: {phrase!r} has neither letters nor digits")
    return Phrases(
        access_open=frozenset(raw["access_open"]),
        access_closed_parts=tuple(raw["access_closed_parts"]),
        rights_free=frozenset(raw["rights_free"]),
        rights_closed_parts=tuple(raw["rights_closed_parts"]),
        official_titles=tuple(raw["official_titles"]),
    )


def _only(raw: dict[str, Any], allowed: set[str], where: str) -> None:
    if unknown := sorted(set(raw) - allowed):
        raise PolicyError(f"{where}: unknown key {unknown[0]!r}")


def _needed(raw: dict[str, Any], needed: set[str], where: str) -> None:
    if missing := sorted(needed - set(raw)):
        raise PolicyError(f"{where}: {missing[0]!r} is missing")


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PolicyError(f"{where}: a text is missing or empty")
    return value


def _one_of(value: Any, allowed: tuple[str, ...], where: str) -> str:
    if value not in allowed:
        raise PolicyError(f"{where}: {value!r} is not one of {', '.join(allowed)}")
    return str(value)


def _day(value: Any, where: str) -> date:
    if type(value) is not date:
        raise PolicyError(f"{where}: a day is written 2026-11-22, without quotation marks")
    return value
