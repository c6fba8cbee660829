"""Reads one file of a policy pack, strictly: an unknown key or a missing citation is an error."""

import tomllib
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar, get_args

from openfonds.dates.arithmetic import Count
from openfonds.digests import digest_of, sha256_of_bytes
from openfonds.errors import PolicyError
from openfonds.restrictions.closed_lists import fold_title
from openfonds.restrictions.conditions import STARTS, parse_condition
from openfonds.restrictions.policy import (
    EFFECTS,
    GROUND_LAYERS,
    LAYERS,
    REVIEWER_OF_LAYER,
    ROLES,
    Example,
    Fallback,
    Pack,
    Period,
    Phrases,
    Rule,
)

T = TypeVar("T", bound=str)

APPROVALS_NEEDED = 2
COUNTS: tuple[Count, ...] = get_args(Count)
_PACK_KEYS = {"id", "version", "jurisdiction", "default", "approved_by", "sources_checked_on"}
_RULE_KEYS = {
    *("id", "cite", "source", "verified", "valid", "layer", "when", "period", "unknown"),
    *("effect", "after", "unless", "likely_only", "rights_uri", "reason", "examples"),
    *("text_url", "subject", "reviewer", "decidable_by", "undated"),
    "redactable",
}
_PERIOD_KEYS = {"years", "from", "count", "point"}
DECIDABLE_BY = ("metadata", "date", "text", "stamp", "list", "human")  # LAW 1
_PHRASE_KEYS = {"access_open", "access_closed_parts", "rights_free", "rights_closed_parts"}


def read_pack(data: bytes, where: str) -> tuple[Pack, str]:
    """A pack and the SHA-256 of its bytes. `where` names it in messages.

    Raises:
        PolicyError: when anything in it is not exactly as docs/reference/policy-packs.md says.
    """
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
    jurisdiction = _text(head["jurisdiction"], where)
    rules = [_parse_rule(r, where, jurisdiction, is_ground=False) for r in raw.get("rule", [])]
    rules += [_parse_rule(r, where, jurisdiction, is_ground=True) for r in grounds]
    pack = Pack(
        name=f"{head['id']}@{head['version']}",
        jurisdiction=jurisdiction,
        rules=tuple(rules),
        aliases=dict(raw.get("aliases", {})),
        phrases=_parse_phrases(raw["phrases"], where) if "phrases" in raw else None,
        julian_until=_day(head["julian_until"], where) if "julian_until" in head else None,
    )
    return pack, sha256_of_bytes(data)


def _parse_rule(raw: Any, where: str, jurisdiction: str, *, is_ground: bool) -> Rule:
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        raise PolicyError(f"{where}: a rule without an id")
    where = f"{where} {raw['id']}"
    _only(raw, _RULE_KEYS, where)
    _needed(raw, {"cite", "source", "verified", "valid", "layer", "when", "reason"}, where)
    _only(raw["valid"], {"from", "to"}, f"{where} valid")
    layers = GROUND_LAYERS if is_ground else LAYERS
    rule = Rule(
        id=raw["id"],
        jurisdiction=jurisdiction,
        digest=digest_of({k: v for k, v in raw.items() if k != "examples"}),
        is_ground=is_ground,
        cite=_text(raw["cite"], where),
        source=_text(raw["source"], where),
        text_url=_text(raw["text_url"], where) if "text_url" in raw else None,
        verified=_one_of(raw["verified"], ("primary", "secondary", "memory"), where),
        valid_from=_day(raw["valid"].get("from"), where),
        valid_to=_day(raw["valid"]["to"], where) if "to" in raw["valid"] else None,
        layer=_one_of(raw["layer"], layers, where),
        subject=_text(raw["subject"], where) if "subject" in raw else None,
        when=parse_condition(raw["when"], where),
        period=_parse_period(raw["period"], where) if "period" in raw else None,
        unknown=_one_of(raw.get("unknown", "review"), ("review", "deny", "pass"), where),
        undated=_one_of(raw.get("undated", "review"), ("review", "deny"), where),
        effect=_one_of(raw.get("effect", "withhold_item"), EFFECTS, where),
        after=_one_of(raw.get("after", "neutral"), ("neutral", "review"), where),
        unless_fact=_text(raw["unless"], where) if "unless" in raw else None,
        likely_only=raw.get("likely_only", False) is True,
        redactable=raw.get("redactable", False) is True,
        reviewer=_one_of(
            raw.get("reviewer", REVIEWER_OF_LAYER.get(raw["layer"], "archivist")), ROLES, where
        ),
        decidable_by=tuple(_one_of(d, DECIDABLE_BY, where) for d in raw.get("decidable_by", [])),
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
    _only(raw, _PERIOD_KEYS | {"fallback", "sooner"}, f"{where} period")
    period = _one_period(raw, where)
    fallback = []
    for step in raw.get("fallback", []):
        _only(step, _PERIOD_KEYS | {"unless_known"}, f"{where} fallback")
        fact = _text(step.get("unless_known"), f"{where} fallback: unless_known")
        fallback.append(Fallback(fact, _one_period(step, where)))
    sooner = []
    for step in raw.get("sooner", []):
        _only(step, _PERIOD_KEYS, f"{where} sooner")
        sooner.append(_one_period(step, where))
    return replace(period, fallback=tuple(fallback), sooner=tuple(sooner))


def _one_period(raw: Any, where: str) -> Period:
    _needed(raw, {"years", "from"}, f"{where} period")
    years = raw["years"]
    if isinstance(years, bool) or not isinstance(years, int) or years < 1:
        raise PolicyError(f"{where}: years of a period is a whole number above 0")
    _one_of(raw.get("point", "latest"), ("latest",), where)
    count = _one_of(raw.get("count", "civil"), COUNTS, where)
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


def _one_of(value: Any, allowed: tuple[T, ...], where: str) -> T:
    if value not in allowed:
        raise PolicyError(f"{where}: {value!r} is not one of {', '.join(allowed)}")
    return allowed[allowed.index(value)]


def _day(value: Any, where: str) -> date:
    if type(value) is not date:
        raise PolicyError(f"{where}: a day is written 2026-11-22, without quotation marks")
    return value
