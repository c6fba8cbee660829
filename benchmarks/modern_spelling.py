"""Russian of before 1918 in modern spelling: words right, by hand, on made pairs and on real pages.

1. By hand (benchmarks/modern_spelling_pairs): 763 words, of which every second is held out, and
   sentences of office papers, law, newspapers and books with their modern form.
2. Made pairs: plays of ../shared/data (E/rusdracor-tei) put into old spelling by
   benchmarks/old_spelling.py and back again; once as they are, once with letters misread. Of the
   misread words: whether the result is nearer to the true word than what was read (Levenshtein),
   or farther from it, and the same for the letters alone (ѣ, і, ѳ, ѵ, final ъ).
3. Real pages of 1752-1801 (A/ru-civil-print-18c): words that the dictionary knows before and
   after; --changed N shows N changed words, to be looked at.
4. Time for 1 MB, with the words known and not.

    python -m benchmarks.modern_spelling [--plays 40] [--changed 200]
"""

import argparse
import gzip
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.error_rate import error_rate
from benchmarks.noise import misread
from benchmarks.old_spelling import in_old_spelling
from openfonds.languages.modern_spelling import forget_words, in_modern_spelling
from openfonds.languages.russian_reform import to_modern
from openfonds.languages.russian_words import is_russian_word

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data")
PAIRS = Path(__file__).parent / "modern_spelling_pairs"
CHARS_OF_PLAY = 25_000
RATES = (0.01, 0.05, 0.1, 0.2)
_MARKUP = re.compile(r"<[^>]+>")
_WORD = re.compile("[А-Яа-яЁёѢѣІіѲѳѴѵЇї]+")
_Respell = Callable[[str], str]


def main() -> None:
    """All four parts, as Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plays", type=int, default=40)
    parser.add_argument("--changed", type=int, default=0, help="words of real pages to show")
    options = parser.parse_args()
    _by_hand()
    plays = list(_plays(options.plays))
    _made_pairs(plays)
    _real_pages(options.changed)
    _speed(in_old_spelling("".join(plays)))


def lines_of(name: str) -> list[str]:
    """The lines of a file of pairs, without its notes."""
    lines = (PAIRS / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _by_hand() -> None:
    pairs = [tuple(line.split()) for line in lines_of("words.txt")]
    sentences = lines_of("sentences.txt")
    running = [
        (old, new)
        for before, after in zip(sentences[::2], sentences[1::2], strict=True)
        for old, new in zip(before.split(), after.split(), strict=True)
    ]
    sets = (("words, dev", pairs[::2]), ("words, held out", pairs[1::2]), ("sentences", running))
    print("| by hand | words | as they are | by rule alone | by rule and dictionary |")
    print("|---|---|---|---|---|")
    for name, chosen in sets:
        shares = [
            sum(respell(old) == new for old, new in chosen) / len(chosen)
            for respell in (str, to_modern, in_modern_spelling)
        ]
        told = " | ".join(f"{share:.4f}" for share in shares)
        print(f"| {name} | {len(chosen)} | {told} |", flush=True)


def _plays(count: int) -> Iterator[str]:
    files = sorted((DATA / "E/rusdracor-tei").glob("*.xml.gz"))
    for file in files[:: max(1, len(files) // count)][:count]:
        with gzip.open(file, "rt") as stream:
            body = stream.read().partition("<body>")[2]
        text = _MARKUP.sub(" ", body)[:CHARS_OF_PLAY]
        yield text.replace("ё", "е").replace("Ё", "Е")


def _made_pairs(plays: list[str]) -> None:
    words: list[tuple[str, str]] = []
    for text in plays:
        words += zip(_WORD.findall(text), _WORD.findall(in_old_spelling(text)), strict=True)
    changed = [(new, old) for new, old in words if new != old]
    print("\n| made pairs | words | of them old | as they are | by rule alone | with dictionary |")
    print("|---|---|---|---|---|---|")
    shares = [
        f"{sum(respell(old) == new for new, old in words) / len(words):.4f}"
        for respell in (str, to_modern, in_modern_spelling)
    ]
    print(f"| {len(plays)} plays | {len(words)} | {len(changed)} | {' | '.join(shares)} |")
    wrong = Counter((old, in_modern_spelling(old)) for new, old in words)
    right = Counter((old, new) for new, old in words)
    worst = sorted((-n, pair) for pair, n in (wrong - right).items())[:30]
    print("wrong, commonest:", ", ".join(f"{old} {made} {-n}" for n, (old, made) in worst))
    print("\n| misread | words misread | nearer | farther | only letters: nearer | farther |")
    print("|---|---|---|---|---|---|")
    for rate in RATES:
        pairs = [(new, misread(old, rate, number)) for number, (new, old) in enumerate(words)]
        noisy = [
            (new, read)
            for (new, read), (_, old) in zip(pairs, words, strict=True)
            if read != old and read
        ]
        told = " | ".join(
            f"{near} | {far}"
            for near, far in (_moved(noisy, in_modern_spelling), _moved(noisy, _letters_alone))
        )
        print(f"| {rate:.2f} | {len(noisy)} | {told} |", flush=True)


def _letters_alone(word: str) -> str:
    return re.sub("(?<=.)[ъЪ]$", "", word.translate(str.maketrans("ѣѢіІѳѲѵѴ", "еЕиИфФиИ")))


def _moved(noisy: list[tuple[str, str]], respell: _Respell) -> tuple[int, int]:
    """How many words came nearer to the true one, and how many went farther from it."""
    near = far = 0
    for new, read in noisy:
        made = respell(read)
        if made != read:
            before, after = error_rate(new, read)[1], error_rate(new, made)[1]
            near += after < before
            far += after > before
    return near, far


def _real_pages(n_shown: int) -> None:
    pages = sorted((DATA / "A/ru-civil-print-18c").glob("*.gt.txt"))
    texts = [p.read_text().replace("-\n", "") for p in pages]
    old = [w for text in texts for w in _WORD.findall(text) if len(w) > 2]
    print("\n| pages of 1752-1801 | words | known as they are | by rule alone | with dictionary |")
    print("|---|---|---|---|---|")
    shares = [
        f"{sum(is_russian_word(respell(w).lower()) for w in old) / len(old):.4f}"
        for respell in (str, to_modern, in_modern_spelling)
    ]
    print(f"| {len(pages)} | {len(old)} | {' | '.join(shares)} |")
    lost = [w for w in set(old) if is_russian_word(w.lower()) and not _is_known_after(w)]
    print(f"known before and not after: {', '.join(sorted(lost)) or 'none'}")
    changed = sorted({w.lower() for w in old if in_modern_spelling(w) != w})
    for word in changed[:: max(1, len(changed) // max(1, n_shown))][:n_shown]:
        print(word, in_modern_spelling(word))


def _is_known_after(word: str) -> bool:
    return is_russian_word(in_modern_spelling(word).lower())


def _speed(old: str) -> None:
    size = len(old.encode())
    print(f"\n| {size / 1e6:.2f} MB | seconds a MB |\n|---|---|")
    forget_words()
    for name in ("the first time", "words known"):
        start = time.process_time()
        in_modern_spelling(old)
        print(f"| {name} | {(time.process_time() - start) / (size / 1e6):.3f} |", flush=True)


if __name__ == "__main__":
    main()
