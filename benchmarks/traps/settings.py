"""What a holding is taken in with: the day, the closed lists, the packs, and what happens next."""

import re
from collections.abc import Callable
from dataclasses import dataclass

AS_OF = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to take a holding in."""

    as_of: str = AS_OF
    list_key: str = ""  # item_id or title: a list that names every item of the holding
    list_bytes: bytes | None = None  # a list that is not usable
    list_is_missing: bool = False
    list_age_days: int = 0
    edit: Callable[[str, str], str] | None = None  # name and text of a pack file to its new text
    is_listed_later: bool = False  # taken in without the list, then again with it
    reassessed_on: str = ""
    policies: tuple[str, ...] = ()  # instead of Russian law alone


def _in(name: str, pattern: str, new: str) -> Callable[[str, str], str]:
    def edit(file: str, text: str) -> str:
        return re.sub(pattern, new, text, count=1, flags=re.MULTILINE) if file == name else text

    return edit


def _grounds_of_2040(file: str, text: str) -> str:
    head, *parts = text.split("[[ground]]")
    moved = [
        re.sub(r"valid = \{ from = \S+ \}", "valid = { from = 2040-01-01 }", p, count=1)
        for p in parts
    ]
    return "[[ground]]".join([head, *moved])


def _ground_from_memory(_file: str, text: str) -> str:
    head, mark, rest = text.partition("[[ground]]")
    return (
        head + mark + re.sub(r"^verified = .*$", 'verified = "memory"', rest, count=1, flags=re.M)
    )


_ARCHIVES = "archives.toml"
SETTINGS: dict[str, Setting] = {
    "plain": Setting(),
    "on-2016-03-08": Setting("2016-03-08"),
    "on-2024-02-29": Setting("2024-02-29"),
    "two-laws": Setting(policies=("ru", "us")),
    "list-of-references": Setting(list_key="item_id"),
    "list-of-titles": Setting(
        list_key="title", list_bytes="title\nВоззвание союза печатников города\n".encode()
    ),
    "closed-later": Setting(list_key="item_id", is_listed_later=True, reassessed_on=AS_OF),
    "decided-for-2060": Setting("2060-01-01", reassessed_on=AS_OF),
    "ground-of-2040": Setting(edit=_grounds_of_2040),
    "list-missing": Setting(list_is_missing=True),
    "list-empty": Setting(list_bytes=b""),
    "list-of-headings": Setting(list_bytes=b"item_id,note\n"),
    "list-error-page": Setting(
        list_bytes=b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"
    ),
    "list-error-json": Setting(list_bytes=b'{"error": "not authorised", "item_id": null}'),
    "list-old": Setting(list_bytes=b"item_id\nZ-1\n", list_age_days=400),
    "list-other-column": Setting(list_bytes=b"id,title\nZ-1,x\n"),
    "list-cut-off": Setting(list_bytes=b'item_id,title\nZ-1,"x\nZ-2'),
    "list-ragged": Setting(list_bytes=b"item_id,title\nZ-1,x\nZ-2\n"),
    "list-binary": Setting(list_bytes=b"PK\x03\x04\x00\x00item_id\x00Z-1"),
    "list-plain-words": Setting(list_bytes=b"Service temporarily unavailable, try again later\n"),
    "pack-unknown-key": Setting(
        edit=_in(_ARCHIVES, r"^layer = \"secrecy\"$", 'layer = "secrecy"\nstrict = true')
    ),
    "pack-bad-day": Setting(edit=_in(_ARCHIVES, r"from = 1993-07-21", 'from = "21.07.1993"')),
    "pack-no-citation": Setting(edit=_in(_ARCHIVES, r"^cite = .*$", "")),
    "pack-one-approver": Setting(
        edit=_in(_ARCHIVES, r"^approved_by = .*$", 'approved_by = ["counsel:A"]')
    ),
    "pack-opens-by-default": Setting(edit=_in(_ARCHIVES, r"^default = .*$", 'default = "open"')),
    "pack-ground-from-memory": Setting(edit=_ground_from_memory),
    "pack-cut-off": Setting(
        edit=lambda file, text: text[: len(text) // 2] if file == _ARCHIVES else text
    ),
    "pack-same-id": Setting(
        edit=_in(_ARCHIVES, r"^id = \"RU.closed-list\"$", 'id = "RU.5485-1.mark"')
    ),
    "pack-unknown-condition": Setting(
        edit=_in(_ARCHIVES, r"closed_list = \"any\"", 'closed_lists = "any"')
    ),
}
BROKEN_LISTS = tuple(
    n for n, s in SETTINGS.items() if n.startswith("list-") and not n.startswith("list-of")
)
BROKEN_LISTS += ("list-of-headings",)
BROKEN_PACKS = tuple(n for n in SETTINGS if n.startswith("pack-"))
