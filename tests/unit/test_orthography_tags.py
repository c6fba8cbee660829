import pytest

from openfonds.languages.orthography import ORTHOGRAPHIES, orthography
from openfonds.languages.scripts import main_script
from tests.timing import seconds_of

# The first article of the Universal Declaration of Human Rights in the alphabet of 1927-1939.
TATAR_1930S = (
    "Barlьq keşelər də azat həm yz abrujlarь həm xoquqlarь jaƣьnnan tiꞑ ʙulьp tualar. Alarƣa "
    "aqьl həm vɵçdan ʙirelgən həm ʙer-ʙersenə qarata tuƣannarca mɵnəsəʙəttə ʙulьrƣa tieşlər."
)
KAZAKH_1930S = (
    "Barlьq adamdar tumьsьnan azat çəne qadir-qasijeti men quqьqtarь teꞑ ʙolьp dynijege keledi. "
    "Adamdarƣa aqьl-parasat, ar-oçdan ʙerilgen, sondьqtan olar ʙir-ʙirimen tuьstьq, ʙawьrmaldьq "
    "qarьm-qatьnas çasawlarь tijis."
)
AZERBAIJANI = (
    "Bütün insanlar ləyaqət və hüquqlarına görə azad və bərabər doğulurlar. Onların şüurları və "
    "vicdanları var və bir-birlərinə münasibətdə qardaşlıq ruhunda davranmalıdırlar."
)
TURKISH = (
    "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler "
    "ve birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler."
)
LATVIAN = (
    "Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās. Viņi ir apveltīti ar "
    "saprātu un sirdsapziņu, un viņiem jāizturas citam pret citu brālības garā."
)
ROMANIAN = (
    "Toate fiinţele umane se nasc libere şi egale în demnitate şi în drepturi. Ele sunt înzestrate "
    "cu raţiune şi conştiinţă şi trebuie să se comporte unele faţă de altele în spiritul frăţiei."
)
NENETS_1930S = (
    "Țukona padtawь haņana ŋəsetь, pədarajahana ŋəвtaw, wьꜧ jahana ŋəвtaw? Țukona padtawь hu "
    "joļçaŋgana ŋəsetь, taŋəw, ŋəŗow, sьwəw? Taŋgana ŋarka hiв̦ariꜧ amgəm pərcetьꜧ?"
)
KOMI_MOLODCOV = (
    "рајтӧм ԁа олӧмӧ пӧртӧм. Тӧвԍа пурјаԍӧм, кылӧԁчӧм ручітӧм ԃелӧыԍ, коԁ регыԁ воԍԍасны ічӧт "
    "јуԍӧрјас, ԍӧм куԅа план тыртӧм"
)
KOMI = "мый люблинскӧй аэродром тыса кадӧ виччысьӧ рейд да сідз водзӧ тайӧ кадыс эз вӧв"
CHURCH_SLAVONIC = (
    "пѡ́вѣсти, и҆ при̑тчи себѣ̀ прино́сѧтъ, и҆ на ре́вность и҆з̾ѡщрѧ́ютсѧ: ᲂу҆че́нїемъ бо твоегѡ̀ "
    "повелѣ́нїѧ, дꙋ́хъ"
)
CIVIL_18C = (
    "Одинакое сложенїе тѣла, и сходственныя свойства души между всѣми въ равной степени "
    "находящїеся, сїе яснѣе полуденнаго свѣта намъ доказываютъ. Части составляющїя человѣка"
)
PRE_REFORM = CIVIL_18C.replace("ї", "і")
DRAHOMANIVKA = (
    "Јак козак пішов воjувати в чужу землу, то лишив дома стару матір і молоду дівчину, што "
    "плакала за ним гірко. Ја јому казав, што треба ітти до громади і говорити з лудьми, бо "
    "без громади нічого не буде. Тоді вони зібрали раду і постановили, што вільна громада "
    "маје своју волу, а пани мусьать слухати. Так було в старі часи, покі не приjшли вороги."
).replace("j", "ј")
ZHELEKHIVKA = (
    "Дїло не йде так, як хотїли би люде: нїхто не має часу, щоби сїсти і подумати. Всї знають, що "
    "на сьвітї є правда, але хто її видїв? По недїли зібрали ся господарі в хатї війта і судили, "
    "як би то повернути лїс і пасовиско, котре забрав двір ще за небіжки цїсаревої. "
) * 2
UKRAINIAN = (
    "Всі люди народжуються вільними і рівними у своїй гідності та правах. Вони наділені "
    "розумом і совістю і повинні діяти у відношенні один до одного в дусі братерства. "
) * 2
TARASKIEVICA = (
    "Увесь сьвет ведае, што ў нас зьвер ня так страшны, як сьцюжа і сьнег. Сьпявалі песьні пра "
    "зьбеглых, пра сьвята і пра зьвязаных, пра сьнеданьне ў лесе. Зьверху зьзяла сонца, і ўсе "
    "сьпяшаліся да хаты. Сьветлая сьвятліца стаяла насупраць, а ў ёй зьбіраліся сябры і сьвякроў."
)
BELARUSIAN = (
    "Увесь свет ведае, што ў нас звер не так страшны, як сцюжа і снег. Спявалі песні пра збеглых, "
    "пра свята і пра звязаных, пра снеданне ў лесе. Пісьмо з просьбай пра касьбу было напісана "
    "восьмага, а барацьба і малацьба ішлі сваім парадкам. Сябры збіраліся ў светлай святліцы."
)
GERMAN_1880S = (
    "Der Magistrat theilt mit, daß der Thurm der Kirche in den Thälern ein Eigenthum der Gemeinde "
    "ist und daß es giebt, was zu thun ist; der Werth der Waaren ist im Rathhaus festgestellt."
)
GERMAN_1950S = (
    "Der Ausschuß teilt mit, daß der Turm ein Eigentum der Gemeinde ist und daß es etwas gibt, was "
    "zu tun ist; man muß wissen, was getan wurde, und der Wert der Waren ist im Rathaus bekannt."
)
GERMAN_2000S = GERMAN_1950S.replace("daß", "dass").replace("muß", "muss").replace("schuß", "schuss")
GERMAN_2000S = GERMAN_2000S.replace("bekannt", "groß, die Straße weiß, das Maß groß")
FRENCH_1780 = (
    "Le roi étoit malade et n'avoit pas le tems de voir les habitans; les enfans des François "
    "disoient qu'il faisoit froid et que la reine ne vouloit pas paroître avant le soir."
)
FRENCH = (
    "Le roi était malade et n'avait pas le temps de voir les habitants; il croit au droit, et le "
    "toit de la maison de Blois, qu'on voit au mois de mai, paraît tenir par un exploit adroit."
)


