"""Policy packs: law as data, one folder per jurisdiction.

The nouns of a pack; `openfonds.restrictions.pack_file` reads them, strictly. A pack that cannot
be used opens nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from openfonds.dates.arithmetic import Count
from openfonds.digests import digest_of
from openfonds.restrictions.conditions import Condition

LAYERS = ("secrecy", "privacy", "professional", "owner", "content", "copyright", "physical", "care")
GROUND_LAYERS = ("access", "copyright")
# Who may lift what a rule closes; without a word in the pack its layer decides.
ROLES = ("archivist", "archive_head", "rights", "secrecy_commission", "counsel")
REVIEWER_OF_LAYER = {"secrecy": "secrecy_commission", "copyright": "rights", "content": "counsel"}
WITHHOLD_ITEM, WITHHOLD_PAGE, REDACT_SPAN = "withhold_item", "withhold_page", "redact_span"
EFFECTS = (WITHHOLD_ITEM, WITHHOLD_PAGE, REDACT_SPAN, "mediated", "review")


@dataclass(frozen=True, slots=True)
class Period:
    """How long a rule holds: `years` from the latest possible day of `start`.

    A fallback stands for a chain such as "10 years after death, else 100 after birth" (BArchG
    section 11): it is taken only where a person catalogued that the day before it in the chain
    cannot be had (`unless_known`, a fact), never because that day is merely missing.

    The period also ends with any of `sooner` whose day is known: "75 years, or 25 from the death
    if that is the shorter" (code du patrimoine L213-2 I 4). A day that is missing ends nothing.
    """

    years: int
    start: str
    count: Count  # civil (GK 191-192), calendar_year_after (GK 1281), anniversary (44 USC 2108)
    fallback: tuple["Fallback", ...] = ()
    sooner: tuple["Period", ...] = ()


@dataclass(frozen=True, slots=True)
class Fallback:
    """The next period of a chain, and the fact that lets it be taken."""

    unless_known: str
    period: Period


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
    jurisdiction: str
    digest: str  # of all that the rule says, without its examples
    is_ground: bool
    cite: str
    source: str
    text_url: str | None
    verified: str
    valid_from: date
    valid_to: date | None
    layer: str
    subject: str | None
    when: Condition
    period: Period | None
    unknown: str  # review, deny or pass: what an unknown trigger leads to
    undated: str  # review or deny: what a certain trigger leads to whose period has no known day
    effect: str  # one of EFFECTS
    after: str  # neutral or review: what the end of the period leads to
    unless_fact: str | None  # a proof on file that lowers a denial to review
    likely_only: bool  # a merely possible finding does not trigger the rule
    redactable: bool  # people may open the item with what it protects redacted (LAW 3.5, G3)
    reviewer: str  # the role that may lift it
    decidable_by: tuple[str, ...]
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
class Pack:
    """One file of a policy: law of one jurisdiction on one matter."""

    name: str  # id@version
    jurisdiction: str
    rules: tuple[Rule, ...]
    aliases: dict[str, str]
    phrases: Phrases | None
    julian_until: date | None


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
