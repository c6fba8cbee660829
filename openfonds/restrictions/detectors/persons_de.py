"""German words for persons and children, and the tables of German together."""

from openfonds.restrictions.detectors.person_cues_western import name_pattern
from openfonds.restrictions.detectors.phrases_of import PhraseRows, PhrasesOf
from openfonds.restrictions.detectors.private_life_phrases_de import PRIVATE_LIFE

_MINORS: PhraseRows = {
    "minor": {
        "form": ("vormundschaftsakte*", "jugendgerichtssache", "schülerbogen"),
        "person": (
            "minderjährige tochter", "minderjährigen tochter", "minderjähriger sohn",
            "minderjährigen sohn*", "mündel", "fürsorgezögling*", "schülerliste",
            "schülerverzeichnis",
            "jugendlicher täter", "jugendliche täter", "jugendlichen täter*",
            "der klasse ~ schüler",
            "schüler der klasse", "schülerin der klasse", "schülerin ~ klasse", "schüler ~ klasse",
            "ins waisenhaus", "aus dem heim entlaufen", "unter vormundschaft", "das kind der",
            "säugling der", "säugling des", "neugeborene* kind*",
        ),
        "matter": (
            "schülerin", "zögling*", "waise", "waisenkind", "minderjährig*", "findelkind",
            "säugling",
            "neugeborene*", "jugendlicher", "kleinkind", "konfirmand*", "hitlerjunge", "lehrling",
        ),
        "word": ("schüler", "junge", "mädchen", "kind", "knabe", "kindes"),
    }
}  # fmt: skip

GERMAN = PhrasesOf(
    language="de",
    private_life=PRIVATE_LIFE,
    minors=_MINORS,
    cues=(
        "herr|herrn|frau|fräulein|frl|ich|mein|meine|meinem|meiner|meinen|mir|mich|er|sie|ihr"
        "|ihm|ihn"
        "|mann|ehemann|ehefrau|gatte|gattin|witwe|witwer|sohn|sohnes|tochter|bruder|schwester"
        "|vater|mutter"
        "|der kranke|die kranke|der patient|die patientin|patientin|der angeklagte|die angeklagte"
        "|der beschuldigte|die beschuldigte|die untersuchte|der gefangene|der verletzte"
        "|der häftling"
        "|der zeuge|die zeugin|der knecht|die magd|lehrling|geborene?|geb|wohnhaft|der genannte"
        "|die genannte"
    ),
    names=name_pattern("de"),
    impersonal=(
        "betten|prozent|sterblichkeit|bevölkerung|statistik|volkszählung|gesetz\\w{0,3}"
        "|verordnung\\w{0,2}"
        "|haushalt\\w{0,5}|minister\\w{0,6}|bekämpfung|verhütung|kommission|vortrag\\w{0,2}"
        "|fälle|fällen|anzahl"
        "|verein\\w{0,2}|stiftung|neubau|gemeinderat|zeitung\\w{0,2}|roman\\w{0,2}"
    ),
    ages=("{age} ?jahren?(?: alt)?", "{age}[ -]?jährig\\w{0,2}"),
    infant_ages=("{age} ?(?:monate?n?|wochen?|tagen?)(?: alt)?",),
    age_anchors=("jahr", "jähr", "monat", "woche"),
    age_words=(
        "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf",
        "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn",
    ),
    children=(
        "kind\\w{0,3}|junge\\w?|mädchen|knabe\\w?|sohn\\w{0,2}|tochter|töchter|schüler\\w{0,3}"
        "|zögling\\w{0,2}"
        "|waise\\w?|lehrling\\w{0,2}|enkel\\w{0,2}|säugling\\w{0,2}|mündel|jugendliche\\w?|täter"
        "|bruder|schwester|alt|alter"
    ),
    before_not_ages="seit|vor|nach|für|unter|über|in|binnen|alle|letzten|ersten|zu|bis|von|auf",
    not_ages="zuchthaus|gefängnis|haft|lang|später|her|dienst|festung|arbeit|garantie|krieg",
)  # fmt: skip
