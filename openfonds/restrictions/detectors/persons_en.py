"""English words for persons and children, and the tables of English together."""

from openfonds.restrictions.detectors.person_cues_western import name_pattern
from openfonds.restrictions.detectors.phrases_of import PhraseRows, PhrasesOf
from openfonds.restrictions.detectors.private_life_phrases_en import PRIVATE_LIFE

_MINORS: PhraseRows = {
    "minor": {
        "form": ("school report of", "record of the child"),
        "person": (
            "daughter ~ a minor", "son ~ a minor", "minor child", "minor children",
            "juvenile offender",
            "juvenile delinquent", "reformatory school", "industrial school boy", "class list",
            "list of pupils", "pupil of ~ class", "sent to the orphanage", "ward of court",
            "infant of", "infant son", "infant daughter", "newborn child", "new born child",
            "the child of", "child of ~ is", "guardian of the child", "care order",
        ),
        "matter": (
            "orphan", "foundling", "schoolgirl", "schoolboy", "juvenile", "infant", "newborn",
            "apprentice", "ward", "teenager", "pupil", "adolescent",
        ),
        "word": ("boy", "girl", "child", "baby"),
    }
}  # fmt: skip

ENGLISH = PhrasesOf(
    language="en",
    private_life=PRIVATE_LIFE,
    minors=_MINORS,
    cues=(
        "mr|mrs|miss|ms|i|my|me|he|she|him|her|his|husband|wife|widow|widower|son|daughter"
        "|brother|sister"
        "|father|mother|grandmother|uncle|aunt|nephew|niece|the accused|the suspect|the patient"
        "|the prisoner"
        "|the defendant|the deceased|the witness|the said|the wounded man|prisoner|inmate"
        "|footman|servant|born"
        "|residing at|named|spinster|labourer"
    ),
    names=name_pattern("en"),
    impersonal=(
        "beds|per cent|mortality|population|statistics|census|act|acts|law|bill|estimates|budget"
        "|minister|ministry"
        "|prevention|committee|commission|lecture|cases|number of|society|trust|council"
        "|newspaper|novel|may be dissolved"
    ),
    ages=(
        "{age} years?(?: old| of age)?", "aged {age}", "age {age}", "{age}-year-old",
        "(?:boy|girl|child|apprentice|daughter|son) of {age}", "\\( ?{age} ?\\)",
    ),
    infant_ages=("{age} (?:months?|weeks?|days?)(?: old| of age)?",),
    age_anchors=("year", "month", "week", " age", " of ", "("),
    age_words=(
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    ),
    children=(
        "child|children|boys?|girls?|sons?|daughters?|pupils?|orphans?|infants?|baby|apprentice"
        "|schoolgirl|schoolboy"
        "|offender|minor|foundling|ward|inmate|aged|age|old|grandson|granddaughter|nephew|niece"
    ),
    before_not_ages="for|in|since|last|first|past|next|under|over|after|within|every|than|some|to|by",
    not_ages="ago|later|of service|imprisonment|hard|penal|of war|in prison|before|after|of work",
)  # fmt: skip
