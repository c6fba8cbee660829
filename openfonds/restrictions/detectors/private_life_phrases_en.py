"""English words of private life (FOIA 2000 s.38, 40, 41; 36 CFR 1256.56; DPA 2018)."""

from openfonds.restrictions.detectors.phrases_of import PhraseRows

PRIVATE_LIFE: PhraseRows = {
    "medical": {
        "form": (
            "case notes of", "clinical notes", "medical history of", "medical certificate of",
            "post mortem report on", "certificate of lunacy", "reception order", "autopsy report",
        ),
        "person": (
            "suffers from", "suffered from", "suffer from", "suffering from", "been paralysed",
            "is paralysed", "been paralyzed", "is insane", "was insane", "of unsound mind",
            "committed to the ~ asylum", "is pregnant", "months pregnant", "with child by",
            "asks for an abortion", "had an abortion", "hanged himself", "hanged herself",
            "shot himself", "shot herself", "drowned himself", "drowned herself", "took poison",
            "took his own life", "took her own life", "committed suicide", "attempted suicide",
            "died of", "died from", "leg amputated", "arm amputated", "was amputated",
            "has contracted", "was admitted ~ with", "admitted to hospital",
            "admitted to the ~ hospital",
            "infected with", "unfit for work", "unfit for service", "under treatment for",
            "post mortem on", "brought in unconscious", "is an imbecile", "feeble minded",
            "deaf and dumb", "deaf mute", "blind from birth", "mentally ill", "mentally defective",
            "nervous breakdown", "is an alcoholic", "gave birth to", "miscarried", "stillborn",
            "diagnosed with", "hiv positive",
        ),
        "matter": (
            "diagnosis", "tuberculosis", "consumption of the lungs", "pneumonia", "syphilis",
            "gonorrhoea", "venereal disease", "cancer of", "heart disease", "weak heart",
            "apoplexy", "epilepsy", "epileptic", "schizophrenia", "hysteria", "insanity",
            "lunatic*",
            "imbecile*", "pregnancy", "abortion", "miscarriage", "typhus", "typhoid",
            "scarlet fever",
            "diphtheria", "dysentery", "asylum", "psychiatric", "suicide", "disability",
            "shell shock",
            "fractured skull", "alcoholism", "delirium tremens",
        ),
        "word": ("patient", "illness", "disease", "sick", "invalid", "wounded"),
    },
    "adoption": {
        "form": ("adoption order", "adoption certificate"),
        "person": (
            "adopted child", "adopted daughter", "adopted son", "adoptive parents",
            "adoptive mother", "adoptive father", "real mother", "real father", "birth mother",
            "natural mother", "was adopted by", "given up for adoption", "put up for adoption",
        ),
        "matter": ("adoption of", "foundling", "foster child", "foster parents"),
    },
    "private_life": {
        "form": (
            "record of interview with", "interrogation of", "warrant for the arrest of",
            "criminal record of", "statement of the accused", "curriculum vitae of",
        ),
        "person": (
            "i was born", "petitions for divorce", "petition for divorce", "filed for divorce",
            "suing for divorce", "separated from her husband", "separated from his wife",
            "previous conviction*", "was convicted of", "convicted of", "was sentenced to",
            "sentenced to ~ years", "sentenced to death", "was arrested", "arrested by",
            "under interrogation", "stated under", "confessed to", "in custody", "on remand",
            "husband drinks", "beats her", "beat his wife", "beats his wife", "ill treats",
            "illegitimate child", "illegitimate son", "illegitimate daughter", "natural child of",
            "bastard child", "father of the ~ child", "having an affair", "had an affair",
            "adultery with", "lives with a man", "lives with a woman", "not married",
            "living in sin", "in great poverty", "in ~ poverty", "begs for relief",
            "applies for relief",
            "asks for relief", "addicted to drink", "given to drink", "neglects his family",
            "neglects her", "quarrel over the inheritance", "disinherited", "my dearest",
            "i love you",
            "my wife knows nothing", "of bad character", "of intemperate habits", "bankrupt",
        ),
        "matter": (
            "divorce", "alimony", "paternity", "illegitimate", "adultery", "inheritance",
            "convict*",
            "prisoner", "penal servitude", "interrogation", "arrest", "transported for",
            "workhouse",
            "pauper*", "drunkard*", "drunkenness", "concubine", "love letter*", "diary", "bigamy",
        ),
        "word": ("theft", "debts", "mistress", "lover", "prison", "drink", "fraud"),
    },
    "special_category": {
        "person": (
            "is a jew", "is a jewess", "of jewish descent", "of jewish origin", "is a catholic",
            "is a communist", "member of the communist party", "party member since",
            "expelled from the party", "is a homosexual", "was raped", "raped by", "raped her",
            "sexual intercourse", "indecent assault", "of gipsy origin", "conscientious objector",
            "converted to",
        ),
        "matter": (
            "homosexual*", "sodomy", "buggery", "prostitute*", "prostitution", "incest", "rape",
            "gross indecency", "religious beliefs", "political opinions", "racial origin",
        ),
    },
    "denunciation": {
        "form": ("informant report", "agent report", "source report"),
        "person": (
            "informant states", "informant reports", "the informant ~ states", "source states that",
            "source reported", "confidential informant", "confidential source", "code name",
            "codenamed", "anonymous letter", "a well wisher", "was denounced", "denounced by",
            "denounced as", "informed against", "paid informer",
        ),
        "matter": ("denunciation*", "informer*", "informant*", "spied on"),
    },
}  # fmt: skip
