"""French words for persons and children, and the tables of French together."""

from openfonds.restrictions.detectors.person_cues_western import name_pattern
from openfonds.restrictions.detectors.phrases_of import PhraseRows, PhrasesOf
from openfonds.restrictions.detectors.private_life_phrases_fr import PRIVATE_LIFE

_MINORS: PhraseRows = {
    "minor": {
        "form": ("dossier de pupille", "livret scolaire de", "dossier scolaire de"),
        "person": (
            "fille mineure", "fils mineur", "enfant mineur", "enfants mineurs", "mineur délinquant",
            "jeune délinquant", "jeune délinquante", "pupille de", "liste des élèves",
            "élève ~ classe",
            "élève de ~ classe", "élève de la", "placé* à l orphelinat", "placé* à l assistance",
            "nourrisson de", "enfant trouvé", "enfant trouvée", "nouveau né", "enfant nouveau né",
            "sous la tutelle", "tuteur de l enfant", "maison de correction",
            "colonie pénitentiaire",
        ),
        "matter": (
            "élève", "orphelin", "orpheline", "pupille", "nourrisson", "mineur", "mineure",
            "écolier",
            "écolière", "lycéen", "lycéenne", "collégien", "apprenti", "apprentie", "adolescent*",
        ),
        "word": ("garçon", "fillette", "enfant", "petite", "petit", "bébé"),
    }
}  # fmt: skip

FRENCH = PhrasesOf(
    language="fr",
    private_life=PRIVATE_LIFE,
    minors=_MINORS,
    cues=(
        "monsieur|madame|mademoiselle|mme|mlle|m|sieur|dame|veuve|je|moi|mon|ma|mes|il|elle|lui"
        "|sa|son"
        "|mari|épouse|époux|femme|fils|fille|frère|sœur|père|mère|grand-mère|oncle|tante|neveu"
        "|nièce"
        "|l'accusée?|l'inculpée?|le malade|la malade|le patient|la patiente|le détenu|la détenue"
        "|le blessé"
        "|le prévenu|la prévenue|le nommé|la nommée|le témoin|née?|domiciliée?|demeurant"
        "|le susnommé|valet"
    ),
    names=name_pattern("fr"),
    impersonal=(
        "lits|pour cent|mortalité|population|statistiques?|recensement|loi|décret|code|budget"
        "|ministre|ministère"
        "|lutte|prévention|commission|comité|conférence|nombre|société|association|fondation"
        "|construction"
        "|conseil municipal|journal|roman|catholiques|peut être"
    ),
    ages=("{age} ans(?: et demi)?",),
    infant_ages=("{age} (?:mois|semaines|jours)(?! plus)",),
    age_anchors=(" ans", " mois", "semaines", " jours"),
    age_words=(
        "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
        "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix sept",
    ),
    children=(
        "enfants?|garçons?|fillettes?|fille|filles|fils|élèves?|pupilles?|orphelin\\w{0,2}"
        "|nourrissons?|bébé"
        "|apprentie?|écolier\\w?|écolière|délinquante?|mineure?|petite?|frère|sœur|neveu|nièce"
        "|âgée?|témoin"
    ),
    before_not_ages=(
        "depuis|pendant|durant|il y a|dans|en|moins de|plus de|après|avant|tous les"
        "|derni\\w{1,4}|premi\\w{1,4}"
        "|condamnée? à|à|pour"
    ),
    not_ages=(
        "de prison|de travaux|de bagne|de service|de réclusion|d'existence|plus tard|après|durant"
        "|de guerre"
    ),
)  # fmt: skip
