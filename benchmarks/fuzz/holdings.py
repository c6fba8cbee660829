"""Holdings that the fuzzer begins from: a file that is made malformed, and what lies beside it."""

import bz2
import gzip
import hashlib
import io
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.fuzz.mutations import mutated

ZIPPED = (".zip", ".docx", ".docm", ".odt", ".ott", ".xlsx")
PACKED = (".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz")
TEXT = "Слушали: о мощеніи улицъ.".encode()
PAGES = {"x.txt": TEXT, "y.txt": TEXT}
INVENTORY = 'item_id;files;title;date\nФ. 1. Д. 1;x.txt;Журналъ;1912\nФ. 1. Д. 2;"x.txt;y.txt";;\n'
TABBED = "item_id\tfiles\ttitle\tdate\nФ. 1. Д. 1\tx.txt\tЖурналъ\t1912\nФ. 1. Д. 2\ty.txt\t\t\n"
MANIFEST = """{"@context": "http://iiif.io/api/presentation/3/context.json", "id": "https://a/m",
"type": "Manifest", "label": {"ru": ["Журналъ"]}, "items": [{"id": "https://a/c", "type": "Canvas",
"width": 9, "height": 9, "items": [{"id": "p", "type": "AnnotationPage", "items": [{"id": "n",
"type": "Annotation", "motivation": "painting", "target": "https://a/c", "body": {"id":
"https://a/x.png", "type": "Image", "format": "image/png"}}]}]}]}"""
MANIFEST_2 = """{"@context": "http://iiif.io/api/presentation/2/context.json", "@id": "https://a/m",
"@type": "sc:Manifest", "label": "Журналъ", "metadata": [{"label": "Дата", "value": "1912"}],
"sequences": [{"canvases": [{"@id": "https://a/c", "@type": "sc:Canvas", "images": [{"resource":
{"@id": "https://a/x.png", "service": {"@id": "https://a/x"}}}]}]}]}"""
MODS = """<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods><titleInfo><title>Журналъ</title>
</titleInfo><name type="personal"><namePart>Ивановъ</namePart></name><originInfo><dateIssued
encoding="w3cdtf">1912</dateIssued></originInfo><language><languageTerm>rus</languageTerm></language>
<identifier type="local">x</identifier><location><url>x.txt</url></location><accessCondition>open
</accessCondition></mods><mods><identifier>y</identifier></mods></modsCollection>"""
DUBLIN_CORE = """<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Журналъ</dc:title><dc:date>1912</dc:date>
<dc:identifier>x</dc:identifier><dc:rights>open</dc:rights><dc:creator>Ивановъ</dc:creator>
</oai_dc:dc>"""
OAI = f"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-20T10:00:00Z
</responseDate><request verb="ListRecords">https://a/oai</request><ListRecords><record><header>
<identifier>oai:a:1</identifier><datestamp>2026-11-01</datestamp><setSpec>f:1</setSpec></header>
<metadata>{DUBLIN_CORE}</metadata></record><record><header status="deleted"><identifier>oai:a:2
</identifier><datestamp>2026-11-02</datestamp></header></record><resumptionToken>t</resumptionToken>
</ListRecords></OAI-PMH>""".replace("<dc:identifier>x<", "<dc:identifier>https://a/x.txt<")
EAD3 = """<ead xmlns="http://ead3.archivists.org/schema/"><control><recordid>f1</recordid></control>
<archdesc level="fonds"><did><unitid>Ф. 1</unitid><unittitle>Дума</unittitle></did><accessrestrict>
<p>Open</p></accessrestrict><dsc><c level="file"><did><unitid>Д. 1</unitid><unittitle>Журналъ
</unittitle><unitdatestructured><daterange><fromdate standarddate="1905">1905</fromdate><todate
standarddate="1912">1912</todate></daterange></unitdatestructured><daoset><dao daotype="derived"
href="x.txt"/></daoset></did></c><c level="file"><did><unitid>Д. 2</unitid></did></c></dsc>
</archdesc></ead>"""
IARCHIVES = """<unit xmlns="http://www.iarchives.com/schema/2002/export"><date>01-Jan-1912</date>
<number>1</number><pages><page-ref href="pages/0.xml"/></pages><articles><article-ref
href="articles/0.xml"/></articles></unit>"""
METS = """<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"
OBJID="m"><dmdSec ID="D"><mdWrap MDTYPE="MODS"><xmlData><mods xmlns="http://www.loc.gov/mods/v3">
<titleInfo><title>Журналъ</title></titleInfo></mods></xmlData></mdWrap></dmdSec><fileSec><fileGrp
USE="DEFAULT"><file ID="f" MIMETYPE="image/png"><FLocat LOCTYPE="URL" xlink:href="x.png"/></file>
<file ID="t" MIMETYPE="text/plain"><FLocat LOCTYPE="URL" xlink:href="x.txt"/></file></fileGrp>
</fileSec><structMap TYPE="PHYSICAL"><div TYPE="physSequence"><div TYPE="page" ORDER="1"><fptr
FILEID="f"/></div></div></structMap></mets>"""
MARCXML = """<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a
4500</leader><controlfield tag="001">b1</controlfield><datafield tag="245" ind1="1" ind2="0">
<subfield code="a">Журналъ</subfield></datafield><datafield tag="856" ind1="4" ind2="0"><subfield
code="u">x.txt</subfield></datafield></record></collection>"""
COLLECTION = """title = "Дума"
languages = ["rus"]
policies = ["ru"]
open_series = ["Ф. 1"]
bag_profiles = []