@pytest.mark.parametrize(
    ("text", "language", "spelling", "script"),
    [
        pytest.param(TATAR_1930S, None, "yanalif", "Latn", id="Tatar, 1930s"),
        pytest.param(KAZAKH_1930S, None, "yanalif", "Latn", id="Kazakh, 1930s"),
        pytest.param(TATAR_1930S.upper(), None, "yanalif", "Latn", id="Tatar in capitals"),
        pytest.param(AZERBAIJANI, "aze", None, "Latn", id="Azerbaijani of today"),
        pytest.param(TURKISH, "tur", None, "Latn", id="Turkish"),
        pytest.param(LATVIAN, "lav", None, "Latn", id="Latvian"),
        pytest.param(ROMANIAN, "ron", None, "Latn", id="Romanian"),
        pytest.param(NENETS_1930S, None, "unified-northern", "Latn", id="Nenets, 1930s"),
        pytest.param(
            "Taļva єiarəst. Pьr viļkes vьedc nəmp lev. Kuhken lev paķ. Pink eļa. Juev lij. Tələne "
            "jierkən lij vьje",
            None,
            "soviet-latin",
            "Latn",
            id="Soviet Latin that cannot be told nearer",
        ),
        pytest.param(KOMI_MOLODCOV, None, "molodcov", "Cyrl", id="Komi of Molodcov"),
        pytest.param(KOMI, "kpv", None, "Cyrl", id="Komi of today"),
        pytest.param(CHURCH_SLAVONIC, "chu", "church-slavonic", "Cyrs", id="Church Slavonic"),
        pytest.param(CHURCH_SLAVONIC, "rus", "church-slavonic", "Cyrs", id="not Russian"),
        pytest.param(CIVIL_18C, "rus", "civil-18c", "Cyrl", id="civil type with ї"),
        pytest.param(
            PRE_REFORM + " естьли щастье", "rus", "civil-18c", "Cyrl", id="civil type by its words"
        ),
        pytest.param(PRE_REFORM, "rus", "pre-reform", "Cyrl", id="pre-reform"),
        pytest.param(DRAHOMANIVKA, None, "drahomanivka", "Cyrl", id="drahomanivka"),
        pytest.param(ZHELEKHIVKA, "ukr", "zhelekhivka", "Cyrl", id="zhelekhivka"),
        pytest.param(UKRAINIAN, "ukr", None, "Cyrl", id="Ukrainian of today"),
        pytest.param(TARASKIEVICA, "bel", "taraskievica", "Cyrl", id="taraškievica"),
        pytest.param(BELARUSIAN, "bel", None, "Cyrl", id="Belarusian of today"),
        pytest.param(GERMAN_1880S, "deu", "german-before-1901", "Latn", id="German, 1880s"),
        pytest.param(GERMAN_1950S, "deu", "german-1901", "Latn", id="German, 1950s"),
        pytest.param(GERMAN_2000S, "deu", "german-1996", "Latn", id="German, 2000s"),
        pytest.param(
            GERMAN_2000S.replace("ß", "ss"), "deu", None, "Latn", id="a typewriter without ß"
        ),
        pytest.param(GERMAN_1880S[:99], "deu", None, "Latn", id="too short"),
        pytest.param(FRENCH_1780, "fra", "french-before-1835", "Latn", id="French, 1780"),
        pytest.param(FRENCH, "fra", None, "Latn", id="French of today"),
        pytest.param(
            "the firſt Houſe of Parliament ſhall be elected by the People of the ſeveral Counties, "
            "and the Perſons ſo choſen ſhall ſerve",
            "eng",
            "long-s",
            "Latn",
            id="English with long s",
        ),
        pytest.param("", None, None, None, id="empty"),
        pytest.param("1917 № 5 — 12,50 %", None, None, None, id="no letters"),
        pytest.param("ьəꞑƣ ɵƶ", None, None, "Latn", id="a few letters"),
        pytest.param("ѡ ѧ ꙋ ꙗ ѿ", None, None, "Cyrl", id="a few letters of the church"),
    ],
)
def test_tags(text: str, language: str | None, spelling: str | None, script: str | None) -> None:
    assert orthography(text, language) == spelling
    assert spelling is None or spelling in ORTHOGRAPHIES
    assert main_script(text, language) == script


