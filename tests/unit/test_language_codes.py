import pytest

from openfonds.languages import codes
from openfonds.languages.codes import parse_languages, to_iso639_1, to_iso639_3


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("русский", "rus"),
        ("Русскій", "rus"),
        ("рус.", "rus"),
        ("rus", "rus"),
        ("ru", "rus"),
        ("RU", "rus"),
        ("Russian", "rus"),
        ("на русском языке", "rus"),
        ("русский язык", "rus"),
        ("рус. яз.", "rus"),
        ("по-русски", "rus"),
        ("  русский ", "rus"),
        ("татарский", "tat"),
        ("нем.", "deu"),
        ("de", "deu"),
        ("deu", "deu"),
        ("ger", "deu"),
        ("de-AT", "deu"),
        ("fra", "fra"),
        ("fre", "fra"),
        ("англ.", "eng"),
        ("церковнославянский", "chu"),
        ("церковно-славянский", "chu"),
        ("украинский", "ukr"),
        ("sr-Cyrl", "srp"),
        ("латынь", "lat"),
        ("коми-пермяцкий", "koi"),
        ("коми", "kpv"),
        ("др.-евр.", "heb"),
        ("", None),
        ("-", None),
        ("русски", None),
        ("не русский", None),
        ("xx-RU", None),
        ("und", None),
    ],
)
def test_one_language(written: str, code: str | None) -> None:
    assert to_iso639_3(written) == code


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("рус., англ. и нем.", ("rus", "eng", "deu")),
        ("русский/татарский; чувашский", ("rus", "tat", "chv")),
        ("rus+eng", ("rus", "eng")),
        ("Russian and German", ("rus", "deu")),
        ("рус., русский", ("rus",)),
        ("на русском и французском языках", ("rus", "fra")),
        ("русский, тарабарский", ("rus", "und")),
        ("коми-пермяцкий", ("koi",)),
        ("финский", ("fin",)),
        ("", ()),
        (" - ", ()),
    ],
)
def test_several_languages(written: str, found: tuple[str, ...]) -> None:
    assert parse_languages(written) == found


@pytest.mark.parametrize(
    ("code", "two"),
    [("rus", "ru"), ("tat", "tt"), ("deu", "de"), ("chu", "cu"), ("udm", None), ("ru", None)],
)
def test_two_letter_code(code: str, two: str | None) -> None:
    assert to_iso639_1(code) == two


def test_no_two_languages_share_a_name_or_a_code() -> None:
    rows = list(codes._rows())
    assert len({three for three, _, _ in rows}) == len(rows)
    twos = [two for _, two, _ in rows if two]
    assert len(set(twos)) == len(twos)


def test_a_name_given_to_two_languages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "_TABLE", "rus ru русский\nukr uk русский")
    with pytest.raises(ValueError, match="given twice"):
        codes._index()
