"""How many names stay readable after redaction, and how much of other text is masked.

    python -m benchmarks.names_readable [--persons N] [--half held-out|development] [--show FORM]

The measure of LAW 3.4: documents are generated for N persons (half of them women) in every form;
what the detector of persons finds is redacted; a document leaks when at least half of the
letters of the surname can still be read, and leaks strictly when any letter of any part of the
name can. Only the half of the surnames that was not used in the development is measured,
unless told otherwise. Noise damages a share of all characters, as OCR does. The control texts
hold no names, or only such as are left after those of the play are taken out: what is masked
there is an upper bound of what is masked for nothing.
"""

import argparse
import math
import random
import re
from dataclasses import dataclass

from benchmarks.name_controls import measure_controls
from benchmarks.name_forms import BEYOND, FORMS
from benchmarks.name_noise import noisy
from benchmarks.name_samples import MEN, PATRONYMICS, SURNAMES, WOMEN, is_held_out, patronymic
from benchmarks.name_sentences import END, OTHER, TARGET, Person
from openfonds.restrictions.detectors.persons import Persons
from openfonds.restrictions.redaction import grown_spans

NOISES = (0.0, 0.03, 0.10)


def persons(count: int, *, held_out: bool) -> list[Person]:
    """`count` persons with surnames of one half, men and women in turn."""
    surnames = [name for name in SURNAMES if is_held_out(name) is held_out]
    random.Random(7).shuffle(surnames)
    found = []
    for index in range(count):
        sex = "mf"[index % 2]
        firsts = MEN if sex == "m" else WOMEN
        found.append(
            Person(
                surnames[index % len(surnames)],
                firsts[index * 5 % len(firsts)],
                patronymic(PATRONYMICS[index * 11 % len(PATRONYMICS)], sex),
                sex,
                index * 13 % 360,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Leak:
    """Whether half of the surname, or any letter of the name, can be read."""

    half: bool
    any_part: bool
    shown: str


def leak_of(detector: Persons, marked: str, rate: float, seed: str) -> Leak:
    """Redact one document and see what is left of the name."""
    text, origins = noisy(marked, rate, random.Random(seed))
    masked = bytearray(len(text))
    for start, end in grown_spans(text, ((f.start, f.end) for f in detector.find(text))):
        masked[start:end] = b"\x01" * (end - start)
    letters = sum(
        character.isalpha()
        for part in re.findall(f"{TARGET}([^{END}]*){END}", marked)
        for character in part
    )
    visible = [part for at, (part, letter) in enumerate(origins) if letter and not masked[at]]
    seen = visible.count(TARGET)
    shown = "".join("#" if masked[at] else character for at, character in enumerate(text))
    return Leak(2 * seen >= letters, bool(seen or OTHER in visible), f"{text!r}\n     {shown!r}")


def upper_bound(leaks: int, n: int) -> float:
    """The exact one-sided 95 per cent bound of a share (Clopper and Pearson)."""
    if leaks == n:
        return 1.0
    low, high = leaks / n, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        at_most = sum(
            math.exp(
                math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
                + k * math.log(middle) + (n - k) * math.log1p(-middle)
            )
            for k in range(leaks + 1)
        )  # fmt: skip
        low, high = (middle, high) if at_most > 0.05 else (low, middle)
    return high


@dataclass(slots=True)
class Tally:
    """Documents, leaks and strict leaks."""

    n: int = 0
    half: int = 0
    any_part: int = 0

    def add(self, leak: Leak) -> None:
        """Count one document."""
        self.n += 1
        self.half += leak.half
        self.any_part += leak.any_part

    def __str__(self) -> str:
        return (
            f"{self.half:4}/{self.n:<5} {self.half / self.n:6.2%}"
            f" (<= {upper_bound(self.half, self.n):5.2%})  {self.any_part / self.n:6.2%}"
        )


def measure_leaks(count: int, *, held_out: bool, show: str | None) -> None:
    """Print the table of forms and noises."""
    detector = Persons()
    people = persons(count, held_out=held_out)
    half = "held-out" if held_out else "development"
    print(f"{len(people)} persons, {len({p.surname for p in people})} surnames of the {half} half")
    print("leak: half of the surname; (one-sided 95% bound); strict: any letter of any part")
    print(f"{'form':26}" + "".join(f"{f'noise {noise:.0%}':38}" for noise in NOISES))
    headline, with_noise, everything = Tally(), Tally(), Tally()
    for form, make in FORMS.items():
        row = []
        for noise in NOISES:
            tally = Tally()
            for number, person in enumerate(people):
                leak = leak_of(detector, make(person), noise, f"{form} {noise} {number}")
                tally.add(leak)
                everything.add(leak)
                if noise == 0 and form not in BEYOND:
                    headline.add(leak)
                if form not in BEYOND and (noise == 0 or form.startswith("clean")):
                    with_noise.add(leak)
                if show is not None and form.startswith(show) and leak.any_part:
                    print(f"  {noise:.0%} {'LEAK' if leak.half else 'part'} {leak.shown}")
            row.append(str(tally))
        print(f"{form:26}" + "".join(f"{cell:38}" for cell in row))
    print(f"{'all forms, no noise':26}{headline}")
    print(f"{'... and clean with noise':26}{with_noise}")
    print(f"{'everything':26}{everything}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--persons", type=int, default=300)
    parser.add_argument("--half", choices=("held-out", "development"), default="held-out")
    parser.add_argument("--show", help="print what leaks of the forms that begin so")
    parser.add_argument("--show-controls", action="store_true")
    parser.add_argument("--only", choices=("leaks", "controls"))
    arguments = parser.parse_args()
    if arguments.only != "controls":
        measure_leaks(arguments.persons, held_out=arguments.half == "held-out", show=arguments.show)
    if arguments.only != "leaks":
        measure_controls(show=arguments.show_controls)


if __name__ == "__main__":
    main()
