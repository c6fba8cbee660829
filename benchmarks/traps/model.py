"""What a kind of trap or control is, and what it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Literal, TypeVar

T = TypeVar("T")

Expected = Literal["withheld", "review", "failed", "not open", "open"]


class Draw:
    """Chance for one item: the same seed, kind and number give the same item."""

    def __init__(self, seed: int, kind: str, number: int) -> None:
        self.random = Random(f"{seed}/{kind}/{number}")
        self.number = number  # of the item within its kind, from 0

    def pick(self, choices: "list[T] | tuple[T, ...]") -> T:
        """One of the choices."""
        return choices[self.random.randrange(len(choices))]

    def turn(self, choices: "list[T] | tuple[T, ...]") -> T:
        """The choices one after the other, so that each occurs as often as any other."""
        return choices[self.number % len(choices)]

    def some(self, choices: "list[T] | tuple[T, ...]", count: int) -> list[T]:
        """So many different ones."""
        return self.random.sample(list(choices), count)

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    def chance(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.random.random() < share


@dataclass(frozen=True, slots=True)
class Made:
    """One item: its files in page order, and how its row differs from an open one."""

    files: Mapping[str, bytes]  # names, unique within the item, to contents
    row: Mapping[str, str] = field(default_factory=dict)
    setting: str = ""  # a name of SETTINGS, when it is not that of its kind
    others: tuple[
        "Made", ...
    ] = ()  # items beside it that are not counted, such as a closed original


@dataclass(frozen=True, slots=True)
class Kind:
    """A trap or a control."""

    id: str  # family.name
    modes: tuple[int, ...]  # failure modes of LAW 5
    norm: str  # the law behind it
    expected: Expected
    make: Callable[[Draw], Made]
    setting: str = "plain"
    is_image: bool = False  # read by Tesseract: about a second a page

    @property
    def family(self) -> str:
        """The module that it belongs to; its items are one holding a setting."""
        return self.id.partition(".")[0]

    @property
    def is_control(self) -> bool:
        """Whether it must open."""
        return self.expected == "open"


Maker = Callable[[Draw], Made]


class Family:
    """The kinds of one module, in the order in which they are written there."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kinds: list[Kind] = []

    def trap(
        self,
        name: str,
        modes: int | tuple[int, ...],
        norm: str,
        expected: Expected = "not open",
        *,
        setting: str = "plain",
        is_image: bool = False,
    ) -> Callable[[Maker], Maker]:
        """Enter what the decorated function makes as a trap."""

        def enter(make: Maker) -> Maker:
            numbers = (modes,) if isinstance(modes, int) else modes
            self.kinds.append(
                Kind(f"{self.name}.{name}", numbers, norm, expected, make, setting, is_image)
            )
            return make

        return enter

    def control(self, name: str, *, setting: str = "plain") -> Callable[[Maker], Maker]:
        """Enter what the decorated function makes as a control."""
        return self.trap(name, (), "", "open", setting=setting)


def text_item(*pages: str, **row: str) -> Made:
    """An item of one text file, its pages divided by form feeds."""
    return Made({"text.txt": "\f".join(pages).encode()}, row)
