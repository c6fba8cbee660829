"""How many letters two words differ in (V. Levenshtein, 1965), whole or with like letters at half.

OCR takes one letter for another of like shape far more often than for any other, so that such a
pair may count half an error where the caller says which letters are alike.
"""

from collections.abc import Mapping, Set

_NONE_ALIKE: Mapping[str, str] = {}


def distance(one: str, other: str) -> int:
    """Letters to be changed, lost or added to make one word of the other.

    >>> distance("нопбря", "ноября")
    1
    """
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, wanted in enumerate(other, 1):
            diagonal, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != wanted)),
            )
    return row[-1]


def is_within(one: str, other: str, most: int, shapes: Mapping[str, str] = _NONE_ALIKE) -> bool:
    """Whether at most `most` letters are to be changed, lost or added.

    Args:
        one: a word.
        other: another word.
        most: errors allowed.
        shapes: the shape of each letter that has like ones; to change one of them for another
            of the same shape is half an error.

    >>> is_within("оекретпо", "секретно", 1), is_within("оекретпо", "секретно", 1, {
    ...     "о": "о", "с": "о", "п": "п", "н": "п"})
    (False, True)
    """
    if abs(len(one) - len(other)) > most:
        return False
    allowed = 2 * most  # reckoned in halves of an error
    row = list(range(0, 2 * len(other) + 1, 2))
    for i, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], 2 * i
        shape = shapes.get(letter, letter)
        least = row[0]
        for j, wanted in enumerate(other, 1):
            if letter == wanted:
                here = diagonal
            else:
                change = diagonal + (1 if shape == shapes.get(wanted, wanted) else 2)
                here = min(row[j] + 2, row[j - 1] + 2, change)
            diagonal, row[j] = row[j], here
            least = min(least, here)
        if least > allowed:
            return False
    return row[-1] <= allowed


def weighted_distance(one: str, other: str, alike: Set[tuple[str, str]], most: int) -> int:
    """Halves of an error between two words; `most` + 1 as soon as there are more.

    Args:
        one: a word.
        other: another word.
        alike: pairs of letters, in both orders; one for the other is half an error.
        most: halves of an error beyond which nobody needs to know.

    >>> weighted_distance("оекретпо", "секретно", {("о", "с"), ("п", "н")}, 4)
    2
    """
    if 2 * abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(0, 2 * len(other) + 1, 2))
    for i, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], 2 * i
        for j, wanted in enumerate(other, 1):
            change = 0 if letter == wanted else 1 if (letter, wanted) in alike else 2
            here = min(row[j] + 2, row[j - 1] + 2, diagonal + change)
            diagonal, row[j] = row[j], here
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
