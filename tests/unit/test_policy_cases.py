"""Whole items under the law of one or several jurisdictions: what becomes of them."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from openfonds.model import FactSource, Item, NamedValue, Outcome, Verdict
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.findings import Confidence, Finding
from openfonds.restrictions.law import Law
from openfonds.restrictions.packs import load_policy
from openfonds.restrictions.policy import Policy
from tests.item_samples import OPEN_SERIES, POLICIES, book, item, read

TODAY = date(2026, 11, 22)
TOMORROW = date(2026, 11, 23)
PLAIN = "Слушали доклад управы о мощении улиц. Постановили утвердить."
OPEN, REVIEW, WITHHELD = Outcome.OPEN, Outcome.REVIEW, Outcome.WITHHELD
NEVER = None


@dataclass(frozen=True)
class Case:
    """An item, what was seen in its text, and what must become of it."""

    policies: str
    item: Item
    outcome: Outcome
    next_check: date | None = NEVER
    as_of: date = TODAY
    reason: str | None = None
    seen: tuple[tuple[str, Confidence], ...] = ()


@cache
def policy(folders: str) -> Policy:
    return load_policy(POLICIES, tuple(folders.split()))


def seen(*found: tuple[str, Confidence], page: int = 1, n_pages: int = 1) -> Examined:
    """A text in which detectors saw this, whatever words they go by."""
    one = read(PLAIN)
    return Examined(
        tuple((page, FactSource.TEXT_DETECTOR, Finding(f, 0, 6, c)) for f, c in found),
        tuple(replace(one.pages[0], number=n) for n in range(1, n_pages + 1)),
        None,
    )


def judged(case: Case) -> Verdict:
    law = Law(policy(case.policies), (), frozenset({OPEN_SERIES}), case.as_of)
    return law.judge(case.item, seen(*case.seen))


def about(
    date_written: str, /, born: str = "", died: str = "", material: str = "archival", **facts: Any
) -> Item:
    """An archival item about one person, with the days of the person's life."""
    days = {"person_born": born, "person_died": died}
    extra = tuple(NamedValue(name, day) for name, day in days.items() if day)
    said = {name: str(value).lower() for name, value in facts.items()}
    return item(date=date_written, material=material, extra=extra, facts=said)


def by_author(date_written: str, died: str | None = None, **changes: Any) -> Item:
    return book(date_written, author="Иванов", author_died=died, **changes)


def official(date_written: str, title: str, **changes: Any) -> Item:
    return book(date_written, title=title, creator_type="state_body", **changes)


POSSIBLE: Confidence = "possible"
LIKELY: Confidence = "likely"
CERTAIN: Confidence = "certain"

