"""Languages of the peoples of Russia, and its neighbours in old spelling, by their commonest words.

For languages that no statistics know well enough and that write with letters which their
neighbours have too: Erzya, Chechen, Ukrainian as it was printed in Russian letters. The words are
conjunctions, pronouns, postpositions, forms of "to be" and what stands in any report of a soviet. A
few of them in a line tell more than the letters do, and recognition spares short words.
"""

import re
from collections import Counter
from collections.abc import Mapping

RUSSIAN = "rus"  # only to be outnumbered: it is never answered here
MIN_WORDS = 3
MIN_DOUBT = 2  # words that are not Russian, and more than those that are
MIN_RATIO = 0.05  # of the words of the text
MIN_LEAD = 2.0  # times as many as of the next language

# The palochka is read as any upright stroke.
_PALOCHKA = re.compile("(?<=[а-яё])[IiІіl1|ӏӀ](?=[а-яё]|\\b)|\\b[IІӀ](?=[а-яё])")
_STROKE = re.compile("[IіІl1|ӏӀ]")  # spares most pages the search above
_WORD = re.compile("[^\\W\\d_]+")

WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        RUSSIAN: "и в во на не что с со как по из от для к ко у о об за при или его их это бы был"
        " была было были же до который которые также после без под над чтобы",
        "bel": "і у ў на не ня з за да ад каб што гэта гэты гэтага як яны яна ён іх яго быў была"
        " былі але або дык толькі які якія якая усе усё ды вельмі пры паміж тут там калі"
        " цяпер",
        "ukr": "и і й в у на не до за з зо із що шо щоб щоби як який які яка яке був була було"
        " були вин він вона вони воны але або та де бо його йому їх її вже уже ще тильки"
        " тільки коли коло неначе мов нема нехай треба дуже од від вид між миж про при це"
        " цей цього свій",
        "abk": "аҟны инаркны азы аҩы ахьӡ иара дара уи иреиҳау зегьы рҟынтәи имоу ауаҩы азинқәа",
        "ady": "ыкӏи цӏыфым цӏыф цӏыфхэм иӏ зэкӏэ фитыныгъэ фит хэти ашӏ къэралыгъом пстэуми"
        " щыӏэ хабзэм зырэхъу хэбзэ иӏэн",
        "ava": "ва гьеб гьев гьесул гьелъул гьелъие гьел гьез гьелда гьелдаса гьебги гьезул"
        " гьесда гьединго буго бугеб бугел ругел руго вуго йиго бугин яги гуреб гуро цоги"
        " рес бокьараб щибаб киналго гӏадамал гӏадан хадуб жиндирго гьабизе гьабуна"
        " гьабула гьабураб ккани ккола гьечӏо тӏаде нилъер нужер гьаниб дун мун нилъ ниж"
        " кӏиго лъабго соналъ росу кутакаб къваригӏуна абуна абун букӏана вукӏана рукӏана"
        " букӏуна амма хӏалтӏи лъикӏ",
        "che": "цуьнан хӏара хӏора хӏун долу болу йолу волу дац яц бац кхин тӏехь тӏера чохь"
        " чуьра чура шен царна церан цигахь хӏинца хьо хьан хьайн хилла хила хилар хилира"
        " хилча агӏо агӏонан нохчийн мехкан дара вара бара йара дина йина цхьа цхьаъ кхоъ"
        " шеран шарахь стаг уьш дика доккха аьлла олу тӏе кхечу дуьйна юкъахь дуьххьара"
        " массо муха мила хьалха тӏаьхьа",
        "inh": "хиннад хиннай хиннав хинна укх цун деза еза беза доагӏа доагӏаш йоагӏа гӏалгӏай"
        " гӏалгӏайче тайпара мишта бокъо долаш йолаш болаш оагӏув оагӏонаш шоай сага"
        " хургда хургья эггара юкъе тӏехьа дича",
        "kbd": "икӏи цӏыху цӏыхухэм цӏыхум псоми хуитыныгъэ хуитщ хуиту абы абыхэм иӏэщ щӏэ"
        " щӏыкӏэ нэхъ зэрыщыту къэралым хэт хэти зыми дэтхэнэ илъэс къыхэкӏыу",
        "krc": "бла эмда болгъан болады болуб болуп болгъанды этген этерге этиб кёре ючюн джокъ"
        " джангы жангы жокъ кесини кесинги бирси бусагъат болургъа керекди бетни бетге"
        " болсун алай къарачай малкъар тюл башха бютеу къадар деб джыл джылда джер адамла"
        " сиз",
        "kum": "булан учун этмеге болгъан болмагъа озюню озюнюгъ гьар гьакъда къумукъ яда этген"
        " этип болуп бола сонг бизин оьзге бугюн гьали",
        "lbe": "ур бур дур бусса дусса бувну цала циняв инсан инсантал бакъар ялув цаннин"
        " къабакъар дакъар дуссар бувчӏин щалва чӏумал ххишала ххув ца",
        "lez": "ва тир тирди тирвал хьана хьун хьанва хьайи авай авач авачир авачиз квай патал"
        " паталай вичин вири адан адаз жеда ийиз ийизва авун авуна авунвай авур алай чпин"
        " ихтияр инсандиз гзаф гьар гьи маса кьван лугьуз лугьузва гьикӏ вуч вуж чун куьн"
        " абур кьве пуд йис йисуз хуьр кас туш вилик кьулухъ къе",
        "mdf": "тя ся эли аф инкса эзда вельде эса лангса коса кодама эряви сяда сявок моли"
        " лиятне кели мокшень мезе сембе эсь азф тиф афоль улеза меле меки ломанть"
        " ломаттне кядьса минь тинь синь кафта колма фкя ашель ульсь тиезь тейнза пяк оцю"
        " ёмла цебярь лаца инголе мархта стане стапт",
        "mhr": "ден манын тиде тидым тудо тудын огыл огеш уло лиеш лийын гыч деч верч кажне"
        " нерген ыле ыльо шуко эше марте почеш кӱлеш могай айдеме марий але чыла теве"
        " лектеш ончо нимо еҥ шотышто дене гоч",
        "mrj": "дӓ ӓль тидӹ тӹдӹ тӹдӹн агыл лиэш лин гӹц доно гишӓн эдем шуку эче якте кӱлеш"
        " мары тишток ӹлен ӹлӹшвлӓ ӹлӹштӓш мӹнь тӹнь нӹнӹ ылеш ак тӹшкевой",
        "myv": "ды эли лиясто эйстэ эйсэ эйс арась арасель кода истя весе ломань ломанть лангс"
        " лангсо мейле эрьва тень сонзэ минек улема улемс бути эряви аволь марто кисэ косо"
        " мезе эрзянь ульнесь апак паро теемс тосо эсь ютксо мон тон минь тынь сынь эзь"
        " вейке кавто колмо карми иень тев покш вишка вадря истямо кодамо зярдо ней мельга"
        " икеле алов потсо пельде маласо туртов неень",
        "nog": "эм ман мен болган болады уьшин оьз ногай этпеге этип ерде сонынъ соьз боьлек эди",
        "oss": "ӕмӕ йӕ кӕнӕ у сӕ йӕм куы уый цы кӕй уӕд фӕлӕ адӕм ис нӕ дӕр кӕд ирон æмæ йæ сæ"
        " кæй уæд фæлæ нæ дæр алчи",
        "tyv": "болгаш биле азы дээш кижи кижиниң бүгү кылдыр чок оон тыва ооң боор турар"
        " ужурлуг эргелиг хамаарышкан өске кым ийикпе соонда",
        "kir": "жана менен болуп эмес үчүн анын адам ар укуктуу укугу укук болгон керек деп эч"
        " кимге тийиш ошол бул кыргыз өзүнүн болууга",
        "udm": "яке луыны луэ луоз луэм кадь шуыса понна отын огазе дыръя адями адямилэн ваньмыз"
        " быдэс ӧвӧл вылэм соослэн солэн сярысь котькуд озьы бамез уг удмурт кылын эрик"
        " ужан мон тон асьмеос соос одӥг одиг кык куинь арын калык вал ини дыре бере азьын"
        " доры улын котыр трос бадӟым бадзым пичи выль вуж умой шуиз шуо интыын",
        "kpv": "абу мӧд сійӧ сійӧс колӧ позьӧ морт мортлӧн тайӧ лоӧ либӧ йылысь сылӧн вылӧ вылын"
        " быд вӧлі вӧлӧма бӧрын лист медым оз кӧть коми кор тэныд тэ бок колӧма",
        "xal": "болн болх болҗ эн тер бәәх бәәнә уга күн күүнә эврә цуг хальмг дотр деер хойр"
        " нег кергтә эс бичкн",
        "bxr": "гэжэ болохо болоно бүхы буряад өөрын эрхэтэй гэхэ байха байгаа соо али тула үгы"
        " бэшэ юрэ хадаа тэдэ тэрэл манай жэлдэ",
    }.items()
}


