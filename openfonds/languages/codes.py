"""Languages as archives write them, and their codes in ISO 639-3 and ISO 639-1.

Matching is by exact lookup after folding, never by resemblance: a name that is not in the table is
unknown. The table holds the codes of ISO 639-1, 639-2 (bibliographic and terminological) and
639-3, and names and abbreviations in Russian and English (GOST 7.75-97 gives the Russian ones).
"""

import re
from collections.abc import Iterable, Iterator

UNDETERMINED = "und"  # ISO 639-3

# ISO 639-3, ISO 639-1 or -, then names, abbreviations and further codes.
_TABLE = """
abk ab  абхазский, абх, abkhazian, abkhaz
abq -   абазинский, абаз, abaza
afr af  африкаанс, бурский, afrikaans
ady -   адыгейский, адыг, adyghe, adygei
aii -   ассирийский, айсорский, assyrian
alt -   алтайский, южноалтайский, ойротский, алт, altai, southern altai
ara ar  арабский, араб, arabic
ava av  аварский, авар, avar, avaric
aze az  азербайджанский, тюркский азербайджанский, азерб, azerbaijani
bak ba  башкирский, башк, bashkir
bel be  белорусский, белор, белорус, бел, belarusian, byelorussian, belorussian
bre br  бретонский, breton
bul bg  болгарский, болг, bulgarian
bxr -   бурятский, бурят-монгольский, бурят, buriat, buryat, bua
cat ca  каталанский, каталонский, catalan
ces cs  чешский, чеш, czech, cze
che ce  чеченский, чечен, chechen
chm -   марийский, черемисский, мар, mari, cheremis
chu cu  церковнославянский, церковно-славянский, старославянский, цслав, ц-слав, church slavonic
chv cv  чувашский, чуваш, chuvash
ckt -   чукотский, chukchi
crh -   крымскотатарский, крымско-татарский, крымтат, crimean tatar
cym cy  валлийский, уэльский, welsh, wel
dan da  датский, дат, danish
dar -   даргинский, дарг, dargwa
deu de  немецкий, нем, german, ger, deutsch
ell el  греческий, новогреческий, греч, greek, modern greek, gre
eng en  английский, англ, english
epo eo  эсперанто, esperanto
est et  эстонский, эст, estonian
eus eu  баскский, basque, baq
eve -   эвенский, эвен, even
evn -   эвенкийский, тунгусский, эвенк, evenki
fas fa  персидский, фарси, перс, persian, farsi, per
fin fi  финский, фин, finnish
fra fr  французский, франц, фр, french, fre, francais, français
fry fy  фризский, frisian, western frisian
gla gd  гэльский, шотландский гэльский, scottish gaelic
gle ga  ирландский, irish
glg gl  галисийский, галисийск, galician
grc -   древнегреческий, др-греч, ancient greek
heb he  иврит, древнееврейский, еврейский, др-евр, hebrew
hin hi  хинди, hindi
hrv hr  хорватский, хорв, croatian, scr
hsb -   верхнелужицкий, лужицкий, серболужицкий, upper sorbian
hun hu  венгерский, мадьярский, венг, hungarian
hye hy  армянский, арм, armenian, arm
inh -   ингушский, ингуш, ingush
isl is  исландский, исл, icelandic, ice
ita it  итальянский, итал, ит, italian
izh -   ижорский, ingrian
jpn ja  японский, яп, japanese
kat ka  грузинский, груз, georgian, geo
kaz kk  казахский, каз, kazakh
kbd -   кабардинский, кабардино-черкесский, кабард, kabardian
kca -   хантыйский, остяцкий, khanty, ostyak
kir ky  киргизский, кыргызский, кирг, kyrgyz, kirghiz
kjh -   хакасский, хакас, khakas
koi -   коми-пермяцкий, коми-перм, komi-permyak
kor ko  корейский, кор, korean
kpv -   коми, коми-зырянский, зырянский, komi, komi-zyrian, kom
krc -   карачаево-балкарский, карачаевский, балкарский, karachay-balkar
krl -   карельский, карел, karelian
kum -   кумыкский, кумык, kumyk
lat la  латинский, латынь, лат, latin
lav lv  латышский, латыш, latvian
lbe -   лакский, lak
lez -   лезгинский, лезг, lezgian
lit lt  литовский, лит, lithuanian
ltz lb  люксембургский, luxembourgish
mkd mk  македонский, макед, macedonian, mac
mns -   мансийский, вогульский, mansi, vogul
mol -   молдавский, молд, moldavian
mlt mt  мальтийский, maltese
mon mn  монгольский, монг, mongolian
mrj -   горномарийский, горно-марийский, hill mari, western mari
mdf -   мокшанский, мордовский-мокша, мокша-мордовский, moksha
mhr -   лугово-марийский, луговомарийский, meadow mari, eastern mari
myv -   эрзянский, мордовский-эрзя, эрзя-мордовский, erzya
nio -   нганасанский, nganasan
nld nl  нидерландский, голландский, фламандский, нидерл, голл, dutch, flemish, dut
nog -   ногайский, ногайск, nogai
nor no  норвежский, норв, norwegian
oci oc  окситанский, провансальский, occitan
ori or  ория, oriya
oss os  осетинский, осет, ossetian, ossetic
pol pl  польский, польск, пол, polish
por pt  португальский, порт, portuguese
roh rm  романшский, ретороманский, romansh, rumantsch
ron ro  румынский, рум, romanian, rumanian, rum
rue -   русинский, карпаторусский, rusyn
rus ru  русский, российский, великорусский, рус, русск, russian, русскій, россійскій
sah -   якутский, саха, якут, yakut, sakha
san sa  санскрит, санскр, sanskrit
sel -   селькупский, остяко-самоедский, selkup
sjd -   кильдинский саамский, kildin sami, kildin saami
slk sk  словацкий, словац, slovak, slo
slv sl  словенский, словен, slovenian, slovene
smi -   саамский, лопарский, sami, saami, lapp
spa es  испанский, исп, spanish, castilian
sqi sq  албанский, алб, albanian, alb
srp sr  сербский, сербскохорватский, сербохорватский, сербо-хорватский, серб, serbian, scc
swe sv  шведский, швед, swedish
tat tt  татарский, татар, тат, tatar
tgk tg  таджикский, тадж, tajik
tuk tk  туркменский, туркм, turkmen
tur tr  турецкий, тур, turkish
tyv -   тувинский, тувин, урянхайский, tuvan, tuvinian
udm -   удмуртский, вотяцкий, удм, удмурт, udmurt, votyak
uig ug  уйгурский, уйгур, uighur, uyghur
ukr uk  украинский, малороссийский, малорусский, укр, украин, ukrainian
urd ur  урду, urdu
uzb uz  узбекский, узб, uzbek
vep -   вепсский, вепс, veps
vie vi  вьетнамский, вьетн, vietnamese
vot -   водский, votic
xal -   калмыцкий, калм, kalmyk
yid yi  идиш, еврейский (идиш), новоеврейский, yiddish
yrk -   ненецкий, самоедский, юрако-самоедский, nenets, tundra nenets
zho zh  китайский, кит, chinese, chi
"""

