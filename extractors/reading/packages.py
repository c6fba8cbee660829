"""The Debian packages that models come in."""

# What Debian and Ubuntu package as tesseract-ocr-CODE, with "-" for "_".
_CODES = """
afr amh ara asm aze aze_cyrl bel ben bod bos bre bul cat ceb ces chi_sim chi_sim_vert chi_tra
chi_tra_vert chr cos cym dan deu div dzo ell eng enm epo est eus fao fas fil fin fra frk frm fry
gla gle glg grc guj hat heb hin hrv hun hye iku ind isl ita ita_old jav jpn jpn_vert kan kat
kat_old kaz khm kir kmr kor kor_vert lao lat lav lit ltz mal mar mkd mlt mon mri msa mya nep nld
nor oci ori osd pan pol por pus que ron rus san sin slk slv snd spa spa_old sqi srp srp_latn sun
swa swe syr tam tat tel tgk tha tir ton tur uig ukr urd uzb uzb_cyrl vie yid yor
"""
_SCRIPTS = {
    "Arabic": "arab",
    "Armenian": "armn",
    "Cyrillic": "cyrl",
    "Devanagari": "deva",
    "Ethiopic": "ethi",
    "Fraktur": "frak",
    "Georgian": "geor",
    "Greek": "grek",
    "HanS": "hans",
    "HanT": "hant",
    "Hangul": "hang",
    "Hebrew": "hebr",
    "Japanese": "jpan",
    "Latin": "latn",
    "Syriac": "syrc",
    "Tibetan": "tibt",
}
_MODELS = frozenset(_CODES.split())


def package_of(model: str) -> str | None:
    """The Debian package of a model; None where no package has it.

    >>> package_of("Fraktur"), package_of("aze_cyrl"), package_of("kpv")
    ('tesseract-ocr-script-frak', 'tesseract-ocr-aze-cyrl', None)
    """
    name = model.removeprefix("script/")
    if name in _SCRIPTS:
        return f"tesseract-ocr-script-{_SCRIPTS[name]}"
    return f"tesseract-ocr-{name.replace('_', '-')}" if name in _MODELS else None
