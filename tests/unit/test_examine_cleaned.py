"""What cleaning reveals is examined, and what it takes out is still searched and masked."""

from dataclasses import replace
from datetime import date

from openfonds.clean_places import may_reveal, with_removals
from openfonds.edits import EditedText, Replacement
from openfonds.model import (
    Decision,
    Examination,
    Item,
    Outcome,
    PageClean,
    PageFinding,
    PageText,
    Part,
)
from openfonds.releases.partial import masked
from openfonds.restrictions.names import named_persons
from openfonds.restrictions.policy import REDACT_SPAN
from openfonds.restrictions.steps import ExamineStep
from openfonds.steps import Unit
from tests.item_samples import item, page_text

MARK = "secrecy_mark"


def cleaned(held: Item, raw: str, was: str, new: str, reason: str) -> PageClean:
    start = raw.index(was)
    edited = EditedText(raw).apply([Replacement(start, start + len(was), new, reason)])
    return PageClean(held.key, 1, edited.text, edited.edits, None, None, None, None)


def examined(held: Item, page: PageClean, raw: str) -> tuple[PageFinding, ...]:
    unit = Unit(held, {PageClean: [page], PageText: [page_text(raw)]})
    ((_, (found,)),) = ExamineStep().apply([unit])
    assert isinstance(found, Examination)
    assert found.completed
    return found.findings


def test_a_mark_that_only_correction_shows_is_found_in_the_cleaned_text() -> None:
    raw = "Протокол № 4\n\nСqвqрw# сqкрqтнq\n\nСлушали: рапорт о мостах."
    page = cleaned(item(), raw, "Сqвqрw# сqкрqтнq", "Совершенно секретно", "ocr")
    assert may_reveal(page)
    assert not examined(item(), replace(page, text=raw, edits=()), raw)
    (mark,) = [f for f in examined(item(), page, raw) if f.fact == MARK]
    assert page.text[mark.start : mark.end] == "Совершенно секретно"


def test_what_both_texts_show_is_found_once() -> None:
    raw = "Совершенно секретно\n\nПротокол о пpокладке дорог"
    page = cleaned(item(), raw, "пpокладке", "прокладке", "look-alike")
    assert len([f for f in examined(item(), page, raw) if f.fact == MARK]) == 1


def test_what_is_only_laid_out_anew_is_examined_once() -> None:
    raw = "Протокол  о дорогах"
    assert not may_reveal(cleaned(item(), raw, "  ", " ", "whitespace"))


def test_a_later_date_that_only_the_cleaned_text_shows_counts() -> None:
    raw = "Протокол от l2 мая l9з7 года"
    page = cleaned(item(), raw, "l2 мая l9з7", "12 мая 1937", "ocr")
    unit = Unit(item(), {PageClean: [page], PageText: [page_text(raw)]})
    ((_, (found,)),) = ExamineStep().apply([unit])
    assert found.latest_year == 1937


def test_what_a_misread_running_head_parts_is_found() -> None:
    held = item()
    head = "Журналм Ярославской губернскоц управы\n\n"
    raw = ["Слушали: рапорт о мостах.\nДело об усыно-", f"{head}влении малолетнего."]
    clean = [
        PageClean(held.key, 1, raw[0], (), None, None, None, None),
        replace(cleaned(held, raw[1], head, "", "running_head"), number=2),
    ]
    readings = [replace(page_text(text), number=number) for number, text in enumerate(raw, 1)]
    ((_, (found,)),) = ExamineStep().apply([Unit(held, {PageClean: clean, PageText: readings})])
    assert {f.page for f in found.findings if f.fact == "adoption"} == {1, 2}
    assert not any(map(may_reveal, clean))


HEAD = "Личное дело Иванова Петра Сергеевича, 1958 г.\n"
BODY = "Протокол о дорогах и мостах уезда."


def test_a_name_in_a_running_head_that_was_taken_out_is_found() -> None:
    held = item()
    page = cleaned(held, HEAD + BODY, HEAD, "", "running-head")
    assert "Иванов" not in page.text
    text, _ = with_removals(page)
    assert text == HEAD + BODY
    (found,) = named_persons([page])
    assert found
    assert {(f.start, f.end) for f in found} == {(0, 0)}
    assert named_persons([replace(page, edits=())]) == [[]]


def test_what_was_taken_out_is_gone_with_the_raw_text_where_it_is_to_be_masked() -> None:
    held = item()
    page = cleaned(held, HEAD + BODY, HEAD, "", "running-head")
    part = Part(1, 0, 0, REDACT_SPAN, "privacy.living", "LAW")
    decision = replace(opened(held), parts=(part,))
    shown = masked(held, decision, [page_text(HEAD + BODY)], [page])
    assert (shown.pages[0].text, shown.cleaned[0].text, shown.cleaned[0].edits) == (BODY, BODY, ())
    assert shown.pages[0].words == ()


def opened(held: Item) -> Decision:
    return Decision(
        decision_id="d",
        collection="c",
        holding="h",
        reference_code=held.reference_code,
        position=1,
        item_key=held.key,
        unit="item",
        page=None,
        outcome=Outcome.OPEN,
        effect="publish",
        reason_codes=(),
        citations=(),
        next_check_on=None,
        rights_uri=None,
        pack="ru",
        policy_digest="p",
        as_of=date(2026, 1, 1),
        decided_by="openfonds",
    )
