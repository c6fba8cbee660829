"""The file of reason codes is read strictly: each field of its kind, and no other."""

from pathlib import Path

import pytest

from openfonds.app.release.cli import reasons_help
from openfonds.errors import PolicyError
from openfonds.restrictions.ruling_reasons import FILE, SUSPENDING, load_reasons
from tests.item_samples import POLICIES

ROWS = {
    "code": 'code = "ruling.rights-holder"',
    "kind": 'kind = "suspending"',
    "en": 'en = "a holder of rights complains"',
    "ru": 'ru = "жалоба правообладателя"',
    "cite": 'cite = { RU = "149-ФЗ, ст. 15.7" }',
}


def written(folder: Path, **changes: str) -> Path:
    rows = {**ROWS, **changes}
    (folder / FILE).write_text("\n".join(["[[reason]]", *rows.values()]), encoding="utf-8")
    return folder


def test_a_reason_is_read(tmp_path: Path) -> None:
    (reason,) = load_reasons(written(tmp_path)).values()
    assert (reason.code, reason.kind, reason.needs_act) == (
        "ruling.rights-holder",
        SUSPENDING,
        False,
    )
    assert reason.citation(("ru",)) == "149-ФЗ, ст. 15.7" and reason.citation(("de",)) == ""
    (reason,) = load_reasons(written(tmp_path, needs_act="needs_act = true")).values()
    assert reason.needs_act is True


def test_the_shipped_reasons_are_read() -> None:
    assert {r.kind for r in load_reasons(POLICIES).values()} >= {"opening", "suspending"}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"code": 'code = "private"'}, id="a code without ruling."),
        pytest.param({"code": "code = 1"}, id="a code that is a number"),
        pytest.param({"kind": 'kind = "maybe"'}, id="an unknown kind"),
        pytest.param({"kind": ""}, id="no kind"),
        pytest.param({"en": "en = 1"}, id="a text that is a number"),
        pytest.param({"ru": 'ru = " "'}, id="an empty text"),
        pytest.param({"cite": 'cite = "149-ФЗ"'}, id="a citation without a jurisdiction"),
        pytest.param({"cite": "cite = { RU = 149 }"}, id="a citation that is a number"),
        pytest.param({"cite": ""}, id="no citation"),
        pytest.param({"needs_act": 'needs_act = "yes"'}, id="yes instead of true"),
        pytest.param({"needs_act": "needs_act = 1"}, id="1 instead of true"),
        pytest.param({"more": "more = 1"}, id="an unknown key"),
        pytest.param({"more": "[[other]]\nx = 1"}, id="an unknown table"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, changes: dict[str, str]) -> None:
    with pytest.raises(PolicyError, match=FILE):
        load_reasons(written(tmp_path, **changes))


@pytest.mark.parametrize("text", ["reason = 1", "reason = [1]", "", "[[reason"])
def test_a_file_without_reasons_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(PolicyError, match=FILE):
        load_reasons(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"), [("OPENFONDS_POLICIES", "/nowhere"), ("OPENFONDS_JOBS", "many")]
)
def test_help_works_with_any_settings(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert reasons_help() == "Reason code."


def test_help_names_the_reasons_of_a_takedown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENFONDS_POLICIES", str(written(tmp_path)))
    assert reasons_help() == "One of: rights-holder."
