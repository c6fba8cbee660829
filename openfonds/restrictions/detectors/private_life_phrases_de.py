"""German words of private life (BArchG §11(2); GDPR art. 9 and 10; StGB §203)."""

from openfonds.restrictions.detectors.phrases_of import PhraseRows

PRIVATE_LIFE: PhraseRows = {
    "medical": {
        "form": (
            "krankengeschichte des", "krankengeschichte der", "krankenblatt*", "sektionsprotokoll",
            "leichenschauschein", "ärztliches gutachten über", "ärztliches zeugnis über",
            "erbgesundheitsgericht", "meldebogen ~ anstalt",
        ),
        "person": (
            "leidet an", "litt an", "leide an", "leidet ~ unter", "ist erkrankt an", "erkrankte an",
            "ist an ~ erkrankt", "ist geisteskrank", "geisteskranke frau", "ist erbkrank",
            "ist geschlechtskrank", "ist gelähmt", "seit ~ gelähmt", "ist taubstumm", "ist blind",
            "ist schwanger", "wurde schwanger", "wurde eine schwangerschaft", "hat ~ abtreiben",
            "hat sich ~ erhängt", "erhängte sich", "hat sich ~ erschossen", "erschoss sich",
            "nahm ~ gift", "nahm sich das leben", "vergiftete sich", "hat sich ~ vergiftet",
            "selbstmord begangen", "beging selbstmord", "selbstmordversuch", "starb an",
            "ist an ~ gestorben", "verstarb an", "erlag ~ leiden", "wurde ~ amputiert",
            "amputiert werden", "ins krankenhaus gebracht", "ins krankenhaus eingeliefert",
            "wurde ~ eingeliefert", "in die anstalt eingewiesen", "in einer anstalt untergebracht",
            "wurde ~ sterilisiert", "unfruchtbarmachung", "unfruchtbar gemacht", "dienstunfähig",
            "nicht arbeitsfähig", "arbeitsunfähig", "vom wehrdienst ~ zurückgestellt",
            "in ärztlicher behandlung", "leiche wurde", "ist trunksüchtig", "schwachsinnig",
        ),
        "matter": (
            "diagnose", "tuberkulose", "schwindsucht", "lungenentzündung", "syphilis", "tripper",
            "geschlechtskrank*", "krebs", "krebsleiden", "herzfehler", "herzleiden", "schlaganfall",
            "epilepsie", "fallsucht", "schizophrenie", "hysterie", "schwachsinn", "geisteskrank*",
            "geistesschwäche", "nervenleiden", "nervenzusammenbruch", "schwangerschaft*",
            "abtreibung*", "fehlgeburt*", "totgeburt*", "fleckfieber", "typhus", "scharlach",
            "diphtherie", "ruhr", "krätze", "heilanstalt", "irrenanstalt", "nervenheilanstalt",
            "trunksucht", "selbstmord*", "erbkrank*", "euthanasie", "verkrüppelt*", "bewusstlos",
        ),
        "word": ("krank", "kranke", "kranker", "patient", "patientin", "gebrechen", "krankheit"),
    },
    "adoption": {
        "form": ("adoptionsbeschluss", "annahme an kindes statt"),
        "person": (
            "an kindes statt angenommen", "adoptierte", "wurde adoptiert", "adoptivkind",
            "adoptivtochter", "adoptivsohn", "adoptiveltern", "leibliche mutter",
            "leiblicher vater", "leiblichen eltern", "zur adoption freigegeben", "findelkind",
        ),
        "matter": ("adoption", "pflegekind", "ziehkind", "pflegeeltern"),
    },
    "private_life": {
        "form": (
            "vernehmungsprotokoll", "vernehmungsniederschrift", "haftbefehl gegen",
            "strafregisterauszug", "handgeschriebener lebenslauf", "fragebogen ~ personalien",
        ),
        "person": (
            "ich wurde ~ geboren", "wurde ich ~ geboren", "bin ich ~ geboren", "ich bin ~ geboren",
            "reichte die scheidung ein", "scheidung eingereicht", "ließ sich ~ scheiden",
            "will sich ~ scheiden", "lebt getrennt", "ist vorbestraft", "vorbestraft",
            "zu ~ zuchthaus verurteilt", "zu ~ gefängnis verurteilt", "zu ~ jahren ~ verurteilt",
            "zum tode verurteilt", "wurde ~ verurteilt", "wurde ~ verhaftet", "in haft genommen",
            "in schutzhaft", "in untersuchungshaft", "bei der vernehmung", "gab ~ zu protokoll",
            "gestand die tat", "schlägt seine frau", "misshandelt* seine", "mann trinkt",
            "dem trunke ergeben", "dem alkohol verfallen", "vernachlässigt seine familie",
            "uneheliche* kind*", "unehelichen kind*", "außereheliches kind", "vater des ~ kindes",
            "unterhält ein verhältnis", "ein verhältnis mit", "hat ein verhältnis", "ehebruch",
            "in wilder ehe", "in ~ armut", "bittet um ~ unterstützung", "bitte um ~ unterstützung",
            "streiten um das erbe", "erbstreit*", "meine frau weiß", "ich liebe dich",
            "ohne dich nicht leben", "zuchthaus nach", "nach dachau", "ins konzentrationslager",
            "entmündigt", "unehrenhaft entlassen",
        ),
        "matter": (
            "scheidung*", "ehescheidung*", "unterhaltsklage*", "alimente", "vaterschaft*",
            "vorstrafe*", "zuchthaus", "schutzhaft", "untersuchungshaft", "strafgefangen*",
            "konkubinat", "trunksucht", "lebenswandel", "leumund", "leumundszeugnis", "erbschaft*",
            "häftling*", "liebesbrief*", "tagebuch", "gestapo", "armenunterstützung",
        ),
        "word": ("verhör", "diebstahl", "diebstahls", "schulden", "geliebte", "geliebter"),
    },
    "special_category": {
        "person": (
            "ist jüdin", "ist jude", "volljude", "halbjude", "halbjüdin", "mischling ~ grades",
            "aus der kirche aus*", "mitglied der nsdap", "mitglied der kpd", "mitglied der spd",
            "aus der partei ausgeschlossen", "der ~ partei angehört", "zeuge jehovas",
            "zeugin jehovas", "bibelforscher*", "ist homosexuell", "unzucht mit", "vergewaltigt",
            "zigeunerin", "ist zigeuner", "jüdischer abstammung", "nichtarisch*",
        ),
        "matter": (
            "homosexualität", "homosexuell*", "unzucht", "prostituiert*", "dirne", "blutschande",
            "konfession", "ariernachweis", "rassenschande", "parteiausschluss", "notzucht",
        ),
    },
    "denunciation": {
        "form": ("treffbericht*", "im bericht", "verpflichtungserklärung ~ im"),
        "person": (
            "der im berichtet", "im berichtet", "im ~ berichtet", "gm ~ berichtet",
            "quelle berichtet", "inoffizieller mitarbeiter", "inoffizielle mitarbeiterin",
            "deckname", "führungsoffizier", "wurde denunziert", "hat ~ denunziert",
            "v mann ~ meldet", "vertrauensmann ~ meldet", "anonyme anzeige", "anonymer brief",
        ),
        "matter": ("denunziation*", "denunziant*", "spitzel*", "spitzelbericht*", "zuträger"),
    },
}  # fmt: skip
