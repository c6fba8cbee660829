"""Why a decision is as it is, in plain words, in English and in Russian, for auditors."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from catalog import decisions, ledger_store
from catalog import rulings as kept
from catalog.annex import read_entry
from catalog.decisions import Recorded
from catalog.holdings import find_collection
from catalog.keys import load_keys
from openfonds.app.installation import Installation
from openfonds.errors import OpenfondsError, SettingsError
from openfonds.ledger.records import parse_record
from openfonds.model import Decision, FactSource, Outcome, Truth
from openfonds.restrictions.packs import load_policy
from openfonds.restrictions.policy import Policy, Rule
from openfonds.restrictions.ruling_reasons import load_reasons
from openfonds.restrictions.wording import (
    OUTCOMES,
    SOURCES,
    VALUES,
    Language,
    words_of,
    words_of_period,
)

_FACT = re.compile(r"(?P<name>\S+)=(?P<value>\S+) \((?P<source>\w+): (?P<detector>.*)\)")
SHORTEST = 8  # characters of an id that may stand for it


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision with all that can be said of it."""

    recorded: Recorded
    ledger_line: str  # its public record
    supersedes: str | None
    policy: Policy | None  # None when the packs cannot be read any more
    packs_changed: bool  # the packs of today are not those of the decision
    known: tuple[str, ...] | None  # from the sealed annex; None where it was erased
    reasons: dict[str, tuple[str, str]]  # English and Russian, by code of a ruling
    people: tuple[str, ...]


def find_decision(at: Installation, decision_id: str) -> Explained:
    """A decision by its id, or by the first 8 characters or more of it.

    Raises:
        SettingsError: when there is none, or more than one.
    """
    if len(decision_id) < SHORTEST:
        raise SettingsError(f"give at least {SHORTEST} characters of the id of the decision")
    found = decisions.recorded(at.engine, decision_id)
    if not found:
        raise SettingsError(
            f"there is no decision {decision_id!r}: openfonds decisions --collection NAME lists"
            " them with their ids"
        )
    if len({one.decision.decision_id for one in found}) > 1:
        raise SettingsError(f"{len(found)} decisions begin with {decision_id!r}: give more of it")
    one = found[0]
    with at.engine.connect() as connection:
        line = ledger_store.line_at(connection, one.seq)
        entry = read_entry(connection, load_keys(at.storage.annex, connection), one.seq)
    policy = _policy(at, one.decision)
    return Explained(
        recorded=one,
        ledger_line=line.decode(),
        supersedes=parse_record(line).supersedes,
        policy=policy,
        packs_changed=policy is None or "; ".join(policy.packs) != one.decision.pack,
        known=entry.facts if entry else None,
        reasons={r.code: (r.en, r.ru) for r in load_reasons(at.policies).values()},
        people=tuple(kept.people_of(at.engine, one.decision.ruling)),
    )


def lines_of_explanation(found: Explained, language: Language) -> Iterator[str]:
    """The explanation as a page of text."""
    decision, english = found.recorded.decision, language == "en"
    pages = decision.parts
    if english:
        yield f"Decision {decision.decision_id}"
        yield (
            f"Item {decision.reference_code} of the collection {decision.collection}, row"
            f" {decision.position} of its inventory, record {found.recorded.seq} of the ledger."
        )
        yield (
            f"Made on {_day(found.recorded.decided_at)}, by the law as it stood on"
            f" {decision.as_of}: {_packs(decision) or 'no pack was asked'}."
        )
        yield f"The item is {OUTCOMES['en'][decision.outcome]}."
    else:
        yield f"Решение {decision.decision_id}"
        yield (
            f"Дело {decision.reference_code} собрания {decision.collection}, строка"
            f" {decision.position} описи, запись {found.recorded.seq} журнала."
        )
        yield (
            f"Принято {_day(found.recorded.decided_at)} по праву на {decision.as_of}:"
            f" {_packs(decision) or 'правила не применялись'}."
        )
        yield f"Итог: {OUTCOMES['ru'][decision.outcome]}."
    yield ""
    yield ("Because:" if english else "Основания:")
    for number, code in enumerate(decision.reason_codes, start=1):
        yield from _reason(found, code, number, language)
    if not decision.reason_codes:
        yield "  -"
    if decision.citations:
        yield ("The law: " if english else "Нормы: ") + "; ".join(decision.citations)
    if pages:
        yield ("Still closed in it:" if english else "Остаётся закрытым:")
        for part in pages:
            what = "page" if english else "страница"
            span = "" if part.start is None else f" [{part.start}, {part.end})"
            yield f"  {what} {part.page}{span}: {part.effect}, {part.reason_code} ({part.citation})"
    yield from _known(found, language)
    yield _next(decision, language)
    yield _who(found, language)
    if found.supersedes:
        yield ("It replaces decision " if english else "Заменяет решение ") + found.supersedes
    if found.packs_changed:
        yield (
            "The packs were changed since; the words above are those of today's packs."
            if english
            else "Правила с тех пор изменены; формулировки выше взяты из нынешних."
        )


