"""English, German, French and Latin words in dates, and what each is for.

Only the common forms of inventories; anything else leaves the date unknown. The kinds are those of
`openfonds.dates.kinds`. Words are in lower case.
"""

from openfonds.dates.kinds import Kind, Meaning, meaning

_MONTHS = (
    "january jan januar jänner janvier janv",
    "february feb februar february février fevrier févr",
    "march mar märz maerz mrz mars",
    "april apr avril avr",
    "may mai",
    "june jun juni juin",
    "july jul juli juillet juil",
    "august aug août aout",
    "september sept sep septembre",
    "october oct oktober okt octobre",
    "november nov novembre",
    "december dec dezember dez décembre decembre déc",
)


VOCABULARY: dict[str, Meaning] = {
    **{
        word: (Kind.MONTH, number)
        for number, words in enumerate(_MONTHS, start=1)
        for word in words.split()
    },
    **meaning(Kind.SEASON, 1, "spring frühling frühjahr printemps"),
    **meaning(Kind.SEASON, 2, "summer sommer été"),
    **meaning(Kind.SEASON, 3, "autumn fall herbst automne"),
    **meaning(Kind.SEASON, 4, "winter hiver"),
    **meaning(Kind.CENTURY, 0, "century centuries jh jhd jhdt jahrhundert jahrhunderts"),
    **meaning(Kind.CENTURY, 0, "siècle siècles"),
    **meaning(Kind.SLICE, 1, "early beginning anfang début"),
    **meaning(Kind.SLICE, 2, "mid middle mitte milieu"),
    **meaning(Kind.SLICE, 3, "late end ende fin"),
    **meaning(Kind.ORDINAL, 1, "first erste ersten première premier"),
    **meaning(Kind.ORDINAL, 2, "second zweite zweiten seconde deuxième"),
    **meaning(Kind.ORDINAL, 3, "third dritte dritten troisième"),
    **meaning(Kind.ORDINAL, 4, "fourth vierte vierten quatrième"),
    **meaning(Kind.ORDINAL, -1, "last letzte letzten dernier dernière"),
    **meaning(Kind.FRACTION, 2, "half hälfte moitié"),
    **meaning(Kind.FRACTION, 3, "drittel tiers"),
    **meaning(Kind.FRACTION, 4, "quarter viertel quart"),
    **meaning(Kind.FRACTION, 10, "decade jahrzehnt décennie"),
    **meaning(Kind.DOUBTFUL, 0, "ca circa about approximately approx probably"),
    **meaning(Kind.DOUBTFUL, 0, "um etwa vermutlich vers environ"),
    **meaning(
        Kind.NOT_AFTER, 0, "before not_after not_later_than no_later_than vor nicht_nach avant"
    ),
    **meaning(
        Kind.NOT_BEFORE, 0, "after not_before not_earlier_than no_earlier_than nach nicht_vor"
    ),
    **meaning(Kind.NOT_BEFORE, 0, "since seit après depuis"),
    **meaning(Kind.UNTIL, 0, "until"),
    **meaning(Kind.TO, 0, "to bis à au"),
    **meaning(Kind.FROM, 0, "from"),
    **meaning(Kind.OF, 0, "von vom de du of"),
    **meaning(Kind.AND, 0, "and or und oder et ou"),
    **meaning(Kind.SILENT, 0, "the in im en le des between zwischen entre anno jahr jahre year"),
}
