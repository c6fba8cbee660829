"""How the words of a mark stand in their line, and in which part of the page.

All is for folded text (normalise.py).
"""

import re
from typing import Literal

_AROUND = 100  # characters looked at on each side, so that a long line costs no more
_HEAD_LINES = 10  # lines of a page that are its head

# How the words stand in their line.
Standing = Literal[
    "numbered",
    "alone",
    "bracketed",
    "quoted",
    "apart",
    "mark",
    "handled",
    "speech",
    "sentence",
    "prose",
]
# Those that make a mark of words in a published work; `mark` too, at the head of its page.
STANDS_IN_PRINT = frozenset({"numbered", "alone", "bracketed", "apart"})

_HASTE = r"(?:весьма |очень )?(?:спешно|срочно|лично|экстренно|циркулярно|молния|копия|только)"
_HEAD = re.compile(
    rf"[^\w\n]*(?:(?:{_HASTE}|литер|форма|№?[^\w\n]{{0,3}}\d{{1,4}})[^\w\n]*){{0,2}}\Z"
)
_NO_WORD = re.compile(r"[^\w\n]*\Z")
_COPY_AFTER = re.compile(r"[^\w\n]{0,8}экз")
_TAIL_OF_MARK = re.compile(
    rf"[^\w\n]{{0,8}}(?:{_HASTE}|литер|снят|(?:№|n[оor]?)?[^\w\n]{{0,3}}\d)| {{3,}}\S| *\|| ?//"
)
# How a paper is to be handed over and kept, or who has it, after a comma or a dash.
_HANDLING = re.compile(
    r" {0,3}[.,;-] {0,3}(?:весьма|очень|вруч\w{2,6}|в собственн\w{2,3}"
    r"|по (?:прочтении|ознакомлении)"
    r"|про(?:честь|читать|чтя|читав)|сже(?:чь|чи)|сожг\w{1,4}|хранить|вернуть|верните|возврат\w{0,4}"
    r"|(?:с |через )?нарочн\w{2,3}|не (?:оглаша|разглаша|показыва|подлеж|для)\w{0,4}"
    r"|без (?:снятия|копи)"
    r"|сняти[ея] копи|копи[ии] не|подлежит|немедленно|вне очеред|фельд\w{4,12}|шифр\w{0,6}"
    r"|в несгораем\w{2,3}|в сеиф|[а-я]{3,} [а-я]\. ?[а-я](?=\.)|[а-я]\. ?[а-я]\. [а-я]{3,}"
    r"|по телеграф|телеграфно|воздушн\w{2,3}|аллюр|в (?:одном|двух) экз)(?!\w)"
)
_TAIL_OF_SENTENCE = re.compile(r" *[.:;!)\]»”\"']")
_WIDE_AFTER = re.compile(r"[^\w\n]{0,3}(?: {3,}|\Z)")
_GRIF_BEFORE = re.compile(r"(?:гриф\w{0,4}|пометк\w{1,3}|штамп\w{0,3}|надпис\w{1,3})[^\w\n]{0,4}\Z")
_OPENING, _CLOSING = "([{«„“\"'<", ")]}»“”\"'>"
_BRACKETS = "([{"
DASHES = "-"  # as folded


def line_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after in the same line, at most `_AROUND` characters each."""
    before = text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND]
    return before[before.rfind("\n") + 1 :], after.split("\n", 1)[0]


def standing_of(folded: str, start: int, end: int) -> Standing:
    """How the words from `start` to `end` stand among those around them in their line."""
    before, after = line_around(folded, start, end)
    if _COPY_AFTER.match(after) or _GRIF_BEFORE.search(before):
        return "numbered"
    wide = before.endswith(("   ", "|", "//"))
    head = bool(_HEAD.match(before)) or wide
    tail = bool(_NO_WORD.match(after) or _TAIL_OF_MARK.match(after))
    if before[-1:] and before[-1] in _OPENING and after[:1] and after[0] in _CLOSING:
        return "bracketed" if before[-1] in _BRACKETS else "quoted"
    if _NO_WORD.match(after) and _NO_WORD.match(before):
        return "alone"
    if (before.endswith("   ") or _NO_WORD.match(before)) and _WIDE_AFTER.match(after):
        return "apart"
    if tail and _NO_WORD.match(before):
        return "apart" if _TAIL_OF_MARK.match(after) else "alone"
    if _HANDLING.match(after) and (wide or _NO_WORD.match(before)):
        return "handled"
    if head and (tail or _TAIL_OF_SENTENCE.match(after)):
        return "speech" if before.strip() and before.strip()[0] in DASHES else "mark"
    if before.rstrip().endswith((".", "!", ":", ";")) and _NO_WORD.match(after):
        return "sentence"
    return "prose"


def ends_line(folded: str, end: int) -> bool:
    """Whether no word follows in the line."""
    return bool(_NO_WORD.match(line_around(folded, end, end)[1]))


def is_head(folded: str, start: int) -> bool:
    """Whether a place is in the first lines of the page."""
    return folded.count("\n", 0, min(start, 2000)) < _HEAD_LINES and start < 2000


def goes_on(folded: str, start: int) -> bool:
    """Whether the sentence of the line above goes on: the last line of a paragraph is no mark."""
    above = folded[max(0, start - _AROUND) : start].rstrip(" ").removesuffix("\n")
    return above[-1:].strip() != "" and above[-1] not in '.!?:;…\n)»"'
