"""A MARC record, whatever it came in."""

from collections.abc import Iterator
from dataclasses import dataclass

FAULT_LIMIT = 16


@dataclass(frozen=True, slots=True)
class Field:
    """A field: of control (`value`) or of data (indicators and subfields)."""

    tag: str
    value: str = ""
    indicators: str = "  "
    subfields: tuple[tuple[str, str], ...] = ()

    def all(self, codes: str) -> list[str]:
        """The subfields of any of these codes, as they stand, without empty ones."""
        return [text for code, value in self.subfields if code in codes and (text := value.strip())]

    def first(self, codes: str) -> str:
        """The first of them, "" for none."""
        return next(iter(self.all(codes)), "")

    @property
    def text(self) -> str:
        """All that the field says."""
        return self.value or " ".join(v.strip() for _, v in self.subfields if v.strip())


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `where` says where it stood, in words for staff."""

    leader: str
    fields: tuple[Field, ...]
    where: str
    remarks: tuple[str, ...] = ()

    def at(self, *tags: str) -> Iterator[Field]:
        """The fields of these tags, tag by tag."""
        for tag in tags:
            for field in self.fields:
                if field.tag == tag:
                    yield field

    def control(self, tag: str) -> str:
        """The value of a control field, "" for none."""
        return next((f.value for f in self.at(tag)), "")

    def first(self, tag: str, codes: str) -> str:
        """The first subfield of any of these codes in the fields of a tag."""
        return next((text for f in self.at(tag) if (text := f.first(codes))), "")

    @property
    def is_unimarc(self) -> bool:
        """UNIMARC has the title in 200, MARC 21 in 245; else the leader has to tell (23 blank)."""
        tags = {field.tag for field in self.fields}
        if ("200" in tags) != ("245" in tags):
            return "200" in tags
        return self.leader[20:24] == "450 "


@dataclass(frozen=True, slots=True)
class Lost:
    """Something in a file that is no record, or one that cannot be read."""

    reason: str  # code
    where: str
    message: str
