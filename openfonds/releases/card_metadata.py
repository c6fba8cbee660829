"""The YAML at the head of a dataset card: made, and checked without a hub.

The check of the hub client only parses the YAML (HUB 3), so that a licence or a config name with
a typing error would pass; hence our own.
"""

import re
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from typing import Any

import yaml  # type: ignore[import-untyped]

from openfonds.releases.metadata.plain_text import one_line

# SPDX identifiers by the identifiers of huggingface.co/docs/hub/repositories-licenses. Families
# there ("odbl") stand for the SPDX versions named here and for no other.
HUB_LICENCES: Mapping[str, str] = {
    "Apache-2.0": "apache-2.0",
    "BSD-2-Clause": "bsd-2-clause",
    "BSD-3-Clause": "bsd-3-clause",
    "C-UDA-1.0": "c-uda",
    "CC-BY-2.0": "cc-by-2.0",
    "CC-BY-2.5": "cc-by-2.5",
    "CC-BY-3.0": "cc-by-3.0",
    "CC-BY-4.0": "cc-by-4.0",
    "CC-BY-NC-2.0": "cc-by-nc-2.0",
    "CC-BY-NC-3.0": "cc-by-nc-3.0",
    "CC-BY-NC-4.0": "cc-by-nc-4.0",
    "CC-BY-NC-ND-3.0": "cc-by-nc-nd-3.0",
    "CC-BY-NC-ND-4.0": "cc-by-nc-nd-4.0",
    "CC-BY-NC-SA-2.0": "cc-by-nc-sa-2.0",
    "CC-BY-NC-SA-3.0": "cc-by-nc-sa-3.0",
    "CC-BY-NC-SA-4.0": "cc-by-nc-sa-4.0",
    "CC-BY-ND-4.0": "cc-by-nd-4.0",
    "CC-BY-SA-3.0": "cc-by-sa-3.0",
    "CC-BY-SA-4.0": "cc-by-sa-4.0",
    "CC0-1.0": "cc0-1.0",
    "CDLA-Permissive-1.0": "cdla-permissive-1.0",
    "CDLA-Permissive-2.0": "cdla-permissive-2.0",
    "CDLA-Sharing-1.0": "cdla-sharing-1.0",
    "GFDL-1.3-only": "gfdl",
    "GFDL-1.3-or-later": "gfdl",
    "MIT": "mit",
    "ODC-By-1.0": "odc-by",
    "ODbL-1.0": "odbl",
    "PDDL-1.0": "pddl",
    "Unlicense": "unlicense",
    "etalab-2.0": "etalab-2.0",
}
LICENCE_UNKNOWN = "unknown"
LICENCE_OTHER = "other"

# ISO 639-3 to ISO 639-1, where there is a code of two letters (SIL, iso-639-3 code tables).
_TWO_LETTERS = """
aar:aa abk:ab afr:af aka:ak amh:am ara:ar arg:an asm:as ava:av ave:ae aym:ay aze:az bak:ba
bam:bm bel:be ben:bn bis:bi bod:bo bos:bs bre:br bul:bg cat:ca ces:cs cha:ch che:ce chu:cu
chv:cv cor:kw cos:co cre:cr cym:cy dan:da deu:de div:dv dzo:dz ell:el eng:en epo:eo est:et
eus:eu ewe:ee fao:fo fas:fa fij:fj fin:fi fra:fr fry:fy ful:ff gla:gd gle:ga glg:gl glv:gv
grn:gn guj:gu hat:ht hau:ha heb:he her:hz hin:hi hmo:ho hrv:hr hun:hu hye:hy ibo:ig ido:io
iii:ii iku:iu ile:ie ina:ia ind:id ipk:ik isl:is ita:it jav:jv jpn:ja kal:kl kan:kn kas:ks
kat:ka kau:kr kaz:kk khm:km kik:ki kin:rw kir:ky kom:kv kon:kg kor:ko kua:kj kur:ku lao:lo
lat:la lav:lv lim:li lin:ln lit:lt ltz:lb lub:lu lug:lg mah:mh mal:ml mar:mr mkd:mk mlg:mg
mlt:mt mon:mn mri:mi msa:ms mya:my nau:na nav:nv nbl:nr nde:nd ndo:ng nep:ne nld:nl nno:nn
nob:nb nor:no nya:ny oci:oc oji:oj ori:or orm:om oss:os pan:pa pli:pi pol:pl por:pt pus:ps
que:qu roh:rm ron:ro run:rn rus:ru sag:sg san:sa sin:si slk:sk slv:sl sme:se smo:sm sna:sn
snd:sd som:so sot:st spa:es sqi:sq srd:sc srp:sr ssw:ss sun:su swa:sw swe:sv tah:ty tam:ta
tat:tt tel:te tgk:tg tgl:tl tha:th tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug
ukr:uk urd:ur uzb:uz ven:ve vie:vi vol:vo wln:wa wol:wo xho:xh yid:yi yor:yo zha:za zho:zh
zul:zu
"""
ISO_639_1: Mapping[str, str] = dict(pair.split(":") for pair in _TWO_LETTERS.split())

SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
    (10_000_000_000, "1B<n<10B"),
    (100_000_000_000, "10B<n<100B"),
    (1_000_000_000_000, "100B<n<1T"),
)
SIZE_LARGEST = "n>1T"

CONFIG_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,95}", re.ASCII)
SPLIT_NAME = re.compile(r"\w+(\.\w+)*", re.ASCII)
LANGUAGE_CODE = re.compile(r"[a-z]{3}", re.ASCII)
TAG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LICENCE_NAME = re.compile(r"[a-z0-9.+-]+", re.ASCII)
LINK = re.compile(r"(?<!\\)\]\((?!https?://)([^)\s#]+)\)")
TASKS = frozenset({"text-generation", "fill-mask", "text-retrieval"})
KEYS = frozenset(
    {
        "pretty_name",
        "license",
        "license_name",
        "license_link",
        "language",
        "size_categories",
        "task_categories",
        "tags",
        "configs",
    }
)
FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


def front_matter(
    *,
    title: str,
    licence: str,
    languages: Collection[str],
    configs: Collection[str],
    default_config: str,
    n_documents: int,
) -> str:
    """The front matter, between its two lines of hyphens.

    Args:
        licence: SPDX identifier, or "unknown".
        languages: ISO 639-3 codes.
        configs: names of the configs that have rows; `datasets` cannot load an empty one.
    """
    fields = {
        "pretty_name": one_line(title),
        **_licence_fields(licence),
        "language": sorted({ISO_639_1.get(code, code) for code in languages}),
        "size_categories": [size_category(n_documents)],
        "task_categories": ["text-generation"],
        "tags": ["archives", "cultural-heritage", "historical", "ocr", "openfonds"],
        "configs": [
            {
                "config_name": name,
                "data_files": [{"split": "train", "path": f"data/{name}/{name}-*.parquet"}],
                **({"default": True} if name == default_config else {}),
            }
            for name in configs
        ],
    }
    filled = {key: value for key, value in fields.items() if value}
    text = yaml.safe_dump(filled, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{text}---\n"


def size_category(n_documents: int) -> str:
    """The size category of the hub."""
    return next((name for limit, name in SIZES if n_documents < limit), SIZE_LARGEST)


def validate_card(text: str, files: Collection[str]) -> list[str]:
    """What is wrong with the front matter of a card; nothing if the list is empty.

    Args:
        files: paths of all files of the release, relative, POSIX.
    """
    match = FRONT_MATTER.match(text)
    if not match:
        return ["README.md does not begin with a front matter between two lines of ---"]
    try:
        fields = yaml.safe_load(match.group(1))
    except yaml.YAMLError:
        return ["README.md: the front matter is not YAML"]
    if not isinstance(fields, dict):
        return ["README.md: the front matter must be a table of keys and values"]
    return [
        *_licence_problems(fields),
        *_key_problems(fields),
        *_list_problems(fields, "language", _is_language, "an ISO 639-1 or 639-3 code"),
        *_list_problems(fields, "size_categories", _is_size, "a size category of the hub"),
        *_list_problems(fields, "task_categories", TASKS.__contains__, "a task that we know"),
        *_list_problems(fields, "tags", TAG.fullmatch, "a tag of small letters and hyphens"),
        *_config_problems(fields.get("configs"), files),
        *_link_problems(text[match.end() :], files),
    ]


def _licence_fields(licence: str) -> dict[str, str]:
    if licence == LICENCE_UNKNOWN:
        return {"license": LICENCE_UNKNOWN}
    if licence in HUB_LICENCES:
        return {"license": HUB_LICENCES[licence]}
    name = re.sub(r"[^a-z0-9.+-]+", "-", licence.lower()).strip("-")
    return {"license": LICENCE_OTHER, "license_name": name or "see-text"}


def _licence_problems(fields: dict[str, Any]) -> list[str]:
    licence, name = fields.get("license"), fields.get("license_name")
    if licence == LICENCE_OTHER:
        if not isinstance(name, str) or not LICENCE_NAME.fullmatch(name):
            return ["license is other: give it a license_name in small letters, digits and hyphens"]
        return []
    known = licence == LICENCE_UNKNOWN or licence in HUB_LICENCES.values()
    return [] if known else [f"license {licence!r} is not an identifier of the hub"]


def _key_problems(fields: dict[str, Any]) -> list[str]:
    unknown = sorted(str(key) for key in fields if key not in KEYS)
    name = fields.get("pretty_name")
    return [
        *(f"{key!r} is not a key that we write into a card" for key in unknown),
        *(["pretty_name must be a text"] if name is not None and not isinstance(name, str) else []),
    ]


def _link_problems(text: str, files: Collection[str]) -> list[str]:
    """Links of the card to files that the release does not have."""
    missing = dict.fromkeys(path for path in LINK.findall(text) if path not in files)
    return [f"the card links to {path}, which is not in the release" for path in missing]


def _is_language(code: str) -> bool:
    """A code in the form that hubs show: two letters wherever ISO 639-1 has them."""
    if len(code) == 2:
        return code in ISO_639_1.values()
    return bool(LANGUAGE_CODE.fullmatch(code)) and code not in ISO_639_1


def _is_size(value: str) -> bool:
    return value == SIZE_LARGEST or value in {name for _, name in SIZES}


def _list_problems(fields: dict[str, Any], key: str, accepts: Any, what: str) -> list[str]:
    values = fields.get(key, [])
    if not isinstance(values, list):
        return [f"{key} must be a list"]
    wrong = [v for v in values if not isinstance(v, str) or not accepts(v)]
    twice = sorted({str(v) for v in values if values.count(v) > 1})
    return [
        *(f"{key}: {value!r} is not {what}" for value in wrong),
        *(f"{key}: {value} occurs more than once" for value in twice),
    ]


def _config_problems(configs: Any, files: Collection[str]) -> list[str]:
    if not isinstance(configs, list) or not configs:
        return ["configs: there must be at least one"]
    problems: list[str] = []
    taken: dict[str, str] = {}  # file, and the config that has it already
    names = [c.get("config_name") if isinstance(c, dict) else None for c in configs]
    for name, config in zip(names, configs, strict=True):
        if not isinstance(name, str) or not CONFIG_NAME.fullmatch(name):
            problems.append(f"configs: {name!r} cannot be the name of a config")
        elif names.count(name) > 1:
            problems.append(f"configs: {name} occurs more than once")
        else:
            problems += [f"config {name}: {p}" for p in _data_file_problems(config, files)]
            for file in _files_of(config, files):
                if taken.setdefault(file, name) != name:
                    problems.append(f"config {name}: {file} is in config {taken[file]} as well")
    defaults = sum(1 for c in configs if isinstance(c, dict) and c.get("default") is True)
    if len(configs) > 1 and defaults != 1:
        problems.append(f"configs: {defaults} are the default; there must be one")
    return problems


def _files_of(config: dict[str, Any], files: Collection[str]) -> list[str]:
    entries = config.get("data_files")
    paths = (
        [e.get("path") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    )
    return [f for f in sorted(files) if any(isinstance(p, str) and _matches(f, p) for p in paths)]


def _matches(file: str, pattern: str) -> bool:
    """As hubs match: `*` does not cross a slash."""
    parts, wanted = file.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def _data_file_problems(config: dict[str, Any], files: Collection[str]) -> list[str]:
    entries = config.get("data_files")
    if not isinstance(entries, list) or not entries:
        return ["data_files must be a list of split and path"]
    problems = []
    for entry in entries:
        split, path = (
            (entry.get("split"), entry.get("path")) if isinstance(entry, dict) else (None, None)
        )
        if not isinstance(split, str) or not SPLIT_NAME.fullmatch(split):
            problems.append(f"{split!r} cannot be the name of a split")
        if not isinstance(path, str) or not any(_matches(f, path) for f in files):
            problems.append(f"no file matches {path!r}")
    return problems
