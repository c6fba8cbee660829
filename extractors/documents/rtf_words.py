"""Words of RTF and what they do here (Rich Text Format 1.9.1)."""

SYMBOL = "symbol"  # a font of signs: its codes are no letters
CODE_PAGE_OF_CHARSET = {
    0: "cp1252", 77: "mac-roman", 89: "mac-cyrillic", 128: "cp932", 129: "cp949", 130: "cp1361",
    134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
    255: "cp850",
}  # fmt: skip
NAMED_CODE_PAGES = {
    "936": "gbk", "10000": "mac-roman", "10007": "mac-cyrillic", "20866": "koi8-r",
    "28595": "iso8859-5", "65001": "utf-8",
}  # fmt: skip
SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005", "nestcell": "\t", "nestrow": "\t",
}  # fmt: skip
MARGINS = frozenset((
    "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
))  # fmt: skip
FLOWS = MARGINS | {"footnote", "annotation", "shptxt", "dptxbxtext"}
# Destinations with an asterisk that are read; all others are for programs that know them.
STARRED = frozenset((
    "shppict", "shpinst", "do", "nesttableprops", "shpgrp",
)) | FLOWS  # fmt: skip
# Destinations in which nothing is said.
SILENT = frozenset((
    "colortbl", "stylesheet", "filetbl", "rsidtbl", "generator", "themedata", "colorschememapping",
    "latentstyles", "listtable", "listoverridetable", "revtbl", "xmlnstbl", "nonshppict",
    "nonesttables", "objdata", "objclass", "objname", "bkmkstart", "bkmkend", "fldinst", "ftnsep",
    "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "formfield", "datafield", "atnid",
    "atnauthor", "atntime", "atndate", "atnref", "atnparent", "atnicn", "pnseclvl", "pntxta",
    "pntxtb", "creatim", "revtim", "printim", "buptim", "operator", "hlinkbase", "sn", "ud",
    "datastore", "template", "pgptbl", "mmathPr", "private", "passwordhash",
))  # fmt: skip
# What people say of the document, or keep from sight in it.
NOTES = frozenset((
    "title", "subject", "author", "manager", "company", "category", "keywords", "comment",
    "doccomm", "xe", "tc", "tcn", "staticval",
))  # fmt: skip
RASTERS = frozenset({"pngblip", "jpegblip"})
DRAWINGS = frozenset((
    "wmetafile", "emfblip", "pmmetafile", "macpict", "dibitmap", "wbitmap",
))  # fmt: skip
