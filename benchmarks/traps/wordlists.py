"""Lists of words and phrases, written so that many fit on a line."""


def words(text: str) -> tuple[str, ...]:
    """Words divided by blanks."""
    return tuple(text.split())


def parted(text: str) -> tuple[str, ...]:
    """Phrases divided by upright strokes."""
    return tuple(text.split("|"))
