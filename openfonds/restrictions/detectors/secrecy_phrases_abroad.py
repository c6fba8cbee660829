"""Degrees of secrecy in other languages, evidence where they stand in a line of their own.

Sources: the degrees of other states as in the annexes to their agreements on the exchange of
classified information; the laws on state secrets of the republics of the former Union; for the
languages of the peoples of Russia, in which no law names a degree, their words for "secret".

Fonts and OCR often lack the letters that such a language has beside the Russian ones, so each
phrase is also looked for as it is then written: ХЕЗМЭТТЭ КУЛЛАНУ ОЧЕН.
"""

import re
from collections.abc import Iterable, Iterator

# The Russian letters that stand for others where a font or a typewriter lacks them, by likeness.
_AS_RUSSIAN = str.maketrans("әəөүұңҥҗһқҡғҙҫҳўӯӣæăіӡ", "ээоууннжхккгзсхууиааиз")
_RUSSIAN = re.compile("[а-я]")
_SCHWA = str.maketrans("әə", "əә")  # Cyrillic and Latin, which print alike

# Degrees of secrecy in the languages of the region and of Europe, in a line of their own.
_DEGREES = (
    "таємно", "зовсім таємно", "сакрэтна", "цалкам сакрэтна", "цалком сакрэтна", "таемна", "гизли", "бик гизли", "яшерен", "бик яшерен", "гаять яшерен",
    "йәшерен", "бик йәшерен", "құпия", "өте құпия", "аса құпия", "аса маңызды", "жашыруун",
    "өтө жашыруун", "махфий", "мутлақо махфий", "maxfiy", "махфӣ", "комилан махфӣ", "мәхфи",
    "там мәхфи", "məxfi", "tam məxfi", "gizlin", "örän gizlin", "gizli", "çok gizli",
    "стрикт секрет", "нууц", "маш нууц", "საიდუმლო", "სრულიად საიდუმლო", "գաղտնի",
    "հույժ գաղտնի", "tajne", "tajne specjalnego znaczenia", "tajné", "salainen",
    "erittäin salainen", "salassa pidettävä", "hemlig", "hemligt", "kvalificerat hemlig",
    "strängt hemligt", "salaja", "salajane", "täiesti salajane", "rangelt salajane", "slepeni",
    "slepens", "sevišķi slepeni", "pilnīgi slepeni", "slaptai", "slapta", "visiškai slaptai",
    "visiškai slapta", "hemmelig", "strengt hemmelig", "titkos", "szigorúan titkos",
    "különösen fontos", "strict secret", "secret de stat", "тајно", "строго тајно",
    "државна тајна", "tajno", "strogo tajno", "državna tajna", "segreto", "segretissimo",
    "secreto", "muy secreto", "zeer geheim", "απόρρητο", "άκρως απόρρητο", "机密", "绝密", "秘密",
    "機密", "絕密", "极密", "極秘", "秘", "سري", "سري للغاية", "סודי", "סודי ביותר", "געהיים",
    "שטרענג געהיים",
    # Turkic, Iranian and Mongolic languages
    "өзгөчө маанилүү", "ўта махфий", "оʻта maxfiy", "ўта муҳим",
    "xüsusi əhəmiyyətli", "хүсуси әһәмијјәтли", "жасырын", "жашырын", "джашырын", "ясырын",
    "яшыртгъын", "яшырын", "вăрттăн", "питĕ вăрттăн", "кистэлэҥ", "олус кистэлэҥ", "нюуса",
    "маша нюуса", "онц нууц", "сусæг", "тынг сусæг",
    # Finno-Ugric languages, and those of the Caucasus
    "лушкем", "туж лушкем", "шолып", "пеш шолып", "салава", "пек салава", "къайле", "къайлаха",
    "балъгояб", "амаӡа",
)  # fmt: skip
_SERVICE_DEGREES = (
    "не для друку", "не падлягае агалошванню", "хезмәт өчен", "қызмет бабында пайдалану үшін",
    "қызметте пайдалану үшін", "кызматта пайдалануу үчүн", "хизмат доирасида фойдаланиш учун",
    "xidməti istifadə üçün", "hizmete özel", "poufne", "do użytku służbowego", "zastrzeżone",
    "důvěrné", "přísně důvěrné", "dôverné", "vyhrazené", "luottamuksellinen",
    "erittäin luottamuksellinen", "vain virkakäyttöön", "förtroligt", "strängt förtroligt",
    "konfidentiellt", "fortrolig", "strengt fortrolig", "konfidentsiaalne",
    "ametkondlikuks kasutamiseks", "asutusesiseseks kasutamiseks", "konfidenciāli",
    "dienesta vajadzībām", "dienesta lietošanai", "konfidencialu", "tarnybiniam naudojimui",
    "bizalmas", "szigorúan bizalmas", "szolgálati használatra", "confidențial",
    "strict confidențial", "secret de serviciu", "поверително", "строго поверително",
    "за служебно ползване", "поверљиво", "строго поверљиво", "povjerljivo",
    "strogo povjerljivo", "zaupno", "strogo zaupno", "riservato", "riservatissimo",
    "confidencial", "reservado", "vertrouwelijk", "strikt vertrouwelijk", "εμπιστευτικό",
    "内部", "内部资料", "内部文件", "部外秘", "取扱注意", "محرمانه", "не підлягає оголошенню",
    "ściśle poufne", "tylko do użytku służbowego", "do użytku wewnętrznego",
    "пентру уз де сервичиу", "სამსახურებრივი სარგებლობისათვის",
    "სამსახურებრივი სარგებლობისთვის", "ծառայողական օգտագործման համար", "албан хэрэгцээнд",
    # Turkic and Iranian languages
    "хезмәттә куллану өчен", "хезмәттә файдалану өчен", "хезмәт өчен генә",
    "хезмәттә генә куллану өчен", "хеҙмәт өсөн", "хеҙмәт өсөн генә", "хеҙмәттә ҡулланыу өсөн",
    "хеҙмәттә файҙаланыу өсөн", "қызмет үшін", "қызмет бабында ғана", "жариялауға жатпайды",
    "жария етуге жатпайды", "кызмат үчүн", "кызматта гана пайдалануу үчүн",
    "хизматда фойдаланиш учун", "xizmatda foydalanish uchun", "xizmat doirasida foydalanish uchun",
    "хидмәти истифадә үчүн", "барои истифодаи хизматӣ",
)  # fmt: skip


def _as_written(phrases: Iterable[str]) -> Iterator[str]:
    for phrase in phrases:
        yield phrase
        yield phrase.translate(_SCHWA)
        if _RUSSIAN.search(phrase):
            yield phrase.translate(_AS_RUSSIAN)


ABROAD = tuple(dict.fromkeys(_as_written(_DEGREES)))
SERVICE_ABROAD = tuple(dict.fromkeys(_as_written(_SERVICE_DEGREES)))