_NOISE = re.compile(r"\b(?:язык(?:е|а|и|ом|ах|ов|ами)?|яз|language|lang)\b\.?|\bна\b")
_BLANKS = re.compile(r"\s+")
_TAG = re.compile(r"([a-z]{2,3})[-_][a-z0-9]{2,4}")  # BCP 47: de-AT, sr-Cyrl
_SEPARATORS = re.compile(r"[;,/&+\n|]|\s(?:и|and|und|et)\s")


def to_iso639_3(written: str) -> str | None:
    """ISO 639-3 code of one language as written, None if it is not in the table.

    >>> to_iso639_3("на русском языке"), to_iso639_3("Нем."), to_iso639_3("ger")
    ('rus', 'deu', 'deu')
    """
    folded = _fold(written)
    tag = _TAG.fullmatch(folded)
    return _BY_NAME.get(folded) or (_BY_NAME.get(tag[1]) if tag else None)


def parse_languages(written: str) -> tuple[str, ...]:
    """ISO 639-3 codes of a list of languages, in the order written, each once.

    A name that is not in the table becomes `und`, so that nothing is lost in silence.

    >>> parse_languages("рус., франц. и тарабарский")
    ('rus', 'fra', 'und')
    """
    whole = to_iso639_3(written)
    if whole is not None:
        return (whole,)
    parts = (part for part in _SEPARATORS.split(written) if part.strip(" .-–—"))
    return tuple(dict.fromkeys(to_iso639_3(part) or UNDETERMINED for part in parts))


def to_iso639_1(code: str) -> str | None:
    """The two-letter code of a language given in ISO 639-3, None where it has none.

    >>> to_iso639_1("tat"), to_iso639_1("udm")
    ('tt', None)
    """
    return _TWO_LETTERS.get(code)


def _fold(written: str) -> str:
    folded = _NOISE.sub(" ", written.casefold().replace("ё", "е"))
    return _BLANKS.sub(" ", folded.replace(".-", "-").replace(".", " ")).strip()


def _rows() -> Iterator[tuple[str, str | None, list[str]]]:
    for line in _TABLE.strip().splitlines():
        three, two, names = line.split(None, 2)
        yield three, None if two == "-" else two, [name.strip() for name in names.split(",")]


def _written_forms(names: Iterable[str]) -> Iterator[str]:
    """The names, and the cases in which an inventory puts a Russian adjective."""
    for name in names:
        yield name
        if name.endswith("кий"):
            yield from (name[:-2] + ending for ending in ("ом", "ого", "ая", "ие"))
            if name[-4:-2] in ("ск", "цк"):
                yield "по-" + name[:-1]


def _index() -> dict[str, str]:
    index: dict[str, str] = {}
    for three, two, names in _rows():
        for form in (three, *([two] if two else []), *_written_forms(names)):
            # Two languages under one name would make the answer a matter of their order.
            if index.setdefault(_fold(form), three) != three:
                raise ValueError(f"language name given twice, for {three} and {index[form]}")
    return index


_BY_NAME = _index()
_TWO_LETTERS = {three: two for three, two, _ in _rows() if two is not None}