FRAKTUR = (
    "Die Stadtverordneten haben beſchloſſen, daß der Bau ſpäteſtens im Juli zu beginnen hat. " * 2
)


@pytest.mark.parametrize(
    ("text", "language", "model", "script"),
    [
        pytest.param(FRAKTUR, "deu", "", "Latf", id="long s in German"),
        pytest.param(FRAKTUR, None, "", "Latn", id="long s in an unknown language"),
        pytest.param(FRAKTUR, "fra", "", "Latn", id="long s in French"),
        pytest.param(
            FRAKTUR.replace("ſ", "s"), "deu", "deu:00ff00ff00ff;psm=3", "Latn", id="nothing tells"
        ),
        *(
            pytest.param(
                FRAKTUR.replace("ſ", "s"), "deu", f"{name}:00ff00ff00ff;psm=3", "Latf", id=name
            )
            for name in ("frk", "Fraktur", "script/Fraktur", "deu_latf", "deu_frak", "frak2021")
        ),
        pytest.param(
            FRAKTUR.replace("ſ", "s"),
            "deu",
            "Fraktur:00ff00ff00ff+deu:00ff;psm=3",
            "Latn",
            id="two",
        ),
        pytest.param(CIVIL_18C, "rus", "Fraktur:00ff00ff00ff;psm=3", "Cyrl", id="Cyrillic"),
    ],
)
def test_fraktur_is_told_by_long_s_or_by_the_model(
    text: str, language: str | None, model: str, script: str
) -> None:
    assert main_script(text, language, model) == script


@pytest.mark.parametrize(
    "unit", ["thei", "сьне", "ї", "étoi", "ь", "ѡ\u0486", "э", " ", "giebt "], ids=repr
)
@pytest.mark.parametrize("language", ["deu", "bel", "rus", "fra"])
def test_time_is_linear(unit: str, language: str) -> None:
    def seconds(count: int) -> float:
        text = unit * (count // len(unit))
        return seconds_of(lambda: orthography(text, language))

    seconds(1000)
    assert seconds(200_000) < max(0.3, 12 * seconds(50_000))


def test_dots_that_the_engine_writes_anyway_tell_no_century() -> None:
    assert orthography(CIVIL_18C, "rus", dots_tell=False) == "pre-reform"