def _reason(found: Explained, code: str, number: int, language: Language) -> Iterator[str]:
    english = language == "en"
    rule = _rule(found.policy, code)
    if rule is not None:
        yield f"  {number}. {code} ({rule.cite})"
        yield f"     {rule.reason_en if english else rule.reason_ru}"
        when = words_of(rule.when, language)
        yield ("     when " if english else "     условие: ") + when
        if rule.period:
            period = words_of_period(rule.period, language)
            yield ("     for " if english else "     срок: ") + period
    elif code in found.reasons:
        yield f"  {number}. {code}: {found.reasons[code][0 if english else 1]}"
    elif code.startswith("ground.missing."):
        layer = code.rpartition(".")[2]
        yield f"  {number}. {code}: " + (
            f"no ground to open it was found in the layer {layer}; unknown is never open"
            if english
            else f"не найдено основание для открытия ({layer}); неизвестное не открывается"
        )
    else:
        yield f"  {number}. {code}: " + (
            "see the reason codes of the documentation"
            if english
            else "см. перечень кодов в документации"
        )


def _known(found: Explained, language: Language) -> Iterator[str]:
    english = language == "en"
    if found.known is None:
        yield (
            "What was known then was erased from the annex."
            if english
            else "Сведения, на которых основано решение, удалены из приложения."
        )
        return
    yield "What was known:" if english else "Что было известно:"
    for written in found.known:
        match = _FACT.fullmatch(written)
        if match is None:
            yield f"  {written}"
            continue
        value = VALUES[language][Truth(match["value"])]
        source = SOURCES[language][FactSource(match["source"])]
        yield f"  {match['name']}: {value} ({source}: {match['detector']})"


def _next(decision: Decision, language: Language) -> str:
    english = language == "en"
    if decision.next_check_on is not None:
        day = decision.next_check_on
        return f"It is looked at again on {day}." if english else f"Следующая проверка: {day}."
    if decision.outcome is Outcome.OPEN:
        return (
            "It stays open until a rule, a list or a person closes it."
            if english
            else "Открыт, пока правило, перечень или человек его не закроет."
        )
    return (
        "No day is known on which it would open by itself."
        if english
        else "День, когда он откроется сам, неизвестен."
    )


def _who(found: Explained, language: Language) -> str:
    decision, english = found.recorded.decision, language == "en"
    if found.people:
        names = ", ".join(found.people)
        return f"Decided by people: {names}." if english else f"Решили люди: {names}."
    if decision.ruling is None:
        return (
            "Decided by the rules alone; no person was asked."
            if english
            else "Решено по правилам, без участия человека."
        )
    return f"Decided by {decision.decided_by}." if english else f"Решил: {decision.decided_by}."


def _rule(policy: Policy | None, code: str) -> Rule | None:
    rules = (*policy.rules, *policy.grounds) if policy else ()
    return next((rule for rule in rules if rule.id == code), None)


def _policy(at: Installation, decision: Decision) -> Policy | None:
    found = find_collection(at.engine, decision.collection)
    try:
        return load_policy(at.policies, found[0].policies) if found else None
    except OpenfondsError:
        return None


def _packs(decision: Decision) -> str:
    return ", ".join(pack.rpartition(":")[0] for pack in decision.pack.split("; ") if pack)


def _day(written: str) -> str:
    return datetime.fromisoformat(written).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
