"""ISO 2709 as bytes: records, and everything between them that is none.

Real files have wrong lengths (after a conversion of the characters), missing terminators, line
ends between records and an end that was cut off. The terminators are believed before the
numbers, and every byte that belongs to no record is accounted for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from openfonds.errors import ItemError

RECORD_END, FIELD_END, SUBFIELD = b"\x1d", b"\x1e", b"\x1f"
LEADER_BYTES = 24
# Length, five characters of use, two lengths, base address, three, and the map of the directory.
LEADER = re.compile(rb"[0-9]{5}[\x20-\x7e|^]{5}[0-9 ][0-9 ][\x20-\x7e]{5}[\x20-\x7e]{3}4[0-9 ]{3}")
_NEXT = re.compile(rb"\x1e[\s\0\x1a]*(?=" + LEADER.pattern + rb")")
_BLANK = b" \t\r\n\0\x1a\xef\xbb\xbf"
_BLANKS = re.compile(b"[" + _BLANK + b"]*")
MAX_RECORD_BYTES = 4 << 20  # the length says 99999 at most; longer ones exist
_CHUNK_BYTES = 1 << 16
_ENTRY = 12
_MOST_TRIES = 1000  # of what looks like a leader and is none, in one stretch
_TAG = re.compile(rb"[\x20-\x7e]{3}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of bytes: one record, or (`fault`) something that is none."""

    offset: int
    data: bytes
    fault: str = ""
    remarks: tuple[str, ...] = ()


def pieces(stream: IO[bytes]) -> Iterator[Piece]:
    """The records of a file and what is lost between them, in order.

    Blank space between records is neither.
    """
    for offset, data, is_ended in _between_terminators(stream):
        yield from _records_in(offset, data, is_ended=is_ended)


def _between_terminators(stream: IO[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """What stands before each record terminator, and whether there is one."""
    offset, kept = 0, bytearray()
    while chunk := stream.read(_CHUNK_BYTES):
        parts = chunk.split(RECORD_END)
        for part in parts[:-1]:
            kept += part
            yield offset, bytes(kept), True
            offset += len(kept) + 1
            kept.clear()
        kept += parts[-1]
        if len(kept) > MAX_RECORD_BYTES:
            yield offset, bytes(kept), False
            offset += len(kept)
            kept.clear()
    if kept:
        yield offset, bytes(kept), False


def _records_in(offset: int, data: bytes, *, is_ended: bool) -> Iterator[Piece]:
    """The record that ends here, and those before it whose terminator is missing."""
    start = 0
    while start < len(data):
        blank = _BLANKS.match(data, start)
        start = blank.end() if blank else start
        if start >= len(data):
            return
        if not LEADER.match(data, start):
            begin = _sound_leader(LEADER, data, start)
            if begin < 0:
                yield Piece(offset + start, data[start:], "no record")
                return
            yield Piece(offset + start, data[start:begin], "no record")
            start = begin
        end = len(data)
        remarks: tuple[str, ...] = ()
        following = _sound_leader(_NEXT, data, start + LEADER_BYTES)
        if following >= 0:
            end, remarks = data.rindex(FIELD_END, start, following) + 1, ("marc.no_terminator",)
        elif not is_ended:
            if not data.rstrip(_BLANK).endswith(FIELD_END) or _is_short(data[start:]):
                yield Piece(offset + start, data[start:], "cut off")
                return
            remarks = ("marc.no_terminator",)
        yield Piece(offset + start, data[start:end], "", remarks)
        start = end


def _sound_leader(pattern: re.Pattern[bytes], data: bytes, start: int) -> int:
    """Where the next leader begins whose directory ends where it says; -1 for none.

    Digits of a directory and copies of a leader in a field look like one too.
    """
    for _ in range(_MOST_TRIES):
        found = pattern.search(data, start)
        if not found:
            break
        begin = found.end() if pattern is _NEXT else found.start()
        base = data[begin + 12 : begin + 17]
        if base.isdigit() and data[begin + int(base) - 1 : begin + int(base)] == FIELD_END:
            return begin
        start = found.start() + 1
    return -1


def _is_short(data: bytes) -> bool:
    """Whether less is there than the leader says, apart from the terminator."""
    return len(data.rstrip(_BLANK)) + 1 < int(data[:5])


def fields_of(piece: Piece) -> tuple[str, list[tuple[str, bytes]], tuple[str, ...]]:
    """Leader, (tag, bytes) of each field, and remarks.

    Where the addresses of the directory do not fit, the terminators of the fields count, as long
    as there are as many as tags.

    Raises:
        ItemError: marc.directory_broken, marc.no_fields_in_record.
    """
    data = piece.data
    remarks = list(piece.remarks)
    leader = data[:LEADER_BYTES].decode("ascii")
    base = data.find(FIELD_END, LEADER_BYTES) + 1
    if not base:
        raise ItemError("marc.directory_broken", "the directory has no end")
    directory = data[LEADER_BYTES : base - 1]
    if not directory:
        raise ItemError("marc.no_fields_in_record", "the record has a leader and no fields")
    entries = _entries(directory)
    if int(leader[:5]) != len(data) + 1 and not piece.remarks:
        remarks.append("marc.length_wrong")
    body = data[base:]
    fields = _by_address(entries, body)
    if fields is None:
        fields = _by_terminator(entries, body)
        remarks.append("marc.directory_wrong")
    if leader[12:17] != f"{base:05d}":
        remarks.append("marc.directory_wrong")
    return leader, fields, tuple(dict.fromkeys(remarks))


def _entries(directory: bytes) -> list[tuple[str, int, int]]:
    broken = ItemError("marc.directory_broken", "the directory is damaged")
    if len(directory) % _ENTRY:
        raise broken
    entries = []
    for at in range(0, len(directory), _ENTRY):
        entry = directory[at : at + _ENTRY]
        tag, numbers = entry[:3], entry[3:]
        if not (_TAG.fullmatch(tag) and numbers.isdigit()):
            raise broken
        entries.append((tag.decode("ascii"), int(numbers[:4]), int(numbers[4:])))
    return entries


def _by_address(entries: list[tuple[str, int, int]], body: bytes) -> list[tuple[str, bytes]] | None:
    """The fields where the directory says, or None if that misses or leaves out anything."""
    covered = sum(length for _, length, _ in entries)
    if not len(body.rstrip(_BLANK)) <= covered <= len(body):
        return None
    fields = []
    for tag, length, start in entries:
        field = body[start : start + length]
        if len(field) != length or field.find(FIELD_END) != length - 1:
            return None
        fields.append((tag, field[:-1]))
    return fields


def _by_terminator(entries: list[tuple[str, int, int]], body: bytes) -> list[tuple[str, bytes]]:
    values = body.split(FIELD_END)
    if not values[-1].strip(_BLANK):
        values.pop()
    if len(values) != len(entries):
        raise ItemError(
            "marc.directory_broken",
            f"the directory has {len(entries)} fields and the record {len(values)}",
        )
    starts = [start for _, _, start in entries]
    # Addresses that are all different still tell the order, however wrong they are.
    in_order = sorted(entries, key=lambda e: e[2]) if len(set(starts)) == len(starts) else entries
    return [(tag, value) for (tag, _, _), value in zip(in_order, values, strict=True)]