_LANGUAGES_OF: Mapping[str, tuple[str, ...]] = {
    word: tuple(language for language, common in WORDS.items() if word in common)
    for word in sorted(frozenset().union(*WORDS.values()))
}


def by_common_words(text: str) -> tuple[str | None, float, bool]:
    """The language with the most common words in a text, and its share of all that were found.

    (None, 0.0) where fewer than MIN_WORDS stand there, too small a share of the words, or another
    language has half as many. Words that two languages share count for neither against the other.
    Last, whether Russian is outnumbered: then a text in Russian letters is hardly Russian.
    """
    text = text.lower()
    if _STROKE.search(text) is not None:
        text = _PALOCHKA.sub("ӏ", text)
    words = _WORD.findall(text)
    found = Counter(shared for word in words if (shared := _LANGUAGES_OF.get(word)))
    counts: Counter[str] = Counter()
    for shared, n in found.items():
        for language in shared:
            counts[language] += n
    best = min(counts, key=lambda language: (-counts[language], language), default=RUSSIAN)
    if best == RUSSIAN:
        return None, 0.0, False
    own, russian = _apart(found, best, RUSSIAN)
    is_hardly_russian = own >= MIN_DOUBT and own > russian
    if own < max(MIN_WORDS, MIN_RATIO * len(words)):
        return None, 0.0, is_hardly_russian
    rivals = [_apart(found, best, other) for other in counts if other != best]
    if any(ours < MIN_LEAD * theirs for ours, theirs in rivals):
        return None, 0.0, is_hardly_russian
    most = max((theirs for _, theirs in rivals), default=0)
    return best, round(own / (own + most), 4), is_hardly_russian


def _apart(found: Mapping[tuple[str, ...], int], one: str, other: str) -> tuple[int, int]:
    """How many words are the one's and not the other's, and the other way round."""
    ours = sum(n for shared, n in found.items() if one in shared and other not in shared)
    theirs = sum(n for shared, n in found.items() if other in shared and one not in shared)
    return ours, theirs
