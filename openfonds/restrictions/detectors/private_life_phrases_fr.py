"""French words of private life (code du patrimoine L213-2 I 2° to 5°; code pénal 226-13)."""

from openfonds.restrictions.detectors.phrases_of import PhraseRows

PRIVATE_LIFE: PhraseRows = {
    "medical": {
        "form": (
            "observation médicale", "dossier médical de", "certificat médical de",
            "rapport d autopsie", "procès verbal d autopsie", "billet d hôpital",
            "certificat d internement", "placement d office",
        ),
        "person": (
            "souffre de", "souffre d", "souffrait d*", "atteint de", "atteinte de", "atteint d une",
            "atteinte d une", "est paralysé", "est paralysée", "paralysé depuis", "est aliéné",
            "est aliénée", "interné à", "internée à", "est enceinte", "tombée enceinte",
            "enceinte de ~ mois", "demande à avorter", "s est fait avorter", "a avorté",
            "s est pendu", "s est pendue", "s est suicidé*", "s est noyé*", "s est empoisonné*",
            "tentative de suicide", "mort d un*", "morte d un*", "mort de la", "est mort de",
            "est morte de", "décédé d un*", "décédée d un*", "a été amputé*", "amputé de",
            "amputée de", "a contracté", "entré à l hôpital", "entrée à l hôpital",
            "transporté* ~ à l hôpital", "transporté* sans connaissance", "hospitalisé*",
            "inapte au", "inapte à", "réformé pour", "réformé n", "autopsie du corps",
            "idiote de naissance", "idiot de naissance", "sourd muet", "sourde muette",
            "faible d esprit", "maladie honteuse", "accouché* d un", "fausse couche",
            "suit un traitement", "aveugle de naissance", "est alcoolique",
        ),
        "matter": (
            "diagnostic", "tuberculose", "phtisie", "pneumonie", "syphilis", "blennorragie",
            "maladie vénérienne", "cancer", "maladie du cœur", "maladie de cœur", "apoplexie",
            "épilepsie", "mal caduc", "schizophrénie", "hystérie", "démence", "aliénation mentale",
            "aliéné*", "folie", "grossesse", "avortement", "typhus", "fièvre typhoïde",
            "scarlatine", "diphtérie", "dysenterie", "gale", "asile d aliénés", "alcoolisme",
            "suicide", "infirmité*", "invalidité", "autopsie", "fracture du crâne",
        ),
        "word": ("malade", "maladie", "patient", "patiente", "infirme", "blessé", "blessée"),
    },
    "adoption": {
        "form": ("jugement d adoption", "acte d adoption"),
        "person": (
            "enfant adopté", "enfant adoptée", "fille adoptive", "fils adoptif",
            "a adopté ~ enfant",
            "véritable mère", "mère biologique", "père biologique", "parents adoptifs",
            "né sous x", "née sous x", "enfant abandonné*",
        ),
        "matter": ("adoption plénière", "enfant trouvé", "enfants trouvés", "abandon d enfant"),
    },
    "private_life": {
        "form": (
            "procès verbal d interrogatoire", "mandat d arrêt contre", "casier judiciaire de",
            "extrait du casier judiciaire", "fiche individuelle", "curriculum vitae de",
        ),
        "person": (
            "je suis né", "je suis née", "je naquis", "demande le divorce", "demande en divorce",
            "a divorcé", "séparée de son mari", "séparé de sa femme", "condamné à", "condamnée à",
            "a été condamné*", "a été arrêté*", "arrêté par", "arrêtée par", "fut arrêté*",
            "déporté à",
            "a été déporté*", "lors de son interrogatoire", "a déclaré ~ avoir", "a avoué",
            "placé sous mandat", "sous les verrous", "mari boit", "son mari ~ frappe", "la frappe",
            "la bat", "bat sa femme", "enfant naturel*", "enfant illégitime", "père de l enfant",
            "vit en concubinage", "en concubinage avec", "vit maritalement",
            "entretient une liaison",
            "a une liaison", "liaison avec", "adultère", "dans la misère", "sollicite un secours",
            "demande un secours", "demande ~ secours", "s adonne à la boisson",
            "adonné à la boisson",
            "adonnée à la boisson", "néglige sa famille", "se disputent l héritage", "déshérité*",
            "je t aime", "ma femme ne sait", "mon mari ne sait", "mauvaise conduite",
            "mœurs dissolues", "conduite et moralité", "repris de justice", "fille publique",
        ),
        "matter": (
            "divorce", "pension alimentaire", "paternité", "concubin*", "concubinage", "héritage",
            "casier judiciaire", "interrogatoire", "bagne", "travaux forcés", "détenu*", "déporté*",
            "gestapo", "journal intime", "indigent*", "vie privée", "ivrogne*", "ivrognerie",
        ),
        "word": ("prison", "vol", "dettes", "maîtresse", "amant", "boisson"),
    },
    "special_category": {
        "person": (
            "est juif", "est juive", "de confession juive", "de race juive", "de religion juive",
            "confession israélite", "recensé* ~ juif*", "inscrit au parti", "membre du parti",
            "exclu du parti", "exclue du parti", "militant communiste", "est homosexuel*",
            "s est converti*", "a abjuré", "violée par", "a violé", "est nomade", "est franc maçon",
            "opinions politiques",
        ),
        "matter": (
            "homosexualité", "homosexuel*", "sodomie", "prostituée", "prostitution", "inceste",
            "viol", "attentat à la pudeur", "israélite*", "statut des juifs", "franc maçonnerie",
        ),
    },
    "denunciation": {
        "form": ("lettre de dénonciation", "note d indicateur"),
        "person": (
            "indicateur signale", "l indicateur ~ signale", "indicateur rapporte",
            "informateur signale", "l informateur ~ signale", "de source confidentielle",
            "lettre anonyme", "j ai l honneur de vous dénoncer", "vous signaler que", "a dénoncé",
            "dénoncé par", "dénoncée par", "un ami de l ordre",
        ),
        "matter": ("dénonciation*", "délateur*", "délation*", "mouchard*", "indicateur"),
    },
}  # fmt: skip