CASES = {
    # Russia: what detectors saw
    "ru: hospital statistics of 1912": Case("ru", item(), OPEN, seen=(("medical", POSSIBLE),)),
    "ru: a diagnosis of 1912": Case("ru", item(), WITHHELD, seen=(("medical", LIKELY),)),
    "ru: perhaps medical, 1940": Case("ru", item(date="1940"), REVIEW,
        seen=(("medical", POSSIBLE),), next_check=date(2041, 1, 1), reason="RU.323FZ.13.possible"),
    "ru: a diagnosis of 1955": Case("ru", item(date="1955"), WITHHELD, seen=(("medical", LIKELY),),
        reason="RU.125FZ.25.3.private-life"),
    "ru: the word adopted in 1912": Case("ru", item(), OPEN, seen=(("adoption", POSSIBLE),)),
    "ru: an adoption of 1899": Case("ru", item(date="1899"), WITHHELD,
        seen=(("adoption", LIKELY),)),
    "ru: secretly, in prose of 1912": Case("ru", item(), OPEN, seen=(("secrecy_mark", POSSIBLE),)),
    "ru: secretly, in prose of 1940": Case("ru", item(date="1940"), REVIEW,
        seen=(("secrecy_mark", POSSIBLE),), next_check=date(2041, 1, 1),
        reason="RU.5485-1.possible-mark"),
    "ru: a mark of 1912": Case("ru", item(), WITHHELD, seen=(("secrecy_mark", LIKELY),)),
    "ru: a service mark of 1912": Case("ru", item(), WITHHELD, seen=(("service_mark", CERTAIN),)),
    "ru: a will in prose of 1912": Case("ru", item(), OPEN, seen=(("notarial", POSSIBLE),)),
    "ru: exile in prose of 1912": Case("ru", item(), OPEN, seen=(("repression", POSSIBLE),)),
    "ru: a file on exiles of 1912": Case("ru", item(), REVIEW, seen=(("repression", LIKELY),),
        reason="RU.1761-1.11.repression"),
    "ru: no evidence, 1955": Case("ru", item(date="1955"), REVIEW, date(2031, 1, 1),
        reason="RU.125FZ.25.3.private-life"),
    "ru: perhaps private, 1955": Case("ru", item(date="1955"), REVIEW, date(2031, 1, 1),
        seen=(("private_life", POSSIBLE),)),
    "ru: private, 1955": Case("ru", item(date="1955"), WITHHELD, date(2031, 1, 1),
        seen=(("private_life", LIKELY),)),
    "ru: private, 1912": Case("ru", item(), OPEN, seen=(("private_life", CERTAIN),)),
    "ru: a minor, 1955": Case("ru", item(date="1955"), WITHHELD, date(2031, 1, 1),
        seen=(("minor", LIKELY),)),
    "ru: belief, 1955": Case("ru", item(date="1955"), WITHHELD, date(2031, 1, 1),
        seen=(("special_category", LIKELY),)),
    "ru: belief, 1945: the 75 years are over, 152-FZ is for a person": Case("ru", item(date="1945"),
        REVIEW, seen=(("special_category", LIKELY),), next_check=date(2046, 1, 1),
        reason="RU.152FZ.10.special-category"),
    "ru: belief, 1912": Case("ru", item(), OPEN, seen=(("special_category", CERTAIN),)),
    "ru: a denunciation of 1955": Case("ru", item(date="1955"), WITHHELD, date(2031, 1, 1),
        seen=(("denunciation", LIKELY),), reason="RU.125FZ.25.3.denunciation"),
    "ru: a denunciation on the last day": Case("ru", item(date="1951-11-22"), WITHHELD, TOMORROW,
        seen=(("denunciation", LIKELY),)),
    "ru: a denunciation on the first day": Case("ru", item(date="1951-11-22"), REVIEW,
        date(2051, 11, 23), as_of=TOMORROW, seen=(("denunciation", LIKELY),),
        reason="RU.125FZ.25.3.denunciation"),
    "ru: an informer of 1924": Case("ru", item(date="1924"), REVIEW,
        seen=(("denunciation", LIKELY),), reason="RU.125FZ.25.3.denunciation"),
    "ru: an official reported in 1912": Case("ru", item(), OPEN, seen=(("denunciation", LIKELY),)),
    "ru: an informer of 1930": Case("ru", item(date="1930"), REVIEW, date(2031, 1, 1),
        seen=(("denunciation", CERTAIN),)),
    "ru: the word informer in 1912": Case("ru", item(), OPEN, seen=(("denunciation", POSSIBLE),)),
    "ru: private life in a novel": Case("ru", by_author("1905", "1911"), OPEN,
        seen=(("private_life", CERTAIN), ("medical", LIKELY), ("special_category", LIKELY))),
    "ru: identifiers in a book of 1930": Case("ru", by_author("1930", "1937"), WITHHELD,
        seen=(("personal_identifier", CERTAIN),)),
    "ru: perhaps identifiers in a book of 1930": Case("ru", by_author("1930", "1937"), REVIEW,
        date(2031, 1, 1), seen=(("personal_identifier", POSSIBLE),)),
    "ru: rows of figures in a book of 1905": Case("ru", by_author("1905", "1911"), OPEN,
        seen=(("personal_identifier", CERTAIN),)),
    "ru: a certain identifier in a paper of 1912: the date is wrong": Case("ru", item(), WITHHELD,
        seen=(("personal_identifier", CERTAIN),)),
    "ru: a file with no date": Case("ru", item(date=""), REVIEW, seen=(("private_life", LIKELY),)),
    # Russia: print and copyright
    "ru: reprint of 1995": Case("ru", by_author("1995", "1911"), REVIEW, reason="RU.224FZ.drugs"),
    "ru: reprint of 1995, the day before the law": Case("ru",
        by_author("1995", "1911", facts={"new_parts": "false"}), OPEN, as_of=date(2026, 2, 28)),
    "ru: reprint of 1995 without drugs": Case("ru",
        by_author("1995", "1911", facts={"drugs_mentioned": "false", "new_parts": "false"}), OPEN),
    "ru: an edition of 1970 of an old author has notes, perhaps": Case("ru",
        by_author("1970", "1880"), REVIEW, reason="RU.GK.1260.new-parts"),
    "ru: an edition of 1937 of an older author": Case("ru", by_author("1937", "1837"), REVIEW,
        reason="RU.GK.1260.new-parts"),
    "ru: an edition of 1930 by an author who lived": Case("ru", by_author("1930", "1937"), OPEN),
    "de: an edition of 1960 of an old author": Case("de", by_author("1960", "1880"), REVIEW,
        reason="DE.UrhG.3.new-parts"),
    "ru: on the list of extremist materials": Case("ru",
        book(facts={"extremist": "true"}), WITHHELD),
    "ru: wants an age mark": Case("ru", book(facts={"harmful_to_children": "true"}), REVIEW),
    "ru: author rehabilitated in 1956": Case("ru", by_author("1930", "1938",
        facts={"author_rehabilitated": "true"},
        extra=(NamedValue("rehabilitated_on", "1956-05-01"),)), WITHHELD, date(2027, 1, 1)),
    "ru: author rehabilitated, nobody knows when": Case("ru", by_author("1930", "1938",
        facts={"author_rehabilitated": "true"}), WITHHELD),
    # Germany, the chain of BArchG section 11
    "de: 30 years, the last day": Case("de", item(date="1996-11-22"), WITHHELD, TOMORROW),
    "de: 30 years, the first day": Case("de", item(date="1996-11-22"), REVIEW, date(2096, 11, 23),
        as_of=TOMORROW, reason="ground.missing.access"),
    "de: 29 February": Case("de", item(date="1996-02-29"), WITHHELD, date(2026, 3, 1),
        as_of=date(2026, 2, 28)),
    "de: 10 years after death, the last day": Case("de",
        about("1950", died="2016-11-22", personal_file=True), WITHHELD, TOMORROW),
    "de: 10 years after death, the first day": Case("de",
        about("1950", died="2016-11-22", personal_file=True), REVIEW, date(2051, 1, 1),
        as_of=TOMORROW),
    "de: died on 29 February": Case("de", about("1950", died="2016-02-29", personal_file=True),
        WITHHELD, date(2026, 3, 1), as_of=date(2026, 2, 28)),
    "de: born 1850, but nobody looked for the death": Case("de",
        about("1920", born="1850", personal_file=True), WITHHELD, date(2051, 1, 1)),
    "de: 100 years after birth, the death cannot be had": Case("de",
        about("1950", born="1926-11-22", personal_file=True, death_unknown=True), WITHHELD,
        TOMORROW),
    "de: 60 years after creation, neither can be had": Case("de",
        about("1966-11-22", personal_file=True, death_unknown=True, birth_unknown=True),
        WITHHELD, TOMORROW),
    "de: born in the future is no day": Case("de",
        about("1950", born="2050", personal_file=True, death_unknown=True), WITHHELD,
        date(2081, 1, 1)),
    "de: an official in office": Case("de", about("1980", personal_file=True, office_holder=True),
        REVIEW),
    "de: a mark of 1980": Case("de", item(date="1980", facts={"secrecy_mark": "true"}), WITHHELD,
        date(2041, 1, 1)),
    "de: a mark of 1960 waits for a person": Case("de",
        item(date="1960", facts={"secrecy_mark": "true"}), REVIEW, date(2061, 1, 1),
        reason="DE.BArchG.11.3.secrecy"),
    "de: minutes of 1912 have no ground in copyright": Case("de", item(), REVIEW, date(2093, 1, 1),
        reason="ground.missing.copyright"),
    "de: minutes of 1840": Case("de", item(date="1840"), OPEN),
    "de: author dead 70 years, the last day": Case("de", by_author("1940", "1955"), WITHHELD,
        date(2026, 1, 1), as_of=date(2025, 12, 31)),
    "de: author dead 70 years, the first day": Case("de", by_author("1940", "1955"), OPEN,
        as_of=date(2026, 1, 1)),
    "de: an ordinance": Case("de", official("1985", "Verordnung über Archivgebühren"), OPEN),
    "de: a guide book by the state": Case("de",
        official("1985", "Führer durch das Archiv"), REVIEW),
    "de: access noted as closed": Case("de", item(date="1840", access="Sperrfrist bis 2050"),
        WITHHELD),
    "de: access noted as open": Case("de", item(date="1840", access="keine Einschränkungen"), OPEN),
    # Brandenburg
    "de-bb: a file of 2000 is past its 10 years": Case("de-bb", item(date="2000"), REVIEW,
        date(2101, 1, 1), reason="ground.missing.access"),
    "de: the same file under federal law": Case("de", item(date="2000"), WITHHELD,
        date(2031, 1, 1)),
    "de-bb: 90 years after birth, the last day": Case("de-bb",
        about("1950", born="1936-11-22", personal_file=True, death_unknown=True), WITHHELD,
        TOMORROW),
    "de-bb: 90 years after birth, the first day": Case("de-bb",
        about("1950", born="1936-11-22", personal_file=True, death_unknown=True), REVIEW,
        date(2051, 1, 1), as_of=TOMORROW),
    # France
    "fr: medical, 25 years after death, the last day": Case("fr",
        about("1960", died="2001-11-22", medical=True), WITHHELD, TOMORROW),
    "fr: medical, 25 years after death, the first day": Case("fr",
        about("1960", died="2001-11-22", medical=True), REVIEW, date(2061, 1, 1), as_of=TOMORROW),
    "fr: medical, 120 years after birth, the last day": Case("fr",
        about("1960", born="1906-11-22", medical=True, death_unknown=True), WITHHELD, TOMORROW),
    "fr: medical, 120 years after birth, the first day": Case("fr",
        about("1960", born="1906-11-22", medical=True, death_unknown=True), REVIEW,
        date(2061, 1, 1), as_of=TOMORROW),
    "fr: medical, born 1850, nobody looked for the death": Case("fr",
        about("1900", born="1850", medical=True), WITHHELD, date(2046, 1, 1)),
    "fr: a court file": Case("fr", about("1960", material="criminal_file"), WITHHELD,
        date(2036, 1, 1)),
    "fr: a court file of one who died 25 years ago": Case("fr",
        about("1960", died="1999", material="criminal_file"), REVIEW,
        reason="ground.missing.access"),
    "fr: a minor": Case("fr", about("1930", minor=True), WITHHELD, date(2031, 1, 1)),
    "fr: weapons": Case("fr", about("1780", weapons=True), WITHHELD),
    "fr: incommunicable": Case("fr", item(date="1780", access="Non communicable"), WITHHELD),
    "fr: a paper of 1780": Case("fr", item(date="1780", access="Librement communicable"), OPEN),
    "fr: author died 1910": Case("fr", by_author("1905", "1910"), OPEN),
    "fr: author died 1911, perhaps for France": Case("fr", by_author("1905", "1911"), REVIEW,
        date(2027, 1, 1)),
    # United Kingdom
    "uk: closed": Case("uk", item(access="Closed until 2050"), WITHHELD),
    "uk: 100 years, the last day": Case("uk", about("1925-06-01", personal_file=True), WITHHELD,
        date(2026, 1, 1), as_of=date(2025, 12, 31), reason="UK.FOIA.40-2.personal-data"),
    "uk: 100 years, the first day": Case("uk", about("1925-06-01", personal_file=True), REVIEW,
        as_of=date(2026, 1, 1), reason="ground.missing.copyright"),
    "uk: born under 100 years ago": Case("uk", about("1950", born="1927", personal_file=True),
        WITHHELD, date(2028, 1, 1)),
    "uk: born 100 years ago": Case("uk", about("1950", born="1925", personal_file=True), REVIEW,
        date(2051, 1, 1)),
    "uk: a paper of the Crown": Case("uk", item(date="1912", creator_type="state_body"), WITHHELD,
        date(2038, 1, 1), reason="UK.CDPA.163.crown-unpublished"),
    "uk: a letter of 1650 is in copyright to the end of 2039": Case("uk",
        item(date="1650", author="Иванов", creator_type="person"), WITHHELD),
    "uk: a letter of 1650, in 2040": Case("uk",
        item(date="1650", author="Иванов", creator_type="person"), REVIEW,
        as_of=date(2040, 1, 1), reason="ground.missing.copyright"),
    "uk: old author printed late": Case("uk", by_author("1995", "1750"), REVIEW,
        reason="UK.CDPA.2039.published-late"),
    "uk: author dead 70 years": Case("uk", by_author("1930", "1950"), OPEN),
    # United States
    "us: census of 1950 on 31 March 2022": Case("us", item(date="1950-04-01", material="census"),
        WITHHELD, date(2022, 4, 1), as_of=date(2022, 3, 31)),
    "us: census of 1950 on 1 April 2022": Case("us", item(date="1950-04-01", material="census"),
        REVIEW, as_of=date(2022, 4, 1), reason="ground.missing.access"),
    "us: medical, 50 years after death, the last day": Case("us",
        about("1970", died="1976-11-22", medical=True), WITHHELD, TOMORROW),
    "us: medical, 50 years after death, the first day": Case("us",
        about("1970", died="1976-11-22", medical=True), REVIEW, date(2071, 1, 1), as_of=TOMORROW),
    "us: exemption (b)(1)": Case("us", item(date="1912", facts={"foia_b1": "true"}), WITHHELD),
    "us: a federal report": Case("us",
        official("1985", "Annual report", facts={"us_government_work": "true"}), OPEN),
    "us: a report of a state": Case("us",
        official("1985", "Annual report", facts={"us_government_work": "false"}), WITHHELD,
        date(2081, 1, 1)),
    "us: old print has no ground from memory": Case("us", book("1860"), REVIEW,
        reason="ground.missing.copyright"),
    # Several jurisdictions: the union of their restrictions (LAW 5.65)
    "ru eu: holder in Russia, subject in the Union": Case("ru eu",
        item(date="1945"), WITHHELD, date(2046, 1, 1), seen=(("special_category", LIKELY),),
        reason="EU.GDPR.9.special-categories"),
    "ru eu: the subject died": Case("ru eu", about("1945", died="1950"), REVIEW, date(2046, 1, 1),
        seen=(("special_category", LIKELY),), reason="RU.152FZ.10.special-category"),
    "ru eu: named persons of 1945": Case("ru eu", item(date="1945"), REVIEW, date(2046, 1, 1),
        seen=(("person_named", LIKELY),), reason="EU.GDPR.5.names"),
    "ru eu: papers of 1912": Case("ru eu", item(), OPEN, seen=(("person_named", CERTAIN),)),
    "eu: an overlay opens nothing": Case("eu", item(), REVIEW, reason="ground.missing.access"),
    # 1912 as written is Julian for the Russian packs, and so 1913 for all: the latest day counts
    "ru de: Germany has no ground for 1912": Case("ru de", item(), REVIEW, date(2094, 1, 1),
        reason="ground.missing.copyright"),
    "ru de: both have one for 1840": Case("ru de", item(date="1840"), OPEN),
    "ru us: the United States have no ground for old print": Case("ru us", book("1860"), REVIEW),
    "ru: without the United States it opens": Case("ru", book("1860"), OPEN),
    "fr us: the later of two periods": Case("fr us",
        about("1970", died="1990-05-01", medical=True), WITHHELD, date(2040, 5, 2)),
    "de fr: the stricter of two authors' terms": Case("de fr", by_author("1905", "1920"), REVIEW,
        date(2036, 1, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of(name: str) -> None:
    case = CASES[name]
    verdict = judged(case)
    assert verdict.outcome is case.outcome, verdict.hits
    if case.outcome is WITHHELD or case.next_check:
        assert verdict.next_check_on == case.next_check, verdict.hits
    if case.reason:
        assert case.reason in verdict.reason_codes


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60
    assert {folder for case in CASES.values() for folder in case.policies.split()} == {
        p.name for p in POLICIES.iterdir() if p.is_dir()
    }


@pytest.mark.parametrize("folder", sorted(p.name for p in POLICIES.iterdir() if p.is_dir()))
def test_another_jurisdiction_never_makes_an_item_freer(folder: str) -> None:
    order = {OPEN: 0, REVIEW: 1, WITHHELD: 2}
    for name, case in CASES.items():
        if {ground.layer for ground in policy(case.policies).grounds} != {"access", "copyright"}:
            continue  # an overlay: it opens nothing by itself
        wider = " ".join(dict.fromkeys([*case.policies.split(), folder]))
        before, after = judged(case), judged(replace(case, policies=wider))
        assert order[after.outcome] >= order[before.outcome], (name, wider)


def test_the_day_of_the_75_years_is_told_although_medical_secrecy_has_no_end() -> None:
    verdict = judged(CASES["ru: a diagnosis of 1955"])
    days = {hit.rule_id: hit.opens_on for hit in verdict.hits}
    assert days["RU.125FZ.25.3.private-life"] == date(2031, 1, 1)
    assert days["RU.323FZ.13.medical"] is None
    assert verdict.next_check_on is None


def test_medical_pages_stay_closed_and_the_rest_does_not() -> None:
    law = Law(policy("fr"), (), frozenset({OPEN_SERIES}), TODAY)
    one = replace(item(date="1910"), pages=item().pages * 3)
    verdict = law.judge(one, seen(("medical", LIKELY), page=2, n_pages=3))
    assert [(p.page, p.effect, p.reason_code) for p in verdict.parts] == [
        (2, "withhold_page", "FR.CP.L213-2-I-2.medical")
    ]
    assert verdict.outcome is REVIEW  # papers under 225 years old have no ground in copyright


def test_a_medical_title_closes_all_pages() -> None:
    law = Law(policy("fr"), (), frozenset({OPEN_SERIES}), TODAY)
    one = replace(about("1910", medical=True), pages=item().pages * 3)
    verdict = law.judge(one, seen(("medical", LIKELY), page=2, n_pages=3))
    assert (verdict.outcome, verdict.parts) == (WITHHELD, ())


@pytest.mark.parametrize(
    ("folders", "one"),
    [
        ("uk", by_author("1930", "1950")),
        ("us", official("1985", "Annual report", facts={"us_government_work": "true"})),
    ],
    ids=["uk", "us"],
)
def test_identifiers_are_redacted_in_what_is_open(folders: str, one: Item) -> None:
    law = Law(policy(folders), (), frozenset({OPEN_SERIES}), TODAY)
    found = seen(("personal_identifier", CERTAIN))
    verdict = law.judge(one, found)
    assert verdict.outcome is OPEN
    assert [(p.page, p.start, p.end, p.effect) for p in verdict.parts] == [(1, 0, 6, "redact_span")]
    poor = replace(found, pages=tuple(replace(p, confidence=70.0) for p in found.pages))
    assert law.judge(one, poor).outcome is WITHHELD


@pytest.mark.parametrize("folder", sorted(p.name for p in POLICIES.iterdir() if p.is_dir()))
def test_nothing_opens_unread(folder: str) -> None:
    law = Law(policy(folder), (), frozenset({OPEN_SERIES}), TODAY)
    for case in CASES.values():
        assert law.judge(case.item, None).outcome is not OPEN


def test_a_fact_of_a_chain_is_one_that_the_rules_know() -> None:
    verdict = judged(CASES["de: 100 years after birth, the death cannot be had"])
    assert [f.name for f in verdict.facts if f.name == "fact_not_in_policy"] == []
