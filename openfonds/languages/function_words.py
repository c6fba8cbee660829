"""The large languages of archives by their function words, where these leave no doubt.

Conjunctions, prepositions, pronouns and forms of "to be" and "to have" are a fifth to a half of the
words of any prose, next of kin differ in some of them, and recognition spares short words. Where
many stand in a text, and next to none that only another language has, nothing else need be asked:
counting them takes a tenth of the time of a trained model. Some languages are listed only so that
their kin is not taken for them. Languages outside the list share a few words with one that is in
it, never a sixth of all; what `common_words` knows is asked there.
"""

import sys
from collections.abc import Mapping

MIN_RATIO = 0.16  # of the words of the text
# Where articles, prepositions and auxiliaries do what endings do elsewhere.
MIN_RATIO_ANALYTIC = 0.25
_ANALYTIC = frozenset(
    code
    for codes in (
        "afr dan deu eng fry isl ltz nld nno nob swe",
        "cat fra glg ita oci por roh ron spa",
        "bul gle mkd sqi",
    )
    for code in codes.split()
)
MIN_FOUND = 10
MIN_APART = 4  # words that another language has not
MIN_KINDS = 5  # different words; one may come back in a list
# Of these, with so many letters: words of one or two are much the same from Italian to Samoan.
MIN_LONG_KINDS = 3
LONG_KIND = 3
MIN_LEAD = 4  # times as many as those that the other has alone
# Enough to bear out what another way of telling says.
MIN_RATIO_BESIDE = 0.1
MIN_FOUND_BESIDE = 4
MIN_APART_BESIDE = 2
MIN_LEAD_BESIDE = 2

_APOSTROPHES = "'’ʼ"
_PUNCTUATION = '.,:;!?…()[]"“”„«»–—'

WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "rus": "и в во на не что с со как по из от для к ко у о об за при или его их это бы был"
        " была было были же до который которые которых также после без под над чтобы я ты вы мы"
        " он она они мне меня тебя тебе вас вам нас нам ему ей ее её но да если когда уже еще ещё"
        " только так там тут здесь где нет есть будет быть сей этот эта эти этого том того тому"
        " тем всё все всех себя свой своего чем",
        "bel": "і у ў на не ня з за да ад каб што гэта гэты гэтага як яны яна ён іх яго быў была"
        " былі але або дык толькі які якія якая усе усё ды вельмі пры паміж тут там калі мы вы я",
        "ukr": "и і й в у на не до за з зо із що щоб як який яка яке які був була було були він"
        " вона воно вони але або та де бо його йому їх її вже коли про при це цей ми ви я ти від",
        "bul": "и в във на не че с със за по от до към като да се са си е бил била било били има"
        " ще го му им им ги ме ми те ти тя той то те тази този това които който която което или"
        " но при след без над през още също само как къде",
        "mkd": "и во на не дека со за по од до кон како да се си е бил била било биле има ќе го му"
        " им ги ме ми те ти таа тој тоа тие оваа овој ова кои кој која кое или но при без над низ",
        "srp": "и у на не да са за по од до ка као се су је био била било били има ће га му им их"
        " ме ми те ти она он оно они ова овај ово које који која или али при без над кроз што сам",
        "eng": "the of and to in a is was that for it with as his on be at by he i this had not are"
        " but from or have an they which one you were her all she there would their we him been"
        " has when who will no if my our me them then your its into than did any us these those",
        "deu": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als"
        " auch es an werden aus er hat dass daß sie nach wird bei einer um am sind noch wie einem"
        " über einen so zum war haben nur oder aber vor zur bis mehr durch man ich wir ihr uns"
        " mir mich dir ihm ihn ihnen waren hatte wurde wurden ihre ihrer ihren seine seiner",
        "ltz": "de den déi an der op ass net mat eng en huet vun vum hunn sech wéi och fir ze dat"
        " datt am um zu si hien mir dir dës dësen säi hir ech ginn gouf war waren sinn nach no",
        "nld": "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar"
        " bij uit naar hij zij ze wij ik je u door over heeft hebben was waren werd worden wordt"
        " of nog geen kan deze dit die daar onder tot hun hem haar wat wie",
        "afr": "die het van in is dat op te met vir nie aan om ook as maar by uit na hy sy ons"
        " ek jy u deur oor was word of nog geen kan hierdie daardie wat wie hulle hom haar en sal",
        "fry": "de it in en fan is dat op te mei foar net oan ek as mar by út nei hy sy wy ik jo"
        " troch oer hat hawwe wie wienen waard wurde of noch gjin kin dizze dy har syn yn",
        "dan": "og i at det er en til af på for med den de som der ikke et har var om han jeg vi"
        " man kan men hun hans fra eller hvad ved efter os sig blev mig op ud ind nu dem dig deres"
        " denne dette havde skal vil være blive bliver meget når over mellem uden nogen også",
        "nob": "og i at det er en til av på for med den de som ikke et har var om han jeg vi man"
        " kan men hun hans fra eller hva ved etter oss seg ble meg opp ut inn nå dem deg deres"
        " denne dette hadde skal vil være bli blir meget når over mellom uten noen også etter",
        "nno": "og i at det er ein ei eit til av på for med den dei som ikkje har var om han eg me"
        " vi ho kan men frå eller kva ved etter oss seg vart blei meg opp ut inn no dykk deira"
        " denne dette hadde skal vil vere bli når over mellom utan nokon berre då korleis",
        "swe": "och i att det är en till av på för med den de som inte ett har var om han jag vi"
        " man kan men hon hans från eller vad vid efter oss sig blev mig upp ut in nu dem dig"
        " deras denna detta hade skall ska vill vara bli när över mellan utan någon också",
        "isl": "og í að það er til af á fyrir með sem ekki hefur var um hann ég við en hún hans frá"
        " eða hvað eftir okkur sig verið mig upp út inn nú þeim þig þeirra þessi þetta hafði skal"
        " vera þegar yfir milli án þar því eru hafa",
        "gle": "a agus an na i is ar go le do de in ag nó sé chun gach ní bhfuil aon duine ó a nach"
        " leis atá sin seo tá mar ach bheith don féin faoi dá aige iad sí sna chuig",
        "fra": "de la le et les des en un une du que est pour qui dans a par plus pas au sur ne se"
        " ce il sont avec ou son sa ses aux je nous vous mais comme cette elle ils leur leurs été"
        " on lui ces même sans si tout tous fait était avait être avoir dont où n d l qu s c j m",
        "oci": "de la lo e los las del en un una que es per qui dins a pus pas al sus se aquel"
        " son amb o sa sas als ieu nos vos mas coma aquesta ela eles lor foguèt dels dau",
        "ita": "di e il la che in a per un del è non i le una con si da sono della dei come al lo"
        " più nel alla ma gli ha o se anche delle dal su suo sua questo questa era ed essere degli"
        " loro io noi voi lui lei mi ci ne quale dell all nell l d un",
        "spa": "de la que el en y a los se del las un por con no una su para es al lo como más o"
        " pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue"
        " había era muy hasta desde nos yo él ella ellos",
        "por": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao"
        " ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre era"
        " depois sem mesmo aos seus quem nas me esse eles você foi são ser",
        "glg": "de a o que e do da en un para con non unha os no se na por máis as dos como mais ao"
        " el das á seu súa ou cando moito nos xa eu tamén só polo pola ata iso ela entre era"
        " despois sen mesmo aos seus quen nas foi son ser",
        "cat": "de la que el en i a els se del les un per amb no una al com més o però seus li ha"
        " em si sense sobre aquest ja entre quan tot aquesta ser són dos també va havia era molt"
        " fins des jo ell ella dels als pel l d s n seva seu",
        "roh": "la e da il en che a per ils las ed u cun ina in è èn ha han na betg sco era quai"
        " quel quella quest questa ins nus vus els ellas sia ses sias lur dal dals tut tuts"
        " vegn vegnan po pon sto ston senza tranter sin or tar tras cunter suenter avant nagin mo"
        " sch sche",
        "ron": "de și şi în a la cu din pe că un nu o se mai pentru care este ca fi ce sau au ale"
        " al sunt era lui ei eu noi voi dar prin după fost am are dacă acest această sa său cele"
        " către spre până",
        "lat": "et in est non ad ut cum quod qui ex sed quae si de esse per se ab aut hoc sunt enim"
        " etiam eius nec atque quam sit autem pro quo ac ne quidem ita haec quem ipse tamen vel"
        " inter apud a fuit sive ante post",
        "pol": "i w z na do się nie że to jest o jak za od po ale przez co dla tak już był była"
        " było były przy tylko jego są być tym czy lub ich także które który która może jej"
        " oraz ze we pod nad jako po mnie mi go mu",
        "ces": "a v se na je že s z do o k i ve to po ale jako za od by pro které který která jsou"
        " jsem byl byla bylo byli však jeho si tak jen při aby už nebo také jak než ke co u ze"
        " mezi není jejich ho mu mi mě nás nám pod až když jsme",
        "slk": "a v sa na je že s z do o k i vo to po ale ako za od by pre ktoré ktorý ktorá sú som"
        " bol bola bolo boli však jeho si tak len pri aby už alebo tiež aj než ku čo u zo medzi"
        " nie ich ho mu mi ma nás nám pod až keď sme so",
        "slv": "in v je na se za da so s z ne pa ki o po od ali kot bil bila bilo bili do tudi še"
        " pri iz kar tako ko če ga mu jih jim sem smo ste bi med pod pred nad to ta te že si ni",
        "hrv": "i u je na se za da su s z ne pa koji koja koje o po od ili kao bio bila bilo bili"
        " do također još pri iz što tako kad ako ga mu ih im sam smo ste bi među pod pred nad to ta"
        " te već si nije ali",
        "hsb": "a w je na so za zo su z ze nje ale kotryž kotra kotre wo po wot abo jako był była"
        " było byli do tež hišće při štož tak hdyž jeho jemu jich jim sym smy sće by mjez pod"
        " před nad to",
        "lit": "ir į kad su yra iš ne tai kaip bet už ar apie po buvo jo jų jis ji taip prie nuo"
        " iki per dėl tik savo kuris kuri kurie mes aš jie dar jau ant prieš tarp be o bei",
        "lav": "un ir ar no uz ka kā par pie vai tas to ne bet bija tika pēc viņa viņš viņi arī"
        " līdz kas kuri kurš tikai savu mēs es jau vēl bez pret starp pa tā šo šī",
        "est": "ja on ei et ka oli ta see mis kui oma kes selle või aga ning nii ma me nad siis"
        " veel juba üle pärast kuid olid tema nende mida seda ega vaid kas välja peale",
        "fin": "ja on ei että se oli hän mutta kun niin ovat myös joka tai kuin sen olivat jos minä"
        " me he sitä ne jotka mitä nyt vain siitä hänen olla sekä ole jo vielä",
        "hun": "a az és hogy nem is egy ez volt de meg van csak mint ha már ezt el még azt ki nagy"
        " vagy fel akkor aki ami lesz volna mely nincs kell le be mert voltak ő én ezen ennek után",
        "tur": "ve bir bu için ile da de olarak çok en daha kadar olan gibi ne sonra var her ki o"
        " ben sen biz siz değil ya veya ise oldu olduğu eden mi",
        "sqi": "të e në dhe i se për një me që nga u do nuk është më ka si por kishte ishte duke"
        " këtë kjo ky ai ajo ata tij saj janë edhe ose mbi pas pa",
    }.items()
}

