"""The encoding of a text file that does not say: told by what it spells, never guessed.

UTF-8 and UTF-16 prove themselves. The eight-bit encodings of Russian do not: each reads the
others' files without an error, as nonsense. So a reading must look like Russian, and clearly more
so than the other readings; otherwise the file is refused, for mojibake must not be published.
"""

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache

from openfonds.errors import ItemError

EIGHT_BIT = ("cp1251", "koi8-r", "cp866")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE_BYTES = 200_000
MIN_PLAUSIBILITY = 0.3  # Russian prose has 0.7
MIN_LEAD = 0.25  # over the next best reading
MIN_EVIDENCE = 4.0  # lead times pairs: of three words or so. No wrong reading in 10,000 trials
MAX_CONTROL_SHARE = 0.01
CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f]")  # but not ^Z, the end in DOS
LATIN_OR_CYRILLIC = re.compile("[\t-\r -~\xa0-\u024f\u0400-\u052f\u2010-\u2044№]")

# Pairs of letters in Russian text of 1752 to 2016, the commonest first: 66, 19 and 11 % of all.
PAIR_WEIGHTS = {
    pair: weight
    for weight, pairs in {
        1.0: """
        ст ен ни ра но на ко то ов пр ро ре ан по ос ер го та ор во ли од не ва де ат те ол от
        ет ал ит ти ел ле он ри ск ль ин ес тр ом ны ка ог ла за ед об ть со да ве ия тв ми ав
        ло ем ии ме ой ис ар до ас ак ви ил ци нн ие мо ки че ся ру им ам ма же бо си из тс се
        ей пе аз ди сл ля ий вы сс ик ив сп ча
        """,
        0.7: """
        ир ег нс ьн вл нт ше ту чт уд дн ек ых ад са ок их ое оп ае бы ду ая ев га па ид ры кр
        ич тн су ац ят ые ож оз св эт ус йс бе гр чи вн вс лу му рн ур ут ым аб ез хо кт ще зи
        ну це бл иц ку оч ты вр ио ши бу ют жд ый уч ги бр ьс щи ня аю рт пи дл фе жи яв см ую
        зн сь ои рс ах зо уп би ию рг жн гл нд
        """,
        0.4: """
        ря сн ыл лю зв мы уж аг пу ул ее еж ап ук дс оо оя ба пл ша мн кс ач др ыв чн нц дв еч
        аж ян уб жа ай иа зд рм нк ву уг зы тъ ыс ющ въ мъ ге ун еш рв уш ыт ям фи бщ тк кл нь
        лж аи ьк фо кц мя ща еб аш дм еп иг лл яе гд ср ды мп ою яз ош вт ья гу ке ьш зе лн ца
        рж ещ иб ье ью ех эк вя зм рь рк ум аф нг ащ ущ ёт ец зр кж хъ бъ вш мл ящ фа дп рд тя
        уе ох уз вк зу къ бс ях ип лс сы тм йн сч
        """,
    }.items()
    for pair in pairs.split()
}
RARE_PAIR_WEIGHT = -0.7
# What one encoding makes of the words of another: wORDS, two alphabets in a word, frames in a word
NONSENSE = re.compile(
    "[а-яё][А-ЯЁ]|[A-Za-z][А-Яа-яё]|[А-Яа-яё][A-Za-z]|[А-Яа-яё][─━┄-╟╢-▟]|[─━┄-╟╢-▟][А-Яа-яё]"
)


@cache
def bytes_by_character(encoding: str) -> Mapping[str, int]:
    """The byte that an eight-bit encoding has for each character."""
    table = {}
    for value in range(256):
        with suppress(UnicodeDecodeError):
            table[bytes([value]).decode(encoding)] = value
        if 0x80 <= value < 0xA0:  # how most programs read a byte that is not in use
            table.setdefault(chr(value), value)
    return table


def characters_of(encoding: str, values: range) -> str:
    """The characters that an eight-bit encoding has for these bytes."""
    return "".join(sorted(c for c, byte in bytes_by_character(encoding).items() if byte in values))


def cyrillic_of_utf8(read_as: str) -> str:
    """A pattern for one Cyrillic letter in UTF-8, two bytes, as another encoding reads it."""
    first, second = (
        re.escape(characters_of(read_as, values))
        for values in (range(0xD0, 0xD2), range(0x80, 0xC0))
    )
    return f"[{first}][{second}]"


def decode_text(data: bytes) -> tuple[str, str]:
    """Decode a text file: (text without byte order mark, name of the encoding).

    UTF-8, UTF-16 and UTF-32 with a mark, UTF-8 and UTF-16 without, Windows-1251, KOI8-R and
    code page 866.

    Raises:
        ItemError: text.encoding_unclear, or text.not_text for what is no text at all.
    """
    text, encoding = _decode(data)
    if "\0" in text or len(CONTROLS.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise ItemError("text.not_text", "the file is not text: look what it is")
    return text, encoding


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError:
                raise _unclear(f"it is marked as {encoding} and is not") from None
    if b"\0" in data:
        return _decode_utf16(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_eight_bit(data)


def _decode_utf16(data: bytes) -> tuple[str, str]:
    readings = []
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(LATIN_OR_CYRILLIC.findall(text)) > 0.9 * len(text):
            readings.append((text, encoding))
    if len(readings) != 1:
        raise ItemError("text.not_text", "the file is not text: look what it is")
    return readings[0]


def _decode_eight_bit(data: bytes) -> tuple[str, str]:
    readings = sorted(
        (
            (*_plausibility(data[:SAMPLE_BYTES].decode(encoding, errors="replace")), encoding)
            for encoding in EIGHT_BIT
        ),
        reverse=True,
    )
    (best, n_pairs, encoding), (next_best, _, _), *_ = readings
    lead = best - next_best
    if best < MIN_PLAUSIBILITY or lead < MIN_LEAD or lead * n_pairs < MIN_EVIDENCE:
        raise _unclear("it is not UTF-8, and as Russian it cannot be told from nonsense")
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        raise _unclear(f"most of it is {encoding}, but not all") from None


def _plausibility(text: str) -> tuple[float, int]:
    """How much a text looks like Russian (1 at most, below 0 for nonsense), and of how much."""
    words = re.findall("[а-яё]+", text.lower())
    pairs = [word[i : i + 2] for word in words for i in range(len(word) - 1)]
    if not pairs:
        return 0.0, 0
    weight = sum(PAIR_WEIGHTS.get(pair, RARE_PAIR_WEIGHT) for pair in pairs)
    n_breaks = len(NONSENSE.findall(text))
    n_odd = sum(c > "\x7f" and not _belongs(c) for c in text)
    return (weight - n_breaks - n_odd) / len(pairs), len(pairs)


def _belongs(character: str) -> bool:
    """Cyrillic letters, typography, and the frames of tables drawn on a text screen."""
    return (
        "Ѐ" <= character <= "ӿ"
        or "─" <= character <= "▟"
        or character in "«»„“”‘’–—…№§°·•\u00a0\u00ad¬±"
    )


def _unclear(why: str) -> ItemError:
    return ItemError("text.encoding_unclear", f"{why}: save the file as UTF-8")