[[closed_lists]]
id = "closed"
path = "closed.csv"
key = "item_id"
max_age_days = 400
"""
CLOSED = "item_id;why\nФ. 1. Д. 1;закрыто\nФ. 1. Д. 9;\n"
PROFILE = """{"BagIt-Profile-Info": {"BagIt-Profile-Identifier": "https://a/profile.json",
"Version": "1.0"}, "Bag-Info": {"Source-Organization": {"required": true, "values": ["Дума"]}},
"Manifests-Required": ["sha256"], "Allow-Fetch.txt": false, "Accept-BagIt-Version": ["1.0"],
"Tag-Files-Required": ["collection.toml"]}"""


@dataclass(frozen=True, slots=True)
class Holding:
    """Files by name, one of which is to be malformed."""

    label: str  # of the seed: decides the faults, with their number
    malformed: str
    files: Mapping[str, bytes]

    @property
    def is_packed(self) -> bool:
        """Whether the malformed file is the whole holding."""
        return self.malformed.endswith(PACKED)

    def with_faults(self, number: int) -> bytes:
        """The malformed file, always the same for a number.

        Every other time the faults are within a packed file that is sound itself: else checksums
        would keep them from what reads its members.
        """
        random_ = random.Random(f"{self.label} {number}")
        data = self.files[self.malformed]
        if number % 2 and self.malformed.endswith(ZIPPED):
            return _zip_with_faults(data, random_)
        if number % 2 and self.malformed.endswith(".tar.gz"):
            return gzip.compress(mutated(gzip.decompress(data), random_), mtime=0)
        return mutated(data, random_)


def made() -> dict[str, Callable[[], list[Holding]]]:
    """Readers whose seeds are written here."""
    described = {
        "inventory": ("inventory.csv", INVENTORY),
        "tsv": ("inventory.tsv", TABBED),
        "iiif": ("manifest.json", MANIFEST),
        "iiif2": ("manifest.json", MANIFEST_2),
        "mods": ("records.xml", MODS),
        "dc": ("x.xml", DUBLIN_CORE),
        "oai": ("answer.xml", OAI),
        "ead3": ("ead.xml", EAD3),
        "iarchives": ("unit.xml", IARCHIVES),
        "mets+files": ("mets.xml", METS),
        "marcxml+files": ("records.xml", MARCXML),
    }
    beside = {**PAGES, "x.png": _image("PNG"), "pages/0.xml": b"<page/>", "pages/0.png": b""}
    return {
        **{
            reader: partial(_alone, reader, name, {**beside, name: text.encode()})
            for reader, (name, text) in described.items()
        },
        "collection": lambda: [_settings("collection.toml"), _settings("closed.csv")],
        "bag": _bags,
        "iso2709+files": lambda: _alone(
            "iso2709", "records.mrc", {**PAGES, "records.mrc": _iso2709()}
        ),
        "xlsx": lambda: _alone("xlsx", "inventory.xlsx", {**PAGES, "inventory.xlsx": _workbook()}),
        "zip": lambda: _alone("zip", "holding.zip", {"holding.zip": _zip(_packed())}),
        **{
            f"tar{ending}": partial(
                _alone, f"tar{ending}", f"h.tar{ending}", {f"h.tar{ending}": pack(_tar())}
            )
            for ending, pack in _PACK.items()
        },
        "webp": lambda: [_picture("webp", "WEBP"), _picture("webp", "WEBP", lossless=True)],
        "tiffs": _tiffs,
        "jp2s": lambda: [
            _picture("jp2", "JPEG2000"),
            _picture("jp2", "JPEG2000", "L", irreversible=True, num_resolutions=3),
            _picture("j2k", "JPEG2000", "L", no_jp2=True),
        ],
    }


_PACK: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": partial(gzip.compress, mtime=0),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


def _alone(label: str, malformed: str, files: Mapping[str, bytes]) -> list[Holding]:
    return [Holding(label, malformed, files)]


def _iso2709() -> bytes:
    """Two sound records of MARC 21 in one file (ISO 2709), each with a link to its file."""
    records = b""
    for name in PAGES:
        fields = {"001": name, "245": "10\x1faЖурналъ", "856": f"40\x1fu{name}"}
        directory, body = b"", b""
        for tag, written in fields.items():
            data = written.encode() + b"\x1e"
            directory += f"{tag}{len(data):04d}{len(body):05d}".encode()
            body += data
        base = 24 + len(directory) + 1
        leader = f"{base + len(body) + 1:05d}nam a22{base:05d} a 4500".encode()
        records += leader + directory + b"\x1e" + body + b"\x1d"
    return records


def _settings(malformed: str) -> Holding:
    files = {"inventory.csv": INVENTORY, "collection.toml": COLLECTION, "closed.csv": CLOSED}
    return Holding(malformed, malformed, {**PAGES, **{n: t.encode() for n, t in files.items()}})


def _bags() -> list[Holding]:
    payload = {"data/inventory.csv": INVENTORY.encode(), "data/x.txt": TEXT, "data/y.txt": TEXT}
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "Source-Organization: Дума\nBagging-Date: 2026-11-01\nPayload-Oxum: 1.3\n"
        "BagIt-Profile-Identifier: https://a/profile.json\n".encode(),
        "profile.json": PROFILE.encode(),
        "fetch.txt": b"http://192.0.2.1/y.txt 25 data/y.txt\n",
        "manifest-sha256.txt": _sums(payload),
        "collection.toml": COLLECTION.encode(),
    }
    tags["bag-info.txt"] = tags["bag-info.txt"].replace(
        b"1.3", f"{sum(map(len, payload.values()))}.{len(payload)}".encode()
    )
    whole = {**payload, **tags}
    whole["tagmanifest-sha256.txt"] = _sums(tags)
    without_tags = {n: d for n, d in whole.items() if not n.startswith("tagmanifest")}
    every = [name for name in tags if name != "collection.toml"]
    return [
        # Without the manifest of tags, or its sums would be all that is ever read.
        *(Holding(f"bag {name}", name, without_tags) for name in every),
        Holding("bag tagmanifest", "tagmanifest-sha256.txt", whole),
    ]


def _sums(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(d).hexdigest()}  {n}\n" for n, d in files.items()).encode()


def _packed() -> dict[str, bytes]:
    return {"inventory.csv": INVENTORY.encode(), **PAGES}


def _zip(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def _zip_with_faults(data: bytes, random_: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = {one.filename: packed.read(one) for one in packed.infolist() if one.file_size}
    name = random_.choice(sorted(members))
    members[name] = mutated(members[name], random_)
    return _zip(members)


def _tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:") as packed:
        for name, data in _packed().items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            packed.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def _image(form: str, mode: str = "L", n_frames: int = 1, **options: Any) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    frame = Image.linear_gradient("L").resize((120, 80)).convert(mode)
    more = {"save_all": True, "append_images": [frame] * (n_frames - 1)} if n_frames > 1 else {}
    frame.save(stream, form, **more, **options)
    return stream.getvalue()


def _picture(name: str, form: str, mode: str = "RGB", **options: Any) -> Holding:
    data = _image(form, mode, **options)
    return Holding(f"{name} {mode} {sorted(options.items())}", f"x.{name}", {f"x.{name}": data})


def _tiffs() -> list[Holding]:
    return [
        _picture("tif", "TIFF", "1", compression="group4", n_frames=3),
        _picture("tif", "TIFF", "RGB", compression="jpeg"),
        _picture("tif", "TIFF", "I;16"),
        _picture("tif", "TIFF", "CMYK", compression="tiff_lzw", n_frames=2),
        _picture("tif", "TIFF", "P", compression="packbits"),
        _picture("tif", "TIFF", "L", compression="tiff_adobe_deflate", big_tiff=True),
    ]


def _workbook() -> bytes:
    """The inventory as a workbook with one sheet (ECMA-376)."""
    spaces = "http://schemas.openxmlformats.org"
    main = f"{spaces}/spreadsheetml/2006/main"
    rows = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in line.split(";")[:4])
        + "</row>"
        for line in INVENTORY.replace('"x.txt;y.txt"', "x.txt").splitlines()
    )
    links = f"{spaces}/officeDocument/2006/relationships"
    package = f"{spaces}/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{links}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    return _zip({name: text.encode() for name, text in parts.items()})