# A number of 32 bits for each language, in the order of the names, all in one: so the counts of all
# are added at once.
_NAMES = tuple(sorted(WORDS))
_BITS = 32
_LANGUAGES_OF: Mapping[str, int] = {
    word: sum(1 << _BITS * k for k, language in enumerate(_NAMES) if word in WORDS[language])
    for word in sorted(frozenset().union(*WORDS.values()))
}

_NOTHING: tuple[str | None, float, bool] = (None, 0.0, False)


def by_function_words(text: str) -> tuple[str | None, float, bool]:
    """The language whose function words a text is full of, how surely, and whether beyond doubt.

    (None, 0.0, False) where too few are found, or too many of another language beside them. How
    surely, 0-1, grows with their number and falls with that of the next rival's own words.

    >>> by_function_words("the history of the town and of its archives, as it was told to us")
    ('eng', 0.9918, True)
    """
    words = _words(text)
    found = [languages for word in words if (languages := _LANGUAGES_OF.get(word))]
    counts = _counts(found)
    own = max(counts)
    if own < max(MIN_FOUND_BESIDE, MIN_RATIO_BESIDE * len(words)):
        return _NOTHING
    best = counts.index(own)
    shared = _counts([languages for languages in found if languages >> _BITS * best & 1])
    fewest, most, lead = own, 0, float(own)
    for k, (n, both) in enumerate(zip(counts, shared, strict=True)):
        if n and k != best:
            ours, theirs = own - both, n - both
            fewest = min(fewest, ours)
            if theirs:
                most, lead = max(most, theirs), min(lead, ours / theirs)
    if fewest < MIN_APART_BESIDE or lead < MIN_LEAD_BESIDE:
        return _NOTHING
    language = _NAMES[best]
    ratio = MIN_RATIO_ANALYTIC if language in _ANALYTIC else MIN_RATIO
    is_sure = own >= max(MIN_FOUND, ratio * len(words)) and fewest >= MIN_APART and lead >= MIN_LEAD
    kinds = WORDS[language].intersection(words) if is_sure else frozenset()
    is_sure = len(kinds) >= MIN_KINDS and sum(len(w) >= LONG_KIND for w in kinds) >= MIN_LONG_KINDS
    return language, round(own**2 / (own**2 + most**2 + 1), 4), is_sure


def has_most_function_words(text: str, language: str) -> bool:
    """Whether a text has function words of a language, and clearly fewer of every other."""
    if language not in WORDS:
        return False
    words = _words(text)
    counts = _counts([languages for word in words if (languages := _LANGUAGES_OF.get(word))])
    own = counts.pop(_NAMES.index(language))
    return own >= max(
        MIN_FOUND_BESIDE, MIN_RATIO_BESIDE * len(words), max(counts) + MIN_APART_BESIDE
    )


def _words(text: str) -> list[str]:
    """What stands between blanks, in small letters and without the punctuation at its ends.

    Letters beside other signs are what is left of a misread word, or of a call number.
    """
    text = text.lower().replace("ſ", "s")
    for apostrophe in _APOSTROPHES:  # of French and Italian articles
        text = text.replace(apostrophe, " ")
    return [word for token in text.split() if (word := token.strip(_PUNCTUATION))]


def _counts(found: list[int]) -> list[int]:
    """How many of the words each language has."""
    packed = sum(found).to_bytes(_BITS // 8 * len(_NAMES), sys.byteorder)
    counts = memoryview(packed).cast("I").tolist()
    return counts if sys.byteorder == "little" else counts[::-1]
