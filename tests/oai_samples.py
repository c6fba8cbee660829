"""A repository of OAI-PMH in a few lines: records, pages, tokens that expire."""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.harvest_server import Reply

OAI = 'xmlns="http://www.openarchives.org/OAI/2.0/"'
DC_OPEN = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
)
MARC_OPEN = '<marc:record xmlns:marc="http://www.loc.gov/MARC21/slim">'
MODS_OPEN = '<m:mods xmlns:m="http://www.loc.gov/mods/v3">'


def dublin_core(**values: str | list[str]) -> str:
    """Metadata in oai_dc."""
    body = "".join(
        f"<dc:{name}>{escape(text)}</dc:{name}>"
        for name, texts in values.items()
        for text in ([texts] if isinstance(texts, str) else texts)
    )
    return f"{DC_OPEN}{body}</oai_dc:dc>"


def marc(title: str, url: str) -> str:
    """Metadata in MARCXML."""
    return (
        f"{MARC_OPEN}<marc:leader>00000nam a2200000 a 4500</marc:leader>"
        '<marc:datafield tag="245" ind1="0" ind2="0">'
        f'<marc:subfield code="a">{escape(title)}</marc:subfield></marc:datafield>'
        '<marc:datafield tag="856" ind1="4" ind2="0">'
        f'<marc:subfield code="u">{escape(url)}</marc:subfield></marc:datafield></marc:record>'
    )


def mods(title: str, url: str) -> str:
    """Metadata in MODS."""
    return (
        f"{MODS_OPEN}<m:titleInfo><m:title>{escape(title)}</m:title></m:titleInfo>"
        f"<m:location><m:url>{escape(url)}</m:url></m:location></m:mods>"
    )


def record(
    number: int, stamp: str, metadata: str = "", *, deleted: bool = False, about: str = ""
) -> str:
    """A record with its header."""
    status = ' status="deleted"' if deleted else ""
    body = "" if deleted else f"<metadata>{metadata}</metadata>"
    said = f"<about><rights>{escape(about)}</rights></about>" if about else ""
    return (
        f"<record><header{status}><identifier>oai:a.example:{number}</identifier>"
        f"<datestamp>{stamp}</datestamp><setSpec>fond:1</setSpec></header>{body}{said}</record>"
    )


def answer(inner: str, date: str = "2026-11-20T10:00:00Z", *, prolog: str = "") -> bytes:
    """An answer with something in it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<OAI-PMH {OAI}>'
        f"<responseDate>{date}</responseDate><request>http://a.example/oai</request>"
        f"{inner}</OAI-PMH>"
    ).encode()


@dataclass
class Repository:
    """Answers as OAI-PMH 2.0 says. `records` are (datestamp, record)."""

    records: list[tuple[str, str]] = field(default_factory=list)
    page: int = 2
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    date: str = "2026-11-20T10:00:00Z"
    expires_after: int = 0  # tokens that are good; then each is bad once
    asked: list[dict[str, str]] = field(default_factory=list)
    broken: Callable[[dict[str, str]], Reply | None] = lambda _: None
    n_tokens: int = 0

    def __call__(self, query: dict[str, str]) -> Reply:
        self.asked.append(query)
        if (reply := self.broken(query)) is not None:
            return reply
        return Reply(self._answer(query), kind="text/xml")

    def _answer(self, query: dict[str, str]) -> bytes:
        if query["verb"] == "Identify":
            return answer(
                f"<Identify><protocolVersion>2.0</protocolVersion>"
                f"<granularity>{self.granularity}</granularity></Identify>",
                self.date,
            )
        since = query.get("from", "")
        start = 0
        if token := query.get("resumptionToken"):
            self.n_tokens += 1
            if self.n_tokens == self.expires_after:
                return answer('<error code="badResumptionToken">expired</error>', self.date)
            start, _, since = token.partition("/")[0], "", token.partition("/")[2]
        found = [text for stamp, text in self.records if not since or stamp >= since]
        if not found:
            return answer('<error code="noRecordsMatch"/>', self.date)
        begin = int(start)
        more = begin + self.page < len(found)
        token = f"{begin + self.page}/{since}" if more else ""
        listed = "".join(found[begin : begin + self.page])
        size = f' completeListSize="{len(found)}"'
        return answer(
            f"<ListRecords>{listed}<resumptionToken{size}>{token}</resumptionToken></ListRecords>",
            self.date,
        )
